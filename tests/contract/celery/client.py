"""What Python's Celery client sees of a worker: client.py SCENARIO [ARGUMENT...] prints one JSON value.
CELERY_URL names the Redis. Each scenario is a function below."""

import json
import os
import sys
import threading
import time

from celery import Celery, chain, chord, group
from celery.result import AsyncResult
from kombu.exceptions import OperationalError

url = os.environ["CELERY_URL"]
app = Celery("client", broker=url, backend=url)
app.conf.update(task_serializer="json", result_serializer="json", accept_content=["json"])
app.conf.broker_transport_options = {"priority_steps": [0, 3, 6, 9]}
PATIENCE = 30


def send(name, *args, **options):
    kwargs = options.pop("kwargs", {})
    return app.signature(name, args=args, kwargs=kwargs).apply_async(**options)


def ended(result):
    """How a task ended, whatever way."""
    try:
        value = result.get(timeout=PATIENCE)
        return {"status": result.status, "value": value}
    except Exception as error:  # what clients are shown is what is tested
        return {"status": result.status, "type": type(error).__name__, "text": str(error)}


def results():
    return {
        "noop": ended(send("probe.noop")),
        "delay": ended(app.signature("probe.echo").delay(1, "two", three=[None, {}])),
        "headers": ended(send("probe.echo", headers={"traceparent": "00-ab-cd-01"}, time_limit=60))["value"],
        "fail": ended(send("probe.fail")),
        "throw": ended(send("probe.throw")),
        "unknown": ended(send("probe.nobody_registered_this")),
        "countdown": ended(send("probe.noop", countdown=0.3)),
        "expired": ended(send("probe.noop", countdown=0.5, expires=0.2)),
        "retried": ended(send("probe.again", 2)),
        "group": [each["args"] for each in group(app.signature("probe.echo", args=[i]) for i in range(5))
                  .apply_async().get(timeout=PATIENCE)],
        "priorities": [ended(send("probe.echo", step, priority=step))["value"]["args"] for step in (0, 3, 5, 9)],
    }


def refusals():
    noop = app.signature("probe.noop")
    header = app.signature("probe.noop")
    return {
        "pickle": ended(send("probe.noop", serializer="pickle")),
        "compressed": ended(send("probe.noop", compression="zlib")),
        "callback": ended(noop.apply_async(link=app.signature("probe.noop"))),
        "errback": ended(noop.apply_async(link_error=app.signature("probe.noop"))),
        "chain": ended(chain(noop, app.signature("probe.noop")).apply_async().parent),
        "chord": ended(chord([header], app.signature("probe.noop"))().parent.children[0]),
    }


def ignored():
    result = send("probe.noop", ignore_result=True)
    ended(send("probe.noop"))
    return AsyncResult(result.id, app=app).status


def revoked(node):
    """Revokes a task that waits for its time, once a worker holds it."""
    result = send("probe.noop", countdown=3600)
    inspect = app.control.inspect(timeout=5, destination=[node])
    while not (inspect.scheduled() or {}).get(node):
        pass
    scheduled = inspect.scheduled()[node][0]
    reply = app.control.revoke(result.id, reply=True, timeout=5, destination=[node])
    return {"end": ended(result), "reply": reply[0][node], "known": result.id in inspect.revoked()[node],
            "scheduled": [scheduled["request"]["id"] == result.id, scheduled["priority"], "eta" in scheduled]}


def revoke_unseen(task_id, node):
    return app.control.revoke(task_id, reply=True, timeout=5, destination=[node])[0][node]


def knows_revoked(task_id, node):
    inspect = app.control.inspect(timeout=5, destination=[node])
    while task_id not in (inspect.revoked() or {}).get(node, []):
        pass
    return True


