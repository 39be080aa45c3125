"""The table of what is archived: quiet lines, the tier as a pill."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QItemSelectionModel, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from ...link.messages import KeptRepo
from .. import theme as scale
from ..theme import Theme
from ..widgets.colours import mixed
from ..widgets.pill import paint_pill
from . import words
from .kept_columns import Column
from .kept_model import KEPT_ROLE, Index, KeptModel

SIDE: Final = 8
_WIDTHS: Final = {Column.TIER: 128, Column.SIZE: 84, Column.TAKES: 84, Column.READ: 116, Column.ARCHIVE: 112}
LEAST: Final = 150
"""What the name of a repo has at least."""
_GIVE_WAY: Final = (Column.READ, Column.TAKES, Column.ARCHIVE)
"""Columns that go first where there is no room."""


class KeptDelegate(QStyledItemDelegate):
    """Paints every column."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, scale.ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        shown: Any = option
        rect: QRect = shown.rect
        tokens = self._theme.tokens
        kept: KeptRepo = index.data(KEPT_ROLE)
        column = Column(index.column())
        painter.save()
        if shown.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, tokens.accent_soft)
        if shown.state & QStyle.StateFlag.State_HasFocus and column == Column.REPO:
            painter.fillRect(QRect(rect.x(), rect.y(), 3, rect.height()), tokens.accent)
        line = mixed(tokens.card, tokens.line, 0.6)
        painter.fillRect(QRect(rect.x(), rect.bottom(), rect.width(), 1), line)
        inner = rect.adjusted(SIDE, 0, -SIDE, 0)
        away = kept.tier in {"offline", "orphan"}
        if column == Column.TIER:
            paint_pill(painter, QRectF(inner), index.data(), words.TIER_TONES[kept.tier], self._theme)
        else:
            font = self._theme.font("strong" if column == Column.REPO and not away else "text")
            loud = column in {Column.REPO, Column.SIZE} and not away
            painter.setFont(font)
            painter.setPen(tokens.ink if loud else tokens.muted)
            text = QFontMetrics(font).elidedText(index.data(), Qt.TextElideMode.ElideMiddle, inner.width())
            side = Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole))
            painter.drawText(inner, int(side | Qt.TextFlag.TextSingleLine), text)
        painter.restore()


class KeptTable(QTreeView):
    """`chosen` when other lines are selected; `opened` for Enter or a double click; `menu_wanted(at)`."""

    chosen = Signal()
    opened = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(self, model: KeptModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("keptTable")
        self._model = model
        self.setModel(model)
        self.setItemDelegate(KeptDelegate(theme, self))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSortingEnabled(True)
        header = self.header()
        header.setFont(theme.font("head"))
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(Column.REPO, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            header.resizeSection(column, width)
        self.sortByColumn(Column.SIZE, Qt.SortOrder.DescendingOrder)
        self.selectionModel().selectionChanged.connect(self.chosen)
        self.doubleClicked.connect(self.opened)

    def chosen_repos(self) -> list[KeptRepo]:
        """What is selected, from top to bottom."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self._model.kept(row) for row in rows]

    def choose(self, keys: frozenset[str]) -> None:
        """Select these repos."""
        selection = self.selectionModel()
        selection.clearSelection()
        for row in range(self._model.rowCount()):
            if self._model.kept(row).key in keys:
                flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
                selection.select(self._model.index(row, 0), flags)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        room = self.viewport().width() - LEAST - sum(_WIDTHS.values())
        for column in _GIVE_WAY:
            self.setColumnHidden(column, room < 0)
            if room < 0:
                room += _WIDTHS[column]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.chosen_repos():
            self.opened.emit()
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            box = self.visualRect(self.currentIndex())
            at = self.viewport().mapToGlobal(box.bottomLeft())
        else:
            at = event.globalPos()
        if self.chosen_repos():
            self.menu_wanted.emit(at)
