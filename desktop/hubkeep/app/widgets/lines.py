"""Lists and trees in dialogs and cards: airy lines, check boxes of the family, one look for all."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QIcon, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QTreeWidget,
    QWidget,
)

from ..icons import icon
from ..theme import Theme
from .colours import mixed

HEIGHT: Final = 28
PAD: Final = 8
BOX: Final = 14
ICON: Final = 16

Index = QModelIndex | QPersistentModelIndex


class LineDelegate(QStyledItemDelegate):
    """Paints what the items say: text, colour, font, alignment, icon, check state."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        hint = super().sizeHint(option, index)
        return QSize(hint.width() + 2 * PAD, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        shown: Any = QStyleOptionViewItem(option)
        self.initStyleOption(shown, index)
        tokens = self._theme.tokens
        rect = shown.rect
        painter.save()
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        if shown.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, tokens.accent_soft)
        if shown.state & QStyle.StateFlag.State_HasFocus and index.column() == 0:
            painter.fillRect(QRect(rect.x(), rect.y(), 2, rect.height()), tokens.accent)
        painter.fillRect(
            QRect(rect.x(), rect.bottom(), rect.width(), 1), mixed(tokens.card, tokens.line, 0.6)
        )
        inner = rect.adjusted(PAD, 0, -PAD, 0)
        checked = index.data(Qt.ItemDataRole.CheckStateRole)
        if checked is not None:
            self._paint_box(painter, inner, Qt.CheckState(checked))
            inner.adjust(BOX + PAD, 0, 0, 0)
        sign = index.data(Qt.ItemDataRole.DecorationRole)
        if isinstance(sign, QIcon):
            sign.paint(painter, QRect(inner.x(), inner.center().y() - ICON // 2 + 1, ICON, ICON))
            inner.adjust(ICON + 6, 0, 0, 0)
        brush = index.data(Qt.ItemDataRole.ForegroundRole)
        painter.setPen(brush.color() if brush is not None else tokens.ink)
        painter.setFont(shown.font)
        text = shown.fontMetrics.elidedText(shown.text, shown.textElideMode, inner.width())
        side = shown.displayAlignment & Qt.AlignmentFlag.AlignHorizontal_Mask
        painter.drawText(inner, int(side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), text)
        painter.restore()

    def _paint_box(self, painter: QPainter, at: QRect, state: Qt.CheckState) -> None:
        tokens = self._theme.tokens
        checked, partly = state == Qt.CheckState.Checked, state == Qt.CheckState.PartiallyChecked
        box = QRect(at.x(), at.center().y() - BOX // 2 + 1, BOX, BOX)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(tokens.accent if checked or partly else tokens.muted, 1))
        painter.setBrush(tokens.accent if checked else tokens.card)
        painter.drawRoundedRect(box, 4, 4)
        if checked:
            icon("check", "on_accent").paint(painter, box)
        elif partly:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.accent)
            painter.drawRoundedRect(box.adjusted(3, 6, -3, -6), 1, 1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """A click on the line or the space bar ticks it."""
        checked = index.data(Qt.ItemDataRole.CheckStateRole)
        if checked is None:
            return False
        clicked = (
            event.type() == QEvent.Type.MouseButtonRelease
            and isinstance(event, QMouseEvent)
            and event.button() == Qt.MouseButton.LeftButton
        )
        spaced = (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Select)
        )
        if not clicked and not spaced:
            return False
        ticked = Qt.CheckState(checked) == Qt.CheckState.Checked
        wanted = Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked
        return model.setData(QModelIndex(index), wanted.value, Qt.ItemDataRole.CheckStateRole)  # type: ignore[arg-type]


def dress_lines(tree: QTreeView, theme: Theme) -> None:
    """Give a list or tree the look of the family."""
    tree.setItemDelegate(LineDelegate(theme, tree))
    tree.setUniformRowHeights(True)
    tree.header().setFont(theme.font("head"))
    tree.header().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    tree.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
    theme.changed.connect(tree.viewport().update)


def fit_height(tree: QTreeWidget, rows: int, most: int) -> None:
    """As high as its lines, up to `most` of them."""
    head = 0 if tree.isHeaderHidden() else tree.header().sizeHint().height()
    tree.setFixedHeight(head + HEIGHT * max(1, min(rows, most)) + 4)
