"""Moving the whole cache to another disk: what it takes, what stands in the way, how far it is."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QCheckBox,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QWidget,
)

from ...link.messages import (
    FINISHED,
    ControlJob,
    JobView,
    PlanRelocation,
    Problem,
    Refusal,
    Relocate,
    RelocatePlan,
    Totals,
)
from ..engine_link import Link
from ..formatting import count, duration, rate, size
from ..problems import sentence
from ..theme import Theme
from ..widgets.answers import Newest
from ..widgets.blocks import Remark
from ..widgets.figures import Figures
from ..widgets.folder_field import FolderField
from ..widgets.sheet import Sheet
from . import words
from .errands import Errands
from .in_use import in_use_text

TYPING_MS: Final = 250
STEPS: Final = 1000


class RelocateDialog(Sheet):
    """The plan follows what is typed. `can_browse`: the folders of this machine are the engine's."""

    def __init__(
        self,
        link: Link,
        theme: Theme,
        totals: Totals,
        errands: Errands,
        *,
        can_browse: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, "relocateDialog", parent, 600)
        self._link = link
        self._totals = totals
        self._errands = errands
        self._plan: RelocatePlan | None = None
        self._newest = Newest(self)
        self._job = 0
        self._problem: Problem | None = None
        self._timer = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._timer.timeout.connect(self._ask)
        self._label = QLabel(self)
        self.target = FolderField("relocateTarget", "relocateBrowse", can_browse=can_browse, parent=self)
        self.target.path.textChanged.connect(self._typed)
        self._label.setBuddy(self.target.path)
        self._figures = Figures(theme, ("from", "moves", "free"), self)
        self._trouble = Remark(theme, self)
        self._trouble.label.setObjectName("relocateTrouble")
        self.environment = QCheckBox(self)
        self.environment.setObjectName("relocateEnvironment")
        self.environment.toggled.connect(self._ask)
        self._edits = QPlainTextEdit(self)
        self._edits.setObjectName("relocateEdits")
        self._edits.setReadOnly(True)
        self._edits.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._edits.setFixedHeight(96)
        self._edits.setTabChangesFocus(True)
        self._safety = Remark(theme, self)
        self._safety.label.setObjectName("relocateSafety")
        self._bar = QProgressBar(self)
        self._bar.setObjectName("relocateProgress")
        self._bar.setTextVisible(False)
        self._bar.setRange(0, STEPS)
        self._bar.hide()
        self._progress = QLabel(self)
        self._progress.setProperty("tone", "muted")
        self._progress.setTextFormat(Qt.TextFormat.PlainText)
        self._progress.hide()
        for widget in (
            self._label,
            self.target,
            self._figures,
            self._trouble,
            self.environment,
            self._edits,
            self._safety,
            self._bar,
            self._progress,
        ):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self.act.setProperty("primary", True)
        self.act.clicked.connect(self._pressed)
        self.retranslate()
        self.target.setFocus()

    # --- the plan

    def _typed(self) -> None:
        self._plan = None
        self._timer.start()
        self._show()

    def _ask(self) -> None:
        self._timer.stop()
        target = self.target.text
        self._plan = self._problem = None
        self._newest.anew()
        if target:
            request = PlanRelocation(target, self.environment.isChecked())
            self._link.call(request, self._newest.only(self._planned), self._newest.only(self._refused))
        self._show()

    def _planned(self, plan: RelocatePlan) -> None:
        self._plan = plan
        self._show()

    @property
    def plan(self) -> RelocatePlan | None:
        """What moving would do; None until it is known."""
        return self._plan

    # --- the move

    def _pressed(self) -> None:
        if self._job:
            self._link.call(ControlJob(self._job, "cancel"), _nothing)
            return
        plan = self._plan
        if plan is None:
            return
        order = Relocate(
            cache=self._totals.cache, target=plan.target, environment=self.environment.isChecked()
        )
        self.act.setEnabled(False)
        self._errands.start(order, self.while_open(self._follow), self.while_open(self._refused))

    def _refused(self, refusal: Refusal) -> None:
        self._problem = refusal.problem
        self._show()

    def _follow(self, job: JobView) -> None:
        if job.state == "done":
            self.accept()
            return
        if job.state in FINISHED:
            self._job = 0
            self._problem = job.problem
            self._show()
            return
        self._job = job.id
        done, total = job.progress.done, job.progress.total
        self._bar.setRange(0, STEPS if total else 0)
        self._bar.setValue(round(STEPS * done / total) if total else 0)
        parts = [self.tr("{done} of {total}").format(done=size(done), total=size(total)) if total else ""]
        parts.append(rate(job.rate) if job.rate else "")
        if job.eta is not None:
            parts.append(self.tr("{time} left").format(time=duration(job.eta)))
        self._progress.setText(" · ".join(part for part in parts if part))
        self._show()

    # --- what it shows

    def _show(self) -> None:
        plan, running = self._plan, bool(self._job)
        self._bar.setVisible(running)
        self._progress.setVisible(running)
        for widget in (self.target, self.environment):
            widget.setEnabled(not running)
        self._figures.tell("from", words.plain(self._totals.cache))
        moves = free = ""
        if plan is not None:
            moves = self.tr("{size} in %n file(s)", "", plan.files).format(size=size(plan.bytes))
            if plan.same_volume:
                free = self.tr("{size}; the same disk, so nothing is copied").format(size=size(plan.free))
            else:
                free = size(plan.free)
        self._figures.tell("moves", moves)
        self._figures.tell("free", free)
        self._trouble.tell(*self._trouble_text())
        edits = plan.environment if plan is not None else ()
        self._edits.setVisible(self.environment.isChecked() and bool(edits))
        self._edits.setPlainText("\n".join(f"# {edit.path}\n{edit.added.rstrip()}" for edit in edits))
        if running:
            self.act.setText(self.tr("Stop"))
            self.cancel.setText(self.tr("Go on in the background"))
        else:
            self.cancel.setText(self.tr("Cancel"))
            told = self.tr("Move {size}")
            self.act.setText(told.format(size=size(plan.bytes if plan else self._totals.bytes)))
        clear = plan is not None and not plan.problems and not plan.in_use and self._problem is None
        self.act.setEnabled(running or clear)

    def _trouble_text(self) -> tuple[str, str]:
        """What stands in the way, and how bad that is."""
        if self._problem is not None:
            return sentence(self._problem), "error"
        plan = self._plan
        if plan is None:
            return "", "info"
        if plan.problems:
            return "\n".join(words.problem_lines(plan.problems)), "error"
        if plan.in_use:
            told = self.tr("In use right now, so it can't move. Stop it first:")
            return f"{told}\n{in_use_text(plan.in_use)}", "error"
        if not self.environment.isChecked():
            told = self.tr(
                "Programs will look for it in the old place until {variable} names the new one: "
                "tell your shells here, or set it yourself."
            )
            return told.format(variable=plan.variable), "warning"
        return "", "info"

    # --- language

    def retranslate(self) -> None:
        """Read the strings again."""
        self.setWindowTitle(self.tr("Move the cache"))
        self.head.setText(self.tr("Move the cache to another disk"))
        self.lead.setText(
            self.tr("All {count} repos go along, with every link between them.").format(
                count=count(self._totals.repos)
            )
        )
        self._label.setText(self.tr("New folder"))
        self.target.path.setPlaceholderText(self.tr("A path, such as /mnt/models/hub"))
        self.target.path.setAccessibleName(self.tr("New folder"))
        self.environment.setText(self.tr("Tell my shells where it is (HF_HUB_CACHE)"))
        self._edits.setAccessibleName(self.tr("Lines that are added"))
        self._safety.tell(
            self.tr(
                "Every file is copied and compared before the old one goes. Whatever interrupts it, the old "
                "place stays whole until then; start it again and it goes on where it was."
            )
        )
        names = {"from": self.tr("From"), "moves": self.tr("Moves"), "free": self.tr("Free there")}
        for name, text in names.items():
            self._figures.rename(name, text)
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _nothing(_answer: object) -> None:
    """For calls whose answer says no more than that it was done."""
