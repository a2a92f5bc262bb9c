"""A whole fleet on loopback: PostgreSQL, Redis, a mail server, Foyer's processes and a balancer before them. Everything
lives in one folder and dies with this process."""

import contextlib
import ctypes
import glob
import http.client
import os
import shutil
import signal
import socket
import subprocess
import time

from aiosmtpd.controller import Controller

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

    def end(self, how=signal.SIGTERM, seconds=60):
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(timeout=seconds) if self.process else 0


class Mailbox:
    """A real SMTP server that keeps the recipients of what it takes."""

    def __init__(self):
        self.recipients = []
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    async def handle_DATA(self, _server, _session, envelope):
        self.recipients += envelope.rcpt_tos
        return "250 kept"

    def close(self):
        self._controller.stop()


class Postgres(Program):
    """A private server with an empty database of ours. It runs as another user where we are root."""

    def __init__(self, folder):
        tools = max(glob.glob("/usr/lib/postgresql/*/bin"))
        data, port = os.path.join(folder, "postgres"), free_port()
        user = "postgres" if os.geteuid() == 0 else None
        os.mkdir(data, 0o700)
        if user:
            shutil.chown(data, user, user)
            os.chmod(folder, 0o755)
        Program(folder, "initdb", [f"{tools}/initdb", "-D", data, "-U", "foyer", "-A", "trust", "-E", "UTF8",
                                   "--locale=C.UTF-8"], user=user).start().end(signal.SIGCONT)
        super().__init__(folder, "postgres", [f"{tools}/postgres", "-D", data, "-p", str(port), "-c",
                                              "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
                                              "-c", "max_connections=200"], port, user=user)
        self.url = f"postgresql://foyer@127.0.0.1:{port}/foyer"
        self._is_ready = [f"{tools}/pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
        self.start().wait()
        made = subprocess.run([f"{tools}/createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "foyer", "foyer"])
        if made.returncode != 0:
            raise SystemExit(f"the database could not be made, see {self.log}")
        self.end(signal.SIGINT)

    def wait(self):
        """It listens before it answers."""
        until("PostgreSQL's answer", lambda: subprocess.run(self._is_ready).returncode == 0)
        return self


class Fleet:
    def __init__(self, folder, foyer, servers=3, workers=2, beats=2):
        self.folder, self.foyer = folder, os.path.abspath(foyer)
        self.mailbox = Mailbox()
        self.address = free_port()
        self.postgres = Postgres(folder)
        port = free_port()
        self.redis = Program(folder, "redis", ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", folder,
                                               "--appendonly", "yes", "--save", ""], port)
        self.servers = [self._foyer(f"serve{each}", ["serve"], PORT=free_port()) for each in range(servers)]
        self.workers = [self._foyer(f"worker{each}", ["worker", "--name", f"foyer{each}@%h"]) for each in range(workers)]
        self.beats = [self._foyer(f"beat{each}", ["beat"]) for each in range(beats)]
        self.balancer = self._balancer()

    def everything(self):
        return [self.postgres, self.redis, *self.servers, *self.workers, *self.beats, self.balancer]

    def start(self):
        self.postgres.start().wait()
        self.redis.start().wait_for_port()
        for server in self.servers:  # all at once: one of them migrates
            server.start()
        for server in self.servers:
            server.wait_for_port()
            until(f"{server.name} ready", lambda: is_ready(server.port))
        for each in self.workers + self.beats:
            each.start()
        self.balancer.start().wait_for_port()
        for worker in self.workers:
            until(f"{worker.name} ready", lambda: b"worker ready" in open(worker.log, "rb").read())
        return self

    def stop(self):
        for each in reversed(self.everything()):
            with contextlib.suppress(subprocess.TimeoutExpired):
                each.end(seconds=30)
        self.mailbox.close()

    def _foyer(self, name, command, **settings):
        return Program(self.folder, name, [self.foyer, *command], settings.get("PORT"), self.environment(**settings))

    def environment(self, **settings):
        limits = {f"LIMIT_{name}": "off" for name in ("REGISTER", "MAIL", "MAIL_DAILY", "MAIL_REQUESTS", "REFRESH", "LOGIN")}
        fixed = {"PATH": os.environ["PATH"], "DATA_DIR": self.folder, "SECRET_KEY": SECRET, "BCRYPT_COST": 4,
                 "DATABASE_URL": self.postgres.url, "IO_THREADS": 1,
                 "REDIS_URL": f"redis://127.0.0.1:{self.redis.port}/0", "TRUSTED_PROXIES": "127.0.0.1",
                 "FRONTEND_URL": f"http://127.0.0.1:{self.address}", "EMAIL_HOST": "127.0.0.1", "EMAIL_FROM": "no-reply@cinema.example",
                 "EMAIL_PORT": self.mailbox.port, "EMAIL_USE_TLS": "false"}
        return {name: str(value) for name, value in (limits | fixed | settings).items()}

    def _balancer(self):
        port, file = self.address, os.path.join(self.folder, "haproxy.cfg")
        lines = "\n".join(f"    server {server.name} 127.0.0.1:{server.port} check inter 200ms fall 1 rise 1"
                          for server in self.servers)
        with open(file, "w") as config:
            config.write(f"""defaults
    mode http
    timeout connect 1s
    timeout client 30s
    timeout server 30s
    retries 3
    option redispatch 1
    option forwardfor
    # A connection that is used once is never one its server has just closed: what is sent was not sent before.
    option http-server-close
frontend viewers
    bind 127.0.0.1:{port}
    default_backend foyer
backend foyer
    balance roundrobin
    option httpchk GET /health/ready
    retry-on conn-failure
{lines}
""")
        return Program(self.folder, "haproxy", ["haproxy", "-db", "-f", file], port)
