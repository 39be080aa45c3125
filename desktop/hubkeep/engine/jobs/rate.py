"""Speed and time left, from a few readings of how much is done."""

from __future__ import annotations

from collections import deque
from typing import Final

_WINDOW: Final = 8.0
"""Seconds a rate looks back."""


class Rate:
    """The rate over the last seconds; a pause of the work makes it fall, not freeze."""

    def __init__(self) -> None:
        self._readings: deque[tuple[float, int]] = deque()

    def read(self, now: float, done: int) -> None:
        """Notes that `done` units were done at `now` (seconds of a monotonic clock)."""
        if self._readings and done < self._readings[-1][1]:
            self._readings.clear()  # began anew
        self._readings.append((now, done))
        while len(self._readings) > 2 and now - self._readings[1][0] >= _WINDOW:
            self._readings.popleft()

    def rate(self, now: float) -> float | None:
        """Units a second, None before there are two readings worth a quotient."""
        if len(self._readings) < 2:
            return None
        began, first = self._readings[0]
        passed = now - began
        return (self._readings[-1][1] - first) / passed if passed > 0.2 else None

    def eta(self, now: float, total: int) -> float | None:
        """Seconds left, None where the rate is unknown or nothing moves."""
        rate = self.rate(now)
        if not rate or not total:
            return None
        return max(0.0, (total - self._readings[-1][1]) / rate)
