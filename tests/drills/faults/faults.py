"""Lets the n-th write, sync, name, connection or allocation of a request fail, for every n, and holds the server to its
answers; see script/drill."""

import mmap
import os
import random
import shutil
import struct
import subprocess
import time
from collections import Counter

from shared.alone import Alone
from shared.letters import Letters
from shared.look import Findings, Look
from shared.program import until
from shared.verdict import arguments, drill, expect, say
from shared.viewers import Gone, Newcomer, Resident

KINDS = {"write": 1, "sync": 2, "name": 3, "connect": 4, "memory": 5}
ASKS = ["register", "verify", "login", "refresh", "edit", "logout", "ask", "reset", "change"]
RECOVERY = 5.0  # seconds
SETTINGS = {"BCRYPT_COST": 4, "LIMIT_PASSWORD_FAILURES": 100, "IO_THREADS": 1, "HASH_THREADS": 1, "LOG_LEVEL": "error",
            "ACCESS_TOKEN_EXPIRE_MINUTES": 1440, "FRONTEND_URL": "https://cinema.example"}


class Faults:
    """The shim's end of the matter: a file both map."""

    def __init__(self, folder):
        self.shim, self.file = os.path.join(folder, "fail_nth.so"), os.path.join(folder, "control")
        source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fail_nth.c")
        subprocess.run([shutil.which("clang-19") or "cc", "-O2", "-shared", "-fPIC", "-o", self.shim, source], check=True)
        with open(self.file, "w+b") as control:
            control.write(bytes(12))
            control.flush()
            self._control = mmap.mmap(control.fileno(), 12)

    def arm(self, kind, number):
        self._control[0:12] = struct.pack("IiI", 0, number, 0)
        self._control[0:4] = struct.pack("I", KINDS[kind])

    def disarm(self):
        """Whether the call that was to fail came."""
        self._control[0:4] = struct.pack("I", 0)
        return struct.unpack("IiI", self._control[0:12])[2] == 1


