"""What is looked at of a server as a whole: its audit trail, its list of accounts, its letters and its file."""

import contextlib
import glob
import json
import sqlite3
import subprocess

from shared.journal import Account
from shared.letters import owed
from shared.program import until
from shared.verdict import expect

LEASE = 120  # seconds after which a worker's job is another's


class Whole:
    def __init__(self, server, postgres, letters):
        self.server, self.postgres, self.letters = server, postgres, letters
        self.trail, self.broken_trails = None, []

    def check_trail(self):
        """The trail still passes through the point it had reached at the last look."""
        found, told = self.read_trail(self.trail)
        if not found.get("whole"):
            self.broken_trails.append(told)
        self.trail = found.get("head", self.trail)

    def read_trail(self, expected):
        """What is known of it, if it is whole, and all that was said."""
        done = self.foyer("audit", "verify", "--json", *(["--expect", expected] if expected else []))
        found = json.loads(done.stdout or "{}")
        return found | {"whole": done.returncode == 0 and found.get("whole")}, done.stdout + done.stderr

    def check_accounts(self, accounts):
        """Each that was acknowledged and none but them."""
        differ = self.differing(accounts)
        expect("the list of accounts is what was promised", not differ, f"{len(accounts)} accounts, different: {differ or 'none'}")

    def differing(self, accounts):
        listed = json.loads(self.foyer("user", "list", "--limit", "1000000", "--json").stdout)
        there = {account["email"]: account["state"] for account in listed}
        promised = {account.email: account.world.state for account in accounts if account.world.state != "none"}
        return {email for email in there.keys() | promised.keys() if there.get(email) != promised.get(email)}

    def check_ourselves(self, accounts):
        """One account more, one less and another head of the trail."""
        ghost = Account("ghost@example.com")
        ghost.world.state = "active"
        known = next(account for account in accounts if account.world.state == "active")
        count, digest = self.trail.split(":")
        rewritten = f"{count}:{digest[::-1]}"
        lies = {"a lost account": self.differing([*accounts, ghost]) == {ghost.email},
                "a revived account": self.differing([each for each in accounts if each is not known]) == {known.email},
                "a rewritten trail": not self.read_trail(rewritten)[0]["whole"]}
        believed = [lie for lie, found in lies.items() if not found]
        expect("lies about the whole are found", not believed, f"{len(lies)} told; believed: {', '.join(believed) or 'none'}")

    def check_letters(self, accounts, hasten):
        """A letter whose worker was killed is another's when the lease has run out."""
        wait = LEASE + 60
        if hasten:
            wait = 30
            self.server.program.end()
            self.query("UPDATE jobs SET leased_until = 0 WHERE state = 'running'")
            self.server.start()
        with contextlib.suppress(SystemExit):
            until("every letter", lambda: not self.letters.missing(accounts), wait)
        missing = self.letters.missing(accounts)
        expect("every letter came", not missing, f"{sum(owed(accounts).values())} owed, {len(self.letters.recipients)} came, "
               f"missing: {missing or 'none'}")
        extra = self.letters.uncalled_for(accounts)
        expect("none tells of what was not done", not extra, extra or "none")

    def check_files(self):
        if self.postgres:
            return
        file = glob.glob(f"{self.server.folder}/data/foyer.db")[0]
        with contextlib.closing(sqlite3.connect(file)) as database:
            whole = [row[0] for row in database.execute("PRAGMA integrity_check")]
            orphans = database.execute("PRAGMA foreign_key_check").fetchall()
        expect("SQLite finds its file whole", whole == ["ok"] and not orphans, f"{whole}, {len(orphans)} orphans")

    def foyer(self, *words):
        return subprocess.run([self.server.foyer, *words], env=self.server.environment, cwd=self.server.folder,
                              capture_output=True, text=True)

    def query(self, statement):
        where = ["psql", "-XAtq", self.postgres.url, "-c"] if self.postgres else ["sqlite3", "-cmd", ".timeout 10000",
                                                                                f"{self.server.folder}/data/foyer.db"]
        return subprocess.run([*where, statement], check=True, capture_output=True, text=True).stdout.strip()
