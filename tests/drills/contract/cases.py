"""Requests of an operation: as the document asks for them, and twisted in one place."""

import json
import urllib.parse
from dataclasses import dataclass, field

from hypothesis import strategies as st

from contract.values import Own, fitting
from contract.wire import Request

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
# Nothing of it may change whether a request is understood.
HARMLESS = [("Accept", "*/*"), ("Accept", "application/json"), ("Accept", "application/problem+json"),
            ("Accept", "image/png"), ("Accept-Language", "de, *;q=0.1"), ("Accept-Encoding", "gzip, br"),
            ("User-Agent", "Ж".encode().decode("latin-1")), ("If-None-Match", "*"), ("Range", "bytes=0-1"),
            ("Origin", "https://elsewhere.example"), ("Cookie", "a=b; c"), ("X-Forwarded-For", "not an address"),
            ("X-HTTP-Method-Override", "DELETE"), ("Expect", "100-continue"), ("Content-Encoding", "identity"),
            ("traceparent", "00-zz"), ("X-Request-Id", "a\tb")]


@dataclass
class Case:
    operation: object
    what: str = "as the document asks"
    fits: bool = True  # so it must be understood; whether it does not, the document itself says
    also: frozenset = frozenset()  # statuses of HTTP in general that this twist may have, beside those of the operation
    method: str = ""
    segments: dict = field(default_factory=dict)
    query: list = field(default_factory=list)
    headers: list = field(default_factory=list)
    media: str | None = None
    body: object = None
    spoil: object = None  # what happens to the encoded body
    bend: object = None  # what happens to the target
    chunked: bool = False

    def request(self, own):
        """The bytes to send; `own` gives what stands for something of the viewer's."""
        path = self.operation.path
        for name, value in self.segments.items():
            path = path.replace(f"{{{name}}}", urllib.parse.quote(given(value, own), safe=""))
        query = [(name, given(value, own)) for name, value in self.query]
        target = path + ("?" + urllib.parse.urlencode(query, errors="surrogatepass") if query else "")
        if self.bend:
            target = self.bend(target)
        headers = list(self.headers) + ([("Content-Type", self.media)] if self.media is not None else [])
        body = self.encoded(own)
        if self.spoil:
            body = self.spoil(body)
        return Request(self.method or self.operation.method, target, headers, body, self.chunked)

    def encoded(self, own):
        if self.body is None:
            return b""
        value = given(self.body, own)
        if self.media and self.media.startswith(FORM) and isinstance(value, dict):
            pairs = [(name, each) for name, each in value.items() if each is not None]
            return urllib.parse.urlencode(pairs, errors="surrogatepass").encode()
        return json.dumps(value).encode()


def given(value, own):
    if isinstance(value, Own):
        return own(str(value))
    if isinstance(value, dict):
        return {name: given(each, own) for name, each in value.items()}
    return value


@st.composite
def good(draw, operation):
    """As the document asks, with headers that change nothing."""
    document, case = operation.document, Case(operation)
    for each in operation.parameters_in("path"):
        plain = st.text(st.characters(whitelist_categories=("L", "Nd")), min_size=1, max_size=each["schema"]["maxLength"])
        case.segments[each["name"]] = draw(st.just(Own("session")) | plain)
    for each in operation.parameters_in("query"):
        own = st.just(Own("token")) if each["name"] == "token" else st.nothing()
        case.query.append((each["name"], draw(own | fitting(document, each["schema"]))))
    if operation.contents:
        media = draw(st.sampled_from(list(operation.contents)))
        case.body = draw(fitting(document, operation.contents[media]))
        case.media = media + draw(st.sampled_from(["", "", "; charset=utf-8", ";charset=UTF-8", " ; x=y"]))
        case.chunked = draw(st.booleans())
    case.headers = draw(st.lists(st.sampled_from(HARMLESS), max_size=2, unique_by=lambda header: header[0]))
    if not operation.guarded and draw(st.booleans()):
        case.headers.append(("Authorization", "Bearer of.no.use"))
    return case
