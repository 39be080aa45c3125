"""The files of one download, thousands if need be: what needs somebody first, then what moves."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ...link.messages import FileView
from .. import theme as scale
from ..formatting import size
from ..icons import icon
from ..theme import Theme
from ..widgets.source_colours import empty_colour, here_colour
from ..widgets.text_line import elided, line
from . import words

ROW: Final = 26
MOST_SHOWN: Final = 9
ICON: Final = 16
PAD: Final = 8
BAR: Final = 4
FILE_ROLE: Final = Qt.ItemDataRole.UserRole + 1

Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()

_RANK: Final = {
    "failed": 0,
    "fetching": 1,
    "checking": 1,
    "paused": 2,
    "waiting": 3,
    "done": 4,
    "here": 5,
}


class Column(IntEnum):
    """What is told of a file."""

    PATH = 0
    DONE = 1
    SIZE = 2
    STATE = 3


def in_order(files: Sequence[FileView]) -> list[FileView]:
    """Those that failed first, then what moves, what is held back, what waits, what is here."""
    return sorted(files, key=lambda file: (_RANK[file.state], file.path))


class FilesModel(QAbstractTableModel):
    """`FileView`s in `in_order`. New values for the same files in the same order change rows, no more."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._files: list[FileView] = []

    def show_files(self, files: Sequence[FileView]) -> None:
        """Take the files as they are now."""
        before, now = self._files, in_order(files)
        if len(before) == len(now) and all(a.path == b.path for a, b in zip(before, now, strict=True)):
            self._files = now
            self._tell_changed(
                [place for place, pair in enumerate(zip(before, now, strict=True)) if _new(pair)]
            )
            return
        if {file.path for file in before} != {file.path for file in now}:
            self.beginResetModel()
            self._files = now
            self.endResetModel()
            return
        self.layoutAboutToBeChanged.emit()
        kept = self.persistentIndexList()
        places = {file.path: place for place, file in enumerate(now)}
        moved = [self.index(places[before[index.row()].path], index.column()) for index in kept]
        self._files = now
        self.changePersistentIndexList(kept, moved)
        self.layoutChanged.emit()

    def _tell_changed(self, rows: Sequence[int]) -> None:
        """Say which rows are new; what is adjacent in one word."""
        first = last = -2
        for row in [*rows, -2]:
            if row != last + 1:
                if first >= 0:
                    self.dataChanged.emit(self.index(first, 0), self.index(last, Column.STATE))
                first = row
            last = row

    def file(self, row: int) -> FileView:
        """The file in a row."""
        return self._files[row]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._files)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        file = self._files[index.row()]
        if role == FILE_ROLE:
            return file
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(file, Column(index.column()))
        if role == Qt.ItemDataRole.ToolTipRole:
            lines = [words.plain(file.path), words.file_word(file)]
            return words.tip("\n".join(lines))
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == Column.SIZE:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def _text(self, file: FileView, column: Column) -> str:
        if column == Column.PATH:
            return words.plain(file.path)
        if column == Column.DONE:
            return f"{share(file) * 100:.0f}%"
        if column == Column.SIZE:
            return size(file.size)
        return words.file_word(file)

    def retranslate(self) -> None:
        """Read the strings again."""
        if self._files:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._files) - 1, Column.STATE))


def share(file: FileView) -> float:
    """How much of a file is here, 0 to 1; an empty one is there or not."""
    if file.state in {"done", "here"}:
        return 1.0
    return min(1.0, max(0.0, file.done / file.size)) if file.size > 0 else 0.0


def _new(pair: tuple[FileView, FileView]) -> bool:
    return pair[0] != pair[1]


