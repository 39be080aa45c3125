"""Requests read from a connection."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

from tests.hub.messages import Host, Request

HEAD_LIMIT = 1 << 16
BODY_LIMIT = 16 << 20


class BadRequest(Exception):
    """What came is no request that a hub takes."""


class Reader:
    """Reads one request after the other."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._buffer = b""

    def next(self) -> tuple[Request, bool] | None:
        """The next request and whether the connection is to be kept afterwards; None at its end."""
        while b"\r\n\r\n" not in self._buffer:
            if len(self._buffer) > HEAD_LIMIT:
                raise BadRequest
            if not self._more():
                return None
        head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        try:
            method, target, version = first.split(" ")
            headers = {}
            for line in lines:
                name, colon, value = line.partition(":")
                if not colon:
                    raise BadRequest
                headers[name.strip().lower()] = value.strip()
            length = int(headers.get("content-length", "0"))
        except ValueError:
            raise BadRequest from None
        if length > BODY_LIMIT:
            raise BadRequest
        if headers.get("expect", "").lower() == "100-continue":
            self._connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        while len(self._buffer) < length:
            if not self._more():
                return None
        body, self._buffer = self._buffer[:length], self._buffer[length:]
        if target.startswith("http://"):
            # A client that takes the hub for a proxy sends whole URLs.
            parts = urlsplit(target)
            target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        path, _, query = target.partition("?")
        name = headers.get("host", "").rpartition(":")[0] or headers.get("host", "")
        host = Host.CDN if name == "localhost" else Host.HUB
        keep = headers.get("connection", "").lower() != "close" and version != "HTTP/1.0"
        return Request(method, path, query, headers, body, host), keep

    def _more(self) -> bool:
        received = self._connection.recv(1 << 16)
        self._buffer += received
        return bool(received)
