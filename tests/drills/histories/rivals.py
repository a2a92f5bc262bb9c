"""Clients who use one account at the same time, each as if it were alone, and write down when they asked and what they saw."""

import base64
import random
import subprocess
import threading
import time

from histories.linear import NEVER, Operation
from histories.sequential import DONE, REFUSED, State
from shared.line import Line

PASSWORD = "Correct-horse-{}-battery"
OFTEN = {"refresh": 16, "look": 4, "login": 4, "logout": 1, "change": 2, "reset": 1}
REFUSALS = {"login": (400,), "look": (401,), "refresh": (401,), "logout": (), "change": (400, 401), "reset": (400,)}


def read_token(token):
    """The session, by what is random in its id, and the generation in it (sessions/refresh_token.h)."""
    data = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    return data[:16].hex()[12:20], int.from_bytes(data[16:24], "big")


class Desk:
    """One account: what its clients know together, and the history of what they did."""

    def __init__(self, email, password, links):
        self.email, self.passwords, self.links = email, [password], links
        self.start = State(password=password, links=frozenset(links))
        self.access, self.tokens = {}, {}  # by session; by session, then by generation
        self.history, self.odd, self.twins = [], [], []
        self._lock = threading.Lock()

    def note(self, operation, tokens=None):
        with self._lock:
            self.history.append(operation)
            if tokens:
                session, generation = read_token(tokens["refresh_token"])
                known = self.tokens.setdefault(session, {}).setdefault(generation, tokens["refresh_token"])
                self.access[session] = tokens["access_token"]
                if known != tokens["refresh_token"]:
                    self.twins.append(f"{self.email}: session {session} has two tokens of generation {generation}")

    def sessions(self):
        with self._lock:
            return list(self.tokens)

    def token(self, session, chance):
        """The newest most times, else the one before it or any."""
        with self._lock:
            generations = sorted(self.tokens[session])
            back = chance.choices((1, 2, chance.randint(1, 5)), (80, 15, 5))[0]
            return self.tokens[session][generations[-min(back, len(generations))]]

    def new_password(self):
        with self._lock:
            self.passwords.append(PASSWORD.format(f"{self.email.split('@')[0]}-{len(self.passwords)}"))
            return self.passwords[-1]


class Rival:
    def __init__(self, number, server, seed):
        self.number, self.server = number, server
        self.line, self.chance = Line(server.port), random.Random(f"{seed} {number}")
        self.desk = None

    def act(self, count, gate):
        gate.wait()
        for _ in range(count):
            what = self.chance.choices(list(OFTEN), OFTEN.values())[0]
            session = self.chance.choice(self.desk.sessions())
            getattr(self, what)(session)

    def take_stock(self, sessions, passwords):
        for session in sessions:
            self.look(session)
            self.refresh(session)
        for password in passwords:
            self.login(password=password)

    def ask(self, what, about, method, path, body=None, token=None):
        called = time.monotonic()
        status, answer = self.line.ask(method, path, body, token)
        returned = time.monotonic()
        tokens = answer if status == 200 and "refresh_token" in answer else None
        if what == "login":
            about = (*about, read_token(tokens["refresh_token"])[0] if tokens else None)
        if status == 200:
            seen = (DONE, read_token(tokens["refresh_token"])[1]) if what == "refresh" else (DONE,)
        elif status in REFUSALS[what]:
            seen = (REFUSED,)
        else:
            seen, returned = None, NEVER
            self.desk.odd.append(f"{what}: {status} {answer}")
        self.desk.note(Operation(self.number, what, about, called, returned, seen), tokens)

    def login(self, _=None, password=None):
        password = password or self.chance.choice(self.desk.passwords[-2:])
        self.ask("login", (password,), "POST", "/auth/login", {"email": self.desk.email, "password": password})

    def look(self, session):
        self.ask("look", (session,), "GET", "/user/profile", token=self.desk.access[session])

    def refresh(self, session):
        token = self.desk.token(session, self.chance)
        self.ask("refresh", read_token(token), "POST", "/auth/refresh", {"refresh_token": token})

    def logout(self, session):
        self.ask("logout", (session,), "POST", "/auth/logout", {"refresh_token": self.desk.token(session, self.chance)})

    def change(self, session):
        old = self.chance.choice(self.desk.passwords[-2:])
        body = {"old_password": old, "new_password": self.desk.new_password()}
        about = (session, old, body["new_password"])
        self.ask("change", about, "POST", "/auth/change-password", body, self.desk.access[session])

    def reset(self, _):
        link = self.chance.choice(self.desk.links)
        body = {"token": link, "new_password": self.desk.new_password()}
        self.ask("reset", (link, body["new_password"]), "POST", "/auth/reset-password", body)

    def operate(self, what, gate):
        """An operator, by the command line."""
        gate.wait()
        time.sleep(self.chance.uniform(0, 0.01))
        called = time.monotonic()
        done = subprocess.run([self.server.foyer, "user", what, self.desk.email], env=self.server.environment,
                              cwd=self.server.folder, capture_output=True, text=True)
        good, returned = done.returncode == 0, time.monotonic()
        if not good:
            self.desk.odd.append(f"{what}: {done.stderr}")
        self.desk.note(Operation(self.number, what, (), called, returned if good else NEVER, (DONE,) if good else None))
