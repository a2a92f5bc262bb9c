"""Whom operations with security let in: nobody but the bearer of an access token of a session that is alive."""

import base64
import json


def forged(token):
    """Tokens that look like this one and are not."""
    head, body, signature = token.split(".")

    def changed(part, **members):
        value = json.loads(base64.urlsafe_b64decode(part + "=="))
        return base64.urlsafe_b64encode(json.dumps(value | members).encode()).rstrip(b"=").decode()

    yield "a token that has expired", f"{head}.{changed(body, exp=1)}.{signature}"
    yield "a token of another account", f"{head}.{changed(body, sub='1')}.{signature}"
    yield "a token without a signature", f"{changed(head, alg='none')}.{body}."
    yield "a token signed with a public key", f"{changed(head, alg='HS256')}.{body}.{signature}"
    yield "a token cut short", token[:-3]
    yield "a token with more behind it", token + "A"
    yield "a token of four parts", token + "." + signature
    yield "a garbled token", "".join(reversed(token))
    yield "an endless token", "a" * 6000


def strangers(viewer):
    """Authorization fields that let nobody in."""
    tokens, ended = dict(viewer.tokens), viewer.ended_session()
    yield "no token", []
    yield "no scheme", [tokens["access_token"]]
    yield "nothing but the scheme", ["Bearer"]
    yield "an empty token", ["Bearer "]
    yield "Basic", ["Basic dmlld2VyOnBhc3N3b3Jk"]
    yield "a refresh token", [f"Bearer {tokens['refresh_token']}"]
    yield "a mailed token", ["Bearer " + viewer.own("token", "/auth/reset-password")]
    yield "a session that was ended", [f"Bearer {ended}"]
    for name, token in forged(tokens["access_token"]):
        yield name, [f"Bearer {token}"]


def must_be_refused(rounds, best):
    viewer = rounds.viewer_signed_in()
    token = viewer.tokens["access_token"]
    for name, authorization in list(strangers(viewer)):
        rounds.must("nobody else is let in", best(rounds.operation, name), lambda answer: answer.status == 401, authorization)
    elsewhere = best(rounds.operation, "the token in the query, a cookie and a header of its own")
    elsewhere.query = elsewhere.query + [("access_token", token)]
    elsewhere.headers = [("Cookie", f"access_token={token}"), ("X-Access-Token", token)]
    rounds.must("tokens count in Authorization alone", elsewhere, lambda answer: answer.status == 401, [])
    rounds.must("two tokens are none", best(rounds.operation, "two tokens"), lambda answer: answer.status in (400, 401),
                [f"Bearer {token}"] * 2)


def must_prove_the_password(rounds, best):
    """A password that was proven an hour ago is enough, except where the document says otherwise."""
    case = best(rounds.operation, "a password proven an hour ago")
    request = rounds.prepared(case)
    rounds.viewer.make_session_old()
    answer = rounds.send(case, request)
    asked = answer is not None and answer.status == 401 and answer.json()["code"] == "reauthentication_required"
    rounds.expect("a fresh password is asked for where the document says so", asked == rounds.operation.needs_fresh_password,
                  case, request, answer and f"{answer.status} {answer.body[:100]}")
