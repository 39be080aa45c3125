"""A file that is being fetched: its bytes, which of them are there, and who brought them."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import xxhash

from .intervals import Intervals, Range
from .journal import VERSION, Dropped, Durable, Header, Journal, Landed, Source, decode

_EARLIER: Final = 0xFFFF
"""The source of bytes whose source the journal does not name."""
_CHECKED_AT_ONCE: Final = 1 << 20
_LARGEST_RECORD: Final = 1 << 30
"""A record's length has 32 bits."""


class PartFile:
    """Bytes land at any place and in any order; safe to use from several threads.

    The file is sparse and has its full size from the beginning. What an earlier run brought is there
    again after opening, as far as its journal proves it.
    """

    def __init__(self, path: Path, journal: Path, *, digest: str, size: int) -> None:
        """Opens or creates both files. Raises OSError."""
        self.path = path
        self.size = size
        self._journal_path = journal
        self._lock = threading.Lock()
        self._have = Intervals()
        self._writing = Intervals()
        self._by_source: dict[int, Intervals] = {}
        self._names: list[str] = []
        self._unsynced = 0
        self._users = 0
        """Who uses the descriptors just now: closed under them, their numbers would be other files' soon."""
        self._unused = threading.Condition(self._lock)
        self._one_at_a_time = threading.Lock()
        """The system lets one write to a file at a time, and has the others spin for it."""
        self._closed = False
        self._untrue: list[Range] = []
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
        self._file = os.open(path, flags | getattr(os, "O_CLOEXEC", 0), 0o666)
        try:
            keep = self._replay(journal, digest)
            os.ftruncate(self._file, size)
            self._journal = Journal(journal, keep=keep)
            try:
                if not keep:
                    self._journal.append(Header(digest, size))
                for start, end in self._untrue:
                    self._journal.append(Dropped(start, end))
            except BaseException:
                self._journal.close()
                raise
        except BaseException:
            os.close(self._file)
            raise

    # --- what is there --------------------------------------------------------------------------

    @property
    def done(self) -> int:
        """Bytes that are there."""
        return self._have.total

    def missing(self) -> list[Range]:
        with self._lock:
            return self._have.gaps(0, self.size)

    def reach(self, start: int) -> int:
        """How far one can read from `start` on."""
        with self._lock:
            return self._have.reach(start)

    def covers(self, start: int, end: int) -> bool:
        with self._lock:
            return self._have.covers(start, end)

    def gaps(self, start: int, end: int) -> list[Range]:
        """What of `start` to `end` is not there."""
        with self._lock:
            return self._have.gaps(start, end)

    def sources(self) -> dict[str, list[Range]]:
        """Which bytes each endpoint brought; under `""` those of which nobody knows."""
        with self._lock:
            return {self._name(number): list(ranges) for number, ranges in self._by_source.items() if ranges}

    def unsynced(self) -> int:
        """Bytes that came since the last `sync`."""
        return self._unsynced

    # --- bytes ----------------------------------------------------------------------------------

    def write(self, start: int, data: memoryview, source: str) -> list[Range]:
        """Puts bytes where they belong, as far as they are not there yet; which ones were new. Raises
        OSError."""
        end = start + len(data)
        with self._in_use() as usable:
            return self._write(start, end, data, source) if usable else []

    def _write(self, start: int, end: int, data: memoryview, source: str) -> list[Range]:
        with self._lock:
            wanted = [
                gap
                for low, high in self._have.gaps(start, end)
                for gap in self._writing.gaps(low, high)  # another connection is just writing the same
            ]
            for low, high in wanted:
                self._writing.add(low, high)
        try:
            for low, high in wanted:
                piece = data[low - start : high - start]
                with self._one_at_a_time:
                    _write_all(self._file, piece, low)
                checksum = xxhash.xxh3_64_intdigest(piece)
                with self._lock:
                    number = self._number(source)
                    self._journal.append(Landed(low, high - low, checksum, number))
                    self._land(low, high, number)
        finally:
            with self._lock:
                for low, high in wanted:
                    self._writing.remove(low, high)
        return wanted

    def read_into(self, view: memoryview, start: int) -> int:
        """Fills `view` with the bytes from `start` on; how many came. Raises OSError."""
        with self._in_use() as usable:
            return _read_at(self._file, view, start) if usable else 0

    def drop(self, ranges: Iterable[Range]) -> int:
        """Forgets that bytes landed, so that they are fetched again; how many. Raises OSError."""
        dropped = 0
        with self._lock:
            if self._closed:
                return 0
            for start, end in ranges:
                self._journal.append(Dropped(start, end))
                dropped += self._forget(start, end)
        return dropped

    def sync(self) -> None:
        """All that has landed until now is on the disk on return, and the journal says so. Raises
        OSError."""
        with self._in_use() as usable:
            if not usable:
                return
            with self._lock:
                place, amount = self._journal.place, self._unsynced
            getattr(os, "fdatasync", os.fsync)(self._file)
            with self._lock:
                self._journal.append(Durable(place))
                self._unsynced -= amount
            self._journal.sync()

    def close(self) -> None:
        """Waits for those who are writing; who comes later writes nothing."""
        with self._unused:
            if self._closed:
                return
            self._closed = True
            while self._users:
                self._unused.wait()
        os.close(self._file)
        self._journal.close()

    def finish(self) -> None:
        """Closes; all bytes are on the disk on return. The journal is left to whoever publishes the file:
        it must go only after the file has its final name. Raises OSError."""
        os.fsync(self._file)
        self.close()

    # --- within ---------------------------------------------------------------------------------

    @contextmanager
    def _in_use(self) -> Iterator[bool]:
        """Keeps the file open; False where it is closed already."""
        with self._lock:
            usable = not self._closed
            self._users += usable
        try:
            yield usable
        finally:
            if usable:
                with self._unused:
                    self._users -= 1
                    self._unused.notify_all()

    def _replay(self, journal: Path, digest: str) -> int:
        """Takes over what an earlier run left; how much of the journal is kept, 0 for nothing."""
        try:
            data = journal.read_bytes()
        except FileNotFoundError:
            return 0
        records = list(decode(data))
        first = records[0][1] if records else None
        if not isinstance(first, Header) or first.version > VERSION:
            return 0
        if (first.digest, first.size) != (digest, self.size):
            return 0
        there = os.fstat(self._file).st_size
        untrue = Intervals()
        proven = max((record.place for _, record in records if isinstance(record, Durable)), default=0)
        for place, record in records:
            if isinstance(record, Source):
                self._names += [""] * (record.number + 1 - len(self._names))
                self._names[record.number] = record.name
            elif isinstance(record, Dropped):
                self._forget(record.start, record.end)
            elif isinstance(record, Landed):
                end = record.start + record.length
                if end <= min(there, self.size) and (place <= proven or self._is_true(record)):
                    self._land(record.start, end, record.source)
                else:
                    untrue.add(record.start, end)
        # Written down once the journal is open: the next `Durable` must not make them believed.
        self._untrue = [gap for start, end in untrue for gap in self._have.gaps(start, end)]
        return records[-1][0]

    def _is_true(self, record: Landed) -> bool:
        """Whether the bytes are those that the journal tells of."""
        hasher = xxhash.xxh3_64()
        buffer = memoryview(bytearray(min(record.length, _CHECKED_AT_ONCE)))
        at, end = record.start, record.start + record.length
        while at < end:
            got = self.read_into(buffer[: end - at], at)
            if not got:
                return False
            hasher.update(buffer[:got])
            at += got
        return hasher.intdigest() == record.checksum

    def _land(self, start: int, end: int, number: int) -> None:
        self._have.add(start, end)
        for other, ranges in self._by_source.items():
            if other != number:
                ranges.remove(start, end)
        self._by_source.setdefault(number, Intervals()).add(start, end)
        self._unsynced += end - start

    def _forget(self, start: int, end: int) -> int:
        for ranges in self._by_source.values():
            ranges.remove(start, end)
        return self._have.remove(start, end)

    def _number(self, source: str) -> int:
        try:
            return self._names.index(source)
        except ValueError:
            number = len(self._names)
            if number >= _EARLIER:
                return _EARLIER
            self._journal.append(Source(number, source))
            self._names.append(source)
            return number

    def _name(self, number: int) -> str:
        return self._names[number] if number < len(self._names) else ""


