"""Runs into every limit that the document announces, on servers where each of them is two."""

import os

from contract import doors
from contract.house import settings
from contract.rounds import Findings, Rounds
from shared.alone import Alone

LIMITS = ("REGISTER", "MAIL", "MAIL_DAILY", "MAIL_REQUESTS", "TOKEN_TRIES", "REFRESH")
SMALL = {f"LIMIT_{name}": "2/h" for name in LIMITS}
TRIES = 12


def strange(operation):
    """A request that fits and proves nothing: the document's own examples. Refreshes are limited by session, though."""
    case = doors.best(operation)
    case.what = "again and again"
    if operation.contents and "refresh_token" not in operation.schema["properties"]:
        properties = operation.schema["properties"]
        case.body = {name: doors.example(operation.document.resolve(part)) for name, part in properties.items()}
        case.body = {name: value if isinstance(value, str) else "A" * 43 for name, value in case.body.items()}
    case.query = [(name, "A" * 43) for name, _ in case.query]
    return case


def run_into(house, operation, document):
    """Asks until the limit answers, or long enough to know that there is none."""
    rounds = Rounds(house, document, operation, "limited")
    viewer, case, met = rounds.viewer_signed_in(), strange(operation), False
    for _ in range(TRIES):
        request = case.request(rounds.own)
        if operation.guarded:
            request.headers.append(("Authorization", f"Bearer {viewer.tokens['access_token']}"))
        answer = rounds.send(case, request)
        if answer and answer.status == 200 and "refresh_token" in answer.json():
            viewer.tokens = answer.json()
        if met := bool(answer) and answer.status == 429:
            named = operation.responses.get("429", {}).get("headers", {})
            missing = [name for name in named if not answer.header(name)]
            rounds.expect("a limit comes with the headers that are listed", not missing, case, request, f"without {missing}")
            break
        rounds.viewer = viewer
    rounds.expect("limits are where the document says so", met == ("429" in operation.responses), case, rounds.last,
                  "429" if met else f"no 429 in {TRIES} requests")
    return rounds.findings


def findings_of(house, operation, document):
    """With a server of its own beside `house`, whose mail it shares."""
    if operation.path.endswith(("/export", "/logout-all")) or operation.method == "DELETE":
        return Findings()  # they end the session or take none of what is limited
    folder = os.path.join(house.folder, f"limits of {operation}".replace("/", "-"))
    os.mkdir(folder)
    limits = SMALL | ({"LIMIT_LOGIN": "2/h"} if operation.path.endswith("/login") else {})
    limited = Alone(folder, house.foyer, **settings(house.letters), **limits, LIMIT_PASSWORD_FAILURES=2).start()
    try:
        return run_into(limited, operation, document)
    finally:
        limited.stop()
