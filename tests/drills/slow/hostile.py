"""What nobody polite sends: bytes that are no HTTP, requests that stop in the middle, headers without measure."""

import os
import random
import socket
import time

from slow.probe import read_answer, request

GOOD = request("GET", "/health/live")
START = b"GET / HTTP/1.1\r\nHost: cinema.example\r\n"
POST = b"POST /api/v1/auth/login HTTP/1.1\r\nHost: cinema.example\r\nContent-Type: application/json\r\n"


def inputs():
    """(what, bytes)"""
    noise = random.Random(17)
    yield from (("noise", noise.randbytes(size)) for size in (1, 100, 5000, 100_000) for _ in range(8))
    yield from ((f"a good request cut after {at} bytes and noise", GOOD[:at] + noise.randbytes(300)) for at in range(0, len(GOOD), 3))
    yield "a good request, then noise", GOOD + noise.randbytes(5000)
    yield "a thousand requests in one go", GOOD * 1000
    yield "a thousand with a bad one among them", GOOD * 500 + b"GET /\r\n\r\n" + GOOD * 500
    yield "a field of a megabyte", START + b"X-Long: " + b"a" * 1_000_000
    yield "ten thousand fields", START + b"X-Many: 1\r\n" * 10_000 + b"\r\n"
    yield "a target of a megabyte", b"GET /" + b"a" * 1_000_000
    yield "a thousand hosts", b"GET / HTTP/1.1\r\n" + b"Host: a\r\n" * 50 + b"\r\n"
    yield "no end of blank lines", b"\r\n" * 200_000
    yield "NUL everywhere", b"\0" * 50_000
    yield "NUL in a field", START + b"X-Odd: a\0b\r\n\r\n"
    yield "a folded field", START + b"X-Fold: a\r\n b\r\n\r\n"
    yield "a length below zero", POST + b"Content-Length: -1\r\n\r\n{}"
    yield "a length beyond numbers", POST + b"Content-Length: 99999999999999999999999999\r\n\r\n{}"
    yield "a length in hexadecimal", POST + b"Content-Length: 0x10\r\n\r\n{}"
    yield "two lengths", POST + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x"
    yield "a length and chunks", POST + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    yield "a chunk beyond numbers", POST + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n"
    yield "a chunk that is no number", POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"
    yield "chunks of one byte without end", POST + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\na\r\n" * 70_000
    yield "a chunk extension of a megabyte", POST + b"Transfer-Encoding: chunked\r\n\r\n1;" + b"e" * 1_000_000
    yield "trailers without end", POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n" + b"T: 1\r\n" * 100_000
    yield "HTTP/0.9", b"GET /\r\n"
    yield "HTTP/9.9", b"GET / HTTP/9.9\r\nHost: a\r\n\r\n"
    yield "HTTP/2's greeting", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0"
    yield "TLS", bytes.fromhex("16030100c8010000c40303") + noise.randbytes(200)
    yield "SSH", b"SSH-2.0-OpenSSH_9.2p1\r\n"
    yield "a balancer's greeting", b"PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n" + GOOD
    yield "a shell's script", b"\n".join([b"#!/bin/sh", b"GET / HTTP/1.1", b"rm -rf /"] * 100)


def outcome(port, sent):
    """Our side is closed after `sent`. The status that came last, "closed", or "hung"."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        last = "closed"
        try:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # refused before it was all there; the answer may still lie here
        try:
            while True:
                last, _ = read_answer(connection)
        except TimeoutError:
            return "hung"
        except (OSError, ValueError):
            return last


def half_closed(port):
    """Who closes their side after a whole request is still owed the answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(GOOD)
        connection.shutdown(socket.SHUT_WR)
        return read_answer(connection)[0]


def abandoned(port, count):
    """Resets at every stage of a request, some before the server has accepted."""
    for number in range(count):
        connection = socket.create_connection(("127.0.0.1", port), timeout=5)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        connection.send((GOOD * 20)[:number % 400])
        connection.close()
