"""What every drill prints, and how it ends: a step for each thing that is broken, a line for each promise."""

import argparse
import contextlib
import os
import shutil
import tempfile

failed = []


def arguments(about):
    """The options that every drill has."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--patient", action="store_true", help="do not judge how long anything takes, and take less of it")
    parser.add_argument("--foyer", default=os.environ.get("FOYER_BINARY", "build/release/foyer"))
    return parser


def say(text):
    print(f"==> {text}", flush=True)


def expect(what, good, told):
    print(f"    {'ok  ' if good else 'FAIL'} {what}: {told}", flush=True)
    if not good:
        failed.append(what)


@contextlib.contextmanager
def drill(name):
    """A folder for the run, kept when a promise was broken; the program then ends with 1."""
    os.umask(0o022)
    folder, done = tempfile.mkdtemp(prefix=f"foyer-{name}-"), False
    try:
        yield folder
        done = not failed
    finally:
        if done:
            shutil.rmtree(folder, ignore_errors=True)
        else:
            print(f"    logs are in {folder}", flush=True)
    if failed:
        raise SystemExit(f"failed: {', '.join(failed)}")
