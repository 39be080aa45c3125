"""The drawer that shows every job, and what can be done about each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ...link.messages import FINISHED, ControlJob, FetchResult, JobResult, JobView, Refusal, StartJob, Undo
from .. import theme as scale
from ..engine_link import Link
from ..icons import icon
from ..problems import sentence
from ..theme import Theme
from .job_card import JobCard

WIDTH = 400


class Activity(QFrame):
    """Lies over the right of the page. `closed` when the user sends it away."""

    closed = Signal()

    def __init__(self, link: Link, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("activityDrawer")
        self._link = link
        self._theme = theme
        self._cards: dict[int, JobCard] = {}
        self._fetched: set[int] = set()
        self._title = QLabel(self)
        self._title.setObjectName("activityTitle")
        self._title.setFont(theme.font("title"))
        self._clear = QPushButton(self)
        self._clear.setObjectName("activityClear")
        self._clear.setProperty("flat", True)
        self._clear.clicked.connect(self._dismiss_finished)
        self._close = QToolButton(self)
        self._close.setObjectName("activityClose")
        self._close.setProperty("flat", True)
        self._close.clicked.connect(self.closed)
        theme.dress(self._close, "close")
        self._complaint = QLabel(self)
        self._complaint.setObjectName("activityComplaint")
        self._complaint.setProperty("tone", "bad")
        self._complaint.setWordWrap(True)
        self._complaint.hide()
        self._empty_sign = QLabel(self)
        self._empty_text = QLabel(self)
        self._empty_text.setObjectName("activityEmpty")
        self._empty_text.setProperty("tone", "muted")
        self._empty_text.setWordWrap(True)
        for label in (self._empty_sign, self._empty_text):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)

        head = QHBoxLayout()
        head.setSpacing(scale.S)
        head.addWidget(self._title, 1)
        head.addWidget(self._clear)
        head.addWidget(self._close)
        inner = QWidget()
        self._list = QVBoxLayout(inner)
        self._list.setContentsMargins(scale.L, 0, scale.L, scale.L)
        self._list.setSpacing(scale.S)
        self._list.addStretch(1)
        self._scroll = QScrollArea(self)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inner)
        self._empty = QWidget(self)
        empty = QVBoxLayout(self._empty)
        empty.setContentsMargins(scale.XL, 0, scale.XL, 0)
        empty.setSpacing(scale.M)
        empty.addStretch(2)
        empty.addWidget(self._empty_sign)
        empty.addWidget(self._empty_text)
        empty.addStretch(3)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(scale.M)
        top = QVBoxLayout()
        top.setContentsMargins(scale.L, scale.L, scale.M, 0)
        top.setSpacing(scale.S)
        top.addLayout(head)
        top.addWidget(self._complaint)
        column.addLayout(top)
        column.addWidget(self._scroll, 1)
        column.addWidget(self._empty, 1)

        link.jobs_changed.connect(self.show_jobs)
        link.state_changed.connect(self._link_state)
        theme.changed.connect(self._paint_sign)
        self._paint_sign()
        self.retranslate()
        self.show_jobs(())

    def show_jobs(self, jobs: Sequence[JobView]) -> None:
        """Show `jobs` in their order; cards that are there already stay, so that focus does."""
        gone = self._cards.keys() - {job.id for job in jobs}
        for id in gone:
            self._take_away(id)
        for place, job in enumerate(jobs):
            card = self._cards.get(job.id)
            if card is None:
                card = JobCard(job, self._theme)
                card.asked.connect(self._ask)
                self._cards[job.id] = card
                self._list.insertWidget(place, card)
            else:
                card.show_job(job)
                if self._list.indexOf(card) != place:
                    self._list.insertWidget(place, card)
            self._fetch(job)
        self._scroll.setVisible(bool(jobs))
        self._empty.setVisible(not jobs)
        self._clear.setVisible(any(job.state in FINISHED for job in jobs))

    def _take_away(self, id: int) -> None:
        card = self._cards.pop(id)
        had_focus = card.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self._list.removeWidget(card)
        card.hide()
        card.deleteLater()
        self._fetched.discard(id)
        if had_focus and self.isVisible():
            self._close.setFocus()

    def _fetch(self, job: JobView) -> None:
        """Ask once what a finished job brought."""
        if job.state != "done":
            self._fetched.discard(job.id)
        elif job.id not in self._fetched and self._link.state == "ready":
            self._fetched.add(job.id)
            self._link.call(FetchResult(job.id), self._show_result, _forget)

    def _show_result(self, result: JobResult) -> None:
        card = self._cards.get(result.id)
        if card is not None:
            card.show_result(result)

    def _ask(self, id: int, action: str) -> None:
        card = self._cards[id]
        self._complaint.hide()
        if action == "undo":
            self._link.call(StartJob(Undo(cache=card.job.cache, job=id)), _forget, self._complain)
        else:
            self._link.call(ControlJob(id, action), _forget, self._complain)  # type: ignore[arg-type]

    def _dismiss_finished(self) -> None:
        for id, card in list(self._cards.items()):
            if card.job.state in FINISHED:
                self._ask(id, "dismiss")

    def _complain(self, refusal: Refusal) -> None:
        self._complaint.setText(sentence(refusal.problem))
        self._complaint.show()

    def _link_state(self, state: str) -> None:
        self._complaint.hide()
        if state == "ready":
            self._fetched.clear()

    def _paint_sign(self) -> None:
        self._empty_sign.setPixmap(icon("activity").pixmap(QSize(32, 32), self.devicePixelRatioF()))

    def open(self) -> None:
        """Show, and take the focus."""
        self.show()
        self.raise_()
        self._close.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def retranslate(self) -> None:
        """Read the strings again."""
        self._title.setText(self.tr("Activity"))
        self.setAccessibleName(self.tr("Activity"))
        self._clear.setText(self.tr("Clear finished"))
        self._close.setAccessibleName(self.tr("Close activity"))
        self._close.setToolTip(self.tr("Close (Esc)"))
        self._empty_text.setText(
            self.tr(
                "Nothing is running. Downloading, verifying, deleting and moving show up here,"
                " with a way to undo."
            )
        )

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _forget(_answer: object) -> None:
    """For answers that say no more than the list of jobs will."""
