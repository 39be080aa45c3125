"""What is kept of mirrors: the list, and what was measured; read again only where it is different."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from .breaker import Breaker
from .values import Entry, Measured, Standing

if TYPE_CHECKING:
    from .catalogue import Catalogue
    from .history import Measurements

HISTORY: Final = "mirrors.sqlite"
_LIST: Final = "mirrors.json"
_FRESH_SECONDS: Final = 10.0
"""What is said of the last days, and for how long one is left alone, changes with the clock as well."""

_Stamp = tuple[int, ...]


class State(Struct, frozen=True):
    """All of it at one moment."""

    entries: tuple[Entry, ...] = ()
    last: dict[str, Measured] = {}
    telling: dict[str, Measured] = {}
    """The last ones that say how the mirror does."""
    standing: dict[str, Standing] = {}
    breakers: dict[str, Breaker] = {}


class Records:
    """Of one home. Opened when they are asked for first; safe to use from several threads."""

    def __init__(self, home: Path, clock: Callable[[], float] = time.time) -> None:
        self._home = home
        self._clock = clock
        self._lock = threading.RLock()
        self._catalogue: Catalogue | None = None
        self._measurements: Measurements | None = None
        self._state = State()
        self._stamp: _Stamp | None = None
        self._about: frozenset[str] = frozenset()
        self._read_at = float("-inf")

    def is_unwritten(self) -> bool:
        """Whether nothing was ever measured, noted or added here, so that nothing need be opened to know."""
        return self._measurements is None and not any(self._look())

    def catalogue(self) -> Catalogue:
        with self._lock:
            if self._catalogue is None:
                from .catalogue import Catalogue

                self._catalogue = Catalogue(self._home)
            return self._catalogue

    def measurements(self) -> Measurements:
        """Raises `Failure` where the home can't be used."""
        with self._lock:
            if self._measurements is None:
                from .history import Measurements

                self._measurements = Measurements(self._home / HISTORY)
            return self._measurements

    def state(self, about: Collection[str] = ()) -> State:
        """As it is now; `about`: endpoints that it is to speak of though they are in no list. Raises
        `Failure`."""
        with self._lock:
            stamp, now = self._look(), time.monotonic()
            fresh = now - self._read_at < _FRESH_SECONDS
            if not fresh or stamp != self._stamp or not self._about >= set(about):
                self._about |= set(about)
                self._state = self._read()
                # A database that was only just begun has another stamp than before.
                self._stamp, self._read_at = self._look(), now
            return self._state

    def forget(self) -> None:
        """What was read counts no more."""
        with self._lock:
            self._stamp = None

    def close(self) -> None:
        with self._lock:
            if self._measurements is not None:
                self._measurements.close()
                self._measurements = None

    def _read(self) -> State:
        catalogue, measurements, now = self.catalogue(), self.measurements(), self._clock()
        entries, last = catalogue.entries(), measurements.last()
        telling = {url: measurements.telling(one) for url, one in last.items()}
        urls = {*(entry.url for entry in entries), *last, *self._about}
        return State(
            entries,
            last,
            {url: one for url, one in telling.items() if one is not None},
            {url: measurements.standing(url, now) for url in urls},
            {url: measurements.breaker(url) for url in urls},
        )

    def _look(self) -> _Stamp:
        """Different when another process has changed something."""
        found: list[int] = []
        for name in (_LIST, HISTORY, f"{HISTORY}-wal"):
            try:
                status = os.stat(self._home / name)
            except OSError:
                found += (0, 0)
            else:
                found += (status.st_mtime_ns, status.st_size)
        return tuple(found)
