"""no_core.py BINARY: nothing of a server's memory can be had by letting it crash (security.md K1), whatever its surroundings
say: not with a limit that somebody raised, and not by who else runs as its user. FOYER_BINARY, if it is set, is asked instead
of BINARY; one with AddressSanitizer stays open to the leak check, and the test is skipped."""

import os
import pathlib
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

SKIPPED = 77
NOBODY = 65534
binary = os.environ.get("FOYER_BINARY") or sys.argv[1]


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def started(folder, port):
    """As a user that is not root, since root owns what belongs to nobody else; from a place where that user may look."""
    own = shutil.copy(binary, folder)
    settings = {"DATA_DIR": f"{folder}/data", "PORT": str(port)}
    other = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    if other:
        os.chown(folder, NOBODY, NOBODY)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen([own, "serve"], cwd=folder, env=settings, **quiet, **other)


def wait_until_alive(server, port):
    end = time.monotonic() + 30
    while True:
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=5).close()
        except OSError:
            if server.poll() is not None or time.monotonic() > end:
                raise SystemExit("the server did not start")
            time.sleep(0.05)


def raise_limit(pid):
    """False if we may not."""
    try:
        resource.prlimit(pid, resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        return True
    except PermissionError:
        return False


def wrong_with(folder):
    port = free_port()
    server = started(folder, port)
    try:
        wait_until_alive(server, port)
        limits = pathlib.Path(f"/proc/{server.pid}/limits").read_text()
        if not re.search(r"^Max core file size +0 +0 ", limits, re.MULTILINE):
            yield "its limit for core dumps is not zero"
        # What may not be dumped has root for an owner in /proc.
        if os.stat(f"/proc/{server.pid}/maps").st_uid != 0:
            yield "others of its user can read its memory"
        raised = raise_limit(server.pid)
        server.send_signal(signal.SIGABRT)
        _, status = os.waitpid(server.pid, 0)
        if os.WCOREDUMP(status) or list(pathlib.Path(folder).rglob("core*")):
            yield "it left a core dump" + (" where its limit was raised" if raised else "")
        if not os.WIFSIGNALED(status) or os.WTERMSIG(status) != signal.SIGABRT:
            yield f"it did not crash when it was told to ({status})"
    finally:
        if server.poll() is None:
            server.kill()


symbols = subprocess.run(["llvm-readelf-19", "--symbols", binary], check=True, capture_output=True, text=True).stdout
if "__asan_init" in symbols:
    print("not asked: AddressSanitizer keeps the process open to itself")
    raise SystemExit(SKIPPED)
with tempfile.TemporaryDirectory() as home:
    wrong = list(wrong_with(home))
print("\n".join(wrong) or "no core dump, and memory that only root may read")
raise SystemExit(1 if wrong else 0)
