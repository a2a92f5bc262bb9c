"""What the workloads stand on: accounts in SQLite or PostgreSQL, sessions of them, and a server in front."""

import os

from bulk import populate
from databases import homes_of
from generator import expect_clean, generate_clean
from server import address
from stage import CHEAP, REAL, Stage, bare_endpoint, say

CONNECTIONS = 64
ACCOUNTS = 1000  # of each of the two groups
SESSIONS = 256


class Ground(Stage):
    def __init__(self, options, folder):
        super().__init__(options, folder)
        self.homes = homes_of(options.database, folder)
        self._common = None
        # PostgreSQL is neither the server nor the load, so there the cores are shared.
        self.divided = options.database == "sqlite" and self.load_cores is not None
        self.threads = len(self.server_cores) if self.divided else self.cores

    @property
    def home(self):
        """Accounts `reader0` … at a bcrypt cost that makes sessions cheap, `viewer0` … at the real one."""
        if not self._common:
            say("filling a database")
            self._common = self.homes.create("common")
            populate(self._common, {"reader": (ACCOUNTS, CHEAP), "viewer": (ACCOUNTS, REAL)})
        return self._common

    def rounds(self, what):
        for each in range(self.options.rounds):
            say(f"{what}, round {each + 1}")
            yield each

    def serve(self, home=None, **settings):
        home = home or self.home
        settings = {"BCRYPT_COST": CHEAP, "ACCESS_TOKEN_EXPIRE_MINUTES": 1440} | home.settings | settings
        return self.start(home.data, **settings)

    def serve_alone(self, **settings):
        """On cores that the load does not use, where they can be divided."""
        return self.serve(cores=self.server_cores if self.divided else None, IO_THREADS=self.threads, **settings)

    def bare(self):
        return bare_endpoint(self.threads, self.server_cores if self.divided else None)

    def from_aside(self, **options):
        """Options of the generator against serve_alone() and bare()."""
        return {"cores": self.load_cores if self.divided else None, "threads": self.threads,
                "connections": CONNECTIONS, "seconds": self.options.seconds} | options

    def sessions(self, foyer, count=SESSIONS, accounts=ACCOUNTS):
        """A file of sessions that the generator may use and rewrite; the accounts are spread over all there are."""
        path = os.path.join(self.folder, f"sessions{len(os.listdir(self.folder))}")
        run = generate_clean(foyer.url, "login", accounts=address("reader", "{}") + f":0-{accounts - 1}", count=count,
                             connections=16, seconds=3600, sessions_out=path)
        expect_clean(run)
        return path

    def commits_per_second(self):
        return self.homes.commits_per_second(self.options.seconds / 2)
