"""Runs build/release/bench/load, the load generator of bench/load/."""

import itertools
import json
import os
import signal
import subprocess

from server import PASSWORD, pinned_to

GENERATOR = "build/release/bench/load"
TRIES = 3  # of a run whose generator was late: the machine was busy with something else
_runs = itertools.count(1)


class Generator:
    """One run in the background. Options are those of the program, `--most-connections` as most_connections=."""

    def __init__(self, url, mix, *, cores=None, **options):
        if options.get("rate"):
            options["real_time"] = True
        if "register" in mix:
            # Whoever registered once is no newcomer in the next run.
            options["newcomers"] = f"new{os.getpid()}x{next(_runs)}x{{}}@cinema.example:0"
        if "register" in mix or "login" in mix:
            options["password"] = PASSWORD
        command = [GENERATOR, "--url", url, "--mix", mix, "--out", "-"]
        for name, value in options.items():
            command += ["--" + name.replace("_", "-")] + ([] if value is True else [str(value)])
        self._process = subprocess.Popen(command, text=True, stdout=subprocess.PIPE, preexec_fn=pinned_to(cores))

    def stop(self):
        """Before its time; what it counted so far is the result."""
        self._process.send_signal(signal.SIGTERM)

    def result(self):
        output, _ = self._process.communicate()
        if not output:
            raise SystemExit(f"the load generator ended with {self._process.returncode}")
        return json.loads(output)


def generate(url, mix, **options):
    """The figures of a run that its generator did not spoil; with `sessions`, the file holds their new tokens after."""
    if "refresh" in mix:
        options["sessions_out"] = options["sessions"]
    for _ in range(TRIES):
        run = Generator(url, mix, **options).result()
        if run["verdict"] == "good":
            break
    expect_punctual(run)
    return run


def generate_clean(url, mix, *, overload=False, **options):
    run = generate(url, mix, **options)
    expect_clean(run, overload)
    return run


def expect_punctual(run):
    if run["verdict"] != "good":
        raise SystemExit(f"the load generator was late, p99 {run['lateness']['p99_ms']} ms: too much else runs here")


def expect_clean(run, overload=False):
    """With `overload` the server may say that it is busy: where hashes queue that is as it should be, and a figure."""
    failed = run["all"]["refused"] + run["all"]["broken"] - overloaded(run) if overload else failures(run)
    if failed or run["all"]["dry"]:
        raise SystemExit(f"{failed} of {run['all']['sent']} requests failed, {run['all']['dry']} found no session: "
                         f"{run['first_refusal']}")


def overloaded(run):
    return run["all"]["statuses"].get("503", 0)


def failures(run):
    return run["all"]["refused"] + run["all"]["broken"] + run["lost_before"]
