"""One server with nothing beside it: SQLite in its own folder, and what the kernel knows of its process."""

import contextlib
import json
import os
import sqlite3
import subprocess

from shared.load import PASSWORD
from shared.program import SECRET, Program, free_port, is_ready, until

LIMITS = ("REGISTER", "MAIL", "MAIL_DAILY", "MAIL_REQUESTS", "TOKEN_TRIES", "REFRESH", "LOGIN")


class Alone:
    """Limits per source are off, for all our clients are one source; what is to be tested against limits sets them."""

    def __init__(self, folder, foyer, **settings):
        self.folder, self.foyer, self.port = folder, os.path.abspath(foyer), free_port()
        fixed = {"PATH": os.environ["PATH"], "DATA_DIR": os.path.join(folder, "data"), "SECRET_KEY": SECRET, "PORT": self.port}
        limits = {f"LIMIT_{name}": "off" for name in LIMITS}
        self.environment = {name: str(value) for name, value in (limits | fixed | settings).items()}
        self.program = Program(folder, "serve", [self.foyer, "serve"], self.port, self.environment)

    def start(self):
        self.program.start().wait_for_port()
        until("the server ready", lambda: is_ready(self.port))
        return self

    def stop(self):
        return self.program.end()

    @property
    def pid(self):
        return self.program.process.pid

    def lives(self):
        """The same process as at the start: nothing else would start it again."""
        return self.program.process.poll() is None

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def resident(self):
        """KiB of memory in use."""
        return self._status("VmRSS:")

    def most_resident(self):
        """KiB of memory that were ever in use at once."""
        return self._status("VmHWM:")

    def _status(self, name):
        """0 of a process that is no more."""
        with contextlib.suppress(OSError, StopIteration), open(f"/proc/{self.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith(name))
        return 0

    def make_accounts(self, count):
        """Active at once. One hash for all, for a thousand of them would take minutes."""
        emails = [f"viewer{each}@example.com" for each in range(count)]
        self.command("user", "create", emails[0], "--password-stdin", told=PASSWORD)
        with contextlib.closing(sqlite3.connect(os.path.join(self.folder, "data", "foyer.db"))) as database:
            hashed, = database.execute("SELECT hash FROM passwords").fetchone()
        file = os.path.join(self.folder, "viewers.jsonl")
        with open(file, "w") as viewers:
            viewers.writelines(json.dumps({"email": email, "password_hash": hashed}) + "\n" for email in emails)
        self.command("import", file)
        return emails

    def dead_jobs(self):
        return len(json.loads(self.command("jobs", "list", "--state", "dead", "--limit", "100000", "--json")))

    def command(self, *words, told=""):
        return subprocess.run([self.foyer, *words], input=told.encode(), check=True, env=self.environment, cwd=self.folder,
                              stdout=subprocess.PIPE).stdout
