"""Letters while libcurl lacks memory: each that was promised comes, and those after it soon and without a restart."""

import asyncio
import time

from shared.letters import Letters
from shared.program import until
from shared.verdict import expect

SOON = 10.0  # seconds; a letter that failed rests for four to six of them
PATIENCE = 60  # seconds after which it never comes


class SlowLetters(Letters):
    """Takes its time while it is slow, so that its replies are really waited for: who lost the place waits in vain."""

    slow = False

    async def handle_MAIL(self, _server, _session, envelope, address, options):
        await self._think(0.05)
        envelope.mail_from = address
        envelope.mail_options += options
        return "250 go on"

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        await self._think(0.05)
        envelope.rcpt_tos.append(address)
        return "250 go on"

    async def handle_DATA(self, server, session, envelope):
        await self._think(0.1)
        return await super().handle_DATA(server, session, envelope)

    async def _think(self, seconds):
        await asyncio.sleep(seconds if self.slow else 0)


class Deliveries:
    """How late letters are after a call that failed."""

    def __init__(self, requests, letters, hasten=None, slowest=0.0):
        self.requests, self.letters, self.hasten = requests, letters, hasten
        self.slowest, self.after = slowest, "none"

    def wait(self, account, what):
        """For what was promised before the failure, and for one letter more."""
        began = time.monotonic()
        if self.hasten:
            self.hasten()
        other, register = self.requests.prepare("register")
        register()
        until(f"a letter after {what}", lambda: not self.letters.missing([account, other]), PATIENCE)
        spent = time.monotonic() - began
        if spent > self.slowest:
            self.slowest, self.after = spent, what

    def are_soon(self):
        return self.slowest <= SOON

    def tell(self, patient):
        expect("letters go on without a restart", patient or self.are_soon(),
               f"after {self.slowest:.1f} s at most ({self.after}), of {SOON:.0f}")

    def check_ourselves(self):
        late = Deliveries(self.requests, self.letters, slowest=30.0)
        expect("a mail that stands still for half a minute does not pass", not late.are_soon(), "30 s told")
