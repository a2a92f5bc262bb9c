"""Clients that are slow, deaf, too many or hostile, and what those who behave notice of them; see script/drill."""

import contextlib
import json
import os
import resource
import time

from shared.alone import Alone
from shared.load import sign_in
from shared.program import until
from shared.verdict import arguments, drill, expect, say
from slow import hostile, weigh
from slow.crowd import Crowd, Deaf, Idle, SlowBody, SlowHead
from slow.probe import Probe, percentile, request
from slow.visits import PATIENCE, Visits

KINDS = {Idle: 10_000, SlowHead: 1_000, SlowBody: 200, Deaf: 200}
HEADER_TIMEOUT = 10  # seconds that a header may take
VISITORS = 16  # enough to keep every core at hashing, few enough that none waits for long
OWNERS = 3  # accounts whose sessions are watched: among visitors a 51st session would end theirs


def milliseconds(seconds):
    return f"{seconds * 1000:.1f} ms"


def cheap_requests(port, email):
    """A token needs a login, so these are made before logins become scarce."""
    return {"ready": request("GET", "/health/ready"), "keys": request("GET", "/.well-known/jwks.json"),
            "profile": request("GET", "/api/v1/user/profile", sign_in(port, email)["access_token"])}


def judge_probe(what, probe, most, options):
    took, failures = probe.stop()
    every = [each for answers in took.values() for each in answers]
    by_name = ", ".join(f"{name} {milliseconds(percentile(answers, 0.99))}" for name, answers in took.items())
    expect(f"{what}: every request is answered", not failures, f"{len(every)} requests, failures: {failures[:5] or 'none'}")
    expect(f"{what}: p99", options.patient or all(percentile(answers, 0.99) < most for answers in took.values()),
           f"{by_name}; {'not judged' if options.patient else f'at most {milliseconds(most)}'}; load average {os.getloadavg()[0]:.1f}")


