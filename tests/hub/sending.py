"""An answer on its way: head, body, and the faults that happen while bytes flow."""

from __future__ import annotations

import os
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from tests.hub.faults import Drop, Effects, Expire, Held, Slow, Stall
from tests.hub.messages import REASONS, Answer, Body
from tests.hub.pacing import Bucket, Gate
from tests.hub.sources import OnDisk

PIECE = 8 << 20
"""Bytes a call where nothing slows them."""
COPY = 1 << 18
"""Bytes read at once where the system can't send from the file itself."""
LOOK = 0.05
"""Seconds between two looks whether the other side is still there."""


class Gone(Exception):
    """The connection is at an end: by a fault, by the client, or because the hub closes."""


@dataclass(frozen=True)
class Flow:
    """What is to happen to a body of known length while it is sent."""

    cut: int | None = None
    """The connection ends after so many bytes."""
    reset: bool = False
    stall: Stall | None = None
    slow: Slow | None = None
    buckets: tuple[Bucket, ...] = ()
    gate: Gate | None = None
    on_cut: Callable[[], None] = lambda: None

    @property
    def undisturbed(self) -> bool:
        return self.cut is None and self.stall is None and self.slow is None and self.gate is None


def flow_of(effects: Effects, length: int, revoke: Callable[[], None]) -> Flow:
    """The flow for a body of `length` bytes. Faults that lie behind its end do not happen.

    `revoke` calls back the signed URL that the body was asked for with.
    """

    def within(effect: Drop | Stall | Expire | Slow | Held) -> bool:
        return effect.after < length

    cut, reset, on_cut = None, False, Flow.on_cut
    if drop := effects.take(Drop, within):
        cut, reset = drop.after, drop.reset
    if (expire := effects.take(Expire, within)) and (cut is None or expire.after < cut):
        cut, reset, on_cut = expire.after, False, revoke
    stall = effects.take(Stall, within)
    slow, buckets = None, []
    if limits := effects.take_slow(within):
        slow, shared = limits
        buckets = [Bucket(slow.each)] if slow.each else []
        buckets += [shared] if shared else []
    held = effects.take(Held, within)
    return Flow(cut, reset, stall, slow, tuple(buckets), held.gate if held else None, on_cut)


class Sender:
    """Writes answers to one connection."""

    def __init__(self, connection: socket.socket, closing: threading.Event) -> None:
        self._connection = connection
        self._closing = closing

    def send(self, answer: Answer, flow: Flow, *, with_body: bool, on_sent: Callable[[int], None]) -> None:
        """Send head and body; `on_sent` is told the bytes of the body as they go. Raises `Gone`."""
        head = head_of(answer)
        try:
            if not with_body or not len(answer.body):
                self._connection.sendall(head + (b"0\r\n\r\n" if answer.chunked and with_body else b""))
                return
            if len(answer.body) <= COPY and flow.undisturbed and not answer.chunked:
                with answer.body.source.open() as file:
                    file.seek(answer.body.start)
                    self._connection.sendall(head + file.read(len(answer.body)))
                on_sent(len(answer.body))
                return
            self._connection.sendall(head)
            with answer.body.source.open() as file:
                self._flow(file, answer, flow, on_sent)
        except OSError as error:
            raise Gone from error

    def wait(self, seconds: float | None) -> None:
        """Let time pass, forever for None. Raises `Gone` as soon as the other side or the hub ends it."""
        until = None if seconds is None else time.monotonic() + seconds
        while until is None or (left := until - time.monotonic()) > 0:
            if self._closing.wait(LOOK if until is None else min(LOOK, left)):
                raise Gone
            if (until is None or left > LOOK) and self._left_alone():
                raise Gone

    def cut(self, *, reset: bool) -> None:
        """End the connection: orderly, or so that the other side sees a reset."""
        if reset:
            linger = struct.pack("ii", 1, 0) if os.name != "nt" else struct.pack("hh", 1, 0)
            self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        raise Gone

    def _flow(self, file: BinaryIO, answer: Answer, flow: Flow, on_sent: Callable[[int], None]) -> None:
        body = answer.body
        end = len(body) if flow.cut is None else flow.cut
        stall = flow.stall
        done = 0
        while True:
            if stall is not None and done == stall.after:
                self.wait(stall.seconds)
                stall = None
            if done >= end:
                break
            stop = end if stall is None or stall.after > end else stall.after
            amount = self._let(flow.gate, self._paced(flow, done, stop))
            amount = self._piece(file, body, done, amount, chunked=answer.chunked)
            done += amount
            on_sent(amount)
        if flow.cut is not None:
            flow.on_cut()
            self.cut(reset=flow.reset)
        if answer.chunked:
            self._connection.sendall(b"0\r\n\r\n")

    def _paced(self, flow: Flow, done: int, stop: int) -> int:
        """Wait until bytes may go; how many."""
        if flow.slow is None:
            return min(PIECE, stop - done)
        if done < flow.slow.after:
            return min(PIECE, stop - done, flow.slow.after - done)
        rate = min((bucket.rate for bucket in flow.buckets), default=0.0)
        if not rate:
            return min(PIECE, stop - done)
        amount = min(stop - done, max(1, int(min(1 << 18, rate / 100))))
        self.wait(max(bucket.reserve(amount) for bucket in flow.buckets))
        return amount

    def _let(self, gate: Gate | None, amount: int) -> int:
        """Wait until some of `amount` may go; how many."""
        if gate is None:
            return amount
        while not (let := gate.take(min(amount, COPY))):
            self.wait(2 * LOOK)
        return let

    def _piece(self, file: BinaryIO, body: Body, done: int, amount: int, *, chunked: bool) -> int:
        """Send up to `amount` bytes of the body from `done` on; how many were sent."""
        place = body.start + done
        if isinstance(body.source, OnDisk) and not chunked and hasattr(os, "sendfile"):
            sent = os.sendfile(self._connection.fileno(), file.fileno(), place, amount)
            if not sent:
                raise OSError(f"{body.source.path} became shorter")
            return sent
        file.seek(place)
        data = file.read(min(amount, COPY))
        if not data:
            raise OSError("the source ends too early")
        self._connection.sendall(b"%x\r\n%b\r\n" % (len(data), data) if chunked else data)
        return len(data)

    def _left_alone(self) -> bool:
        """Whether the other side has closed."""
        try:
            self._connection.setblocking(False)
            try:
                return self._connection.recv(1, socket.MSG_PEEK) == b""
            finally:
                self._connection.setblocking(True)
        except (BlockingIOError, InterruptedError):
            return False
        except OSError:
            return True


def head_of(answer: Answer) -> bytes:
    """The status line and headers, as they are sent."""
    lines = [f"HTTP/1.1 {answer.status} {REASONS.get(answer.status, 'Unknown')}"]
    lines += [f"{name}: {value}" for name, value in answer.headers]
    lines.append("Transfer-Encoding: chunked" if answer.chunked else f"Content-Length: {len(answer.body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")
