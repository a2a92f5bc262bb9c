"""What is asked of every operation whatever the seed: that it works at all, which methods its path has, how it refuses."""

import time

from contract import strangers
from contract.cases import Case
from contract.values import Own, own_of
from contract.wire import Request, exchange

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND")
# What every operation with a body documents.
BAD_BODIES = (("a body of 64 KiB and a byte", "application/json", b"{}" + b" " * 65535, 413),
              ("a body of XML", "application/xml", b"<a/>", 415), ("half an object", "application/json", b"{", 422))


def best(operation, what="with everything right", **changes):
    """The request of a client that has everything: the viewer's own wherever there is something, else an example."""
    case = Case(operation, what, fits=not changes and what == "with everything right")
    case.segments = {each["name"]: Own("session") for each in operation.parameters_in("path")}
    case.query = [(each["name"], own_of(each["name"], each["schema"])) for each in operation.parameters_in("query")]
    if operation.contents:
        case.media, schema = "application/json", operation.schema
        case.body = {name: own_of(name, part) or example(operation.document.resolve(part))
                     for name, part in schema["properties"].items()}
    for name, value in changes.items():
        setattr(case, name, value)
    return case


def example(schema):
    if "examples" in schema:
        return schema["examples"][0]
    options = schema.get("anyOf", [schema])
    first = next((each for each in options if each.get("type") != "null"), options[0])
    return first["examples"][0] if "examples" in first else first.get("enum", [True])[0]


def must_succeed(rounds):
    """Every operation has an answer that is no refusal; a download is asked for until it is there."""
    case, wanted = best(rounds.operation), [each for each in rounds.operation.responses if each.startswith("2")]
    for _ in range(600):
        answer = rounds.ask(case)
        if answer is None or answer.status != 202 or "200" not in wanted:
            break
        time.sleep(0.05)  # a job collects it
    good = answer is not None and str(answer.status) in wanted and answer.status == int(wanted[0])
    rounds.expect("every operation can succeed", good, case, rounds.last, answer and f"{answer.status} {answer.body[:200]}")


def must_have_methods(rounds):
    """OPTIONS and 405 name the methods that the document describes, and no others are taken."""
    operation, path = rounds.operation, rounds.operation.path.replace("{id}", "x")
    described = {each.method for each in operation.document.operations if each.path == operation.path}
    allowed = described | {"OPTIONS"} | ({"HEAD"} if "GET" in described else set())
    for method in METHODS:
        case, request = Case(operation, f"the method {method}"), Request(method, path)
        rounds.findings.sent += 1
        answer = exchange(rounds.house.port, request)
        named = {each.strip() for each in (answer.header("Allow") or "").split(",")}
        told = f"{answer.status} {sorted(named)}"
        if method == "OPTIONS" or method not in allowed:
            rounds.expect("Allow names the documented methods", named == allowed, case, request, told)
        refused = answer.status == 405
        rounds.expect("only documented methods are taken", refused == (method not in allowed), case, request, told)
        if method in ("OPTIONS", "HEAD"):
            rounds.expect("OPTIONS and HEAD have no body", not answer.body, case, request, f"{answer.body[:100]}")


def must_refuse_bodies(rounds):
    """With the documented status, and as problem details for who asks for them and nobody else."""
    for what, media, body, status in BAD_BODIES if rounds.operation.contents else ():
        for wanted in ("application/problem+json", "application/json"):
            case = best(rounds.operation, what, media=media, spoil=lambda _, body=body: body, headers=[("Accept", wanted)])
            rounds.must("bodies are refused as documented", case, lambda answer: answer.status == status)
            rounds.must("refusals have the form that was asked for", case, lambda answer: answer.media_type == wanted)


def all_of(rounds):
    must_succeed(rounds)
    must_have_methods(rounds)
    must_refuse_bodies(rounds)
    if rounds.operation.guarded:
        strangers.must_be_refused(rounds, best)
        strangers.must_prove_the_password(rounds, best)
