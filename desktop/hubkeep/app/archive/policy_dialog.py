"""Making a policy or changing it, with what it would move just now."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QDoubleSpinBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from ...link.messages import ArchivePlan, KnownArchive, PlanPolicy, Policy, Problem, Refusal
from .. import theme as scale
from ..engine_link import Link
from ..formatting import size
from ..library.words import plain, problem_lines
from ..problems import sentence
from ..theme import Theme
from ..widgets.blocks import Remark, quiet
from ..widgets.sheet import Sheet
from .bucket_dialog import BucketDialog
from .place_dialog import PlaceDialog
from .target import Target

GB: Final = 1_000_000_000
PLAN_MS: Final = 300
LONGEST: Final = 3650
WIDE: Final = 128
NAMED: Final = 3
"""So many repos of a dry run are named."""
_FIELDS: Final = ("name", "to", "days", "larger", "free", "matching", "excepting")


class PolicyDialog(Sheet):
    """`kept` with the policy. `taken` are the names of the others."""

    kept = Signal(object)

    def __init__(
        self,
        link: Link,
        theme: Theme,
        archives: Sequence[KnownArchive],
        taken: Collection[str],
        policy: Policy | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, "policyDialog", parent, 600)
        self._link = link
        self._theme = theme
        self._taken = frozenset(taken)
        self._before = policy
        self._asked = 0
        self._plan: ArchivePlan | None = None
        self._problem: Problem | None = None
        self._timer = QTimer(self, singleShot=True, interval=PLAN_MS)
        self._timer.timeout.connect(self._ask)
        self._labels = {name: QLabel(self) for name in _FIELDS}
        self.name = QLineEdit(self)
        self.name.setObjectName("policyName")
        self.to = Target(self)
        self.to.show_archives(archives)
        self.days = QSpinBox(self)
        self.days.setObjectName("policyDays")
        self.days.setRange(0, LONGEST)
        _narrow(self.days)
        self.larger = self._sizes("policyLarger")
        self.free = self._sizes("policyFree")
        self.matching = QLineEdit(self)
        self.matching.setObjectName("policyMatching")
        self.excepting = QLineEdit(self)
        self.excepting.setObjectName("policyExcepting")
        self.freeze = QCheckBox(self)
        self.freeze.setObjectName("policyFreeze")
        self._dry = quiet(self)
        self._dry.setObjectName("policyDry")
        self._trouble = Remark(theme, self)
        self._trouble.label.setObjectName("policyTrouble")
        self._place()
        self._show_policy(policy or Policy(name=self._new_name(), to=self.to.place, unread_days=90))
        self._connect()
        self.act.setProperty("primary", True)
        self.act.setDefault(True)
        self.act.clicked.connect(self._keep)
        self.retranslate()
        self._changed()
        self.name.setFocus()

    def _sizes(self, name: str) -> QDoubleSpinBox:
        box = QDoubleSpinBox(self)
        box.setObjectName(name)
        box.setRange(0, 100_000)
        box.setDecimals(1)
        box.setSuffix(" GB")
        _narrow(box)
        return box

    def _place(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(scale.M)
        grid.setVerticalSpacing(scale.S)
        grid.setColumnStretch(1, 1)
        fields: tuple[QWidget, ...] = (
            self.name,
            self.to,
            self.days,
            self.larger,
            self.free,
            self.matching,
            self.excepting,
        )
        for row, (label, field) in enumerate(zip(self._labels.values(), fields, strict=True)):
            label.setBuddy(field)
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1)
        grid.addWidget(self.freeze, len(fields), 1)
        self.body.addLayout(grid)
        self.body.addWidget(self._dry)
        self.body.addWidget(self._trouble)
        self.body.addStretch(1)

    def _connect(self) -> None:
        for line in (self.name, self.matching, self.excepting):
            line.textChanged.connect(self._changed)
        for box in (self.larger, self.free):
            box.valueChanged.connect(self._changed)
        self.days.valueChanged.connect(self._changed)
        self.freeze.toggled.connect(self._changed)
        self.to.chosen.connect(self._changed)
        self.to.folder_wanted.connect(self._ask_folder)
        self.to.bucket_wanted.connect(self._ask_bucket)

    def _new_name(self) -> str:
        """A name that no other policy has."""
        name = told = self.tr("Not read for long")
        number = 2
        while told in self._taken:
            told = f"{name} {number}"
            number += 1
        return told

    def _show_policy(self, policy: Policy) -> None:
        self.name.setText(policy.name)
        self.to.choose(policy.to)
        self.days.setValue(policy.unread_days)
        self.larger.setValue(policy.larger_than / GB)
        self.free.setValue(policy.only_below_free / GB)
        self.matching.setText(", ".join(policy.matching))
        self.excepting.setText(", ".join(policy.except_matching))
        self.freeze.setChecked(policy.freeze)

    def policy(self) -> Policy:
        """What was said."""
        return Policy(
            name=self.name.text().strip(),
            to=self.to.place,
            unread_days=self.days.value(),
            larger_than=round(self.larger.value() * GB),
            only_below_free=round(self.free.value() * GB),
            matching=_patterns(self.matching.text()),
            except_matching=_patterns(self.excepting.text()),
            freeze=self.freeze.isChecked(),
            enabled=self._before.enabled if self._before is not None else True,
        )

    def _ask_folder(self) -> None:
        dialog = PlaceDialog(self._theme, "target", can_browse=self._link.local, parent=self)
        dialog.chosen.connect(self.to.choose)
        dialog.open()

    def _ask_bucket(self) -> None:
        dialog = BucketDialog(self._link, self._theme, self)
        dialog.chosen.connect(self.to.choose)
        dialog.open()

    # --- the dry run

    def _changed(self) -> None:
        self._plan = self._problem = None
        self._asked += 1
        self._timer.start()
        self._show()

    def _ask(self) -> None:
        asked, policy = self._asked, self.policy()
        if not policy.to:
            return

        def told(plan: ArchivePlan) -> None:
            if asked == self._asked:
                self._plan = plan
                self._show()

        def refused(refusal: Refusal) -> None:
            if asked == self._asked:
                self._problem = refusal.problem
                self._show()

        self._link.call(PlanPolicy(policy), self.while_open(told), self.while_open(refused))

    def _keep(self) -> None:
        self.kept.emit(self.policy())
        self.accept()

    def _show(self) -> None:
        policy = self.policy()
        wrong = self._wrong(policy)
        if wrong:
            self._trouble.tell(wrong, "info")
        elif self._problem is not None:
            self._trouble.tell(sentence(self._problem), "warning")
        elif self._plan is not None and self._plan.problems:
            self._trouble.tell("\n".join(problem_lines(self._plan.problems)), "warning")
        else:
            self._trouble.tell("")
        self._dry.setText(self._told())
        self.act.setEnabled(not wrong)
        self.fit()

    def _wrong(self, policy: Policy) -> str:
        if not policy.to:
            return self.tr("Choose where to.")
        if not policy.name:
            return self.tr("Give it a name.")
        if policy.name in self._taken:
            return self.tr("Another policy has that name.")
        return ""

    def _told(self) -> str:
        """The dry run in a sentence."""
        plan = self._plan
        if plan is None:
            waits = self.to.place and self._problem is None
            return self.tr("Looking at what it would move…") if waits else ""
        moves = [moving for moving in plan.moves if moving.bytes]
        if not moves:
            return self.tr("Just now it would move nothing.")
        names = ", ".join(plain(moving.repo) for moving in moves[:NAMED])
        if len(moves) > NAMED:
            names += "…"
        text = self.tr("Just now it would move %n repo(s) and free {size}: {names}", "", len(moves))
        return text.format(size=size(plan.frees), names=names)

    # --- language

    def retranslate(self) -> None:
        """Read the strings again."""
        title = self.tr("Add a policy") if self._before is None else self.tr("Edit a policy")
        self.setWindowTitle(title)
        self.head.setText(title)
        self.lead.setText(self.tr("What all of these say shall leave the cache. Pinned repos never do."))
        names = {
            "name": self.tr("Name"),
            "to": self.tr("To"),
            "days": self.tr("Not read for"),
            "larger": self.tr("Larger than"),
            "free": self.tr("Only below free"),
            "matching": self.tr("Named like"),
            "excepting": self.tr("But not"),
        }
        for name, text in names.items():
            self._labels[name].setText(text)
        self.days.setSuffix(self.tr(" days"))
        self.larger.setSpecialValueText(self.tr("any size"))
        self.free.setSpecialValueText(self.tr("always"))
        self.name.setAccessibleName(names["name"])
        self.days.setAccessibleName(self.tr("Not read for so many days"))
        self.larger.setAccessibleName(self.tr("Larger than so many gigabytes"))
        self.free.setAccessibleName(self.tr("Only while fewer gigabytes are free"))
        self.matching.setAccessibleName(self.tr("Named like these patterns"))
        self.matching.setPlaceholderText(self.tr("Qwen/*, dataset/* — empty: all"))
        self.excepting.setAccessibleName(self.tr("But not named like these patterns"))
        self.freeze.setText(self.tr("Compress it there (programs can't load it until it is thawed)"))
        self.cancel.setText(self.tr("Cancel"))
        self.act.setText(self.tr("Add") if self._before is None else self.tr("Keep"))
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _narrow(box: QAbstractSpinBox) -> None:
    box.setFixedWidth(WIDE)
    box.setAlignment(Qt.AlignmentFlag.AlignCenter)


def _patterns(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace("\n", ",").split(",") if part.strip())
