"""Where the scale of a graph of rates ends. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

LOWEST: Final = 100_000.0
"""The scale ends here at the lowest: noise on a quiet line is no mountain."""

_STEPS: Final = (1.0, 1.2, 1.6, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0)


def top_of(rates: Iterable[float]) -> float:
    """Where the scale ends: a round number above them all, so that it changes seldom."""
    peak = max(rates, default=0.0)
    if peak <= LOWEST:
        return LOWEST
    power = 10.0 ** math.floor(math.log10(peak))
    # A peak that is a round number itself stays below the edge too.
    return next(step * power for step in _STEPS if peak < step * power * 0.98)
