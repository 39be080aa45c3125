"""The archives as they were last looked at, and looking again in good time.

A disk that wakes up and a server that is gone take their time to answer; whoever only wants to know what was
seen last does not wait for them.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

from ..problems import Failure
from .values import ArchiveView

EVERY: Final = 5.0
"""Seconds between two looks: how late a disk that came is noticed."""
_SHARE: Final = 20
"""A look may take a part of the time so small."""
_PATIENCE: Final = 2.0
"""Seconds for a look that is under way in the end."""


class Lookout:
    """`look` is called from a thread of its own, one at a time; `seen` is told of a view that is new."""

    def __init__(self, look: Callable[[], ArchiveView], seen: Callable[[], None]) -> None:
        self._look = look
        self._seen = seen
        self._lock = threading.Lock()
        self._view: ArchiveView | None = None
        self._due = 0.0
        self._looking: threading.Thread | None = None
        self._closed = False

    def glance(self) -> ArchiveView | None:
        """What was seen last, None where nobody has looked yet; looks again meanwhile where it is time."""
        with self._lock:
            if not self._closed and self._looking is None and time.monotonic() >= self._due:
                # A look that hangs on a dead mount must not keep the program from ending.
                self._looking = threading.Thread(target=self._run, name="archive-look", daemon=True)
                self._looking.start()
            return self._view

    def keep(self, view: ArchiveView) -> None:
        """Somebody has looked."""
        with self._lock:
            self._view = view

    def again(self) -> None:
        """What was seen may be wrong by now."""
        self._due = 0.0

    def close(self) -> None:
        """No more looks; one that is under way is waited for, but not for ever."""
        with self._lock:
            self._closed = True
            looking = self._looking
        if looking is not None:
            looking.join(_PATIENCE)

    def _run(self) -> None:
        began = time.monotonic()
        self._due = float("inf")
        try:
            view = self._look()
        except (Failure, OSError):
            view = None  # the cache does not answer just now; it is asked again soon
        took = time.monotonic() - began
        with self._lock:
            self._looking = None
            new = view is not None and view != self._view
            if view is not None:
                self._view = view
            # Whoever said meanwhile that it may be wrong is heard.
            if self._due == float("inf"):
                self._due = began + max(EVERY, _SHARE * took)
        if new and not self._closed:
            self._seen()
