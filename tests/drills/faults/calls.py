"""The calls that are to fail: the other end of shim/, through a file that both map."""

import glob
import mmap
import os
import shutil
import struct
import subprocess

KINDS = {"write": 1, "sync": 2, "name": 3, "connect": 4, "memory": 5, "send": 6, "tear": 7, "receive": 8, "end": 9, "shortage": 10,
         "open": 11}
CONTROL = struct.Struct("IiII")  # kind, calls left, fired, port


class Calls:
    def __init__(self, folder):
        self.shim, self.file = os.path.join(folder, "faults.so"), os.path.join(folder, "control")
        sources = glob.glob(os.path.join(os.path.dirname(os.path.abspath(__file__)), "shim", "*.c"))
        subprocess.run([shutil.which("clang-19") or "cc", "-O2", "-shared", "-fPIC", "-o", self.shim, *sources], check=True)
        with open(self.file, "w+b") as control:
            control.write(bytes(CONTROL.size))
            control.flush()
            self._control = mmap.mmap(control.fileno(), CONTROL.size)

    @property
    def environment(self):
        return {"LD_PRELOAD": self.shim, "FAULTS_CONTROL": self.file}

    def arm(self, kind, number, port):
        self._control[:] = CONTROL.pack(0, number, 0, port)
        self._control[0:4] = struct.pack("I", KINDS[kind])

    def fired(self):
        """Whether the call that was to fail came."""
        return CONTROL.unpack(self._control[:])[2] == 1

    def disarm(self):
        self._control[0:4] = struct.pack("I", 0)
        return self.fired()
