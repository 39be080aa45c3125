"""Jobs that this page asked for, followed to their end."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from ...link.messages import (
    FINISHED,
    ArchiveOrder,
    DownloadsOrder,
    FetchResult,
    JobResult,
    JobStarted,
    JobView,
    LibraryOrder,
    Refusal,
    StartJob,
)
from ..engine_link import Link

Order = LibraryOrder | DownloadsOrder | ArchiveOrder
Followed = Callable[[JobView], None]


class Errands(QObject):
    """`finished` with the order, the job's last view and its result (None where it brought none).

    Whoever started a job may follow it closer through `follow`; jobs of others are not its business.
    """

    finished = Signal(object, object, object)
    refused = Signal(object)
    """With the `Problem` for which a job was not even started."""

    def __init__(self, link: Link, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._orders: dict[int, tuple[Order, Followed | None]] = {}
        self._last: dict[int, JobView] = {}
        link.jobs_changed.connect(self._look)

    def start(
        self,
        order: Order,
        follow: Followed | None = None,
        refused: Callable[[Refusal], None] | None = None,
    ) -> None:
        """Have `order` carried out; `follow` is called with every view of the job, the last one too."""

        def started(answer: JobStarted) -> None:
            self._orders[answer.id] = (order, follow)
            if answer.id in self._last:
                # A quick job may be over before its number is known here.
                self._see(self._last[answer.id])

        self._link.call(StartJob(order), started, refused or self._refused)

    @property
    def under_way(self) -> tuple[Order, ...]:
        """Orders that have not come to an end."""
        return tuple(order for order, _ in self._orders.values())

    def _refused(self, refusal: Refusal) -> None:
        self.refused.emit(refusal.problem)

    def _look(self, jobs: tuple[JobView, ...]) -> None:
        self._last = {job.id: job for job in jobs}
        for job in jobs:
            self._see(job)

    def _see(self, job: JobView) -> None:
        order, follow = self._orders.get(job.id, (None, None))
        if order is None:
            return
        if follow is not None:
            follow(job)
        if job.state in FINISHED:
            del self._orders[job.id]
            self._fetch(order, job)

    def _fetch(self, order: Order, job: JobView) -> None:
        if job.state != "done":
            self.finished.emit(order, job, None)
            return

        def told(result: JobResult) -> None:
            self.finished.emit(order, job, result)

        def refused(refusal: Refusal) -> None:
            self.finished.emit(order, job, None)

        self._link.call(FetchResult(job.id), told, refused)
