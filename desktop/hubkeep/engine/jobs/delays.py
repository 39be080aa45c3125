"""When a job that was put off is due, whatever happens to the clock."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from .store import StoredJob


class Delays:
    """A moment on the wall's clock outlives the process, but the clock may be put back by hours. So a
    delay never lasts longer than it was meant to from the first look at it."""

    def __init__(
        self, wall: Callable[[], float] = time.time, steady: Callable[[], float] = time.monotonic
    ) -> None:
        self._wall = wall
        self._steady = steady
        self._lock = threading.Lock()
        self._ends: dict[int, tuple[float, float]] = {}
        """By job: its `not_before`, and when that is on the steady clock."""

    def left(self, job: StoredJob) -> float:
        """Seconds until the job is due; 0 where it is."""
        with self._lock:
            if job.not_before is None:
                self._ends.pop(job.view.id, None)
                return 0.0
            left = min(job.not_before - self._wall(), job.delay)
            known = self._ends.get(job.view.id)
            if known is None or known[0] != job.not_before:
                known = self._ends[job.view.id] = (job.not_before, self._steady() + left)
            # The steady clock may stand still while the machine sleeps.
            return max(0.0, min(left, known[1] - self._steady()))

    def due(self, job: StoredJob) -> bool:
        return self.left(job) <= 0
