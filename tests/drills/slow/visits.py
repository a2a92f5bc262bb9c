"""Viewers who come, sign in, look at their profile three times, refresh once and leave: as many at a time as are there, or
so many in a second whatever becomes of them."""

import asyncio
import collections
import itertools
import json
import multiprocessing
import time

from shared.load import PASSWORD
from slow.probe import request

PATIENCE = 10  # seconds: what OkHttp, the client of README.md's phone, waits for an answer by itself


class Refused(Exception):
    pass


class Hall:
    """Counts what became of the visits between two moments."""

    def __init__(self, port, emails):
        self.port, self.emails = port, itertools.cycle(emails)
        self.outcomes = collections.Counter()
        self.completed = []  # moments
        self.refusals = []  # how long each took
        self.waits = []  # of logins that succeeded

    async def ask(self, connection, sent):
        reader, writer = connection
        writer.write(sent)
        status, fields = await self._answer(reader)
        size = int(fields.get(b"content-length", 0))
        body = await reader.readexactly(size) if size else b""
        if status == 200:
            return json.loads(body)
        clean = status in (429, 503) and fields.get(b"retry-after", b"").isdigit()
        raise Refused(f"{status}" if clean else f"unclean {status}")

    async def _answer(self, reader):
        lines = (await reader.readuntil(b"\r\n\r\n")).split(b"\r\n")
        fields = dict(line.split(b": ", 1) for line in lines[1:] if line)
        return int(lines[0][9:12]), {name.lower(): value for name, value in fields.items()}

    async def visit(self):
        began, writer = time.monotonic(), None
        try:
            connection = await asyncio.open_connection("127.0.0.1", self.port)
            writer = connection[1]
            body = json.dumps({"email": next(self.emails), "password": PASSWORD}).encode()
            signing_in = self.ask(connection, request("POST", "/api/v1/auth/login", body=body))
            tokens = await asyncio.wait_for(signing_in, PATIENCE)
            self.waits.append(time.monotonic() - began)
            for _ in range(3):
                profile = self.ask(connection, request("GET", "/api/v1/user/profile", tokens["access_token"]))
                await asyncio.wait_for(profile, PATIENCE)
            body = json.dumps({"refresh_token": tokens["refresh_token"]}).encode()
            await asyncio.wait_for(self.ask(connection, request("POST", "/api/v1/auth/refresh", body=body)), PATIENCE)
            self.outcomes["completed"] += 1
            self.completed.append(time.monotonic())
        except Refused as refusal:
            self.outcomes[str(refusal)] += 1
            self.refusals.append(time.monotonic() - began)
        except asyncio.TimeoutError:
            self.outcomes["gave up waiting"] += 1
        except (OSError, asyncio.IncompleteReadError) as failure:
            self.outcomes[f"broken {type(failure).__name__}"] += 1
        finally:
            if writer:
                writer.transport.abort()

    async def crowded(self, visitors, seconds):
        """Each comes again at once; an answer of "later" is heeded for a moment."""
        until = time.monotonic() + seconds

        async def come_again():
            while time.monotonic() < until:
                await self.visit()
        await asyncio.gather(*(come_again() for _ in range(visitors)))

    async def stormed(self, rate, seconds):
        """They come whether or not those before them were served."""
        began, under_way = time.monotonic(), set()
        for number in range(int(rate * seconds)):
            await asyncio.sleep(max(0, began + number / rate - time.monotonic()))
            task = asyncio.create_task(self.visit())
            under_way.add(task)
            task.add_done_callback(under_way.discard)
        end = time.monotonic()
        if under_way:
            await asyncio.wait(under_way)
        return end


def _run(port, emails, how, amount, seconds, warm_up, theirs):
    hall = Hall(port, emails)
    began = time.monotonic()
    end = asyncio.run(getattr(hall, how)(amount, seconds)) or began + seconds
    counted = sum(1 for moment in hall.completed if began + warm_up <= moment <= end)
    theirs.send((counted / (end - began - warm_up), hall.outcomes, hall.waits, hall.refusals))


class Visits:
    """A run in a process of its own. result(): completed visits per second after the warm-up, outcomes, seconds that
    logins took, seconds that refusals took."""

    def __init__(self, port, emails, how, amount, seconds, warm_up):
        self._ours, theirs = multiprocessing.Pipe()
        self._process = multiprocessing.Process(target=_run, args=(port, emails, how, amount, seconds, warm_up, theirs),
                                                daemon=True)
        self._process.start()

    def result(self):
        found = self._ours.recv()
        self._process.join()
        return found
