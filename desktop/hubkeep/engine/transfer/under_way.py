"""What all parts of a transfer share: its files, its sources, and the lock that guards them."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence

from ..problems import Problem, from_os_error, problem
from .cells import Cells
from .errand import FileUnderWay, Goal, Landing, Status
from .fresh import Buffers, Fresh
from .intervals import Intervals
from .source import Source
from .tasks import Check


class UnderWay:
    """The state of one transfer. Everything is used under `lock`, what is marked otherwise excepted."""

    def __init__(
        self,
        goals: Sequence[Goal],
        sources: Sequence[Source],
        landing: Landing,
        cells: Cells,
        *,
        first: int,
        paused: Callable[[], frozenset[str]],
    ) -> None:
        self.landing = landing
        self.cells = cells
        self.paused = paused
        self.sources = list(sources)
        self.files: list[FileUnderWay] = []
        self.small: deque[FileUnderWay] = deque()
        """Small files that nobody fetches yet."""
        self.large: list[FileUnderWay] = []
        self.asked: dict[FileUnderWay, None] = {}
        """Small files that somebody fetches, the first to be asked for first."""
        self.checks: deque[Check] = deque()
        """Comparisons that nobody makes yet."""
        self.lock = threading.RLock()
        self.news = threading.Condition(self.lock)
        """Something is to be done that was not before, or a file ended."""
        self.stopped = threading.Event()
        """Set when everything is to end. Needs no lock."""
        self.problem: Problem | None = None
        """Why everything ends."""
        self.last_byte = time.monotonic()
        self.buffers = Buffers()
        """What workers receive into. Needs no lock."""
        for goal in goals:
            file = FileUnderWay(goal, first, Fresh(self.buffers))
            first += goal.size
            self.files.append(file)
            if file.small:
                self.small.append(file)
            else:
                self.large.append(file)
        self.unfinished = len(self.files)

    def index(self, endpoint: str) -> int:
        """Which source an endpoint is; -1 for none."""
        return next((index for index, one in enumerate(self.sources) if one.endpoint == endpoint), -1)

    def alternatives(self, source: Source) -> bool:
        """Whether anybody else is left to ask."""
        return any(one is not source and not one.barred for one in self.sources)

    def serves(self, source: Source, file: FileUnderWay) -> bool:
        """Whether a file may come from a source; from one in reserve where no other is left for it."""
        if source in file.excluded:
            return False
        return not source.reserve or all(
            one.reserve or one.gone or one in file.excluded for one in self.sources
        )

    def end(self, file: FileUnderWay, status: Status, told: Problem | None = None) -> None:
        """A file is done, or can't be had."""
        if file.ended:
            return
        file.status, file.problem = status, told
        file.active.clear()
        file.left = Intervals()
        self.unfinished -= 1
        self.news.notify_all()

    def in_parts(self, file: FileUnderWay) -> None:
        """A small file that breaks off again and again is fetched as large ones are: what came is kept."""
        file.small, file.held, file.status = False, False, "waiting"
        self.landing.end(file.goal)
        self.large.append(file)
        self.news.notify_all()

    def exclude(self, file: FileUnderWay, source: Source, told: Problem) -> None:
        """A file can't come from a source."""
        file.excluded[source] = told
        if source.problem is None:
            source.problem = told
        self.fail_if_nowhere(file)

    def fail_if_nowhere(self, file: FileUnderWay) -> None:
        """Ends a file that no source is left for."""
        if file.ended or any(not one.barred and one not in file.excluded for one in self.sources):
            return
        # The one that told what the files are knows best why not.
        ranked = sorted(file.excluded, key=lambda one: not one.trusted)
        told = file.excluded[ranked[0]] if ranked else None
        if told is None or told.code == "source-doubted":
            told = next(
                (one.problem for one in self.sources if one.problem),
                problem("file-nowhere", path=file.goal.path),
            )
        if file.held:
            file.held = False
            self.landing.end(file.goal)
        self.asked.pop(file, None)
        self.end(file, "failed", told)
        file.landed.set()

    def stop_for_disk(self, error: OSError) -> None:
        """The disk refused: nothing more can land. Takes the lock itself."""
        place = error.filename or next(
            (self.landing.part(file.goal).parent for file in self.files if not file.ended), ""
        )
        self.stop_with(from_os_error(error, str(place)).problem)

    def stop_with(self, told: Problem) -> None:
        """Takes the lock itself."""
        with self.news:
            if self.problem is None:
                self.problem = told
            self.stopped.set()
            self.news.notify_all()
