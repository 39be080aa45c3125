"""A treemap: sizes as areas, one cell a thing, the tiny rest together in one.

It knows only keys and sizes; what a cell looks like it asks for, and only for cells it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from .. import theme as scale
from ..theme import Theme
from .colours import ink_on, mixed
from .treemap_layout import Rect, squarify, worth_a_cell

GAP: Final = 2
PAD: Final = 7
SMALLEST: Final = 380.0
"""Square pixels below which a cell is not worth its place."""
REST: Final = 3200.0
"""Square pixels that "112 more" needs to be read."""
MOST: Final = 400
LEGIBLE: Final = 40
"""Below this width what is left of a name says nothing."""


@dataclass(frozen=True)
class Look:
    """What a cell shows. `colour` is mixed with the card by `strength`, 1 being the colour itself."""

    label: str
    detail: str = ""
    colour: QColor | None = None
    strength: float = 1.0
    tip: str = ""
    spoken: str = ""
    short: str = ""
    """In place of the label where that does not fit."""


@dataclass(frozen=True)
class Cell:
    """One cell where it lies, in whole pixels; the rest's key is empty."""

    key: str
    at: Rect
    look: Look

    @property
    def box(self) -> QRect:
        """The pixels it covers; neighbours share none."""
        left, top = round(self.at.x), round(self.at.y)
        return QRect(left, top, round(self.at.right) - left, round(self.at.bottom) - top)


