"""A link with a rate, a latency and an end: TCP passed on to a port of this machine.

    with Link(hub.port, Shape(each=8 << 20, together=100 << 20, delay=0.015)) as link:
        ... link.endpoint ...
        link.set(Shape(stalled=True))
        assert link.counts().down < ...

The link is a process of its own (this file), so that what it lets through does not depend on how busy
the test is; it ends with whoever started it.
"""

from __future__ import annotations

import contextlib
import heapq
import itertools
import json
import math
import os
import selectors
import signal
import socket
import struct
import subprocess
import sys
import time
from collections import deque
from dataclasses import asdict, dataclass, field
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True)
class Shape:
    """How a link is. Rates and faults are those of the way from the server to the client."""

    each: float = 0
    """Bytes a second for each connection; 0 is no limit."""
    together: float = 0
    """The same for all connections together."""
    delay: float = 0
    """Seconds that bytes are under way, in each direction. Connecting takes a way there and a way back."""
    drop_after: int = 0
    """Each connection ends after so many bytes; 0: none does."""
    break_every: int = 0
    break_after: int = 1 << 16
    """Of so many connections one ends after `break_after` bytes; 0: none does."""
    stall_after: int = 0
    """On each connection nothing more comes after so many bytes; 0: all comes."""
    slow_after: int = 0
    slow_to: float = 0
    """Each connection is slower (bytes a second) after its first `slow_after` bytes; 0: none is."""
    stalled: bool = False
    """Nothing comes on any connection, and none is ended."""
    upstream: int = 0
    """Connections lead to this port instead; those to another one are ended. 0: as the link was made."""
    after: int = 0
    then: Shape | None = None
    """Another shape once so many bytes in all have come through in this one."""


@dataclass(frozen=True)
class Counts:
    """What a link has let through so far."""

    down: int
    """Bytes given to clients, heads of answers included."""
    up: int
    connections: int
    """Accepted."""
    open: int


class LinkFailed(AssertionError):
    """The process of a link has ended; the message holds why."""


class Link:
    """A running link on 127.0.0.1 to `upstream`, a port of this machine."""

    def __init__(self, upstream: int, shape: Shape | None = None) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", __file__, str(upstream)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        try:
            self.port: int = self._ask({"shape": asdict(shape or Shape())})["port"]
        except BaseException:
            self.close()
            raise

    @property
    def endpoint(self) -> str:
        """What `HF_ENDPOINT` is to be."""
        return f"http://127.0.0.1:{self.port}"

    def set(self, shape: Shape) -> None:
        """Another shape from now on; faults count the bytes of a connection from its beginning."""
        self._ask({"shape": asdict(shape)})

    def cut(self) -> None:
        """End all connections that are open now."""
        self._ask({"cut": True})

    def counts(self) -> Counts:
        """What has passed so far."""
        return Counts(**self._ask({})["counts"])

    def close(self) -> None:
        """End it; nothing where that has happened."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, question: dict[str, Any]) -> dict[str, Any]:
        """Say something, and wait for what the link says to it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(question).encode() + b"\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = b""
        if not line:
            raise LinkFailed(f"the link ended with status {self._process.wait()}")
        found = json.loads(line)
        assert isinstance(found, dict)
        return found


def _unpacked(said: dict[str, Any]) -> Shape:
    then = said.pop("then")
    return Shape(**said, then=_unpacked(then) if then else None)


# The process

_GULP = 1 << 18
"""Bytes taken at once where nothing slows them."""
_TICK = 0.012
"""Seconds that a gulp is worth where something does."""
_CREDIT = 0.05
"""Seconds a rate may be behind and catch up: the system does not wake anybody to the microsecond."""
_WINDOW = 4 << 20
"""Bytes of a connection that may be under way."""
_UNSENT = 1 << 18
"""Of a client's socket: what it does not take is not counted as sent."""
_AHEAD = 1 << 20
"""Of a server's: it must not be waited for where its turn comes."""


class _Rate:
    """When the next bytes may go."""

    def __init__(self) -> None:
        self._free_at = 0.0

    def book(self, amount: int, rate: float, now: float, credit: float) -> float:
        """The time at which `amount` bytes are through, if they might have gone `credit` seconds ago."""
        if not rate:
            return now
        self._free_at = max(self._free_at, now - credit) + amount / rate
        return self._free_at


