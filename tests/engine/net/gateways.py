"""Proxies on this machine: what a `Host` says when it is one."""

from __future__ import annotations

import base64
import contextlib
import socket
import threading
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from .hosts import Asked, read_request


@dataclass
class HttpGateway:
    """An HTTP proxy, with CONNECT and without."""

    login: str = ""
    """`name:password` that is asked for."""
    refusal: str = ""
    """The status that it answers whatever is asked."""
    welcome: bytes = b"HTTP/1.1 200 Connection established\r\n\r\n"
    asked: list[Asked] = field(default_factory=list)

    def __call__(self, stream: socket.socket) -> None:
        with stream.makefile("rb") as reader:
            asked = read_request(reader)
        if asked is None:
            return
        self.asked.append(asked)
        wanted = "Basic " + base64.b64encode(self.login.encode()).decode()
        if self.login and asked.one("Proxy-Authorization") != wanted:
            stream.sendall(b"HTTP/1.1 407 Login\r\nContent-Length: 0\r\n\r\n")
            return
        if self.refusal:
            stream.sendall(f"HTTP/1.1 {self.refusal}\r\nContent-Length: 3\r\n\r\nno\n".encode())
            return
        if asked.method == "CONNECT":
            host, _, port = asked.target.rpartition(":")
            with socket.create_connection((host.strip("[]"), int(port))) as there:
                stream.sendall(self.welcome)
                _pump(stream, there)
            return
        parts = urlsplit(asked.target)
        assert parts.hostname is not None
        with socket.create_connection((parts.hostname, parts.port or 80)) as there:
            lines = [f"{name}: {value}" for name, value in asked.lines if not name.startswith("Proxy-")]
            head = "\r\n".join([f"{asked.method} {parts.path} HTTP/1.1", *lines])
            there.sendall(head.encode("latin-1") + b"\r\n\r\n" + asked.body)
            _pump(stream, there)


@dataclass
class Socks:
    """A SOCKS5 proxy."""

    login: tuple[str, str] | None = None
    reply: int = 0
    bound: bytes = b"\x01\x7f\x00\x00\x01\x00\x50"
    """What it says of its own end."""
    asked: list[tuple[int, str, int]] = field(default_factory=list)
    """Kind of address (1: IPv4, 3: a name, 4: IPv6), host, port."""
    leads_to: tuple[str, int] | None = None
    """Whom it connects to whatever is asked for."""

    def __call__(self, stream: socket.socket) -> None:
        with stream.makefile("rb", buffering=0) as reader:
            if not (version := reader.read(1)):
                return  # dialled ahead, and not needed any more
            assert version == b"\x05"
            methods = reader.read(reader.read(1)[0])
            if self.login is not None and 2 not in methods:
                stream.sendall(b"\x05\xff")
                return
            stream.sendall(b"\x05\x02" if self.login is not None else b"\x05\x00")
            if self.login is not None:
                assert reader.read(1) == b"\x01"
                name = reader.read(reader.read(1)[0]).decode()
                password = (reader.read(size) if (size := reader.read(1)[0]) else b"").decode()
                stream.sendall(b"\x01\x00" if (name, password) == self.login else b"\x01\x01")
                if (name, password) != self.login:
                    return
            if not (wanted := reader.read(3)):
                return
            assert wanted == b"\x05\x01\x00"
            kind = reader.read(1)[0]
            if kind == 3:
                host = reader.read(reader.read(1)[0]).decode()
            else:
                family, size = (socket.AF_INET, 4) if kind == 1 else (socket.AF_INET6, 16)
                host = socket.inet_ntop(family, reader.read(size))
            port = int.from_bytes(reader.read(2), "big")
        self.asked.append((kind, host, port))
        answer = bytes([5, self.reply, 0]) + self.bound
        # In two bits, as it may well arrive.
        stream.sendall(answer[:3])
        if self.reply:
            stream.sendall(answer[3:])
            return
        with socket.create_connection(self.leads_to or (host, port)) as there:
            stream.sendall(answer[3:])
            _pump(stream, there)


def _pump(here: socket.socket, there: socket.socket) -> None:
    """Carries bytes both ways until both have ended."""
    there.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    back = threading.Thread(target=_carry, args=(there, here), name="gateway")
    back.start()
    _carry(here, there)
    back.join()


def _carry(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(1 << 16):
            target.sendall(data)
    with contextlib.suppress(OSError):
        socket.socket.shutdown(target, socket.SHUT_WR)
