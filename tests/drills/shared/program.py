"""Processes that live in one folder, can be killed and started again, and die with this one."""

import contextlib
import ctypes
import http.client
import os
import signal
import socket
import subprocess
import time

SECRET = "fleet-" + "k" * 40
PR_SET_PDEATHSIG = 1


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def dies_with_us():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def until(what, happened, seconds=30):
    """Waits for something that happens outside; how long it took."""
    started = time.monotonic()
    while not happened():
        if time.monotonic() - started > seconds:
            raise SystemExit(f"{what} did not happen within {seconds} s")
        time.sleep(0.02)
    return time.monotonic() - started


def is_ready(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == 200
    return False


def answers(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


class Program:
    """A process that can be killed and started again as it was."""

    def __init__(self, folder, name, command, port=None, environment=None, user=None):
        self.name, self.port = name, port
        self._command, self._environment, self._user, self._folder = command, environment, user, folder
        self.log = os.path.join(folder, f"{name}.log")
        self.process = None

    def start(self):
        command = self._command
        if self._user and os.geteuid() == 0:
            command = ["setpriv", f"--reuid={self._user}", f"--regid={self._user}", "--clear-groups", *command]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(command, env=self._environment, cwd=self._folder, stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log, preexec_fn=dies_with_us)
        return self

    def wait_for_port(self):
        until(f"{self.name} listening", lambda: self.process.poll() is not None or answers(self.port))
        if self.process.poll() is not None:
            raise SystemExit(f"{self.name} did not start, see {self.log}")
        return self

    def change(self, binary):
        """What it is when it is started the next time."""
        self._command = [os.path.abspath(binary), *self._command[1:]]
        return self

    def end(self, how=signal.SIGTERM, seconds=60):
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(timeout=seconds) if self.process else 0
