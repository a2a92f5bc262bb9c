"""A gate for every change: what the server spends on a request, in CPU time, against what the simplest thing that does
the same spends in the same second. Time on a core is hardly touched by what else runs on a machine, rates and latencies
are, and those have no limits here. Limits stand well above what was measured when they were set (docs/performance.md):
other machines and busy ones give other ratios, and a gate that is closed for nothing is soon left open."""

import argparse
import os
import time

from generator import Generator, expect_clean
from server import address, cpu_seconds
from stage import REAL, bare_endpoint, probe, say
from workloads.ground import Ground

SESSIONS = 256
ROUNDS = 5
SECONDS = 1
LANES = 6  # of each hashing thread: most_blowfish in src/platform/crypto/blowfish.h

PROFILE_LIMIT = 3.2  # bare requests
REFRESH_LIMIT = 9.0  # bare requests
LOGIN_LIMIT = 0.7  # lone hashes of libxcrypt; cores that are two threads of one have less to give
IDLE_LIMIT = 15  # MB


def gate(options, folder):
    fixed = {"rounds": ROUNDS, "seconds": SECONDS, "database": "sqlite"}
    ground = Ground(argparse.Namespace(**vars(options) | fixed), folder)
    requests(ground)
    logins(ground)
    return ground.table.rows


def requests(ground):
    """On one core, as the bare endpoint has one thread."""
    bare, profiles, refreshes = [], [], []
    one = {min(os.sched_getaffinity(0))}
    with bare_endpoint(1, one) as (bare_url, bare_server), ground.serve(cores=one, IO_THREADS=1) as foyer:
        time.sleep(2)
        idle = foyer.resident_mb()
        asking = {"sessions": ground.sessions(foyer, SESSIONS), "connections": 64, "seconds": SECONDS, "warm_up": 0}
        for _ in ground.rounds("requests"):
            bare.append(spent(bare_server.pid, bare_url, "profile", asking))
            profiles.append(spent(foyer.process.pid, foyer.url, "profile", asking))
            refreshes.append(spent(foyer.process.pid, foyer.url, "refresh", asking))
    ground.table.add("gate: CPU of a profile read", "µs", profiles, ("<=", PROFILE_LIMIT), bare, "bare requests")
    ground.table.add("gate: CPU of a refresh", "µs", refreshes, ("<=", REFRESH_LIMIT), bare, "bare requests")
    ground.table.add("gate: memory, idle", "MB", [idle], ("<=", IDLE_LIMIT))


def spent(pid, url, kind, asking):
    before = cpu_seconds(pid)
    run = answered(url, kind, **asking)
    return (cpu_seconds(pid) - before) * 1e6 / run["all"]["sent"]


def answered(url, kind, **options):
    """Whether the generator was late is no matter here, and a busy machine may make the server say that it is busy."""
    if kind == "refresh":
        options["sessions_out"] = options["sessions"]
    run = Generator(url, kind, **options).result()
    expect_clean(run, overload=True)
    return run


def logins(ground):
    """Every lane is in use, and nobody waits for one."""
    alone, together = [], []
    clients = LANES * ground.cores
    with ground.serve(BCRYPT_COST=REAL) as foyer:
        for _ in range(3):
            say("logins")
            alone.append(probe("probe_bcrypt", REAL, SECONDS)["one_cpu_ms"])
            before = foyer.cpu_seconds()
            run = answered(foyer.url, "login", accounts=address("viewer", "{}") + ":0-999", connections=clients,
                           count=2 * clients, seconds=600, timeout=120, warm_up=0)
            together.append((foyer.cpu_seconds() - before) * 1000 / run["all"]["good"])
    ground.table.add("gate: CPU of a login among many", "ms", together, ("<=", LOGIN_LIMIT), alone, "lone hashes of libxcrypt")
