"""Starts a fleet on loopback, breaks it piece by piece under load and counts what was lost; see script/drill."""

import contextlib
import signal
import time

from fleet import doctor, upgrade
from shared.fleet import Fleet
from shared.load import Viewer, call, sign_in
from shared.program import until
from shared.verdict import arguments, drill, expect, say

RECOVERY = 5.0  # seconds
PATIENT = 60.0  # on a machine that has other things to do


def see_revocation(fleet, email, patient):
    say("a device is signed out on one server")
    one, two, three = (server.port for server in fleet.servers)
    tokens = sign_in(one, email)
    before = [call(port, "GET", "/user/profile", token=tokens["access_token"])[0] for port in (one, two, three)]
    call(two, "POST", "/auth/logout", {"refresh_token": tokens["refresh_token"]})
    ended = time.monotonic()
    gone = lambda: all(call(port, "GET", "/user/profile", token=tokens["access_token"])[0] == 401 for port in (one, three))
    until("the session's end everywhere", gone)
    spent = time.monotonic() - ended
    expect("its token is refused by the others", before == [200] * 3 and (patient or spent <= 1),
           f"after {spent * 1000:.0f} ms, at most 1 s")


def see_limits(fleet, email):
    say("wrong passwords, a different server each time")
    ports = [server.port for server in fleet.servers]
    statuses = [call(ports[each % 3], "POST", "/auth/login", {"email": email, "password": "Wrong-horse-1-battery"},
                     source=f"198.51.100.{each}")[0] for each in range(14)]
    expect("ten are looked at, whichever server is asked", statuses == [400] * 10 + [429] * 4, statuses)
    say("links nobody was sent, from one source")
    statuses = [call(ports[each % 3], "POST", "/auth/verify", {"token": "A" * 43}, source="192.0.2.1")[0] for each in range(36)]
    expect("thirty are looked at in a minute", statuses == [400] * 30 + [429] * 6, f"{statuses.count(400)}, then 429")


def answered_since(viewer, moment):
    return viewer.last_success > moment


def break_and_mend(viewers, what, program, *, how=signal.SIGKILL, ports=False, patient=False):
    say(f"{what} is killed and started again")
    program.end(how)
    program.start()
    if ports:
        program.wait_for_port()
    back = time.monotonic()
    time.sleep(RECOVERY + 1)
    if patient:
        until("an answer for every viewer", lambda: all(answered_since(viewer, back) for viewer in viewers), PATIENT)
        return
    late = [failure for viewer in viewers for failure in viewer.failures if failure[0] > back + RECOVERY]
    last = max((failure[0] - back for viewer in viewers for failure in viewer.failures), default=0)
    seen = sum(1 for viewer in viewers for failure in viewer.failures if failure[0] > back - RECOVERY)
    expect("requests succeed again", not late, f"last failure {max(last, 0):.1f} s after it was back ({seen} failed), at most 5 s")


def take_stock(fleet, viewers):
    say("what was promised")
    for viewer in viewers:
        viewer.stop()
    lost = [item for viewer in viewers for item in viewer.check(fleet.balancer.port)]
    edits, newcomers = sum(viewer.profile for viewer in viewers), [email for viewer in viewers for email in viewer.newcomers]
    expect("no acknowledged write was lost", not lost, f"{edits} edits, {len(viewers)} sessions; lost: {lost or 'none'}")
    waiting = lambda: set(newcomers) - set(fleet.mailbox.recipients)
    with contextlib.suppress(SystemExit):
        until("every mail", lambda: not waiting(), 150)
    sent = len(fleet.mailbox.recipients)
    expect("no mail was lost", not waiting(), f"{len(newcomers)} registrations, {sent} mails, {len(waiting())} missing")


def run(fleet, options):
    emails = fleet.make_accounts(options.viewers + 2)
    see_revocation(fleet, emails[0], options.patient)
    see_limits(fleet, emails[1])
    viewers = [Viewer(fleet.balancer.port, email) for email in emails[2:]]
    for viewer in viewers:
        viewer.start()
    patient = options.patient
    break_and_mend(viewers, "a server", fleet.servers[0], ports=True, patient=patient)
    break_and_mend(viewers, "a worker", fleet.workers[0], patient=patient)
    break_and_mend(viewers, "a beat", fleet.beats[0], patient=patient)
    break_and_mend(viewers, "Redis", fleet.redis, ports=True, patient=patient)
    break_and_mend(viewers, "PostgreSQL", fleet.postgres, how=signal.SIGQUIT, ports=True, patient=patient)
    upgrade.roll(fleet, viewers, options)
    take_stock(fleet, viewers)
    doctor.tell_lies(fleet, emails[0])
    say(f"{sum(viewer.requests for viewer in viewers)} requests in all")


def main():
    parser = arguments(__doc__)
    parser.add_argument("--viewers", type=int, default=8, help="how many sign in and never rest")
    parser.add_argument("--from", dest="older", help="the binary that the fleet starts with, to be upgraded from")
    parser.add_argument("--stay", action="store_true", help="start the fleet, break nothing, and wait for Ctrl+C")
    options = parser.parse_args()
    with drill("fleet") as folder:
        fleet = Fleet(folder, options.older or options.foyer)
        try:
            fleet.start()
            say(f"3 servers, 2 workers, 2 beats behind http://127.0.0.1:{fleet.balancer.port} (logs in {folder})")
            if options.stay:
                with contextlib.suppress(KeyboardInterrupt):
                    signal.pause()
            else:
                run(fleet, options)
        finally:
            fleet.stop()
