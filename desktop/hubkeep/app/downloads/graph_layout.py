"""From rates, second by second, to points and marks of a graph. Pure; pixels from the top left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

SPAN: Final = 600
"""Seconds across."""

Point = tuple[float, float]


def curve(rates: Sequence[float], width: float, height: float, top: float) -> tuple[Point, ...]:
    """The rates as points, the newest at the right edge; what is missing at the left is left out."""
    shown = rates[-SPAN:]
    if not shown or width <= 0 or height <= 0 or top <= 0:
        return ()
    step = width / (SPAN - 1)
    first = width - step * (len(shown) - 1)
    return tuple(
        (first + step * place, height - height * min(max(value, 0.0) / top, 1.0))
        for place, value in enumerate(shown)
    )


def second_at(x: float, width: float, count: int) -> int:
    """Which of `count` rates is under `x`, 0 the oldest; -1 where there is none."""
    if width <= 0 or count <= 0:
        return -1
    back = round((width - x) * (SPAN - 1) / width)
    return count - 1 - back if 0 <= back < min(count, SPAN) else -1


def smooth(rates: Sequence[float], over: int = 3) -> tuple[float, ...]:
    """The mean of each second and those before it, so that a line is seen instead of a saw."""
    made: list[float] = []
    total = 0.0
    for place, value in enumerate(rates):
        total += value
        if place >= over:
            total -= rates[place - over]
        made.append(max(total, 0.0) / min(place + 1, over))
    return tuple(made)
