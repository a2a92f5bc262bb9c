"""A viewer's connection: one request after another, and no second try."""

import contextlib
import http.client
import json

NO_ANSWER = 0


class Line:
    def __init__(self, port, timeout=15):
        self._port, self._timeout, self._connection = port, timeout, None

    def ask(self, method, path, body=None, token=None):
        """Status and body; NO_ANSWER for a request that may or may not have been carried out."""
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        try:
            if self._connection is None:
                self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=self._timeout)
            self._connection.request(method, "/api/v1" + path, json.dumps(body) if body is not None else None, headers)
            answer = self._connection.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if text.startswith(b"{") else {}
        except (OSError, http.client.HTTPException, ValueError):
            self.close()
            return NO_ANSWER, {}

    def close(self):
        if self._connection is not None:
            with contextlib.suppress(OSError):
                self._connection.close()
        self._connection = None
