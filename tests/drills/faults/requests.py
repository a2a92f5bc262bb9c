"""The requests whose calls fail, each with an account in the state that it needs."""

import time

from shared.program import until
from shared.viewers import Gone, Newcomer, Resident

ASKS = ["register", "verify", "login", "refresh", "edit", "logout", "ask", "reset", "change"]
SENDS = ("register", "ask", "reset", "change")  # a letter, after its answer


class Requests:
    def __init__(self, port, letters, seed):
        self.letters = letters
        self.newcomer = Newcomer("newcomer", port, letters, seed)
        self.resident = Resident("resident", port, letters, seed, newcomers=None)
        self.accounts, self.odd = [], []
        self.newcomer.odd = self.resident.odd = self.odd  # answers that no journal asks for
        self.active = None

    def prepare(self, ask):
        """The account, and what is asked of it. What is needed for that may be refused for the failure before."""
        for _ in range(20):
            try:
                return self._prepare(ask)
            except Gone:
                self.active = None
                time.sleep(0.3)
        raise SystemExit("no account can be had any more")

    def _prepare(self, ask):
        if ask == "register":
            account = self.newcomer.new_account()
            self.accounts.append(account)
            return account, lambda: self.newcomer.register(account)
        if ask == "verify":
            account = self.pending_account()
            return account, lambda: self.confirm(account)
        account = self.active_account()
        if ask in ("login", "ask"):
            return account, lambda: (self.resident.login if ask == "login" else self.resident.ask_for_link)(account)
        if ask == "reset":
            self.resident.ask_for_link(account)
            until("the link", lambda: self.resident.collect_links(account), 60)
            token = account.world.open_links()[0]
            return account, lambda: self.resident.reset(account, token)
        number = account.world.alive()[0]
        return account, lambda: getattr(self.resident, ask)(account, number)

    def active_account(self):
        """One is used until nobody knows any more which of its links are good, or a letter of its is late."""
        active = self.active
        if (active is None or active.retired or active.world.strangers + len(active.world.sessions) > 30
                or self.letters.missing([active])):
            self.active = self.pending_account()
            self.confirm(self.active)
        if not self.active.world.alive():
            self.resident.login(self.active)
        return self.active

    def pending_account(self):
        account = self.newcomer.new_account()
        self.newcomer.register(account)
        self.forget_waiting()
        self.accounts.append(account)
        until("its letter", lambda: self.letters.links(account.email, "verify"), 60)
        return account

    def confirm(self, account):
        account.activation = self.letters.links(account.email, "verify")[0]
        self.newcomer.must(account, "verify", "POST", "/auth/verify", {"token": account.activation})

    def forget_waiting(self):
        self.newcomer.waiting.clear()

    def silences(self):
        """Of all that was asked since the last call."""
        silent = []
        for viewer in (self.newcomer, self.resident):
            silent += viewer.line.silences
            viewer.line.silences.clear()
        return silent

    def hang_up(self):
        for viewer in (self.newcomer, self.resident):
            viewer.line.close()
