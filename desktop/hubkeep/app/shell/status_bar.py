"""The line at the foot: what is selected at the left, what is running at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ...link.messages import JobView, Totals
from .. import theme as scale
from ..formatting import NBSP, duration, rate
from ..theme import Theme
from . import jobs_in_words as words
from .elided import ElidedLabel
from .signed_button import SignedButton

HEIGHT = 36


class StatusBar(QFrame):
    """`activity_wanted` when the right side is clicked."""

    activity_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusBar")
        self.setFixedHeight(HEIGHT)
        self._jobs: Sequence[JobView] = ()
        self._state = "starting"
        self._phase = "reading"
        self._left = ElidedLabel(self)
        self._left.setObjectName("statusLeft")
        self._left.setProperty("tone", "muted")
        self._right = SignedButton(theme, self)
        self._right.setObjectName("statusRight")
        self._right.setProperty("flat", True)
        self._right.clicked.connect(self.activity_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(scale.XL, 0, scale.L, 0)
        row.setSpacing(scale.L)
        row.addWidget(self._left, 1)
        row.addWidget(self._right)
        self._refresh()

    def show_selection(self, sentence: str) -> None:
        """What the page says of its selection."""
        self._left.setText(sentence)

    def show_jobs(self, jobs: Sequence[JobView]) -> None:
        """The jobs as they are."""
        self._jobs = jobs
        self._refresh()

    def show_state(self, state: str) -> None:
        """The state of the link."""
        self._state = state
        self._refresh()

    def show_totals(self, totals: Totals) -> None:
        """The phase that the cache is in."""
        self._phase = totals.phase
        self._refresh()

    def _refresh(self) -> None:
        text, sign, role = self._words()
        # An ampersand in a name is no shortcut.
        self._right.setText(text.replace("&", "&&"))
        self._right.set_sign(sign, role)
        self._right.setAccessibleName(self.tr("Activity: {what}").format(what=text))
        self._right.setToolTip(self.tr("Show every job (Ctrl+J)"))

    def _words(self) -> tuple[str, str, str]:
        """Text, icon and colour: of all that is going on, what matters most."""
        if self._state == "failed":
            return self.tr("The engine has stopped"), "error", "bad"
        if self._state == "restarting":
            return self.tr("The engine is starting again…"), "refresh", "warn"
        if self._state == "starting":
            return self.tr("Starting…"), "activity", "muted"
        running = [job for job in self._jobs if job.state == "running"]
        if running:
            return self._running(running), "activity", "accent"
        waiting = sum(job.state in ("queued", "paused") for job in self._jobs)
        if waiting:
            return self.tr("%n job(s) waiting", "", waiting), "pause", "muted"
        failed = sum(job.state == "failed" for job in self._jobs)
        if failed:
            return self.tr("%n job(s) failed", "", failed), "warning", "bad"
        if self._phase == "reading":
            return self.tr("Reading the cache…"), "refresh", "muted"
        if self._phase == "confirming":
            return self.tr("Checking the disk…"), "refresh", "muted"
        if self._phase == "missing":
            return self.tr("No cache yet"), "info", "muted"
        if self._phase == "failed":
            return self.tr("The cache can't be read"), "error", "bad"
        return self.tr("Up to date"), "check", "muted"

    def _running(self, running: Sequence[JobView]) -> str:
        if len(running) == 1:
            job = running[0]
            parts = [words.title(job), words.percent(job.progress)]
        else:
            parts = [self.tr("%n job(s) running", "", len(running))]
        speed = sum(job.rate or 0 for job in running if job.progress.unit == "bytes")
        if speed:
            parts.append(rate(speed))
        # Whoever asks how long means: until all is done.
        left = [job.eta for job in running]
        longest = max((eta for eta in left if eta is not None), default=None)
        if longest is not None and None not in left:
            parts.append(self.tr("{time} left").format(time=duration(longest)))
        return f"{NBSP}· ".join(part for part in parts if part)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._refresh()
        super().changeEvent(event)
