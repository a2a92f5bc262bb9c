"""Takes from a running server its disk, database, cache, mail server, descriptors and clock, one after the other, while
viewers go on, and gives each back; see script/drill."""

import os
import signal
import time

from shared.alone import Alone
from shared.fleet import Fleet
from shared.program import until
from shared.verdict import arguments, drill, expect, say
from weather import clocks, post
from weather.causes import Descriptors, SmallDisk, flush_redis, go_on, stall
from weather.guests import Guest

RECOVERY = 5.0  # seconds
MAIL = 60.0  # a black hole holds a letter for 30 s, then it waits for its next turn


class Town:
    """Viewers of one server, the processes that must live through everything, and what is judged after each storm."""

    def __init__(self, port, emails, programs, options):
        self.port, self.programs, self.options = port, programs, options
        self.pids = [program.process.pid for program in programs]
        self.guests = [Guest(port, email) for email in emails]
        for guest in self.guests:
            guest.start()

    def storm(self, what, cause, cure, *, seconds=4.0, bites=False, silent=False):
        """bites: something has to fail, or the cause is none. silent: connections may get no answer at all meanwhile."""
        say(what)
        seconds = min(seconds, 1.5) if self.options.patient else seconds
        began = self._mark()
        cause()
        time.sleep(seconds)
        cure()
        back = time.monotonic()
        everybody = lambda: all(guest.last_success > back for guest in self.guests)
        again = until("an answer for every viewer", everybody, 60)
        if not self.options.patient:
            time.sleep(max(0, back + RECOVERY + 1 - time.monotonic()))
        failures = [failure for guest in self.guests for failure in guest.failures if failure[0] > began]
        statuses = {status: sum(1 for failure in failures if failure[2] == status) for status in {each[2] for each in failures}}
        asked = sum(guest.requests for guest in self.guests) - self.requests
        last = max([0.0, *(failure[0] - back for failure in failures)])
        late = last > RECOVERY and not self.options.patient
        expect("requests succeed again", not late and (bool(failures) or not bites),
               f"everybody's after {again:.1f} s, last failure after {last:.1f} s of at most 5; {asked} asked, failed: {statuses or 'none'}, "
               f"slowest answer {max(guest.slowest for guest in self.guests):.1f} s")
        unclean = [each for guest in self.guests for each in guest.unclean]
        expect("what could not be done was a clean 503", not unclean and (silent or not statuses.get(0)),
               unclean[:5] or f"{statuses.get(503, 0)} times, with Retry-After")
        self.judge_promises()

    def judge_promises(self):
        pids = [program.process.pid for program in self.programs if program.process.poll() is None]
        expect("no process ended", pids == self.pids, f"{len(pids)} of {len(self.pids)}, the same as before")
        lost = [f"edit {edit} of {guest.email}" for guest in self.guests if not guest.has(edit := guest.profile)]
        lost += [f"session of {guest.email}" for guest in self.guests if guest.lost_session]
        edits, ends = sum(guest.profile for guest in self.guests), sum(len(guest.signed_out) for guest in self.guests)
        revived = [number for guest in self.guests for number in guest.revived()]
        expect("what was acknowledged holds", not lost and not revived,
               f"{edits} edits, {ends} sign-outs; lost: {lost or 'none'}, revived: {revived or 'none'}")

    def judge_mail(self, mailbox, *, never=()):
        newcomers = {email for guest in self.guests for email in guest.newcomers} - set(never)
        began = time.monotonic()
        missing = lambda: newcomers - set(mailbox.recipients)
        while missing() and time.monotonic() < began + MAIL + 30:
            time.sleep(0.1)
        spent = time.monotonic() - began
        expect("every mail arrives", not missing() and (self.options.patient or spent <= MAIL),
               f"{len(newcomers)} registrations, {len(missing())} missing {spent:.1f} s later")

    def leave(self):
        for guest in self.guests:
            guest.stop()
        lost = [each for guest in self.guests for each in guest.check(self.port)]
        expect("in the end nothing is lost", not lost, f"{sum(guest.requests for guest in self.guests)} requests; {lost or 'none lost'}")

    def _mark(self):
        for guest in self.guests:
            guest.unclean.clear()
            guest.slowest = 0.0
        self.requests = sum(guest.requests for guest in self.guests)
        return time.monotonic()


def see_disk(town, disk):
    if not disk.mounted:
        expect("the disk is there to be taken", town.options.patient, "left out: only root may mount one to fill")
        return
    town.storm("the disk is full", disk.fill, disk.clear, bites=True)
    town.storm("the data may not be written", disk.forbid_writing, disk.allow_writing, bites=True)
    town.storm("the disk stands still", disk.stall, disk.go_on)


def see_long_outage(town, disk, office):
    """Who waits longer after each failure must not still wait when all is well."""
    if not disk.mounted:
        return
    office.mood = post.BUSY  # letters that are due make background work try all the time
    time.sleep(2)
    office.mood = post.FINE
    cured = []
    cure = lambda: (disk.allow_writing(), cured.append(time.monotonic()))
    town.storm("the data may not be written for long", disk.forbid_writing, cure, seconds=30, bites=True)
    until("a letter", lambda: office.took and office.took[-1] > cured[0], 60)
    spent = next(moment for moment in office.took if moment > cured[0]) - cured[0]
    expect("background work goes on", town.options.patient or spent <= RECOVERY, f"{spent:.1f} s after the end, of at most 5")