def affordable(kinds):
    """A process may have only so many descriptors; the idle ones make room."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(hard, 65536), max(hard, 65536)))
        hard = max(hard, 65536)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    others = sum(count for kind, count in kinds.items() if kind is not Idle)
    idle = max(0, min(kinds[Idle], hard - others - 100))
    expect("every idle client can be brought", idle == kinds[Idle], f"{idle} of {kinds[Idle]}")
    say(f"{idle} idle, {kinds[SlowHead]} slow headers, {kinds[SlowBody]} slow bodies, {kinds[Deaf]} who do not read "
        f"({hard} descriptors allowed)")
    return kinds | {Idle: idle}


def besiege(server, kinds, token_owner, options, *, seconds, leave):
    """How much memory the crowd took at most, and how much stayed; KiB."""
    descriptors, before = server.descriptors(), server.resident()
    crowd = Crowd(server.port, kinds).start()
    probe = Probe(server.port, cheap_requests(server.port, token_owner))
    most = weigh.hold(server, seconds)
    judge_probe("those who behave", probe, 1.0, options)
    expect("the crowd was admitted", crowd.not_admitted == 0 and crowd.connected >= crowd.size * 0.95,
           f"{crowd.connected} of {crowd.size} connected; {crowd.not_admitted} were not let in")
    if seconds > HEADER_TIMEOUT + 1:
        expect("the slow are told why and sent away", crowd.told_why > 0, f"{crowd.told_why} heard 408, {crowd.ended_by_server} ended")
    each = (most - before) / crowd.size
    expect("memory", each <= weigh.PER_CONNECTION, f"{each:.1f} KiB a connection, {before} KiB before and {most} KiB with them")
    if leave:
        crowd.leave()
    else:
        crowd.fall_silent()
    back = until("the end of every connection", lambda: server.descriptors() <= descriptors + 2, 90)
    after = server.resident()
    who = "they left" if leave else "they fell silent"
    expect("descriptors return", True, f"{descriptors} before, {server.descriptors()} {back:.1f} s after {who}; {after} KiB")
    crowd.leave()
    return most, after


def see_slow_clients(server, emails, kinds, options):
    weigh.each_kind(server.folder, kinds, options)
    say("they stay, send a byte a second, and leave at once")
    first = besiege(server, kinds, emails[0], options, seconds=12 if options.patient else 25, leave=True)
    say("the same again, and they fall silent: the server has to end them")
    second = besiege(server, kinds, emails[0], options, seconds=4 if options.patient else 25, leave=options.patient)
    room = 1.1 * first[0]
    expect("memory does not grow from one crowd to the next", max(second) <= room,
           f"{first[0]} KiB and {second[0]} KiB at most, {first[1]} KiB and {second[1]} KiB afterwards")


def see_hostile_input(server, options):
    say("bytes that are no requests")
    descriptors, outcomes = server.descriptors(), {}
    for what, sent in hostile.inputs():
        outcomes.setdefault(hostile.outcome(server.port, sent), []).append(what)
    told = {status: len(which) for status, which in outcomes.items()}
    bad = {status: which for status, which in outcomes.items() if status in ("hung", 500, 502, 503)}
    expect("each is refused or ended", not bad, bad or told)
    expect("who closes their side is answered", hostile.half_closed(server.port) == 200, "200")
    hostile.abandoned(server.port, 400 if options.patient else 4000)
    back = until("the end of every connection", lambda: server.descriptors() <= descriptors + 2, 30)
    expect("it lives, and nothing stays open", server.lives(), f"the same process, {server.descriptors()} descriptors after {back:.1f} s")


def see_busy_hashing(server, emails, options):
    say(f"cheap requests while logins take every core (bcrypt cost {options.cost})")
    requests = cheap_requests(server.port, emails[0])
    idle = Probe(server.port, requests, pause=0.02)
    time.sleep(1 if options.patient else 4)
    judge_probe("beside nothing", idle, 0.05, options)
    seconds = 5 if options.patient else 20
    logins = Visits(server.port, emails[OWNERS:], "crowded", VISITORS, seconds, 1)
    time.sleep(1)
    probe = Probe(server.port, requests, pause=0.02)
    time.sleep(seconds - 2)
    judge_probe("beside logins", probe, 0.05, options)
    served, outcomes, *_ = logins.result()
    expect("logins went on meanwhile", served > 0, f"{served:.1f} a second, {dict(outcomes)}")


def see_overload(server, emails, options):
    seconds, warm_up = (6, 2) if options.patient else (options.seconds, options.seconds / 3)
    say(f"the most visits that can be served, then four times as many for {seconds} s")
    requests = cheap_requests(server.port, emails[1])
    peak, outcomes, waits, _ = Visits(server.port, emails[OWNERS:], "crowded", VISITORS, seconds, warm_up).result()
    expect("peak", peak > 0, f"{peak:.1f} visits/s, {dict(outcomes)}, a login took {percentile(waits, 0.5):.2f} s")
    storm = Visits(server.port, emails[OWNERS:], "stormed", 4 * peak, seconds, warm_up)
    probe = Probe(server.port, requests, pause=0.02)
    goodput, outcomes, waits, refusals = storm.result()
    judge_probe("beside the storm", probe, 0.05, options)
    expect("goodput", options.patient or goodput >= 0.8 * peak,
           f"{goodput:.1f} visits/s, {goodput / peak:.0%} of the peak, {'not judged' if options.patient else 'at least 80 %'}; {dict(outcomes)}; "
           f"a login took {percentile(waits, 0.5):.2f} s, at most {max(waits, default=0):.1f} s of {PATIENCE}")
    clean = set(outcomes) <= {"completed", "429", "503"} | ({"gave up waiting"} if options.patient else set())
    expect("those who were not served were told so", clean, f"429 or 503 with Retry-After, p99 after {milliseconds(percentile(refusals, 0.99))}")
    again = until("a login afterwards", lambda: login_works(server, emails[2]), 60)
    expect("a login afterwards", server.lives(), f"{again:.1f} s after the last of them had left")


def login_works(server, email):
    with contextlib.suppress(SystemExit):
        return bool(sign_in(server.port, email))
    return False


def main():
    parser = arguments(__doc__)
    parser.add_argument("--cost", type=int, default=12, help="of bcrypt while logins are measured")
    parser.add_argument("--seconds", type=int, default=60, help="how long an overload lasts")
    parser.add_argument("--only", choices=["slow", "hostile", "busy", "overload"], action="append", help="these parts alone")
    options = parser.parse_args()
    wanted = options.only or ["slow", "hostile", "busy", "overload"]
    if options.patient:
        options.cost = 8
    with drill("slow") as folder:
        kinds = affordable({kind: count // 50 if options.patient else count for kind, count in KINDS.items()})
        server = Alone(folder, options.foyer, BCRYPT_COST=options.cost).start()
        try:
            emails = server.make_accounts(60 if options.patient else 2000)
            if "slow" in wanted:
                see_slow_clients(server, emails, kinds, options)
            if "hostile" in wanted:
                see_hostile_input(server, options)
            if "busy" in wanted:
                see_busy_hashing(server, emails, options)
            if "overload" in wanted:
                see_overload(server, emails, options)
            expect("the server is the one that was started", server.lives(), json.dumps({"resident": server.resident()}))
        finally:
            code = server.stop()
        expect("it stops as asked", code == 0, f"exit code {code}")
