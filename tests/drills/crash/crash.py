"""Kills a server and its worker again and again under load and counts what was lost; see script/drill."""

import contextlib
import glob
import json
import random
import sqlite3
import subprocess
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from shared.alone import Alone
from shared.letters import Letters, owed
from shared.look import Findings, Look, steal, try_tokens
from shared.neighbours import Postgres
from shared.program import is_ready, until
from shared.verdict import arguments, drill, expect, say
from shared.viewers import Gone, Newcomer, Resident

READY = 2.0  # seconds
LEASE = 120  # seconds after which a worker's job is another's
RESIDENTS, NEWCOMERS = 8, 4


class Crash:
    def __init__(self, folder, options):
        self.options, self.random = options, random.Random(options.seed)
        self.letters, self.findings = Letters(), Findings()
        self.postgres = Postgres(folder) if options.database == "postgres" else None
        database = {"DATABASE_URL": self.postgres.start().wait().url} if self.postgres else {}
        self.server = Alone(folder, options.foyer, BCRYPT_COST=4, LIMIT_PASSWORD_FAILURES=100, IO_THREADS=2,
                            REFRESH_REUSE_LEEWAY_SECONDS=60, LOG_LEVEL="warning", FRONTEND_URL="https://cinema.example",
                            **self.letters.settings, **database)
        tools = (self.server.port, self.letters, options.seed)
        self.newcomers = [Newcomer(f"newcomer{each}", *tools) for each in range(NEWCOMERS)]
        self.residents = [Resident(f"resident{each}", *tools, newcomers=self.newcomers[each % NEWCOMERS])
                          for each in range(RESIDENTS)]
        self.viewers = self.newcomers + self.residents
        self.ready, self.trail, self.broken_trails = [], None, []

    def start(self):
        """How long it took until it was ready."""
        began = time.monotonic()
        self.server.program.start()
        while not is_ready(self.server.port):
            if not self.server.lives() or time.monotonic() - began > 60:
                raise SystemExit(f"the server did not come up again, see {self.server.program.log}")
            time.sleep(0.002)
        return time.monotonic() - began

    def kill(self):
        self.server.program.end(9)
        if self.postgres:  # what was sent to it is either carried out or not once its processes have ended
            others = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'foyer' AND pid <> pg_backend_pid()"
            until("the end of its connections", lambda: self.query(others) == "0")

    def kill_again_at_start(self):
        """Recovering is interrupted as well."""
        self.server.program.start()
        time.sleep(self.random.uniform(0, 0.03))
        self.kill()

    def load_and_kill(self, operations):
        """After about so many more were acknowledged, in the middle of the next."""
        enough = self.acknowledged() + operations
        with ThreadPoolExecutor(len(self.viewers)) as pool:
            lives = [pool.submit(viewer.live) for viewer in self.viewers]
            until("enough answers", lambda: self.acknowledged() >= enough, 120)
            time.sleep(self.random.uniform(0, 0.02))
            self.kill()
            for life in lives:
                life.result()

    def check(self, thorough=False):
        with ThreadPoolExecutor(len(self.viewers)) as pool:
            for checked in [pool.submit(self.check_viewer, viewer, thorough) for viewer in self.viewers]:
                checked.result()
        self.check_trail()

    def check_viewer(self, viewer, thorough):
        viewer.line.close()
        with contextlib.suppress(Gone):
            for account in viewer.accounts:
                if not thorough and account.retired and not account.pending:
                    continue
                Look(viewer, account, self.findings, thorough).take()
                try_tokens(viewer, account, self.findings, thorough)
                if viewer.random.random() < 0.1:
                    steal(viewer, account, self.findings)

    def check_trail(self):
        """The trail still passes through the point it had reached at the last look."""
        expected = ["--expect", self.trail] if self.trail else []
        done = self.foyer("audit", "verify", "--json", *expected)
        found = json.loads(done.stdout or "{}")
        if done.returncode != 0 or not found.get("whole"):
            self.broken_trails.append(done.stdout + done.stderr)
        self.trail = found.get("head", self.trail)

    def check_accounts(self):
        """Each that was acknowledged and none but them."""
        listed = json.loads(self.foyer("user", "list", "--limit", "1000000", "--json").stdout)
        there = {account["email"]: account["state"] for account in listed}
        promised = {account.email: account.world.state for account in self.accounts() if account.world.state != "none"}
        differ = {email for email in there.keys() | promised.keys() if there.get(email) != promised.get(email)}
        expect("the list of accounts is what was promised", not differ, f"{len(there)} accounts, different: {differ or 'none'}")

    def check_letters(self):
        """A letter whose worker was killed is another's when the lease has run out."""
        wait = 30 if self.options.patient else LEASE + 60
        if self.options.patient:
            self.server.program.end()
            self.query("UPDATE jobs SET leased_until = 0 WHERE state = 'running'")
            self.start()
        with contextlib.suppress(SystemExit):
            until("every letter", lambda: not self.letters.missing(self.accounts()), wait)
        missing = self.letters.missing(self.accounts())
        expect("every letter came", not missing, f"{sum(owed(self.accounts()).values())} owed, {len(self.letters.recipients)} came, "
               f"missing: {missing or 'none'}")
        extra = self.letters.uncalled_for(self.accounts())
        expect("none tells of what was not done", not extra, extra or "none")

    def check_files(self):
        if self.postgres:
            return
        file = glob.glob(f"{self.server.folder}/data/foyer.db")[0]
        with contextlib.closing(sqlite3.connect(file)) as database:
            whole = [row[0] for row in database.execute("PRAGMA integrity_check")]
            orphans = database.execute("PRAGMA foreign_key_check").fetchall()
        expect("SQLite finds its file whole", whole == ["ok"] and not orphans, f"{whole}, {len(orphans)} orphans")

    def accounts(self):
        return [account for viewer in self.viewers for account in viewer.accounts]

    def foyer(self, *words):
        return subprocess.run([self.server.foyer, *words], env=self.server.environment, cwd=self.server.folder,
                              capture_output=True, text=True)

    def query(self, statement):
        where = ["psql", "-XAtq", self.postgres.url, "-c"] if self.postgres else ["sqlite3", "-cmd", ".timeout 10000",
                                                                                f"{self.server.folder}/data/foyer.db"]
        return subprocess.run([*where, statement], check=True, capture_output=True, text=True).stdout.strip()

    def run(self):
        say(f"a server on {self.options.database} is killed {self.options.kills} times under load (seed {self.options.seed})")
        self.start()
        for number in range(1, self.options.kills + 1):
            self.load_and_kill(self.random.uniform(0.2, 1.8) * self.options.each)
            if self.random.random() < 0.15:
                self.kill_again_at_start()
            self.ready.append(self.start())
            self.check()
            if number % 10 == 0:
                say(f"{number} kills, {self.acknowledged()} acknowledged, {len(self.findings.lost)} lost, "
                    f"{len(self.findings.halves)} half-applied, {len(self.findings.revived)} revived")
        say("what was promised")
        self.check(thorough=True)
        self.tell()
        self.check_accounts()
        self.check_letters()
        self.check_files()
        code = self.server.stop()
        expect("the last server stops politely", code == 0, f"exit code {code}")

    def acknowledged(self):
        return sum(sum(viewer.acknowledged.values()) for viewer in self.viewers)

    def tell(self):
        kinds, found = sum((viewer.acknowledged for viewer in self.viewers), Counter()), self.findings
        odd = [each for viewer in self.viewers for each in viewer.odd]
        say(f"{self.options.kills} kills, {self.acknowledged()} acknowledged operations ({dict(kinds)}); {found.looks} looks "
            f"found {found.done} of those under way done and {found.undone} not done")
        for what, items in (("lost", found.lost), ("half-applied", found.halves), ("revived", found.revived)):
            expect(what, not items, f"{len(items)}" + (f": {items[:3]}" if items else ""))
        expect("every answer was one that its journal allows", not odd, f"{len(odd)} others" + (f": {odd[:3]}" if odd else ""))
        expect("the audit trail is whole after every kill", not self.broken_trails,
               self.broken_trails[:1] or self.trail.split(":")[0] + " events")
        slowest, middle = max(self.ready), sorted(self.ready)[len(self.ready) // 2]
        expect("ready again", self.options.patient or slowest <= READY,
               f"after {middle * 1000:.0f} ms, the slowest {slowest * 1000:.0f} ms, at most {READY:.0f} s")


def main():
    parser = arguments(__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    parser.add_argument("--each", type=int, default=600, help="operations between two kills, about")
    options = parser.parse_args()
    with drill("crash") as folder:
        crash = Crash(folder, options)
        try:
            crash.run()
        finally:
            crash.server.program.end(9)
            if crash.postgres:
                crash.postgres.end(2)
            crash.letters.close()
