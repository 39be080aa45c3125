"""Repos that were not read for so many days, to be ticked off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSlider,
    QSpinBox,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ...link.messages import RepoRow, Totals
from .. import theme as scale
from ..formatting import size
from ..theme import Theme
from ..widgets.blocks import Remark, heading, quiet
from ..widgets.lines import dress_lines, fit_height
from . import words
from .words import Clock

DAY: Final = 86400.0
MOST: Final = 500
LONGEST: Final = 730
MOST_SEEN: Final = 7
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class StaleRepos(QWidget):
    """`chosen` when other repos are ticked."""

    chosen = Signal()

    def __init__(
        self, theme: Theme, rows: Sequence[RepoRow], totals: Totals, now: Clock, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows = {row.key: row for row in rows if row.type != "other"}
        self._trust = totals.trust
        self._now = now
        self._stale: list[RepoRow] = []
        self._ticked: set[str] = set()
        self._filling = False
        self._head = heading(theme, self)
        self._note = quiet(self)
        self._note.setObjectName("staleNote")
        self._trouble = Remark(theme, self)
        self._trouble.label.setObjectName("staleTrust")
        self._label = QLabel(self)
        self.days = QSpinBox(self)
        self.days.setObjectName("staleDays")
        self.days.setRange(1, LONGEST)
        self.days.setValue(min(LONGEST, max(1, totals.stale_days)))
        self.days.setFixedWidth(64)
        self.days.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setObjectName("staleSlider")
        self.slider.setRange(1, LONGEST)
        self.slider.setPageStep(30)
        self.slider.setValue(self.days.value())
        self._unit = QLabel(self)
        self._label.setBuddy(self.days)
        self.days.valueChanged.connect(self.slider.setValue)
        self.slider.valueChanged.connect(self.days.setValue)
        self.days.valueChanged.connect(self._fill)
        self.list = QTreeWidget(self)
        self.list.setObjectName("staleList")
        self.list.setColumnCount(3)
        self.list.setRootIsDecorated(False)
        dress_lines(self.list, theme)
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.list.headerItem().setTextAlignment(2, _RIGHT)
        self.list.itemChanged.connect(self._toggled)
        self.all_button = QPushButton(self)
        self.all_button.setObjectName("staleAll")
        self.all_button.setProperty("flat", True)
        self.all_button.setAutoDefault(False)
        self.all_button.clicked.connect(self._tick_all)
        row = QHBoxLayout()
        row.setSpacing(scale.S)
        row.addWidget(self._label)
        row.addWidget(self.days)
        row.addWidget(self._unit)
        row.addWidget(self.slider, 1)
        row.addWidget(self.all_button)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(0, 0, 0, 0)
        column_.setSpacing(scale.S)
        column_.addWidget(self._head)
        column_.addWidget(self._note)
        column_.addWidget(self._trouble)
        column_.addLayout(row)
        column_.addWidget(self.list)
        self.retranslate()

    def chosen_rows(self) -> list[RepoRow]:
        """The repos that are ticked and stale by the threshold as it stands."""
        return [row for row in self._stale if row.key in self._ticked]

    def stale_rows(self) -> list[RepoRow]:
        """Repos not read for so long, biggest first."""
        return list(self._stale)

    def _fill(self) -> None:
        limit = self._now() - self.days.value() * DAY
        known = [row for row in self._rows.values() if row.last_access is not None]
        stale = [row for row in known if (row.last_access or 0) < limit and row.bytes]
        self._stale = [] if self._trust == "none" else sorted(stale, key=lambda row: -row.frees)
        self._filling = True
        self.list.clear()
        items = []
        for row in self._stale[:MOST]:
            read = words.read_word(row, self._trust, self._now())
            item = QTreeWidgetItem([words.plain(row.name), read, size(row.frees)])
            item.setFlags(
                Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            )
            item.setCheckState(
                0, Qt.CheckState.Checked if row.key in self._ticked else Qt.CheckState.Unchecked
            )
            item.setData(0, Qt.ItemDataRole.UserRole, row.key)
            item.setTextAlignment(2, _RIGHT)
            item.setForeground(1, self._theme.tokens.muted)
            item.setToolTip(0, words.tip(words.row_tip(row)))
            items.append(item)
        if len(self._stale) > MOST:
            more = QTreeWidgetItem(
                [self.tr("and %n more, smaller ones", "", len(self._stale) - MOST), "", ""]
            )
            more.setFlags(Qt.ItemFlag.ItemIsEnabled)
            items.append(more)
        self.list.addTopLevelItems(items)
        fit_height(self.list, len(items), MOST_SEEN)
        self._filling = False
        self._tell()
        self.chosen.emit()

    def _toggled(self, item: QTreeWidgetItem) -> None:
        key = item.data(0, Qt.ItemDataRole.UserRole)
        if self._filling or not key:
            return
        if item.checkState(0) == Qt.CheckState.Checked:
            self._ticked.add(key)
        else:
            self._ticked.discard(key)
        self._tell()
        self.chosen.emit()

    def _tick_all(self) -> None:
        """Tick every one, or none where all are."""
        keys = {row.key for row in self._stale}
        if keys <= self._ticked:
            self._ticked -= keys
        else:
            self._ticked |= keys
        self._fill()

    def _tell(self) -> None:
        whole = sum(row.frees for row in self._stale)
        if self._trust == "none":
            self._note.setText("")
            told = self.tr(
                "This volume does not note when files are read, so nothing can be said to be stale."
            )
            self._trouble.tell(told, "info")
        else:
            told = self.tr(
                "%n repo(s), {size}. They have to be downloaded again when they are needed.",
                "",
                len(self._stale),
            )
            self._note.setText(told.format(size=size(whole)) if self._stale else self.tr("None."))
            self._trouble.tell("")
        shown = bool(self._stale)
        self.list.setVisible(shown)
        self.all_button.setVisible(shown)
        self.all_button.setText(
            self.tr("Select none")
            if shown and {row.key for row in self._stale} <= self._ticked
            else self.tr("Select all")
        )
        usable = self._trust != "none"
        for widget in (self._label, self.days, self._unit, self.slider):
            widget.setVisible(usable)

    def retranslate(self) -> None:
        """Read the strings again."""
        self._head.setText(self.tr("Not read for long"))
        self._label.setText(self.tr("Not read for"))
        self._unit.setText(self.tr("days"))
        self.days.setAccessibleName(self.tr("Not read for so many days"))
        self.slider.setAccessibleName(self.tr("Not read for so many days"))
        self.list.setAccessibleName(self.tr("Repos not read for long"))
        self.list.setHeaderLabels([self.tr("Repo"), self.tr("Last read"), self.tr("Frees")])
        self._fill()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
