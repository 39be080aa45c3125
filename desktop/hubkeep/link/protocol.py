"""The client's side of the link, without any transport: bytes in, messages out.

Whoever owns the pipe (a child process, ssh) feeds what it reads and writes what it is given.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from ..version import VERSION
from .messages import ANSWERS, PROTOCOL, Answer, Call, FromEngine, Hello, Refusal, Request

MAX_LINE: Final = 64 << 20
"""A line longer than this is no message of ours."""


class ProtocolError(Exception):
    """The peer does not speak this protocol."""


class Lines:
    """Cuts a stream of bytes into lines."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """The lines that `chunk` completes. Raises `ProtocolError` for a line without end."""
        self._rest += chunk
        start = 0
        while (end := self._rest.find(b"\n", start)) >= 0:
            line = bytes(self._rest[start:end])
            start = end + 1
            if line:
                yield line
        del self._rest[:start]
        if len(self._rest) > MAX_LINE:
            raise ProtocolError(f"a line of more than {MAX_LINE} bytes")


class ClientProtocol:
    """Numbers calls, knows which answer belongs to which request."""

    def __init__(self) -> None:
        self._encode = msgspec.json.Encoder().encode
        self._decode = msgspec.json.Decoder(FromEngine).decode
        self._asked: dict[int, type] = {}
        self._last = 0

    def hello(self) -> bytes:
        """The line that opens a connection."""
        return self._encode(Hello(PROTOCOL, VERSION)) + b"\n"

    def call(self, request: Request) -> tuple[int, bytes]:
        """The id of a new call and the line to send."""
        self._last += 1
        self._asked[self._last] = type(request)
        return self._last, self._encode(Call(self._last, request)) + b"\n"

    def receive(self, line: bytes) -> FromEngine | tuple[int, Any]:
        """The message in `line`; an `Answer` comes as `(id, result)` with the result typed.

        Raises `ProtocolError` for anything that is none.
        """
        try:
            message: FromEngine = self._decode(line)
            if isinstance(message, Answer):
                shape = ANSWERS[self._asked.pop(message.id)]
                result: Any = msgspec.json.decode(message.result, type=shape)
                return message.id, result
        except (msgspec.DecodeError, KeyError) as error:
            raise ProtocolError(f"not a message: {line[:200]!r}") from error
        if isinstance(message, Refusal):
            self._asked.pop(message.id, None)
        return message
