#!/usr/bin/env python3
"""Refreshes on PostgreSQL: a private server that syncs to the disk, 64 connections, everything on this machine.

bench/postgres.py [--seconds N] [--rounds N] [--pool N]
"""

import argparse
import contextlib
import os
import shutil
import statistics
import subprocess
import tempfile
import time

import server
from load import open_sessions, wrk

CONNECTIONS, SPARE = 64, 16


class Postgres:
    """tests/support/postgres.sh with fsync, until this process ends."""

    def __init__(self, folder, options=""):
        self.folder = folder
        os.mkdir(folder)
        os.chmod(os.path.dirname(folder), 0o755)
        self.process = subprocess.Popen(["tests/support/postgres.sh", folder, str(os.getpid())],
                                        env=os.environ | {"POSTGRES_FSYNC": "on", "POSTGRES_OPTIONS": options})
        while not os.path.exists(f"{folder}/ready"):
            if os.path.exists(f"{folder}/failed"):
                raise SystemExit(open(f"{folder}/failed").read())
            time.sleep(0.02)
        password = "".join(f"%{ord(letter):02X}" for letter in open(f"{folder}/password").read())
        self.url = f"postgresql://foyer:{password}@127.0.0.1:{int(open(f'{folder}/port').read())}/postgres"

    def cpu_seconds(self):
        """Of the postmaster and all its children that live; one may end meanwhile."""
        postmaster = int(open(f"{self.folder}/data/postmaster.pid").readline())
        children = open(f"/proc/{postmaster}/task/{postmaster}/children").read().split()
        spent = 0
        for pid in [postmaster, *children]:
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                spent += server.cpu_seconds(pid)
        return spent


def fill(data, settings):
    """One account by the command; its copies and a hundred idle sessions of each by SQL, for indexes are for large tables."""
    environment = server.environment(data, **settings)
    subprocess.run([server.FOYER, "migrate", "upgrade"], env=environment, check=True, stdout=subprocess.DEVNULL)
    subprocess.run([server.FOYER, "user", "create", server.address("reader", 0), "--password-stdin"], env=environment,
                   input=server.PASSWORD.encode(), check=True, stdout=subprocess.DEVNULL)
    copies = ("INSERT INTO users (email, state, group_id, created_at, updated_at) SELECT 'reader' || n || "
              "'@cinema.example', state, group_id, created_at, updated_at FROM users, generate_series(1, 999) n; "
              "INSERT INTO passwords SELECT u.id, p.hash, p.changed_at FROM passwords p, users u WHERE u.id <> p.user_id; "
              "INSERT INTO sessions (id, user_id, generation, salt, user_agent, address, created_at, rotated_at, last_seen_at, "
              "idle_expires_at, absolute_expires_at) SELECT decode(md5(u.id || ' ' || n), 'hex'), u.id, 1, "
              "decode(md5(u.id || ' ' || n), 'hex'), repeat('u', 100), '192.0.2.7', 0, 0, 0, 4e12, 4e12 "
              "FROM users u, generate_series(1, 100) n")
    subprocess.run(["psql", "-q", settings["DATABASE_URL"], "-c", copies, "-c", "VACUUM ANALYZE"], check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pool", type=int, default=16)
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="foyer-bench-")
    try:
        database = Postgres(os.path.join(folder, "postgres"))
        data = os.path.join(folder, "data")
        os.mkdir(data)
        settings = {"DATABASE_URL": database.url, "DATABASE_POOL": options.pool, "BCRYPT_COST": 4, "LOG_LEVEL": "warning"}
        fill(data, settings)
        rates = []
        with server.Foyer(data, server.free_port(), **settings) as foyer:
            idle = foyer.resident_mb()
            for _ in range(options.rounds):
                pairs = open_sessions(foyer.port, "reader", CONNECTIONS + SPARE)
                tokens = os.path.join(folder, "tokens")
                with open(tokens, "w") as file:
                    file.writelines(pair["refresh_token"] + "\n" for pair in pairs)
                before, theirs = foyer.cpu_seconds(), database.cpu_seconds()
                run = wrk("refresh", foyer.url, [tokens, 2], threads=2, connections=CONNECTIONS, seconds=options.seconds)
                if run["refused"]:
                    raise SystemExit(f"refused: {run}")
                rates.append(run["good_per_s"])
                print(f"{run['good_per_s']:,.0f} refreshes/s, p99 {run['p99_ms']:.1f} ms, CPU per refresh: "
                      f"{(foyer.cpu_seconds() - before) * 1e6 / run['requests']:.0f} µs of foyer, "
                      f"{(database.cpu_seconds() - theirs) * 1e6 / run['requests']:.0f} µs of PostgreSQL", flush=True)
            print(f"median {statistics.median(rates):,.0f}/s; memory idle {idle:.1f} MB, after {foyer.resident_mb():.1f} MB")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
