"""W8: the same requests with more and more accounts behind them, each with a profile, a device and a session. The sizes take
turns in every round, and the sessions in use are spread over all accounts."""

from bulk import populate
from generator import generate_clean
from stage import CHEAP, say
from workloads.ground import CONNECTIONS

READS = 1000  # a second, of profiles
IN_USE = 10_000  # sessions


def growth(ground):
    homes = [prepared(ground, users) for users in sorted(ground.options.users)]
    p50, p99, reads, refreshes, commits = [[[] for _ in homes] for _ in range(5)]
    for _ in ground.rounds("W8: growth"):
        for at, (users, home, file) in enumerate(homes):
            commits[at].append(ground.commits_per_second())
            with ground.serve(home) as foyer:
                asking = {"sessions": file, "connections": CONNECTIONS, "seconds": ground.options.seconds}
                generate_clean(foyer.url, "profile", **asking, count=IN_USE)  # a server that runs has seen its viewers
                paced = generate_clean(foyer.url, "profile", **asking, rate=READS)
                p50[at].append(paced["all"]["p50_ms"])
                p99[at].append(paced["all"]["p99_ms"])
                reads[at].append(generate_clean(foyer.url, "profile", **asking)["all"]["rate"])
                refreshes[at].append(generate_clean(foyer.url, "refresh", **asking)["all"]["rate"])
    for at, (users, _, _) in enumerate(homes):
        def add(figure, unit, values, bound=None):
            compared = {"bound": bound, "of": values[0], "note": f"with {homes[0][0]:,}"} if at else {}
            ground.table.add(f"W8 {figure}, {users:,} accounts", unit, values[at], **compared, curve=figure, users=users)
        add("profile p50", "ms", p50, ("<=", 1.25))
        add("profile p99", "ms", p99)
        add("profile reads", "/s", reads)
        add("refreshes", "/s", refreshes, (">=", 0.8))
        ground.table.add("  against commits alone", "/s", refreshes[at], None, commits[at])


def prepared(ground, users):
    say(f"W8: a database of {users:,} accounts")
    home = ground.homes.create(f"users{users}")
    populate(home, {"reader": (users, CHEAP)})
    with ground.serve(home) as foyer:
        return users, home, ground.sessions(foyer, IN_USE, users)
