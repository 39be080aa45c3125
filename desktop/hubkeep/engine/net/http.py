"""HTTP/1.1 over one connected stream, its bodies received straight into the caller's memory.

Requests may be sent ahead of their turn (pipelining); responses are received in the same order, each
body to its end before the next. Content is never decoded: ask for `Accept-Encoding: identity`.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Sequence
from typing import Final

from .failure import NetFailure

Header = tuple[str, str]

_LARGEST_HEAD: Final = 1 << 16
_LARGEST_LINE: Final = 1 << 12
"""Of a chunk's size line or a trailer."""
_GULP: Final = 1 << 14
"""Bytes asked for while a head is looked for."""


class Headers:
    """Header lines of a response; names in any case."""

    def __init__(self, lines: Sequence[Header]) -> None:
        self._lines = tuple((name.lower(), value) for name, value in lines)

    def get(self, name: str) -> str | None:
        """The first value of `name`."""
        wanted = name.lower()
        return next((value for known, value in self._lines if known == wanted), None)

    def get_all(self, name: str) -> list[str]:
        wanted = name.lower()
        return [value for known, value in self._lines if known == wanted]


class Connection:
    """One connection to one host. Used by one thread at a time, except `abort`."""

    def __init__(
        self, stream: socket.socket, host: str, *, absolute: str = "", headers: Sequence[Header] = ()
    ) -> None:
        """`host` is the Host header. Plain HTTP through a proxy puts `absolute` (`http://host:port`)
        before each target; `headers` go with every request."""
        self.host = host
        self.reusable = True
        """Whether another request may be sent once all responses were received."""
        self._stream = stream
        self._absolute = absolute
        self._headers = tuple(headers)
        self._ahead = bytearray()
        """Received, and not asked for yet."""
        self._heard = False

    @property
    def fresh(self) -> bool:
        """Whether nothing was received yet: a failure now says nothing of an idle connection's age."""
        return not self._heard

    def set_timeout(self, seconds: float | None) -> None:
        """How long one read or write may take."""
        self._stream.settimeout(seconds)

    def send(self, method: str, target: str, headers: Sequence[Header] = (), body: bytes = b"") -> None:
        """Sends one request. Raises `NetFailure`; ValueError for control characters in what is sent."""
        lines = [f"{method} {self._absolute}{target} HTTP/1.1", f"Host: {self.host}"]
        lines += [f"{name}: {value}" for name, value in (*self._headers, *headers)]
        if body or method in {"POST", "PUT"}:
            lines.append(f"Content-Length: {len(body)}")
        head = "\r\n".join(lines)
        if "\0" in head or head.count("\n") != len(lines) - 1 or head.count("\r") != len(lines) - 1:
            raise ValueError("a line break in a request")
        try:
            self._stream.sendall(head.encode("latin-1") + b"\r\n\r\n" + body)
        except UnicodeEncodeError as error:
            raise ValueError("a header that is no Latin-1") from error
        except OSError as error:
            raise self._failed(error) from error

    def receive(self, method: str = "GET") -> Response:
        """The head of the next response. Raises `NetFailure`."""
        while True:
            status, version, headers = self._head()
            if status >= 200:
                break
            if status == 101:
                raise self.nonsense("the host changes the protocol")
        tokens = {
            token.strip().lower() for line in headers.get_all("Connection") for token in line.split(",")
        }
        if "close" in tokens or (version == "HTTP/1.0" and "keep-alive" not in tokens):
            self.reusable = False
        return Response(self, status, headers, *self._framing(method, status, headers))

    def abort(self) -> None:
        """Ends whatever another thread waits for here."""
        with contextlib.suppress(OSError):
            self._stream.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.reusable = False
        with contextlib.suppress(OSError):
            self._stream.close()

    # --- for the response -----------------------------------------------------------------------

    def take_into(self, view: memoryview) -> int:
        """Fills the beginning of `view` with what is there or comes next; 0 at the end of the stream."""
        if self._ahead:
            size = min(len(self._ahead), len(view))
            view[:size] = self._ahead[:size]
            del self._ahead[:size]
            return size
        try:
            return self._stream.recv_into(view)
        except OSError as error:
            raise self._failed(error) from error

    def take_line(self) -> bytes:
        """A line without its end. Raises `NetFailure`."""
        while (end := self._ahead.find(b"\n")) < 0:
            if len(self._ahead) > _LARGEST_LINE:
                raise self.nonsense("a line is too long")
            self._more()
        line = bytes(self._ahead[:end]).rstrip(b"\r")
        del self._ahead[: end + 1]
        return line

    def nonsense(self, reason: str) -> NetFailure:
        """The failure for what is no HTTP; the connection is not used again."""
        self.reusable = False
        return NetFailure("protocol", self.host, reason)

    def ended_early(self) -> NetFailure:
        self.reusable = False
        return NetFailure("closed", self.host, "the connection ended in the middle of an answer")

    # --- within ---------------------------------------------------------------------------------

    def _head(self) -> tuple[int, str, Headers]:
        start = 0
        while (end := self._ahead.find(b"\r\n\r\n", start)) < 0:
            if len(self._ahead) > _LARGEST_HEAD:
                raise self.nonsense("the head of an answer is too long")
            start = max(0, len(self._ahead) - 3)
            self._more()
        lines = bytes(self._ahead[:end]).decode("latin-1").split("\r\n")
        del self._ahead[: end + 4]
        version, _, rest = lines[0].partition(" ")
        if version not in {"HTTP/1.1", "HTTP/1.0"} or not rest[:3].isdigit() or not rest[:3].isascii():
            raise self.nonsense("what came is no HTTP")
        fields = [line.partition(":") for line in lines[1:]]
        if any(not name or not colon for name, colon, _ in fields):
            raise self.nonsense("a header line is broken")
        return int(rest[:3]), version, Headers([(name, value.strip()) for name, _, value in fields])

    def _framing(self, method: str, status: int, headers: Headers) -> tuple[int | None, bool]:
        """Bytes of the body (None: unknown beforehand), and whether it comes in chunks."""
        if method == "HEAD" or status in {204, 304}:
            return 0, False
        encodings = [value.lower() for value in headers.get_all("Transfer-Encoding")]
        if encodings:
            if encodings != ["chunked"]:
                raise self.nonsense("the answer's transfer encoding is not known")
            return None, True
        lengths = set(headers.get_all("Content-Length"))
        if not lengths:
            self.reusable = False
            return None, False
        length = lengths.pop()
        if lengths or not length.isascii() or not length.isdigit():
            raise self.nonsense("the answer's length makes no sense")
        return int(length), False

    def _more(self) -> None:
        try:
            data = self._stream.recv(_GULP)
        except OSError as error:
            raise self._failed(error) from error
        if not data:
            self.reusable = False
            raise NetFailure("closed", self.host, "the connection ended without an answer")
        self._heard = True
        self._ahead += data

    def _failed(self, error: OSError) -> NetFailure:
        self.reusable = False
        if isinstance(error, TimeoutError):
            return NetFailure("timeout", self.host, "no answer in time")
        reason = error.strerror or type(error).__name__
        return NetFailure("tls" if isinstance(error, ssl.SSLError) else "closed", self.host, reason)


