"""Viewers whose sessions and mailed tokens are real, so that requests can be as good as a client's."""

import contextlib
import email
import hashlib
import json
import os
import re
import sqlite3
import subprocess
import time
from email import policy

from contract.wire import Request, exchange
from shared.letters import Letters
from shared.load import PASSWORD

API = "/api/v1"
# What makes the letter that an operation's token comes from: its subject says nothing, the path of its link does.
LINKS = {"/auth/verify": "verify", "/auth/reset-password": "reset-password", "/user/confirm-email": "confirm-email",
         "/user/undo-email-change": "undo-email-change"}


class Pigeonholes(Letters):
    """Keeps the links of each address in files, because whoever waits for one is another process."""

    def __init__(self, folder):
        self._folder = os.path.join(folder, "letters")
        os.mkdir(self._folder)
        super().__init__()

    async def handle_DATA(self, _server, _session, envelope):
        letter = email.message_from_bytes(envelope.content, policy=policy.default)
        text = letter.get_body(("plain",)).get_content()
        for page, token in re.findall(r"/([a-z-]+)\?token=([\w.~-]+)", text):
            name = self._file(envelope.rcpt_tos[0], page)
            with open(name + ".part", "w") as file:
                file.write(token)
            os.replace(name + ".part", name)
        return "250 kept"

    def _file(self, address, page):
        return os.path.join(self._folder, hashlib.sha256(f"{address.lower()} {page}".encode()).hexdigest())

    def token(self, address, page, seconds=60):
        """Takes the newest, waiting for it."""
        for _ in range(seconds * 50):
            with contextlib.suppress(FileNotFoundError), open(self._file(address, page)) as file:
                token = file.read()
                os.unlink(file.name)
                return token
            time.sleep(0.02)
        raise SystemExit(f"no letter with a link to /{page} reached {address}")


def settings(letters):
    """Cheap hashes, as many as come, and mail to our own server."""
    return letters.settings | {"BCRYPT_COST": 4, "HASH_QUEUE": 4096}


def post(port, path, body, token=None):
    headers = [("Content-Type", "application/json")] + ([("Authorization", f"Bearer {token}")] if token else [])
    answer = exchange(port, Request("POST", API + path, headers, json.dumps(body).encode()))
    if answer.status != 200:
        raise SystemExit(f"{path} was to prepare a request and answered {answer.status} {answer.body[:300]!r}")
    return answer.json()


class Viewer:
    """An account that is active at once, as long as no request has spent it."""

    def __init__(self, house, name):
        self.house, self.password = house, PASSWORD
        self.email, self.new_email = f"{name}@example.com", f"{name}@new.example"
        subprocess.run([house.foyer, "user", "create", self.email, "--password-stdin"], input=PASSWORD.encode(), check=True,
                       env=house.environment, cwd=house.folder, stdout=subprocess.DEVNULL)
        self.tokens = None

    def sign_in(self):
        self.tokens = post(self.house.port, "/auth/login", {"email": self.email, "password": self.password})
        return self.tokens["access_token"]

    def ended_session(self):
        """An access token whose session is over."""
        token = self.sign_in()
        post(self.house.port, "/auth/logout", {"refresh_token": self.tokens["refresh_token"]})
        self.sign_in()
        return token

    def make_session_old(self):
        """Every password of this account was proven an hour ago."""
        statement = ("UPDATE sessions SET authenticated_at = authenticated_at - 3600000 WHERE user_id ="
                     " (SELECT id FROM users WHERE email = ?)")
        with contextlib.closing(sqlite3.connect(os.path.join(self.house.folder, "data", "foyer.db"), timeout=60)) as database:
            with database:
                database.execute(statement, (self.email,))

    def own(self, what, path):
        """What only this viewer has: an address, a password, or a token of the kind that the operation takes."""
        if what != "token":
            values = {"email": self.email, "new_email": self.new_email, "password": self.password,
                      "refresh_token": (self.tokens or {}).get("refresh_token", ""), "session": self._session}
            return values[what]() if callable(values[what]) else values[what]
        page = LINKS[path.removeprefix(API)]
        return getattr(self, "_ask_for_" + page.replace("-", "_"))(page)

    def _session(self):
        headers = [("Authorization", f"Bearer {self.tokens['access_token']}")]
        listed = exchange(self.house.port, Request("GET", API + "/auth/sessions", headers)).json()
        return next(each["id"] for each in listed["sessions"] if each["current"])

    def _ask_for_verify(self, page):
        address = f"not-yet-{time.monotonic_ns()}-{self.email}"
        post(self.house.port, "/auth/register", {"email": address, "password": PASSWORD})
        return self.house.letters.token(address, page)

    def _ask_for_reset_password(self, page):
        post(self.house.port, "/auth/request-password-reset", {"email": self.email})
        return self.house.letters.token(self.email, page)

    def _ask_for_confirm_email(self, page):
        post(self.house.port, "/user/change-email", {"new_email": self.new_email}, self.tokens["access_token"])
        return self.house.letters.token(self.new_email, page)

    def _ask_for_undo_email_change(self, page):
        if not self.tokens:
            self.sign_in()
        token = self._ask_for_confirm_email("confirm-email")
        post(self.house.port, "/user/confirm-email", {"token": token}, self.tokens["access_token"])
        before, self.email, self.new_email = self.email, self.new_email, "a" + self.new_email
        return self.house.letters.token(before, page)
