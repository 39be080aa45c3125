"""Where the cells of a treemap lie: the squarified layout (Bruls, Huizing, van Wijk) as pure functions.

Everything is in the units of the bounds, usually pixels; sizes are in any unit, only their ratios count.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple


class Rect(NamedTuple):
    """A rectangle; `right` and `bottom` lie just outside."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def area(self) -> float:
        return self.width * self.height

    def contains(self, x: float, y: float) -> bool:
        """Whether the point lies in it; of two neighbours exactly one has a point of their border."""
        return self.x <= x < self.right and self.y <= y < self.bottom


def squarify(sizes: Sequence[float], bounds: Rect) -> list[Rect]:
    """A rectangle for each of `sizes`, in their order, together filling `bounds`.

    Areas are in proportion to the sizes, which must be above 0 and should come biggest first: then
    the cells are about as near to squares as they can be. Empty bounds give empty cells.
    """
    total = float(sum(sizes))
    if not sizes or total <= 0:
        return []
    scale = bounds.area / total
    if scale <= 0:
        return [Rect(bounds.x, bounds.y, 0, 0)] * len(sizes)
    cells: list[Rect] = []
    x, y, width, height = bounds
    at = 0
    while at < len(sizes):
        side = min(width, height)
        end, row = _row(sizes, at, side * side / scale)
        if end == len(sizes):
            thickness = max(width, height)  # all that is left: no seam from rounding
        else:
            thickness = min(row * scale / side, max(width, height)) if side > 0 else 0.0
        if width >= height:
            cells += _slices(sizes[at:end], row, Rect(x, y, thickness, height), down=True)
            x, width = x + thickness, max(width - thickness, 0.0)
        else:
            cells += _slices(sizes[at:end], row, Rect(x, y, width, thickness), down=False)
            y, height = y + thickness, max(height - thickness, 0.0)
        at = end
    return cells


def worth_a_cell(sizes: Sequence[float], area: float, smallest: float, rest: float, most: int) -> int:
    """How many of `sizes` (biggest first) get a cell of their own on `area`; the others share one.

    No cell is smaller than `smallest`, and there are at most `most`. Where that leaves others over,
    their common cell should have room for a label, `rest`: it swallows what is small beside it.
    """
    total = float(sum(sizes))
    if total <= 0 or area <= 0:
        return 0
    least = max(smallest * total / area, total * 1e-12)
    own = min(bisect_right(sizes, -least, key=lambda size: -size), most)
    if own == len(sizes):
        return own
    left = sum(sizes[own:])
    wanted = rest * total / area
    while own > 0 and left < wanted and sizes[own - 1] < wanted:
        own -= 1
        left += sizes[own]
    return own


def _row(sizes: Sequence[float], start: int, square: float) -> tuple[int, float]:
    """The end of the row that begins at `start`, and the sum of its sizes.

    `square` is the square of the free side's length in units of size: a row takes one more as long
    as its worst ratio of sides gets no worse.
    """
    first = last = total = float(sizes[start])
    worst = max(square / total, total / square) if square > 0 else 0.0
    end = start + 1
    while end < len(sizes):
        size = float(sizes[end])
        biggest, smallest, more = max(first, size), min(last, size), total + size
        ratio = (
            max(square * biggest / (more * more), more * more / (square * smallest)) if square > 0 else 0.0
        )
        if ratio > worst:
            break
        first, last, total, worst = biggest, smallest, more, ratio
        end += 1
    return end, total


def _slices(sizes: Sequence[float], total: float, bounds: Rect, *, down: bool) -> list[Rect]:
    """`bounds` cut across into one slice a size, from the top down or from left to right."""
    cells = []
    passed = 0.0
    length = bounds.height if down else bounds.width
    begin = 0.0
    for number, size in enumerate(sizes, 1):
        passed += size
        end = length if number == len(sizes) else min(length * passed / total, length)
        if down:
            cells.append(Rect(bounds.x, bounds.y + begin, bounds.width, end - begin))
        else:
            cells.append(Rect(bounds.x + begin, bounds.y, end - begin, bounds.height))
        begin = end
    return cells
