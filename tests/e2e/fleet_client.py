"""A Python Celery client of a fleet: fleet_client.py SCENARIO [ARGUMENT...] prints one JSON value. The tools are those of
client.py in tests/contract/celery, which PYTHONPATH names."""

import json
import sys

from celery import chain

from client import app, ended, send

CLEANUP = "tasks.auth.cleanup_expired_tokens"


def cleanup():
    return ended(send(CLEANUP))


def refused(cleanup_row):
    """What nobody may order, whoever asks; `cleanup_row` is the number of a job that is no mail."""
    return {
        "unknown": ended(send("os.system", "id")),
        "address": ended(send("send_email", "victim@example.com", "subject", "body")),
        "named": ended(send("send_email", kwargs={"to": "victim@example.com"})),
        "rowless": ended(send("send_email")),
        "negative": ended(send("send_email", -1)),
        "fraction": ended(send("send_email", 1.5)),
        "truth": ended(send("send_email", True)),
        "sql": ended(send(CLEANUP, "1; DROP TABLE users")),
        "pickle": ended(send(CLEANUP, serializer="pickle")),
        "chain": ended(chain(app.signature(CLEANUP), app.signature(CLEANUP)).apply_async().parent),
        "foreign_row": ended(send("send_email", int(cleanup_row))),
        "no_such_row": ended(send("send_email", 2**62)),
    }


def inspected(node):
    """Everything `celery inspect` asks a worker for, as soon as it works on something."""
    inspect = app.control.inspect(timeout=5, destination=[node])
    while not (inspect.active() or {}).get(node):
        pass
    return {name: getattr(inspect, name)()[node] for name in
            ("ping", "active", "registered", "stats", "reserved", "scheduled", "active_queues", "conf")}


def main():
    scenario, *arguments = sys.argv[1:]
    print(json.dumps(globals()[scenario](*arguments), default=str))


if __name__ == "__main__":
    main()
