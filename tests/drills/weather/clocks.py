"""A server whose clock of the wall jumps while it runs, by Debian's faketime. Its monotonic clock goes on, as a real one."""

import contextlib
import http.client
import os
import signal
import time

from shared.alone import Alone
from shared.load import PASSWORD, sign_in
from shared.neighbours import Postgres
from shared.program import until
from shared.verdict import expect, say
from weather import post
from weather.guests import converse

LIBRARY = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"
LONGEST_LOCK = 3600  # seconds that wrong passwords may cost
FIRST_RETRY = 10  # seconds: 5, give or take a fifth, and what a busy machine adds


class Clock:
    def __init__(self, folder):
        self.file = os.path.join(folder, "clock")
        self.shift(0)
        self.environment = {"LD_PRELOAD": LIBRARY, "FAKETIME_TIMESTAMP_FILE": self.file, "FAKETIME_NO_CACHE": 1,
                            "DONT_FAKE_MONOTONIC": 1, "FAKETIME_DONT_FAKE_MONOTONIC": 1, "NO_FAKE_STAT": 1}

    def shift(self, hours):
        """Whole at once: a file that is read while it is written would be another time."""
        with open(self.file + ".new", "w") as clock:
            clock.write(f"{hours * 3600:+d}\n")
        os.replace(self.file + ".new", self.file)


class Watcher:
    """Asks one server and remembers every answer that no client may see."""

    def __init__(self, port):
        self.port, self.failed = port, []

    def ask(self, *arguments, **options):
        status, _, answer = converse(self.port, *arguments, **options)
        if status == 0 or status >= 500:
            self.failed.append(f"{arguments[1]}: {status}")
        return status, answer

    def works(self, tokens):
        """Statuses of a read, a refresh and an edit by what the refresh brought."""
        read, _ = self.ask("GET", "/user/profile", token=tokens["access_token"])
        refreshed, fresh = self.ask("POST", "/auth/refresh", {"refresh_token": tokens["refresh_token"]})
        edited = 0
        if refreshed == 200:
            edited, _ = self.ask("PUT", "/user/profile", {"info": "edit 1"}, fresh["access_token"])
            tokens.update(fresh)
        return read, refreshed, edited

    def locked_for(self, email):
        """Seconds that a further wrong password has to wait."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        with contextlib.closing(connection):
            body = f'{{"email": "{email}", "password": "{PASSWORD}x"}}'
            connection.request("POST", "/api/v1/auth/login", body, {"Content-Type": "application/json"})
            return int(connection.getresponse().getheader("Retry-After", 0))


def see_jump(alone, clock, office, emails, hours):
    say(f"the clock jumps by {hours:+d} h")
    watcher, old = Watcher(alone.port), sign_in(alone.port, emails[0])
    for _ in range(11):
        watcher.locked_for(emails[1])
    waiting = http.client.HTTPConnection("127.0.0.1", alone.port, timeout=15)
    waiting.request("GET", "/health/ready")
    waiting.getresponse().read()
    office.mood, before = post.BUSY, office.refused
    tokens = sign_in(alone.port, emails[3])  # of a notice, for a link may be too old when its letter can be sent
    change = {"old_password": PASSWORD, "new_password": PASSWORD + "2"}
    watcher.ask("POST", "/auth/change-password", change, tokens["access_token"])
    until("a letter that has to wait", lambda: office.refused > before)
    office.mood = post.FINE
    clock.shift(hours)
    began = time.monotonic()
    judge_sessions(watcher, old, emails[0], hours)
    locked = watcher.locked_for(emails[1])
    expect("wrong passwords lock nobody out for longer", locked <= LONGEST_LOCK, f"{locked} s of at most {LONGEST_LOCK}")
    watcher.ask("POST", "/auth/register", {"email": "new@example.com", "password": PASSWORD})
    judge_letter(office, "a new letter", "new@example.com", began)
    # A letter that waits for its next turn waits by the clock of the wall, so after a jump back it may wait until then.
    early = hours > 0 and judge_letter(office, "the letter that waited", emails[3], began)
    waiting.request("GET", "/health/ready")
    expect("who was connected still is", (status := waiting.getresponse().status) == 200, status)
    waiting.close()
    during = sign_in(alone.port, emails[2])
    clock.shift(0)
    say(f"and back by {-hours:+d} h")
    read, refreshed, edited = watcher.works(during)
    legal = [200, 401] if hours < -23 else [200]
    expect("a session of the other time goes on", refreshed in legal, f"read {read}, refresh {refreshed}, edit {edited}")
    if not early:
        judge_letter(office, "the letter that waited", emails[3], time.monotonic())
    judge_sessions(watcher, during, emails[2], hours)
    expect("no request failed, no process ended", not watcher.failed and alone.lives(), watcher.failed or "none")


def judge_sessions(watcher, old, email, hours):
    read, refreshed, edited = watcher.works(old)
    # After a day without a refresh a session is over, and so it is after a day that was none.
    legal = [200, 401] if abs(hours) >= 24 else [200]
    expect("a session from before goes on", refreshed in legal and (edited == 200) == (refreshed == 200),
           f"read {read}, refresh {refreshed}, edit {edited}")
    statuses = watcher.works(sign_in(watcher.port, email))
    expect("a new login works at once", statuses == (200, 200, 200), statuses)


def judge_letter(office, what, email, began):
    while email not in office.recipients and time.monotonic() < began + FIRST_RETRY:
        time.sleep(0.05)
    came = email in office.recipients
    expect(f"{what} comes", came, f"{time.monotonic() - began:.1f} s later" if came else f"not within {FIRST_RETRY} s")
    return came


class OnPostgres(Alone):
    """Its database keeps the true time, as one on another machine does."""

    def __init__(self, folder, foyer, **settings):
        self.postgres = Postgres(folder).start().wait()
        super().__init__(folder, foyer, DATABASE_URL=self.postgres.url, **settings)

    def make_accounts(self, count):
        emails = [f"viewer{each}@example.com" for each in range(count)]
        for email in emails:
            self.command("user", "create", email, "--password-stdin", told=PASSWORD)
        return emails

    def stop(self):
        code = super().stop()
        self.postgres.end(signal.SIGINT)
        return code


def on_a_clock(folder, options, server=Alone):
    if not os.path.exists(LIBRARY):
        expect("the clock is there to be moved", options.patient, "left out: the package faketime is not here")
        return
    for hours in (1, -24) if options.patient else (1, -1, 24, -24):
        of_its_own = os.path.join(folder, f"{hours:+d}")
        os.mkdir(of_its_own)
        clock, office = Clock(of_its_own), post.Post()
        alone = server(of_its_own, options.foyer, BCRYPT_COST=4, **office.settings, **clock.environment).start()
        try:
            see_jump(alone, clock, office, alone.make_accounts(4), hours)
        finally:
            expect("it stops as asked", (code := alone.stop()) == 0, f"exit code {code}")


def beside_postgres(folder, options):
    say("PostgreSQL, whose clock goes on")
    on_a_clock(folder, options, OnPostgres)