class Enumeration:
    def __init__(self, folder, options):
        self.options, self.findings, self.letters = options, Findings(), Letters()
        self.faults = Faults(folder)
        self.server = Alone(folder, options.foyer, **SETTINGS, **self.letters.settings, LD_PRELOAD=self.faults.shim,
                            FAULTS_CONTROL=self.faults.file, FAULTS_FOLDER=os.path.join(folder, "data")).start()
        tools = (self.server.port, self.letters, options.seed)
        self.newcomer, self.resident = Newcomer("newcomer", *tools), Resident("resident", *tools, newcomers=None)
        self.answers, self.slowest, self.registered = Counter(), 0.0, []
        self.active = None

    def newcomers_account(self):
        account = self.newcomer.new_account()
        self.newcomer.register(account)
        self.newcomer.waiting.clear()
        self.registered.append(account)
        return account

    def pending_account(self):
        account = self.newcomers_account()
        until("its letter", lambda: self.letters.links(account.email, "verify"), 60)
        return account

    def confirm(self, account):
        account.activation = self.letters.links(account.email, "verify")[0]
        self.newcomer.must(account, "verify", "POST", "/auth/verify", {"token": account.activation})

    def active_account(self):
        """One is used until nobody knows any more which of its links are good."""
        if self.active is None or self.active.retired or self.active.world.strangers + len(self.active.world.sessions) > 30:
            self.active = self.pending_account()
            self.confirm(self.active)
        if not self.active.world.alive():
            self.resident.login(self.active)
        return self.active

    def prepare(self, ask):
        """The account, and what is asked of it."""
        if ask == "register":
            account = self.newcomer.new_account()
            self.registered.append(account)
            return account, lambda: self.newcomer.register(account)
        if ask == "verify":
            account = self.pending_account()
            return account, lambda: self.confirm(account)
        account = self.active_account()
        if ask in ("login", "ask"):
            return account, lambda: (self.resident.login if ask == "login" else self.resident.ask_for_link)(account)
        if ask == "reset":
            self.resident.ask_for_link(account)
            until("the link", lambda: self.resident.collect_links(account), 60)
            token = account.world.open_links()[0]
            return account, lambda: self.resident.reset(account, token)
        number = account.world.alive()[0]
        return account, lambda: getattr(self.resident, ask)(account, number)

    def try_one(self, kind, ask, number):
        """False once the request needs no such call any more."""
        account, request = self.prepare(ask)
        self.faults.arm(kind, number)
        try:
            request()
            self.answers["done"] += 1
        except Gone:
            self.answers["refused"] += 1
        if kind == "connect":  # a mail is sent after the answer
            time.sleep(0.05)
        fired = self.faults.disarm()
        self.newcomer.waiting.clear()
        self.look_at(account, f"{kind} {number} of {ask}")
        return fired

    def look_at(self, account, what):
        """It answers again without a restart, and has what it said it has."""
        began, broken = time.monotonic(), len(self.findings.lost + self.findings.halves + self.findings.revived)
        while True:
            if not self.server.lives():
                raise SystemExit(f"the server ended at {what}, see {self.server.program.log}")
            try:
                Look(self.resident, account, self.findings).take()
                break
            except Gone:
                if time.monotonic() - began > 60:
                    raise SystemExit(f"the server did not come back after {what}") from None
                time.sleep(0.02)
        self.slowest = max(self.slowest, time.monotonic() - began)
        for finding in (self.findings.lost + self.findings.halves + self.findings.revived)[broken:]:
            print(f"    after {what}: {finding}", flush=True)

    def enumerate(self, kind, ask):
        number, tried = self.options.first - 1, 0
        stride = self.options.stride if kind == "memory" else 1
        while True:
            number += 1 + (random.Random(f"{self.options.seed} {ask} {number}").randrange(2 * stride - 1) if stride > 1 else 0)
            if not self.try_one(kind, ask, number):
                return tried
            tried += 1


def main():
    parser = arguments(__doc__)
    parser.add_argument("--only", choices=KINDS, help="faults of one kind")
    parser.add_argument("--stride", type=int, default=1, help="of allocations, one in so many on average")
    parser.add_argument("--ask", choices=ASKS, help="one kind of request")
    parser.add_argument("--first", type=int, default=1, help="the first n")
    parser.add_argument("--seed", type=int, default=20261126)
    options = parser.parse_args()
    with drill("faults") as folder:
        run = Enumeration(folder, options)
        for kind in [options.only] if options.only else KINDS:
            say(f"the n-th {kind} of a request fails, for every n")
            tried = {ask: run.enumerate(kind, ask) for ask in ([options.ask] if options.ask else ASKS)}
            print("    " + ", ".join(f"{ask} {count}" for ask, count in tried.items()), flush=True)
        expect("the server lives, the same process", run.server.lives(), f"{run.answers.total()} requests, {run.answers['refused']} "
               "were refused")
        expect("it answers again", options.patient or run.slowest <= RECOVERY, f"after {run.slowest:.1f} s at most")
        for what, items in (("lost", run.findings.lost), ("half-applied", run.findings.halves), ("revived", run.findings.revived)):
            expect(what, not items, f"{len(items)}")
        waiting = lambda: [one for one in run.registered if one.world.state == "pending" and not run.letters.count(one.email, "activation")]
        try:
            until("every letter", lambda: not waiting(), 180)
        except SystemExit:
            pass
        expect("every letter that was promised came", not waiting(), f"{len(waiting())} missing")
        trail = subprocess.run([run.server.foyer, "audit", "verify"], env=run.server.environment | {"LD_PRELOAD": ""},
                               capture_output=True, text=True)
        expect("the audit trail is whole", trail.returncode == 0, (trail.stdout + trail.stderr).strip())
        run.server.stop()
