#!/usr/bin/env python3
"""Measures the Celery worker against a private Redis: tasks that do nothing, with results and events.

    cmake --preset release && ninja -C build/release celery_probe && python3 bench/celery.py [--tasks N] [--check]

Needs redis-server and python3-redis (script/setup --bench)."""

import argparse
import base64
import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import tempfile
import time
import uuid

import redis

ROUNDS = 3
GOALS = {"per_s": (">=", 5000), "first_ms": ("<=", 200), "rss_mb": ("<=", 15)}


def message(name):
    task = str(uuid.uuid4())
    body = base64.b64encode(b'[[], {}, {"callbacks": null, "errbacks": null, "chain": null, "chord": null}]').decode()
    return json.dumps({
        "body": body, "content-encoding": "utf-8", "content-type": "application/json",
        "headers": {"lang": "py", "task": name, "id": task, "shadow": None, "eta": None, "expires": None, "group": None,
                    "group_index": None, "retries": 0, "timelimit": [None, None], "root_id": task, "parent_id": None,
                    "argsrepr": "()", "kwargsrepr": "{}", "origin": "bench", "ignore_result": False},
        "properties": {"correlation_id": task, "reply_to": str(uuid.uuid4()), "delivery_mode": 2,
                       "delivery_info": {"exchange": "", "routing_key": "celery"}, "priority": 0,
                       "body_encoding": "base64", "delivery_tag": str(uuid.uuid4())}})


class Redis:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="bench-celery-")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process = subprocess.Popen(["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "",
                                         "--dir", self.folder, "--logfile", "redis.log"])
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.client = redis.Redis(port=self.port)
        wait_for(lambda: self.answers())

    def answers(self):
        try:
            return self.client.ping()
        except redis.ConnectionError:
            return False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def wait_for(claim, seconds=60):
    end = time.monotonic() + seconds
    while not claim():
        if time.monotonic() > end:
            raise SystemExit("waited too long")
        time.sleep(0.0005)


class Worker:
    def __init__(self, binary, url, **settings):
        words = [f"{name}={value}" for name, value in settings.items()]
        self.began = time.monotonic()
        self.process = subprocess.Popen([binary, "worker", url, *words], stderr=subprocess.DEVNULL)

    def rss_mb(self):
        with open(f"/proc/{self.process.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:")) / 1024

    def cpu_seconds(self):
        with open(f"/proc/{self.process.pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)


def throughput(binary, server, tasks, concurrency):
    """From the first reservation to the last acknowledgement of a queue that was full before."""
    server.client.flushall()
    with server.client.pipeline(transaction=False) as pipe:
        for _ in range(tasks):
            pipe.lpush("celery", message("probe.noop"))
        pipe.execute()
    with Worker(binary, server.url, concurrency=concurrency, events=1) as worker:
        wait_for(lambda: server.client.exists("unacked"))
        began = time.monotonic()
        wait_for(lambda: not server.client.exists("unacked", "celery"))
        seconds = time.monotonic() - began
        done = sum(1 for _ in server.client.scan_iter("celery-task-meta-*", count=10000))
        if done != tasks:
            raise SystemExit(f"{done} results of {tasks} tasks")
        return tasks / seconds, worker.rss_mb(), worker.cpu_seconds() * 1e6 / tasks


def first_task(binary, server):
    server.client.flushall()
    server.client.lpush("celery", message("probe.noop"))
    with Worker(binary, server.url) as worker:
        wait_for(lambda: server.client.keys("celery-task-meta-*"))
        return (time.monotonic() - worker.began) * 1000


def latency(binary, server, count=200):
    """From LPUSH to the published result, one task at a time."""
    server.client.flushall()
    waits = []
    with Worker(binary, server.url):
        pubsub = server.client.pubsub()
        pubsub.psubscribe("celery-task-meta-*")
        wait_for(lambda: server.client.exists("_kombu.binding.celery"))
        for _ in range(count):
            began = time.monotonic()
            server.client.lpush("celery", message("probe.noop"))
            while (pubsub.get_message(timeout=5) or {}).get("type") != "pmessage":
                pass
            waits.append((time.monotonic() - began) * 1000)
    return statistics.median(waits), sorted(waits)[int(count * 0.99) - 1]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", type=int, default=20000)
    parser.add_argument("--concurrency", type=int, default=32)
    parser.add_argument("--binary", default="build/release/bench/celery_probe")
    parser.add_argument("--check", action="store_true", help="fail when a goal is missed")
    options = parser.parse_args()
    binary = os.path.abspath(options.binary)
    with Redis() as server:
        runs = [throughput(binary, server, options.tasks, options.concurrency) for _ in range(ROUNDS)]
        p50, p99 = latency(binary, server)
        got = {"per_s": statistics.median(run[0] for run in runs), "rss_mb": max(run[1] for run in runs),
               "cpu_us": statistics.median(run[2] for run in runs),
               "first_ms": max(first_task(binary, server) for _ in range(5)), "latency_p50_ms": p50, "latency_p99_ms": p99}
    print(json.dumps({name: round(value, 2) for name, value in got.items()}))
    missed = [name for name, (bound, goal) in GOALS.items() if (got[name] < goal if bound == ">=" else got[name] > goal)]
    if options.check and missed:
        raise SystemExit(f"missed: {', '.join(missed)}")


if __name__ == "__main__":
    main()
