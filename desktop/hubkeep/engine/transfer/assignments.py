"""What each connection fetches next: small files one by one, large ones by shares, then what others are
slow with."""

from __future__ import annotations

import math
import time
from typing import Final

import msgspec

from . import shares
from .errand import Extent, FileUnderWay
from .shares import Active
from .source import Source
from .tasks import Check, Open, Share, Task, Whole
from .under_way import UnderWay

_MOMENT: Final = 0.1
_OFTEN: Final = 2
"""A small file that broke off so often is fetched in parts."""
_AHEAD: Final = 16
"""Small files that a connection asks for ahead of their turn, at most."""
_NEVER: Final = 9
"""More copies than anybody makes."""
_LATE_SECONDS: Final = 2.0
"""A small file that did not come for so long is asked of another source as well."""


class Assignments:
    """Hands out tasks. Its methods take the lock themselves."""

    def __init__(self, under_way: UnderWay) -> None:
        self._at = under_way

    def take(self, source: Source, rate: float, *, ahead: bool = False) -> Task | None:
        """The next thing for a connection to `source` that does `rate`; None where there is nothing now.
        Taken `ahead` of its turn, it is something that nobody fetches yet."""
        now = time.monotonic()
        with self._at.lock:
            if self._at.stopped.is_set() or not source.usable(now):
                return None
            if source.workers > max(1, source.wanted):
                return None  # one of them is too many, and leaves
            return self._next(source, rate or source.each, now, ahead=ahead)

    def wait_for_some(self, source: Source) -> bool:
        """Blocks for a moment; whether a worker that found nothing to do is still wanted."""
        at = self._at
        with at.news:
            if at.stopped.is_set() or not at.unfinished or source.barred:
                return False
            if source.workers > max(1, source.wanted) or time.monotonic() < source.wait_until:
                return False
            at.news.wait(_MOMENT)
            return True

    def give_back(self, task: Task) -> None:
        """What was taken is not being fetched any more; what did not come of it is free again."""
        with self._at.news:
            if isinstance(task, Check):
                task.file.questions -= 1  # another one is asked sooner or later
                return
            if isinstance(task, Open):
                task.file.status = "waiting"
                if task.file.small:
                    self._at.small.appendleft(task.file)
            elif isinstance(task, Whole) and task.file in self._at.asked:
                del self._at.asked[task.file]
                if task.file.broke_off < _OFTEN:
                    self._at.small.appendleft(task.file)
                else:
                    self._at.in_parts(task.file)
            elif isinstance(task, Share):
                self._leave(task.file, task.extent)
            self._at.news.notify_all()

    def hold(self) -> None:
        """Whoever fetches a file that is paused now stops where they are."""
        at = self._at
        with at.news:
            paused = at.paused()
            for file in at.large:
                if file.goal.path not in paused or file.part is None:
                    continue
                for extent in file.active:
                    end, extent.end = extent.end, min(extent.end, extent.at)
                    self._free(file, extent.end, end)

    def leave(self, file: FileUnderWay, extent: Extent) -> None:
        """Nobody fetches `extent` any more."""
        with self._at.news:
            self._leave(file, extent)

    def small_ones_ahead(self) -> int:
        """How many small files a connection may have asked for ahead of their turn: its fair part of those
        that are left, so that all of them come in one more round trip."""
        with self._at.lock:
            workers = sum(one.workers for one in self._at.sources)
            return min(_AHEAD, 1 + len(self._at.small) // max(1, workers))

    def is_first(self, file: FileUnderWay, extent: Extent) -> bool:
        """Whether no other connection to the same source fetches what lies before `extent`."""
        with self._at.lock:
            return all(one.source is not extent.source or one.at >= extent.at for one in file.active)

    def _next(self, source: Source, rate: float, now: float, *, ahead: bool) -> Task | None:
        for check in self._at.checks:
            if source.rangeless and check.start:
                continue
            if check.of is not source and check.by in {None, source} and source not in check.file.excluded:
                if ahead:
                    return None  # it comes first, and on its own
                self._at.checks.remove(check)
                return check
        if (whole := self._next_small(source, now)) is not None:
            return whole
        paused = self._at.paused()
        for file in self._at.large:
            if file.ended or not self._at.serves(source, file) or file.goal.path in paused:
                continue
            if file.status in {"waiting", "locked"} and now >= file.ask_again:
                if ahead:
                    return None
                file.status = "opening"
                return Open(file)
            if file.status == "fetching" and file.left:
                return self._share(file, source, rate, now)
        return None if ahead else self._stolen(source, rate, now, paused)

    def _next_small(self, source: Source, now: float) -> Task | None:
        small = self._at.small
        paused = self._at.paused() if small else frozenset()
        for _ in range(len(small)):
            file = small.popleft()
            if file.ended:
                continue
            if not self._at.serves(source, file) or now < file.ask_again or file.goal.path in paused:
                small.append(file)
                continue
            if file.status in {"waiting", "locked"}:
                file.status = "opening"
                return Open(file)
            file.status = "fetching"
            file.asked_of, file.asked_at = source, now
            self._at.asked[file] = None
            return Whole(file)
        for file in self._at.asked:
            # Somebody else was asked for it, and is slow to answer: whoever comes first wins.
            late = now - file.asked_at > max(_LATE_SECONDS, 10 * source.latency)
            if late and file.asked_of is not source and not file.ended and self._at.serves(source, file):
                file.asked_of, file.asked_at = source, now
                return Whole(file)
        return None

    def _share(self, file: FileUnderWay, source: Source, rate: float, now: float) -> Share | None:
        if source.rangeless:
            if any(extent.source is source for extent in file.active):
                return None
            size = file.goal.size
        else:
            workers = sum(one.workers for one in self._at.sources)
            size = shares.share(rate, file.left.total, workers, source.latency)
        taken = file.left.take(size)
        if taken is None:
            return None
        extent = Extent(*taken, source, now)
        file.active.append(extent)
        return Share(file, extent)

    def _stolen(self, source: Source, rate: float, now: float, paused: frozenset[str]) -> Share | None:
        found = [
            (file, extent)
            for file in self._at.large
            if file.status == "fetching" and file.goal.path not in paused and self._at.serves(source, file)
            for extent in file.active
        ]
        if not found or source.rangeless:
            return None
        alone = [_active(file, extent, now) for file, extent in found]
        active = []
        for (file, extent), one in zip(found, alone, strict=True):
            others = [
                other
                for (of, rival), other in zip(found, alone, strict=True)
                if of is file and rival is not extent and rival.start < extent.end and extent.at < rival.end
            ]
            # What it brings itself just now no second connection to the same source brings sooner.
            own = extent.source is source and now - extent.last < 1.0
            active.append(
                msgspec.structs.replace(
                    one,
                    copies=1 + len(others) + (_NEVER if own else 0),
                    elsewhere=min((other.eta for other in others), default=math.inf),
                )
            )
        hope = source.speed.value / (1 + source.busy)
        cut = shares.steal(active, rate or 1 << 20, hope, source.latency)
        if cut is None:
            return None
        file, owner = found[cut.index]
        new = Extent(owner.end - cut.size, owner.end, source, now)
        if not cut.copy:
            owner.end = new.start
        file.active.append(new)
        return Share(file, new)

    def _leave(self, file: FileUnderWay, extent: Extent) -> None:
        if extent not in file.active:
            return
        file.active.remove(extent)
        if file.part is None or file.status != "fetching":
            return
        self._free(file, extent.start, extent.end)
        self._at.news.notify_all()

    def _free(self, file: FileUnderWay, start: int, end: int) -> None:
        """Nobody fetches what is missing from `start` to `end`, but who is about it elsewhere."""
        for low, high in file.part.gaps(start, end) if file.part is not None else ():
            others = [(max(low, one.at), min(high, one.end)) for one in file.active]
            file.left.add(low, high)
            for first, last in others:
                file.left.remove(first, last)


def _active(file: FileUnderWay, extent: Extent, now: float) -> Active:
    # Of a silent one what is not written: it may never be.
    begin = extent.written if now - extent.last > 1.0 else extent.at
    came_otherwise = file.part is not None and not any(file.part.gaps(begin, extent.end))
    return Active(
        left=0 if came_otherwise else extent.end - begin,
        # One that has just begun will do as the others do: nobody cuts off what is on its way.
        rate=extent.speed.value or extent.source.each,
        idle=max(0.0, now - extent.last - 0.5),
    )
