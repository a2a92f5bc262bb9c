"""Documents that lie in one place each: a drill that finds nothing in them would find nothing in a true one either."""

import copy

from contract import doors
from contract.document import Document
from contract.rounds import Rounds

PROFILE = "/api/v1/user/profile"
EXAMPLES = 50


def an_answer_nobody_listed(source):
    """only documented statuses"""
    del source["paths"][PROFILE]["put"]["responses"]["200"]


def a_member_nobody_answers(source):
    """bodies fit their schema"""
    source["components"]["schemas"]["ProfileResponse"]["required"].append("shoe_size")


def a_member_of_another_type(source):
    """bodies fit their schema"""
    source["components"]["schemas"]["ProfileResponse"]["properties"]["email"] = {"type": "integer"}


def names_that_are_longer(source):
    """nothing is refused that the document allows"""
    for name in ("first_name", "last_name"):
        text = source["components"]["schemas"]["ProfileChange"]["properties"][name]["anyOf"][0]
        text["minLength"], text["maxLength"] = 150, 200


def names_that_are_shorter(source):
    """nothing is taken that the document forbids"""
    for name in ("first_name", "last_name"):
        source["components"]["schemas"]["ProfileChange"]["properties"][name]["anyOf"][0]["maxLength"] = 3


def a_failure_of_another_name(source):
    """only documented codes"""
    examples = source["paths"][PROFILE]["put"]["responses"]["401"]["content"]["application/json"]["examples"]
    examples["gone"] = examples.pop("not_authenticated")
    examples["gone"]["value"]["code"] = "gone"


def a_type_nobody_sends(source):
    """only documented types"""
    content = source["paths"][PROFILE]["put"]["responses"]["200"]["content"]
    content["application/xml"] = content.pop("application/json")


def a_method_less(source):
    """Allow names the documented methods"""
    del source["paths"][PROFILE]["patch"]


def an_open_door(source):
    """every operation can succeed"""
    del source["paths"][PROFILE]["put"]["security"]


def a_fresh_password(source):
    """a fresh password is asked for where the document says so"""
    source["paths"][PROFILE]["put"]["description"] += " Needs a password proven within the last 15 minutes."


LIES = (an_answer_nobody_listed, a_member_nobody_answers, a_member_of_another_type, names_that_are_longer,
        names_that_are_shorter, a_failure_of_another_name, a_type_nobody_sends, a_method_less, an_open_door,
        a_fresh_password)


def is_found(lie, house, source, number):
    changed = copy.deepcopy(source)
    lie(changed)
    document = Document(changed)
    rounds = Rounds(house, document, document.at(PROFILE, "PUT"), lie.__name__.replace("_", "-"))
    doors.all_of(rounds)
    found = rounds.any_requests(EXAMPLES, number)
    return lie.__doc__ in {rule for _, rule, _ in found.worst}
