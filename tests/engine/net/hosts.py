"""Hosts on this machine that say what a test wants them to say."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import BinaryIO, Self

from hubkeep.engine.net.address import Origin

Talk = Callable[[socket.socket], None]


class Host:
    """Listens, and lets `talk` speak on each connection, which is closed when `talk` returns."""

    def __init__(
        self,
        talk: Talk,
        *,
        address: str = "127.0.0.1",
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._talk = talk
        self._tls = tls
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self._listener = socket.create_server((address, 0), family=family, backlog=128)
        self.address = address
        self.port: int = self._listener.getsockname()[1]
        self.connections = 0
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._accepting = threading.Thread(target=self._accept, name="host")

    @property
    def origin(self) -> Origin:
        return Origin("https" if self._tls else "http", self.address, self.port)

    @property
    def url(self) -> str:
        return self.origin.url

    def __enter__(self) -> Self:
        self._accepting.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # A listener that is only closed goes on waiting in the other thread.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._accepting.join()
        self.hang_up()
        for thread in self._threads:
            thread.join()

    def hang_up(self) -> None:
        """Ends all connections."""
        with self._lock:
            for stream in self._open:
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(stream, socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            try:
                stream, _ = self._listener.accept()
            except OSError:
                return
            stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            thread = threading.Thread(target=self._serve, args=(stream,), name="host's connection")
            with self._lock:
                self.connections += 1
                self._open.add(stream)
                self._threads.append(thread)
            thread.start()

    def _serve(self, stream: socket.socket) -> None:
        raw = stream
        try:
            if self._tls is not None:
                # As it stands in the set, so that `hang_up` also ends a handshake.
                with self._lock:
                    stream = self._tls.wrap_socket(raw, server_side=True, do_handshake_on_connect=False)
                    self._open.discard(raw)
                    self._open.add(stream)
                assert isinstance(stream, ssl.SSLSocket)
                stream.do_handshake()
            self._talk(stream)
        except OSError:
            pass
        finally:
            with self._lock:
                self._open.discard(stream)
            stream.close()


@dataclass
class Asked:
    """A request as it came."""

    method: str
    target: str
    lines: list[tuple[str, str]]
    body: bytes = b""
    port: int = 0
    """Whence it came: the same for all requests of a connection."""

    def all(self, name: str) -> list[str]:
        return [value for known, value in self.lines if known.lower() == name.lower()]

    def one(self, name: str) -> str | None:
        values = self.all(name)
        assert len(values) < 2, f"{name} came more than once"
        return values[0] if values else None


class Last(bytes):
    """An answer after which the connection ends."""


@dataclass
class Script:
    """A `Talk` that reads requests and answers each with what `answer` gives, byte for byte."""

    answer: Callable[[Asked], bytes]
    asked: list[Asked] = field(default_factory=list)

    def __call__(self, stream: socket.socket) -> None:
        with stream.makefile("rb") as reader:
            while (asked := read_request(reader)) is not None:
                asked.port = stream.getpeername()[1]
                self.asked.append(asked)
                answer = self.answer(asked)
                stream.sendall(answer)
                if isinstance(answer, Last):
                    return


def read_request(reader: BinaryIO) -> Asked | None:
    first = reader.readline()
    if not first:
        return None
    method, target, _ = first.decode("latin-1").split(" ")
    lines = []
    while line := reader.readline().decode("latin-1").rstrip("\r\n"):
        name, _, value = line.partition(": ")
        lines.append((name, value))
    asked = Asked(method, target, lines)
    asked.body = reader.read(int(asked.one("Content-Length") or 0))
    return asked


def answer(body: bytes = b"", status: str = "200 OK", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode("utf-8") + b"\r\n\r\n" + body


def silent(stream: socket.socket) -> None:
    """Says nothing until the other end has gone."""
    while stream.recv(1 << 16):
        pass
