"""A Redis that answers late: a wire before it that keeps each answer back for a while."""

import contextlib
import queue
import socket
import threading
import time

from shared.load import call
from shared.program import until
from shared.verdict import expect

TRIES = 30  # a minute from one source, LIMIT_TOKEN_TRIES
PATIENCE = 0.3  # seconds that a limit waits for Redis
LONGEST = 2.0  # seconds of an answer: it may wait more than once


class Wire:
    def __init__(self):
        self.delay, self.target, self.late = 0.0, None, 0
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=100)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self):
        return f"redis://127.0.0.1:{self.port}/0"

    def close(self):
        self._listener.close()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                try:
                    server = socket.create_connection(("127.0.0.1", self.target), timeout=5)
                except OSError:
                    client.close()
                    continue
                server.settimeout(None)
                answers = queue.SimpleQueue()
                for what in ((self._tell, client, server), (self._hear, server, answers), (self._answer, answers, client, server)):
                    threading.Thread(target=what[0], args=what[1:], daemon=True).start()

    def _tell(self, client, server):
        with contextlib.suppress(OSError):
            while piece := client.recv(65536):
                server.sendall(piece)
        end(client, server)

    def _hear(self, server, answers):
        piece = b"more"
        while piece:
            try:
                piece = server.recv(65536)
            except OSError:
                piece = b""
            self.late += self.delay > 0
            answers.put((time.monotonic() + self.delay, piece))

    def _answer(self, answers, client, server):
        with contextlib.suppress(OSError):
            while True:
                due, piece = answers.get()
                time.sleep(max(0, due - time.monotonic()))
                if not piece:
                    break
                client.sendall(piece)
        end(client, server)


def end(*connections):
    for connection in connections:
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)


class Guesser:
    """One source that tries links nobody was sent, as long as it is let."""

    def __init__(self, port, source):
        self.port, self.source, self.statuses = port, source, []

    def go_on(self, count):
        self.statuses += [call(self.port, "POST", "/auth/verify", {"token": "A" * 43}, source=self.source)[0]
                          for _ in range(count)]


def see_slow_redis(town, wire, delay):
    """Where Redis is too slow a process counts alone, so while it becomes slow twice the limit may pass, and no more."""
    most = TRIES if delay < PATIENCE and not town.options.patient else 2 * TRIES
    number, seen = int(delay * 10), {}
    guesser = Guesser(town.port, f"198.51.100.{number}")
    guesser.go_on(TRIES // 2)

    def begin():
        wire.delay, seen["late"] = delay, wire.late

    def cure():
        guesser.go_on(2 * TRIES)
        seen["slowest"] = town.slowest()
        wire.delay = 0.0

    began = time.monotonic()
    town.storm(f"Redis answers {delay:g} s late", begin, cure, seconds=8)
    looked_at = guesser.statuses.count(400)
    in_time = time.monotonic() - began < 60  # then all of it was one window
    expect("answers were late", wire.late > seen["late"], f"{wire.late - seen['late']} of them")
    expect("nobody waited for them", town.options.patient or seen["slowest"] <= LONGEST,
           f"{seen['slowest']:.2f} s at most of {LONGEST:g}")
    expect("a limit still is one, and nobody is locked out below it",
           set(guesser.statuses) <= {400, 429} and TRIES <= looked_at and (not in_time or looked_at <= most)
           and guesser.statuses[:TRIES] == [400] * TRIES,
           f"{looked_at} of {len(guesser.statuses)} tries were looked at, {TRIES} to {most} may be")
    strangers = (f"203.0.{number}.{each}" for each in range(1, 250))
    again = counts(town.port, wire.target, next(strangers))  # judged where the storm has waited as long as this may take
    if town.options.patient and not again:
        until("Redis counting", lambda: counts(town.port, wire.target, next(strangers)))
        again = True
    expect("Redis counts again", again, "what it forgets is forgotten")


def counts(port, redis, source):
    """Whether a limit's counters are in Redis: then nobody is left who knows of the uses that it has forgotten."""
    guesser = Guesser(port, source)
    guesser.go_on(TRIES - 5)
    with socket.create_connection(("127.0.0.1", redis), timeout=10) as connection:
        connection.sendall(b"EVAL \"for _, key in ipairs(redis.call('keys', 'foyer:limit:*')) do redis.call('del', key) end\" 0\r\n")
        connection.recv(100)
    guesser.go_on(TRIES - 5)
    return guesser.statuses == [400] * 2 * (TRIES - 5)