def inspected(node, release):
    """Every question, while a task holds the thread of the handlers until there is a file `release`."""
    holding = send("probe.hold", release)
    waiting = send("probe.echo", "waiting", countdown=3600)
    inspect = app.control.inspect(timeout=5, destination=[node])
    while not (inspect.active() or {}).get(node) or not inspect.scheduled()[node]:
        pass
    answers = {name: getattr(inspect, name)()[node] for name in
               ("ping", "active", "registered", "stats", "scheduled", "reserved", "active_queues", "conf", "revoked",
                "clock", "report")}
    answers["query_task"] = inspect.query_task(holding.id, waiting.id)[node]
    answers["same"] = [answers["active"][0]["id"] == holding.id, answers["reserved"][0]["id"] == waiting.id,
                       sorted(answers["query_task"]) == sorted([holding.id, waiting.id])]
    answers["refused"] = {name: app.control.broadcast(name, reply=True, timeout=5, destination=[node],
                                                      arguments=arguments)[0][node]
                          for name, arguments in (("shutdown", {}), ("pool_grow", {"n": 1}), ("rate_limit", {}),
                                                  ("add_consumer", {"queue": "other"}), ("bogus", {}))}
    answers["others"] = app.control.inspect(timeout=0.5, destination=["celery@elsewhere"]).ping()
    answers["pattern"] = app.control.ping(timeout=5, pattern=node.split("@")[0] + "@*", matcher="glob", limit=1)
    answers["still"] = holding.status
    open(release, "w").close()
    answers["then"] = ended(holding)["value"]
    return answers


def events(count):
    """The types of events that a Receiver gets of some tasks, with task events switched on from here."""
    seen, ready = [], threading.Event()
    with app.connection_for_read() as connection:
        receiver = app.events.Receiver(connection, handlers={"*": seen.append})

        def listen():
            with receiver:
                pass

        def capture():
            for _ in receiver.consume(limit=None, timeout=PATIENCE, wakeup=False):
                if enough():
                    return

        def enough():
            return (sum(event["type"] == "task-succeeded" for event in seen) >= int(count)
                    and any(event["type"] == "task-failed" for event in seen)
                    and any(event["type"] == "worker-heartbeat" for event in seen))

        def drive():
            app.control.enable_events(reply=True, timeout=5, destination=["foyer@probe"])
            for number in range(int(count)):
                ended(send("probe.echo", number))
            ended(send("probe.fail"))

        threading.Thread(target=drive, daemon=True).start()
        try:
            capture()
        except Exception as error:
            return {"error": repr(error), "seen": [event["type"] for event in seen]}
    tasks = {}
    for event in seen:
        if event["type"].startswith("task-"):
            tasks.setdefault(event["uuid"], []).append(event["type"])
    received = next(event for event in seen if event["type"] == "task-received")
    succeeded = next(event for event in seen if event["type"] == "task-succeeded")
    failed = next(event for event in seen if event["type"] == "task-failed")
    heartbeat = next(event for event in seen if event["type"] == "worker-heartbeat")
    clocks = [event["clock"] for event in seen]
    return {"tasks": sorted(set(map(tuple, tasks.values()))), "received": received, "succeeded": succeeded,
            "failed": failed, "heartbeat": heartbeat, "count": len(tasks), "rising": clocks == sorted(clocks)}


def beside(count):
    """Tasks that a Python worker and ours both take from one queue: who did how many."""
    inspect = app.control.inspect(timeout=5, destination=["python@beside", "foyer@probe"])
    while len(inspect.ping() or {}) < 2:
        pass
    sent = [send("probe.echo", number) for number in range(int(count))]
    values = [result.get(timeout=PATIENCE) for result in sent]
    return {"right": all(value["args"] == [number] for number, value in enumerate(values)),
            "python": sum(value.get("by") == "python" for value in values),
            "foyer": sum("by" not in value for value in values)}


def wait_for(task_id):
    return ended(AsyncResult(task_id, app=app))


def start(name, *args):
    """Sends a task and does not wait: its id."""
    return send(name, *(json.loads(arg) for arg in args)).id


def main():
    scenario, *arguments = sys.argv[1:]
    print(json.dumps(globals()[scenario](*arguments), default=str))


if __name__ == "__main__":
    main()
