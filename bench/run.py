#!/usr/bin/env python3
"""Measures the release binary against probes of the same minute; see bench/README.md."""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from imports import seconds_to_import, write_accounts
from load import Wrk, logins_per_second, open_sessions, wrk
from server import FOYER, Foyer, address, cpu_seconds, fill, free_port, pinned_to

PROBES = "build/release/bench"
CHEAP, REAL = 4, 12  # bcrypt costs: of accounts that only need a session, and of those whose login is measured
SESSIONS = 64
SPARE = 16  # refresh tokens beside one per connection: wrk draws a request of its own before it starts


class Table:
    def __init__(self):
        self.rows = []

    def add(self, figure, unit, values, bound=None, of=None, note=""):
        """`bound` is (">=" or "<=", limit); with `of`, a list of probe values, it limits the ratio of each pair."""
        compared = [value / probe for value, probe in zip(values, of)] if of else values
        got = statistics.median(compared)
        met = bound is None or (got >= bound[1] if bound[0] == ">=" else got <= bound[1])
        self.rows.append({"figure": figure, "unit": unit, "median": statistics.median(values),
                          "low": min(values), "high": max(values), "probe": statistics.median(of) if of else None,
                          "ratio": got if of else None, "bound": " ".join(map(str, bound)) if bound else "",
                          "verdict": "" if bound is None else "met" if met else "MISSED", "note": note})

    def missed(self):
        return [row["figure"] for row in self.rows if row["verdict"] == "MISSED"]

    def print(self):
        head = ("figure", "median", "low", "high", "unit", "probe", "ratio", "goal", "", "")
        lines = [head] + [(row["figure"], number(row["median"]), number(row["low"]), number(row["high"]), row["unit"],
                           number(row["probe"]), number(row["ratio"]), row["bound"], row["verdict"], row["note"])
                          for row in self.rows]
        widths = [max(map(len, column)) for column in zip(*lines)]
        for line in lines:
            cells = [cell.rjust(width) if 0 < place < 4 or 4 < place < 7 else cell.ljust(width)
                     for place, (cell, width) in enumerate(zip(line, widths))]
            print("  ".join(cells).rstrip())


def number(value):
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 1000 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def say(text):
    print(f"==> {text}", file=sys.stderr, flush=True)


def probe(name, *arguments):
    run = subprocess.run([f"{PROBES}/{name}", *map(str, arguments)], check=True, stdout=subprocess.PIPE)
    return json.loads(run.stdout)