@dataclass(eq=False)
class _Way:
    """One direction of a connection: what was taken from `source` and is not yet with `target`."""

    talk: _Talk
    source: socket.socket
    target: socket.socket
    down: bool
    under_way: deque[tuple[float, memoryview]] = field(default_factory=deque)
    waiting: int = 0
    """Bytes in `under_way`."""
    taken: int = 0
    rate: _Rate = field(default_factory=_Rate)
    slow: _Rate = field(default_factory=_Rate)
    resume_at: float = 0.0
    """No bytes are taken before."""
    wakes_at: float = math.inf
    """When the loop looks at it again, whatever happens before."""
    idle: bool = True
    """The source had nothing more."""
    blocked: bool = False
    """The target takes no more for now."""
    ended: bool = False
    """The source has said all."""


@dataclass(eq=False)
class _Talk:
    """A connection and its two ways."""

    client: socket.socket
    server: socket.socket
    began: float
    number: int
    """How many connections there were with it."""
    up: _Way = field(init=False)
    down: _Way = field(init=False)
    upstream: int = 0
    closed: bool = False

    def __post_init__(self) -> None:
        self.up = _Way(self, self.client, self.server, down=False)
        self.down = _Way(self, self.server, self.client, down=True)


class _Process:
    """The loop: sockets, times, and what is said on standard input."""

    def __init__(self, upstream: int) -> None:
        self._made_for = upstream
        self._shape = Shape()
        self._passed_in_shape = 0
        self._together = _Rate()
        self._selector = selectors.DefaultSelector()
        self._times: list[tuple[float, int, _Way]] = []
        self._serial = itertools.count()
        self._talks: set[_Talk] = set()
        self._accepted = self._passed_down = self._passed_up = 0
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self._listener.setblocking(False)
        self._orders = b""

    def run(self) -> None:
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._selector.register(sys.stdin.fileno(), selectors.EVENT_READ)
        while True:
            wait = None
            if self._times:
                wait = max(0.0, self._times[0][0] - time.monotonic())
            for key, events in self._selector.select(wait):
                if key.fileobj is self._listener:
                    self._accept()
                elif key.data is None:
                    if not self._hear():
                        return
                else:
                    self._turn(key.data, key.fileobj, events)
            now = time.monotonic()
            while self._times and self._times[0][0] <= now:
                at, _, way = heapq.heappop(self._times)
                if at == way.wakes_at:
                    way.wakes_at = math.inf
                    self._move(way)
            if self._shape.then and self._passed_in_shape >= self._shape.after:
                self._take_shape(self._shape.then)

    # What is said

    def _hear(self) -> bool:
        data = os.read(sys.stdin.fileno(), 1 << 16)
        if not data:
            return False
        *lines, self._orders = (self._orders + data).split(b"\n")
        for line in lines:
            order = json.loads(line)
            if "shape" in order:
                self._take_shape(_unpacked(order["shape"]))
            if "cut" in order:
                for talk in list(self._talks):
                    self._end(talk)
            counts = Counts(self._passed_down, self._passed_up, self._accepted, len(self._talks))
            answer = {"port": self._listener.getsockname()[1], "counts": asdict(counts)}
            os.write(sys.stdout.fileno(), json.dumps(answer).encode() + b"\n")
        return True

    def _take_shape(self, shape: Shape) -> None:
        self._shape = shape
        self._passed_in_shape = 0
        for talk in list(self._talks):
            if talk.upstream != self._upstream:
                self._end(talk)
            else:
                talk.down.resume_at = 0.0
                self._move(talk.down)

    @property
    def _upstream(self) -> int:
        return self._shape.upstream or self._made_for

    # Connections

    def _accept(self) -> None:
        try:
            client, _ = self._listener.accept()
        except OSError:  # The other side was quicker.
            return
        server = socket.socket()
        for each in (client, server):
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _UNSENT)
        server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _AHEAD)
        try:
            server.connect(("127.0.0.1", self._upstream))
        except OSError:
            server.close()
            _reset(client)
            return
        talk = _Talk(client, server, time.monotonic(), self._accepted + 1, upstream=self._upstream)
        for way in (talk.up, talk.down):
            way.source.setblocking(False)
        self._selector.register(client, selectors.EVENT_READ, talk)
        self._selector.register(server, selectors.EVENT_READ, talk)
        self._talks.add(talk)
        self._accepted += 1

    def _end(self, talk: _Talk) -> None:
        """Close both sides; what was given to them still arrives. No client of HTTP closes one way only."""
        talk.closed = True
        self._talks.discard(talk)
        for each in (talk.client, talk.server):
            with contextlib.suppress(KeyError):
                self._selector.unregister(each)
            each.close()

    def _turn(self, talk: _Talk, which: object, events: int) -> None:
        """A socket of `talk` may be read from or written to."""
        for way in (talk.up, talk.down):
            if talk.closed:
                return
            if which is way.target and events & selectors.EVENT_WRITE:
                way.blocked = False
                self._move(way)
            elif which is way.source and events & selectors.EVENT_READ:
                self._move(way)

    def _move(self, way: _Way) -> None:
        """Take and give what may be taken and given now, and see to it that it goes on."""
        talk = way.talk
        if talk.closed:
            return
        try:
            self._take(way)
            self._give(way)
        except OSError:
            self._end(talk)
            return
        if talk.closed:
            return
        if way.under_way and not way.blocked:
            self._later(way.under_way[0][0], way)
        if way.resume_at > time.monotonic() and not way.ended:
            self._later(way.resume_at, way)
        self._watch(talk)

    def _take(self, way: _Way) -> None:
        now = time.monotonic()
        allowance = self._allowance(way, now)
        if not allowance:
            return
        try:
            data = way.source.recv(allowance)
        except BlockingIOError:
            way.idle = True
            return
        shape = self._shape
        due = now + shape.delay
        if not way.down:
            due = max(due, way.talk.began + 3 * shape.delay)
        way.ended = not data
        way.under_way.append((due, memoryview(data)))
        way.waiting += len(data)
        way.taken += len(data)
        if way.down and data:
            # What the source left unused is not saved; only this process may have been late.
            credit = 0.0 if way.idle else _CREDIT
            way.idle = False
            slow = shape.slow_to if way.taken >= shape.slow_after else 0.0
            way.resume_at = max(
                way.rate.book(len(data), shape.each, now, credit),
                way.slow.book(len(data), slow, now, credit),
                self._together.book(len(data), shape.together, now, credit),
            )

    def _allowance(self, way: _Way, now: float) -> int:
        """Bytes that may be taken from the source now."""
        if way.ended or way.waiting >= _WINDOW:
            return 0
        if not way.down:
            return _GULP
        shape = self._shape
        if shape.stalled or way.resume_at > now:
            return 0
        amount = _GULP
        slow = shape.slow_to if shape.slow_to and way.taken >= shape.slow_after else 0
        if rates := [rate for rate in (shape.each, shape.together, slow) if rate]:
            amount = min(amount, max(1, int(min(rates) * _TICK)))
        for limit in (self._ends_after(way.talk), shape.stall_after):
            if limit:
                amount = min(amount, max(0, limit - way.taken))
        return amount

    def _ends_after(self, talk: _Talk) -> int:
        """Bytes after which a connection ends; 0: it does not."""
        shape = self._shape
        breaks = shape.break_every and talk.number % shape.break_every == 0
        return shape.break_after if breaks else shape.drop_after

    def _give(self, way: _Way) -> None:
        now = time.monotonic()
        while way.under_way and not way.blocked and way.under_way[0][0] <= now:
            due, data = way.under_way.popleft()
            if not data:
                self._end(way.talk)
                return
            try:
                sent = way.target.send(data)
            except BlockingIOError:
                sent = 0
            way.waiting -= sent
            if sent < len(data):
                way.under_way.appendleft((due, data[sent:]))
                way.blocked = True
            self._count(way, sent)
        if way.down and not way.under_way and 0 < self._ends_after(way.talk) <= way.taken:
            self._end(way.talk)

    def _count(self, way: _Way, sent: int) -> None:
        if way.down:
            self._passed_down += sent
            self._passed_in_shape += sent
        else:
            self._passed_up += sent

    def _later(self, at: float, way: _Way) -> None:
        if at < way.wakes_at:
            way.wakes_at = at
            heapq.heappush(self._times, (at, next(self._serial), way))

    def _watch(self, talk: _Talk) -> None:
        """Have the selector look for what is of use."""
        now = time.monotonic()
        for reading, writing in ((talk.up, talk.down), (talk.down, talk.up)):
            wanted = 0
            if self._allowance(reading, now):
                wanted |= selectors.EVENT_READ
            if writing.blocked:
                wanted |= selectors.EVENT_WRITE
            self._look_for(reading.source, wanted, talk)

    def _look_for(self, each: socket.socket, wanted: int, talk: _Talk) -> None:
        known = self._selector.get_map().get(each)
        if known is None:
            if wanted:
                self._selector.register(each, wanted, talk)
        elif not wanted:
            self._selector.unregister(each)
        elif known.events != wanted:
            self._selector.modify(each, wanted, talk)


def _reset(client: socket.socket) -> None:
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()


if __name__ == "__main__":
    # Ctrl-C is for whoever started this; the end of standard input is what counts here.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(OSError):  # A link does not wait for a processor; only root may say so.
        os.nice(-10)
    _Process(int(sys.argv[1])).run()
