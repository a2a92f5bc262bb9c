"""Viewers to whom something was acknowledged that never happened: a drill that believes them would believe a server too."""

from shared.load import sign_in
from shared.verdict import expect
from weather.guests import Guest


def an_edit_nobody_made(guest):
    guest.profile += 1


def a_sign_out_that_ended_nothing(guest):
    guest.signed_out.append(sign_in(guest.port, guest.email))


def a_password_that_is_the_old_one(guest):
    guest.changed.append(guest.email)


def a_session_that_is_over(guest):
    guest.refresh()
    guest.ask("logout", "POST", "/auth/logout", {"refresh_token": guest.tokens["refresh_token"]})


def a_registration_without_a_letter(guest):
    guest.newcomers.append("nobody-wrote-to@example.com")


def a_change_without_a_notice(guest):
    guest.letters.append((guest.email, "notice"))


def a_link_that_was_never_sent(guest):
    guest.letters.append((guest.email, "reset"))


LIES = (an_edit_nobody_made, a_sign_out_that_ended_nothing, a_password_that_is_the_old_one, a_session_that_is_over,
        a_registration_without_a_letter, a_change_without_a_notice, a_link_that_was_never_sent)


def is_found(guest, office):
    return bool(guest.lost() or guest.revived() or guest.check(guest.port) or office.missing(guest.owed()))


def tell_lies(town, office):
    believed = []
    for lie in (None, *LIES):
        guest = Guest(town.port, town.resident)
        guest.profile = town.resident_edit  # of which it knows
        if lie:
            lie(guest)
        if is_found(guest, office) != bool(lie):
            believed.append(lie.__name__.replace("_", " ") if lie else "the truth is not")
    expect("lies would have been found", not believed, believed or f"{len(LIES)} of them, and the truth is believed")
