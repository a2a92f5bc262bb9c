"""One foyer process under measurement, and the accounts its database is filled with."""

import contextlib
import os
import signal
import socket
import sqlite3
import subprocess
import time

PASSWORD = "Correct-horse-1-battery"
LIMITS = ("LOGIN", "REGISTER", "MAIL", "MAIL_DAILY", "MAIL_REQUESTS", "TOKEN_TRIES", "REFRESH")  # one source is all of them
FOYER = "build/release/foyer"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def pinned_to(cores):
    """What a child runs before exec; None leaves it on every core."""
    return (lambda: os.sched_setaffinity(0, cores)) if cores else None


class Foyer:
    """`foyer serve` on a data folder; its log goes to a file, as an operator's would."""

    def __init__(self, data, port, cores=None, **settings):
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self._log = open(os.path.join(os.path.dirname(data), "server.log"), "ab")
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            [os.path.abspath(FOYER), "serve"], env=environment(data, PORT=port, **settings), cwd=os.path.dirname(data),
            stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log, preexec_fn=pinned_to(cores))

    def __enter__(self):
        self.seconds_to_first_answer()
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=30)
        self._log.close()
        if code != 0:
            raise SystemExit(f"foyer ended with {code}, see {self._log.name}")

    def seconds_to_first_answer(self):
        request = b"GET /health/ready HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n"
        while True:
            if self.process.poll() is not None:
                raise SystemExit(f"foyer did not start, see {self._log.name}")
            with contextlib.suppress(ConnectionRefusedError):
                with socket.create_connection(("127.0.0.1", self.port)) as connection:
                    connection.sendall(request)
                    answer = connection.recv(4096)
                    spent = time.perf_counter() - self.started
                    if not answer.startswith(b"HTTP/1.1 200"):
                        raise SystemExit(f"foyer is not ready: {answer[:200]!r}")
                    return spent

    def cpu_seconds(self):
        return cpu_seconds(self.process.pid)

    def cpu_seconds_beside_hashing(self):
        """Of all threads but those that hash, by the scheduler's own nanoseconds."""
        spent = 0
        for task in os.listdir(f"/proc/{self.process.pid}/task"):
            folder = f"/proc/{self.process.pid}/task/{task}"
            with open(f"{folder}/comm") as name, open(f"{folder}/schedstat") as times:
                if name.read().strip() != "foyer-hash":
                    spent += int(times.read().split()[0])
        return spent / 1e9

    def resident_mb(self):
        with open(f"/proc/{self.process.pid}/status") as status:
            line = next(line for line in status if line.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024


def cpu_seconds(pid):
    """User and system time of a process and all its threads."""
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def environment(data, **settings):
    own = {name: os.environ[name] for name in ("PATH", "HOME", "TZ") if name in os.environ}
    limits = {f"LIMIT_{name}": "off" for name in LIMITS}
    return own | limits | {"DATA_DIR": data} | {name: str(value) for name, value in settings.items()}


def fill(data, groups):
    """Creates accounts {cost: (prefix, count)}. The command makes one of each cost, SQL copies it, for hashing a
    thousand passwords would take minutes."""
    subprocess.run([FOYER, "migrate", "upgrade"], env=environment(data), check=True, stdout=subprocess.DEVNULL)
    for cost, (prefix, count) in groups.items():
        subprocess.run([FOYER, "user", "create", address(prefix, 0), "--password-stdin"], input=PASSWORD.encode(),
                       env=environment(data, BCRYPT_COST=cost), check=True, stdout=subprocess.DEVNULL)
        with contextlib.closing(sqlite3.connect(os.path.join(data, "foyer.db"))) as db, db:
            copies = [(address(prefix, number), address(prefix, 0)) for number in range(1, count)]
            db.executemany("INSERT INTO users (email, state, group_id, created_at, updated_at) SELECT ?, state, "
                           "group_id, created_at, updated_at FROM users WHERE email = ?", copies)
            db.executemany("INSERT INTO passwords (user_id, hash, changed_at) SELECT copy.id, hash, changed_at "
                           "FROM passwords JOIN users first ON first.id = user_id, users copy "
                           "WHERE copy.email = ? AND first.email = ?", copies)
    with contextlib.closing(sqlite3.connect(os.path.join(data, "foyer.db"))) as db, db:
        db.execute("INSERT OR REPLACE INTO user_profiles (user_id, first_name, last_name, gender, date_of_birth, avatar, "
                   "info, updated_at) SELECT id, 'Олена', 'Коваленко', 'WOMAN', '1990-05-17', "
                   "'https://images.example.com/olena.webp', 'Documentaries, mostly', updated_at FROM users")


def address(prefix, number):
    return f"{prefix}{number}@cinema.example"