def landed_before(journal: Path, *, digest: str, size: int) -> int:
    """Bytes of a file that an earlier run brought, by its journal alone; 0 where there is none."""
    try:
        records = [record for _, record in decode(journal.read_bytes())]
    except OSError:
        return 0
    first = records[0] if records else None
    if not isinstance(first, Header) or first.version > VERSION:
        return 0
    if (first.digest, first.size) != (digest, size):
        return 0
    have = Intervals()
    for record in records:
        if isinstance(record, Landed):
            have.add(record.start, min(size, record.start + record.length))
        elif isinstance(record, Dropped):
            have.remove(record.start, record.end)
    return have.total


def seed(journal: Path, *, digest: str, size: int, good: Iterable[Range]) -> None:
    """Writes the journal of a part file that holds the bytes of `good` already, of no known source: those
    of a damaged file that are still right. Raises OSError."""
    opened = Journal(journal)
    try:
        opened.append(Header(digest, size))
        for start, end in good:
            for low in range(start, end, _LARGEST_RECORD):
                opened.append(Landed(low, min(end - low, _LARGEST_RECORD), 0, _EARLIER))
        opened.append(Durable(opened.place))
        opened.sync()
    finally:
        opened.close()


if hasattr(os, "pwrite"):

    def _write_all(descriptor: int, data: memoryview, start: int) -> None:
        written = 0
        while written < len(data):
            written += os.pwrite(descriptor, data[written:], start + written)

    def _read_at(descriptor: int, view: memoryview, start: int) -> int:
        return (
            os.preadv(descriptor, [view], start)
            if hasattr(os, "preadv")
            else _read_copy(os.pread(descriptor, len(view), start), view)
        )

else:
    _seeking = threading.Lock()

    def _write_all(descriptor: int, data: memoryview, start: int) -> None:
        with _seeking:
            os.lseek(descriptor, start, os.SEEK_SET)
            written = 0
            while written < len(data):
                written += os.write(descriptor, data[written:])

    def _read_at(descriptor: int, view: memoryview, start: int) -> int:
        with _seeking:
            os.lseek(descriptor, start, os.SEEK_SET)
            return _read_copy(os.read(descriptor, len(view)), view)


def _read_copy(data: bytes, view: memoryview) -> int:
    view[: len(data)] = data
    return len(data)
