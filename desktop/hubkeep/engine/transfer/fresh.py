"""What landed and is still to be hashed: kept in memory, so that it need not be read back."""

from __future__ import annotations

import mmap
import threading
from collections import deque
from typing import Final

from msgspec import Struct

CHUNK: Final = 1 << 22
"""Bytes that are gathered before they are written."""
_KEPT: Final = 32 << 20
"""Of one file, at most."""
_BEHIND: Final = 16 << 20
"""Bytes without a gap that the digest may be behind."""
_FAR_BEHIND: Final = 1 << 30
"""A file that was taken over from an earlier run: to wait for it would help nobody."""
_PATIENCE: Final = 0.05


class Buffers:
    """Memory to receive into, of `CHUNK` bytes each; what comes back is used again. For any thread."""

    def __init__(self) -> None:
        self._free: deque[memoryview] = deque()

    def take(self) -> memoryview:
        try:
            return self._free.pop()
        except IndexError:
            # Straight from the system: what a slow connection never fills is never there.
            return memoryview(mmap.mmap(-1, CHUNK))

    def give(self, buffer: memoryview) -> None:
        self._free.append(buffer)


class Chunk(Struct, frozen=True):
    """The first `length` bytes of `buffer`."""

    buffer: memoryview
    length: int

    @property
    def data(self) -> memoryview:
        return self.buffer[: self.length]


class Fresh:
    """The chunks of one file that landed last, and how far its digest is. For any thread."""

    def __init__(self, buffers: Buffers) -> None:
        self._buffers = buffers
        self._news = threading.Condition()
        self._chunks: dict[int, Chunk] = {}
        """By where they begin in the file."""
        self._waiting = 0
        self._closed = False
        self.hashed = 0
        """Everything before was hashed."""

    def keep(self, start: int, chunk: Chunk) -> bool:
        """Takes a chunk that was written; False where it is not wanted, and its buffer still the caller's."""
        with self._news:
            if self._closed or len(self._chunks) * CHUNK >= _KEPT or not 0 <= start - self.hashed < 2 * _KEPT:
                return False
            return self._chunks.setdefault(start, chunk) is chunk

    def take(self, start: int) -> Chunk | None:
        """The chunk that begins at `start`; its buffer is to be given back."""
        with self._news:
            return self._chunks.pop(start, None)

    def give_back(self, chunk: Chunk) -> None:
        self._buffers.give(chunk.buffer)

    def gap(self, start: int, end: int) -> int:
        """Up to where no chunk begins, from `start` on, `end` at most."""
        with self._news:
            return min((each for each in self._chunks if start < each < end), default=end)

    def forget(self) -> None:
        """What was kept may not be what the file holds any more."""
        with self._news:
            for chunk in self._chunks.values():
                self._buffers.give(chunk.buffer)
            self._chunks.clear()

    def close(self) -> None:
        """Nothing more of the file will be hashed."""
        with self._news:
            self._closed = True
        self.forget()

    def passed(self, place: int) -> None:
        """The digest is as far as `place` now. What it went by, since it was read from the file before it was
        kept here, is of no use any more."""
        with self._news:
            self.hashed = place
            for start in [each for each in self._chunks if each < place]:
                self._buffers.give(self._chunks.pop(start).buffer)
            if self._waiting:
                self._news.notify_all()

    def keep_step(self, reach: int) -> None:
        """Where the file has no gap before `reach` and its digest is far behind that, whoever brings bytes
        gives way for a moment: else all that is left in the end is one thread that hashes."""
        with self._news:
            if not _BEHIND < reach - self.hashed < _FAR_BEHIND:
                return
            self._waiting += 1
            self._news.wait_for(lambda: reach - self.hashed <= _BEHIND, _PATIENCE)
            self._waiting -= 1
