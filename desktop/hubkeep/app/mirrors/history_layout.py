"""From measurements over days to lines and marks of a chart. Pure; pixels from the top left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ...link.messages import History, Point

DAY: Final = 86_400.0
DAYS: Final = 14
APART: Final = 2.5 * DAY
"""Between measurements further apart nobody knows what was: the line is broken."""
TOGETHER: Final = 120.0
"""Measurements so near to each other are of one probe of all mirrors, in seconds."""
MOST: Final = 8
"""More lines than that can't be told apart."""


@dataclass(frozen=True)
class Trace:
    """The lines of one mirror, broken where nothing was measured; `failed`: where it served nothing."""

    url: str
    lines: tuple[tuple[tuple[float, float], ...], ...] = ()
    failed: tuple[tuple[float, float], ...] = ()


def shown(history: History, order: Sequence[str]) -> tuple[str, ...]:
    """Whose lines are drawn: those that ever had a rate, in this order, up to `MOST`."""
    known = [url for url in order if any(point.rate for point in history.points.get(url, ()))]
    return tuple(known[:MOST])


def peak(history: History, urls: Iterable[str]) -> float:
    """The highest rate of these, in bytes a second."""
    return max((point.rate or 0.0 for url in urls for point in history.points.get(url, ())), default=0.0)


def trace(url: str, points: Sequence[Point], now: float, width: float, height: float, top: float) -> Trace:
    """The measurements of a mirror in a chart that ends `now` and begins `DAYS` days before."""
    if width <= 0 or height <= 0 or top <= 0:
        return Trace(url)
    lines: list[list[tuple[float, float]]] = []
    failed = []
    before: Point | None = None
    for point in points:
        x = x_of(point.at, now, width)
        if x < 0:
            continue
        if not point.rate:
            failed.append((x, height))
            before = None
            continue
        if before is None or point.at - before.at > APART:
            lines.append([])
        lines[-1].append((x, height - height * min(point.rate / top, 1.0)))
        before = point
    return Trace(url, tuple(tuple(line) for line in lines), tuple(failed))


def x_of(at: float, now: float, width: float) -> float:
    """Where the moment `at` lies; below 0 where it is too long ago."""
    return width - (now - at) * width / (DAYS * DAY)


def moments(history: History, urls: Iterable[str], now: float) -> tuple[float, ...]:
    """When was measured, oldest first: those of one probe are one moment, its last."""
    times = sorted(
        point.at for url in urls for point in history.points.get(url, ()) if 0 <= now - point.at <= DAYS * DAY
    )
    made: list[float] = []
    begun = 0.0
    for at in times:
        if made and at - begun <= TOGETHER:
            made[-1] = at
        else:
            made.append(at)
            begun = at
    return tuple(made)


def nearest(moments: Sequence[float], x: float, now: float, width: float) -> int:
    """Which moment is nearest to `x`; -1 where there is none."""
    if not moments:
        return -1
    return min(range(len(moments)), key=lambda place: abs(x_of(moments[place], now, width) - x))


def at_moment(points: Mapping[str, Sequence[Point]], url: str, moment: float) -> Point | None:
    """What was measured of a mirror at that moment; None where it was left out."""
    near = [point for point in points.get(url, ()) if -TOGETHER <= point.at - moment <= 1]
    return near[-1] if near else None
