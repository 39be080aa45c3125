"""From a name to a connected socket: look it up, try its addresses side by side (RFC 8305)."""

from __future__ import annotations

import errno
import os
import queue
import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from msgspec import Struct

from .address import address_of
from .failure import NetFailure
from .patience import Patience

HEAD_START: Final = 0.25
"""Seconds that an address has before the next one is tried as well."""
_KEEPALIVE: Final = (("TCP_KEEPIDLE", 60), ("TCP_KEEPALIVE", 60), ("TCP_KEEPINTVL", 15), ("TCP_KEEPCNT", 4))
"""A host that vanished is noticed after two minutes, and the middle boxes remember an idle connection."""


class Spot(Struct, frozen=True):
    """An address and a port, as the system has them."""

    family: int
    at: tuple[str, int] | tuple[str, int, int, int]


@dataclass
class Steps:
    """Seconds that each step to a connection took; None: it was not taken, or did not succeed."""

    resolve: float | None = None
    """To look up a name; none is taken for an address."""
    connect: float | None = None
    """Through a proxy: until the proxy has made the way."""
    tls: float | None = None


def reach(host: str, port: int, patience: Patience, steps: Steps | None = None) -> socket.socket:
    """A connected socket; `steps` is told what took how long. Raises `NetFailure`."""
    name = f"{host}:{port}"
    steps = Steps() if steps is None else steps
    began = time.monotonic()
    try:
        spots = look_up(host, port, patience)
        if address_of(host) is None:
            steps.resolve = time.monotonic() - began
        began = time.monotonic()
        stream = race(in_turn(spots), patience)
        steps.connect = time.monotonic() - began
    except TimeoutError as error:
        raise NetFailure("timeout", name, "no answer in time") from error
    except OSError as error:
        raise _unreached(error, name) from error
    stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    stream.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for option, value in _KEEPALIVE:
        if hasattr(socket, option):
            stream.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)
    return stream


def look_up(host: str, port: int, patience: Patience) -> list[Spot]:
    """The addresses of `host`, the best first, as the system has it. Raises OSError."""
    if address_of(host) is not None:
        return _ask_system(host, port)
    answers: queue.SimpleQueue[list[Spot] | OSError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(_ask_system(host, port))
        except OSError as error:
            answers.put(error)

    # The system can't be interrupted, and takes up to half a minute where no name server answers.
    threading.Thread(target=ask, name=f"look up {host}", daemon=True).start()
    while True:
        try:
            answer = answers.get(timeout=patience.slice())
        except queue.Empty:
            continue
        if isinstance(answer, OSError):
            raise answer
        return answer


def in_turn(spots: Iterable[Spot]) -> list[Spot]:
    """IPv6 and IPv4 by turns, beginning with the kind that comes first."""
    families: dict[int, list[Spot]] = {}
    for spot in spots:
        families.setdefault(spot.family, []).append(spot)
    return [spot for turn in zip_longest(*families.values()) for spot in turn if spot is not None]


def race(spots: Sequence[Spot], patience: Patience, head_start: float = HEAD_START) -> socket.socket:
    """The first connection that stands. Raises the most telling OSError where none does."""
    waiting = deque(spots)
    errors: list[OSError] = []
    next_at = 0.0
    with selectors.DefaultSelector() as selector:
        try:
            while True:
                now = time.monotonic()
                under_way = bool(selector.get_map())
                if waiting and (now >= next_at or not under_way):
                    next_at = now + head_start
                    try:
                        selector.register(_begin(waiting.popleft()), selectors.EVENT_WRITE)
                    except OSError as error:
                        errors.append(error)
                        next_at = 0.0
                    continue
                if not under_way:
                    raise _most_telling(errors)
                pause = patience.slice()
                for key, _ in selector.select(min(pause, next_at - now) if waiting else pause):
                    stream = key.fileobj
                    assert isinstance(stream, socket.socket)
                    code = stream.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                    selector.unregister(stream)
                    if not code:
                        return stream
                    stream.close()
                    errors.append(OSError(code, os.strerror(code)))
                    next_at = 0.0
        finally:
            for key in list(selector.get_map().values()):
                assert isinstance(key.fileobj, socket.socket)
                key.fileobj.close()


def _begin(spot: Spot) -> socket.socket:
    """A socket on its way to `spot`. Raises OSError."""
    stream = socket.socket(spot.family, socket.SOCK_STREAM)
    try:
        stream.setblocking(False)
        stream.connect(spot.at)
    except BlockingIOError:
        pass
    except BaseException:
        stream.close()
        raise
    return stream


def _ask_system(host: str, port: int) -> list[Spot]:
    # As bytes: the name is in its final form, and Python would refuse some that resolve.
    found = socket.getaddrinfo(host.encode("ascii"), port, type=socket.SOCK_STREAM)
    return [
        Spot(family, (at[0], at[1]) if len(at) == 2 else (at[0], at[1], at[2], at[3]))
        for family, _, _, _, at in found
        if isinstance(at[0], str)
    ]


def _most_telling(errors: Sequence[OSError]) -> OSError:
    """Of several addresses' errors: that nothing listens says more than that there is no way."""
    if not errors:
        return OSError(errno.EHOSTUNREACH, os.strerror(errno.EHOSTUNREACH))
    return min(errors, key=lambda error: (error.errno != errno.ECONNREFUSED, error.errno != errno.ETIMEDOUT))


def _unreached(error: OSError, host: str) -> NetFailure:
    reason = error.strerror or type(error).__name__
    if isinstance(error, socket.gaierror):
        # A name server that does not answer: most often there is no network.
        later = error.errno in {socket.EAI_AGAIN, socket.EAI_FAIL}
        return NetFailure("unreachable" if later else "name", host, reason)
    if isinstance(error, ConnectionRefusedError):
        return NetFailure("refused", host, reason)
    return NetFailure("unreachable", host, reason)
