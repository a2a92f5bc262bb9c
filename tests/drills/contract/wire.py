"""Requests as bytes and answers as they came: http.client would mend what a contract test must send broken."""

import contextlib
import http.client
import json
import socket
from dataclasses import dataclass, field

PATIENCE = 60.0  # seconds; not a judgement of speed, only the end of waiting for an answer that never comes
PROBE = b"GET /health/live HTTP/1.1\r\nHost: foyer\r\nConnection: close\r\n\r\n"


@dataclass
class Request:
    method: str
    target: str
    headers: list = field(default_factory=list)  # (name, value) in order, repetitions and all
    body: bytes = b""
    chunked: bool = False

    def values(self, name):
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def encoded(self):
        """Framed honestly, unless a header of the request already says how it is framed."""
        lines = [f"{self.method} {self.target} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in ([] if self.values("Host") else [("Host", "foyer")]) + self.headers]
        framed = self.values("Content-Length") or self.values("Transfer-Encoding")
        if self.chunked and not framed:
            lines.append("Transfer-Encoding: chunked")
            middle = len(self.body) // 2
            parts = [part for part in (self.body[:middle], self.body[middle:]) if part]
            body = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
        else:
            body = self.body
            if not framed and (body or self.method in ("POST", "PUT", "PATCH")):
                lines.append(f"Content-Length: {len(body)}")
        return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + body

    def __str__(self):
        """Short enough for a report: what was sent, without the length of it."""
        headers = "".join(f" [{name}: {value[:80]}]" for name, value in self.headers[:12])
        body = f" {len(self.body)} bytes {self.body[:300]!r}" if self.body else ""
        return f"{self.method} {self.target[:200]}{headers}{body}"


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes
    next_status: int | None  # of a probe sent behind the request on the same connection; None: it was closed, as announced

    def header(self, name):
        return self.headers.get(name)

    @property
    def media_type(self):
        return (self.header("Content-Type") or "").split(";")[0].strip().lower()

    def json(self):
        return json.loads(self.body)


class NoAnswer(Exception):
    """The connection ended, or was still silent after a minute, where HTTP wants a response."""


def read_answer(stream, method):
    answer = http.client.HTTPResponse(stream, method=method)
    answer.begin()
    return answer, answer.read()


def exchange(port, request):
    """The answer to a request, and whether the connection is still in step after it."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # an early refusal may already be waiting
            connection.sendall(request.encoded())
        try:
            answer, body = read_answer(connection, request.method)
        except (OSError, http.client.HTTPException, ValueError) as failure:
            raise NoAnswer(f"{type(failure).__name__}: {failure}") from failure
        following = None
        if answer.getheader("Connection", "").lower() != "close":
            try:
                connection.sendall(PROBE)
                following = read_answer(connection, "GET")[0].status
            except (OSError, http.client.HTTPException, ValueError):
                following = 0
        return Answer(answer.status, answer.headers, body, following)
