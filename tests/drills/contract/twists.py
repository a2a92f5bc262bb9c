"""What can be wrong with a request: each twist changes one thing of a good one and is named by its docstring."""

import json
import urllib.parse

from hypothesis import strategies as st

from contract.cases import FORM, HARMLESS, JSON, good
from contract.values import ANYTHING, LETTERS, misfitting

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "X" * 40]
FOREIGN = ["id", "user_id", "is_active", "group", "hashed_password", "created_at", "__proto__", "constructor", "", "ключ"]


def bodies(operation):
    return operation.document.resolve(operation.schema)


def a_member(draw, case):
    properties = bodies(case.operation)["properties"]
    name = draw(st.sampled_from(sorted(properties)))
    case.media = JSON
    if not set(case.body) <= set(properties):
        case.body = {}  # it was made for the form, which has other names
    return name, properties[name]


def member_missing(draw, case):
    """a member is missing"""
    case.body = dict(case.body)
    if case.body:
        del case.body[draw(st.sampled_from(sorted(case.body)))]


def member_misfits(draw, case):
    """a member is of another type or size"""
    name, schema = a_member(draw, case)
    case.body = case.body | {name: draw(misfitting(case.operation.document, schema))}


def member_twice(draw, case):
    """a member is given twice"""
    name, _ = a_member(draw, case)
    value = json.dumps(draw(ANYTHING)).encode()
    first = b'{"%s":%s,' % (name.encode(), value)
    case.spoil = lambda body: first + (body[1:] if len(body) > 2 else first[1:-1] + b"}")


def member_huge(draw, case):
    """a number no computer has room for"""
    name, _ = a_member(draw, case)
    numbers = ["1e400", "-1e-400", "9" * 500, "1." + "0" * 500 + "1", "-0", "18446744073709551616", "1E+2"]
    number = draw(st.sampled_from(numbers))
    added = draw(st.sampled_from([name, "more"]))
    case.body = {key: value for key, value in case.body.items() if key != added}
    case.spoil = lambda body: (body[:-1] + (b"," if len(body) > 2 else b"") + f'"{added}":{number}}}'.encode())


def nested(draw, case):
    """nested deeper than bodies may be"""
    name, _ = a_member(draw, case)
    depth, added = draw(st.sampled_from([33, 100, 5000, 30000])), draw(st.sampled_from([name, "more"]))
    opening, closing = draw(st.sampled_from([("[", "]"), ('{"a":', "}")]))
    inner = opening * depth + "1" + closing * depth
    case.body = {key: value for key, value in case.body.items() if key != added}
    case.also = frozenset({413})
    case.spoil = lambda body: body[:-1] + (b"," if len(body) > 2 else b"") + f'"{added}":{inner}}}'.encode()


def members_unknown(draw, case):
    """members nobody declared"""
    names = draw(st.lists(st.sampled_from(FOREIGN) | st.text(LETTERS, max_size=8), min_size=1, max_size=4, unique=True))
    case.body = {name: draw(ANYTHING) for name in names} | case.body


def another_value(draw, case):
    """the body is any JSON"""
    case.media, case.body = JSON, draw(ANYTHING)
    if case.body is None:
        case.spoil = lambda _: b"null"


def broken_text(draw, case):
    """the body is not JSON"""
    case.media = JSON
    at, bytes_of = draw(st.integers(0, 200)), draw(st.binary(min_size=1, max_size=4))
    case.spoil = draw(st.sampled_from([
        lambda body: body[:at], lambda body: body[:at] + bytes_of + body[at:], lambda body: body + b" x",
        lambda body: body * 2, lambda body: b"\xef\xbb\xbf" + body, lambda body: body.decode().encode("utf-16"),
        lambda body: body.replace(b'"', b"'"), lambda body: body[:-1] + b',"a":NaN}', lambda body: body[:-1] + b",}",
        lambda body: b"/**/" + body, lambda _: b"", lambda body: body[:-1] + b',"a":"\xed\xa0\x80"}',
        lambda body: body[:-1] + b',"a":"\xc0\x80"}', lambda body: body + b"\0", lambda body: body[:-1] + b',"a":"\t"}',
        lambda body: body[:-1] + b',"a":01}', lambda _: bytes_of]))


def another_media(draw, case):
    """the body is of another type"""
    case.media = draw(st.sampled_from(["text/plain", "application/jsonx", "application/xml", FORM, "multipart/form-data",
                                       "", "json", "application/json, text/plain", "application/problem+json",
                                       "a" * 900, None]))


def another_charset(draw, case):
    """the body claims another charset"""
    rest = ["; charset=latin1", "; charset=utf-16", '; charset="', ";;;", "; charset=\xff"]
    case.media = JSON + draw(st.sampled_from(rest))


def encoded(draw, case):
    """the body is said to be compressed"""
    coding = ("Content-Encoding", draw(st.sampled_from(["gzip", "br", "identity, gzip", "x", "GZIP"])))
    case.headers = draw(st.sampled_from([case.headers + [coding], [coding] + case.headers]))