class Bench:
    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.data = os.path.join(folder, "data")
        self.port = free_port()
        self.table = Table()
        cores = sorted(os.sched_getaffinity(0))
        half = len(cores) // 2
        # On one core there is nothing to divide.
        self.server_cores = set(cores[:half]) or None
        self.load_cores = set(cores[half:]) if half else None
        self.cores = len(cores)

    def start(self, data=None, **settings):
        settings.setdefault("LOG_LEVEL", self.options.log_level)
        return Foyer(data or self.data, self.port, **settings)

    def write(self, name, lines):
        path = os.path.join(self.folder, name)
        with open(path, "w") as file:
            file.writelines(line + "\n" for line in lines)
        return path

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
        bare_server = subprocess.Popen([f"{PROBES}/probe_http", str(threads)], text=True, stdout=subprocess.PIPE,
                                       preexec_fn=pinned_to(self.server_cores))
        bare_url = f"http://127.0.0.1:{int(bare_server.stdout.readline())}"
        try:
            with self.start(cores=self.server_cores, IO_THREADS=threads) as foyer:
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
        finally:
            bare_server.kill()
            bare_server.wait()
        self.table.add("profile reads", "/s", rates, (">=", 0.3), bare, "bare Beast endpoint, same cores")
        self.table.add("profile, CPU of the server", "µs", spent, None, bare_spent)
        self.table.add("profile p99, saturated", "ms", p99)
        self.table.add("memory after profile load", "MB", [busy], ("<=", 40))

    def refresh(self):
        rates, commits, spent, p99 = [], [], [], []
        threads = min(2, self.cores)
        with self.start(BCRYPT_COST=CHEAP) as foyer:
            for each in range(self.options.rounds):
                say(f"refreshes, round {each + 1}")
                commits.append(probe("probe_commit", os.path.join(self.folder, "probe.db"), self.options.seconds / 2)["per_s"])
                tokens = self.tokens("refresh_token", SESSIONS + SPARE)
                before = foyer.cpu_seconds()
                run = wrk("refresh", foyer.url, [tokens, threads], threads=threads, connections=SESSIONS,
                          seconds=self.options.seconds)
                self.expect_clean("refresh", run)
                rates.append(run["good_per_s"])
                spent.append((foyer.cpu_seconds() - before) * 1e6 / run["requests"])
                p99.append(run["p99_ms"])
            busy = foyer.resident_mb()
        self.table.add("refreshes, durable", "/s", rates, (">=", 5000), note=f"{SESSIONS} connections")
        self.table.add("  against commits alone", "/s", rates, None, commits, "SQLite, one row, WAL, FULL")
        self.table.add("refresh, CPU of the server", "µs", spent)
        self.table.add("refresh p99, saturated", "ms", p99)
        self.table.add("memory after refresh load", "MB", [busy], ("<=", 40))

    def login(self):
        rates, alone, together = [], [], []
        count = 2 * max(8, round(self.cores * self.options.seconds * 2))
        with self.start(BCRYPT_COST=REAL) as foyer:
            for each in range(self.options.rounds):
                say(f"logins, round {each + 1}")
                bcrypt = probe("probe_bcrypt", REAL, self.options.seconds / 2)
                alone.append(1000 / bcrypt["one_ms"] * bcrypt["cores"])
                together.append(bcrypt["all_cores_per_s"])
                rates.append(logins_per_second(foyer.port, "viewer", clients=8, count=count))
        self.table.add("logins at cost 12", "/s", rates, (">=", 0.95), alone, "cores / one bcrypt")
        self.table.add("  against bcrypt on every core", "/s", rates, None, together)

    def beside(self):
        """What a login costs besides its hash: limits, two transactions, audit trail, signature, HTTP."""
        spent, count = [], 900
        with self.start(BCRYPT_COST=CHEAP) as foyer:
            open_sessions(self.port, "reader", 100)
            for each in range(self.options.rounds):
                say(f"logins without their hash, round {each + 1}")
                before = foyer.cpu_seconds_beside_hashing()
                open_sessions(self.port, "reader", count)
                spent.append((foyer.cpu_seconds_beside_hashing() - before) * 1000 / count)
        self.table.add("login, CPU beside its hash", "ms", spent, ("<=", 0.3))

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
        self.table.add("profile p99 beside 32 logins", "ms", p99, ("<=", 10), note="16 connections, paced")
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


FIGURES = ("profile", "refresh", "login", "beside", "mixed", "starts", "imports")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("figures", nargs="*", metavar="FIGURE", help=f"any of {', '.join(FIGURES)}; default all")
    parser.add_argument("--check", action="store_true", help="fail when a goal is missed")
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=5, help="length of one run of load")
    parser.add_argument("--log-level", default="info")
    options = parser.parse_args()
    unknown = set(options.figures) - set(FIGURES)
    if unknown:
        parser.error(f"no such figure: {', '.join(sorted(unknown))}")
    if options.rounds < 1 or options.seconds < 1:
        parser.error("rounds and seconds start at 1")
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
    if not os.access(FOYER, os.X_OK):
        raise SystemExit(f"there is no {FOYER}: run script/bench")

    # Beside the build, not in /tmp, which may be memory: durable has to mean a disk.
    folder = tempfile.mkdtemp(prefix="bench-", dir="build")
    try:
        bench = Bench(options, os.path.abspath(folder))
        bench.prepare()
        for figure in FIGURES:
            if not options.figures or figure in options.figures:
                getattr(bench, figure)()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps(bench.table.rows, indent=2)) if options.json else bench.table.print()
    missed = bench.table.missed()
    if options.check and missed:
        raise SystemExit(f"missed: {', '.join(missed)}")


if __name__ == "__main__":
    main()
