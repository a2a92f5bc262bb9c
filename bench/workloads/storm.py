"""W6: viewers who read while everybody signs in. A bare endpoint under the same storm shows what the machine makes of it."""

from generator import Generator, expect_clean, generate_clean, overloaded
from server import address
from stage import REAL, bare_endpoint
from workloads.ground import ACCOUNTS

CLIENTS = 32
READS = 500  # a second, of profiles


def storm(ground):
    calm, p50, p99, bare, logins, refused = [], [], [], [], [], []
    with ground.serve() as foyer:
        file = ground.sessions(foyer)
    with bare_endpoint(ground.cores) as (bare_url, _), ground.serve(BCRYPT_COST=REAL) as foyer:
        seconds = max(3, ground.options.seconds)
        reading = {"sessions": file, "rate": READS, "connections": 16, "seconds": seconds}
        for _ in ground.rounds("W6: profile reads while others sign in"):
            calm.append(generate_clean(foyer.url, "profile", **reading)["all"]["p99_ms"])
            # Longer than the two runs beside it, each with its second of warming up.
            signing_in = Generator(foyer.url, "login", accounts=address("viewer", "{}") + f":0-{ACCOUNTS - 1}", timeout=120,
                                   connections=CLIENTS, seconds=2 * seconds + 3, warm_up=1)
            run = generate_clean(foyer.url, "profile", **reading)
            bare.append(generate_clean(bare_url, "jwks", **reading)["all"]["p99_ms"])
            beside = signing_in.result()
            expect_clean(beside, overload=True)
            p50.append(run["all"]["p50_ms"])
            p99.append(run["all"]["p99_ms"])
            logins.append(beside["all"]["rate"])
            refused.append(overloaded(beside))
        busy = foyer.resident_mb()
    table = ground.table
    table.add(f"W6 profile p99 beside {CLIENTS} logins", "ms", p99, ("<=", 5), note=f"{READS} reads a second")
    table.add("  against a bare endpoint", "ms", p99, None, bare, "p99 in the same storm")
    table.add("  against the calm before", "ms", p99, None, calm)
    table.add("W6 profile p50", "ms", p50)
    table.add("W6 logins meanwhile", "/s", logins)
    table.add("W6 logins refused", "", refused, note="too busy")
    table.add("W6 memory afterwards", "MB", [busy], ("<=", 40))
