"""What one connection costs by kind, each kind at a server of its own: in a crowd the many idle would hide what the few
need, and memory that one kind gave back would be the next one's."""

import os
import time

from shared.alone import Alone
from shared.verdict import expect, say
from slow.crowd import Crowd, Deaf, LongBody, LongHead, SlowBody, SlowHead

PER_CONNECTION = 128  # KiB
FIRST = 8  # who cost what any first request costs, and stay
KINDS = {SlowHead: "slow headers", LongHead: "slow headers of 15 KiB", SlowBody: "slow bodies",
         LongBody: "slow bodies of 59 KiB", Deaf: "those who do not read"}


def hold(server, seconds):
    """The most memory meanwhile."""
    most, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        most = max(most, server.resident())
        time.sleep(0.2)
    return most


def each_kind(folder, kinds, options):
    say("each kind of them alone, at a server of its own")
    for kind, who in KINDS.items():
        of_its_own = os.path.join(folder, kind.__name__)
        os.mkdir(of_its_own)
        server = Alone(of_its_own, options.foyer).start()
        try:
            weigh(server, kind, next(count for like, count in kinds.items() if issubclass(kind, like)), who, options)
        finally:
            server.stop()


def weigh(server, kind, count, who, options):
    first = Crowd(server.port, {kind: FIRST}).start()
    before = hold(server, 0.5)
    crowd = Crowd(server.port, {kind: count}).start()
    most, connected = hold(server, 2 if options.patient else 8), crowd.connected
    crowd.leave()
    first.leave()
    each = (most - before) / count
    expect(f"memory for {who}", connected >= count * 0.95 and each <= PER_CONNECTION,
           f"{each:.1f} KiB a connection, {before} KiB before and {most} KiB with {connected} of {count}")
