"""Viewers who go on through any weather, slowly, and write down what they were told and when."""

import http.client
import json
import time
from collections import Counter

from shared.load import PASSWORD, Viewer

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


class Guest(Viewer):
    """One of load's viewers who also signs out on other devices."""

    def __init__(self, port, email):
        super().__init__(port, email)
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

    def has(self, edit):
        status, _, profile = converse(self.port, "GET", "/user/profile", token=self.tokens["access_token"])
        return status == 200 and int((profile.get("info") or "edit 0").split()[1]) >= edit

    def revived(self):
        """Tokens that work although the end of their session was acknowledged."""
        tried = self.signed_out[-40:]
        return [number for number, tokens in enumerate(tried)
                if converse(self.port, "GET", "/user/profile", token=tokens["access_token"])[0] != 401
                or converse(self.port, "POST", "/auth/refresh", {"refresh_token": tokens["refresh_token"]})[0] != 401]
