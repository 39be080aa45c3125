"""What this page has the engine do: measure, use, keep and forget mirrors, and what came of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from ...link.messages import (
    AddMirror,
    AllowToken,
    Bench,
    ControlJob,
    Entry,
    JobStarted,
    JobView,
    Refusal,
    RemoveMirror,
    StartJob,
    UseMirror,
)
from ..engine_link import Link
from ..widgets.answers import while_there


class Errands(QObject):
    """Nothing is kept here: what came of it, the engine says of its own accord."""

    refused = Signal(object)
    """With the `Problem`."""
    use_refused = Signal()
    """What was chosen does not hold."""

    def __init__(self, link: Link, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._started = 0
        link.jobs_changed.connect(self._look)

    # --- measuring

    def measure(self, urls: tuple[str, ...] = (), repo: str = "") -> None:
        """Measure these, or all of them."""
        order = Bench(urls=urls, repo=repo)
        self._link.call(StartJob(order), while_there(self, self._begun), while_there(self, self._refuse))

    def stop(self, job: int) -> None:
        """End a probe; what was measured stays."""
        self._link.call(ControlJob(job, "cancel"), _nothing, while_there(self, self._refuse))

    def _begun(self, answer: JobStarted) -> None:
        self._started = answer.id

    def _look(self, jobs: tuple[JobView, ...]) -> None:
        for job in jobs:
            if job.id == self._started and job.state == "failed":
                self._started = 0
                if job.problem is not None:
                    self.refused.emit(job.problem)

    # --- using

    def use(self, what: str) -> None:
        """Ask this one first: "auto", "official" or a URL."""

        def refused(refusal: Refusal) -> None:
            self.use_refused.emit()
            self._refuse(refusal)

        self._link.call(UseMirror(what), _nothing, while_there(self, refused))

    def allow(self, url: str, allowed: bool) -> None:
        """Whether it may be sent the user's token."""
        request = AllowToken(endpoint=url, allowed=allowed)
        self._link.call(request, _nothing, while_there(self, self._refuse))

    # --- one's own

    def add(self, entry: Entry) -> None:
        """Keep one of the user's own, or put it back."""
        self._link.call(AddMirror(entry), _nothing, while_there(self, self._refuse))

    def remove(self, url: str, done: Callable[[], object]) -> None:
        """Forget one of the user's own; `done` once it is gone."""

        def gone(_nothing: object) -> None:
            done()

        self._link.call(RemoveMirror(url), while_there(self, gone), while_there(self, self._refuse))

    def _refuse(self, refusal: Refusal) -> None:
        self.refused.emit(refusal.problem)


def _nothing(_answer: object) -> None:
    """For calls whose answer says no more than that it was done."""
