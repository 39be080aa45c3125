"""The kinds of job of the queue.

What a kind needs is imported when the first of it is run: an engine must answer at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

import msgspec

from ..jobs.job import Job, Outcome, Work
from ..jobs.lanes import Lane
from ..jobs.store import StoredJob
from ..problems import Problem
from .board import Board
from .orders import Download, Repair
from .regained import SPACE_CODES
from .values import DownloadView

if TYPE_CHECKING:
    from .means import Means

LANE: Final = "downloads"
_WRITERS: Final = frozenset({"prune", "relocate"})
"""Kinds that take away, or move, what a download has just put there."""


def download_lanes(
    at_once: Callable[[], int],
    gate: Callable[[StoredJob], Problem | None],
    regained: Callable[[StoredJob], bool],
) -> Mapping[str, Lane]:
    """The lane of each kind: `at_once` downloads beside one another, while `gate` finds no reason to wait.
    `regained` says whether there is room again for one that a full disk paused."""
    lane = Lane(
        LANE,
        slots=lambda: max(1, at_once()),
        per_cache=False,
        gate=gate,
        conflicts=_WRITERS,
        adopted=False,
        passing=SPACE_CODES,
        passed=regained,
    )
    return {"download": lane, "repair": lane}


def download_works(
    means: Callable[[], Means],
    board: Board,
    symlinks: bool | None,
    changed: Callable[[str, str], None],
) -> dict[str, Work]:
    """Each kind's work. `changed` is told a cache and a repo whose files are different now."""

    def download(job: Job, data: bytes) -> Outcome:
        from .download import download

        order = msgspec.json.decode(data, type=Download)
        view = DownloadView(
            id=job.id,
            repo=order.repo,
            revision=order.revision or "main",
            commit=order.commit,
            cache=order.cache,
            local_dir=order.local_dir,
        )
        with board.running(job, view, order) as live:
            try:
                return download(job, order, live, means(), symlinks)
            finally:
                changed(order.cache, order.repo)

    def repair(job: Job, data: bytes) -> Outcome:
        from .repair import repair

        order = msgspec.json.decode(data, type=Repair)
        view = DownloadView(id=job.id, kind="repair", repo=order.repo, cache=order.cache)
        with board.running(job, view, order) as live:
            try:
                return repair(job, order, live, means(), symlinks)
            finally:
                changed(order.cache, order.repo)

    return {"download": download, "repair": repair}
