"""One run under load on SQLite with its journals, and with all that it did to its disk."""

import bisect
import os
import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

from power.disk import Disk, read_trace
from shared.alone import Alone
from shared.letters import Letters
from shared.viewers import Newcomer, Resident

RESIDENTS, NEWCOMERS = 4, 3
OWES_A_LETTER = ("register", "ask", "reset", "change")
QUIET = 4.0  # seconds, at most, in which viewers only sign in
SETTINGS = {"BCRYPT_COST": 4, "LIMIT_PASSWORD_FAILURES": 100, "IO_THREADS": 2, "LOG_LEVEL": "warning", "SECRET_KEY": "",
            "ACCESS_TOKEN_EXPIRE_MINUTES": 1440, "FRONTEND_URL": "https://cinema.example"}


class SignsInOnly(Resident):
    """So that nothing carries a login to the disk but what is promised for it."""

    OFTEN = {"login": 1}

    def use(self, account):
        if len(account.world.sessions) < 40:
            self.login(account)
        time.sleep(0.1)


class Recording:
    """One run under load, with its trace and its journals."""

    def __init__(self, folder, options):
        self.folder, self.options = folder, options
        self.trace = os.path.join(folder, "trace")
        shim = os.path.join(folder, "lossy_disk.so")
        source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "lossy_disk.c")
        subprocess.run([shutil.which("clang-19") or "cc", "-O2", "-shared", "-fPIC", "-o", shim, source], check=True)
        self.letters = Letters()
        self.server = Alone(folder, options.foyer, **SETTINGS, **self.letters.settings, LD_PRELOAD=shim,
                            LOSSY_FOLDER=os.path.join(folder, "data"), LOSSY_TRACE=self.trace)
        os.mkdir(os.path.join(folder, "data"), 0o700)

    def position(self):
        return os.stat(self.trace).st_size

    def make(self):
        tools, clock = (self.server.port, self.letters, self.options.seed), self.position
        newcomers = [Newcomer(f"newcomer{each}", *tools, clock=clock) for each in range(NEWCOMERS)]
        residents = [Resident(f"resident{each}", *tools, newcomers=newcomers[each % NEWCOMERS], clock=clock)
                     for each in range(RESIDENTS)]
        quiet = SignsInOnly("quiet", *tools, newcomers=newcomers[0], clock=clock)
        self.viewers = [*newcomers, *residents, quiet]
        self.server.start()
        with ThreadPoolExecutor(len(self.viewers)) as pool:
            lives = [pool.submit(viewer.live) for viewer in self.viewers if viewer is not quiet]
            time.sleep(self.options.seconds)
            for viewer in self.viewers:
                viewer.leave()
            for life in lives:
                life.result()
            self.quiet_from = time.monotonic_ns()
            quiet.newcomers, quiet.leaving = max(newcomers, key=lambda each: each.ready.qsize()), False
            life = pool.submit(quiet.live)
            time.sleep(min(QUIET, self.options.seconds))
            self.server.program.end(9)
            life.result()
        self.quiet_logins = quiet.acknowledged["login"]
        self.letters.close()
        self.data, self.steps = read_trace(self.trace)
        return self

    def disk(self, deaf_from=None):
        return Disk(self.server.environment["DATA_DIR"], self.data, self.steps, deaf_from)

    def differs(self):
        """Files that are not what the trace makes of them: something was done that it did not see."""
        told, folder = self.disk().follow(len(self.steps)).whole(), self.server.environment["DATA_DIR"]
        there = {}
        for name in os.listdir(folder):
            if not name.endswith("-shm"):
                with open(os.path.join(folder, name), "rb") as file:
                    there[name] = file.read()
        return [name for name in told.keys() | there.keys() if told.get(name) != there.get(name)]

    def accounts(self):
        return [account for viewer in self.viewers for account in viewer.accounts]

    def promises(self):
        """The steps with which a letter had been promised."""
        ends = [step.end for step in self.steps]
        promised = [event.returned for account in self.accounts() for event in account.events if event.kind in OWES_A_LETTER]
        return [bisect.bisect_left(ends, position) for position in promised if position <= ends[-1]]

    def moments(self, count, chance):
        """Some anywhere, some where pages go from the log into the database, some right after a letter was promised and some
        while viewers only sign in."""
        moved = [number for number, step in enumerate(self.steps) if step.path == "foyer.db"]
        quiet = [number for number, step in enumerate(self.steps) if step.nanoseconds > self.quiet_from]
        chosen = [chance.choice(chance.choice((range(len(self.steps)), range(len(self.steps)), moved, quiet,
                                                   self.promises()))) + 1
                  for _ in range(count)]
        return sorted(chosen)
