"""Space on the disk: promised to downloads before they begin, and watched while they run."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ..problems import Failure, Problem, problem
from ..system.volumes import free_bytes, nearest_existing
from .promises import Promises

MARGIN: Final = 64 << 20
"""Left free whatever happens: journals, the database and other programs need room too."""
_STALE: Final = 16 << 20
"""Bytes by which other processes may believe that more is still to be written than is."""


class Room:
    """What downloads will still write, by volume: those of this process, and through `promises` those of
    all others that share its home."""

    def __init__(
        self,
        promises: Promises,
        free_of: Callable[[str], int] = free_bytes,
    ) -> None:
        self._promises = promises
        self._free_of = free_of
        self._lock = threading.Lock()
        self._promised: dict[int, dict[int, Callable[[], int]]] = {}
        self._told: dict[int, int] = {}
        """By job, what other processes believe is left."""

    @contextmanager
    def promised(self, job: int, folder: Path, left: Callable[[], int]) -> Iterator[None]:
        """While this lasts, others are not given the `left` bytes that job `job` will still write. Raises
        `NoRoom` where they are not there."""
        place = nearest_existing(folder)
        volume = os.stat(place).st_dev
        with self._lock:
            needed = left()

            def decide(elsewhere: int) -> None:
                missing = needed + self._here(volume) + elsewhere + MARGIN - self._free_of(place)
                if needed and missing > 0:
                    raise NoRoom(_short("download-space", folder, needed, missing))

            self._promises.claim(job, volume, needed, decide)
            self._promised.setdefault(volume, {})[job] = left
            self._told[job] = needed
        try:
            yield
        finally:
            with self._lock:
                del self._promised[volume][job], self._told[job]
                # Who holds no lock any more is not counted, whatever is written down.
                with contextlib.suppress(Failure):
                    self._promises.release(job)

    def refresh(self, job: int, left: int) -> None:
        """Tells other processes how much of a promise is left. Cheap: call it as often as you like."""
        with self._lock:
            told = self._told.get(job)
            if told is None or abs(told - left) < _STALE:
                return
            self._told[job] = left
        # What is not told makes others believe in too little space, which loses nothing.
        with contextlib.suppress(Failure):
            self._promises.update(job, left)

    def check(self, folder: Path, left: int) -> None:
        """Raises `NoRoom` where hardly anything is left of the disk; `left` bytes are still to be written."""
        if self._free_of(nearest_existing(folder)) < MARGIN // 2:
            raise self.full(folder, left)

    def full(self, folder: Path, left: int) -> NoRoom:
        """Why a download can't go on that has `left` bytes still to write: the disk filled up."""
        missing = left + MARGIN - self._free_of(nearest_existing(folder))
        return NoRoom(_short("download-disk-full", folder, left, max(1, missing)))

    def holds(self, folder: Path, needed: int) -> bool:
        """Whether there is room for `needed` bytes beside what is promised. Raises OSError, `Failure`."""
        place = nearest_existing(folder)
        volume = os.stat(place).st_dev
        with self._lock:
            taken = self._here(volume)
        return needed + taken + self._promises.others(volume) + MARGIN <= self._free_of(place)

    def _here(self, volume: int) -> int:
        return sum(get() for get in self._promised.get(volume, {}).values())


class NoRoom(Exception):
    """The disk is too full to begin, or to go on."""

    def __init__(self, told: Problem) -> None:
        self.problem = told
        super().__init__(told.sentence())


def _short(code: str, folder: Path, needed: int, missing: int) -> Problem:
    return problem(code, path=str(folder), needed=needed, missing=missing)
