"""A link without an engine: tests put values on stage and read what the window asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from hubkeep.link.messages import (
    ArchiveView,
    DownloadsChanged,
    DownloadView,
    JobView,
    MirrorsView,
    Problem,
    Refusal,
    Request,
    RowsChanged,
    Totals,
    Welcome,
)
from PySide6.QtCore import QObject, QTimer, Signal

WELCOME = Welcome(protocol=1, version="0.1.0", host="atelier", pid=4242, can_reveal=True)


class StagedLink(QObject):
    """Speaks like an engine, says what it is told. `asked` holds every request so far.

    `answers` maps a type of request to its answer, or to a function of the request; a `Problem`
    is a refusal. What has no answer waits until `answer` or `refuse` is called with the id.
    """

    rows_changed = Signal(object)
    totals_changed = Signal(object)
    jobs_changed = Signal(object)
    downloads_changed = Signal(object)
    mirrors_changed = Signal(object)
    archives_changed = Signal(object)
    state_changed = Signal(str)

    def __init__(self, answers: dict[type, Any] | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.answers: dict[type, Any] = dict(answers or {})
        self.asked: list[Request] = []
        self.restarts = 0
        self.cache = "/cache"
        self.welcome: Welcome | None = WELCOME
        self.state = "ready"
        self.local = True
        self.problem: Problem | None = None
        self._waiting: dict[int, tuple[Callable[[Any], None], Callable[[Refusal], None] | None]] = {}
        self._last = 0
        self._due: list[tuple[int, Any]] = []
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._deliver)

    def call(
        self,
        request: Request,
        done: Callable[[Any], None],
        failed: Callable[[Refusal], None] | None = None,
    ) -> int:
        self._last += 1
        self.asked.append(request)
        self._waiting[self._last] = (done, failed)
        if type(request) in self.answers:
            answer = self.answers[type(request)]
            self._due.append((self._last, answer(request) if callable(answer) else answer))
            self._timer.start()
        return self._last

    def restart(self) -> None:
        self.restarts += 1

    def answer(self, id: int, result: Any) -> None:
        """Answer the waiting call `id` at once."""
        done, _ = self._waiting.pop(id)
        done(result)

    def refuse(self, id: int, problem: Problem, refused: bool = False) -> None:
        """Refuse the waiting call `id` at once."""
        _, failed = self._waiting.pop(id)
        if failed is not None:
            failed(Refusal(id, problem, refused))

    def rows(self, rows: Iterable[Any], *, removed: Iterable[str] = (), reset: bool = False) -> None:
        """Send rows."""
        self.rows_changed.emit(RowsChanged(self.cache, tuple(rows), tuple(removed), reset))

    def totals(self, **values: Any) -> None:
        """Send totals of the cache on stage."""
        self.totals_changed.emit(Totals(**{"cache": self.cache, "phase": "ready", **values}))

    def jobs(self, *jobs: JobView) -> None:
        """Send the list of jobs."""
        self.jobs_changed.emit(jobs)

    def downloads(self, *downloads: DownloadView, **values: Any) -> None:
        """Send the queue."""
        self.downloads_changed.emit(DownloadsChanged(downloads=downloads, **values))

    def mirrors(self, view: MirrorsView) -> None:
        """Send the mirrors."""
        self.mirrors_changed.emit(view)

    def archives(self, view: ArchiveView) -> None:
        """Send the archives."""
        self.archives_changed.emit(view)

    def become(self, state: str, problem: Problem | None = None) -> None:
        """Change the state of the link."""
        self.state, self.problem = state, problem
        self.state_changed.emit(state)

    def _deliver(self) -> None:
        due, self._due = self._due, []
        for id, result in due:
            if isinstance(result, Problem):
                self.refuse(id, result)
            else:
                self.answer(id, result)
