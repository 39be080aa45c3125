"""What was found and wants a word: one strip each, with one thing to do about it, and another where there
is a choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ...link.messages import Finding
from .. import theme as scale
from ..problems import sentence
from ..theme import Theme
from ..widgets.blocks import Remark
from . import words


class FindingBar(QFrame):
    """`acted(finding, what)`: what is "do", or "clear" for orphans."""

    acted = Signal(object, str)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("card", True)
        self._finding: Finding | None = None
        self.remark = Remark(theme, self)
        self.clear = QPushButton(self)
        self.clear.setObjectName("findingClear")
        self.clear.setProperty("destructive", True)
        self.clear.clicked.connect(self._clear)
        self.act = QPushButton(self)
        self.act.setObjectName("findingAct")
        self.act.clicked.connect(self._do)
        row = QHBoxLayout(self)
        row.setContentsMargins(scale.L, scale.S, scale.S, scale.S)
        row.setSpacing(scale.S)
        row.addWidget(self.remark, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.clear)
        row.addWidget(self.act)

    def show_finding(self, finding: Finding, archive: str, *, ready: bool) -> None:
        """Say it. What the engine has to say itself goes before our own words."""
        self._finding = finding
        text, verb = words.finding(finding, archive)
        if finding.sentence is not None:
            text = sentence(finding.sentence)
        self.remark.tell(text, "info" if finding.kind == "orphan" else "warning")
        self.act.setText(verb)
        self.act.setAccessibleDescription(text)
        self.clear.setText(self.tr("Delete…"))
        self.clear.setAccessibleDescription(text)
        self.clear.setVisible(finding.kind == "orphan")
        for button in (self.act, self.clear):
            button.setEnabled(ready)
        self.setAccessibleName(text)

    def _do(self) -> None:
        if self._finding is not None:
            self.acted.emit(self._finding, "do")

    def _clear(self) -> None:
        if self._finding is not None:
            self.acted.emit(self._finding, "clear")


class Findings(QWidget):
    """All of them, one below the other; nothing where there are none."""

    acted = Signal(object, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._bars: list[FindingBar] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(scale.S)
        self.hide()

    def bars(self) -> tuple[FindingBar, ...]:
        """Those that are shown."""
        return tuple(self._bars)

    def show_findings(self, findings: Sequence[Finding], names: Mapping[str, str], *, ready: bool) -> None:
        """Take what was found now; `names` of archives by their folder."""
        while len(self._bars) > len(findings):
            bar = self._bars.pop()
            self._column.removeWidget(bar)
            bar.hide()
            bar.deleteLater()
        while len(self._bars) < len(findings):
            bar = FindingBar(self._theme, f"finding-{len(self._bars)}", self)
            bar.acted.connect(self.acted)
            self._bars.append(bar)
            self._column.addWidget(bar)
        for bar, finding in zip(self._bars, findings, strict=True):
            bar.show_finding(finding, names.get(finding.archive, finding.archive), ready=ready)
        self.setVisible(bool(findings))
