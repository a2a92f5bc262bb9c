"""A viewer's connection: one request after another, and no second try."""

import contextlib
import http.client
import json
import time
from dataclasses import dataclass

NO_ANSWER = 0


@dataclass
class Silence:
    """A request without an answer: its connection was refused, closed or torn, or nothing came in time."""

    what: str
    began: float  # by time.monotonic()
    ended: float
    why: str
    timed_out: bool

    def __str__(self):
        return f"{self.what}: {self.why}"


class Line:
    def __init__(self, port, timeout=15):
        self._port, self._timeout, self._connection = port, timeout, None
        self.silences = []

    def ask(self, method, path, body=None, token=None):
        """Status and body; NO_ANSWER for a request that may or may not have been carried out."""
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        began = time.monotonic()
        try:
            if self._connection is None:
                self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=self._timeout)
            self._connection.request(method, "/api/v1" + path, json.dumps(body) if body is not None else None, headers)
            answer = self._connection.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if text.startswith(b"{") else {}
        except (OSError, http.client.HTTPException, ValueError) as failure:
            self.silences.append(Silence(f"{method} {path}", began, time.monotonic(), repr(failure),
                                         isinstance(failure, TimeoutError)))
            self.close()
            return NO_ANSWER, {}

    def close(self):
        if self._connection is not None:
            with contextlib.suppress(OSError):
                self._connection.close()
        self._connection = None
