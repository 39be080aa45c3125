"""Who really uses which endpoint: running programs, and where the last download came from."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ...link.messages import FetchReached, LastOrigin, Reached, Refusal, RunningProgram
from .. import theme as scale
from ..downloads.words import plain, tip
from ..engine_link import Link
from ..formatting import size
from ..icons import icon
from ..problems import sentence
from ..theme import Theme
from ..widgets.answers import while_there
from ..widgets.blocks import Remark, quiet
from ..widgets.lines import dress_lines
from . import words

MOST: Final = 300


class ReachedPane(QWidget):
    """Asks when it is shown, and when told to look again."""

    def __init__(self, link: Link, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reachedPane")
        self._link = link
        self._theme = theme
        self._reached: Reached | None = None
        self._now = 0.0
        self._said = quiet(self)
        self._said.setObjectName("reachedSaid")
        self.programs = QTreeWidget(self)
        self.programs.setObjectName("reachedPrograms")
        self.programs.setColumnCount(3)
        self.programs.setRootIsDecorated(False)
        self.programs.setSelectionMode(QTreeWidget.SelectionMode.NoSelection)
        dress_lines(self.programs, theme)
        header = self.programs.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for place in (1, 2):
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.ResizeToContents)
        self._last = Remark(theme, self)
        self._last.label.setObjectName("reachedLast")
        self._trouble = Remark(theme, self)
        self._trouble.tell("")
        self.again = QPushButton(self)
        self.again.setObjectName("reachedAgain")
        self.again.setAutoDefault(False)
        self.again.clicked.connect(self.look)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.again)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, scale.M, 0, 0)
        column.setSpacing(scale.M)
        for widget in (self._said, self._trouble):
            column.addWidget(widget)
        column.addWidget(self.programs, 1)
        column.addWidget(self._last)
        column.addLayout(row)
        theme.changed.connect(self._show)
        self.retranslate()

    @property
    def said(self) -> str:
        """What it says of the programs, and of the last download."""
        return f"{self._said.text()}\n{self._last.text}".strip()

    def look(self) -> None:
        """Ask who runs now."""
        self.again.setEnabled(False)
        self._link.call(FetchReached(), while_there(self, self._take), while_there(self, self._refused))

    def _take(self, reached: Reached) -> None:
        self.again.setEnabled(True)
        self._reached = reached
        self._trouble.tell("")
        self._show()

    def _refused(self, refusal: Refusal) -> None:
        self.again.setEnabled(True)
        self._trouble.tell(sentence(refusal.problem), "error")

    def _show(self) -> None:
        reached = self._reached
        self.programs.clear()
        if reached is None:
            self._said.setText(self.tr("Looking at what runs…"))
            self._last.tell("")
            return
        others = words.outdated(reached.programs)
        if not reached.programs:
            told = self.tr("No program that loads models is running now.")
        elif others:
            told = self.tr(
                "%n running program(s) ask(s) somebody else: start it again to give it the new value.",
                "",
                others,
            )
        else:
            told = self.tr("No running program needs to be started again.")
        self._said.setText(told)
        self.programs.setVisible(bool(reached.programs))
        self.programs.addTopLevelItems([self._item(each) for each in reached.programs[:MOST]])
        self._last.tell(self._origin(reached.last) if reached.last is not None else "", "info")

    def _item(self, program: RunningProgram) -> QTreeWidgetItem:
        if not program.readable:
            asks, told, sign, role = self.tr("can't be seen"), self.tr("of another user"), "lock", "muted"
        elif words.is_deaf(program):
            asks, told, sign, role = "", self.tr("ignores HF_ENDPOINT"), "info", "muted"
        else:
            asks = words.host(program.endpoint or words.OFFICIAL)
            told = self.tr("in use") if program.current else self.tr("another one: start it again")
            sign, role = ("check", "good") if program.current else ("warning", "warn")
        item = QTreeWidgetItem([f"{plain(program.command)}  ·  {program.pid}", asks, told])
        item.setIcon(2, icon(sign, role))
        item.setForeground(1, self._theme.tokens.muted)
        item.setToolTip(0, tip(plain(program.command)))
        if program.note is not None:
            item.setToolTip(2, tip(sentence(program.note)))
        return item

    def _origin(self, last: LastOrigin) -> str:
        total = sum(last.sources.values())
        shares = sorted(last.sources.items(), key=lambda each: -each[1])
        told = ", ".join(
            self.tr("{size} from {host}").format(size=size(came), host=words.host(endpoint))
            for endpoint, came in shares
            if came
        )
        if not total:
            told = self.tr("nothing: all of it was here")
        return self.tr("The last download, {repo}, got {sources}.").format(
            repo=plain(last.repo), sources=told
        )

    def retranslate(self) -> None:
        """Read the strings again."""
        self.programs.setHeaderLabels(
            [self.tr("Program and process"), self.tr("Asks"), self.tr("Beside what is in use")]
        )
        self.programs.setAccessibleName(self.tr("Running programs"))
        self.again.setText(self.tr("Look again"))
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
