"""W5a, W5b: everything at once, as a cinema's evening has it. The least it could cost is a bare answer for a read or a
refresh and a hash for a login or a registration, on all cores."""

from generator import generate_clean, overloaded
from server import address
from stage import REAL, bare_endpoint, probe
from workloads.ground import ACCOUNTS

BUSY = {"profile": 90, "refresh": 8, "login": 1.5, "register": 0.5}
CALM = {"profile": 98.3, "refresh": 1.6, "login": 0.08, "register": 0.02}
CONNECTIONS = 16  # all of them may wait for a hash, and the server refuses who would wait for six seconds
PACE = 0.6  # of the highest rate, at which latencies are of interest


def busy_mix(ground):
    mix_of(ground, "W5a", BUSY)


def calm_mix(ground):
    mix_of(ground, "W5b", CALM)


def mix_of(ground, name, shares):
    words = ",".join(f"{kind}={share}" for kind, share in shares.items())
    rates, least, refused = [], [], []
    p50, p99 = {kind: [] for kind in shares}, {kind: [] for kind in shares}
    with ground.serve() as foyer:
        file = ground.sessions(foyer)
    with bare_endpoint(ground.cores) as (bare_url, _), ground.serve(BCRYPT_COST=REAL) as foyer:
        asking = {"sessions": file, "accounts": address("viewer", "{}") + f":0-{ACCOUNTS - 1}", "connections": CONNECTIONS,
                  "seconds": max(10, ground.options.seconds), "timeout": 120, "warm_up": 5}
        for _ in ground.rounds(f"{name}: {words}"):
            bare = generate_clean(bare_url, "jwks", connections=CONNECTIONS, seconds=ground.options.seconds)["all"]["rate"]
            hashes = probe("probe_bcrypt", REAL, ground.options.seconds / 2)["all_cores_per_s"]
            least.append(100 / ((shares["profile"] + shares["refresh"]) / bare +
                                (shares["login"] + shares["register"]) / hashes))
            rates.append(generate_clean(foyer.url, words, overload=True, **asking)["all"]["rate"])
            paced = asking | {"rate": PACE * rates[-1], "most_connections": 1000}
            run = generate_clean(foyer.url, words, overload=True, **paced)
            refused.append(overloaded(run))
            for kind, figures in run["kinds"].items():
                p50[kind].append(figures["p50_ms"])
                p99[kind].append(figures["p99_ms"])
        busy = foyer.resident_mb()
    ground.table.add(f"{name} mix, saturated", "/s", rates, None, least, "bare endpoint and bcrypt alone")
    for kind in shares:
        ground.table.add(f"{name} {kind} p50 at {PACE:.0%}", "ms", p50[kind])
        ground.table.add(f"{name} {kind} p99 at {PACE:.0%}", "ms", p99[kind])
    ground.table.add(f"{name} refused at {PACE:.0%}", "", refused, note="too busy")
    ground.table.add(f"{name} memory afterwards", "MB", [busy], ("<=", 40))
