"""How fast bytes come, smoothed over time."""

from __future__ import annotations

import math
from typing import Final

SHORT: Final = 2.0
LONG: Final = 30.0


class Speed:
    """Bytes a second, forgetting what is much older than `span` seconds. Times are monotonic seconds."""

    def __init__(self, span: float, now: float) -> None:
        self._span = span
        self._value = 0.0
        self._weight = 0.0
        """How much of the average is known: a young speed is not pulled towards zero."""
        self._last = now

    def add(self, amount: int, now: float) -> None:
        """`amount` bytes came since the last call."""
        passed = now - self._last
        if passed <= 0:
            return
        self._last = now
        keep = math.exp(-passed / self._span)
        self._value = self._value * keep + amount / passed * (1 - keep)
        self._weight = self._weight * keep + (1 - keep)

    @property
    def value(self) -> float:
        """0 while nothing is known."""
        return self._value / self._weight if self._weight else 0.0
