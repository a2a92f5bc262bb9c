"""Takes from a running server its disk, database, cache, mail server, descriptors and clock, one after the other, while
viewers go on, and gives each back; see script/drill."""

import json
import os
import signal
import subprocess

from shared.alone import Alone
from shared.fleet import Fleet
from shared.verdict import arguments, drill, expect, say
from weather import clocks
from weather.causes import SmallDisk, flush_redis, go_on, stall
from weather.delays import Wire, see_slow_redis
from weather.descriptors import see_descriptors
from weather.disks import see_disk, see_long_outage
from weather.doctor import tell_lies
from weather.mail import see_mail
from weather.owners import bring_in
from weather.post import Post
from weather.town import OWNERS, Town


class Hasty(Fleet):
    """Waits for PostgreSQL less long than by itself, for a drill does not wait so long either; counts its limits in a Redis
    that may be slow."""

    def __init__(self, folder, foyer, **programs):
        self.wire = Wire()
        super().__init__(folder, foyer, mailbox=Post(), **programs)
        self.wire.target = self.redis.port

    def environment(self, **settings):
        counted = {f"LIMIT_{name}": "1000000/h" for name in ("REGISTER", "REFRESH", "LOGIN")}
        return super().environment(DATABASE_TIMEOUT=3, REDIS_URL=self.wire.url, **counted, **settings)

    def dead_jobs(self):
        told = subprocess.run([self.foyer, "jobs", "list", "--state", "dead", "--limit", "100000", "--json"], check=True,
                              env=self.environment(), cwd=self.folder, stdout=subprocess.PIPE).stdout
        return len(json.loads(told))

    def stop(self):
        super().stop()
        self.wire.close()


def on_sqlite(folder, options):
    say("SQLite, with a disk of its own")
    disk, office = SmallDisk(folder), Post()
    alone = Alone(folder, options.foyer, BCRYPT_COST=4, **office.settings).start()
    try:
        emails = alone.make_accounts(options.viewers + 1)
        owners = bring_in(folder, alone.foyer, alone.environment, OWNERS * options.viewers)
        town = Town(alone.port, emails, owners, [alone.program], options)
        see_disk(town, disk)
        see_long_outage(town, disk, office)
        see_descriptors(town, [alone.program])
        see_mail(town, office, alone.dead_jobs)
        town.leave()
        tell_lies(town, office)
    finally:
        expect("it stops as asked", (code := alone.stop()) == 0, f"exit code {code}")
        disk.unmount()


def in_a_fleet(folder, options, see):
    say("PostgreSQL and Redis, a server, a worker and a beat")
    fleet = Hasty(folder, options.foyer, servers=1, workers=1, beats=1)
    try:
        fleet.start()
        emails = fleet.make_accounts(options.viewers + 1)
        owners = bring_in(folder, fleet.foyer, fleet.environment(), OWNERS * options.viewers)
        town = Town(fleet.servers[0].port, emails, owners, [*fleet.servers, *fleet.workers, *fleet.beats], options)
        see(town, fleet)
        town.judge_mail(fleet.mailbox, never=set(fleet.mailbox.unknown))
        town.leave()
        tell_lies(town, fleet.mailbox)
    finally:
        fleet.stop()


def see_neighbours(town, fleet):
    postgres, redis, patient = fleet.postgres, fleet.redis, town.options.patient
    town.storm("PostgreSQL is stopped", lambda: postgres.end(signal.SIGINT), lambda: postgres.start().wait(), bites=True)
    town.storm("PostgreSQL restarts", lambda: (postgres.end(signal.SIGINT), postgres.start().wait()), lambda: None, seconds=0)
    town.storm("PostgreSQL is stalled", lambda: stall(postgres), lambda: go_on(postgres), seconds=8, bites=not patient)
    town.storm("Redis is stopped", lambda: redis.end(signal.SIGTERM), lambda: redis.start().wait_for_port())
    town.storm("Redis is stalled", lambda: stall(redis), lambda: go_on(redis))
    town.storm("Redis forgets everything", lambda: flush_redis(redis.port), lambda: None, seconds=1)
    for delay in (3,) if patient else (0.1, 0.3, 3):
        see_slow_redis(town, fleet.wire, delay)
    see_descriptors(town, town.programs)


def see_its_mail(town, fleet):
    see_mail(town, fleet.mailbox, fleet.dead_jobs)


PARTS = {"sqlite": on_sqlite, "fleet": lambda *about: in_a_fleet(*about, see_neighbours),
         "mail": lambda *about: in_a_fleet(*about, see_its_mail), "clock": clocks.on_a_clock,
         "clock-postgres": clocks.beside_postgres}


def main():
    parser = arguments(__doc__)
    parser.add_argument("--viewers", type=int, default=4, help="how many go on through it")
    parser.add_argument("--only", choices=PARTS, action="append", help="these parts alone")
    options = parser.parse_args()
    with drill("weather") as folder:
        os.chmod(folder, 0o755)  # PostgreSQL runs as a user of its own where we are root
        for name, part in PARTS.items():
            if name in (options.only or PARTS):
                of_its_own = os.path.join(folder, name)
                os.mkdir(of_its_own)
                part(of_its_own, options)
