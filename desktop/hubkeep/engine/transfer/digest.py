"""The digest that names a file, computed while its bytes land."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import xxhash

from ..system.copying import reading_unnoticed
from .fresh import Fresh
from .shares import PIECE

if TYPE_CHECKING:
    from .part import PartFile

SUM: Final = 16
"""Bytes of the sum of one piece."""
_CHECKPOINT: Final = 64 << 20
"""Between two copies of the digest's state, from which it goes on where bytes were fetched again."""


def new_digest(name: str, size: int) -> Any:
    """The hash that a blob called `name` must have: SHA-256, or Git's SHA-1 of a blob of `size` bytes."""
    if len(name) == 64:
        return hashlib.sha256()
    return hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False)


def digest_of(data: bytes | memoryview, name: str) -> str:
    """Of a whole file in memory, in the manner of `name`."""
    hasher = new_digest(name, len(data))
    hasher.update(data)
    return str(hasher.hexdigest())


class RunningDigest:
    """Follows a part file from its beginning, as far as it has no gaps. Used by one thread."""

    def __init__(self, part: PartFile, name: str, fresh: Fresh) -> None:
        """What `fresh` has kept is not read back."""
        self._part = part
        self._fresh = fresh
        self._name = name
        self._hasher = new_digest(name, part.size)
        self._piece = xxhash.xxh3_128()
        self._sums: list[bytes] = []
        self._checkpoints: list[tuple[int, Any]] = []
        self._buffer = memoryview(bytearray(PIECE))
        self.at = 0
        """Everything before was read."""

    def advance(self, stopping: Callable[[], bool]) -> bool:
        """Takes in what is there; whether that was anything. Raises OSError."""
        began, reach = self.at, self._part.reach(self.at)
        while self.at < reach and not stopping():
            chunk = self._fresh.take(self.at)
            if chunk is not None:
                self._take_in(chunk.data)
                self._fresh.give_back(chunk)
            else:
                end = min(self.at + PIECE - self.at % PIECE, reach)
                self._take_in(self._read(self._fresh.gap(self.at, end)))
            self._fresh.passed(self.at)
        return self.at > began

    def _read(self, end: int) -> memoryview:
        """What the file holds from where the digest is, at most to `end`."""
        got = self._part.read_into(self._buffer[: end - self.at], self.at)
        if not got:
            raise OSError(5, "the part file became shorter", str(self._part.path))
        return self._buffer[:got]

    def _take_in(self, data: memoryview) -> None:
        while data:
            # By pieces, whose sums come first: they bring the bytes to the processor faster than it hashes.
            piece = data[: PIECE - self.at % PIECE]
            self._piece.update(piece)
            self._hasher.update(piece)
            self.at += len(piece)
            if self.at % PIECE == 0 or self.at == self._part.size:
                self._sums.append(self._piece.digest())
                self._piece.reset()
            if self.at % _CHECKPOINT == 0:
                self._checkpoints.append((self.at, self._hasher.copy()))
            data = data[len(piece) :]

    @property
    def finished(self) -> bool:
        return self.at == self._part.size

    def is_right(self) -> bool:
        """Whether the finished file is the one that its name says."""
        return bool(self._hasher.hexdigest() == self._name)

    def rewind(self, start: int) -> None:
        """Bytes from `start` on are fetched again."""
        if start >= self.at:
            return
        while self._checkpoints and self._checkpoints[-1][0] > start:
            self._checkpoints.pop()
        if self._checkpoints:
            self.at, hasher = self._checkpoints[-1]
            self._hasher = hasher.copy()
        else:
            self.at, self._hasher = 0, new_digest(self._name, self._part.size)
        del self._sums[self.at // PIECE :]
        self._piece.reset()

    def sums(self) -> bytes:
        """XXH3-128 of each `PIECE` of a finished file, 16 bytes each: with them a bad piece can be found
        again later."""
        return b"".join(self._sums)


def read_file(path: Path, name: str, check: Callable[[int], None]) -> tuple[str, bytes]:
    """Hex digest of a file on the disk in the manner of `name`, and the sums of its pieces as
    `RunningDigest.sums` has them; its last access stays. `check` is told each number of bytes read, and
    may raise. Raises OSError."""
    sums = []
    with reading_unnoticed(path) as descriptor:
        hasher = new_digest(name, os.fstat(descriptor).st_size)
        buffer = memoryview(bytearray(PIECE))
        while got := _fill(descriptor, buffer):
            hasher.update(buffer[:got])
            sums.append(xxhash.xxh3_128_digest(buffer[:got]))
            check(got)
    return hasher.hexdigest(), b"".join(sums)


def _fill(descriptor: int, buffer: memoryview) -> int:
    filled = 0
    while filled < len(buffer):
        data = os.read(descriptor, len(buffer) - filled)
        if not data:
            break
        buffer[filled : filled + len(data)] = data
        filled += len(data)
    return filled
