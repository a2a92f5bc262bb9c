"""Load: wrk with the scripts of bench/wrk, and clients of our own where whole operations are counted."""

import concurrent.futures
import http.client
import json
import os
import socket
import subprocess
import threading
import time

from server import PASSWORD, address, pinned_to

SCRIPTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "wrk")


class Wrk:
    """One run of wrk in the background; result() waits for its end and gives what report.lua prints."""

    def __init__(self, script, url, arguments, *, threads, connections, seconds, cores=None):
        command = ["wrk", "-t", str(threads), "-c", str(connections), "-d", f"{seconds}s", "--timeout", "30s",
                   "-s", f"{script}.lua", url, "--"] + [str(argument) for argument in arguments]
        self._process = subprocess.Popen(command, cwd=SCRIPTS, text=True, stdout=subprocess.PIPE,
                                         stderr=subprocess.STDOUT, preexec_fn=pinned_to(cores))

    def result(self):
        output, _ = self._process.communicate()
        for line in output.splitlines():
            if line.startswith("RESULT "):
                run = json.loads(line.removeprefix("RESULT "))
                run["good_per_s"] = (run["requests"] - run["refused"]) / run["seconds"]
                return run
        raise SystemExit(f"wrk failed:\n{output}")


def wrk(*arguments, **options):
    return Wrk(*arguments, **options).result()


class Connection:
    """Keep-alive. A request is one segment, as those of browsers and apps are: http.client sends head and body apart,
    which wakes the server twice."""

    def __init__(self, port, timeout=60):
        self._socket = socket.create_connection(("127.0.0.1", port), timeout)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def post(self, path, body):
        text = json.dumps(body).encode()
        self._socket.sendall(f"POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
                             f"Content-Length: {len(text)}\r\n\r\n".encode() + text)
        answer = http.client.HTTPResponse(self._socket, method="POST")
        answer.begin()
        text = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path} answered {answer.status}: {text[:200]!r}")
        return json.loads(text)

    def close(self):
        self._socket.close()


def login(connection, email):
    return connection.post("/api/v1/auth/login", {"email": email, "password": PASSWORD})


def open_sessions(port, prefix, count):
    """Token pairs of `count` accounts, one session each."""
    connection = Connection(port)
    pairs = [login(connection, address(prefix, number)) for number in range(count)]
    connection.close()
    return pairs


def logins_per_second(port, prefix, *, clients, count):
    """`clients` sign in side by side until `count` logins are done. Counted by hand, not in a window of time: only a
    few dozen fit into one, and those cut by its end would be lost."""
    numbers = iter(range(count))
    lock = threading.Lock()

    def work():
        connection = Connection(port)
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return connection.close()
            login(connection, address(prefix, number))

    started = time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(clients) as pool:
        for client in [pool.submit(work) for _ in range(clients)]:
            client.result()
    return count / (time.perf_counter() - started)
