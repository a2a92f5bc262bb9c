"""W9: millions of expired rows go while viewers read and refresh. The job is not due by itself: a row in its
queue starts it when everything is ready."""

import time

from bulk import expire, expired, now, populate
from generator import Generator, expect_punctual, failures, generate_clean
from stage import CHEAP, say

JOB = "tasks.auth.cleanup_expired_tokens"
ACCOUNTS = 100_000
MIX = "profile=95,refresh=5"
RATE = 500  # requests a second
LOOK = 0.5  # seconds between looks whether all are gone
WARM_UP = 1  # second, the generator's own default
NEVER_BY_ITSELF = {"TOKEN_CLEANUP_INTERVAL": 2_000_000_000}  # the interval that holds now began with the epoch


def clean_up(ground):
    count = ground.options.expired
    before, during, refreshes_before, refreshes, spent, failed, commits = [], [], [], [], [], 0, []
    home = ground.homes.create("cleaned")
    say(f"W9: a database of {ACCOUNTS:,} accounts")
    populate(home, {"reader": (ACCOUNTS, CHEAP)})
    for _ in ground.rounds("W9: clean-up"):
        say(f"{count:,} rows expire")
        expire(home, "reader", ACCOUNTS, count)
        commits.append(ground.commits_per_second())
        with ground.serve(home, **NEVER_BY_ITSELF) as foyer:
            asking = {"sessions": ground.sessions(foyer, 1000, ACCOUNTS), "connections": 32, "rate": RATE}
            run = generate_clean(foyer.url, MIX, **asking, seconds=ground.options.seconds)
            before.append(run["kinds"]["profile"]["p99_ms"])
            refreshes_before.append(run["kinds"]["refresh"]["p99_ms"])
            run, seconds = measure_beside(home, foyer, asking)
            during.append(run["kinds"]["profile"]["p99_ms"])
            refreshes.append(run["kinds"]["refresh"]["p99_ms"])
            failed += failures(run)
            spent.append(seconds)
    table = ground.table
    table.add(f"W9 clean-up of {count:,} rows", "s", spent, ("<=", 60 * count / 5_000_000))
    table.add("  rows against commits alone", "/s", [count / seconds for seconds in spent], None, commits)
    table.add("W9 requests that failed meanwhile", "", [failed], ("<=", 0))
    table.add("W9 profile p99 meanwhile", "ms", during, ("<=", 1.5), before, "before")
    table.add("W9 refresh p99 meanwhile", "ms", refreshes, None, refreshes_before, "before")


def measure_beside(home, foyer, asking):
    """The load's figures, from the order to clean up until nothing expired is left, and how long that took."""
    load = Generator(foyer.url, MIX, **asking, seconds=3600, sessions_out=asking["sessions"])
    time.sleep(WARM_UP)
    started = time.perf_counter()
    home.run("INSERT INTO jobs (name, arguments, state, run_at, created_at) "
             f"VALUES ('{JOB}', '{{}}', 'queued', {now()}, {now()})")
    while expired(home):
        time.sleep(LOOK)
    seconds = time.perf_counter() - started
    load.stop()
    run = load.result()
    expect_punctual(run)
    return run, seconds
