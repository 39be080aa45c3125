"""What a download may expect of a mirror, from what was measured. Pure."""

from __future__ import annotations

import math
from typing import Final

from msgspec import Struct

from .values import Measured, Standing

_LEAST: Final = 0.25
_MOST: Final = 0.75
"""How much the last measurement counts beside the median of the last days: less where it may be noise, more
where it is so far off that something has changed."""


class Expectation(Struct, frozen=True, kw_only=True):
    """Of one mirror. None: nothing is known."""

    rate: float | None = None
    """Bytes a second."""
    latency: float | None = None
    """Seconds from asking for a file to its first byte."""


def expected(last: Measured | None, standing: Standing) -> Expectation:
    """What a mirror will do, by its last measurement and by the last days."""
    if last is None:
        return Expectation(rate=standing.rate)
    latency = last.answer if last.first_byte is None else last.first_byte
    return Expectation(rate=_rate(last.rate, standing.rate), latency=latency)


def _rate(last: float | None, usual: float | None) -> float | None:
    if not last or not usual:
        return last or usual or None
    off = math.log(last / usual)
    counts = _LEAST + (_MOST - _LEAST) * min(1.0, abs(off) / math.log(2))
    return usual * math.exp(counts * off)
