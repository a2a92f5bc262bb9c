"""Lets clients use one account at the same time and looks for an order in which it can have happened; see script/drill."""

import dataclasses
import random
import subprocess
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from histories.linear import Operation, order_of
from histories.overtaken import change_overtaken_by_sign_out
from histories.rivals import PASSWORD, Desk, Rival
from histories.sequential import DONE, REFUSED, Sequential
from shared.alone import Alone
from shared.letters import Letters
from shared.neighbours import Postgres
from shared.program import until
from shared.verdict import arguments, drill, expect, say

CLIENTS, EACH = 8, 4
LINKS, SESSIONS = 2, 3
BATCH = 20  # accounts that are made ready together


class Histories:
    def __init__(self, folder, options, leeway, letters, database):
        self.options, self.model, self.letters = options, Sequential(repeats=leeway > 0), letters
        self.database, self.overtaken = database.get("DATABASE_URL"), None
        self.server = Alone(folder, options.foyer, BCRYPT_COST=4, LIMIT_PASSWORD_FAILURES=100, IO_THREADS=2,
                            LOG_LEVEL="warning", REFRESH_REUSE_LEEWAY_SECONDS=leeway, FRONTEND_URL="https://cinema.example",
                            **letters.settings, **database)
        self.chance = random.Random(f"{options.seed} {leeway}")
        self.rivals = [Rival(number, self.server, f"{options.seed} {leeway}") for number in range(CLIENTS)]
        self.names = f"rounds{leeway}"
        self.operations, self.overlaps, self.impossible = Counter(), 0, []
        self.odd, self.twins, self.kept = [], [], None

    def run(self, rounds):
        self.server.start()
        with ThreadPoolExecutor(CLIENTS) as pool:
            for first in range(0, rounds, BATCH):
                numbers = range(first, min(rounds, first + BATCH))
                for desk in list(pool.map(self.make_desk, numbers)):
                    self.play(desk, pool)
                    self.judge(desk)
        if self.database:
            self.overtaken = change_overtaken_by_sign_out(self.server, self.database, f"overtaken{self.names}")
        self.server.stop()
        return self

    def make_desk(self, number):
        """An active account with links nobody has used."""
        email = f"{self.names}-{number}@example.com"
        password = PASSWORD.format(f"{self.names}-{number}-0")
        subprocess.run([self.server.foyer, "user", "create", email, "--password-stdin"], input=password.encode(), check=True,
                       env=self.server.environment, cwd=self.server.folder, stdout=subprocess.DEVNULL)
        line = Rival(-1, self.server, 0).line
        for _ in range(LINKS):
            status, answer = line.ask("POST", "/auth/request-password-reset", {"email": email})
            if status != 200:
                raise SystemExit(f"no link could be asked for: {status} {answer}")
        until("the links", lambda: len(self.letters.links(email, "reset-password")) == LINKS)
        line.close()
        return Desk(email, password, self.letters.links(email, "reset-password"))

    def play(self, desk, pool):
        for rival in self.rivals:
            rival.desk = desk
        for rival in self.rivals[:SESSIONS]:
            rival.login(password=desk.passwords[0])
        operators = {}
        if self.chance.random() < 0.25:
            operators = dict(zip(self.rivals[-2:], ("disable", "activate")))
        gate = threading.Barrier(CLIENTS)
        acts = [pool.submit(rival.operate, operators[rival], gate) if rival in operators else
                pool.submit(rival.act, EACH, gate) for rival in self.rivals]
        for act in acts:
            act.result()
        self.look_after(desk, pool)

    def look_after(self, desk, pool):
        """Nothing goes on any more: what is left of sessions and passwords is a part of the history as well."""
        sessions, passwords = desk.sessions(), desk.passwords[-CLIENTS:]
        for left in [pool.submit(rival.take_stock, sessions[at::CLIENTS], passwords[at::CLIENTS])
                     for at, rival in enumerate(self.rivals)]:
            left.result()

    def judge(self, desk):
        self.odd += desk.odd
        self.twins += desk.twins
        self.operations.update((operation.what, operation.answer and operation.answer[0]) for operation in desk.history)
        self.overlaps += sum(one.called < other.returned and other.called < one.returned
                             for at, one in enumerate(desk.history) for other in desk.history[at + 1:])
        if order_of(desk.history, desk.start, self.model.step) is None:
            self.impossible.append(told(desk))
        else:
            self.kept = desk


