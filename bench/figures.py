"""The figures that script/bench measures when nothing else is asked for, and that --check guards."""

import os
import time

from imports import seconds_to_import, write_accounts
from load import Wrk, logins_per_second, open_sessions, wrk
from server import address, cpu_seconds, fill
from stage import CHEAP, REAL, Stage, bare_endpoint, probe, say

SESSIONS = 64
SPARE = 16  # refresh tokens beside one per connection: wrk draws a request of its own before it starts
FIGURES = ("profile", "refresh", "login", "beside", "mixed", "starts", "imports")


class Bench(Stage):
    def __init__(self, options, folder):
        super().__init__(options, folder)
        self.data = os.path.join(folder, "data")

    def start(self, data=None, **settings):
        return super().start(data or self.data, **settings)

    def tokens(self, kind, count):
        return self.write(f"{kind}s", [pair[kind] for pair in open_sessions(self.port, "reader", count)])

    def prepare(self):
        say("filling a database")
        os.mkdir(self.data)
        fill(self.data, {CHEAP: ("reader", 1000), REAL: ("viewer", 1000)})
        with self.start(BCRYPT_COST=CHEAP):
            self.access_tokens = self.tokens("access_token", SESSIONS)

    def profile(self):
        """The server has one half of the cores, the load the other, so the server is what is measured."""
        threads = len(self.server_cores) if self.server_cores else 1
        options = dict(threads=threads, connections=SESSIONS, seconds=self.options.seconds, cores=self.load_cores)
        arguments = [self.access_tokens, threads]
        rates, bare, spent, bare_spent, p99 = [], [], [], [], []
        with bare_endpoint(threads, self.server_cores) as (bare_url, bare_server), \
                self.start(cores=self.server_cores, IO_THREADS=threads) as foyer:
            for each in range(self.options.rounds):
                say(f"profile reads, round {each + 1}")
                for pid, url, rate, cpu in ((bare_server.pid, bare_url, bare, bare_spent),
                                            (foyer.process.pid, foyer.url, rates, spent)):
                    before = cpu_seconds(pid)
                    run = wrk("profile", url, arguments, **options)
                    self.expect_clean("profile", run)
                    rate.append(run["good_per_s"])
                    cpu.append((cpu_seconds(pid) - before) * 1e6 / run["requests"])
                    if url == foyer.url:
                        p99.append(run["p99_ms"])
            busy = foyer.resident_mb()
        self.table.add("profile reads", "/s", rates, (">=", 0.5), bare, "bare Beast endpoint, same cores")
        self.table.add("profile, CPU of the server", "µs", spent, None, bare_spent)
        self.table.add("profile p99, saturated", "ms", p99)
        self.table.add("memory after profile load", "MB", [busy], ("<=", 40))

    def refresh(self):
        rates, commits, spent, p99 = [], [], [], []
        threads = min(2, self.cores)
        with self.start(BCRYPT_COST=CHEAP) as foyer:
            for each in range(self.options.rounds):
                say(f"refreshes, round {each + 1}")
                commits.append(self.commits_per_second())
                tokens = self.tokens("refresh_token", SESSIONS + SPARE)
                before = foyer.cpu_seconds()
                run = wrk("refresh", foyer.url, [tokens, threads], threads=threads, connections=SESSIONS,
                          seconds=self.options.seconds)
                self.expect_clean("refresh", run)
                rates.append(run["good_per_s"])
                spent.append((foyer.cpu_seconds() - before) * 1e6 / run["requests"])
                p99.append(run["p99_ms"])
            busy = foyer.resident_mb()
        self.table.add("refreshes, durable", "/s", rates, (">=", 12_000), note=f"{SESSIONS} connections")
        self.table.add("  against commits alone", "/s", rates, None, commits, "SQLite, one row, WAL, FULL")
        self.table.add("refresh, CPU of the server", "µs", spent)
        self.table.add("refresh p99, saturated", "ms", p99)
        self.table.add("memory after refresh load", "MB", [busy], ("<=", 40))

    def login(self):
        rates, alone, together, beside = [], [], [], []
        count = max(64, round(self.cores * self.options.seconds * 10))
        with self.start(BCRYPT_COST=REAL) as foyer:
            for each in range(self.options.rounds):
                say(f"logins, round {each + 1}")
                bcrypt = probe("probe_bcrypt", REAL, self.options.seconds / 2)
                alone.append(1000 / bcrypt["one_ms"] * bcrypt["cores"])
                together.append(bcrypt["all_cores_per_s"])
                before = foyer.cpu_seconds_beside_hashing()
                rates.append(logins_per_second(foyer.port, "viewer", clients=16, count=count))
                beside.append((foyer.cpu_seconds_beside_hashing() - before) * 1000 / count)
        self.table.add("logins at cost 12", "/s", rates, (">=", 2.5), alone, "cores / one bcrypt")
        self.table.add("  against bcrypt on every core", "/s", rates, None, together)
        self.table.add("  CPU beside a hash", "ms", beside)

    def beside(self):
        """What a login costs besides its hash: limits, a transaction, audit trail, signature, HTTP."""
        spent, count = {1: [], 8: []}, 900
        with self.start(BCRYPT_COST=CHEAP) as foyer:
            open_sessions(self.port, "reader", count)  # each account is known to come from here
            for each in range(self.options.rounds):
                for clients, costs in spent.items():
                    say(f"logins without their hash, {clients} at a time, round {each + 1}")
                    before = foyer.cpu_seconds_beside_hashing()
                    logins_per_second(self.port, "reader", clients=clients, count=count)
                    costs.append((foyer.cpu_seconds_beside_hashing() - before) * 1000 / count)
        self.table.add("login, CPU beside its hash", "ms", spent[1], ("<=", 0.3), note="one after the other")
        self.table.add("  8 at a time", "ms", spent[8], ("<=", 0.3))

    def mixed(self):
        p99, p50, reads, logins = [], [], [], []
        emails = self.write("emails", [address("viewer", number) for number in range(1000)])
        seconds = max(self.options.seconds, 3)
        with self.start(BCRYPT_COST=REAL) as foyer:
            for each in range(self.options.rounds):
                say(f"profile reads beside logins, round {each + 1}")
                signing_in = Wrk("login", foyer.url, [emails, 1, "Correct-horse-1-battery"], threads=1,
                                 connections=32, seconds=seconds + 2)
                time.sleep(1)
                run = wrk("profile", foyer.url, [self.access_tokens, 1, 8], threads=1, connections=16, seconds=seconds)
                beside = signing_in.result()
                self.expect_clean("profile beside logins", run)
                self.expect_clean("login", beside)
                p50.append(run["p50_ms"])
                p99.append(run["p99_ms"])
                reads.append(run["good_per_s"])
                logins.append(beside["good_per_s"])
            busy = foyer.resident_mb()
        self.table.add("profile p99 beside 32 logins", "ms", p99, ("<=", 5), note="16 connections, paced")
        self.table.add("  its median", "ms", p50)
        self.table.add("  reads meanwhile", "/s", reads)
        self.table.add("  logins meanwhile", "/s", logins)
        self.table.add("memory after logins", "MB", [busy], ("<=", 40))

    def starts(self):
        say("starts")
        again, first, idle = [], [], []
        for _ in range(11):
            foyer = self.start()
            again.append(foyer.seconds_to_first_answer() * 1000)
            foyer.__exit__()
        for each in range(5):
            data = os.path.join(self.folder, f"empty{each}")
            foyer = self.start(data=data)
            first.append(foyer.seconds_to_first_answer() * 1000)
            foyer.__exit__()
        for _ in range(self.options.rounds):
            with self.start() as foyer:
                time.sleep(2)
                idle.append(foyer.resident_mb())
        self.table.add("start to first answer", "ms", again, ("<=", 50))
        self.table.add("  on an empty folder", "ms", first)
        self.table.add("memory, idle", "MB", idle, ("<=", 15), note="2 s after start")

    def imports(self):
        spent, count = [], 100_000
        path = os.path.join(self.folder, "accounts.csv")
        write_accounts(path, count)
        for each in range(self.options.rounds):
            say(f"imports, round {each + 1}")
            spent.append(seconds_to_import(self.folder, path, count))
        self.table.add("import of 100,000 accounts", "s", spent, ("<=", 30))

    @staticmethod
    def expect_clean(what, run):
        if run["refused"] or run["broken"]:
            raise SystemExit(f"{what}: {run['refused']} refused and {run['broken']} broken of {run['requests']} requests")
