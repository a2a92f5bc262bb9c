"""Foyer's OpenAPI document as something that answers questions: which operations there are, and what fits them."""

import datetime
import json
import re

from jsonschema import Draft202012Validator, FormatChecker, RefResolver

METHODS = ("get", "put", "post", "delete", "patch", "options", "head", "trace")

formats = FormatChecker(formats=())  # none of jsonschema's own: some of them need packages, some take what RFC 3339 does not


@formats.checks("date", raises=ValueError)
def is_date(text):
    return not isinstance(text, str) or bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text) and datetime.date.fromisoformat(text))


@formats.checks("date-time", raises=ValueError)
def is_time(text):
    if not isinstance(text, str):
        return True
    return bool(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", text)) and is_date(text[:10])


@formats.checks("email")
def is_address(text):
    return not isinstance(text, str) or bool(re.fullmatch(r"[^@]+[@\uff20\ufe6b][^@]+", text))


@formats.checks("uri")
def is_uri(text):
    return not isinstance(text, str) or bool(re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", text))


def strict_json(body):
    """The value of a JSON text as RFC 8259 and I-JSON (RFC 7493) want it; ValueError for everything else."""

    def once(pairs):
        if len({name for name, _ in pairs}) != len(pairs):
            raise ValueError("a member is given twice")
        return dict(pairs)

    def refuse(word):
        raise ValueError(f"{word} is no JSON")

    value = json.loads(body.decode("utf-8"), object_pairs_hook=once, parse_constant=refuse)
    json.dumps(value, ensure_ascii=False).encode("utf-8")  # a lone surrogate is no character
    return value


class Operation:
    def __init__(self, document, path, method, description):
        self.document, self.path, self.method, self.words = document, path, method.upper(), description
        self.parameters = [document.resolve(each) for each in description.get("parameters", [])]
        self.contents = {media: document.resolve(content["schema"])
                         for media, content in description.get("requestBody", {}).get("content", {}).items()}
        self.responses = description["responses"]
        self.guarded = bool(description.get("security"))
        # The document says it in words: OpenAPI 3.1 has no field for how fresh an authentication must be.
        self.needs_fresh_password = "within the last 15 minutes" in description.get("description", "")

    def __str__(self):
        return f"{self.method} {self.path}"

    @property
    def schema(self):
        """What a JSON body has to be; nothing for operations without one."""
        return self.contents.get("application/json")

    def parameters_in(self, place):
        return [each for each in self.parameters if each["in"] == place]

    def codes(self, status):
        """The error codes that examples of this status name, or nothing where they are not told apart."""
        content = self.responses[str(status)].get("content", {}).get("application/json", {})
        return {example["value"]["code"] for example in content.get("examples", {}).values()}


class Document:
    def __init__(self, source):
        self.source = source
        self._resolver = RefResolver.from_schema(source)
        self.operations = [Operation(self, path, method, description) for path, methods in source["paths"].items()
                           for method, description in methods.items() if method in METHODS]

    def at(self, path, method):
        return next((each for each in self.operations if (each.path, each.method) == (path, method)), None)

    def resolve(self, schema):
        while "$ref" in schema:
            schema = self._resolver.resolve(schema["$ref"])[1]
        return schema

    def mistakes(self, schema, value):
        """What keeps a value from fitting, in a line each."""
        validator = Draft202012Validator(schema, resolver=self._resolver, format_checker=formats)
        return [f"{'/'.join(map(str, error.absolute_path)) or 'the whole'}: {error.message[:160]}"
                for error in validator.iter_errors(value)]

    def check(self):
        """That every schema is one: JSON Schema 2020-12 is OpenAPI 3.1's own."""
        if not self.source["openapi"].startswith("3.1"):
            raise SystemExit(f"the document is OpenAPI {self.source['openapi']}; this drill reads 3.1")
        for schema in self.source["components"]["schemas"].values():
            Draft202012Validator.check_schema(schema)
