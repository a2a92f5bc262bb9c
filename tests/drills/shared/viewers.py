"""Viewers who use their accounts without pause until their server is gone, and keep a journal of it."""

import itertools
import queue
import random
import time
from collections import Counter

from shared.journal import Account, Event
from shared.line import NO_ANSWER, Line

PASSWORD = "Correct-horse-{}-battery"


class Gone(Exception):
    """No answer came, or one that says nothing about what was done."""


class Viewer:
    def __init__(self, name, port, letters, seed, clock=time.monotonic):
        self.name, self.letters, self.clock = name, letters, clock
        self.line, self.random = Line(port), random.Random(f"{seed} {name}")
        self.accounts, self.numbers = [], itertools.count()
        self.acknowledged, self.odd, self.leaving = Counter(), [], False

    def live(self):
        self.line.close()
        try:
            while not self.leaving:
                self.step()
        except Gone:
            self.line.close()

    def leave(self):
        """After the answer that is awaited now."""
        self.leaving = True

    def do(self, account, kind, method, path, body, token=None, **about):
        """Whether it was acknowledged; Gone leaves it pending."""
        account.pending = event = Event(kind, about, self.clock())
        status, answer = self.line.ask(method, path, body, token)
        if status == NO_ANSWER or status >= 500:
            if status != NO_ANSWER:
                self.odd.append(f"{kind}: {status} {answer}")
            raise Gone
        if status == 200:
            event.answer, event.returned, event.at = answer, self.clock(), time.monotonic()
            account.settle(event)
            self.acknowledged[kind] += 1
        else:
            account.pending = None
        return status

    def must(self, account, kind, *arguments, **about):
        """What the account's state, as we know it, promises."""
        status = self.do(account, kind, *arguments, **about)
        if status != 200:
            self.odd.append(f"{account.email}, {kind} {about}: {status}")
            account.retired = True

    def new_account(self):
        account = Account(f"{self.name}-{next(self.numbers)}@example.com")
        self.accounts.append(account)
        return account

    def new_password(self):
        return PASSWORD.format(f"{self.name}-{next(self.numbers)}")

    def login(self, account):
        body = {"email": account.email, "password": account.world.password}
        return self.must(account, "login", "POST", "/auth/login", body)

    def refresh(self, account, number):
        body = {"refresh_token": account.world.sessions[number].newest}
        self.must(account, "refresh", "POST", "/auth/refresh", body, session=number)

    def logout(self, account, number):
        body = {"refresh_token": account.world.sessions[number].newest}
        self.must(account, "logout", "POST", "/auth/logout", body, session=number)

    def edit(self, account, number):
        wanted = f"edit {next(self.numbers)}"
        token = account.world.sessions[number].access
        self.must(account, "edit", "PUT", "/user/profile", {"info": wanted}, token, profile=wanted)

    def change(self, account, number):
        wanted, world = self.new_password(), account.world
        body = {"old_password": world.password, "new_password": wanted}
        token = world.sessions[number].access
        self.must(account, "change", "POST", "/auth/change-password", body, token, session=number, password=wanted)

    def ask_for_link(self, account):
        self.must(account, "ask", "POST", "/auth/request-password-reset", {"email": account.email})

    def reset(self, account, token):
        wanted = self.new_password()
        body = {"token": token, "new_password": wanted}
        self.must(account, "reset", "POST", "/auth/reset-password", body, token=None, link=token, password=wanted)

    def collect_links(self, account):
        """True if every link that was asked for has come: only then is it sure which ones a change makes void."""
        for token in self.letters.links(account.email, "reset-password"):
            if token not in account.world.links:
                now = self.clock()
                account.settle(Event("link", {"link": token}, now, now))
                account.link_came = time.monotonic()
        return account.world.asked <= len(account.world.links)


class Newcomer(Viewer):
    """Registers, waits for the letter and confirms the address. Accounts then go to those who live in them."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.waiting, self.ready = [], queue.SimpleQueue()

    def step(self):
        for account in list(self.waiting):
            if account.world.state == "none":  # a kill was faster
                self.waiting.remove(account)
            elif links := self.letters.links(account.email, "verify"):
                self.confirm(account, links[0])
        self.register(self.new_account())

    def register(self, account):
        password = self.new_password()
        self.waiting.append(account)
        self.must(account, "register", "POST", "/auth/register", {"email": account.email, "password": password}, None,
                  password=password)

    def confirm(self, account, token):
        account.activation = token
        self.must(account, "verify", "POST", "/auth/verify", {"token": token})
        self.waiting.remove(account)
        self.ready.put(account)


class Resident(Viewer):
    LIVED_IN = 3
    OFTEN = {"refresh": 60, "edit": 30, "login": 3, "logout": 3, "change": 2, "ask": 1, "reset": 6}

    def __init__(self, *arguments, newcomers, **options):
        super().__init__(*arguments, **options)
        self.newcomers = newcomers

    def lived_in(self):
        return [account for account in self.accounts if not account.retired]

    def step(self):
        while len(self.lived_in()) < self.LIVED_IN and not self.newcomers.ready.empty():
            self.move_in(self.newcomers.ready.get())
        if not self.lived_in():
            time.sleep(0.01)
            self.line_is_alive()
            return
        self.use(self.random.choice(self.lived_in()))

    def move_in(self, account):
        self.newcomers.accounts.remove(account)
        self.accounts.append(account)

    def line_is_alive(self):
        if self.line.ask("GET", "/user/profile")[0] == NO_ANSWER:
            raise Gone

    def use(self, account):
        world, sure = account.world, self.collect_links(account)
        alive = world.alive()
        if not alive:
            return self.login(account)
        if len(world.sessions) > 60:  # each is looked at after every kill
            account.retired = True
            return None
        what = self.random.choices(list(self.OFTEN), self.OFTEN.values())[0]
        if what == "login":
            return self.login(account) if len(alive) < 5 else None
        if what == "ask":
            return self.ask_for_link(account) if sure else None
        if what == "reset":
            return self.reset(account, self.random.choice(world.open_links())) if sure and world.open_links() else None
        if what == "change" and not sure:
            return None
        return getattr(self, what)(account, self.random.choice(alive))