class FileDelegate(QStyledItemDelegate):
    """Paints a file's line: quiet, a bar while it moves, the verdict in its colour and in words."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(60, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        told: Any = option
        rect: QRect = told.rect
        tokens = self._theme.tokens
        file: FileView = index.data(FILE_ROLE)
        painter.save()
        if told.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, tokens.accent_soft)
        if told.state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(QRect(rect.x(), rect.y(), 2, rect.height()), tokens.accent)
        inner = rect.adjusted(PAD, 0, -PAD, 0)
        column = Column(index.column())
        if column == Column.DONE:
            self._paint_bar(painter, inner, file)
        else:
            colour = tokens.ink if column == Column.PATH else tokens.muted
            if column == Column.STATE:
                colour = getattr(tokens, words.FILE_TONES.get(file.state, "muted"))
            if column == Column.PATH:
                sign = "error" if file.state == "failed" else "file"
                role = "bad" if file.state == "failed" else "muted"
                icon(sign, role).paint(
                    painter, QRect(inner.x(), inner.center().y() - ICON // 2 + 1, ICON, ICON)
                )
                inner.adjust(ICON + 6, 0, 0, 0)
            font = self._theme.font("text")
            painter.setPen(colour)
            middle = column == Column.PATH
            mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
            shown = line(elided(index.data(), font, mode, inner.width()), font)
            shown.draw(painter, inner, right=column == Column.SIZE)
        painter.restore()

    def _paint_bar(self, painter: QPainter, at: QRect, file: FileView) -> None:
        if file.state in {"done", "here", "waiting"} and not 0 < share(file) < 1:
            return
        tokens = self._theme.tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(at.x(), at.center().y() - BAR / 2 + 1, at.width(), BAR)
        painter.setBrush(empty_colour(tokens))
        painter.drawRoundedRect(whole, BAR / 2, BAR / 2)
        moving = file.state in {"fetching", "checking"}
        painter.setBrush(tokens.accent if moving else here_colour(tokens))
        done = whole.width() * share(file)
        if done > 0:
            painter.drawRoundedRect(QRectF(whole.x(), whole.y(), max(done, BAR), BAR), BAR / 2, BAR / 2)


class FilesView(QTableView):
    """`asked(paths, action)` with "pause" or "resume"."""

    asked = Signal(object, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("downloadFiles")
        self._theme = theme
        self._files = FilesModel(self)
        self.setModel(self._files)
        self.setItemDelegate(FileDelegate(theme, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.viewport().setAutoFillBackground(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW)
        self.verticalHeader().setMinimumSectionSize(ROW)
        header = self.horizontalHeader()
        header.hide()
        header.setMinimumSectionSize(40)
        header.setSectionResizeMode(Column.PATH, QHeaderView.ResizeMode.Stretch)
        for column, width in ((Column.DONE, 120), (Column.SIZE, 84), (Column.STATE, 200)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, width)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self.pause_action = self._action("pauseFiles", "pause", self._pause)
        self.resume_action = self._action("resumeFiles", "play", self._resume)
        theme.changed.connect(self.viewport().update)
        self._fit()
        self.retranslate()

    def _action(self, name: str, sign: str, run: Any) -> QAction:
        action = QAction(self)
        action.setObjectName(name)
        action.triggered.connect(run)
        self._theme.dress(action, sign)
        return action

    @property
    def files(self) -> FilesModel:
        """The rows."""
        return self._files

    def show_files(self, files: Sequence[FileView]) -> None:
        """Take the files as they are now."""
        before = self._files.rowCount()
        self._files.show_files(files)
        if self._files.rowCount() != before:
            self._fit()

    def _fit(self) -> None:
        rows = max(1, min(self._files.rowCount(), MOST_SHOWN))
        # Half a row more says that there are more.
        more = ROW // 2 if self._files.rowCount() > MOST_SHOWN else 0
        self.setFixedHeight(rows * ROW + more + scale.XS)

    def selected(self) -> list[FileView]:
        """The selected files, from top to bottom."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self._files.file(row) for row in rows]

    def _of(self, *states: str) -> tuple[str, ...]:
        return tuple(file.path for file in self.selected() if file.state in states)

    def _pause(self) -> None:
        paths = self._of("waiting", "fetching", "checking")
        if paths:
            self.asked.emit(paths, "pause")

    def _resume(self) -> None:
        paths = self._of("paused", "failed")
        if paths:
            self.asked.emit(paths, "resume")

    def _open_menu(self, at: QPoint) -> None:
        if not self.selected():
            return
        self.pause_action.setEnabled(bool(self._of("waiting", "fetching", "checking")))
        self.resume_action.setEnabled(bool(self._of("paused", "failed")))
        menu = QMenu(self)
        menu.setObjectName("filesMenu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions([self.pause_action, self.resume_action])
        menu.popup(self.viewport().mapToGlobal(at))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            # One key for both: what can be paused is paused, else what is held back goes on.
            if self._of("waiting", "fetching", "checking"):
                self._pause()
            else:
                self._resume()
            event.accept()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # Passed on, it would fold what one is looking at.
            event.accept()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # The page has shortcuts for the same keys: here they mean the files.
        ours = {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Delete}
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and (event.key() in ours or event.matches(QKeySequence.StandardKey.SelectAll))
        ):
            event.accept()
            return True
        return super().event(event)

    def retranslate(self) -> None:
        """Read the strings again."""
        self.setAccessibleName(self.tr("Files of this download"))
        self.pause_action.setText(self.tr("Pause these files"))
        self.resume_action.setText(self.tr("Fetch these files"))
        self._files.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
