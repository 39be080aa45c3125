"""The probe that runs in this process, as others see it while it does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

from msgspec import Struct

from .values import Stage


class Look(Struct, frozen=True):
    """How far a probe is with one mirror."""

    stage: Stage = "idle"
    done: float = 0.0
    """0 to 1."""
    rate: float = 0.0
    """Bytes a second now."""


_OVER = Look(done=1.0)


class Probing:
    """Told by the probe's threads, read by whoever shows it."""

    def __init__(self, changed: Callable[[], None]) -> None:
        """`changed` is told, from any thread, that something is different."""
        self._lock = threading.Lock()
        self._looks: dict[str, Look] = {}
        self._changed = changed

    @contextmanager
    def running(self, urls: Collection[str]) -> Iterator[None]:
        """While this lasts, these are under way."""
        with self._lock:
            self._looks = {url: Look("waiting") for url in urls}
        self._changed()
        try:
            yield
        finally:
            with self._lock:
                self._looks = {}
            self._changed()

    def told(self, url: str, stage: Stage, done: float, rate: float) -> None:
        """What `bench` tells."""
        with self._lock:
            self._looks[url] = _OVER if stage == "idle" and done >= 1 else Look(stage, min(done, 1.0), rate)
        self._changed()

    def over(self) -> int:
        """With how many it is through."""
        with self._lock:
            return sum(1 for look in self._looks.values() if look.done >= 1)

    def looks(self) -> dict[str, Look]:
        with self._lock:
            return dict(self._looks)
