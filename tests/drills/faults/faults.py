"""Lets the n-th write, sync, name, connection, allocation, sent or received piece of a request fail, for every n, and holds
the server to its answers; see script/drill."""

import contextlib
import random
import re
import subprocess
import time
from collections import Counter

from faults.calls import KINDS, Calls
from faults.mail import Deliveries, SlowLetters
from faults.places import OnMail, OnPostgres, OnRedis, OnSqlite
from faults.requests import ASKS, SENDS, Requests
from faults.start import Starts, StartsOnPostgres
from shared.doctor import check_ourselves
from shared.look import Findings, Look
from shared.program import until
from shared.verdict import arguments, drill, expect, say
from shared.viewers import Gone

RECOVERY = 5.0  # seconds
GROWTH = 256  # MiB that a failed allocation may cost
LEASE = 120  # seconds after which a job is another's
TRIES = 2  # of an n, before it is more than a request needs: one may have been refused for another's failure
OF_MEMORY = ("memory", "shortage")  # one allocation, or all of the next 400 ms
CLEAN = r": 503( |$)"
WITHOUT_MEMORY = r": 50[03]( |$)"
SETS_OFF = 6.0  # seconds within which what a request sets off has begun: work that failed rests for up to four


class Enumeration:
    def __init__(self, folder, options):
        self.options, self.findings, self.letters, self.calls = options, Findings(), SlowLetters(), Calls(folder)
        on = OnPostgres if options.database == "postgres" else OnSqlite
        on = OnMail if options.mail else OnRedis if options.redis else on
        self.place = on(folder, options.foyer, **self.letters.settings, **self.calls.environment).start()
        self.requests = Requests(self.place.server.port, self.letters, options.seed)
        hasten = (lambda: self.place.hasten_jobs(leases=False)) if options.patient else None
        self.deliveries = Deliveries(self.requests, self.letters, hasten)
        self.answers, self.slowest, self.slowest_answer, self.unclean = Counter(), 0.0, 0.0, []
        self.most_memory = self.place.server.most_resident()
        self.silent, self.cut = [], []  # requests without an answer; cut: their connection itself lacked memory

    def run(self):
        """How many calls of each kind failed."""
        kinds, failed = [self.options.only] if self.options.only else self.place.kinds, Counter()
        asks = [self.options.ask] if self.options.ask else self.place.asks
        for kind in kinds:
            self.letters.slow = of_libcurl = self.is_of_libcurl(kind)
            both = kind in ("send", "receive") or self.options.mail and kind != "connect"
            for cold in (False, True) if both and not self.options.patient or of_libcurl else (kind == "connect",):
                new = "the server" if of_libcurl else "all connections"
                say(f"the n-th {kind} of a request fails, for every n" + (f", {new} being new" if cold else ""))
                if of_libcurl and not cold:
                    self.requests.pending_account()  # so that no other letter is the first
                tried = {ask: self.enumerate(kind, ask, cold) for ask in (asks[:1] if of_libcurl else asks)}
                print("    " + ", ".join(f"{ask} {count}" for ask, count in tried.items()), flush=True)
                failed[kind] += sum(tried.values())
        return failed

    def is_of_libcurl(self, kind):
        """One letter is as another to it, but for a new server's first, for which it makes its handles."""
        return self.options.mail and kind in OF_MEMORY

    def enumerate(self, kind, ask, cold):
        number, tried = self.options.first - 1, 0
        stride = self.options.stride if kind in OF_MEMORY else 1
        while True:
            dice = random.Random(f"{self.options.seed} {ask} {number}")
            handle = self.is_of_libcurl(kind) and not tried  # no stride passes over its first
            number += 1 + (dice.randrange(2 * stride - 1) if stride > 1 and not handle else 0)
            if not any(self.try_one(kind, ask, number, cold) for _ in range(TRIES)):
                return tried
            tried += 1

    def try_one(self, kind, ask, number, cold):
        """False once the request needs no such call any more."""
        account, request = self.requests.prepare(ask)
        self.requests.odd.clear()
        if self.options.fresh or cold and self.is_of_libcurl(kind):
            self.place.restart()
            self.requests.hang_up()
        self.calls.arm(kind, number, 0 if kind in OF_MEMORY else self.place.port)
        if cold:
            self.place.hang_up()
            self.letters.hang_up()
        began = time.monotonic()
        try:
            request()
            outcome = "done"
        except Gone:
            outcome = "refused"
        self.slowest_answer = max(self.slowest_answer, time.monotonic() - began)
        self.answers[outcome] += 1
        if outcome == "done":
            self.wait_for_letter(account, ask)
        fired = self.calls.disarm()
        self.requests.forget_waiting()
        self.look_at(account, f"{kind} {number} of {ask}")
        clean = WITHOUT_MEMORY if kind in OF_MEMORY else CLEAN
        self.unclean += [f"{kind} {number}, {each}" for each in self.requests.odd if not re.search(clean, each)]
        silent = self.requests.silences()
        if fired and kind in OF_MEMORY and len(silent) == 1 and not silent[0].timed_out:
            self.cut += silent
        else:
            self.silent += [f"{kind} {number} of {ask}, {each}" for each in silent]
        if fired and self.is_of_libcurl(kind):
            self.deliveries.wait(account, f"{kind} {number}" + (" of a new server" if cold else ""))
        return fired

    def wait_for_letter(self, account, ask):
        """Its calls are the request's as well: it was promised."""
        began = time.monotonic()
        while ask in SENDS and not self.calls.fired() and time.monotonic() < began + SETS_OFF:
            if not self.letters.missing([account]):
                time.sleep(0.03)  # it is written down that it was sent
                return
            time.sleep(0.002)

    def look_at(self, account, what):
        """It answers again without a restart, and has what it said it has."""
        began, broken = time.monotonic(), len(self.findings.all())
        while True:
            if ended := self.place.ended():
                raise SystemExit(f"{ended.name} ended at {what}, see {ended.log}")
            try:
                Look(self.requests.resident, account, self.findings).take()
                break
            except Gone:
                if time.monotonic() - began > 60:
                    raise SystemExit(f"the server did not come back after {what}") from None
                time.sleep(0.02)
        self.slowest = max(self.slowest, time.monotonic() - began)
        for finding in self.findings.all()[broken:]:
            print(f"    after {what}: {finding}", flush=True)

    def tell(self, failed):
        ended, refused = self.place.ended(), self.answers["refused"]
        expect("the server lives, the same process", not ended, f"{failed.total()} failed calls in {self.answers.total()} requests, "
               f"{refused} were refused")
        idle = [kind for kind in failed if not failed[kind] and kind not in ("name", "open")]
        expect("each kind of call was made", not idle, f"never made: {idle or 'none'}")
        for what, slowest in (("it answers", self.slowest_answer), ("and answers again", self.slowest)):
            expect(what, self.options.patient or slowest <= RECOVERY, f"after {slowest:.1f} s at most")
        grown = (self.place.server.most_resident() - self.most_memory) / 1024
        expect("it takes no more memory than it needs", grown <= GROWTH, f"{grown:.0f} MiB more than at the start at most")
        vain = self.place.waits_in_vain()
        expect("nobody waits for an answer of the database that has come", not vain, f"{vain} did")
        for what in ("lost", "halves", "revived"):
            items = getattr(self.findings, what)
            expect({"halves": "half-applied"}.get(what, what), not items, f"{len(items)}")
        expect("what could not be done was a 503, or a 500 without memory", not self.unclean,
               f"{len(self.unclean)} other answers" + (f": {self.unclean[:3]}" if self.unclean else ""))
        expect("no request is left without an answer, but one where its connection lacks memory", not self.silent,
               f"{len(self.cut)} were without memory, {len(self.silent)} others" + (f": {self.silent[:3]}" if self.silent else ""))
        if self.options.redis and not any(failed[kind] for kind in OF_MEMORY):
            expect("nobody was refused for Redis", not refused, f"{refused} were")

    def tell_letters(self):
        self.place.hasten_jobs(leases=self.options.patient and not self.options.mail)
        accounts = self.requests.accounts
        with contextlib.suppress(SystemExit):
            until("every letter", lambda: not self.letters.missing(accounts), LEASE + 60)
        missing, extra = self.letters.missing(accounts), self.letters.uncalled_for(accounts)
        expect("every letter that was promised came", not missing, f"{len(self.letters.recipients)} came, missing: {missing or 'none'}")
        expect("none tells of what was not done", not extra, extra or "none")

    def tell_letters_again(self, failed):
        """That one was taken is heard once or not at all: if not, it is sent again, and else it must not be."""
        unheard, unread = failed["receive"] + failed["end"], sum(failed[kind] for kind in OF_MEMORY)
        if unheard:
            with contextlib.suppress(SystemExit):
                until("a letter again", lambda: self.letters.again, 60)
        again = self.letters.again
        expect("letters come again where nobody heard that they had come, and only there", again <= unheard + unread
               and (again or not unheard), f"{again} came again, {unheard} of the mail server's answers were lost, {unread} may "
               "not have been read for want of memory")

    def tell_deliveries(self, failed):
        if any(failed[kind] for kind in OF_MEMORY):
            self.deliveries.tell(self.options.patient)
            self.deliveries.check_ourselves()

    def tell_trail(self):
        server = self.place.server
        trail = subprocess.run([server.foyer, "audit", "verify"], env=server.environment | {"LD_PRELOAD": ""}, capture_output=True,
                               text=True)
        expect("the audit trail is whole", trail.returncode == 0, (trail.stdout + trail.stderr).strip())

    def check_ourselves(self):
        believed = [told for told in ("edit: 500 {}", "edit: 429 {}", "look at somebody: 0") if re.search(CLEAN, told)]
        expect("no other answer passes for a 503", not believed, f"believed: {believed or 'none'}")
        self.letters.slow = False
        check_ourselves(self.place.server.port, self.letters)