def typed_twice(draw, case):
    """the body has two types"""
    # A proxy may have looked at the other one.
    case.headers = case.headers + [("Content-Type", draw(st.sampled_from([JSON, "text/html", FORM])))]


def oversized(draw, case):
    """the body is larger than 64 KiB"""
    size = draw(st.sampled_from([65_537, 80_000, 1_000_000]))
    case.spoil, case.chunked, case.also = lambda body: body + b" " * size, draw(st.booleans()), frozenset({413})


def more_query(draw, case):
    """there is more in the query"""
    names = st.sampled_from(["access_token", "token", "password", "a[b]", ""]) | st.text(max_size=9)
    case.query = case.query + draw(st.lists(st.tuples(names, st.text(max_size=30)), min_size=1, max_size=120))


def broken_query(draw, case):
    """the query is no query"""
    rest = draw(st.sampled_from(["?%zz", "?%", "?a=%00", "?%ff=1", "?&&=&", "??", "?token=a&token=b", "?a=%ed%a0%80",
                                 "?a=\xff", "?a b"]))
    case.bend, case.also = lambda target: target.split("?")[0] + rest, frozenset({400})


def another_method(draw, case):
    """another method"""
    case.method, case.also = draw(st.sampled_from(METHODS)), frozenset({204, 400, 405, 501})


def another_path(draw, case):
    """nearly the path"""
    at = draw(st.integers(1, len(case.operation.path) - 1))
    case.bend = draw(st.sampled_from([
        lambda target: target + "/", lambda target: target.replace("/v1", "//v1"), lambda target: target.upper(),
        lambda target: target[:at] + f"%{ord(target[at]):02x}" + target[at + 1:],
        lambda target: target.replace("/v1", "/v1;x=1"),
        lambda target: target.replace("/v1", "/x/../v1"), lambda target: target.replace("v1/", "v1%2f"),
        lambda target: "http://foyer" + target, lambda target: target + "%00", lambda target: target + "x" * 9000,
        lambda target: target + "\\", lambda target: "*", lambda target: target[1:], lambda target: target + "/%2e%2e"]))
    case.also = frozenset({400, 404, 405, 414})


def odd_headers(draw, case):
    """headers no client of ours sends"""
    odd = HARMLESS + [
        ("Host", "b"), ("Host", "a b"), ("Content-Length", "1"), ("Content-Length", "-1"), ("Content-Length", "1, 1"),
        ("Transfer-Encoding", "gzip"), ("Transfer-Encoding", "chunked, chunked"), ("Connection", "close"),
        ("Connection", "host"), ("Expect", "miracles"), ("Upgrade", "websocket"), ("X-Long", "a" * 17000),
        ("X-Nul", "a\0b"), ("X-Folded", "a\r\n b"),
        ("Bad name", "a"), ("", "a"), ("X-Foyer-Session", "pages"), ("Accept", "text/html;q=zz"), ("Accept", "*" * 900),
        ("Cookie", "=;" * 900), ("Content-Type", "text/html"), ("Origin", "null"), ("Forwarded", 'for="[')]
    few, times = draw(st.lists(st.sampled_from(odd), min_size=1, max_size=3)), draw(st.sampled_from([1, 1, 1, 60]))
    case.headers = case.headers + few * times
    case.also = frozenset({400, 408, 413, 415, 417, 431, 501})


def without_length(draw, case):
    """a body shorter or longer than it says"""
    length = draw(st.integers(0, 30))
    case.spoil, case.chunked = lambda body: body[:length] + b" " * (length - len(body)), False
    case.headers, case.also = case.headers + [("Content-Length", str(length)), ("Connection", "close")], frozenset({400})


def random_body(draw, case):
    """any bytes"""
    content = draw(st.binary(max_size=200))
    case.media, case.body = draw(st.sampled_from([JSON, FORM, None, "application/octet-stream"])), {}
    case.spoil, case.also = lambda _: content, frozenset({400})


def strange_form(draw, case):
    """the form is strange"""
    case.media = FORM
    case.spoil = draw(st.sampled_from([
        lambda body: body + b"&" + body, lambda body: body + b"&a=%zz", lambda body: b"=&" + body,
        lambda body: body.replace(b"=", b"%3d"), lambda body: body + b"&a" * 120,
        lambda body: urllib.parse.quote(body).encode(), lambda body: body + b"&b=%00"]))


of_anything = [more_query, broken_query, another_method, another_path, odd_headers, random_body]
of_bodies = [member_missing, member_misfits, member_misfits, member_twice, member_huge, nested, members_unknown,
             another_value, broken_text, broken_text, another_media, another_charset, encoded, typed_twice, oversized,
             without_length, strange_form]
BENIGN = (members_unknown, another_charset)


def cases(operation):
    """Requests of an operation, one in four of them good."""
    twists = of_anything + (of_bodies * 2 if operation.contents else [])

    @st.composite
    def make(draw):
        case = draw(good(operation))
        if draw(st.integers(0, 3)) == 0:
            return case
        twist = draw(st.sampled_from(twists))
        case.what, case.fits = twist.__doc__, case.fits and twist in BENIGN
        twist(draw, case)
        return case

    return make()
