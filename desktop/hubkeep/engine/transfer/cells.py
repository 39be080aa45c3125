"""A long file as a short row of cells, each coloured by who brought most of it."""

from __future__ import annotations

from typing import Final

from .shares import PIECE

_HALF: Final = 0.5


class Cells:
    """Counts bytes by cell and source as they land; cheap enough to be told of each."""

    def __init__(self, total: int, most: int, here: str, none: str, marks: str) -> None:
        """At most `most` cells for `total` bytes. A cell shows `none` until half of it is there, `here`
        for bytes of no known source, and `marks[i]` for those of source `i`."""
        self._count = max(1, min(most, -(-total // PIECE))) if total else 0
        self._total = total
        self._here, self._none, self._marks = here, none, marks
        self._weights: list[dict[int, int]] = [{} for _ in range(self._count)]

    def add(self, start: int, end: int, source: int) -> None:
        """Bytes `start` to `end` came from `source`; -1 where nobody knows."""
        self._change(start, end, source, 1)

    def remove(self, start: int, end: int, source: int) -> None:
        self._change(start, end, source, -1)

    def row(self) -> str:
        return "".join(self._mark(index) for index in range(self._count))

    def _edge(self, index: int) -> int:
        return index * self._total // self._count

    def _change(self, start: int, end: int, source: int, sign: int) -> None:
        if end <= start or not self._count:
            return
        index = min(self._count - 1, start * self._count // self._total)
        if self._edge(index + 1) <= start:  # edges are rounded down
            index = min(index + 1, self._count - 1)
        while start < end:
            edge = max(self._edge(index + 1), start + 1)
            amount = min(edge, end) - start
            weights = self._weights[index]
            weights[source] = weights.get(source, 0) + sign * amount
            start += amount
            index = min(index + 1, self._count - 1)

    def _mark(self, index: int) -> str:
        weights = self._weights[index]
        there = sum(weights.values())
        if there < (self._edge(index + 1) - self._edge(index)) * _HALF or not there:
            return self._none
        source = max(weights, key=lambda one: weights[one])
        return self._marks[source % len(self._marks)] if source >= 0 else self._here
