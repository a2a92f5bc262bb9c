"""Journals that lie in one place each: whoever finds nothing wrong with them would believe a server that broke its word. Of
each stands below its name what must be found."""

from shared.journal import Event, Session
from shared.viewers import PASSWORD

NEVER = "A" * 43  # a token of nobody


def an_edit_that_was_lost(account):
    """lost"""
    account.world.profile = "nobody wrote this"


def a_login_that_was_lost(account):
    """lost"""
    account.world.sessions.append(Session(NEVER, NEVER))


def a_device_that_was_lost(account):
    """lost"""
    account.world.strangers += 1


def a_signed_out_session_that_lives(account):
    """revived"""
    account.world.sessions[1].alive = False


def a_former_password_that_is_right(account):
    """revived"""
    account.world.former.append(account.world.password)
    account.world.password = PASSWORD.format("another")


def half_a_reset(account):
    """halves"""
    now, world = account.events[-1].returned, account.world
    account.pending = Event("reset", {"password": world.password, "link": NEVER}, now)
    world.password = PASSWORD.format("another")


def a_refused_token(account):
    """lost"""
    account.world.sessions[0].newest = NEVER


def an_unconfirmed_address(account):
    """lost"""
    account.activation = NEVER


def a_token_of_a_signed_out_session(account):
    """revived"""
    account.world.sessions[1].alive = False


def a_used_link_that_is_open(account):
    """revived"""
    account.world.links = dict.fromkeys(account.world.links, "used")


def a_spent_token_that_is_good(account):
    """revived"""
    for session in account.world.sessions:
        session.spent = [session.newest] * 2


def a_letter_that_never_came(account):
    """missing"""
    account.world.asked += 1


def a_letter_nobody_called_for(account):
    """uncalled_for"""
    account.world.notices -= 1
