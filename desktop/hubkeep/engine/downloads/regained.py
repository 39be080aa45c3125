"""Whether a download that a full disk paused may go on by itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from ..jobs.store import StoredJob
from .room import MARGIN, Room

SPACE_CODES: Final = frozenset({"download-space", "download-disk-full"})
"""Problems that say where how much is needed. A quota is none of them: nobody can ask how much is left."""
STEADY_SECONDS: Final = 5.0


class SpaceRegained:
    """All that a download still needs must fit, with some to spare, for a while on end: who empties a disk
    makes and deletes files meanwhile, and a download that stops and goes on all the time helps nobody."""

    def __init__(self, room: Room, steady: Callable[[], float] = time.monotonic) -> None:
        self._room = room
        self._steady = steady
        self._since: dict[int, float] = {}
        """By job, since when there has been enough."""

    def __call__(self, stored: StoredJob) -> bool:
        """For a job whose problem is one of `SPACE_CODES`; to be asked every few seconds."""
        told, number = stored.view.problem, stored.view.id
        if told is None or not self._fits(Path(str(told.params["path"])), int(told.params["needed"])):
            self._since.pop(number, None)
            return False
        now = self._steady()
        if now - self._since.setdefault(number, now) < STEADY_SECONDS:
            return False
        # The others wait anew: what this one takes is promised by then.
        self._since.clear()
        return True

    def _fits(self, folder: Path, needed: int) -> bool:
        try:
            return self._room.holds(folder, needed + max(MARGIN, needed // 20))
        except OSError:
            return False  # the volume does not answer
