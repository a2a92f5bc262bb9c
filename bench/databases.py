"""The databases of workloads, each a data folder of Foyer's: SQLite files, or databases of one private PostgreSQL."""

import contextlib
import os
import sqlite3
import subprocess
import time

import server
from postgres import Postgres
from stage import probe

# What an operator of a machine with a few gigabytes would set; the tests' server is made for tiny databases.
POSTGRES = ("-c shared_buffers=1GB -c maintenance_work_mem=512MB -c max_wal_size=8GB -c checkpoint_timeout=15min "
            "-c autovacuum=on -c full_page_writes=on")


class SqliteHome:
    random_bytes, random_hash = "randomblob(16)", "randomblob(32)"
    settings = {}

    def __init__(self, data):
        self.data = data
        self._file = os.path.join(data, "foyer.db")

    @staticmethod
    def id_of(moment):
        """As the server makes them: the time, then random bytes (core/ids.h)."""
        return f"id_of({moment})"

    @staticmethod
    def numbers(first, last):
        return f"(WITH RECURSIVE n (i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last}) SELECT i FROM n) n"

    def indexes(self, table):
        return self._rows("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "
                          f"AND tbl_name = '{table}'")

    def value(self, sql):
        return self._rows(sql)[0][0]

    def run(self, *statements):
        """Small changes beside a server that runs."""
        with contextlib.closing(sqlite3.connect(self._file, timeout=30)) as db, db:
            for statement in statements:
                db.execute(statement)

    def load(self, *statements):
        """Millions of rows, fast and without a log: a crash would leave no database."""
        os.environ["SQLITE_TMPDIR"] = self.data
        with contextlib.closing(sqlite3.connect(self._file, isolation_level=None)) as db:
            db.create_function("id_of", 1, lambda moment: moment.to_bytes(6, "big") + os.urandom(10))
            for statement in ("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", "PRAGMA cache_size = -500000",
                              "BEGIN", *statements, "COMMIT", "PRAGMA journal_mode = WAL"):
                db.execute(statement)

    def _rows(self, sql):
        with contextlib.closing(sqlite3.connect(self._file, timeout=30)) as db:
            return db.execute(sql).fetchall()


class SqliteHomes:
    def __init__(self, folder):
        self._folder = folder

    def create(self, name):
        data = os.path.join(self._folder, name)
        os.mkdir(data)
        return SqliteHome(data)

    def commits_per_second(self, seconds):
        return probe("probe_commit", os.path.join(self._folder, "probe.db"), seconds)["per_s"]

    def cpu_seconds(self):
        return 0


class PostgresHome:
    random_bytes = "uuid_send(gen_random_uuid())"
    random_hash = "uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())"

    def __init__(self, data, url):
        self.data = data
        self.settings = {"DATABASE_URL": url}

    @staticmethod
    def id_of(moment):
        return f"decode(lpad(to_hex({moment}), 12, '0'), 'hex') || substr(uuid_send(gen_random_uuid()), 7)"

    @staticmethod
    def numbers(first, last):
        return f"generate_series({first}::BIGINT, {last}) n (i)"

    def indexes(self, table):
        rows = self._psql("SELECT indexname || '|' || indexdef FROM pg_indexes WHERE schemaname = 'public' "
                          f"AND tablename = '{table}' AND indexname NOT IN (SELECT conname FROM pg_constraint)")
        return [row.split("|", 1) for row in rows.splitlines()]

    def value(self, sql):
        text = self._psql(sql).strip()
        return int(text) if text.lstrip("-").isdigit() else text

    def run(self, *statements):
        self._psql("; ".join(statements))

    def run_alone(self, statement):
        self._psql(statement, alone=True)

    def load(self, *statements):
        # The role spares checking foreign keys row by row.
        self._psql("; ".join(["SET session_replication_role = replica", "SET work_mem = '512MB'", *statements]))
        self.run_alone("VACUUM ANALYZE")

    def _psql(self, sql, alone=False):
        """Of several statements one transaction; some can only be run outside of any."""
        together = [] if alone else ["--single-transaction"]
        run = subprocess.run(["psql", "-qtAX", "-v", "ON_ERROR_STOP=1", *together, self.settings["DATABASE_URL"]],
                             input=sql, text=True, stdout=subprocess.PIPE)
        if run.returncode:
            raise SystemExit(f"psql failed with: {sql}")
        return run.stdout


class PostgresHomes:
    def __init__(self, folder):
        self._folder = folder
        self._server = Postgres(os.path.join(folder, "postgres"), POSTGRES)
        self._common = PostgresHome(folder, self._server.url)
        self._common.run("CREATE TABLE probe (n BIGINT NOT NULL)", "INSERT INTO probe VALUES (0)")

    def create(self, name):
        data = os.path.join(self._folder, name)
        os.mkdir(data)
        self._common.run_alone(f"CREATE DATABASE {name}")
        return PostgresHome(data, self._server.url.removesuffix("postgres") + name)

    def commits_per_second(self, seconds):
        before, started = self._common.value("SELECT n FROM probe"), time.perf_counter()
        self._common.run_alone(f"DO $$ DECLARE ends TIMESTAMPTZ := clock_timestamp() + interval '{seconds} s'; BEGIN "
                         "WHILE clock_timestamp() < ends LOOP UPDATE probe SET n = n + 1; COMMIT; END LOOP; END $$")
        return (self._common.value("SELECT n FROM probe") - before) / (time.perf_counter() - started)

    def cpu_seconds(self):
        return self._server.cpu_seconds()


def homes_of(kind, folder):
    return PostgresHomes(folder) if kind == "postgres" else SqliteHomes(folder)


def environment_of(home, **settings):
    return server.environment(home.data, **home.settings, **settings)
