"""The repos that could move, to be ticked; what is said of each by the plan stands behind it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from ...link.messages import RepoRow, Trust
from ..formatting import size
from ..library.words import plain, read_word, row_tip, tip
from ..theme import Theme
from ..widgets.lines import dress_lines

MOST: Final = 500
_KEY: Final = Qt.ItemDataRole.UserRole
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_FLAGS: Final = Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
NAME, READ, SIZE, NOTE = range(4)


class Note:
    """What is to be said behind a repo: a word, its colour's token, and the whole of it for the tool tip."""

    def __init__(self, word: str, tone: str = "muted", whole: str = "") -> None:
        self.word = word
        self.tone = tone
        self.whole = whole


class MovesList(QTreeWidget):
    """`ticked` when a person ticks; `menu_wanted(key, at)`."""

    ticked = Signal()
    menu_wanted = Signal(str, QPoint)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("movesList")
        self._theme = theme
        self._filling = False
        self._shown: list[str] = []
        self._keys: set[str] = set()
        self.setColumnCount(4)
        self.setRootIsDecorated(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        dress_lines(self, theme)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for column in (READ, SIZE, NOTE):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.headerItem().setTextAlignment(SIZE, _RIGHT)
        self.itemChanged.connect(self._changed)
        theme.changed.connect(self._recolour)
        self.retranslate()

    @property
    def keys(self) -> frozenset[str]:
        """What is ticked."""
        return frozenset(self._keys)

    def current_key(self) -> str:
        """The repo that the keyboard is at; empty where there is none."""
        item = self.currentItem()
        return str(item.data(NAME, _KEY) or "") if item is not None else ""

    def show_rows(
        self,
        rows: Sequence[RepoRow],
        keys: Collection[str],
        notes: Mapping[str, Note],
        trust: Trust,
        now: float,
    ) -> None:
        """Show these with `keys` ticked. Lines that stay keep the focus, and the list its scroll."""
        shown = [row.key for row in rows[:MOST]]
        self._keys = set(keys)
        self._filling = True
        if shown != self._shown:
            current, at = self.current_key(), self.verticalScrollBar().value()
            self._shown = shown
            self.clear()
            self.addTopLevelItems([self._made(key) for key in shown])
            if len(rows) > MOST:
                more = QTreeWidgetItem([self.tr("and %n more", "", len(rows) - MOST)])
                more.setFlags(Qt.ItemFlag.ItemIsEnabled)
                self.addTopLevelItem(more)
            item = self.topLevelItem(shown.index(current)) if current in shown else None
            if item is not None:
                self.setCurrentItem(item)
            self.verticalScrollBar().setValue(at)
        for place, row in enumerate(rows[:MOST]):
            item = self.topLevelItem(place)
            if item is not None:
                self._fill(item, row, notes.get(row.key), read_word(row, trust, now))
        self._filling = False
        self._recolour()

    def _made(self, key: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem()
        item.setFlags(_FLAGS)
        item.setData(NAME, _KEY, key)
        item.setTextAlignment(SIZE, _RIGHT)
        return item

    def _fill(self, item: QTreeWidgetItem, row: RepoRow, note: Note | None, read: str) -> None:
        ticked = Qt.CheckState.Checked if row.key in self._keys else Qt.CheckState.Unchecked
        if item.data(NAME, Qt.ItemDataRole.CheckStateRole) is None or item.checkState(NAME) != ticked:
            item.setCheckState(NAME, ticked)
        for column, text in (
            (NAME, plain(row.name)),
            (READ, read),
            (SIZE, size(row.bytes)),
            (NOTE, note.word if note is not None else ""),
        ):
            if item.text(column) != text:
                item.setText(column, text)
        item.setToolTip(NAME, tip(row_tip(row)))
        item.setToolTip(NOTE, tip(note.whole) if note is not None else "")
        item.setData(NOTE, _KEY, note.tone if note is not None else "muted")

    def _recolour(self) -> None:
        tokens = self._theme.tokens
        self._filling = True
        for place in range(len(self._shown)):
            item = self.topLevelItem(place)
            if item is not None:
                item.setForeground(READ, tokens.muted)
                item.setForeground(NOTE, getattr(tokens, item.data(NOTE, _KEY) or "muted"))
        self._filling = False

    def _changed(self, item: QTreeWidgetItem, column: int) -> None:
        key = item.data(NAME, _KEY)
        if self._filling or column != NAME or not key:
            return
        (self._keys.add if item.checkState(NAME) == Qt.CheckState.Checked else self._keys.discard)(key)
        self.ticked.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        keyboard = event.reason() == QContextMenuEvent.Reason.Keyboard
        if keyboard:
            at = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
        else:
            at = event.globalPos()
        if self.current_key():
            self.menu_wanted.emit(self.current_key(), at)

    def retranslate(self) -> None:
        """Read the strings again."""
        self.setAccessibleName(self.tr("Repos that could move"))
        self.setHeaderLabels([self.tr("Repo"), self.tr("Last read"), self.tr("Size"), ""])

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
