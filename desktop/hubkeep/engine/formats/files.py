"""What the readers get: the files of a repo, a way to open them, and how much may be read.

Readers go through a `Source`: it reads ahead in growing windows, seeks past what nobody needs,
and turns every shortage into a `Failure`, so that a format's own module holds only the format.
"""

from __future__ import annotations

import os
import struct
from typing import BinaryIO, Final, Protocol

from msgspec import Struct

from hubkeep.engine.problems import Failure, printable

_FIRST_WINDOW: Final = 4 << 10
_LARGEST_WINDOW: Final = 1 << 20
_LONGEST_PLACE: Final = 120


class ModelFile(Struct, frozen=True):
    """One file of a repo: `path` inside the repo with forward slashes, `size` in bytes."""

    path: str
    size: int

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def folder(self) -> str:
        """The path of the folder that holds the file; empty for the repo's root."""
        return self.path.rpartition("/")[0]


class Opener(Protocol):
    """How the caller opens a file of the repo: from disk, or by ranged requests."""

    def open(self, path: str) -> BinaryIO:
        """A seekable binary stream of the file at `path`; raises OSError where there is none."""
        ...


class Allowance:
    """How many bytes and files may still be read for one repo, so that no repo takes for ever."""

    def __init__(self, *, bytes_left: int, files_left: int) -> None:
        self.bytes_left = bytes_left
        self.files_left = files_left

    def take_file(self, path: str) -> None:
        """Counts one file; Failure where none is left."""
        if self.files_left <= 0:
            raise Failure("formats-left-unread", path=printable(path))
        self.files_left -= 1

    def take_bytes(self, path: str, count: int) -> None:
        """Counts `count` bytes; Failure where they are not left."""
        if count > self.bytes_left:
            raise Failure("formats-left-unread", path=printable(path))
        self.bytes_left -= count


class Source:
    """One open file, read from its beginning; `stream` stays the caller's to close.

    Every read answers exactly what was asked, or raises a Failure: `formats-cut-short` at the end
    of the file, `formats-left-unread` at the end of the allowance. OSError passes through.
    """

    def __init__(self, stream: BinaryIO, file: ModelFile, allowance: Allowance) -> None:
        self.path: Final = printable(file.path)
        self.size: Final = file.size
        self._stream = stream
        self._allowance = allowance
        self._buffer = b""
        self._at = 0
        self._buffer_start = 0
        self._stream_at = -1
        self._window = _FIRST_WINDOW

    def tell(self) -> int:
        """The offset in the file of the byte read next."""
        return self._buffer_start + self._at

    def read(self, count: int) -> bytes:
        """The next `count` bytes."""
        end = self._at + count
        if end > len(self._buffer):
            self._need(count)
            end = self._at + count
        piece = self._buffer[self._at : end]
        self._at = end
        return piece

    def peek(self, count: int) -> bytes:
        """The next `count` bytes, which stay to be read."""
        piece = self.read(count)
        self._at -= count
        return piece

    def skip(self, count: int) -> None:
        """Goes `count` bytes on without reading them."""
        target = self.tell() + count
        if target > self.size:
            raise self.cut_short()
        if target <= self._buffer_start + len(self._buffer):
            self._at = target - self._buffer_start
            return
        self._buffer = b""
        self._at = 0
        self._buffer_start = target
        self._window = _FIRST_WINDOW

    def skip_strings(self, count: int, length: struct.Struct, longest: int) -> None:
        """Goes past `count` strings, each led by its byte length packed as `length`.

        Vocabularies hold hundreds of thousands of strings: this is the one loop that must be quick.
        """
        unpack, width = length.unpack_from, length.size
        while count:
            buffer, at = self._buffer, self._at
            last = len(buffer) - width
            while count and at <= last:
                (size,) = unpack(buffer, at)
                after = at + width + size
                if size > longest or after > len(buffer):
                    break
                at = after
                count -= 1
            self._at = at
            if count:
                (size,) = length.unpack(self.read(width))
                if size > longest:
                    raise self.damaged("GGUF", str(self.tell()))
                self.skip(size)
                count -= 1

    def cut_short(self) -> Failure:
        """The failure that says the file ends too early."""
        return Failure("formats-cut-short", path=self.path)

    def not_format(self, wanted: str) -> Failure:
        """The failure that says the file is not of the format its name promises."""
        return Failure("formats-not-format", path=self.path, format=wanted)

    def damaged(self, wanted: str, where: str) -> Failure:
        """The failure that says where a header of the format `wanted` breaks its rules."""
        return Failure(
            "formats-damaged", path=self.path, format=wanted, where=printable(where[:_LONGEST_PLACE])
        )

    def _need(self, count: int) -> None:
        """Fills the buffer so that it holds `count` bytes from here on."""
        kept = self._buffer[self._at :]
        start = self.tell()
        if start + count > self.size:
            raise self.cut_short()
        goal = min(max(count, self._window), self.size - start)
        self._window = min(self._window * 2, _LARGEST_WINDOW)
        self._allowance.take_bytes(self.path, goal - len(kept))
        pieces = [kept]
        have = len(kept)
        if self._stream_at != start + have:
            self._stream.seek(start + have, os.SEEK_SET)
        while have < goal:
            piece = self._stream.read(goal - have)
            if not piece:
                break
            pieces.append(piece)
            have += len(piece)
        self._stream_at = start + have
        self._buffer = b"".join(pieces)
        self._buffer_start = start
        self._at = 0
        if have < count:
            raise self.cut_short()
