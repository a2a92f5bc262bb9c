"""A Python worker and beat beside ours: `celery -A app worker`, with CELERY_URL in the environment."""

import os

from celery import Celery

url = os.environ["CELERY_URL"]
app = Celery("python", broker=url, backend=url)
app.conf.update(task_serializer="json", result_serializer="json", accept_content=["json"], timezone="UTC",
                broker_connection_retry_on_startup=True, worker_hijack_root_logger=False)
app.conf.beat_schedule = {"each second": {"task": "probe.echo", "schedule": 1.0, "args": ["from a Python beat"]}}


@app.task(name="probe.echo")
def echo(*args, **kwargs):
    return {"args": list(args), "kwargs": kwargs, "by": "python"}


@app.task(name="python.add")
def add(a, b):
    return a + b
