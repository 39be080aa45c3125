"""How many bytes may go, and when: a token bucket, and a gate that a test opens."""

from __future__ import annotations

import threading
import time


class Bucket:
    """Lets `rate` bytes a second through, from any number of threads."""

    def __init__(self, rate: float) -> None:
        self.rate = rate
        self._lock = threading.Lock()
        self._free_at = time.monotonic()

    def reserve(self, amount: int) -> float:
        """Book `amount` bytes; the seconds until they may be sent. What passed unused is not saved."""
        with self._lock:
            now = time.monotonic()
            begin = max(self._free_at, now)
            self._free_at = begin + amount / self.rate
            return self._free_at - now


class Gate:
    """Lets so many bytes through, for any number of threads, until somebody lets more."""

    def __init__(self, amount: int) -> None:
        self._lock = threading.Lock()
        self._left: int | None = amount

    def open(self) -> None:
        """All may go from now on."""
        with self._lock:
            self._left = None

    def take(self, wanted: int) -> int:
        """How many of the bytes that are `wanted` may go now; 0 where none may."""
        with self._lock:
            if self._left is None:
                return wanted
            taken = min(wanted, self._left)
            self._left -= taken
            return taken
