#!/usr/bin/env python3
"""Measures the release binary against probes of the same minute; see bench/README.md."""

import argparse
import json
import os
import shutil
import tempfile

from figures import FIGURES, Bench
from gate import gate
from plot import plot
from server import FOYER
from table import Table
from workloads import WORKLOADS
from workloads.ground import Ground


def numbers(text):
    return [int(number) for number in text.replace("_", "").split(",")]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("figures", nargs="*", metavar="FIGURE",
                        help=f"any of {', '.join(FIGURES)}, which are the default, or of the workloads {', '.join(WORKLOADS)}, "
                             "or gate, which a change has to pass")
    parser.add_argument("--check", action="store_true", help="fail when a goal is missed")
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    parser.add_argument("--plot", default="build/bench.svg", metavar="FILE", help="draw the table too; default %(default)s")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=5, help="length of one run of load")
    parser.add_argument("--log-level", default="info")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite", help="of the workloads")
    parser.add_argument("--users", type=numbers, default=[10_000, 1_000_000, 10_000_000], metavar="N,N,…",
                        help="accounts of W8; default %(default)s")
    parser.add_argument("--expired", type=int, default=5_000_000, metavar="N", help="rows of W9; default %(default)s")
    options = parser.parse_args()
    unknown = set(options.figures) - set(FIGURES) - set(WORKLOADS) - {"gate"}
    if unknown:
        parser.error(f"no such figure: {', '.join(sorted(unknown))}")
    if options.rounds < 1 or options.seconds < 1 or min(options.users) < 10 or options.expired < 2:
        parser.error("rounds and seconds start at 1, users at 10, expired rows at 2")
    return options


def measure(options, folder):
    """The rows of all that was asked for."""
    rows = []
    wanted = [figure for figure in FIGURES if not options.figures or figure in options.figures]
    if wanted:
        bench = Bench(options, folder)
        bench.prepare()
        for figure in wanted:
            getattr(bench, figure)()
        rows += bench.table.rows
    if "gate" in options.figures:
        rows += gate(options, folder)
    workloads = [name for name in WORKLOADS if name in options.figures]
    if workloads:
        ground = Ground(options, folder)
        for name in workloads:
            WORKLOADS[name](ground)
        rows += ground.table.rows
    return rows


def main():
    options = arguments()
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
    if not os.access(FOYER, os.X_OK):
        raise SystemExit(f"there is no {FOYER}: run script/bench")

    # Beside the build, not in /tmp, which may be memory: durable has to mean a disk.
    folder = tempfile.mkdtemp(prefix="bench-", dir="build")
    try:
        table = Table(measure(options, os.path.abspath(folder)))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps(table.rows, indent=2)) if options.json else table.print()
    plot(table.rows, options.plot)
    missed = table.missed()
    if options.check and missed:
        raise SystemExit(f"missed: {', '.join(missed)}")


if __name__ == "__main__":
    main()