def told(desk):
    return "\n".join([f"{desk.email}, from {desk.start}", *map(str, sorted(desk.history, key=lambda each: each.called))])


def doctored(desk):
    """Histories that nothing can have made, each with what is wrong with it."""
    end = max(operation.returned for operation in desk.history) + 1
    session = desk.sessions()[0]
    generation = max(desk.tokens[session])
    later = lambda at, what, about, answer: Operation(99, what, about, end + at, end + at + 0.5, answer)
    yield "a session that was ended lives", [later(0, "logout", (session,), (DONE,)), later(1, "look", (session,), (DONE,))]
    yield "a token of it rotates", [later(0, "logout", (session,), (DONE,)),
                                    later(1, "refresh", (session, generation), (DONE, generation + 1))]
    yield "a password nobody set is right", [later(0, "login", ("nobody's", "x"), (DONE,))]
    yield "two resets by one link", [later(at, "reset", (desk.links[0], f"new {at}"), (DONE,)) for at in (0, 1)]
    fresh = [later(0, "activate", (), (DONE,)), later(1, "login", (desk.passwords[-1], "fresh"), None)]
    yield "two successors of one token", [*fresh, later(2, "refresh", ("fresh", 1), (DONE, 2)),
                                          later(3, "refresh", ("fresh", 2), (DONE, 3)),
                                          later(4, "refresh", ("fresh", 2), (DONE, 4))]
    yield "one lives on when the account is disabled", [later(0, "disable", (), (DONE,)), later(1, "look", (session,), (DONE,))]


def check_ourselves(histories):
    """A judge who finds nothing impossible proves nothing."""
    desk = histories.kept
    passed = [what for what, more in doctored(desk) if order_of(desk.history + more, desk.start, histories.model.step)]
    expect("doctored histories are found out", not passed, f"6 of one kind each, not found: {passed or 'none'}")
    seen = [each for each in desk.history if each.what in ("look", "login") and each.answer]
    flipped = 0
    for operation in seen:
        other = dataclasses.replace(operation, answer=(REFUSED,) if operation.answer == (DONE,) else (DONE,))
        history = [other if each is operation else each for each in desk.history]
        flipped += order_of(history, desk.start, histories.model.step) is None
    expect("so is an answer turned into its opposite", flipped > 0, f"{flipped} of {len(seen)} make a history impossible")


def main():
    parser = arguments(__doc__)
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    options = parser.parse_args()
    with drill("histories") as folder:
        letters, postgres = Letters(), Postgres(folder) if options.database == "postgres" else None
        database = {"DATABASE_URL": postgres.start().wait().url} if postgres else {}
        try:
            for leeway, rounds in ((60, options.rounds - options.rounds // 2), (0, options.rounds // 2)):
                say(f"{rounds} times {CLIENTS} clients do {EACH} things each to one account on {options.database}, a repeated "
                    f"refresh is {'answered' if leeway else 'refused'} (seed {options.seed})")
                found = Histories(folder, options, leeway, letters, database).run(rounds)
                tell(found, rounds)
                if found.kept:
                    check_ourselves(found)
        finally:
            letters.close()
            if postgres:
                postgres.end(2)


def tell(found, rounds):
    for history in found.impossible[:2]:
        print(history, flush=True)
    kinds = Counter()
    for (what, answer), count in found.operations.items():
        kinds[f"{what} {answer or 'unknown'}"] += count
    expect("each history has an order", not found.impossible, f"{len(found.impossible)} of {rounds} have none; "
           f"{found.operations.total()} operations, {found.overlaps} pairs at the same time ({dict(sorted(kinds.items()))})")
    expect("a generation has one token", not found.twins, found.twins[:3] or "no twins")
    expect("every answer was one of those foreseen", not found.odd, found.odd[:3] or "no others")
    if found.overtaken:
        expect("a session that was signed out changes no password", found.overtaken == (200, 401, 200), found.overtaken)
