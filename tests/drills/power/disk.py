"""What a disk may hold when the power goes, from the trace that lossy_disk.c writes.

What was synced is there. Of what was written since, any part may be, in sectors, whatever its order. Names change in the
order of the file system's own journal, and stay from the folder's next sync on: a crash keeps some first part of them."""

import os
import struct

RECORD = struct.Struct("<IIQQQ")
SECTOR = 512


class Step:
    def __init__(self, kind, path, offset, length, nanoseconds, bytes_at, start, end):
        self.kind, self.path, self.offset, self.length = kind, path, offset, length
        self.nanoseconds, self.bytes_at, self.start, self.end = nanoseconds, bytes_at, start, end


def read_trace(file):
    with open(file, "rb") as trace:
        data = trace.read()
    steps, at = [], 0
    while at + RECORD.size <= len(data):
        kind, path_length, offset, length, nanoseconds = RECORD.unpack_from(data, at)
        path_at = at + RECORD.size
        end = path_at + path_length + length
        if end > len(data):
            break
        path = os.path.basename(data[path_at:path_at + path_length].decode())
        steps.append(Step(chr(kind), path, offset, length, nanoseconds, path_at + path_length, at, end))
        at = end
    return data, steps


class Held:
    """One file: what is on the disk, and what is on its way there."""

    def __init__(self):
        self.durable, self.underway = bytearray(), []

    def sync(self, before):
        kept = [step for step in self.underway if step.start >= before]
        for step in self.underway:
            if step.start < before:
                put(self.durable, step, step.piece)
        self.underway = kept

    def whole(self):
        held = bytearray(self.durable)
        for step in self.underway:
            put(held, step, step.piece)
        return bytes(held)

    def after_crash(self, random):
        """Everything that was under way, nothing, its first part, or any of it in whole or in sectors."""
        held = bytearray(self.durable)
        way = random.choice(("all", "none", "first", "any", "any"))
        cut = {"all": len(self.underway), "none": 0}.get(way, random.randint(0, len(self.underway)))
        for number, step in enumerate(self.underway):
            if way == "any":
                put_some(held, step, random)
            elif number < cut:
                put(held, step, step.piece)
        return held


def put(held, step, piece, offset=None):
    offset = step.offset if offset is None else offset
    if step.kind == "T":
        held[step.offset:] = bytes(max(0, step.offset - len(held)))
        return
    if len(held) < offset:
        held.extend(bytes(offset - len(held)))
    held[offset:offset + len(piece)] = piece


def put_some(held, step, random):
    fate = random.random()
    if fate < 0.4:
        put(held, step, step.piece)
    elif fate < 0.6 and step.kind == "W":
        for at in range(step.offset - step.offset % SECTOR, step.offset + step.length, SECTOR):
            first, last = max(at, step.offset), min(at + SECTOR, step.offset + step.length)
            if random.random() < 0.5:
                put(held, step, step.piece[first - step.offset:last - step.offset], first)


class Disk:
    """Follows a trace; `deaf_from` is a step from which on it says it synced and did not."""

    def __init__(self, folder, data, steps, deaf_from=None):
        self.folder, self.data, self.steps, self.done = os.path.basename(folder), data, steps, 0
        self.deaf_from = len(steps) if deaf_from is None else deaf_from
        self.names, self.durable_names, self.renamings = {}, {}, []
        self.created = {}  # files by the position of their creation

    def follow(self, count):
        for number in range(self.done, count):
            self.take(self.steps[number], number)
        self.done = count
        return self

    def take(self, step, number):
        if step.kind in "WT":
            step.piece = self.data[step.bytes_at:step.bytes_at + step.length]
            self.file(step.path).underway.append(step)
        elif step.kind != "S":
            self.rename(self.names, step)
            self.renamings.append(step)
        elif number >= self.deaf_from:
            return
        elif step.path in self.names:
            self.names[step.path].sync(step.offset)
        elif step.path == self.folder:
            for earlier in self.renamings:
                self.rename(self.durable_names, earlier)
            self.renamings = []

    def file(self, name):
        if name not in self.names:
            self.names[name] = Held()
        return self.names[name]

    def rename(self, names, step):
        target = os.path.basename(self.data[step.bytes_at:step.bytes_at + step.length].decode())
        if step.kind == "C":
            names[step.path] = self.created.setdefault(step.start, Held())
        elif step.kind == "L":
            names[target] = names[step.path]
        elif step.kind == "R":
            names[target] = names.pop(step.path)
        elif step.kind == "U":
            names.pop(step.path, None)

    def whole(self):
        """By name, what a reader sees while there is power."""
        return {name: file.whole() for name, file in self.names.items()}

    def crash(self, folder, random):
        names = dict(self.durable_names)
        for step in self.renamings[:random.randint(0, len(self.renamings))]:
            self.rename(names, step)
        os.makedirs(folder, mode=0o700)
        for name, file in names.items():
            with open(os.path.join(folder, name), "wb") as out:
                out.write(file.after_crash(random))
            os.chmod(out.name, 0o600)
