"""W2: rotations of refresh tokens that are on the disk before they are answered."""

from generator import generate_clean
from workloads.ground import CONNECTIONS

GOALS = {"sqlite": 12_000, "postgres": 15_000}  # a second, on two cores


def refresh(ground):
    rates, commits, spent, theirs, p50, p99 = [], [], [], [], [], []
    with ground.serve() as foyer:
        asking = {"sessions": ground.sessions(foyer), "connections": CONNECTIONS, "seconds": ground.options.seconds}
        for _ in ground.rounds("W2: refreshes"):
            commits.append(ground.commits_per_second())
            before, before_theirs = foyer.cpu_seconds(), ground.homes.cpu_seconds()
            run = generate_clean(foyer.url, "refresh", **asking, warm_up=0)
            rates.append(run["all"]["rate"])
            spent.append((foyer.cpu_seconds() - before) * 1e6 / run["all"]["sent"])
            theirs.append((ground.homes.cpu_seconds() - before_theirs) * 1e6 / run["all"]["sent"])
            paced = generate_clean(foyer.url, "refresh", **asking, rate=rates[-1] / 2)
            p50.append(paced["all"]["p50_ms"])
            p99.append(paced["all"]["p99_ms"])
        busy = foyer.resident_mb()
    table = ground.table
    table.add("W2 refreshes, durable", "/s", rates, (">=", GOALS[ground.options.database]), note=f"{CONNECTIONS} connections")
    table.add("  against commits alone", "/s", rates, None, commits, "one row, one after the other")
    table.add("W2 CPU of the server", "µs", spent)
    if any(theirs):
        table.add("W2 CPU of PostgreSQL", "µs", theirs)
    table.add("W2 p50 at half that rate", "ms", p50)
    table.add("W2 p99 at half that rate", "ms", p99)
    table.add("W2 memory afterwards", "MB", [busy], ("<=", 40))
