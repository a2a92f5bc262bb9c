"""Kills a server and its worker again and again under load and counts what was lost; see script/drill."""

import contextlib
import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from crash.whole import Whole
from shared.alone import Alone
from shared.doctor import check_ourselves
from shared.letters import Letters
from shared.line import Silence
from shared.look import Findings, Look, steal, try_tokens
from shared.neighbours import Postgres
from shared.program import is_ready, until
from shared.verdict import arguments, drill, expect, say
from shared.viewers import Gone, Newcomer, Resident

READY = 2.0  # seconds
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
        self.whole = Whole(self.server, self.postgres, self.letters)
        self.ready, self.killed_at, self.silent, self.cut = [], float("inf"), [], 0

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
        self.killed_at = time.monotonic()
        self.server.program.end(9)
        if self.postgres:  # what was sent to it is either carried out or not once its processes have ended
            others = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'foyer' AND pid <> pg_backend_pid()"
            until("the end of its connections", lambda: self.whole.query(others) == "0")

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
        self.judge_silences(self.killed_at)

    def judge_silences(self, killed_at=float("inf")):
        """A request may stay without an answer when its server is killed meanwhile, and never before or after that."""
        for viewer in self.viewers:
            silent = [each for each in viewer.line.silences if not is_excused(each, killed_at)]
            self.cut += len(viewer.line.silences) - len(silent)
            self.silent += silent
            viewer.line.silences.clear()

    def check(self, thorough=False):
        with ThreadPoolExecutor(len(self.viewers)) as pool:
            for checked in [pool.submit(self.check_viewer, viewer, thorough) for viewer in self.viewers]:
                checked.result()
        self.judge_silences()
        self.whole.check_trail()

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

    def accounts(self):
        return [account for viewer in self.viewers for account in viewer.accounts]

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
        self.whole.check_accounts(self.accounts())
        self.whole.check_letters(self.accounts(), hasten=self.options.patient)
        self.whole.check_files()
        self.whole.check_ourselves(self.accounts())
        check_ourselves(self.server.port, self.letters)
        self.check_excuses()
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
        expect("no answer is missing but of those whose server was killed meanwhile", not self.silent,
               f"{self.cut} were cut off, {len(self.silent)} others" + (f": {self.silent[0]}" if self.silent else ""))
        trails = self.whole.broken_trails
        expect("the audit trail is whole after every kill", not trails, trails[:1] or self.whole.trail.split(":")[0] + " events")
        slowest, middle = max(self.ready), sorted(self.ready)[len(self.ready) // 2]
        expect("ready again", self.options.patient or slowest <= READY,
               f"after {middle * 1000:.0f} ms, the slowest {slowest * 1000:.0f} ms, at most {READY:.0f} s")

    def check_excuses(self):
        """A silence a second before the last kill has none."""
        silence = Silence("GET /user/profile", self.killed_at - 2, self.killed_at - 1, "closed", timed_out=False)
        believed = [what for what, killed_at in (("a kill that came later", self.killed_at), ("no kill", float("inf")))
                    if is_excused(silence, killed_at)]
        expect("no silence is excused without a kill", not believed, f"believed: {believed or 'none'}")


def is_excused(silence, killed_at):
    """It was awaited when the kill came. Nobody asks again between a kill and the next start."""
    return silence.ended >= killed_at


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
