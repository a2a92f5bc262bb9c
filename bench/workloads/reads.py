"""W1, W1v: what the server answers most often, against an endpoint that does nothing."""

import re
import subprocess

from generator import generate_clean
from server import cpu_seconds

UNSEEN = 24_576  # three times as many tokens as the server remembers: hardly one is still known when its turn comes


def read_profiles(ground):
    rates, bare, spent, bare_spent, p50, p99, bare_p99 = [], [], [], [], [], [], []
    with ground.bare() as (bare_url, bare_server), ground.serve_alone() as foyer:
        asking = ground.from_aside(sessions=ground.sessions(foyer))
        for _ in ground.rounds("W1: profile reads"):
            for url, pid, rate, cpu in ((bare_url, bare_server.pid, bare, bare_spent),
                                        (foyer.url, foyer.process.pid, rates, spent)):
                before = cpu_seconds(pid)
                run = generate_clean(url, "profile", **asking, warm_up=0)
                rate.append(run["all"]["rate"])
                cpu.append((cpu_seconds(pid) - before) * 1e6 / run["all"]["sent"])
            half = rates[-1] / 2
            bare_p99.append(generate_clean(bare_url, "profile", **asking, rate=half)["all"]["p99_ms"])
            run = generate_clean(foyer.url, "profile", **asking, rate=half)
            p50.append(run["all"]["p50_ms"])
            p99.append(run["all"]["p99_ms"])
        busy = foyer.resident_mb()
    table = ground.table
    table.add("W1 profile reads", "/s", rates, (">=", 0.5), bare, "bare Beast endpoint, same cores")
    table.add("W1 CPU of the server", "µs", spent, None, bare_spent)
    table.add("W1 p50 at half that rate", "ms", p50)
    table.add("W1 p99 at half that rate", "ms", p99, None, bare_p99, "bare endpoint at the same rate")
    table.add("W1 memory afterwards", "MB", [busy], ("<=", 40))


def verifications_per_second():
    """Of ES256 signatures, by OpenSSL on one core."""
    run = subprocess.run(["openssl", "speed", "-mr", "-seconds", "1", "ecdsap256"], text=True, check=True,
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return float(re.search(r"^\+F4:.*:([\d.]+)$", run.stdout, re.MULTILINE)[1])


def check_tokens(ground):
    """The server's own answer costs what a bare one does, and checking a token it has not seen one verification."""
    keys, unseen, bare, least = [], [], [], []
    with ground.bare() as (bare_url, _), ground.serve_alone() as foyer:
        asking = ground.from_aside(sessions=ground.sessions(foyer, UNSEEN))
        for _ in ground.rounds("W1v: keys and tokens"):
            bare.append(generate_clean(bare_url, "jwks", **asking)["all"]["rate"])
            keys.append(generate_clean(foyer.url, "jwks", **asking)["all"]["rate"])
            unseen.append(generate_clean(foyer.url, "profile", **asking)["all"]["rate"])
            least.append(1 / (1 / bare[-1] + 1 / (verifications_per_second() * ground.threads)))
    ground.table.add("W1v JWKS", "/s", keys, None, bare, "bare Beast endpoint, same cores")
    ground.table.add("W1v tokens not seen lately", "/s", unseen, None, least, "bare endpoint and one verification")
