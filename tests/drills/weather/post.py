"""A mail server of changing moods. It keeps who was written to, and which letters it took."""

import contextlib
import email
import email.policy
import socket
import threading
import time
from collections import defaultdict

from shared.letters import KINDS
from shared.program import free_port

FINE = {}
BUSY = {"RCPT": "451 greylisted, come again"}
NOT_SERVING = {"greeting": "421 too many connections"}
NO_SUCH_VIEWER = {"RCPT": "550 nobody of that name"}
WE_ARE_UNWANTED = {"MAIL": "554 your kind is not served here"}
SILENT, DROPS_LETTERS = "silent", "drops letters"


class Post:
    def __init__(self):
        self.port, self.mood = free_port(), FINE
        self.letters = defaultdict(list)  # Message-IDs by address and kind
        self.took = []  # when
        self.refused = 0
        self.unknown = []  # addresses that were refused for good, for each letter once
        self._open, self._listener = [], None
        self.open()

    def open(self):
        self._listener = socket.create_server(("127.0.0.1", self.port), backlog=100)
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def close(self):
        """Who calls now is refused by the kernel."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.hang_up()

    def hang_up(self):
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    @property
    def settings(self):
        """Of a server that sends its mail here."""
        return {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": self.port, "EMAIL_USE_TLS": "false",
                "EMAIL_FROM": "no-reply@cinema.example", "FRONTEND_URL": "https://cinema.example"}

    @property
    def recipients(self):
        return {address for address, _ in list(self.letters)}

    def missing(self, owed):
        """Of letters as (address, kind)."""
        return owed - set(self.letters)

    def repeated(self):
        return sum(len(ids) - len(set(ids)) for ids in list(self.letters.values()))

    def _accept(self, listener):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                self._open.append(connection)
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        mood = self.mood
        with contextlib.suppress(OSError, ValueError), connection, connection.makefile("rwb") as lines:
            if mood == SILENT:
                while connection.recv(4096):
                    time.sleep(0.01)
                return
            self._say(lines, self._word("greeting", "220 ready"))
            to = None
            while line := lines.readline():
                verb = line[:4].upper().decode("ascii", "replace")
                if verb == "RCPT":
                    to = line.split(b"<")[1].split(b">")[0].decode()
                    if self.mood is NO_SUCH_VIEWER:
                        self.unknown.append(to)
                if verb == "DATA":
                    self._say(lines, "354 go on")
                    if not self._take(lines, to):
                        return connection.shutdown(socket.SHUT_RDWR)
                elif verb == "QUIT":
                    return self._say(lines, "221 bye")
                else:
                    self._say(lines, self._word(verb, "250 ok"))

    def _word(self, verb, usual):
        """An idle connection may see the mood change."""
        mood = self.mood if isinstance(self.mood, dict) else FINE
        self.refused += verb in mood
        return mood.get(verb, usual)

    def _take(self, lines, to):
        letter = []
        while (line := lines.readline()) not in (b".\r\n", b""):
            letter.append(line)
        if self.mood == DROPS_LETTERS:
            self.refused += 1
            return False
        told = email.message_from_bytes(b"".join(letter), policy=email.policy.default)
        kind = next((kind for words, kind in KINDS.items() if words in told["Subject"]), "other")
        self.letters[to, kind].append(told["Message-ID"])
        self.took.append(time.monotonic())
        self._say(lines, "250 kept")
        return True

    def _say(self, lines, text):
        lines.write(text.encode() + b"\r\n")
        lines.flush()
