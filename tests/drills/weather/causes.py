"""Ways to take from a running server what it stands on, and to give it back."""

import contextlib
import os
import resource
import signal
import socket
import subprocess


class SmallDisk:
    """A file system of its own for a server's data. Only root may mount it; without, `mounted` is false."""

    def __init__(self, folder, megabytes=96):
        self.folder, self.mounted = os.path.join(folder, "data"), False
        os.mkdir(self.folder)
        image = os.path.join(folder, "disk.img")
        with open(image, "wb") as file:
            file.truncate(megabytes << 20)
        for command in (["mkfs.ext4", "-q", "-F", "-m", "0", image], ["mount", "-o", "loop", image, self.folder]):
            with contextlib.suppress(OSError):
                self.mounted = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0
            if not self.mounted:
                return

    def fill(self):
        """To the last block: what the kernel sets aside for its own needs comes free when it has written."""
        self._filler = os.open(os.path.join(self.folder, "filler"), os.O_WRONLY | os.O_CREAT)
        for size in (1 << 20, 1 << 16, 1 << 12, 1 << 10) * 2:
            with contextlib.suppress(OSError):
                while True:
                    os.write(self._filler, b"x" * size)
            os.fsync(self._filler)

    def clear(self):
        os.close(self._filler)
        os.unlink(os.path.join(self.folder, "filler"))

    def forbid_writing(self):
        """As a file system does that was mounted anew after an error; ours cannot be while files are open for writing."""
        self._change("+i")

    def allow_writing(self):
        self._change("-i")

    def stall(self):
        subprocess.run(["fsfreeze", "--freeze", self.folder], check=True)

    def go_on(self):
        subprocess.run(["fsfreeze", "--unfreeze", self.folder], check=True)

    def _change(self, flag):
        """Not the shared memory: where that may not be written the kernel ends whoever has mapped it."""
        files = [os.path.join(self.folder, name) for name in ("foyer.db", "foyer.db-wal")]
        subprocess.run(["chattr", flag, *files], check=True)

    def unmount(self):
        if self.mounted:
            subprocess.run(["umount", "--lazy", self.folder], check=False)


class Descriptors:
    """A process may open no file and accept no connection more."""

    def __init__(self, pid):
        self._pid, self._usual = pid, resource.prlimit(pid, resource.RLIMIT_NOFILE)

    def exhaust(self):
        resource.prlimit(self._pid, resource.RLIMIT_NOFILE, (5, self._usual[1]))

    def give_back(self):
        resource.prlimit(self._pid, resource.RLIMIT_NOFILE, self._usual)


def family(pid):
    """A process and all that came from it, the parents first."""
    children = {}
    for each in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError), open(f"/proc/{each}/stat") as stat:
            children.setdefault(int(stat.read().rsplit(")", 1)[1].split()[1]), []).append(int(each))
    found = [pid]
    for each in found:
        found += children.get(each, [])
    return found


def signal_family(pid, what):
    for each in family(pid):
        with contextlib.suppress(ProcessLookupError):
            os.kill(each, what)


def stall(program):
    signal_family(program.process.pid, signal.SIGSTOP)


def go_on(program):
    signal_family(program.process.pid, signal.SIGCONT)


def flush_redis(port):
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(b"FLUSHALL\r\n")
        connection.recv(100)
