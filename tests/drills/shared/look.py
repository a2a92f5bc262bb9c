"""Looks at an account through the API and tells which of the states it may be in it is in."""

import time

from shared.line import NO_ANSWER
from shared.viewers import Gone

RECENT = 8  # of the sessions that ended, those looked at each time
LINK_SETTLES = 0.3  # seconds after a link came in which its job may not have written down that it is done


class Findings:
    def __init__(self):
        self.lost, self.halves, self.revived, self.looks = [], [], [], 0
        self.done = self.undone = 0  # requests that were under way, of which the server tells

    def all(self):
        return self.lost + self.halves + self.revived


def predicted(world, what, about):
    if what == "session":
        return about < len(world.sessions) and world.sessions[about].alive
    if what == "password":
        right = {"active": "in", "pending": "pending", "none": "no"}
        return right[world.state] if about == world.password else "no"
    return {"profile": world.profile, "devices": len(world.alive()) + world.strangers}[what]


class Look:
    def __init__(self, viewer, account, findings, thorough=False):
        self.viewer, self.account, self.findings, self.thorough = viewer, account, findings, thorough
        self.seen, self.logins = {}, []

    def take(self):
        """The account's world is the one it is in, and its journal goes on."""
        self.findings.looks += 1
        self.counts_devices = not self.account.visited
        worlds = self.account.worlds()
        self.see_sessions(worlds)
        if self.must_try_passwords():
            self.see_passwords(worlds)
        self.settle(self.judge(worlds))

    def see_sessions(self, worlds):
        sessions = worlds[0].sessions
        ended = [number for number, session in enumerate(sessions) if not session.alive]
        for number in worlds[0].alive() + (ended if self.thorough else ended[-RECENT:]):
            self.seen["session", number] = self.see_through(sessions[number].access)

    def see_through(self, access):
        """False if the token is good for nothing."""
        status, profile = self.ask("GET", "/user/profile", token=access)
        if status == 200:
            devices = self.ask("GET", "/auth/sessions", token=access)[1]["sessions"]
            self.seen["profile", None] = profile["info"]
            if self.counts_devices:
                self.seen["devices", None] = len(devices) - len(self.logins)
        return status == 200

    def must_try_passwords(self):
        """A refused one takes a quarter of a second to be told so."""
        pending = self.account.pending
        unsure = pending and pending.kind in ("register", "verify", "change", "reset")
        return unsure or self.thorough or self.account.world.state == "active"

    def see_passwords(self, worlds):
        own = {world.password for world in worlds if world.password}
        former = set(worlds[0].former[-1:] if self.account.pending or self.thorough else ())
        self.account.visited = True
        for password in own | former:
            status, answer = self.ask("POST", "/auth/login", {"email": self.account.email, "password": password})
            self.seen["password", password] = {200: "in", 403: "pending"}.get(status, "no")
            if status == 200:
                self.logins.append(answer)
                self.see_through(answer["access_token"])

    def judge(self, worlds):
        wrong = [[item for item, value in self.seen.items() if predicted(world, *item) != value] for world in worlds]
        for world, items in zip(worlds, wrong):
            if not items:
                return world
        told = f"{self.account.email}: {self.seen}, expected {' or '.join(map(str, worlds))}, under way {self.account.pending}"
        shared = set.intersection(*map(set, wrong))
        if not shared:
            self.findings.halves.append(told)
        for what, about in shared:
            former = what == "password" and about not in {world.password for world in worlds}
            back = former or what == "session" and self.seen[what, about]
            (self.findings.revived if back else self.findings.lost).append(f"{what} {about} of {told}")
        self.account.retired = True
        return worlds[0]

    def settle(self, world):
        account, pending = self.account, self.account.pending
        if pending and world is not account.world:
            account.events.append(pending)
            self.findings.done += 1
        elif pending and pending.kind not in ("ask", "refresh"):
            self.findings.undone += 1
        account.world, account.pending = world, None
        # Which links are void is not known any more: a job that the kill cut short issues another one.
        recent = time.monotonic() - account.link_came < LINK_SETTLES
        if world.asked > len(world.links) or recent or pending and pending.kind == "ask":
            account.retired = True
        for answer in self.logins:
            body = {"refresh_token": answer["refresh_token"]}
            if self.ask("POST", "/auth/logout", body)[0] != 200:
                self.findings.lost.append(f"a sign-out of {account.email}")
        account.visited = not self.counts_devices
        account.retired = account.retired or account.visited

    def ask(self, *arguments, **options):
        status, body = self.viewer.line.ask(*arguments, **options)
        if status == NO_ANSWER or status >= 500:
            if status != NO_ANSWER:
                self.viewer.odd.append(f"look at {self.account.email}, {arguments[:2]}: {status}")
            raise Gone
        return status, body


def try_tokens(viewer, account, findings, thorough=False):
    """Newest tokens are good for one refresh and its repetition; those of ended sessions and used links for nothing."""
    world, refused = account.world, []
    for number in world.alive():
        session = world.sessions[number]
        old = session.newest
        viewer.refresh(account, number)
        if session.newest == old:
            findings.lost.append(f"session {number} of {account.email}")
            continue
        status, again = viewer.line.ask("POST", "/auth/refresh", {"refresh_token": old})
        if status != 200 or again["refresh_token"] != session.newest:
            findings.halves.append(f"session {number} of {account.email} has two successors, or none: {status}")
    ended = [session for session in world.sessions if not session.alive]
    for session in ended if thorough else ended[-RECENT:]:
        refused.append(("/auth/refresh", {"refresh_token": session.newest}, 401))
    closed = [token for token, state in world.links.items() if state != "open"]
    for token in closed if thorough else closed[-2:]:
        refused.append(("/auth/reset-password", {"token": token, "new_password": viewer.new_password()}, 400))
    for path, body, expected in refused:
        status, _ = viewer.line.ask("POST", path, body)
        if status != expected:
            findings.revived.append(f"{path} of {account.email}: {status}")
    if account.activation and world.state == "active":  # harmless when repeated, and it must not bring its password back
        if viewer.line.ask("POST", "/auth/verify", {"token": account.activation})[0] != 200:
            findings.lost.append(f"the confirmed address of {account.email}")


def steal(viewer, account, findings):
    """Presents a spent token: that ends its session, and no other."""
    world = account.world
    old = [number for number in world.alive() if len(world.sessions[number].spent) > 1]
    if not old or account.retired:
        return
    number = viewer.random.choice(old)
    session = world.sessions[number]
    for token in (viewer.random.choice(session.spent[:-1]), session.newest):
        status, _ = viewer.line.ask("POST", "/auth/refresh", {"refresh_token": token})
        if status != 401:
            findings.revived.append(f"a spent token of {account.email}: {status}")
    account.settle_theft(number, viewer.clock())
