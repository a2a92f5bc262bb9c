"""Viewers to whom something was acknowledged that never happened: a drill that believes them would believe a fleet too."""

from shared.load import Viewer
from shared.verdict import expect


def an_edit_nobody_made(viewer):
    viewer.profile += 1


def a_session_that_is_over(viewer):
    viewer.refresh()
    viewer.ask("logout", "POST", "/auth/logout", {"refresh_token": viewer.tokens["refresh_token"]})


def a_token_that_is_spent(viewer):
    spent = viewer.tokens
    for _ in range(2):
        viewer.refresh()
    viewer.tokens = spent


def a_registration_without_a_letter(viewer):
    viewer.newcomers.append("nobody-wrote-to@example.com")


LIES = (an_edit_nobody_made, a_session_that_is_over, a_token_that_is_spent, a_registration_without_a_letter)


def is_found(fleet, viewer):
    return bool(viewer.check(fleet.balancer.port)) or bool(set(viewer.newcomers) - set(fleet.mailbox.recipients))


def tell_lies(fleet, email):
    believed = []
    for lie in (None, *LIES):
        viewer = Viewer(fleet.balancer.port, email)
        if lie:
            lie(viewer)
        if is_found(fleet, viewer) != bool(lie):
            believed.append(lie.__name__.replace("_", " ") if lie else "the truth is not")
    expect("lies would have been found", not believed, believed or f"{len(LIES)} of them, and the truth is believed")
