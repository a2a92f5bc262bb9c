"""Lets the n-th write, sync, name or opened file of a start fail, or what it says to PostgreSQL and hears, for every n: on no
database, on one of an older schema and on one whose server was killed. It starts or says in a line why not, and the next start
has all that was there before."""

import contextlib
import copy
import itertools
import os
import random
import re
import shutil
import sqlite3
import subprocess
import time
from collections import Counter

from faults.calls import Calls
from shared.alone import Alone
from shared.doctor import Doctor, check_ourselves
from shared.letters import Letters
from shared.look import Findings, Look
from shared.neighbours import Postgres
from shared.program import dies_with_us, is_ready, until
from shared.verdict import expect, say
from shared.viewers import Gone, Newcomer, Resident

FEW = ("sync", "name", "open", "connect")  # of them every one is tried
BEGINNINGS = ("no database", "an older schema", "a killed server's database")
OLDER = 9  # a schema that has accounts, sessions and keys, and most of what makes migrations difficult before it
PATIENCE = 10.0  # seconds until who started must have taken a registration
SETTLES = 0.3  # seconds after it is ready in which its first jobs run
TRIES = 2  # of an n, before it is more than a start needs
LOGGED = re.compile(r"^\d{4}-\d\d-\d\dT\S+ (info|warn|error) ")
SETTINGS = {"BCRYPT_COST": 4, "LIMIT_PASSWORD_FAILURES": 100, "IO_THREADS": 1, "HASH_THREADS": 1, "SECRET_KEY": "",
            "ACCESS_TOKEN_EXPIRE_MINUTES": 1440, "FRONTEND_URL": "https://cinema.example"}


