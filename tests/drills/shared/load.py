"""Viewers who use a fleet without pause and remember every answer that promised them something."""

import http.client
import json
import threading
import time

PASSWORD = "Correct-horse-1-battery"


def call(port, method, path, body=None, token=None, source=None, timeout=15):
    """Status and body; status 0 for a connection that gave no answer."""
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    if source:
        headers["X-Forwarded-For"] = source
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request(method, "/api/v1" + path, json.dumps(body) if body is not None else None, headers)
        answer = connection.getresponse()
        text = answer.read()
        return answer.status, json.loads(text) if text.startswith(b"{") else {}
    except (OSError, http.client.HTTPException):
        return 0, {}
    finally:
        connection.close()


def sign_in(port, email):
    status, tokens = call(port, "POST", "/auth/login", {"email": email, "password": PASSWORD})
    if status != 200:
        raise SystemExit(f"{email} could not sign in: {status} {tokens}")
    return tokens


class Viewer(threading.Thread):
    """Registers newcomers, edits a profile and refreshes, over and over."""

    def __init__(self, port, email):
        super().__init__(daemon=True)
        self.port, self.email = port, email
        self.tokens = sign_in(port, email)
        self.newcomers, self.profile = [], 0
        self.requests = 0
        self.failures = []  # (when, what, status)
        self.lost_session = None
        self.last_success = 0.0
        self._over = threading.Event()

    def run(self):
        while not self._over.is_set():
            self.refresh()
            self.edit()
            if self.requests % 12 < 3:
                self.register()

    def stop(self):
        self._over.set()
        self.join()

    def ask(self, what, *arguments, **options):
        status, body = call(self.port, *arguments, **options)
        self.requests += 1
        if status in (0, 500, 502, 503, 504):
            self.failures.append((time.monotonic(), what, status))
            time.sleep(0.02)
        elif status == 200:
            self.last_success = time.monotonic()
        return status, body

    def refresh(self):
        status, body = self.ask("refresh", "POST", "/auth/refresh", {"refresh_token": self.tokens["refresh_token"]})
        if status == 200:
            self.tokens = body
        elif status == 401 and self.lost_session is None:
            self.lost_session = time.monotonic()

    def edit(self):
        wanted = self.profile + 1
        status, _ = self.ask("profile", "PUT", "/user/profile", {"info": f"edit {wanted}"}, self.tokens["access_token"])
        if status == 200:
            self.profile = wanted

    def register(self):
        email = f"new-{self.requests}-{self.email}"
        status, _ = self.ask("register", "POST", "/auth/register", {"email": email, "password": PASSWORD})
        if status == 200:
            self.newcomers.append(email)

    def check(self, port):
        """What was acknowledged and is not there."""
        lost = []
        if self.lost_session:
            lost.append(f"the session of {self.email}")
        status, body = call(port, "GET", "/user/profile", token=self.tokens["access_token"])
        if status != 200 or int((body.get("info") or "edit 0").split()[1]) < self.profile:
            lost.append(f"edit {self.profile} of {self.email}: {status} {body.get('info')}")
        status, _ = call(port, "POST", "/auth/refresh", {"refresh_token": self.tokens["refresh_token"]})
        if status != 200:
            lost.append(f"the refresh token of {self.email}: {status}")
        return lost
