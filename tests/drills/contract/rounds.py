"""Sends requests to one server on behalf of viewers, and keeps the shortest request of each kind that went wrong."""

import collections

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings

from contract.house import Viewer
from contract.judge import Judge
from contract.twists import cases
from contract.wire import NoAnswer, exchange

# After these the account or its password is not what it was.
SPENDING = {("POST", "/auth/change-password"), ("POST", "/auth/reset-password"), ("POST", "/user/confirm-email"),
            ("POST", "/user/undo-email-change"), ("DELETE", "/user")}


class Findings:
    def __init__(self):
        self.sent = 0
        self.statuses = collections.Counter()
        self.worst = {}  # (operation, rule, twist) -> (request, what was seen)

    def keep(self, operation, rule, twist, request, seen):
        known = self.worst.get((operation, rule, twist))
        if known is None or len(str(request)) < len(known[0]):
            self.worst[operation, rule, twist] = (str(request), seen)

    def add(self, other):
        self.sent += other.sent
        self.statuses += other.statuses
        self.worst |= other.worst


class Rounds:
    """All that is asked of one operation."""

    def __init__(self, house, document, operation, name):
        self.house, self.operation, self.name = house, operation, name
        self.judge, self.findings = Judge(document), Findings()
        self.viewers, self.viewer, self.last = 0, None, None

    def fresh_viewer(self):
        self.viewers += 1
        self.viewer = Viewer(self.house, f"{self.name}-{self.viewers}")

    def own(self, what):
        return self.viewer.own(what, self.operation.path)

    def viewer_signed_in(self):
        if self.viewer is None:
            self.fresh_viewer()
        self.viewer.sign_in()
        return self.viewer

    def prepared(self, case, authorization=None):
        """The bytes of a request. Guarded operations get a token of their own session, if nothing else is said."""
        token = self.viewer_signed_in().tokens["access_token"]
        request = case.request(self.own)
        fields = authorization if authorization is not None else [f"Bearer {token}"] if self.operation.guarded else []
        request.headers += [("Authorization", value) for value in fields]
        return request

    def ask(self, case, *, authorization=None):
        request = self.prepared(case, authorization)
        return self.send(case, request, self.operation.guarded and authorization is None)

    def send(self, case, request, signed_in=False):
        """The answer, judged; None if there was none."""
        self.last = request
        self.findings.sent += 1
        try:
            answer = exchange(self.house.port, request)
        except NoAnswer as failure:
            self.findings.keep(str(self.operation), "every request is answered", case.what, request, str(failure))
            return None
        self.findings.statuses[str(self.operation), answer.status] += 1
        for rule, seen in self.judge.verdicts(case, request, answer, signed_in):
            self.findings.keep(str(self.operation), rule, case.what, request, seen)
        place = (request.method, self.operation.path.removeprefix("/api/v1"))
        # A limit that this viewer ran into must not hide what comes next.
        if answer.status == 429 or (answer.status < 300 and place in SPENDING):
            self.viewer = None
        return answer

    def must(self, rule, case, good, authorization=None):
        """Asks, and keeps what was asked if the answer is not as it should be."""
        answer = self.ask(case, authorization=authorization)
        seen = f"{answer.status} {answer.media_type} {answer.body[:200]}" if answer else "no answer"
        self.expect(rule, answer is not None and good(answer), case, self.last, seen)

    def expect(self, rule, good, case, request, seen):
        if not good:
            self.findings.keep(str(self.operation), rule, case.what, request, seen)

    def any_requests(self, examples, number):
        """`examples` requests, the same for the same number."""

        @seed(number)
        @settings(max_examples=examples, database=None, deadline=None, phases=[Phase.generate], verbosity=Verbosity.quiet,
                  suppress_health_check=list(HealthCheck))
        @given(cases(self.operation))
        def ask(case):
            self.ask(case)

        ask()
        return self.findings
