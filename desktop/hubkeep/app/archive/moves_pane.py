"""What would move: ticked repos, where to, what that frees, what stays and why; one button does it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSpinBox, QVBoxLayout, QWidget

from ...link.messages import (
    ArchivePlan,
    ArchiveView,
    PlanArchive,
    Problem,
    Refusal,
    RepoRow,
    Totals,
)
from .. import theme as scale
from ..engine_link import Link
from ..formatting import size
from ..library.in_use import in_use_text
from ..library.words import Clock, problem_lines
from ..problems import sentence
from ..theme import Theme
from ..widgets.answers import while_there
from ..widgets.blocks import Remark, heading, quiet
from ..widgets.placeholder import Placeholder
from . import words
from .moves_list import MovesList, Note
from .proposal import candidates, proposed
from .target import Target

PLAN_MS: Final = 150
LONGEST: Final = 730


class MovesPane(QWidget):
    """`archive_wanted(keys, to)` for the button; `menu_wanted(key, at)` for a repo's menu."""

    archive_wanted = Signal(object, str)
    menu_wanted = Signal(str, QPoint)
    changed = Signal()

    def __init__(self, link: Link, theme: Theme, now: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("movesPane")
        self._link = link
        self._now = now
        self._rows: list[RepoRow] = []
        self._all: Mapping[str, RepoRow] = {}
        self._totals = Totals(cache="")
        self._pinned: frozenset[str] = frozenset()
        self._keys: set[str] = set()
        self._touched = False
        """Whether a person has ticked: then no proposal comes in between."""
        self._plan: ArchivePlan | None = None
        self._problem: Problem | None = None
        self._asked = 0
        self._timer = QTimer(self, singleShot=True, interval=PLAN_MS)
        self._timer.timeout.connect(self._ask)
        self._make(theme)
        self._place()
        self.retranslate()

    def _make(self, theme: Theme) -> None:
        self._head = heading(theme, self)
        self._label = QLabel(self)
        self.days = QSpinBox(self)
        self.days.setObjectName("archiveDays")
        self.days.setRange(1, LONGEST)
        self.days.setValue(90)
        self.days.setFixedWidth(64)
        self.days.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.days.valueChanged.connect(self._days_chosen)
        self._label.setBuddy(self.days)
        self._unit = QLabel(self)
        self.all_button = QPushButton(self)
        self.all_button.setObjectName("movesAll")
        self.all_button.setProperty("flat", True)
        self.all_button.clicked.connect(self._tick_all)
        self._trust = Remark(theme, self)
        self._trust.label.setObjectName("movesTrust")
        self.list = MovesList(theme, self)
        self.list.ticked.connect(self._ticked)
        self.list.menu_wanted.connect(self.menu_wanted)
        self.list.setMinimumHeight(120)
        self.placeholder = Placeholder(theme, "movesPlaceholder", self)
        self._to = QLabel(self)
        self.target = Target(self)
        self._to.setBuddy(self.target)
        self.target.chosen.connect(self._target_chosen)
        self._does = quiet(self)
        self._does.setObjectName("movesDoes")
        self._trouble = Remark(theme, self)
        self._trouble.label.setObjectName("movesTrouble")
        self.leave_out = QPushButton(self)
        self.leave_out.setObjectName("movesLeaveOut")
        self.leave_out.clicked.connect(self._leave_out)
        self.act = QPushButton(self)
        self.act.setObjectName("archiveAct")
        self.act.setProperty("primary", True)
        self.act.clicked.connect(self._pressed)

    def _place(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(scale.S)
        first.addWidget(self._head)
        first.addStretch(1)
        first.addWidget(self._label)
        first.addWidget(self.days)
        first.addWidget(self._unit)
        first.addWidget(self.all_button)
        trouble = QHBoxLayout()
        trouble.setSpacing(scale.S)
        trouble.addWidget(self._trouble, 1)
        trouble.addWidget(self.leave_out, 0, Qt.AlignmentFlag.AlignTop)
        last = QHBoxLayout()
        last.setSpacing(scale.S)
        last.addWidget(self._to)
        last.addWidget(self.target, 1)
        last.addWidget(self.act)
        column = QVBoxLayout(self)
        column.setContentsMargins(scale.L, scale.M, scale.L, scale.M)
        column.setSpacing(scale.S)
        column.addLayout(first)
        column.addWidget(self._trust)
        column.addWidget(self.list, 1)
        column.addWidget(self.placeholder, 1)
        column.addWidget(self._does)
        column.addLayout(trouble)
        column.addLayout(last)

    # --- what there is

    def show_rows(self, rows: Mapping[str, RepoRow], totals: Totals, view: ArchiveView) -> None:
        """Take the repos of the cache, and what is known of the archives."""
        if totals.stale_days != self._totals.stale_days and totals.cache:
            self.days.setValue(min(LONGEST, max(1, totals.stale_days)))
        if totals.cache != self._totals.cache:
            self._touched = False
        self._all, self._totals = rows, totals
        self._pinned = frozenset(view.pinned)
        before = [row.key for row in self._rows]
        self._rows = candidates(rows.values(), totals.trust)
        there = {row.key for row in self._rows}
        ticked = set(self._keys) & there
        if not self._touched:
            ticked = set(self._proposal())
        self.target.show_archives(view.archives)
        if ticked != self._keys or (before != [row.key for row in self._rows] and ticked):
            self._keys = ticked
            self._ask_soon()
        self._show()

    def is_pinned(self, key: str) -> bool:
        """Whether policies leave a repo alone."""
        return key in self._pinned

    def chosen_keys(self) -> tuple[str, ...]:
        """What is ticked, in the order of the list."""
        return tuple(row.key for row in self._rows if row.key in self._keys)

    @property
    def plan(self) -> ArchivePlan | None:
        """What the engine says the button would do; None until it has."""
        return self._plan

    def propose(self, keys: Iterable[str], to: str = "") -> None:
        """Tick these alone, as a policy or the Library asks."""
        self._touched = True
        there = {row.key for row in self._rows}
        self._keys = set(keys) & there
        if to:
            self.target.choose(to)
        self._ask_soon()
        self._show()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _proposal(self) -> frozenset[str]:
        return proposed(self._rows, self._totals.trust, self.days.value(), self._pinned, self._now())

    def _days_chosen(self) -> None:
        self._touched = False
        self._keys = set(self._proposal())
        self._ask_soon()
        self._show()

    def _ticked(self) -> None:
        self._touched = True
        self._keys = set(self.list.keys)
        self._ask_soon()
        self._show()

    def _tick_all(self) -> None:
        """Tick every one, or none where some are."""
        self._touched = True
        self._keys = set() if self._keys else {row.key for row in self._rows}
        self._ask_soon()
        self._show()

    def _leave_out(self) -> None:
        """Untick what is in use."""
        self._touched = True
        self._keys -= self._used()
        self._ask_soon()
        self._show()

    def _used(self) -> set[str]:
        if self._plan is None:
            return set()
        repos = {use.repo for use in self._plan.in_use}
        found = {moving.key for moving in self._plan.moves if moving.repo in repos or moving.key in repos}
        return found | {row.key for row in self._rows if row.name in repos}

    # --- the plan

    def _target_chosen(self) -> None:
        self._ask_soon()
        self._show()

    def _ask_soon(self) -> None:
        self._plan = self._problem = None
        self._asked += 1
        self._timer.start()

    def ask_again(self) -> None:
        """What was planned may be different by now."""
        self._ask_soon()
        self._show()

    def _ask(self) -> None:
        keys, to, asked = self.chosen_keys(), self.target.place, self._asked
        if not keys or not to or self._link.state != "ready":
            return

        def told(plan: ArchivePlan) -> None:
            if asked == self._asked:
                self._plan = plan
                self._show()

        def refused(refusal: Refusal) -> None:
            if asked == self._asked:
                self._problem = refusal.problem
                self._show()

        self._link.call(PlanArchive(keys, to), while_there(self, told), while_there(self, refused))

    def _pressed(self) -> None:
        if self._plan is not None and self.chosen_keys():
            self.archive_wanted.emit(self.chosen_keys(), self.target.place)

    # --- what it shows

    def _show(self) -> None:
        self.list.show_rows(self._rows, self._keys, self._notes(), self._totals.trust, self._now())
        some = bool(self._rows)
        self.list.setVisible(some)
        self.placeholder.setVisible(not some)
        self._tell_placeholder()
        untold = self._totals.trust == "none"
        self._trust.tell(
            self.tr("This volume does not note when files are read: the biggest come first.")
            if untold and some
            else ""
        )
        for widget in (self._label, self.days, self._unit):
            widget.setVisible(some and not untold)
        self.all_button.setVisible(some)
        self.all_button.setText(self.tr("Select none") if self._keys else self.tr("Select all"))
        for below in (self._to, self.target, self.act):
            below.setVisible(some)
        self._show_plan()
        self.changed.emit()

    def _show_plan(self) -> None:
        plan, keys = self._plan, self.chosen_keys()
        count = sum(bool(moving.bytes) for moving in plan.moves) if plan is not None else len(keys)
        total = plan.bytes if plan is not None else sum(self._all[key].bytes for key in keys)
        self.act.setText(words.archive_button(count, total))
        clear = plan is not None and not plan.problems and not plan.in_use and count > 0
        self.act.setEnabled(clear and self._link.state == "ready")
        self._does.setText(self._sentence())
        self._does.setVisible(bool(self._rows))
        self._trouble.tell(*self._trouble_text())
        self.leave_out.setVisible(bool(plan is not None and plan.in_use))

    def _sentence(self) -> str:
        plan = self._plan
        if not self._keys:
            return self.tr("Tick what shall go. Programs go on loading it, from the other disk.")
        if not self.target.place:
            return self.tr("Choose where to: a folder on another disk, or a bucket.")
        if plan is None:
            return "" if self._problem is not None else self.tr("Looking at what would move…")
        parts = [words.what_it_does(plan, self.target.words), words.stays_behind(plan)]
        return " ".join(part for part in parts if part)

    def _trouble_text(self) -> tuple[str, str]:
        """What stands in the way, and how bad that is."""
        plan = self._plan
        if self._problem is not None:
            return sentence(self._problem), "error"
        if plan is None:
            return "", "info"
        if plan.problems:
            return "\n".join(problem_lines(plan.problems)), "error"
        if plan.in_use:
            told = self.tr("In use right now, so it can't move. Stop it first, or leave it out:")
            return f"{told}\n{in_use_text(plan.in_use)}", "error"
        if plan.same_volume:
            told = self.tr("That is the same disk as the cache's: moving frees nothing there.")
            return told, "warning"
        if self.target.place.startswith(words.BUCKET):
            told = self.tr("From a bucket programs can't load it until it is restored.")
            return told, "warning"
        return "", "info"

    def _notes(self) -> dict[str, Note]:
        notes = {key: Note(self.tr("pinned")) for key in self._pinned}
        plan = self._plan
        if plan is None:
            return notes
        for moving in plan.moves:
            why = words.why(moving)
            if why and not moving.bytes:
                notes[moving.key] = Note(self.tr("stays"), "warn", why)
            elif why:
                stays = self.tr("{size} stay").format(size=size(moving.stays))
                notes[moving.key] = Note(stays, "muted", why)
        for key in self._used():
            notes[key] = Note(self.tr("in use"), "bad", in_use_text(plan.in_use))
        return notes

    def _tell_placeholder(self) -> None:
        if self._totals.phase in {"reading", "confirming"}:
            self.placeholder.tell("library", self.tr("Reading the disk…"), "")
            return
        self.placeholder.tell(
            "check",
            self.tr("Nothing is left to move"),
            self.tr("What is big in this cache is archived already, or there is nothing big in it."),
        )

    # --- language

    def retranslate(self) -> None:
        """Read the strings again."""
        self._head.setText(self.tr("What would move"))
        self._label.setText(self.tr("Not read for"))
        self._unit.setText(self.tr("days"))
        self.days.setAccessibleName(self.tr("Not read for so many days"))
        self._to.setText(self.tr("To"))
        self.leave_out.setText(self.tr("Leave it out"))
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
