"""Holds an answer against what the document says of its operation."""

import re
import urllib.parse

from contract.cases import JSON
from contract.document import strict_json

PROBLEM = {"$ref": "#/components/schemas/Problem"}
# RFC 9457 as asked for by Accept; the document's introduction promises it for every error.
PROBLEM_DETAILS = {"type": "object", "required": ["type", "title", "status", "detail", "code"],
                   "properties": {"type": {"const": "about:blank"}, "title": {"type": "string"},
                                  "status": {"type": "integer"}, "detail": {"type": "string"},
                                  "code": {"type": "string"}, "errors": {"type": "array"}}}


def unfit(operation, request):
    """Why the document does not allow a request; nothing if it does."""
    for each in operation.parameters_in("query"):
        pairs = urllib.parse.parse_qs(urllib.parse.urlsplit(request.target).query, keep_blank_values=True)
        values = pairs.get(each["name"], [])
        if not values and each["required"]:
            return f"{each['name']} is missing in the query"
        if values and (wrong := operation.document.mistakes(each["schema"], values[0])):
            return f"{each['name']} {wrong[0]}"
    if not operation.contents:
        return None
    essence = ",".join(request.values("Content-Type")).split(";")[0].strip().lower()
    if essence not in operation.contents:
        return f"no body of type '{essence[:40]}' is taken"
    if any(coding.lower() != "identity" for coding in request.values("Content-Encoding")):
        return "no coding of bodies is taken"
    return unfit_body(operation, essence, request.body)


def unfit_body(operation, media, body):
    try:
        value = strict_json(body) if media == JSON else strict_form(body)
    except (ValueError, RecursionError) as failure:
        return f"the body is no {media}: {type(failure).__name__}"
    wrong = operation.document.mistakes(operation.contents[media], value)
    return wrong[0] if wrong else None


def strict_form(body):
    pairs = urllib.parse.parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=200)
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError("a field is given twice")
    return dict(pairs)


class Judge:
    """Yields (rule, what was seen) for every way in which an answer is not what the document says."""

    def __init__(self, document):
        self.document = document

    def verdicts(self, case, request, answer, signed_in):
        # Another method may lead to another operation of the same path, and HEAD to what GET would say.
        meant = self.document.at(case.operation.path, "GET" if request.method == "HEAD" else request.method)
        operation = meant or case.operation
        listed = meant is not None and str(answer.status) in meant.responses
        if answer.status >= 500 and not (answer.status == 501 and 501 in case.also):
            yield "no server error", f"{answer.status}"
        if not listed and answer.status not in case.also:
            yield "only documented statuses", f"{answer.status}"
        # A body that is longer than its own Content-Length is the next request, and not a good one.
        if answer.next_status not in (None, 200) and not request.values("Content-Length"):
            yield "the connection stays in step", f"the next request on it got {answer.next_status}"
        yield from self.headers(answer)
        if request.method != "HEAD" and answer.status != 204:
            yield from self.body(operation, answer, listed, request)
        if request.method != case.operation.method or case.bend:
            return
        reason = unfit(operation, request)
        if reason and answer.status < 400:
            yield "nothing is taken that the document forbids", f"{answer.status} although {reason}"
        if case.fits and not reason:
            yield from self.welcome(answer, operation.guarded and signed_in)

    def welcome(self, answer, signed_in):
        code = answer.json().get("code") if answer.media_type.endswith("json") else None
        # 404 is what an id gets that fits and names nothing.
        if answer.status in (405, 413, 414, 415, 422, 431) or code == "bad_request":
            yield "nothing is refused that the document allows", f"{answer.status} {answer.body[:300].decode()}"
        if signed_in and answer.status == 401:
            yield "a session that is alive is let in", f"401 {answer.body[:200].decode()}"

    def headers(self, answer):
        wanted = {401: "WWW-Authenticate", 405: "Allow", 429: "Retry-After", 503: "Retry-After"}.get(answer.status)
        if wanted and not answer.header(wanted):
            yield f"{answer.status} comes with {wanted}", "it is not there"
        if answer.status == 401 and not (answer.header("WWW-Authenticate") or "").startswith("Bearer"):
            yield "401 names Bearer", f"{answer.header('WWW-Authenticate')}"
        for name in ("Retry-After",):
            if answer.header(name) and not re.fullmatch("[1-9][0-9]*", answer.header(name)):
                yield f"{name} is a number of seconds", answer.header(name)
        if answer.header("Cache-Control") != "no-store":
            yield "no answer is kept by caches", f"Cache-Control: {answer.header('Cache-Control')}"
        if answer.header("X-Content-Type-Options") != "nosniff":
            yield "types are not guessed", f"X-Content-Type-Options: {answer.header('X-Content-Type-Options')}"

    def body(self, operation, answer, listed, request):
        asked = any("problem+json" in each for each in request.values("Accept"))
        if asked and answer.media_type == "application/problem+json":
            if wrong := self.document.mistakes(PROBLEM_DETAILS, answer.json()):
                yield "problem details are those of RFC 9457", wrong[0]
            return
        described = operation.responses[str(answer.status)] if listed else {"content": {JSON: {"schema": PROBLEM}}}
        content = described.get("content", {})
        if answer.media_type not in content:
            sent = answer.media_type or "of no type"
            yield "only documented types", f"{answer.status} is {sent}, not {' or '.join(content)}"
            return
        if answer.media_type != JSON:
            return
        try:
            value = strict_json(answer.body)
        except ValueError as failure:
            yield "bodies are JSON", f"{failure}: {answer.body[:200]!r}"
            return
        if wrong := self.document.mistakes(content[JSON]["schema"], value):
            yield "bodies fit their schema", f"{answer.status} {wrong[0]}"
        codes = operation.codes(answer.status) if listed else set()
        if codes and value.get("code") not in codes:
            yield "only documented codes", f"{answer.status} {value.get('code')}, not {' or '.join(sorted(codes))}"
        for name, header in described.get("headers", {}).items():
            schema, sent = self.document.resolve(header)["schema"], answer.header(name)
            sent = int(sent) if sent and schema["type"] == "integer" and sent.isdigit() else sent
            if sent is not None and (wrong := self.document.mistakes(schema, sent)):
                yield "headers fit their schema", f"{name}: {wrong[0]}"
