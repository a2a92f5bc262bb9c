"""Values that fit a schema of the document, and values that nearly do."""

import datetime
import re

from hypothesis import strategies as st

# What the document says in words about texts: no control characters, nothing that turns the direction of reading.
UNWANTED = [chr(c) for c in (*range(0x20), 0x7F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))]
LETTERS = st.characters(blacklist_categories=("Cs",), blacklist_characters=UNWANTED)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3), max_leaves=6)
LATEST = datetime.date(2020, 1, 1)  # not in the future, and the same day tomorrow: a seed makes the same requests
ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]"
# Of four kinds, in no list and on no row of keys, whatever follows.
STRONG = "Qv7!mZx2#Tk"


class Own(str):
    """Stands for something only the viewer of the request has, which is put in its place when it is sent."""

    def __repr__(self):
        return f"Own({str(self)!r})"


def own_of(name, schema):
    """What of the viewer's own a member could be."""
    if name in ("email", "username"):
        return Own("email")
    if schema.get("format") == "password":
        return Own("password") if schema["minLength"] == 1 else None
    return {"token": Own("token"), "refresh_token": Own("refresh_token"), "new_email": Own("new_email")}.get(name)


@st.composite
def stretched(draw, schema):
    """A text of exactly the greatest length, in characters as JSON Schema counts them."""
    few = draw(st.lists(LETTERS, min_size=1, max_size=4))
    longest = schema["maxLength"]
    return ("".join(few) * longest)[:longest]


def addresses():
    name = st.from_regex(f"{ATOM}{{1,20}}([.]{ATOM}{{1,20}})?", fullmatch=True)
    host = st.from_regex(r"[a-z]([a-w0-9-]{0,20}[a-z0-9])?[.](example|cinema[.]test|Org)", fullmatch=True)
    return st.builds("{}@{}".format, name, host)


def urls():
    path = st.from_regex(r"(/[A-Za-z0-9._~!$&'()*+,;=:@%-]{0,30}){0,3}([?][a-z0-9=&/?]{0,30})?", fullmatch=True)
    return st.builds("{}://{}{}".format, st.sampled_from(["http", "https"]),
                     st.sampled_from(["images.example.com", "a.example:8443", "[2001:db8::1]", "192.0.2.7"]), path)


def texts(schema):
    known = {"email": addresses, "uri": urls, "date": lambda: st.dates(max_value=LATEST).map(str)}
    if schema.get("format") in known:
        return known[schema["format"]]()
    longest = schema.get("maxLength", 600)
    if schema.get("format") == "password" and schema["minLength"] > 1:
        return st.text(LETTERS, max_size=longest - len(STRONG)).map(STRONG.__add__)
    shortest = schema.get("minLength", 0)
    plain = st.text(LETTERS, min_size=shortest, max_size=min(longest, shortest + 40))
    out = plain | stretched(schema) if "maxLength" in schema else plain
    return out.filter(re.compile(schema["pattern"]).search) if "pattern" in schema else out


def fitting(document, schema):
    """Values the document asks for."""
    schema = document.resolve(schema)
    if "anyOf" in schema:
        return st.one_of([fitting(document, each) for each in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kind = schema.get("type")
    if kind == "object":
        return objects(document, schema)
    if kind == "array":
        return st.lists(fitting(document, schema["items"]), max_size=3)
    simple = {"string": lambda: texts(schema), "boolean": st.booleans, "null": st.none, "integer": st.integers,
              "number": lambda: st.floats(allow_nan=False, allow_infinity=False)}
    return simple[kind]()


def objects(document, schema):
    """Every required member, some of the others, and the viewer's own where it has something to give."""

    def member(name, part):
        plain, own = fitting(document, part), own_of(name, part)
        return plain if own is None else st.sampled_from([own, own, None]).flatmap(
            lambda chosen: plain if chosen is None else st.just(chosen))

    parts = {name: member(name, part) for name, part in schema["properties"].items()}
    required = schema.get("required", [])
    return st.fixed_dictionaries({name: parts[name] for name in required},
                                 optional={name: part for name, part in parts.items() if name not in required})


def misfitting(document, schema):
    """Values of a member that the document refuses; a few of them it only refuses in words."""
    schema = document.resolve(schema)
    options = schema.get("anyOf", [schema])
    text = next((each for each in options if each.get("type") == "string"), {})
    wrong = [ANYTHING]
    if text.get("maxLength"):
        wrong.append(st.builds(lambda letter, more: letter * (text["maxLength"] + more), LETTERS, st.integers(1, 300)))
    if text:
        wrong += [st.sampled_from(["", "\0", "a\0b", "\r\nX-Header: 1", "\u202egnp.exe", "\ud800", "a\udfffb", "\ufeff"]),
                  st.text(max_size=30)]
    return st.one_of(wrong)
