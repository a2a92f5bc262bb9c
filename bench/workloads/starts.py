"""W7: from exec to the first answer, and what stays in memory."""

import os
import socket
import time

from generator import generate_clean
from stage import bare_endpoint
from workloads.ground import CONNECTIONS


def bare_start_ms():
    """Of the endpoint that does nothing."""
    started = time.perf_counter()
    with bare_endpoint(1) as (url, _):
        with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2]))) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: bench\r\n\r\n")
            connection.recv(4096)
        return (time.perf_counter() - started) * 1000


def start_and_memory(ground):
    again, first, bare, idle, busy = [], [], [], [], []
    with ground.serve() as foyer:
        file = ground.sessions(foyer)
    for _ in ground.rounds("W7: starts and memory"):
        bare.append(bare_start_ms())
        with ground.serve() as foyer:
            again.append((time.perf_counter() - foyer.started) * 1000)
            time.sleep(2)
            idle.append(foyer.resident_mb())
            generate_clean(foyer.url, "profile=90,refresh=10", sessions=file, connections=CONNECTIONS,
                           seconds=ground.options.seconds)
            busy.append(foyer.resident_mb())
        if ground.options.database == "sqlite":
            empty = os.path.join(ground.folder, f"empty{len(first)}")
            foyer = ground.start(empty)
            first.append(foyer.seconds_to_first_answer() * 1000)
            foyer.__exit__()
    ground.table.add("W7 start to first answer", "ms", again, ("<=", 50))
    ground.table.add("  against a bare endpoint", "ms", again, None, bare, "its own start")
    if first:
        ground.table.add("W7 start on an empty folder", "ms", first)
    ground.table.add("W7 memory, idle", "MB", idle, ("<=", 15), note="2 s after start")
    ground.table.add("W7 memory after load", "MB", busy, ("<=", 40), note="reads and refreshes")
