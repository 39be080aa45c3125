"""Limits on the rate: a bucket that fills at so many bytes a second."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Final, Protocol

_DEPTH: Final = 0.1
"""Seconds of the rate that may gather while nobody takes."""
_SLICE: Final = 0.05
"""Seconds of the rate that one may take at a time, so that many takers share fairly."""
_LEAST: Final = 1 << 12


class Limit(Protocol):
    """What holds takers back, or only counts what they take."""

    def portion(self) -> int:
        """How many bytes to ask for at a time; 0 where there is no limit."""

    def reserve(self, amount: int) -> float:
        """Takes `amount` bytes; how many seconds to wait before the next are taken."""


class TokenBucket:
    """Shared by all who are to stay under one rate together. The rate may change at any time."""

    def __init__(self, rate: Callable[[], int], now: Callable[[], float] = time.monotonic) -> None:
        """`rate` in bytes a second, 0 for no limit; asked again and again."""
        self._rate = rate
        self._now = now
        self._lock = threading.Lock()
        self._free_at = 0.0

    def portion(self) -> int:
        """How many bytes to ask for at a time; 0 where there is no limit."""
        rate = self._rate()
        return max(_LEAST, int(rate * _SLICE)) if rate else 0

    def reserve(self, amount: int) -> float:
        """Takes `amount` bytes; how many seconds to wait before the next are taken."""
        rate = self._rate()
        if not rate:
            return 0.0
        with self._lock:
            now = self._now()
            self._free_at = max(self._free_at, now - _DEPTH) + amount / rate
            return max(0.0, self._free_at - now)


class Pace:
    """Several limits at once: the general one and a download's own."""

    def __init__(self, limits: Sequence[Limit]) -> None:
        self._limits = tuple(limits)

    def portion(self) -> int:
        """The most that may be received at a time; 0 where there is no limit."""
        return min((portion for limit in self._limits if (portion := limit.portion())), default=0)

    def reserve(self, amount: int) -> float:
        """`amount` bytes were received; how many seconds to wait before receiving more."""
        return max((limit.reserve(amount) for limit in self._limits), default=0.0)