class Treemap(QWidget):
    """`look(key)` says what a cell looks like, `look_of_rest(count, size)` the cell of the rest.

    Clicks and keys change the selection here and say so with `chosen`; `select` sets it and says
    nothing, so that two views can follow each other.
    """

    chosen = Signal()
    opened = Signal(str)
    menu_wanted = Signal(QPoint)
    rest_clicked = Signal()

    def __init__(
        self,
        theme: Theme,
        look: Callable[[str], Look],
        look_of_rest: Callable[[int, float], Look],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._look = look
        self._look_of_rest = look_of_rest
        self._sizes: list[tuple[str, float]] = []
        self._cells: list[Cell] = []
        self._stale = True
        self._selected: set[str] = set()
        self._current = ""
        self._hovered = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(72)
        theme.changed.connect(self.renew)

    # --- what it shows

    def show_sizes(self, sizes: Iterable[tuple[str, float]]) -> None:
        """Show these keys with these sizes; what has none gets no area."""
        self._sizes = sorted(((key, size) for key, size in sizes if size > 0), key=_size, reverse=True)
        self.renew()

    def renew(self) -> None:
        """Lay out again and ask for looks again."""
        self._stale = True
        self._hovered = -1
        self.update()

    @property
    def cells(self) -> Sequence[Cell]:
        """The cells as they lie, biggest first, the rest last."""
        if self._stale:
            self._stale = False
            self._cells = self._laid_out()
        return self._cells

    def cell_of(self, key: str) -> Cell | None:
        """The cell of `key`; None where it has none of its own."""
        return next((cell for cell in self.cells if cell.key == key), None)

    def cell_at(self, at: QPoint) -> Cell | None:
        """The cell under a point of the widget."""
        place = self._place_at(at)
        return None if place < 0 else self.cells[place]

    def _place_at(self, at: QPoint) -> int:
        return next((i for i, cell in enumerate(self.cells) if cell.box.contains(at)), -1)

    def _laid_out(self) -> list[Cell]:
        bounds = Rect(0, 0, self.width() + GAP, self.height() + GAP)
        sizes = [size for _, size in self._sizes]
        own = worth_a_cell(sizes, bounds.area, SMALLEST, REST, MOST)
        areas = [*sizes[:own], *([sum(sizes[own:])] if own < len(sizes) else [])]
        cells = []
        for number, at in enumerate(squarify(areas, bounds)):
            if number < own:
                key = self._sizes[number][0]
                cells.append(Cell(key, at, self._look(key)))
            else:
                cells.append(Cell("", at, self._look_of_rest(len(sizes) - own, areas[number])))
        return cells

    # --- the selection

    @property
    def selected(self) -> set[str]:
        """Keys that are selected, shown with a cell of their own or not."""
        return set(self._selected)

    @property
    def current(self) -> str:
        """The key that arrows start from; empty where there is none."""
        return self._current

    def select(self, keys: Iterable[str], current: str = "") -> None:
        """Select these keys, without a signal."""
        self._selected = set(keys)
        if current:
            self._current = current
        self._speak()
        self.update()

    def _choose(self, key: str, modifiers: Qt.KeyboardModifier) -> None:
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            self._selected ^= {key}
        elif modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._selected |= {key}
        else:
            self._selected = {key}
        self._current = key
        self._speak()
        self.update()
        self.chosen.emit()

    def _speak(self) -> None:
        cell = self.cell_of(self._current) if self._current else None
        self.setAccessibleDescription(cell.look.spoken or cell.look.label if cell else "")

    # --- painting

    def sizeHint(self) -> QSize:
        return QSize(600, 176)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(self.rect()), scale.RADIUS_CONTROL, scale.RADIUS_CONTROL)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipPath(outline)
        if not self.cells:
            painter.fillRect(self.rect(), mixed(tokens.ground, tokens.line, 0.5))
        for number, cell in enumerate(self.cells):
            self._paint_cell(painter, cell, hovered=number == self._hovered)
        # What is selected is outlined last, and over its neighbours' edges.
        for cell in self.cells:
            if cell.key and cell.key in self._selected:
                self._outline(painter, cell, tokens.ink, 2.5, 1.5)
        current = self.cell_of(self._current)
        if current is not None and self.hasFocus():
            self._outline(painter, current, tokens.card, 1.5, 4)
        painter.end()

    def _paint_cell(self, painter: QPainter, cell: Cell, *, hovered: bool) -> None:
        tokens = self._theme.tokens
        box = cell.box.adjusted(0, 0, -GAP, -GAP)
        if box.width() <= 0 or box.height() <= 0:
            return
        fill = mixed(tokens.card, cell.look.colour or tokens.line, cell.look.strength)
        if hovered:
            fill = mixed(fill, tokens.ink, 0.12)
        painter.fillRect(box, fill)
        ink = ink_on(fill, tokens.ink, tokens.card)
        room = box.adjusted(PAD, PAD - 2, -PAD, -PAD + 2)
        font = self._theme.font("head")
        metrics = QFontMetrics(font)
        label = cell.look.label
        fits = metrics.horizontalAdvance(label) <= room.width()
        if not fits and cell.look.short:
            label = cell.look.short
            fits = metrics.horizontalAdvance(label) <= room.width()
        if room.height() < metrics.ascent() or not (fits or room.width() >= LEGIBLE):
            return
        painter.setFont(font)
        painter.setPen(ink)
        label = metrics.elidedText(label, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine), label)
        small = self._theme.font("small")
        metrics_small = QFontMetrics(small)
        if room.height() < metrics.height() + metrics_small.height() - 2 or not cell.look.detail:
            return
        painter.setFont(small)
        painter.setPen(mixed(fill, ink, 0.85))
        below = room.adjusted(0, metrics.height(), 0, 0)
        detail = cell.look.detail
        if metrics_small.horizontalAdvance(detail) > below.width():
            if below.width() < LEGIBLE + PAD:
                return
            detail = metrics_small.elidedText(detail, Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below, int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine), detail)

    def _outline(self, painter: QPainter, cell: Cell, colour: QColor, width: float, inset: float) -> None:
        box = QRectF(cell.box.adjusted(0, 0, -GAP, -GAP)).adjusted(inset, inset, -inset, -inset)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, width))
        painter.drawRoundedRect(box, 2, 2)

    # --- events

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.renew()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position().toPoint())
        if place != self._hovered:
            self._hovered = place
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hovered = -1
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position().toPoint())
        if cell is None:
            return
        if not cell.key:
            if event.button() == Qt.MouseButton.LeftButton:
                self.rest_clicked.emit()
            return
        # The menu is for the selection: a right click inside it leaves it as it is.
        if event.button() == Qt.MouseButton.LeftButton or cell.key not in self._selected:
            self._choose(cell.key, event.modifiers())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position().toPoint())
        if cell is not None and cell.key and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(cell.key)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            self.menu_wanted.emit(event.globalPos())
            return
        cell = self.cell_of(self._current)
        if cell is not None:
            self.menu_wanted.emit(self.mapToGlobal(cell.box.center()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        direction = _DIRECTIONS.get(Qt.Key(event.key()))
        if direction is not None:
            self._step(direction, event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier)
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            own = [cell.key for cell in self.cells if cell.key]
            if own:
                self._choose(own[0 if event.key() == Qt.Key.Key_Home else -1], event.modifiers())
        elif event.key() == Qt.Key.Key_Space and self._current:
            self._choose(self._current, Qt.KeyboardModifier.ControlModifier)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current:
            self.opened.emit(self._current)
        else:
            super().keyPressEvent(event)

    def _step(self, direction: tuple[int, int], modifiers: Qt.KeyboardModifier) -> None:
        """Go to the nearest cell in a direction; the first one where there is no current yet."""
        here = self.cell_of(self._current)
        own = [cell for cell in self.cells if cell.key]
        if here is None:
            if own:
                self._choose(own[0].key, modifiers)
            return
        ahead = [(_distance(here.at, cell.at, direction), cell.key) for cell in own if cell.key != here.key]
        reachable = [(distance, key) for distance, key in ahead if distance is not None]
        if reachable:
            self._choose(min(reachable)[1], modifiers)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.cell_of(self._current) is None and self.cells and self.cells[0].key:
            self._current = self.cells[0].key
            self._speak()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            cell = self.cell_at(event.pos())
            if cell is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), cell.look.tip, self, cell.box)
            return True
        return super().event(event)


_DIRECTIONS: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


def _size(entry: tuple[str, float]) -> float:
    return entry[1]


def _distance(here: Rect, there: Rect, direction: tuple[int, int]) -> tuple[float, float] | None:
    """How far `there` lies from `here` in that direction, and how far aside; None where it does not.

    Only what overlaps in the other dimension, as seen from `here`, counts as lying in the direction.
    """
    across = direction[0] != 0
    start, end = (here.x, here.right) if across else (here.y, here.bottom)
    low, high = (there.x, there.right) if across else (there.y, there.bottom)
    ahead = low - end if sum(direction) > 0 else start - high
    if ahead < -0.5:
        return None
    side, far = (here.y, here.bottom) if across else (here.x, here.right)
    low, high = (there.y, there.bottom) if across else (there.x, there.right)
    if high <= side or low >= far:
        return None
    return round(ahead, 1), abs((low + high) / 2 - (side + far) / 2)