class Response:
    """A status, headers, and a body that is read once."""

    def __init__(
        self, connection: Connection, status: int, headers: Headers, length: int | None, chunked: bool
    ) -> None:
        self.status = status
        self.headers = headers
        self.length = length
        """Bytes of the body; None where only its end will tell."""
        self._connection = connection
        self._chunked = chunked
        self._left = length or 0
        """Of the body; in chunks, of this chunk."""
        self._over = length == 0
        self._begun = False

    @property
    def finished(self) -> bool:
        """Whether the whole body was read, so that the connection is free for the next response."""
        return self._over

    def readinto(self, view: memoryview) -> int:
        """Receives into the beginning of `view`, as much as is there; 0 at the end of the body. Raises
        `NetFailure`, also where the stream ends before the body does."""
        if self._over or not len(view):
            return 0
        if self.length is None and not self._chunked:
            got = self._connection.take_into(view)
            self._over = got == 0
            return got
        if self._chunked and not self._left and not self._next_chunk():
            return 0
        got = self._connection.take_into(view[: self._left])
        if not got:
            raise self._connection.ended_early()
        self._left -= got
        if not self._left and not self._chunked:
            self._over = True
        return got

    def read(self, limit: int) -> bytes:
        """The whole body. Raises `NetFailure`, also where it is longer than `limit` bytes."""
        body = bytearray()
        view = memoryview(bytearray(min(limit + 1, 1 << 16)))
        while got := self.readinto(view):
            body += view[:got]
            if len(body) > limit:
                raise self._connection.nonsense("the answer is too long")
        return bytes(body)

    def discard(self, limit: int) -> bool:
        """Reads the rest of a body that nobody needs, up to `limit` bytes; whether that was all of it.
        Raises `NetFailure`."""
        view = memoryview(bytearray(1 << 14))
        while not self._over:
            if limit <= 0:
                self._connection.reusable = False
                return False
            limit -= self.readinto(view)
        return True

    def _next_chunk(self) -> bool:
        """Whether there is another chunk; its size is then in `_left`."""
        if self._begun and self._connection.take_line():
            raise self._connection.nonsense("a chunk is longer than it said")
        self._begun = True
        size = self._connection.take_line().split(b";")[0].strip()
        try:
            self._left = int(size, 16)
        except ValueError:
            raise self._connection.nonsense("a chunk's size makes no sense") from None
        if self._left < 0 or not size.isalnum():
            raise self._connection.nonsense("a chunk's size makes no sense")
        if self._left:
            return True
        while self._connection.take_line():
            pass
        self._over = True
        return False
