"""The policies: what moves by itself or is offered to, one line each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ...link.messages import Policy
from .. import theme as scale
from ..library.words import plain
from ..theme import Theme
from ..widgets.blocks import icon_button, quiet
from ..widgets.placeholder import Placeholder
from . import words

_ACTIONS: Final = ("show", "edit", "remove")


class PolicyLine(QFrame):
    """`asked(place, action)`: "show", "edit", "remove", "enable" or "disable"."""

    asked = Signal(int, str)

    def __init__(self, theme: Theme, place: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"policy-{place}")
        self.setProperty("card", True)
        self._place = place
        self.enabled = QCheckBox(self)
        self.enabled.setObjectName("policyEnabled")
        self.enabled.clicked.connect(self._toggled)
        self.does = quiet(self)
        self.does.setObjectName("policyDoes")
        self.does.setContentsMargins(26, 0, 0, 0)
        self.show_button = QPushButton(self)
        self.show_button.setObjectName("policyShow")
        self.edit = icon_button(theme, "settings", "policyEdit", self)
        self.remove = icon_button(theme, "trash", "policyRemove", self)
        for button, action in zip((self.show_button, self.edit, self.remove), _ACTIONS, strict=True):
            button.setProperty("action", action)
            button.clicked.connect(self._pressed)
        head = QHBoxLayout()
        head.setSpacing(2)
        head.addWidget(self.enabled, 1)
        head.addWidget(self.show_button)
        head.addWidget(self.edit)
        head.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(scale.M, scale.S, scale.S, scale.S)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self.does)

    def show_policy(self, policy: Policy, *, ready: bool) -> None:
        """Take the policy as it is now."""
        name = plain(policy.name)
        self.enabled.setText(name)
        self.enabled.setChecked(policy.enabled)
        does = self.tr("{what} → {where}").format(what=words.policy(policy), where=plain(policy.to))
        self.does.setText(does)
        self.enabled.setAccessibleDescription(does)
        self.show_button.setText(self.tr("What would move"))
        for button, text in (
            (self.show_button, self.tr("Tick what {name} would move").format(name=name)),
            (self.edit, self.tr("Edit {name}").format(name=name)),
            (self.remove, self.tr("Remove {name}").format(name=name)),
        ):
            button.setToolTip(text)
            button.setAccessibleName(text)
            button.setEnabled(ready)
        self.enabled.setEnabled(ready)

    def _toggled(self, checked: bool) -> None:
        self.asked.emit(self._place, "enable" if checked else "disable")

    def _pressed(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.asked.emit(self._place, sender.property("action"))


class PoliciesPane(QWidget):
    """`asked(place, action)` as of a line; `add_wanted` for a new one."""

    asked = Signal(int, str)
    add_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("policiesPane")
        self._theme = theme
        self._policies: tuple[Policy, ...] = ()
        self._ready = True
        self._lines: list[PolicyLine] = []
        self.placeholder = Placeholder(theme, "policiesPlaceholder", self)
        self.placeholder.acted.connect(self.add_wanted)
        inner = QWidget(self)
        inner.setProperty("page", True)
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(scale.S)
        self.add = QPushButton(inner)
        self.add.setObjectName("policyAdd")
        self.add.clicked.connect(self.add_wanted)
        foot = QHBoxLayout()
        foot.addWidget(self.add)
        foot.addStretch(1)
        self._column.addLayout(foot)
        self._column.addStretch(1)
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(inner)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(area)
        self._stack.addWidget(self.placeholder)
        column = QVBoxLayout(self)
        column.setContentsMargins(scale.L, scale.M, scale.L, scale.M)
        column.addWidget(self._stack)
        self.retranslate()

    def line(self, place: int) -> PolicyLine:
        """The line of the policy at `place`."""
        return self._lines[place]

    def show_policies(self, policies: Sequence[Policy], *, ready: bool) -> None:
        """Take what there is now."""
        self._policies, self._ready = tuple(policies), ready
        while len(self._lines) > len(policies):
            line = self._lines.pop()
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        while len(self._lines) < len(policies):
            line = PolicyLine(self._theme, len(self._lines), self)
            line.asked.connect(self.asked)
            self._column.insertWidget(len(self._lines), line)
            self._lines.append(line)
        for line, policy in zip(self._lines, policies, strict=True):
            line.show_policy(policy, ready=ready)
        self._stack.setCurrentIndex(0 if policies else 1)
        self.add.setEnabled(ready)
        self.placeholder.button.setEnabled(ready)

    def retranslate(self) -> None:
        """Read the strings again."""
        self.add.setText(self.tr("Add a policy…"))
        self.placeholder.tell(
            "activity",
            self.tr("No policy yet"),
            self.tr(
                "A policy says what shall leave the cache: not read for so long, bigger than so much, when "
                "the disk gets full. It shows what it would move before it moves anything."
            ),
            self.tr("Add a policy…"),
        )
        self.show_policies(self._policies, ready=self._ready)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
