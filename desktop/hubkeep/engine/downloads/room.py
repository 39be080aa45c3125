"""Space on the disk: promised to downloads before they begin, and watched while they run."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ..problems import Problem, problem
from ..system.volumes import nearest_existing

MARGIN: Final = 64 << 20
"""Left free whatever happens: journals, the database and other programs need room too."""


class Room:
    """What the downloads of this process will still write, by volume."""

    def __init__(self, free_of: Callable[[str], int] = lambda path: shutil.disk_usage(path).free) -> None:
        self._free_of = free_of
        self._lock = threading.Lock()
        self._promised: dict[int, dict[int, Callable[[], int]]] = {}

    @contextmanager
    def promised(self, job: int, folder: Path, left: Callable[[], int]) -> Iterator[None]:
        """While this lasts, others are not given the `left` bytes that job `job` will still write. Raises
        `NoRoom` where they are not there."""
        place = nearest_existing(folder)
        volume = os.stat(place).st_dev
        with self._lock:
            others = sum(get() for get in self._promised.get(volume, {}).values())
            free, needed = self._free_of(place), left()
            if needed and needed + others + MARGIN > free:
                raise NoRoom(
                    problem(
                        "download-space", path=str(folder), needed=needed + others, free=max(0, free - MARGIN)
                    )
                )
            self._promised.setdefault(volume, {})[job] = left
        try:
            yield
        finally:
            with self._lock:
                del self._promised[volume][job]

    def check(self, folder: Path) -> None:
        """Raises `NoRoom` where hardly anything is left."""
        free = self._free_of(nearest_existing(folder))
        if free < MARGIN // 2:
            raise NoRoom(problem("download-disk-full", path=str(folder), free=free))


class NoRoom(Exception):
    """The disk is too full to begin, or to go on."""

    def __init__(self, told: Problem) -> None:
        self.problem = told
        super().__init__(told.sentence())
