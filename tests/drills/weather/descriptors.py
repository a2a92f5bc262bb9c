"""What a server does while it may open no file and accept no connection more: it waits, serves who is connected already, and
lies to nobody."""

import contextlib
import http.client
import json
import os
import select
import socket
import time

from shared.load import sign_in
from shared.verdict import expect
from weather.causes import Descriptors
from weather.guests import converse

CONNECTED = 6  # enough for every lane to have one
SPINS = 0.25  # of one core: who tries again without a pause takes all of it


class Regular:
    """Somebody who was connected before, and asks on."""

    def __init__(self, port, email):
        self.tokens = sign_in(port, email)
        self._connections = [http.client.HTTPConnection("127.0.0.1", port, timeout=15) for _ in range(CONNECTED)]
        self.edit, self.statuses = 0, []
        for connection in self._connections:
            connection.connect()
            connection.auto_open = 0
            self._ask(connection, "GET", "/user/profile")
        self.statuses.clear()

    def use_each(self):
        for number, connection in enumerate(self._connections, 1):
            self._ask(connection, "GET", "/user/profile")
            if self._ask(connection, "PUT", "/user/profile", {"info": f"edit {number}"})[0] == 200:
                self.edit = number
            status, answer = self._ask(connection, "POST", "/auth/refresh", {"refresh_token": self.tokens["refresh_token"]})
            if status == 200:
                self.tokens = answer

    def lost(self, port):
        status, _, profile = converse(port, "GET", "/user/profile", token=self.tokens["access_token"])
        refreshed, *_ = converse(port, "POST", "/auth/refresh", {"refresh_token": self.tokens["refresh_token"]})
        kept = status == 200 and (profile.get("info") or "edit 0") >= f"edit {self.edit}"
        return ([] if kept else [f"edit {self.edit}: {status} {profile.get('info')}"]) + ([] if refreshed == 200 else ["session"])

    def leave(self):
        for connection in self._connections:
            connection.close()

    def _ask(self, connection, method, path, body=None):
        """Clean: 200, or 503 that says when to come again."""
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.tokens['access_token']}"}
        try:
            connection.request(method, "/api/v1" + path, json.dumps(body) if body else None, headers)
            answer = connection.getresponse()
            text, clean = answer.read(), answer.status == 200 or answer.status == 503 and answer.getheader("Retry-After")
            self.statuses.append(answer.status if clean else f"unclean {answer.status}")
            return answer.status, json.loads(text)
        except (OSError, http.client.HTTPException, ValueError) as failure:
            self.statuses.append(repr(failure))
            return 0, {}


def busy_seconds(pid):
    """What a process has used of a processor."""
    with open(f"/proc/{pid}/stat") as stat:
        user, system = stat.read().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


class Shortage:
    """Takes the descriptors of some programs, the first of them a server, and looks at it until it gives them back."""

    def __init__(self, programs, regular):
        self.server, self.programs, self.regular = programs[0], programs, regular
        self._files = [Descriptors(program.process.pid) for program in programs]

    def begin(self):
        self._log, self._began = os.path.getsize(self.server.log), time.monotonic()
        self._busy = [busy_seconds(program.process.pid) for program in self.programs]
        for each in self._files:
            each.exhaust()
        self.stranger = socket.create_connection(("127.0.0.1", self.server.port))
        self.stranger.sendall(b"GET /health/ready HTTP/1.1\r\nHost: cinema.example\r\n\r\n")

    def end(self):
        self.regular.use_each()
        self.served, self.took = bool(select.select([self.stranger], [], [], 0)[0]), time.monotonic() - self._began
        busy = [busy_seconds(program.process.pid) for program in self.programs]
        self.busiest = max(now - before for now, before in zip(busy, self._busy)) / self.took
        with open(self.server.log, "rb") as log:
            log.seek(self._log)
            self.refused = sum(b"accept failed" in line and b"Too many open files" in line for line in log)
        for each in self._files:
            each.give_back()


def see_descriptors(town, programs):
    regular = Regular(town.port, town.resident)
    shortage = Shortage(programs, regular)
    town.storm("no descriptor is left", shortage.begin, shortage.end, silent=True)
    expect("there was none", shortage.refused > 0 and not shortage.served,
           f"{shortage.refused} times no connection could be accepted in {shortage.took:.1f} s, nor was a new one answered")
    expect("nobody tries again without a pause", shortage.busiest <= SPINS and shortage.refused <= 20 * shortage.took,
           f"{shortage.busiest:.0%} of a core at most, of {SPINS:.0%}")
    unclean, lost = [status for status in regular.statuses if status not in (200, 503)], regular.lost(town.port)
    expect("who was connected is served", not unclean and not lost,
           f"{unclean or 'cleanly'}: {regular.statuses.count(200)} times 200, {regular.statuses.count(503)} times 503; lost: {lost or 'none'}")
    with contextlib.closing(shortage.stranger):
        shortage.stranger.settimeout(5)
        answer = shortage.stranger.recv(100)
    expect("who had to wait is answered afterwards", answer.startswith(b"HTTP/1.1 200"), answer[:15])
    regular.leave()
    town.resident_edit = regular.edit
