"""What was promised by mail before the power went: it had come by then, or it comes when the server runs again."""

import contextlib
import os
import sqlite3

from shared.letters import Letters, owed
from shared.program import until


class Post:
    patience = 20.0  # seconds

    def __init__(self, before, moment):
        self.before, self.moment, self.letters = before, moment, Letters()

    def missing(self, accounts):
        return [key for key, count in owed(accounts).items()
                if count > len(self.before.ids(*key, by=self.moment) | self.letters.ids(*key))]

    def wait_for(self, accounts, folder):
        """Those that never come. What was under way when the power went is another's to do when its lease ends."""
        with open_database(folder) as database:
            database.execute("UPDATE jobs SET run_at = 0, announced_until = 0 WHERE state = 'queued'")
            database.execute("UPDATE jobs SET leased_until = 0 WHERE state = 'running'")
        with contextlib.suppress(SystemExit):
            until("every letter", lambda: not self.missing(accounts), self.patience)
        return [f"the {kind} letter of {address}" for address, kind in self.missing(accounts)]

    def came_before(self, accounts):
        return sum(min(count, len(self.before.ids(*key, by=self.moment))) for key, count in owed(accounts).items())


@contextlib.contextmanager
def open_database(folder):
    with contextlib.closing(sqlite3.connect(os.path.join(folder, "data", "foyer.db"), timeout=10)) as database, database:
        yield database


def forget_letters(folder):
    """As a server would that wrote none of them down."""
    with open_database(folder) as database:
        database.execute("DELETE FROM jobs WHERE name = 'send_email' AND state <> 'done'")