class Starts:
    kinds = ("write", "sync", "name", "open")
    port = 0  # of the peer that is meant

    def __init__(self, folder, options):
        self.folder, self.options, self.letters, self.calls = folder, options, Letters(), Calls(folder)
        self.findings, self.ends, self.unclear, self.left, self.silent = Findings(), Counter(), [], [], []
        self.stuck, self.reasons = [], Counter()
        self.tries = itertools.count(1)
        self.account, self.kept = None, {}  # by beginning, the folder that it begins with

    def run(self):
        """How many calls of each kind failed."""
        self.make_beginnings()
        failed = Counter()
        for kind in [self.options.only] if self.options.only else self.kinds:
            say(f"the n-th {kind} of a start fails, for every n")
            tried = {beginning: self.enumerate(kind, beginning) for beginning in BEGINNINGS}
            print("    " + ", ".join(f"{beginning} {count}" for beginning, count in tried.items()), flush=True)
            failed[kind] = sum(tried.values())
        return failed

    def make_beginnings(self):
        """One account, and the same folder as it was left by a kill and by a return to an older schema."""
        server = self.server("made")
        server.start()
        self.account = Doctor(server.port, self.letters, "kept").account
        server.program.end(9)
        self.kept = dict(zip(BEGINNINGS, (None, self.copy("made", "older"), self.copy("made", "killed"))))
        self.server("older").command("migrate", "downgrade", str(OLDER))

    def server(self, name, **settings):
        folder = os.path.join(self.folder, name)
        os.makedirs(folder, exist_ok=True)
        return Alone(folder, self.options.foyer, **SETTINGS | self.letters.settings | settings)

    def copy(self, name, to):
        return shutil.copytree(os.path.join(self.folder, name), os.path.join(self.folder, to))

    def make_nothing(self, name):
        """What there is before the first start."""

    def remove(self, name):
        shutil.rmtree(os.path.join(self.folder, name))

    def enumerate(self, kind, beginning):
        number, tried, stride = self.options.first - 1, 0, 1 if kind in FEW else self.options.stride
        while True:
            dice = random.Random(f"{self.options.seed} {beginning} {number}")
            number += 1 + (dice.randrange(2 * stride - 1) if stride > 1 else 0)
            if not any(self.try_one(kind, number, beginning) for _ in range(TRIES)):
                return tried
            tried += 1

    def try_one(self, kind, number, beginning):
        """False once a start needs no such call any more."""
        name, broken = f"{next(self.tries)}-{kind}{number}", len(self.findings.all())
        what = f"{kind} {number} of a start on {beginning}"
        if self.kept[beginning]:
            self.copy(os.path.basename(self.kept[beginning]), name)
        else:
            self.make_nothing(name)
        server = self.server(name, FAULTS_FOLDER=os.path.join(self.folder, name, "data"), **self.calls.environment)
        self.calls.arm(kind, number, self.port)
        newcomer = self.start(server, what)
        fired = self.calls.disarm()
        accounts = [newcomer] if newcomer else []
        if self.kept[beginning]:
            accounts.append(copy.deepcopy(self.account))
        self.start_again(server, accounts, what)
        for finding in self.findings.all()[broken:]:
            print(f"    after {what}: {finding}", flush=True)
        if len(self.findings.all()) == broken:
            self.remove(name)
        return fired

    def start(self, server, what):
        """An account of the server that it became, if it became one."""
        said = os.path.join(server.folder, "said")
        with open(said, "wb") as errors:
            process = subprocess.Popen([server.foyer, "serve"], env=server.environment, cwd=server.folder, stderr=errors,
                                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, preexec_fn=dies_with_us)
        until(f"an end of {what}", lambda: process.poll() is not None or is_ready(server.port), 60)
        if process.poll() is not None:
            with open(said) as errors:
                self.judge_end(process.returncode, [line for line in errors if not LOGGED.match(line)], what)
            return None
        self.ends["started"] += 1
        ends = time.monotonic() + SETTLES
        while not self.calls.fired() and time.monotonic() < ends:
            time.sleep(0.005)
        self.calls.disarm()
        account = self.register(server, what)
        if process.poll() is not None:
            self.unclear.append(f"{what}: it ended later with {process.returncode}")
        process.kill()
        process.wait()
        return account

    def judge_end(self, code, lines, what):
        self.ends["refused to start"] += 1
        self.reasons.update(re.sub(r"/\S+|\d+", "…", line) for line in lines)
        if code <= 0 or len(lines) != 1:
            self.unclear.append(f"{what}: exit code {code}, {lines}")

    def register(self, server, what):
        """It works without another start."""
        newcomer, began = Newcomer("newcomer", server.port, self.letters, what), time.monotonic()
        while time.monotonic() < began + PATIENCE:
            account = newcomer.new_account()
            account.email = f"{abs(hash(what))}-{account.email}"
            with contextlib.suppress(Gone):
                newcomer.register(account)
                self.silent += newcomer.line.silences
                return account
            time.sleep(0.02)
        self.stuck.append(f"{what}: {newcomer.odd[-1:]}")
        return None

    def start_again(self, server, accounts, what):
        """Nothing fails any more."""
        try:
            server.start()
            resident = Resident("resident", server.port, self.letters, what, newcomers=None)
            for account in accounts:
                Look(resident, account, self.findings).take()
            self.silent += resident.line.silences
            server.command("audit", "verify")
        except (Gone, SystemExit, subprocess.CalledProcessError) as failure:
            self.findings.lost.append(f"everything after {what}: {failure}")
        server.stop()
        self.look_at_database(server, what)
        self.look_at_files(os.path.join(server.folder, "data"), what)

    def look_at_database(self, server, what):
        data = os.path.join(server.folder, "data")
        with contextlib.closing(sqlite3.connect(os.path.join(data, "foyer.db"))) as database:
            whole = database.execute("PRAGMA integrity_check").fetchall()
        if whole != [("ok",)]:
            self.findings.halves.append(f"the file after {what}: {whole[:3]}")

    def look_at_files(self, data, what):
        key = os.path.join(data, "secret.key")
        left = [name for name in os.listdir(data) if name not in ("foyer.db", "secret.key")]
        if left and not all(os.path.samefile(os.path.join(data, name), key) for name in left):  # a second name could not go
            self.left.append(f"{what}: {sorted(left)}")

    def tell(self, failed):
        idle = [kind for kind in failed if not failed[kind]]
        expect("each kind of call was made", not idle, f"{failed.total()} failed: {dict(failed)}; never made: {idle or 'none'}")
        expect("it starts, or ends with one line that says why", not self.unclear,
               f"{dict(self.ends)}; {len(self.unclear)} otherwise" + (f": {self.unclear[:2]}" if self.unclear else ""))
        for reason, count in self.reasons.most_common():
            print(f"    {count} times: {reason.strip()}", flush=True)
        expect("what starts works", not self.stuck, f"{len(self.stuck)} did not within {PATIENCE:.0f} s"
               + (f": {self.stuck[:2]}" if self.stuck else ""))
        found = self.findings
        for what, items in (("lost", found.lost), ("half-applied", found.halves), ("revived", found.revived)):
            expect(what, not items, f"{len(items)}" + (f": {items[:2]}" if items else ""))
        expect("no request is left without an answer", not self.silent, f"{len(self.silent)} were")
        expect("no file is left beside the database and its key, but a second name of that", not self.left,
               f"{len(self.left)} times" + (f": {self.left[:3]}" if self.left else ""))

    def check_ourselves(self):
        server = self.server("killed").start()
        check_ourselves(server.port, self.letters)
        server.stop()

    def close(self):
        self.letters.close()


class StartsOnPostgres(Starts):
    """Each folder has a database of its name."""

    kinds = ("connect", "send", "tear", "receive", "end")

    def __init__(self, folder, options):
        self.postgres = Postgres(folder).start().wait()
        self.port = self.postgres.port
        super().__init__(folder, options)
        self.make_nothing("made")

    def server(self, name, **settings):
        return super().server(name, DATABASE_URL=self.postgres.url_of(name), **settings)

    def copy(self, name, to):
        self.postgres.tell(f'CREATE DATABASE "{to}" TEMPLATE "{name}"')
        return super().copy(name, to)

    def make_nothing(self, name):
        self.postgres.tell(f'CREATE DATABASE "{name}"')

    def remove(self, name):
        self.postgres.tell(f'DROP DATABASE "{name}" WITH (FORCE)')
        super().remove(name)

    def look_at_database(self, server, what):
        """PostgreSQL looks after its files."""

    def close(self):
        super().close()
        self.postgres.end(2)
