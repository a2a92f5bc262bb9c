"""A fleet that is upgraded while viewers use it: each process stops politely, and the new binary takes its place."""

import contextlib
import http.client
import json
import os
import signal
import subprocess
import time

from shared.load import PASSWORD
from shared.verdict import expect, say

DRAIN = 10.0  # seconds


class Present:
    """Two who are connected to a server when it is told to stop: one whose answer is under way, one with nothing to ask."""

    def __init__(self, port, number):
        self.idle, self.asking = (http.client.HTTPConnection("127.0.0.1", port, timeout=2 * DRAIN) for _ in range(2))
        for connection in (self.idle, self.asking):
            connection.request("GET", "/health/ready")
            connection.getresponse().read()
        self.email = f"last-{number}@example.com"
        body = json.dumps({"email": self.email, "password": PASSWORD})  # is answered at a fixed moment, so it is not done yet
        self.asking.request("POST", "/api/v1/auth/register", body, {"Content-Type": "application/json"})
        time.sleep(0.02)

    def answer(self):
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(self.asking):
            return self.asking.getresponse().status
        return 0


def schema(fleet, foyer):
    told = subprocess.run([os.path.abspath(foyer), "migrate", "current"], check=True, env=fleet.environment(), cwd=fleet.folder,
                          stdout=subprocess.PIPE).stdout
    return told.decode().strip()


def drain(program, options):
    """Whoever has not drained after a minute never will."""
    began = time.monotonic()
    try:
        code = program.end(signal.SIGTERM)
    except subprocess.TimeoutExpired:
        code = None
    spent = time.monotonic() - began
    expect(f"{program.name} drained", code == 0 and (options.patient or spent <= DRAIN),
           f"exit code {code} after {spent:.2f} s of at most {DRAIN:.0f}")


def roll(fleet, viewers, options):
    say("rolling upgrade: each server stops politely and a new one takes its place")
    before = sum(len(viewer.failures) for viewer in viewers)
    schemas, last_words = [schema(fleet, options.foyer)], []
    for number, server in enumerate(fleet.servers):
        present = Present(server.port, number)
        drain(server, options)
        last_words.append(present.answer())
        viewers[0].newcomers += [present.email] if last_words[-1] == 200 else []
        server.change(options.foyer).start().wait_for_port()
        time.sleep(1)
    for each in fleet.workers + fleet.beats:
        drain(each, options)
        each.change(options.foyer).start()
    schemas.append(schema(fleet, options.foyer))
    lost = sum(len(viewer.failures) for viewer in viewers) - before
    expect("no request failed", lost == 0, f"{lost} failed; schema before: {schemas[0]}, after: {schemas[1]}")
    expect("what was under way is answered", last_words == [200] * len(last_words), last_words)
