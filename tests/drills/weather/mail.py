"""A mail server of every mood, beside a server that owes its viewers letters."""

import contextlib
import time

from shared.program import until
from shared.verdict import expect, say
from weather import post


def see_mail(town, office, dead_jobs):
    """dead_jobs: asks how many letters were given up."""
    office_in = lambda mood: lambda: (setattr(office, "mood", mood), office.hang_up())  # a kept connection is the old mood's
    fine = lambda: setattr(office, "mood", post.FINE)
    town.storm("the mail server refuses connections", office.close, office.open)
    arrives = (lambda: None) if town.options.patient else (lambda: town.judge_mail(office))
    arrives()
    for what, mood in {"says 421": post.NOT_SERVING, "says 451": post.BUSY, "says 554 to us": post.WE_ARE_UNWANTED,
                       "drops the connection after the letter": post.DROPS_LETTERS}.items():
        before = office.refused
        town.storm(f"the mail server {what}", office_in(mood), fine)
        expect("it was asked meanwhile", office.refused > before, f"{office.refused - before} times")
        arrives()
    hang_up = office.hang_up if town.options.patient else (lambda: None)  # a true hole keeps what it has for 30 s
    town.storm("the mail server takes connections and is silent", office_in(post.SILENT), lambda: (fine(), hang_up()))
    town.judge_mail(office)
    town.storm("the mail server knows no such viewer", office_in(post.NO_SUCH_VIEWER), fine)
    time.sleep(1)
    with contextlib.suppress(SystemExit):
        until("every refused letter's end", lambda: dead_jobs() == len(office.unknown), 10)
    given_up = dead_jobs()
    expect("who cannot be written to is given up, and that can be seen", given_up == len(office.unknown) > 0,
           f"{given_up} dead jobs, {len(office.unknown)} letters refused")
    town.judge_mail(office, never=set(office.unknown))
    say(f"{office.repeated()} of {len(office.took)} letters came twice: at least once was promised")
