"""HTTP/1.1 over one connected stream, its bodies received straight into the caller's memory.

Requests may be sent ahead of their turn (pipelining); responses are received in the same order, each
body to its end before the next. Content is never decoded: ask for `Accept-Encoding: identity`.
"""

from __future__ import annotations

import contextlib
import re
import socket
import time
from collections.abc import Callable, Sequence
from typing import Final, Protocol, TypeVar

from .address import Origin
from .failure import NetFailure, failure_of
from .patience import Patience

Header = tuple[str, str]
_Got = TypeVar("_Got")

_LARGEST_HEAD: Final = 1 << 16
_LARGEST_LINE: Final = 1 << 12
"""Of a chunk's size line or a trailer."""
_MOST_TRAILERS: Final = 100
_MOST_INTERIM: Final = 20
"""Answers that only announce the real one (1xx)."""
_STATUS: Final = re.compile(r"(HTTP/1\.[01]) ([1-9][0-9]{2})(?: .*)?")
_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_LENGTH: Final = re.compile(r"[0-9]{1,18}")
_CHUNK_SIZE: Final = re.compile(rb"[0-9A-Fa-f]{1,15}")
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


class Stream(Protocol):
    """Bytes to and from a host: a socket, TLS over one, or TLS within TLS."""

    def sendall(self, data: bytes, /) -> None: ...
    def recv(self, size: int, /) -> bytes: ...
    def recv_into(self, view: memoryview, /) -> int: ...
    def settimeout(self, seconds: float | None, /) -> None: ...
    def close(self) -> None: ...


