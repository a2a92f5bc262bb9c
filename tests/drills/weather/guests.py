"""Viewers who go on through any weather, slowly, and write down what they were told and when."""

import http.client
import json
import time
from collections import Counter

from shared.load import PASSWORD, Viewer

NEW_PASSWORD = PASSWORD + "-anew"
PACE = 0.03  # seconds between two requests of one
GIVES_UP = 15  # seconds


def converse(port, method, path, body=None, token=None):
    """Status, whether it said when to come again, and body; status 0 for no answer."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=GIVES_UP)
    try:
        connection.request(method, "/api/v1" + path, json.dumps(body) if body is not None else None, headers)
        answer = connection.getresponse()
        text = answer.read()
        return answer.status, answer.getheader("Retry-After") is not None, json.loads(text) if text.startswith(b"{") else {}
    except (OSError, http.client.HTTPException):
        return 0, False, {}
    finally:
        connection.close()


def works(port, email, password):
    return converse(port, "POST", "/auth/login", {"email": email, "password": password})[0] == 200


class Guest(Viewer):
    """One of load's viewers who also signs out on other devices, and owns accounts of which each is used once: every
    letter that is owed to it is told from all others by its address."""

    def __init__(self, port, email, owns=()):
        super().__init__(port, email)
        self._owns = list(owns)
        self.changed = []  # accounts whose new password was acknowledged
        self.letters = []  # those accounts are owed, as (address, kind)
        self.statuses = Counter()
        self.unclean = []  # what no client may see
        self.slowest = 0.0
        self.signed_out = []  # tokens of sessions whose end was acknowledged

    def run(self):
        while not self._over.is_set():
            self.refresh()
            self.edit()
            if self.requests % 8 < 3:
                self.register()
                self.use_another_device()
                self.use_another_account()

    def ask(self, what, method, path, body=None, token=None):
        began = time.monotonic()
        status, comes_again, answer = converse(self.port, method, path, body, token)
        now = time.monotonic()
        self.slowest = max(self.slowest, now - began)
        self.requests += 1
        self.statuses[status] += 1
        if status != 200:
            self.failures.append((now, what, status))
        if status not in (0, 200) and (status != 503 or not comes_again):
            self.unclean.append(f"{what}: {status} {answer.get('code')}")
        if status == 200:
            self.last_success = now
        time.sleep(PACE)
        return status, answer

    def use_another_device(self):
        status, tokens = self.ask("login", "POST", "/auth/login", {"email": self.email, "password": PASSWORD})
        if status != 200:
            return
        status, _ = self.ask("logout", "POST", "/auth/logout", {"refresh_token": tokens["refresh_token"]})
        if status == 200:
            self.signed_out.append(tokens)

    def use_another_account(self):
        if not self._owns:
            return
        email = self._owns.pop()
        status, tokens = self.ask("login", "POST", "/auth/login", {"email": email, "password": PASSWORD})
        if status != 200:
            return
        change = {"old_password": PASSWORD, "new_password": NEW_PASSWORD}
        status, _ = self.ask("change", "POST", "/auth/change-password", change, tokens["access_token"])
        if status == 200:
            self.changed.append(email)
            self.letters.append((email, "notice"))
        status, _ = self.ask("reset", "POST", "/auth/request-password-reset", {"email": email})
        if status == 200:
            self.letters.append((email, "reset"))

    def owed(self):
        return {(email, "activation") for email in list(self.newcomers)} | set(self.letters)

    def has(self, edit):
        status, _, profile = converse(self.port, "GET", "/user/profile", token=self.tokens["access_token"])
        return status == 200 and int((profile.get("info") or "edit 0").split()[1]) >= edit

    def lost(self):
        """What was acknowledged and is not so."""
        lost = [] if self.has(edit := self.profile) else [f"edit {edit} of {self.email}"]
        lost += [f"session of {self.email}"] if self.lost_session else []
        return lost + [f"password of {email}" for email in self.changed[-5:] if not works(self.port, email, NEW_PASSWORD)]

    def revived(self):
        """Tokens that work although the end of their session was acknowledged."""
        tried = self.signed_out[-40:]
        return [number for number, tokens in enumerate(tried)
                if converse(self.port, "GET", "/user/profile", token=tokens["access_token"])[0] != 401
                or converse(self.port, "POST", "/auth/refresh", {"refresh_token": tokens["refresh_token"]})[0] != 401]
