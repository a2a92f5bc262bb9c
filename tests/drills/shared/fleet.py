"""A whole fleet on loopback: PostgreSQL, Redis, a mail server, Foyer's processes and a balancer before them."""

import contextlib
import os
import subprocess

from shared.load import PASSWORD
from shared.neighbours import Mailbox, Postgres, Redis
from shared.program import SECRET, Program, free_port, is_ready, until


class Fleet:
    def __init__(self, folder, foyer, servers=3, workers=2, beats=2, mailbox=None):
        self.folder, self.foyer = folder, os.path.abspath(foyer)
        self.mailbox = mailbox or Mailbox()
        self.address = free_port()
        self.postgres = Postgres(folder)
        self.redis = Redis(folder)
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

    def make_accounts(self, count):
        """Active at once; the command is what an operator would use."""
        emails = [f"viewer{each}@example.com" for each in range(count)]
        for email in emails:
            subprocess.run([self.foyer, "user", "create", email, "--password-stdin"], input=PASSWORD.encode(), check=True,
                           env=self.environment(), cwd=self.folder, stdout=subprocess.DEVNULL)
        return emails

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
                 "REDIS_URL": self.redis.url, "TRUSTED_PROXIES": "127.0.0.1",
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