class Connection:
    """One connection to one host. Used by one thread at a time, except `abort`."""

    def __init__(
        self,
        stream: Stream,
        host: str,
        *,
        wire: socket.socket | None = None,
        origin: Origin | None = None,
        absolute: str = "",
        headers: Sequence[Header] = (),
    ) -> None:
        """`host` is the Host header. `wire` is the socket at the bottom of `stream`, where that is none
        itself. Plain HTTP through a proxy puts `absolute` (`http://host:port`) before each target;
        `headers` go with every request."""
        self.host = host
        self.origin = origin
        """Whom it leads to, for those who keep connections."""
        self.reusable = True
        """Whether another request may be sent once all responses were received."""
        self._stream = stream
        self._wire = stream if isinstance(stream, socket.socket) else wire
        self._patience: Callable[[], Patience] | None = None
        self._absolute = absolute
        self._headers = tuple(headers)
        self.on_received: Callable[[int], None] | None = None
        """Told how many bytes came, each time; what it raises ends the exchange."""
        self._ahead = bytearray()
        """Received, and not asked for yet."""
        self._heard = False
        self._due = 0
        """Requests whose answers were not read to their end."""
        self._asked_at = 0.0
        self.answer_seconds: float | None = None
        """From a request to the head of its answer, the quickest of those that were not sent ahead."""

    @property
    def idle(self) -> bool:
        """Whether all that was asked for was received, and nothing else."""
        return self.reusable and self._due == 0 and not self._ahead

    @property
    def fresh(self) -> bool:
        """Whether nothing was received yet: a failure now says nothing of an idle connection's age."""
        return not self._heard

    def set_timeout(self, seconds: float | None, within: Patience | None = None) -> None:
        """How long one read or write may take; `within`: and all of them together."""
        if within is None or seconds is None:
            self._patience = None
            self._stream.settimeout(seconds)
        else:
            self._patience = lambda: within.at_most(seconds)

    def still_open(self) -> bool:
        """Whether an idle connection is alive: one that has something to say while nothing was asked is
        being closed. By TLS, one that was never used may seem so: the host has sent keys for later."""
        pending = getattr(self._stream, "pending", None)
        if self._wire is None or not self.idle or (pending is not None and pending()):
            return False
        try:
            self._wire.settimeout(0)
            # Past TLS, which does not look ahead.
            socket.socket.recv(self._wire, 1, socket.MSG_PEEK)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

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
            sent = head.encode("latin-1") + b"\r\n\r\n" + body
        except UnicodeEncodeError:
            # Without its cause, which shows what may be a secret.
            raise ValueError("a header that is no Latin-1") from None
        self._due += 1
        try:
            if self._patience is not None:
                patience = self._patience()
                patience.slice()
                # Not by slices: what of it was sent could not be told. Nor 0, which means at once.
                self._stream.settimeout(max(patience.left(), 0.001))
            self._stream.sendall(sent)
            self._asked_at = time.monotonic()
        except OSError as error:
            raise self._failed(error) from error

    def receive(self, method: str = "GET") -> Response:
        """The head of the next response. Raises `NetFailure`."""
        for _ in range(_MOST_INTERIM):
            status, version, headers = self._head()
            if self._due == 1:
                seconds = time.monotonic() - self._asked_at
                self.answer_seconds = min(seconds, self.answer_seconds or seconds)
            if status >= 200:
                break
            if status == 101:
                raise self.nonsense("the host changes the protocol")
        else:
            raise self.nonsense("the host announces an answer and gives none")
        if status == 407 and self._absolute:
            self.reusable = False
            raise NetFailure("proxy", self.host, "the proxy asks for a login")
        tokens = {
            token.strip().lower() for line in headers.get_all("Connection") for token in line.split(",")
        }
        if "close" in tokens or (version == "HTTP/1.0" and "keep-alive" not in tokens):
            self.reusable = False
        return Response(self, status, headers, *self._framing(method, status, headers))

    def let_go(self) -> None:
        """The stream is somebody else's from here on. Raises `NetFailure` where more came than an answer."""
        if self._ahead:
            raise self.nonsense("more came than an answer")

    def abort(self) -> None:
        """Ends whatever another thread waits for here."""
        if self._wire is not None:
            with contextlib.suppress(OSError):
                # Not TLS's own way, after which the other thread would read what is still encrypted.
                socket.socket.shutdown(self._wire, socket.SHUT_RDWR)

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
            if self._patience is None:
                got = self._stream.recv_into(view)
            else:
                got = self._waiting(lambda: self._stream.recv_into(view))
        except OSError as error:
            raise self._failed(error) from error
        if self.on_received is not None:
            self.on_received(got)
        return got

    def take_line(self) -> bytes:
        """A line without its end. Raises `NetFailure`."""
        while (end := self._ahead.find(b"\n")) < 0:
            if len(self._ahead) > _LARGEST_LINE:
                raise self.nonsense("a line is too long")
            self._more()
        line = bytes(self._ahead[:end]).rstrip(b"\r")
        del self._ahead[: end + 1]
        return line

    def answered(self) -> None:
        """One response was received to its end."""
        self._due -= 1

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
        match = _STATUS.fullmatch(lines[0])
        if match is None:
            raise self.nonsense("what came is no HTTP")
        fields: list[Header] = []
        for line in lines[1:]:
            if line[:1] in {" ", "\t"} and fields:
                # A value that goes on in the next line, as it was done once.
                name, value = fields.pop()
                fields.append((name, f"{value} {line.strip()}".strip()))
                continue
            name, colon, value = line.partition(":")
            if not colon or not _TOKEN.fullmatch(name):
                raise self.nonsense("a header line is broken")
            fields.append((name, value.strip(" \t")))
        return int(match[2]), match[1], Headers(fields)

    def _framing(self, method: str, status: int, headers: Headers) -> tuple[int | None, bool]:
        """Bytes of the body (None: unknown beforehand), and whether it comes in chunks."""
        if method == "HEAD" or status in {204, 304} or (method == "CONNECT" and status < 300):
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
        if lengths or not _LENGTH.fullmatch(length):
            raise self.nonsense("the answer's length makes no sense")
        return int(length), False

    def _more(self) -> None:
        try:
            if self._patience is None:
                data = self._stream.recv(_GULP)
            else:
                data = self._waiting(lambda: self._stream.recv(_GULP))
        except OSError as error:
            raise self._failed(error) from error
        if not data:
            self.reusable = False
            raise NetFailure("closed", self.host, "the connection ended without an answer")
        self._heard = True
        self._ahead += data
        if self.on_received is not None:
            self.on_received(len(data))

    def _waiting(self, receive: Callable[[], _Got]) -> _Got:
        """What `receive` gives, asked again and again while there is patience."""
        assert self._patience is not None
        patience = self._patience()
        while True:
            self._stream.settimeout(patience.slice())
            try:
                return receive()
            except TimeoutError:
                continue

    def _failed(self, error: OSError) -> NetFailure:
        self.reusable = False
        return failure_of(error, self.host)


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
        self._over = False
        self._begun = False
        if length == 0:
            self._end()

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
            if not got:
                self._end()
            return got
        if self._chunked and not self._left and not self._next_chunk():
            return 0
        got = self._connection.take_into(view[: self._left])
        if not got:
            raise self._connection.ended_early()
        self._left -= got
        if not self._left and not self._chunked:
            self._end()
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
            if limit <= 0 or (self.length is not None and self._left > limit):
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
        if not _CHUNK_SIZE.fullmatch(size):
            raise self._connection.nonsense("a chunk's size makes no sense")
        self._left = int(size, 16)
        if self._left:
            return True
        for _ in range(_MOST_TRAILERS):
            if not self._connection.take_line():
                self._end()
                return False
        raise self._connection.nonsense("there is no end to the trailers")

    def _end(self) -> None:
        self._over = True
        self._connection.answered()
