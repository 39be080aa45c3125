"""What came is put where it belongs: files are begun, their bytes written, small ones published."""

from __future__ import annotations

import os
import threading
import time
from typing import Final

from msgspec import Struct

from .errand import Extent, FileUnderWay
from .fresh import Chunk
from .part import PartFile
from .proof import Proof
from .source import Source
from .under_way import UnderWay

_LOCK_SECONDS: Final = 0.5
"""Until a file that another program fetches is looked at again."""
_SYNC_BYTES: Final = 64 << 20
_SYNC_SECONDS: Final = 2.0


class Came(Struct, frozen=True):
    """What became of bytes that came."""

    whole: bool = False
    """Whether nothing is left to fetch of their extent."""
    kept: bool = False
    """Whether their buffer is not the caller's any more."""


class Arrivals:
    """Its methods take the lock themselves; they raise OSError and `Failure`."""

    def __init__(self, under_way: UnderWay, proof: Proof) -> None:
        self._at = under_way
        self._proof = proof
        self.followers: list[threading.Thread] = []
        """Threads that hash, in the lock."""

    def open(self, file: FileUnderWay) -> None:
        """Begins with a file: takes its lock and takes over what an earlier run left."""
        at, goal = self._at, file.goal
        begun = at.landing.begin(goal)
        if begun == "here":
            with at.news:
                file.reused = goal.size
                at.cells.add(file.offset, file.offset + goal.size, -1)
                at.end(file, "here")
        elif begun == "locked":
            with at.news:
                file.status, file.ask_again = "locked", time.monotonic() + _LOCK_SECONDS
                if file.small:
                    at.small.append(file)
        elif file.small:
            self._open_small(file)
        else:
            self._open_large(file)

    def _open_small(self, file: FileUnderWay) -> None:
        with self._at.news:
            file.status, file.held = "fetching", True
            if file.goal.size:
                self._at.small.appendleft(file)
                self._at.news.notify_all()
        if not file.goal.size:
            self.whole(file, memoryview(b""), None)

    def _open_large(self, file: FileUnderWay) -> None:
        at, goal = self._at, file.goal
        try:
            part = PartFile(
                at.landing.part(goal), at.landing.journal(goal), digest=goal.digest, size=goal.size
            )
        except BaseException:
            at.landing.end(goal)
            raise
        with at.news:
            file.part = part
            for start, end in part.missing():
                file.left.add(start, end)
            file.reused = part.done
            for name, ranges in part.sources().items():
                for start, end in ranges:
                    at.cells.add(file.offset + start, file.offset + end, at.index(name))
            file.status = "fetching"
            self.followers = [thread for thread in self.followers if thread.is_alive()]
            self.followers.append(self._proof.follow(file, part))
            at.news.notify_all()

    def whole(self, file: FileUnderWay, data: memoryview, source: Source | None) -> None:
        """A small file came and is right."""
        at, goal = self._at, file.goal
        with at.lock:
            if file.status != "fetching" or not file.small:
                return
            file.status = "checking"
            at.asked.pop(file, None)
        try:
            _write_durably(at.landing.part(goal), data)
            at.landing.publish(goal, b"")
        finally:
            file.held = False
            at.landing.end(goal)
        with at.news:
            file.brought = goal.size
            index = at.sources.index(source) if source is not None else -1
            at.cells.add(file.offset, file.offset + goal.size, index)
            if source is not None:
                source.bytes += goal.size
            at.last_byte = time.monotonic()
            at.end(file, "done")

    def part(self, file: FileUnderWay, start: int, chunk: Chunk, source: Source, extent: Extent) -> Came:
        """Bytes of a large file came."""
        at, part, length = self._at, file.part, chunk.length
        if part is None or source.barred:
            return Came(whole=True)
        kept = False
        written = part.write(start, chunk.data, source.endpoint)
        new = sum(high - low for low, high in written)
        with at.lock:
            at.last_byte = time.monotonic()
            source.bytes += new
            file.brought += new
            index = at.sources.index(source)
            for low, high in written:
                at.cells.add(file.offset + low, file.offset + high, index)
            if source.state == "barred":
                self._proof.forget(file, part, written, source.endpoint)  # while this was being written
            else:
                source.unchecked += new
                self._proof.came(file, start, length, source)
                kept = new == length and file.fresh.keep(start, chunk)
        file.landed.set()
        file.fresh.keep_step(part.reach(file.fresh.hashed))
        return Came(extent.at >= extent.end or part.covers(extent.at, extent.end), kept)

    def sync_now_and_then(self) -> None:
        """Puts what has landed on the disk, so that a power cut costs little. Blocks until the end."""
        while not self._at.stopped.wait(_SYNC_SECONDS / 4):
            now = time.monotonic()
            for file in self._at.large:
                part = file.part
                if part is None or file.status != "fetching" or not part.unsynced():
                    continue
                if part.unsynced() >= _SYNC_BYTES or now - file.synced >= _SYNC_SECONDS:
                    try:
                        part.sync()
                    except OSError as error:
                        if file.part is not None:
                            self._at.stop_for_disk(error)
                    file.synced = now

    def let_go(self) -> None:
        """Gives back the locks of small files that nobody fetches any more."""
        for file in self._at.files:
            if file.held:
                file.held = False
                self._at.landing.end(file.goal)


def _write_durably(path: os.PathLike[str], data: memoryview) -> None:
    """Writes a small file; it is on the disk on return. Raises OSError."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(path, flags | getattr(os, "O_CLOEXEC", 0), 0o666)
    try:
        written = 0
        while written < len(data):
            written += os.write(descriptor, data[written:])
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
