"""What the server stands on while its calls fail, and which of its calls are meant."""

import contextlib
import os
import socket
import sqlite3

from faults.requests import ASKS, SENDS
from shared.alone import LIMITS, Alone
from shared.neighbours import Postgres, Redis
from shared.program import Program, until

SETTINGS = {"BCRYPT_COST": 4, "LIMIT_PASSWORD_FAILURES": 100, "IO_THREADS": 1, "HASH_THREADS": 1,
            "ACCESS_TOKEN_EXPIRE_MINUTES": 1440, "FRONTEND_URL": "https://cinema.example"}
TO_A_PEER = ("connect", "send", "tear", "receive", "end", "memory", "shortage")


class OnSqlite:
    kinds = ("write", "sync", "name", "connect", "memory", "shortage")
    port = 0  # anybody's: there is the mail server alone
    asks = ASKS
    others = ()  # programs beside the server

    def __init__(self, folder, foyer, **settings):
        self.folder = folder
        self.server = Alone(folder, foyer, **SETTINGS, FAULTS_FOLDER=os.path.join(folder, "data"), **settings)

    def start(self):
        self.server.start()
        return self

    def restart(self):
        self.server.stop()
        self.server.start()

    def ended(self):
        """The first of its programs that is no more."""
        return next((each for each in (self.server.program, *self.others) if each.process.poll() is not None), None)

    def waits_in_vain(self):
        """How often a program waited for its database until it gave up."""
        waits = 0
        for each in (self.server.program, *self.others):
            with open(each.log, "rb") as log:
                waits += log.read().count(b"no answer in time")
        return waits

    def hang_up(self):
        """Who was connected has to connect again."""

    def hasten_jobs(self, leases):
        """Those that failed again and again would be tried in minutes; leases: those whose worker lost them as well."""
        statements = ["UPDATE jobs SET run_at = 0, announced_until = 0 WHERE state = 'queued'"]
        for each in statements + ["UPDATE jobs SET leased_until = 0 WHERE state = 'running'"] * leases:
            self._query(each)

    def stop(self):
        for each in (*self.others, self.server.program):
            each.end()

    def _query(self, statement):
        file = os.path.join(self.folder, "data", "foyer.db")
        with contextlib.closing(sqlite3.connect(file, timeout=10)) as database, database:
            database.execute(statement)


class OnMail(OnSqlite):
    """What is said to the mail server and heard from it is meant, by requests that set off a letter, and the memory of
    libcurl, which does it."""

    kinds = ("connect", "send", "tear", "receive", "end", "memory")
    asks = SENDS

    def __init__(self, folder, foyer, **settings):
        self.port = settings["EMAIL_PORT"]
        super().__init__(folder, foyer, FAULTS_LIBRARY="/libcurl.", **settings)


class OnPostgres(OnSqlite):
    kinds = TO_A_PEER

    def __init__(self, folder, foyer, **settings):
        self.postgres = Postgres(folder).start().wait()
        self.port = self.postgres.port
        super().__init__(folder, foyer, DATABASE_URL=self.postgres.url, **settings)

    def hang_up(self):
        self._query("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = 'foyer' "
                    "AND pid <> pg_backend_pid()")

    def stop(self):
        super().stop()
        self.postgres.end(2)

    def _query(self, statement):
        self.postgres.tell(statement)


class OnRedis(OnPostgres):
    """One of a fleet: limits are counted in Redis, and a worker does what it is told of there."""

    def __init__(self, folder, foyer, **settings):
        self.redis = Redis(folder).start().wait_for_port()
        limits = {f"LIMIT_{name}": "1000000/h" for name in LIMITS}
        super().__init__(folder, foyer, REDIS_URL=self.redis.url, **limits, **settings)
        self.port = self.redis.port
        environment = self.server.environment | {"LOG_LEVEL": "info"}  # it says when it is ready
        self.others = (Program(folder, "worker", [self.server.foyer, "worker"], None, environment),)

    def start(self):
        super().start()
        for worker in self.others:
            worker.start()
            until("the worker ready", lambda: b"worker ready" in open(worker.log, "rb").read())
        return self

    def hang_up(self):
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            for kind in (b"normal", b"pubsub"):
                connection.sendall(b"CLIENT KILL TYPE " + kind + b"\r\n")
                connection.recv(100)

    def stop(self):
        super().stop()
        self.redis.end()
