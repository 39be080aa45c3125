"""A set of byte positions, kept as disjoint ranges in order."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

Range = tuple[int, int]
"""From the first position to the one behind the last."""


class Intervals:
    """Mutable; not safe to share between threads. Neighbouring ranges become one."""

    def __init__(self, ranges: Iterable[Range] = ()) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        self.total = 0
        """How many positions are in the set."""
        for start, end in ranges:
            self.add(start, end)

    def __iter__(self) -> Iterator[Range]:
        return zip(self._starts, self._ends, strict=True)

    def __len__(self) -> int:
        return len(self._starts)

    def __bool__(self) -> bool:
        return bool(self._starts)

    def add(self, start: int, end: int) -> int:
        """Puts `start` to `end` in; how many positions are new."""
        if end <= start:
            return 0
        first = bisect_left(self._ends, start)
        last = bisect_right(self._starts, end)
        before = sum(self._ends[i] - self._starts[i] for i in range(first, last))
        if first < last:
            start, end = min(start, self._starts[first]), max(end, self._ends[last - 1])
        self._starts[first:last] = [start]
        self._ends[first:last] = [end]
        added = end - start - before
        self.total += added
        return added

    def remove(self, start: int, end: int) -> int:
        """Takes `start` to `end` out; how many positions were there."""
        if end <= start:
            return 0
        first = bisect_right(self._ends, start)
        last = bisect_left(self._starts, end)
        if first >= last:
            return 0
        before = sum(self._ends[i] - self._starts[i] for i in range(first, last))
        kept = [
            (low, high)
            for low, high in ((self._starts[first], start), (end, self._ends[last - 1]))
            if low < high
        ]
        self._starts[first:last] = [low for low, _ in kept]
        self._ends[first:last] = [high for _, high in kept]
        removed = before - sum(high - low for low, high in kept)
        self.total -= removed
        return removed

    def covers(self, start: int, end: int) -> bool:
        """Whether all of `start` to `end` is in the set."""
        if end <= start:
            return True
        at = bisect_right(self._starts, start) - 1
        return at >= 0 and self._ends[at] >= end

    def within(self, start: int, end: int) -> list[Range]:
        """The parts of the set that lie in `start` to `end`."""
        first = bisect_right(self._ends, start)
        last = bisect_left(self._starts, end)
        return [(max(self._starts[i], start), min(self._ends[i], end)) for i in range(first, last)]

    def gaps(self, start: int, end: int) -> list[Range]:
        """The parts of `start` to `end` that are not in the set."""
        found = []
        for low, high in self.within(start, end):
            if start < low:
                found.append((start, low))
            start = high
        if start < end:
            found.append((start, end))
        return found

    def reach(self, start: int) -> int:
        """How far one comes from `start` without leaving the set."""
        at = bisect_right(self._starts, start) - 1
        return max(start, self._ends[at]) if at >= 0 else start

    def take(self, size: int) -> Range | None:
        """Takes up to `size` positions out, from the front; None where nothing is left."""
        if not self._starts:
            return None
        start = self._starts[0]
        end = min(self._ends[0], start + size)
        self.remove(start, end)
        return start, end
