"""The repos that a search found, as lines to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ...link.messages import Found, fill
from .. import theme as scale
from ..icons import icon
from ..theme import Theme
from ..widgets.colours import mixed
from ..widgets.pill import paint_pill, pill_width
from . import found_words as words

FOUND: Final = Qt.ItemDataRole.UserRole + 1
"""The `Found` of a line."""
ICON: Final = 16
SIGN: Final = 12
FIGURE: Final = 52
"""Room for a count."""
PAD: Final = 10
ORG: Final = 64
"""What an organisation's name is left at least."""

Index = QModelIndex | QPersistentModelIndex


class FoundModel(QAbstractListModel):
    """One `Found` a row."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._found: Sequence[Found] = ()

    def show_found(self, found: Sequence[Found]) -> None:
        """Show these and nothing else."""
        self.beginResetModel()
        self._found = tuple(found)
        self.endResetModel()

    def found(self, row: int) -> Found | None:
        """What stands in `row`."""
        return self._found[row] if 0 <= row < len(self._found) else None

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._found)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        found = self.found(index.row())
        if found is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return fill("{repo}", {"repo": found.repo})
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return words.spoken(found)
        return found if role == FOUND else None


class FoundDelegate(QStyledItemDelegate):
    """The organisation muted, the name in weight; at the right what one chooses by."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.sign = "model"

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(320, scale.ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        shown: Any = option
        found: Found = index.data(FOUND)
        rect: QRect = shown.rect
        tokens = self._theme.tokens
        painter.save()
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        if shown.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, tokens.accent_soft)
            painter.fillRect(QRect(rect.x(), rect.y(), 2, rect.height()), tokens.accent)
        elif shown.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, mixed(tokens.card, tokens.ink, 0.035))
        left = QRect(rect.x() + PAD, rect.center().y() - ICON // 2 + 1, ICON, ICON)
        icon(self.sign).paint(painter, left)
        right = rect.right() - PAD
        for sign, number in (("heart", found.likes), ("arrow-down", found.downloads)):
            right = self._paint_figure(
                painter, QRect(right - FIGURE, rect.y(), FIGURE, rect.height()), number
            )
            place = QRect(right - SIGN, rect.center().y() - SIGN // 2 + 1, SIGN, SIGN)
            icon(sign).paint(painter, place)
            right = place.left() - PAD
        for told, tone in ((found.here, "good"), (found.gated, "warn")):
            if told:
                text = words.here() if tone == "good" else words.gated()
                width = pill_width(text, self._theme)
                paint_pill(
                    painter, QRectF(right - width, rect.y(), width, rect.height()), text, tone, self._theme
                )
                right -= round(width) + 6
        self._paint_name(painter, rect, left.right() + 8, right - PAD, found, index.data())
        painter.restore()

    def _paint_figure(self, painter: QPainter, at: QRect, number: int) -> int:
        """The number at the right of `at`; returns where its sign may end."""
        painter.setFont(self._theme.font("small"))
        painter.setPen(self._theme.tokens.muted)
        painter.drawText(
            at, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words.short_count(number)
        )
        return at.left() - 3

    def _paint_name(
        self, painter: QPainter, rect: QRect, left: int, right: int, found: Found, text: str
    ) -> None:
        tokens, theme = self._theme.tokens, self._theme
        org, slash, name = text.rpartition("/")
        task = f"  {fill('{task}', {'task': found.task})}" if found.task else ""
        strong = QFontMetrics(theme.font("strong")).horizontalAdvance(name)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        for part, role, colour, least in (
            # The name says more than who it is of.
            (org + slash, "text", tokens.muted, max(ORG, right - left - strong)),
            (name, "strong", tokens.ink, right - left),
            (task, "small", tokens.muted, right - left),
        ):
            metrics = QFontMetrics(theme.font(role))
            room = min(right - left, least)
            if not part or room < metrics.averageCharWidth() * 3:
                continue
            told = metrics.elidedText(part, Qt.TextElideMode.ElideMiddle, room)
            painter.setFont(theme.font(role))
            painter.setPen(colour)
            painter.drawText(QRect(left, rect.y(), right - left, rect.height()), middle, told)
            left += metrics.horizontalAdvance(told)


class FoundList(QListView):
    """`chosen` with a `Found`: a click, or Enter."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("foundList")
        self.found = FoundModel(self)
        self.setModel(self.found)
        self._delegate = FoundDelegate(theme, self)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        # The field keeps the focus and moves the mark.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.clicked.connect(self._clicked)
        theme.changed.connect(self.viewport().update)

    def show_found(self, found: Sequence[Found], type: str) -> None:
        """Show what was found among repos of `type`."""
        self._delegate.sign = type
        self.found.show_found(found)
        self.scrollToTop()

    def current(self) -> Found | None:
        """The marked one."""
        return self.found.found(self.currentIndex().row())

    def step(self, steps: int) -> None:
        """Mark the one so many lines further; above the first there is none."""
        rows = self.found.rowCount()
        if rows:
            row = max(-1, min(rows - 1, self.currentIndex().row() + steps))
            self.setCurrentIndex(self.found.index(row, 0) if row >= 0 else QModelIndex())

    def _clicked(self, index: Index) -> None:
        found = self.found.found(index.row())
        if found is not None:
            self.chosen.emit(found)
