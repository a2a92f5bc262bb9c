"""A real SMTP server that reads its letters: links, and which letters are the same one again."""

import email
import email.policy
import re
import threading
import time
from collections import Counter, defaultdict

from shared.neighbours import Mailbox

LINK = re.compile(r"/(verify|reset-password)\?token=([A-Za-z0-9_-]+)")
KINDS = {"was changed": "notice", "was signed out": "warning", "Confirm your e-mail": "activation", "Choose a new": "reset"}


class Letters(Mailbox):
    def __init__(self):
        self._lock = threading.Lock()
        self._tokens = defaultdict(dict)  # of an address: token by its link's path, in the order they came
        self._ids = defaultdict(dict)  # of an address and a kind: when it first came, by its id
        self._kept = set()  # connections that brought a letter
        self.again = 0  # letters that had come before
        super().__init__()

    @property
    def settings(self):
        """Of a server that sends its mail here."""
        return {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": self.port, "EMAIL_USE_TLS": "false",
                "EMAIL_FROM": "no-reply@cinema.example"}

    async def handle_DATA(self, server, _session, envelope):
        self._kept.add(server.transport)
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        kind = next((kind for words, kind in KINDS.items() if words in letter["Subject"]), "other")
        text = letter.get_body(("plain",)).get_content()
        with self._lock:
            for to in envelope.rcpt_tos:
                self.recipients.append(to)
                self.again += letter["Message-ID"] in self._ids[to, kind]
                self._ids[to, kind].setdefault(letter["Message-ID"], time.monotonic())
                self._tokens[to].update({token: path for path, token in LINK.findall(text)})
        return "250 kept"

    def hang_up(self):
        """Who was connected has to connect again."""
        while self._kept:
            self._controller.loop.call_soon_threadsafe(self._kept.pop().close)

    def links(self, address, path):
        with self._lock:
            return [token for token, its in self._tokens[address].items() if its == path]

    def ids(self, address, kind, by=float("inf")):
        """Of those that had come by then. A letter that is sent again after a crash keeps its own."""
        with self._lock:
            return {each for each, came in self._ids[address, kind].items() if came <= by}

    def count(self, address, kind):
        return len(self.ids(address, kind))

    def missing(self, accounts):
        return [key for key, count in owed(accounts).items() if self.count(*key) < count]

    def uncalled_for(self, accounts):
        """Those that tell of what was not done."""
        return [key for key, count in owed(accounts).items() if key[1] in ("notice", "warning") and self.count(*key) > count]


def owed(accounts):
    """How many of each kind, by the accounts' journals."""
    letters = Counter()
    for account in accounts:
        world = account.world
        letters[account.email, "activation"] = 1 if world.state != "none" else 0
        letters[account.email, "reset"] = world.asked
        letters[account.email, "notice"] = world.notices
        letters[account.email, "warning"] = world.warnings
    return letters
