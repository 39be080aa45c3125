"""What all downloads together fetched, second by second."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Final

from .values import Rates

_SECONDS: Final = 600


class RateLog:
    """Counts bytes as they come, as one of the limits of a `Pace` that never holds anything back."""

    def __init__(
        self, now: Callable[[], float] = time.monotonic, wall: Callable[[], float] = time.time
    ) -> None:
        self._now, self._wall = now, wall
        self._lock = threading.Lock()
        self._second = int(now())
        self._current = 0
        self._past: deque[int] = deque(maxlen=_SECONDS)

    def portion(self) -> int:
        return 0

    def reserve(self, amount: int) -> float:
        with self._lock:
            self._turn()
            self._current += amount
        return 0.0

    def read(self) -> Rates:
        """The last ten minutes, as far as anything came in them."""
        with self._lock:
            self._turn()
            rates = list(self._past)
            ended = self._wall() - (self._now() - self._second)
        first = next((index for index, rate in enumerate(rates) if rate), len(rates))
        return Rates(ended=ended, rates=tuple(float(rate) for rate in rates[first:]))

    def _turn(self) -> None:
        second = int(self._now())
        for _ in range(min(second - self._second, _SECONDS + 1)):
            self._past.append(self._current)
            self._current = 0
        self._second = max(second, self._second)
