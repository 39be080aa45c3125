"""TLS over a connected socket, or within TLS: to a host behind a proxy that is itself reached by TLS."""

from __future__ import annotations

import contextlib
import selectors
import socket
import ssl
from collections.abc import Callable
from typing import Final, TypeVar, cast

from .http import Stream
from .patience import Patience

_GULP: Final = 1 << 16
_Got = TypeVar("_Got")


def secure(stream: socket.socket, context: ssl.SSLContext, name: str, patience: Patience) -> ssl.SSLSocket:
    """TLS to the host `name`; `stream` is used up, also where it fails. Raises OSError."""
    # Without blocking: truststore lets one handshake at a time go on, and would let it wait for a host
    # that is silent.
    stream.settimeout(0)
    try:
        secured = context.wrap_socket(stream, server_hostname=_bare(name), do_handshake_on_connect=False)
    except BaseException:
        stream.close()
        raise
    try:
        while True:
            try:
                secured.do_handshake()
                return secured
            except ssl.SSLWantReadError:
                _wait(secured, selectors.EVENT_READ, patience)
            except ssl.SSLWantWriteError:
                _wait(secured, selectors.EVENT_WRITE, patience)
    except BaseException:
        secured.close()
        raise


class TlsWithin:
    """TLS through another `Stream`."""

    def __init__(self, outer: Stream, context: ssl.SSLContext, name: str) -> None:
        self._outer = outer
        self._coming, self._going = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._coming, self._going, server_hostname=_bare(name))

    def handshake(self, patience: Patience) -> None:
        """Raises OSError."""
        while True:
            self._outer.settimeout(patience.slice())
            with contextlib.suppress(TimeoutError):
                return self._step(self._tls.do_handshake)

    def sendall(self, data: bytes, /) -> None:
        view = memoryview(data)
        while view:
            rest = view
            view = view[self._step(lambda: self._tls.write(rest)) :]  # noqa: B023

    def recv(self, size: int, /) -> bytes:
        return self._until_end(lambda: self._tls.read(size), b"")

    def recv_into(self, view: memoryview, /) -> int:
        return self._until_end(lambda: cast(int, self._tls.read(len(view), view)), 0)

    def pending(self) -> int:
        return self._tls.pending() + self._coming.pending

    def settimeout(self, seconds: float | None, /) -> None:
        self._outer.settimeout(seconds)

    def close(self) -> None:
        self._outer.close()

    def _until_end(self, step: Callable[[], _Got], end: _Got) -> _Got:
        try:
            return self._step(step)
        except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
            return end

    def _step(self, step: Callable[[], _Got]) -> _Got:
        """Goes on where it was when it is called again after a timeout."""
        while True:
            try:
                result = step()
            except ssl.SSLWantReadError:
                self._send_waiting()
                if data := self._outer.recv(_GULP):
                    self._coming.write(data)
                else:
                    self._coming.write_eof()
                continue
            except ssl.SSLError:
                # What the other side is told of the failure.
                with contextlib.suppress(OSError):
                    self._send_waiting()
                raise
            self._send_waiting()
            return result

    def _send_waiting(self) -> None:
        if self._going.pending:
            self._outer.sendall(self._going.read())


def _bare(name: str) -> str:
    """Without the zone of a link-local address, which no certificate names."""
    return name.partition("%")[0]


def _wait(stream: socket.socket, event: int, patience: Patience) -> None:
    with selectors.DefaultSelector() as selector:
        selector.register(stream, event)
        while not selector.select(patience.slice()):
            pass
