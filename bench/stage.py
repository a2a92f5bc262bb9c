"""What every figure is measured on: a folder on the disk, a port, the cores and how they are shared, and the probes."""

import contextlib
import json
import os
import subprocess
import sys

from server import Foyer, free_port, pinned_to
from table import Table

PROBES = "build/release/bench"
CHEAP, REAL = 4, 12  # bcrypt costs: of accounts that only need a session, and of those whose login is measured


def say(text):
    print(f"==> {text}", file=sys.stderr, flush=True)


def probe(name, *arguments):
    run = subprocess.run([f"{PROBES}/{name}", *map(str, arguments)], check=True, stdout=subprocess.PIPE)
    return json.loads(run.stdout)


@contextlib.contextmanager
def bare_endpoint(threads, cores=None):
    """The URL and the process of the least that an HTTP endpoint can be."""
    process = subprocess.Popen([f"{PROBES}/probe_http", str(threads)], text=True, stdout=subprocess.PIPE,
                               preexec_fn=pinned_to(cores))
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}", process
    finally:
        process.kill()
        process.wait()


class Stage:
    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.port = free_port()
        self.table = Table()
        cores = sorted(os.sched_getaffinity(0))
        half = len(cores) // 2
        # On one core there is nothing to divide.
        self.server_cores = set(cores[:half]) or None
        self.load_cores = set(cores[half:]) if half else None
        self.cores = len(cores)

    def start(self, data, **settings):
        settings.setdefault("LOG_LEVEL", self.options.log_level)
        return Foyer(data, self.port, **settings)

    def write(self, name, lines):
        path = os.path.join(self.folder, name)
        with open(path, "w") as file:
            file.writelines(line + "\n" for line in lines)
        return path

    def commits_per_second(self):
        """Of SQLite, one changed row each, one after the other."""
        return probe("probe_commit", os.path.join(self.folder, "probe.db"), self.options.seconds / 2)["per_s"]
