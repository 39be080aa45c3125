"""As many points of a history as a chart can show. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Final

from .values import Grade, Point

SHOWN: Final = 240
"""Points of one mirror; a chart is seldom wider than twice so many pixels."""
_WORST: Final[tuple[Grade, ...]] = ("bad", "fair", "good", "unknown")


def thinned(points: Sequence[Point], since: float, until: float) -> tuple[Point, ...]:
    """`points`, oldest first, unless they are too many: then one for each stretch of time that has any,
    with the medians of what was measured in it and the worst grade, so that no failure is lost."""
    if len(points) <= SHOWN:
        return tuple(points)
    width = (until - since) / SHOWN
    stretches: dict[int, list[Point]] = {}
    for point in points:
        place = min(SHOWN - 1, max(0, int((point.at - since) / width)))
        stretches.setdefault(place, []).append(point)
    return tuple(_one_of(each) for each in stretches.values())


def _one_of(points: Sequence[Point]) -> Point:
    return Point(
        at=points[len(points) // 2].at,
        rate=_median([each.rate for each in points]),
        grade=min((each.grade for each in points), key=_WORST.index),
        answer=_median([each.answer for each in points]),
    )


def _median(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None
