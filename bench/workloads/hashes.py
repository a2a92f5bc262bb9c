"""W3, W4: what hashes a password at bcrypt cost 12."""

from generator import generate_clean, overloaded
from server import address
from stage import REAL, probe
from workloads.ground import ACCOUNTS

CLIENTS = 16  # the server refuses who would wait for six seconds


def login(ground):
    rates, alone, together, p50, refused, _ = hash_for(ground, "W3: logins", "login")
    ground.table.add("W3 logins at cost 12", "/s", rates, (">=", 2.5), alone, "cores / one bcrypt")
    ground.table.add("  against bcrypt on every core", "/s", rates, None, together)
    ground.table.add(f"W3 p50 of {CLIENTS} clients", "ms", p50)
    ground.table.add("W3 refused: too busy", "", refused)


def register(ground):
    rates, alone, together, p50, refused, busy = hash_for(ground, "W4: registrations", "register")
    ground.table.add("W4 registrations at cost 12", "/s", rates, None, alone, "cores / one bcrypt")
    ground.table.add("  against bcrypt on every core", "/s", rates, None, together)
    ground.table.add(f"W4 p50 of {CLIENTS} clients", "ms", p50, note="answered on a grid of 250 ms")
    ground.table.add("W4 refused: too busy", "", refused)
    ground.table.add("W4 memory afterwards", "MB", [busy], ("<=", 40))


def hash_for(ground, what, kind):
    rates, alone, together, p50, refused = [], [], [], [], []
    with ground.serve(BCRYPT_COST=REAL) as foyer:
        for _ in ground.rounds(what):
            bcrypt = probe("probe_bcrypt", REAL, ground.options.seconds / 2)
            alone.append(1000 / bcrypt["one_ms"] * bcrypt["cores"])
            together.append(bcrypt["all_cores_per_s"])
            # Only dozens fit into a second: the window is long, and warm once every client waits for its second answer.
            run = generate_clean(foyer.url, kind, overload=True, accounts=address("viewer", "{}") + f":0-{ACCOUNTS - 1}",
                                 connections=CLIENTS, seconds=max(10, ground.options.seconds), timeout=120,
                                 warm_up=2 * CLIENTS / together[-1])
            rates.append(run["all"]["rate"])
            p50.append(run["all"]["p50_ms"])
            refused.append(overloaded(run))
        busy = foyer.resident_mb()
    return rates, alone, together, p50, refused, busy