def see_descriptors(town, program):
    files = Descriptors(program.process.pid)
    town.storm("no descriptor is left", files.exhaust, files.give_back, silent=True)


def see_mail(town, office, alone):
    office_in = lambda mood: lambda: (setattr(office, "mood", mood), office.hang_up())  # a kept connection is the old mood's
    fine = lambda: setattr(office, "mood", post.FINE)
    town.storm("the mail server refuses connections", office.close, office.open)
    arrives = (lambda: None) if town.options.patient else (lambda: town.judge_mail(office))
    arrives()
    for what, mood in {"says 421": post.NOT_SERVING, "says 451": post.BUSY, "says 554 to us": post.WE_ARE_UNWANTED,
                       "drops the connection after the letter": post.DROPS_LETTERS}.items():
        before = office.refused
        town.storm(f"the mail server {what}", office_in(mood), fine)
        expect("it was asked meanwhile", office.refused > before, f"{office.refused - before} times")
        arrives()
    hang_up = office.hang_up if town.options.patient else (lambda: None)  # a true hole keeps what it has for 30 s
    town.storm("the mail server takes connections and is silent", office_in(post.SILENT), lambda: (fine(), hang_up()))
    town.judge_mail(office)
    town.storm("the mail server knows no such viewer", office_in(post.NO_SUCH_VIEWER), fine)
    time.sleep(1)
    given_up = alone.dead_jobs()
    expect("who cannot be written to is given up, and that can be seen", given_up == len(office.unknown) > 0,
           f"{given_up} dead jobs, {len(office.unknown)} addresses refused")
    town.judge_mail(office, never=office.unknown)
    say(f"{office.repeated()} of {len(office.took)} letters came twice: at least once was promised")


class Hasty(Fleet):
    """Waits for PostgreSQL less long than by itself, for a drill does not wait so long either."""

    def environment(self, **settings):
        return super().environment(DATABASE_TIMEOUT=3, **settings)


def on_sqlite(folder, options):
    say("SQLite, with a disk of its own")
    disk, office = SmallDisk(folder), post.Post()
    alone = Alone(folder, options.foyer, BCRYPT_COST=4, EMAIL_HOST="127.0.0.1", EMAIL_PORT=office.port, EMAIL_USE_TLS="false",
                  EMAIL_FROM="no-reply@cinema.example", FRONTEND_URL="https://cinema.example").start()
    try:
        town = Town(alone.port, alone.make_accounts(options.viewers), [alone.program], options)
        see_disk(town, disk)
        see_long_outage(town, disk, office)
        see_descriptors(town, alone.program)
        see_mail(town, office, alone)
        town.leave()
    finally:
        expect("it stops as asked", (code := alone.stop()) == 0, f"exit code {code}")
        disk.unmount()


def on_fleet(folder, options):
    say("PostgreSQL and Redis, a server, a worker and a beat")
    fleet = Hasty(folder, options.foyer, servers=1, workers=1, beats=1)
    try:
        fleet.start()
        server, postgres, redis = fleet.servers[0], fleet.postgres, fleet.redis
        town = Town(server.port, fleet.make_accounts(options.viewers), [server, *fleet.workers, *fleet.beats], options)
        town.storm("PostgreSQL is stopped", lambda: postgres.end(signal.SIGINT), lambda: postgres.start().wait(), bites=True)
        town.storm("PostgreSQL restarts", lambda: (postgres.end(signal.SIGINT), postgres.start().wait()), lambda: None, seconds=0)
        town.storm("PostgreSQL is stalled", lambda: stall(postgres), lambda: go_on(postgres), seconds=8, bites=not options.patient)
        town.storm("Redis is stopped", lambda: redis.end(signal.SIGTERM), lambda: redis.start().wait_for_port())
        town.storm("Redis is slow", lambda: stall(redis), lambda: go_on(redis))
        town.storm("Redis forgets everything", lambda: flush_redis(redis.port), lambda: None, seconds=1)
        see_descriptors(town, server)
        town.judge_mail(fleet.mailbox)
        town.leave()
    finally:
        fleet.stop()


def main():
    parser = arguments(__doc__)
    parser.add_argument("--viewers", type=int, default=4, help="how many go on through it")
    parser.add_argument("--only", choices=["sqlite", "fleet", "clock"], action="append", help="these parts alone")
    options = parser.parse_args()
    parts = {"sqlite": on_sqlite, "fleet": on_fleet, "clock": clocks.on_a_clock}
    with drill("weather") as folder:
        os.chmod(folder, 0o755)  # PostgreSQL runs as a user of its own where we are root
        for name, part in parts.items():
            if name in (options.only or parts):
                of_its_own = os.path.join(folder, name)
                os.mkdir(of_its_own)
                part(of_its_own, options)
