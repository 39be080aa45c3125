"""Brings many files from several sources at once. Here is only what ties the parts together:

`under_way` what they share, `assignments` who fetches what, `worker` one connection, `crew` how many of
them, `arrivals` what came, `proof` whether it is right, `verdicts` what follows when it is not.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Final

from ..net.http import Header
from ..problems import Failure, problem
from .arrivals import Arrivals
from .assignments import Assignments
from .cells import Cells
from .crew import Crew
from .errand import FileUnderWay, Goal, Landing
from .pace import Pace
from .proof import Proof
from .source import Source
from .under_way import UnderWay
from .verdicts import FINAL_FAILURES, Verdicts
from .worker import Connections, Desk

_TICK: Final = 0.1
_HOPE_SECONDS: Final = 2.0
"""How long nothing must have come before it is asked whether anything will."""


class Transfer:
    """Fetches `goals` from `sources` into `landing`. Make it, `run` it once; look at it from any thread."""

    def __init__(
        self,
        goals: Sequence[Goal],
        sources: Sequence[Source],
        landing: Landing,
        connections: Connections,
        *,
        pace: Pace,
        cells: Cells,
        headers: Sequence[Header] = (),
        most: int = 0,
        first: int = 0,
        patience: float = 60.0,
        paused: Callable[[], frozenset[str]] = frozenset,
    ) -> None:
        """`most` connections to each source (0: as many as pay); the goals begin at byte `first` of the
        row that `cells` shows; `patience` seconds without a byte from anybody end the transfer; files whose
        paths `paused` names wait."""
        self._at = UnderWay(goals, sources, landing, cells, first=first, paused=paused)
        self._patience = patience
        proof = Proof(self._at)
        assignments = self._assignments = Assignments(self._at)
        self._arrivals = Arrivals(self._at, proof)
        self._crew = Crew(
            self._at,
            Desk(
                under_way=self._at,
                assignments=assignments,
                arrivals=self._arrivals,
                proof=proof,
                verdicts=Verdicts(self._at, proof),
                connections=connections,
                pace=pace,
                headers=tuple(headers),
            ),
            most,
        )

    def run(self, check: Callable[[], None], every: Callable[[], None]) -> None:
        """Blocks until all files are done or can't be had. `check` is called ten times a second and ends
        the transfer by raising; `every` too, to show how it goes. What has landed stays for the next run.
        Raises `Failure` where nothing more can come; single files that failed are told by `files`."""
        at = self._at
        syncing = threading.Thread(target=self._arrivals.sync_now_and_then, name="transfer-sync")
        syncing.start()
        try:
            at.last_byte = time.monotonic()
            self._crew.begin()
            while True:
                with at.news:
                    if at.unfinished and not at.stopped.is_set():
                        at.news.wait(_TICK)
                    over = not at.unfinished or at.stopped.is_set()
                if over:
                    break
                check()
                self._crew.look()
                self._assignments.hold()
                self._give_up_where_hopeless()
                self._crew.staff()
                every()
            if at.problem is not None:
                raise Failure.of(at.problem)
        finally:
            self._end()
            syncing.join()
            every()

    def limit_connections(self, most: int) -> None:
        """From now on at most `most` connections to each source; 0: as many as pay."""
        self._crew.limit(most)

    def files(self) -> list[FileUnderWay]:
        """All of them; to be looked at, not touched."""
        return self._at.files

    def sources(self) -> list[Source]:
        return self._at.sources

    def cells(self) -> str:
        with self._at.lock:
            return self._at.cells.row()

    def _give_up_where_hopeless(self) -> None:
        """Ends files that no source is left for, and all where no source that is left answers."""
        at, now = self._at, time.monotonic()
        with at.news:
            for file in at.files:
                if not file.ended and file.excluded:
                    at.fail_if_nowhere(file)
            silent = now - at.last_byte
            if silent < _HOPE_SECONDS or not at.unfinished:
                return
            if self._waits_for_others():
                at.last_byte = now
                return
            left = [source for source in at.sources if not source.barred]
            asked_to_wait = (
                source.state == "waiting" and source.wait_until > now and source.failures <= FINAL_FAILURES
                for source in left
            )
            if any(asked_to_wait):
                at.last_byte = now
                return
            lost = all(source.failures >= FINAL_FAILURES and source.state == "unreachable" for source in left)
            if lost or silent > self._patience:
                told = next((source.problem for source in at.sources if source.problem), None)
                at.stop_with(told or problem("transfer-silent", seconds=int(silent)))

    def _waits_for_others(self) -> bool:
        """Whether all that is left is in another program's hands, paused, or being hashed."""
        paused = self._at.paused()
        return all(
            file.ended
            or file.status in {"locked", "checking"}
            or file.goal.path in paused
            or (file.part is not None and file.part.done == file.goal.size)
            for file in self._at.files
        )

    def _end(self) -> None:
        """Ends all threads; what has landed is on the disk then."""
        at = self._at
        with at.news:
            at.stopped.set()
            threads = [*self._crew.end(), *self._arrivals.followers]
            for file in at.files:
                file.landed.set()
            at.news.notify_all()
        for thread in threads:
            while thread.is_alive():
                thread.join(_TICK)
                self._crew.end()  # who was just about to ask is waiting only now
        self._arrivals.let_go()
