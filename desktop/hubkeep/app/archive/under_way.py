"""The archive's jobs that are under way or went wrong, where they were begun; the drawer shows them too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...link.messages import JobView
from .. import theme as scale
from ..shell.job_card import JobCard
from ..theme import Theme

KINDS: Final = frozenset(
    {"archive", "restore", "freeze", "thaw", "mend-archive", "adopt", "clear-orphans", "export", "import"}
)
_SHOWN: Final = frozenset({"queued", "running", "paused", "failed"})
MOST: Final = 3
"""Cards at once: the drawer has the rest."""


class UnderWay(QWidget):
    """`asked(id, action)` as of a card."""

    asked = Signal(int, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._cards: dict[int, JobCard] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(scale.S)
        self.hide()

    def card(self, id: int) -> JobCard | None:
        """The card of a job."""
        return self._cards.get(id)

    @property
    def busy(self) -> bool:
        """Whether one of them is not finished."""
        return any(card.job.state != "failed" for card in self._cards.values())

    def show_jobs(self, jobs: Sequence[JobView]) -> None:
        """Take the list of all jobs: those under way first, then what failed."""
        ours = [job for job in jobs if job.kind in KINDS and job.state in _SHOWN]
        ours = sorted(ours, key=lambda job: job.state == "failed")[:MOST]
        for id in self._cards.keys() - {job.id for job in ours}:
            card = self._cards.pop(id)
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        for place, job in enumerate(ours):
            if job.id not in self._cards:
                self._column.insertWidget(place, self._made(job))
            self._cards[job.id].show_job(job)
        self.setVisible(bool(ours))

    def _made(self, job: JobView) -> JobCard:
        card = self._cards[job.id] = JobCard(job, self._theme, self)
        card.asked.connect(self.asked)
        return card
