"""How the table's cells are painted: quiet, the name in weight, a verdict only where there is one."""

from __future__ import annotations

from typing import Any, Final, Protocol

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ...link.messages import RepoRow
from .. import theme as scale
from ..icons import icon
from ..theme import Theme
from ..widgets.colours import mixed
from ..widgets.pill import paint_pill
from . import words
from .columns import Column
from .rows_model import ROW_ROLE

SIDE: Final = 8
"""Room at either side of a cell."""
ICON: Final = 16
BAR: Final = 3
"""The current row's mark."""

_MUTED: Final = frozenset({Column.TYPE, Column.MODIFIED, Column.WEIGHTS})

Index = QModelIndex | QPersistentModelIndex


class Rows(Protocol):
    """What a cell must know of its table."""

    @property
    def hovered(self) -> int:
        """The row under the pointer, -1 where there is none."""

    def marked(self) -> tuple[int, int]:
        """Row and column in which the current row's mark is painted; -1 while the focus is elsewhere."""


class CellDelegate(QStyledItemDelegate):
    """Paints every column."""

    def __init__(self, theme: Theme, table: Rows, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._table = table

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, scale.ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        shown: Any = option
        rect: QRect = shown.rect
        tokens = self._theme.tokens
        if shown.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, tokens.accent_soft)
        elif index.row() == self._table.hovered:
            painter.fillRect(rect, mixed(tokens.ground, tokens.ink, 0.035))
        painter.fillRect(QRect(rect.x(), rect.bottom(), rect.width(), 1), tokens.line)
        if (index.row(), index.column()) == self._table.marked():
            painter.fillRect(QRect(rect.x(), rect.y(), BAR, rect.height()), tokens.accent)
        row: RepoRow | None = index.data(ROW_ROLE)
        if row is None:
            return
        painter.save()
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        column = Column(index.column())
        inner = rect.adjusted(SIDE, 0, -SIDE, 0)
        if column == Column.REPO:
            self._paint_name(painter, inner, row)
        elif column == Column.STATE:
            self._paint_state(painter, inner, row)
        elif column == Column.READ:
            self._paint_read(painter, inner, index.data())
        else:
            quiet = column in _MUTED or (column == Column.FREES and row.frees == row.bytes)
            colour = tokens.muted if quiet else tokens.ink
            alignment = Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole))
            self._write(painter, inner, index.data(), colour, alignment)
        painter.restore()

    def _write(
        self,
        painter: QPainter,
        at: QRect,
        text: str,
        colour: QColor,
        alignment: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        role: str = "text",
    ) -> int:
        """Write one line, elided, and say how wide it came out."""
        font = self._theme.font(role)
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, at.width())
        painter.setFont(font)
        painter.setPen(colour)
        side = alignment & Qt.AlignmentFlag.AlignHorizontal_Mask
        painter.drawText(at, int(side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)
        return metrics.horizontalAdvance(shown)

    def _paint_name(self, painter: QPainter, at: QRect, row: RepoRow) -> None:
        tokens = self._theme.tokens
        icon(words.TYPE_ICONS[row.type], "muted").paint(
            painter, QRect(at.x(), at.center().y() - ICON // 2 + 1, ICON, ICON)
        )
        room = at.adjusted(ICON + SIDE, 0, 0, 0)
        org, name = words.org_and_name(row)
        wanted = QFontMetrics(self._theme.font("strong")).horizontalAdvance(name)
        # The name is what tells repos apart: the organisation gives way first.
        for_org = max(room.width() - wanted - 1, room.width() // 4)
        used = self._write(painter, QRect(room.x(), room.y(), for_org, room.height()), org, tokens.muted)
        colour = tokens.muted if row.state in {"foreign", "archive-offline"} else tokens.ink
        self._write(painter, room.adjusted(used, 0, 0, 0), name, colour, role="strong")

    def _paint_state(self, painter: QPainter, at: QRect, row: RepoRow) -> None:
        word = words.state_word(row)
        if row.state == "ok":
            self._write(painter, at, word, self._theme.tokens.muted)
        else:
            paint_pill(painter, QRectF(at), word, words.STATE_TONES[row.state], self._theme)

    def _paint_read(self, painter: QPainter, at: QRect, text: str) -> None:
        tokens = self._theme.tokens
        told = text.removeprefix(words.ABOUT)
        if told != text:
            at = at.adjusted(self._write(painter, at, words.ABOUT, tokens.muted), 0, 0, 0)
        self._write(painter, at, told, tokens.muted if told == words.unknown() else tokens.ink)
