"""Clients that cost a server connections and give it nothing to do. They live in a process of their own, so that those
who measure are not slowed down by them."""

import contextlib
import multiprocessing
import random
import select
import socket
import time

BUSY, SILENT, GONE = range(3)
TURNS = 20  # in a second; each client has one of them


class Client:
    """One connection, made again whenever the server has ended it."""

    source = "127.0.0.2"
    opening = b""
    small_window = False
    events = select.EPOLLIN | select.EPOLLRDHUP

    def __init__(self, port):
        self.port, self.socket, self.sent = port, None, 0

    def connect(self):
        self.socket = socket.socket()
        if self.small_window:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        self.socket.settimeout(10)
        self.socket.bind((self.source, 0))
        self.socket.connect(("127.0.0.1", self.port))
        self.socket.setblocking(False)
        self.sent = 0
        with contextlib.suppress(OSError):
            self.socket.send(self.opening)

    def turn(self):
        """What is sent next, once in a second."""
        return b""


class Idle(Client):
    opening = b"GET /health/live HTTP/1.1\r\nHost: cinema.example\r\n\r\n"


class SlowHead(Client):
    source = "127.0.0.3"
    words = b"GET /health/live HTTP/1.1\r\nHost: cinema.example\r\nX-Patience: " + b"x" * 4000

    def turn(self):
        self.sent += 1
        return self.words[self.sent - 1:self.sent]


class SlowBody(Client):
    source = "127.0.0.4"
    opening = (b"POST /api/v1/auth/login HTTP/1.1\r\nHost: cinema.example\r\nContent-Type: application/json\r\n"
               b"Content-Length: 60000\r\n\r\n{\"email\": \"")

    def turn(self):
        return b"x"


class LongHead(SlowHead):
    """Stops where a header may hardly grow any more."""

    opening = b"GET /health/live HTTP/1.1\r\nHost: cinema.example\r\n" + b"X-Patience: %s\r\n" % (b"x" * 700) * 21 + b"X-Last: "
    words = b"x" * 60


class LongBody(SlowBody):
    """Has sent nearly all of it."""

    opening = SlowBody.opening + b"x" * 59_000


class Deaf(Client):
    """Asks for more than any buffer holds and reads none of it."""

    source, small_window = "127.0.0.5", True
    opening = b"".join(b"GET %s HTTP/1.1\r\nHost: cinema.example\r\n\r\n" % each
                       for each in (b"/openapi.json", b"/docs/assets/swagger-ui-bundle.js") * 8)
    events = select.EPOLLRDHUP


class Crowd:
    """kinds: how many of which."""

    def __init__(self, port, kinds):
        self.size = sum(kinds.values())
        self._mode = multiprocessing.Value("i", BUSY)
        self._counts = multiprocessing.Array("i", 4)
        self._process = multiprocessing.Process(target=self._live, args=(port, kinds), daemon=True)

    def start(self):
        self._process.start()
        while self.connected < self.size and self._process.is_alive():
            time.sleep(0.05)
        return self

    connected = property(lambda self: self._counts[0])
    ended_by_server = property(lambda self: self._counts[1])
    told_why = property(lambda self: self._counts[2])
    not_admitted = property(lambda self: self._counts[3])

    def fall_silent(self):
        """No byte and no connection more, and none ended by us."""
        self._mode.value = SILENT

    def leave(self):
        """Without a word, as a phone in a tunnel's opposite: the kernel ends what is open."""
        self._mode.value = GONE
        self._process.join()

    def _live(self, port, kinds):
        clients = [kind(port) for kind, count in kinds.items() for _ in range(count)]
        random.shuffle(clients)
        poll, by_number = select.epoll(), {}
        for number, client in enumerate(clients):
            if number % 200 == 0:
                time.sleep(0.01)  # a crowd comes through a door
            self._admit(client, poll, by_number)
        turn = 0
        while self._mode.value != GONE:
            began = time.monotonic()
            if self._mode.value == BUSY:
                for client in clients[turn % TURNS::TURNS]:
                    self._take_turn(client, poll, by_number)
            turn += 1
            while (left := began + 1 / TURNS - time.monotonic()) > 0:
                for number, event in poll.poll(left):
                    self._hear(by_number[number], event, poll, by_number)

    def _admit(self, client, poll, by_number):
        try:
            client.connect()
        except OSError:
            client.socket.close()
            client.socket = None
            self._counts[3] += 1
            return
        by_number[client.socket.fileno()] = client
        poll.register(client.socket, client.events)
        self._counts[0] += 1

    def _take_turn(self, client, poll, by_number):
        if client.socket is None:
            self._admit(client, poll, by_number)
        elif bytes_now := client.turn():
            with contextlib.suppress(OSError):  # that it was ended comes as an event
                client.socket.send(bytes_now)

    def _hear(self, client, event, poll, by_number):
        heard = b""
        if event & select.EPOLLIN:
            with contextlib.suppress(OSError):
                heard = client.socket.recv(65536)
            self._counts[2] += heard.startswith(b"HTTP/1.1 408")
        if heard and not event & (select.EPOLLRDHUP | select.EPOLLHUP | select.EPOLLERR):
            return
        poll.unregister(client.socket)
        del by_number[client.socket.fileno()]
        client.socket.close()
        client.socket = None
        self._counts[0] -= 1
        self._counts[1] += 1
