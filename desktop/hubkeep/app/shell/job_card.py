"""One job in the activity drawer."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from ...link.messages import JobResult, JobView
from .. import theme as scale
from ..problems import details, sentence
from ..theme import Theme
from . import jobs_in_words as words
from .elided import ElidedLabel

_TONES = {"failed": "bad", "paused": "warn", "running": "accent"}
_STEPS = 1000
COPIED_MS = 2000


class JobCard(QFrame):
    """Shows a `JobView`; `asked(id, action)` where action is that of a `ControlJob`, or "undo"."""

    asked = Signal(int, str)

    ACTIONS = ("pause", "resume", "cancel", "retry", "undo", "dismiss")

    def __init__(self, job: JobView, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"job-{job.id}")
        self.setProperty("card", True)
        self._job = job
        self._result: JobResult | None = None
        self._title = ElidedLabel(self, Qt.TextElideMode.ElideMiddle)
        self._title.setObjectName("jobTitle")
        self._title.setFont(theme.font("strong"))
        self._state = QLabel(self)
        self._state.setObjectName("jobState")
        self._bar = QProgressBar(self)
        self._bar.setObjectName("jobBar")
        self._bar.setTextVisible(False)
        self._note = ElidedLabel(self, Qt.TextElideMode.ElideMiddle)
        self._note.setObjectName("jobNote")
        self._pace = QLabel(self)
        self._pace.setObjectName("jobPace")
        self._said = QLabel(self)
        self._said.setObjectName("jobSaid")
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._said.setWordWrap(True)
        self._said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for label in (self._note, self._pace, self._state):
            label.setFont(theme.font("small"))
            label.setProperty("tone", "muted")
        self._buttons = {action: self._button(action) for action in self.ACTIONS}
        self._copy = QPushButton(self)
        self._copy.setObjectName("jobCopy")
        self._copy.clicked.connect(self._copy_details)
        self._copied = QTimer(self, singleShot=True, interval=COPIED_MS)
        self._copied.timeout.connect(self._name_copy)

        head = QHBoxLayout()
        head.setSpacing(scale.S)
        head.addWidget(self._title, 1)
        head.addWidget(self._state)
        foot = QHBoxLayout()
        foot.setSpacing(scale.S)
        foot.addStretch(1)
        foot.addWidget(self._copy)
        for button in self._buttons.values():
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(scale.L, scale.M, scale.L, scale.M)
        column.setSpacing(scale.S)
        column.addLayout(head)
        column.addWidget(self._bar)
        column.addWidget(self._note)
        column.addWidget(self._pace)
        column.addWidget(self._said)
        column.addLayout(foot)
        self.retranslate()

    @property
    def job(self) -> JobView:
        """The job as it was last shown."""
        return self._job

    def show_job(self, job: JobView) -> None:
        """Take the job as it is now."""
        if job != self._job:
            if job.state != self._job.state and job.state == "running":
                self._result = None
            self._job = job
            self._refresh()

    def show_result(self, result: JobResult) -> None:
        """Take what the finished job brought."""
        self._result = result
        self._refresh()

    def _button(self, action: str) -> QPushButton:
        button = QPushButton(self)
        button.setObjectName(f"job-{action}")
        button.setProperty("action", action)
        button.clicked.connect(self._ask)
        return button

    def _ask(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.asked.emit(self._job.id, sender.property("action"))

    def _offered(self) -> set[str]:
        state = self._job.state
        if state == "running":
            return {"pause", "cancel"}
        if state == "queued":
            return {"cancel"} if self._job.retry_in is None else {"retry", "cancel"}
        if state == "paused":
            return {"resume", "cancel"}
        if state == "done":
            return {"dismiss", "undo"} if self._job.undoable else {"dismiss"}
        return {"retry", "dismiss"}

    def _refresh(self) -> None:
        job = self._job
        self._title.setText(words.title(job))
        self._state.setText(words.state(job))
        _tone(self._state, _TONES.get(job.state, "muted"))
        under_way = job.state in ("running", "paused")
        self._bar.setVisible(under_way)
        if job.progress.total > 0:
            self._bar.setRange(0, _STEPS)
            self._bar.setValue(min(_STEPS, job.progress.done * _STEPS // job.progress.total))
        else:
            # No end in sight yet: a bar that says no more than that.
            self._bar.setRange(0, _STEPS)
            self._bar.setValue(0)
        self._bar.setAccessibleName(words.title(job))
        self._show(self._note, job.progress.note if under_way and job.progress.note != job.subject else "")
        self._show(self._pace, words.pace(job) if under_way else "")
        self._show(self._said, self._ending())
        _tone(self._said, "bad" if self._found_bad_files() else "")
        offered = self._offered()
        for action, button in self._buttons.items():
            button.setVisible(action in offered)
        self._buttons["retry"].setText(self._retry_word())
        self._copy.setVisible(job.problem is not None)
        self.setAccessibleName(f"{self._title.text()}, {self._state.text()}")

    def _found_bad_files(self) -> bool:
        found = self._result.verify if self._result is not None else None
        return found is not None and bool(found.corrupt or found.missing)

    def _ending(self) -> str:
        if self._job.problem is not None:
            return sentence(self._job.problem)
        if self._job.waiting is not None and self._job.state in ("queued", "running"):
            return words.waiting(self._job, sentence(self._job.waiting))
        if self._job.state == "done" and self._result is not None:
            return words.outcome(self._job, self._result)
        return ""

    @staticmethod
    def _show(label: QLabel, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))

    def _copy_details(self) -> None:
        if self._job.problem is None:
            return
        text = f"{words.title(self._job)}\n{sentence(self._job.problem)}\n\n{details(self._job.problem)}"
        QGuiApplication.clipboard().setText(text)
        self._copy.setText(self.tr("Copied"))
        self._copied.start()

    def _retry_word(self) -> str:
        # What is put off would be tried again anyway, only later.
        return self.tr("Try now") if self._job.state == "queued" else self.tr("Retry")

    def _name_copy(self) -> None:
        self._copy.setText(self.tr("Copy details"))

    def retranslate(self) -> None:
        """Read the strings again."""
        names = {
            "pause": self.tr("Pause"),
            "resume": self.tr("Resume"),
            "cancel": self.tr("Cancel"),
            "retry": self._retry_word(),
            "undo": self.tr("Undo"),
            "dismiss": self.tr("Dismiss"),
        }
        for action, button in self._buttons.items():
            button.setText(names[action])
        self._name_copy()
        self._refresh()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _tone(label: QLabel, tone: str) -> None:
    """Give `label` the colour of `tone`: a style sheet looks at a property once unless it is told."""
    if label.property("tone") != tone:
        label.setProperty("tone", tone)
        label.style().unpolish(label)
        label.style().polish(label)
