"""The journals of a whole run, read as of a moment: what each account may be like if the power went then."""

import base64
import copy
import dataclasses

from shared.journal import Account, World

UNSYNCED = 1.0  # seconds that a login may be lost for; nobody waits for the disk with it


class Interrupted(Account):
    """An account whose server lost its power at a position of the trace, at a time of the clock."""

    def __init__(self, lived, position, moment, slack):
        super().__init__(lived.email)
        self.activation = lived.activation
        self.refresh_under_way = None  # its session's number, and the token that it brought later
        events = lived.events + ([lived.pending] if lived.pending else [])
        for event in events:
            if event.returned <= position:
                self.settle(event)
            elif event.called <= position:
                self.pending = dataclasses.replace(event, answer=None, returned=float("inf"))
                if event.kind == "refresh" and event.answer:
                    self.refresh_under_way = (event.about["session"], event.answer["refresh_token"])
                break
            else:
                break
        self.may_be_lost = self._unsynced_logins(moment - UNSYNCED - slack)

    def _unsynced_logins(self, since):
        """The last ones, with nothing after them of this account that did wait for the disk."""
        count = 0
        for event in reversed(self.events):
            if event.kind == "login" and event.at >= since:
                count += 1
            elif event.kind != "link":
                break
        return count

    def worlds(self):
        """They are lost from the last one on: the log has an order."""
        self._without = []
        for count in range(1, self.may_be_lost + 1):
            without = copy.deepcopy(self.world)
            for session in without.sessions[-count:]:
                session.alive = False
            self._without.append(without)
        return super().worlds() + self._without

    def logins_gone(self):
        """Of the world it was found in."""
        return next((count for count, world in enumerate(self._without, 1) if world is self.world), 0)

    def expects_nothing(self):
        return self.world == World() and self.pending is None

    def believe(self, generations):
        """A refresh under way is done or not: its session's row tells. To repeat it would tell as well, but for that it
        is too late when somebody looks. What rows differ from that is returned."""
        wrong = []
        for number in self.world.alive():
            session = self.world.sessions[number]
            known, held = len(session.spent) + 1, generations.get(session_id(session.newest))
            if self.refresh_under_way and self.refresh_under_way[0] == number and held == known + 1:
                session.spent.append(session.newest)
                session.newest = self.refresh_under_way[1]
            elif held != known:
                wrong.append(f"session {number} of {self.email} was refreshed {known - 1} times, its row is at {held}")
        return wrong


def session_id(refresh_token):
    return base64.urlsafe_b64decode(refresh_token + "=" * (-len(refresh_token) % 4))[:16].hex().upper()
