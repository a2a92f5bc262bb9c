"""Tells lies about accounts and holds a drill's own looks to find them; each is told of an account of its own, since to look at
one with a token may spend it."""

import socket
import threading
from concurrent.futures import ThreadPoolExecutor

from shared import lies
from shared.line import NO_ANSWER, Line
from shared.look import Findings, Look, steal, try_tokens
from shared.program import until
from shared.verdict import expect
from shared.viewers import Newcomer, Resident

TOGETHER = 8


class Forgetful(Resident):
    """Takes another token for the one that it got."""

    def refresh(self, account, number):
        super().refresh(account, number)
        account.world.sessions[number].newest = lies.NEVER


def a_second_successor(account):
    """halves"""


def nothing_but_the_truth(account):
    """Nothing is found."""


class Doctor:
    """Has an account with two sessions, one of them refreshed, a profile, a changed password and an open link."""

    def __init__(self, port, letters, name, resident=Resident):
        self.letters, self.findings = letters, Findings()
        newcomer = Newcomer(f"doctor-{name}", port, letters, name)
        self.viewer = viewer = resident(name, port, letters, name, newcomers=None)
        self.account = account = newcomer.new_account()
        newcomer.register(account)
        until("its letter", lambda: letters.links(account.email, "verify"), 60)
        newcomer.confirm(account, letters.links(account.email, "verify")[0])
        viewer.login(account)
        viewer.edit(account, 0)
        viewer.change(account, 0)
        viewer.login(account)
        for _ in range(3):
            viewer.refresh(account, 0)
        viewer.ask_for_link(account)
        until("its link", lambda: viewer.collect_links(account) and not letters.missing([account]), 60)

    def look(self):
        Look(self.viewer, self.account, self.findings, thorough=True).take()
        self.account.retired = False

    def try_tokens(self):
        try_tokens(self.viewer, self.account, self.findings, thorough=True)

    def steal(self):
        steal(self.viewer, self.account, self.findings)

    def wait_for_letters(self):
        until("its letters", lambda: not self.letters.missing([self.account]), 60)

    def found(self):
        of_account = {kind for kind in ("lost", "halves", "revived") if getattr(self.findings, kind)}
        return of_account | {kind for kind in ("missing", "uncalled_for") if getattr(self.letters, kind)([self.account])}


SEEN = (lies.an_edit_that_was_lost, lies.a_login_that_was_lost, lies.a_device_that_was_lost,
        lies.a_signed_out_session_that_lives, lies.a_former_password_that_is_right, lies.half_a_reset,
        lies.a_letter_that_never_came, lies.a_letter_nobody_called_for)
TRIED = (lies.a_refused_token, lies.an_unconfirmed_address, lies.a_token_of_a_signed_out_session, lies.a_used_link_that_is_open,
         a_second_successor)
LIES = dict.fromkeys(SEEN, Doctor.look) | dict.fromkeys(TRIED, Doctor.try_tokens) | {lies.a_spent_token_that_is_good: Doctor.steal}


def tell(port, letters, lie, *judges):
    """What is found wrong with an account whose journal was doctored."""
    doctor = Doctor(port, letters, lie.__name__, Forgetful if lie is a_second_successor else Resident)
    lie(doctor.account)
    for judge in judges:
        judge(doctor)
    return doctor.found()


def check_ourselves(port, letters):
    with ThreadPoolExecutor(TOGETHER) as pool:
        told = {lie: pool.submit(tell, port, letters, lie, judge) for lie, judge in LIES.items()}
        truth = pool.submit(tell, port, letters, nothing_but_the_truth, Doctor.look, Doctor.try_tokens, Doctor.steal,
                            Doctor.wait_for_letters)
        believed = [lie.__name__.replace("_", " ") for lie, found in told.items() if lie.__doc__ not in found.result()]
    believed += [] if finds_a_silence() else ["a connection closed instead of an answer"]
    expect("lies in the journal are found, and none in a true one", not believed and not truth.result(),
           f"{len(LIES) + 1} told; believed: {', '.join(believed) or 'none'}; found in the truth: {truth.result() or 'nothing'}")


def finds_a_silence():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        hangs_up = threading.Thread(target=lambda: listener.accept()[0].close())
        hangs_up.start()
        line = Line(listener.getsockname()[1])
        status, _ = line.ask("GET", "/user/profile")
        hangs_up.join()
    return status == NO_ANSWER and len(line.silences) == 1
