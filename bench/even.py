#!/usr/bin/env python3
"""Whether answers tell by their time who is registered (security.md E2): interleaved pairs of a known and an unknown
address against a real server over loopback, for login, register, reset and resend."""

import argparse
import contextlib
import json
import math
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile

from server import Foyer, address, fill, free_port

PAIRS = "build/release/bench/pairs"
WRONG = "Wrong-horse-2-battery"
# As long as the known names, so that the length of a request tells nothing here, and new to each route.
STRANGERS = {"login": "nobody", "register": "newbie", "request-password-reset": "absent",
             "resend-verification-email": "missing"}
GOALS = {"median": 250.0, "auc": (0.47, 0.53), "z": 3.3}


def known_bodies(route, prefix, count, stranger):
    for number in range(count):
        for email in (address(prefix, number), address(stranger, number)):
            body = {"email": email}
            if route in ("login", "register"):
                body["password"] = WRONG
            yield json.dumps(body)


def run_pairs(port, path, bodies, connections):
    lines = "".join(f"{known}\t{unknown}\n" for known, unknown in zip(bodies[::2], bodies[1::2]))
    run = subprocess.run([PAIRS, str(port), path, str(connections)], input=lines, text=True, check=True,
                         stdout=subprocess.PIPE)
    return [tuple(map(float, line.split())) for line in run.stdout.splitlines()]


def ranks(values):
    """Average ranks, ties shared."""
    order = sorted(range(len(values)), key=values.__getitem__)
    out = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end + 1 < len(order) and values[order[end + 1]] == values[order[start]]:
            end += 1
        for place in order[start:end + 1]:
            out[place] = (start + end) / 2 + 1
        start = end + 1
    return out


def auc(first, second):
    """The chance that a time of `first` is longer than one of `second`; 0.5 tells nothing."""
    both = ranks(list(first) + list(second))
    n, m = len(first), len(second)
    return (sum(both[:n]) - n * (n + 1) / 2) / (n * m)


def wilcoxon_z(differences):
    values = [d for d in differences if d]
    n = len(values)
    if not n:
        return 0.0
    place = ranks([abs(d) for d in values])
    positive = sum(rank for rank, d in zip(place, values) if d > 0)
    return (positive - n * (n + 1) / 4) / math.sqrt(n * (n + 1) * (2 * n + 1) / 24)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=2000)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--cost", type=int, default=4, help="bcrypt cost; the lower, the less a hash can hide")
    parser.add_argument("--check", action="store_true", help="fail when a goal is missed")
    parser.add_argument("routes", nargs="*", default=["login", "register", "request-password-reset", "resend-verification-email"])
    options = parser.parse_args()

    missed = []
    with tempfile.TemporaryDirectory(dir="build") as folder:
        data = os.path.join(folder, "data")
        os.mkdir(data)
        fill(data, {options.cost: ("viewer", options.pairs), options.cost + 1: ("waiting", options.pairs)})
        with contextlib.closing(sqlite3.connect(os.path.join(data, "foyer.db"))) as db, db:
            db.execute("UPDATE users SET state = 'pending' WHERE email LIKE 'waiting%'")
        with Foyer(data, free_port(), BCRYPT_COST=options.cost, LOG_LEVEL="warning") as foyer:
            print(f"{'route':28}{'pairs':>7}{'known':>12}{'unknown':>12}{'median diff':>14}{'AUC':>8}{'z':>8}")
            for route in options.routes:
                prefix = "waiting" if route.startswith("resend") else "viewer"
                bodies = list(known_bodies(route, prefix, options.pairs, STRANGERS[route]))
                times = run_pairs(foyer.port, f"/api/v1/auth/{route}", bodies, options.connections)
                known, unknown = zip(*times)
                differences = [a - b for a, b in times]
                median = statistics.median(differences)
                area, z = auc(known, unknown), wilcoxon_z(differences)
                good = abs(median) < GOALS["median"] and GOALS["auc"][0] <= area <= GOALS["auc"][1] and abs(z) < GOALS["z"]
                print(f"{route:28}{len(times):>7}{statistics.median(known) / 1000:>9.2f} ms{statistics.median(unknown) / 1000:>9.2f} ms"
                      f"{median:>11.1f} µs{area:>8.3f}{z:>8.2f}  {'met' if good else 'MISSED'}", flush=True)
                if not good:
                    missed.append(route)
    if missed and options.check:
        sys.exit(f"told apart: {', '.join(missed)}")


if __name__ == "__main__":
    main()
