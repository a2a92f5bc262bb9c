"""Viewers who go on through every storm, and what is judged after each."""

import time

from shared.program import until
from shared.verdict import expect, say
from weather.guests import Guest

RECOVERY = 5.0  # seconds
MAIL = 60.0  # a black hole holds a letter for 30 s, then it waits for its next turn
OWNERS = 1000  # accounts of each that are used once, as a long run does


class Town:
    """Viewers of one server, and the processes that must live through everything."""

    def __init__(self, port, emails, owners, programs, options):
        self.port, self.programs, self.options = port, programs, options
        self.pids = [program.process.pid for program in programs]
        *viewers, self.resident = emails
        self.resident_edit = 0  # what was acknowledged to the one who is not a guest
        self.guests = [Guest(port, email, owners[each::len(viewers)]) for each, email in enumerate(viewers)]
        for guest in self.guests:
            guest.start()

    def storm(self, what, cause, cure, *, seconds=4.0, bites=False, silent=False):
        """bites: something has to fail, or the cause is none. silent: connections may get no answer at all meanwhile."""
        say(what)
        seconds = min(seconds, 1.5) if self.options.patient else seconds
        began = self._mark()
        cause()
        time.sleep(seconds)
        cure()
        back = time.monotonic()
        everybody = lambda: all(guest.last_success > back for guest in self.guests)
        again = until("an answer for every viewer", everybody, 60)
        if not self.options.patient:
            time.sleep(max(0, back + RECOVERY + 1 - time.monotonic()))
        failures = [failure for guest in self.guests for failure in list(guest.failures) if failure[0] > began]
        statuses = {status: sum(1 for failure in failures if failure[2] == status) for status in {each[2] for each in failures}}
        asked = sum(guest.requests for guest in self.guests) - self.requests
        last = max([0.0, *(failure[0] - back for failure in failures)])
        late = max(again, last) > RECOVERY and not self.options.patient
        expect("requests succeed again", not late and (bool(failures) or not bites),
               f"everybody's after {again:.1f} s, last failure after {last:.1f} s of at most 5; {asked} asked, failed: {statuses or 'none'}, "
               f"slowest answer {self.slowest():.1f} s")
        unclean = [each for guest in self.guests for each in guest.unclean]
        expect("what could not be done was a clean 503", not unclean and (silent or not statuses.get(0)),
               unclean[:5] or f"{statuses.get(503, 0)} times, with Retry-After")
        self.judge_promises()

    def slowest(self):
        return max(guest.slowest for guest in self.guests)

    def judge_promises(self):
        pids = [program.process.pid for program in self.programs if program.process.poll() is None]
        expect("no process ended", pids == self.pids, f"{len(pids)} of {len(self.pids)}, the same as before")
        lost = [each for guest in self.guests for each in guest.lost()]
        revived = [each for guest in self.guests for each in guest.revived()]
        edits, ends = sum(guest.profile for guest in self.guests), sum(len(guest.signed_out) for guest in self.guests)
        changes = sum(len(guest.changed) for guest in self.guests)
        expect("what was acknowledged holds", not lost and not revived,
               f"{edits} edits, {ends} sign-outs, {changes} new passwords; lost: {lost or 'none'}, revived: {revived or 'none'}")

    def judge_mail(self, office, *, never=()):
        """never: addresses that the mail server refused for good."""
        owed = {letter for guest in self.guests for letter in guest.owed() if letter[0] not in never}
        began = time.monotonic()
        while missing := office.missing(owed):
            if time.monotonic() > began + MAIL + 30:
                break
            time.sleep(0.1)
        spent = time.monotonic() - began
        kinds = {kind: sum(1 for letter in owed if letter[1] == kind) for kind in ("activation", "notice", "reset")}
        expect("every mail arrives", not missing and all(kinds.values()) and (self.options.patient or spent <= MAIL),
               f"{kinds}, {len(missing)} missing {spent:.1f} s later {sorted(missing)[:3] or ''}")

    def leave(self):
        for guest in self.guests:
            guest.stop()
        lost = [each for guest in self.guests for each in guest.check(self.port)]
        expect("in the end nothing is lost", not lost, f"{sum(guest.requests for guest in self.guests)} requests; {lost or 'none lost'}")

    def _mark(self):
        for guest in self.guests:
            guest.unclean.clear()
            guest.slowest = 0.0
        self.requests = sum(guest.requests for guest in self.guests)
        return time.monotonic()
