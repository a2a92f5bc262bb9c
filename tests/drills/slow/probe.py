"""A polite client that asks one thing after another and notes how long each answer took: a process of its own and plain
sockets, so that what it measures is the server."""

import multiprocessing
import signal
import socket
import time


def request(method, path, token=None, body=b""):
    bearer = f"Authorization: Bearer {token}\r\n" if token else ""
    content = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n" if body else ""
    return f"{method} {path} HTTP/1.1\r\nHost: cinema.example\r\n{bearer}{content}\r\n".encode() + body


def read_answer(connection):
    """Status and fields as bytes; OSError for an end before the answer's."""
    got = b""
    while (end := got.find(b"\r\n\r\n")) < 0:
        got += _more(connection)
    head = got[:end].lower()
    size = int(head.split(b"content-length:")[1].split(b"\r\n")[0]) if b"content-length:" in head else 0
    left = size - (len(got) - end - 4)
    while left > 0:
        left -= len(_more(connection))
    return int(got[9:12]), head


def _more(connection):
    piece = connection.recv(65536)
    if not piece:
        raise ConnectionResetError("ended")
    return piece


def percentile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * share))] if values else float("inf")


class Probe:
    """Asks for each of `requests` in turn, from a new connection every tenth time, with a pause between."""

    def __init__(self, port, requests, pause=0.005):
        self._over = multiprocessing.Event()
        self._ours, theirs = multiprocessing.Pipe()
        self._process = multiprocessing.Process(target=self._ask, args=(port, requests, pause, theirs), daemon=True)
        self._process.start()

    def stop(self):
        """Seconds by request's name, and failures as (name, status or error)."""
        self._over.set()
        found = self._ours.recv()
        self._process.join()
        return found

    def _ask(self, port, requests, pause, theirs):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        took, failures, connection, asked = {name: [] for name in requests}, [], None, 0
        while not self._over.is_set():
            for name, sent in requests.items():
                began = time.perf_counter()
                try:
                    if connection is None:
                        connection = socket.create_connection(("127.0.0.1", port), timeout=30)
                    connection.sendall(sent)
                    status, _ = read_answer(connection)
                    took[name].append(time.perf_counter() - began)
                    if status != 200:
                        failures.append((name, status))
                except OSError as failure:
                    failures.append((name, repr(failure)))
                    connection = None
                asked += 1
                if connection and asked % 10 == 0:
                    connection.close()
                    connection = None
                time.sleep(pause)
        theirs.send((took, failures))
