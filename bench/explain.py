#!/usr/bin/env python3
"""explain.py [USERS]: how PostgreSQL runs every statement of src/ among millions of accounts (default 10,000,000).

Prints each that reads a growing table from end to end, and ends with 1 if there is one. Plans are generic, as those of
statements that are prepared once and asked for any values."""

import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "tests/plans"))
from bulk import now, populate
from databases import PostgresHomes
from plans import ALLOWED, POSTGRES, statements
from stage import CHEAP

SCANNED = re.compile(r"Seq Scan on (\w+)")
GROWING = {"users", "passwords", "user_profiles", "sessions", "known_devices", "one_time_tokens", "audit_events", "jobs",
           "limit_counters", "password_guesses", "exports"}


def fill(home, users):
    """What the workloads leave empty: a row of each kind for every third account, most jobs done and all else alive."""
    rows, moment = home.numbers(1, max(users // 3, 1)), now()
    home.load(
        "INSERT INTO one_time_tokens (id, purpose, user_id, email, token_hash, created_at, expires_at) SELECT "
        f"{home.id_of(f'{moment} - n.i')}, 'reset_password', n.i, 'x', {home.random_hash}, {moment} - n.i, "
        f"{moment} + 3600000 - n.i FROM {rows}",
        "INSERT INTO audit_events (seq, at, kind, user_id, request_id, detail, facts_mac, chain) SELECT 10 + n.i, "
        f"{moment} - n.i, 'authn_login_success', n.i * 3, '', '', {home.random_hash}, {home.random_hash} FROM {rows}",
        "INSERT INTO jobs (name, arguments, state, run_at, created_at, finished_at) SELECT 'send_email', '{}', 'done', "
        f"{moment} - n.i, {moment} - n.i, {moment} - n.i FROM {rows}",
        "INSERT INTO jobs (name, arguments, state, run_at, created_at) SELECT 'send_email', '{}', 'queued', "
        f"{moment}, {moment} FROM {home.numbers(1, 100)}",
        f"INSERT INTO limit_counters (key, used, window_ends_at) SELECT {home.random_hash}, 1, {moment} + n.i FROM {rows}",
        "INSERT INTO password_guesses (account, source, failures, last_at) SELECT "
        f"{home.random_hash}, '', 1, {moment} - n.i FROM {rows}",
        f"INSERT INTO exports (user_id, ordered_at, expires_at) SELECT n.i, {moment}, {moment} + n.i FROM {rows}")


def plan_of(url, statement):
    """Or nothing, if it is not PostgreSQL's."""
    count = len(set(re.findall(r"\$\d+", statement)))
    values = f"({', '.join(['NULL'] * count)})" if count else ""
    asked = f"SET plan_cache_mode = force_generic_plan; PREPARE asked AS {statement}; EXPLAIN EXECUTE asked{values}"
    run = subprocess.run(["psql", "-qtAX", "-v", "ON_ERROR_STOP=1", url], input=asked, text=True, capture_output=True)
    return run.stdout if run.returncode == 0 else None


def for_postgres():
    """Without those that stand before one for PostgreSQL, which says the same."""
    asked = list(statements())
    for (file, statement), (_, following) in zip(asked, asked[1:] + [(None, "")]):
        if not (POSTGRES.search(following) and following.split()[:3] == statement.split()[:3]):
            yield file, statement


def explain(url):
    explained, scans = 0, []
    for file, statement in for_postgres():
        plan = plan_of(url, statement)
        if plan is None:
            continue
        explained += 1
        tables = [table for table in SCANNED.findall(plan) if table in GROWING]
        if tables and not any(statement.endswith(end) for end in ALLOWED):
            scans.append(f"{file}: reads all of {', '.join(tables)}: {statement}\n{plan}")
    return explained, scans


def main():
    users = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    with tempfile.TemporaryDirectory(dir="build") as folder:
        home = PostgresHomes(folder).create("explained")
        populate(home, {"reader": (users, CHEAP)})
        fill(home, users)
        explained, scans = explain(home.settings["DATABASE_URL"])
    print(f"{explained} statements explained among {users:,} accounts", *scans, sep="\n")
    return bool(scans)


if __name__ == "__main__":
    sys.exit(main())
