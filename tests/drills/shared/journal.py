"""What viewers know of their accounts: what was acknowledged, and the one request whose answer never came.

One viewer alone uses an account and waits for each answer. So the account is in one of two states when its server is
gone: with the request under way done, or without it."""

import copy
from dataclasses import dataclass, field


@dataclass
class Session:
    access: str
    newest: str
    spent: list = field(default_factory=list)  # refresh tokens, the oldest first
    alive: bool = True
    logged_in: "Event" = None


@dataclass
class Event:
    """called and returned: the journal's clock. No answer: nobody knows whether it happened."""

    kind: str
    about: dict
    called: float
    returned: float = float("inf")
    answer: dict = None
    at: float = 0.0  # when it returned, in seconds


@dataclass
class World:
    """An account as the server must have it."""

    state: str = "none"  # pending, active
    password: str = None
    former: list = field(default_factory=list)  # passwords
    profile: str = None
    sessions: list = field(default_factory=list)
    strangers: int = 0  # sessions alive whose tokens never arrived
    links: dict = field(default_factory=dict)  # reset token: open, used or void
    asked: int = 0  # requests for a reset link
    notices: int = 0  # mails that the password was changed
    warnings: int = 0  # mails that a spent token was presented

    def __str__(self):
        return (f"{self.state} with {self.password}, profile {self.profile}, sessions {self.alive()} of {len(self.sessions)} "
                f"and {self.strangers} unknown, {self.asked} links asked for, {sorted(self.links.values())}")

    def alive(self):
        return [number for number, session in enumerate(self.sessions) if session.alive]

    def open_links(self):
        return [token for token, state in self.links.items() if state == "open"]

    def after(self, *events):
        world = copy.deepcopy(self)
        for event in events:
            world.apply(event)
        return world

    def apply(self, event):
        getattr(self, f"_{event.kind}")(event)

    def _register(self, event):
        self.state, self.password = "pending", event.about["password"]

    def _verify(self, _):
        self.state = "active"

    def _login(self, event):
        if event.answer is None:
            self.strangers += 1
        else:
            self.sessions.append(Session(event.answer["access_token"], event.answer["refresh_token"], logged_in=event))

    def _refresh(self, event):
        """One without an answer is told by nothing but the token: the same again gets the same successor."""
        session = self.sessions[event.about["session"]]
        if event.answer is not None and event.answer["refresh_token"] != session.newest:
            session.spent.append(session.newest)
            session.access, session.newest = event.answer["access_token"], event.answer["refresh_token"]

    def _logout(self, event):
        self.sessions[event.about["session"]].alive = False

    def _edit(self, event):
        self.profile = event.about["profile"]

    def _ask(self, _):
        self.asked += 1

    def _link(self, event):
        self.links.setdefault(event.about["link"], "open")

    def _change(self, event):
        self._end_sessions(but=event.about["session"])
        self._set_password(event.about["password"])

    def _reset(self, event):
        self._end_sessions()
        self._set_password(event.about["password"])
        self.links[event.about["link"]] = "used"

    def _theft(self, event):
        self.sessions[event.about["session"]].alive = False
        self.warnings += 1

    def _end_sessions(self, but=None):
        for number, session in enumerate(self.sessions):
            session.alive = session.alive and number == but
        self.strangers = 0

    def _set_password(self, password):
        self.former.append(self.password)
        self.password = password
        self.notices += 1
        self.links = {token: "void" if state == "open" else state for token, state in self.links.items()}


class Account:
    def __init__(self, email):
        self.email, self.world = email, World()
        self.events = []
        self.pending = None  # the event whose answer never came
        self.retired = False  # looked at, and used no more
        self.visited = False  # a look that was cut short may have left sessions of its own
        self.activation = None  # its token
        self.link_came = float("-inf")  # when, by the clock of the wall

    def settle(self, event):
        self.events.append(event)
        self.world.apply(event)
        self.pending = None

    def settle_theft(self, number, now):
        self.settle(Event("theft", {"session": number}, now, now))

    def worlds(self):
        """Those it may be in; the first without the request under way."""
        return [self.world, self.world.after(self.pending)] if self.pending else [self.world]