def main():
    parser = arguments(__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite", help="whose files or connections are meant")
    parser.add_argument("--redis", action="store_true", help="beside PostgreSQL, with a worker: Redis's connections are meant")
    parser.add_argument("--mail", action="store_true", help="on SQLite: the mail server's connections are meant")
    parser.add_argument("--only", choices=KINDS, help="faults of one kind")
    parser.add_argument("--stride", type=int, default=1, help="of allocations, and of most calls of a start, one in so many on average")
    parser.add_argument("--ask", choices=ASKS, help="one kind of request")
    parser.add_argument("--fresh", action="store_true", help="each request is the first since its server's start")
    parser.add_argument("--first", type=int, default=1, help="the first n")
    parser.add_argument("--seed", type=int, default=20261126)
    parser.add_argument("--start", action="store_true", help="a start's writes, syncs, names and opened files are meant, "
                        "or its connections to PostgreSQL")
    options = parser.parse_args()
    with drill("faults") as folder:
        if options.start:
            starts = (StartsOnPostgres if options.database == "postgres" else Starts)(folder, options)
            with contextlib.closing(starts):
                starts.tell(starts.run())
                starts.check_ourselves()
            return
        run = Enumeration(folder, options)
        try:
            failed = run.run()
            run.tell(failed)
            run.tell_letters()
            if options.mail:
                run.tell_letters_again(failed)
                run.tell_deliveries(failed)
            run.tell_trail()
            run.check_ourselves()
        finally:
            run.place.stop()
            run.letters.close()
