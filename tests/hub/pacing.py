"""A token bucket: how long to wait before the next bytes may go."""

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
