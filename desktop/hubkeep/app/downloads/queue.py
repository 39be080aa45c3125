"""The queue: a column of cards, to be gone through, selected and reordered by pointer or keyboard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractButton, QApplication, QScrollArea, QToolTip, QVBoxLayout, QWidget

from ...link.messages import DownloadView
from .. import theme as scale
from ..theme import Theme
from . import words
from .card import Card
from .card_head import CardHead
from .order import movable, moved
from .piece_bar import PieceBar
from .sources import SourceLegend

NEAR: Final = 300
"""So far beyond the edge of the view cards are made ready."""
EDGE: Final = 36
"""So near to the edge of the view a drag scrolls."""
SCROLL_MS: Final = 16
SCROLL_STEP: Final = 8


class Queue(QScrollArea):
    """Cards in the order given. The selection and the current card are ids, and stay when cards move.

    Of all cards one is reached by Tab, the current one; the arrows go from one to the next.
    """

    asked = Signal(int, str)
    """A card's button: its download's id and the action."""
    chosen_changed = Signal()
    menu_wanted = Signal(QPoint)
    opened = Signal(int)
    """Enter or a double click."""
    toggled = Signal()
    """The space bar: pause or resume what is selected."""
    ordered = Signal(object)
    """Ids of unfinished downloads in the order that a drag has given them."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("downloadQueue")
        self._theme = theme
        self._cards: dict[int, Card] = {}
        self._order: tuple[int, ...] = ()
        self._views: tuple[DownloadView, ...] = ()
        self._chosen: set[int] = set()
        self._current = 0
        self._anchor = 0
        self._neighbours: tuple[QWidget, QWidget] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inner = _Column(theme, self)
        self._list = QVBoxLayout(self._inner)
        self._list.setContentsMargins(scale.XL, 1, scale.XL, scale.S)
        self._list.setSpacing(scale.S)
        self._list.addStretch(1)
        self.setWidget(self._inner)
        self._held: QPoint | None = None
        self._held_id = 0
        self._drag = False
        self._narrow_on_release = False
        self._drop: int | None = None
        self._scroll = QTimer(self, interval=SCROLL_MS)
        self._scroll.timeout.connect(self._scroll_on)
        # Once the cards lie where they will.
        self._furnish_soon = QTimer(self, singleShot=True, interval=0)
        self._furnish_soon.timeout.connect(self._furnish)
        self.verticalScrollBar().valueChanged.connect(self._furnish)
        self.retranslate()

    # --- what is there

    def show_downloads(self, views: Sequence[DownloadView]) -> None:
        """Show these, in this order. Cards that are there stay, and so do focus and selection."""
        before, self._views = self._views, tuple(views)
        order = tuple(view.id for view in views)
        if order == self._order:
            for old, new in zip(before, self._views, strict=True):
                if old != new:
                    self._cards[new.id].show_view(new)
            return
        self.setUpdatesEnabled(False)
        for id in self._cards.keys() - set(order):
            self._take_away(id)
        for place, view in enumerate(views):
            card = self._cards.get(view.id)
            if card is None:
                card = self._make(view)
                self._list.insertWidget(place, card)
            else:
                card.show_view(view)
                if self._widget_at(place) is not card:
                    self._list.insertWidget(place, card)
        self._order = order
        self._keep_current()
        self._furnish_soon.start()
        self.setUpdatesEnabled(True)

    def _furnish(self) -> None:
        """What is in sight, or nearly, gets all it needs."""
        if not self.isVisible():
            return
        top = self.verticalScrollBar().value()
        seen = QRect(0, top - NEAR, self._inner.width(), self.viewport().height() + 2 * NEAR)
        for card in self._cards.values():
            if card.geometry().intersects(seen):
                card.furnish()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._furnish_soon.start()

    def _widget_at(self, place: int) -> QWidget | None:
        item = self._list.itemAt(place)
        return item.widget() if item is not None else None

    def _make(self, view: DownloadView) -> Card:
        card = Card(view, self._theme, self._inner)
        card.asked.connect(self.asked)
        card.focused.connect(self._focused)
        self._cards[view.id] = card
        return card

    def _take_away(self, id: int) -> None:
        card = self._cards.pop(id)
        focus = QApplication.focusWidget()
        had_focus = focus is not None and (focus is card or card.isAncestorOf(focus))
        self._list.removeWidget(card)
        card.hide()
        card.deleteLater()
        self._chosen.discard(id)
        if self._held_id == id:
            self._let_go()
        if id == self._current:
            self._current = self._neighbour(id)
            if had_focus and self._current:
                self._cards[self._current].setFocus()

    def _neighbour(self, id: int) -> int:
        """The nearest card still there, for one that goes."""
        place = self._order.index(id) if id in self._order else 0
        after = [each for each in self._order[place + 1 :] if each in self._cards]
        before = [each for each in reversed(self._order[:place]) if each in self._cards]
        return next(iter([*after, *before]), 0)

    def card(self, id: int) -> Card | None:
        """The card of a download."""
        return self._cards.get(id)

    def cards(self) -> Iterable[Card]:
        """All cards, from top to bottom."""
        return (self._cards[id] for id in self._order)

    # --- which are meant

    @property
    def current(self) -> int:
        """The card that the keyboard is at; 0 where there is none."""
        return self._current

    def chosen(self) -> tuple[DownloadView, ...]:
        """What is selected, from top to bottom; without a selection the current one."""
        ids = self._chosen or ({self._current} if self._current else set())
        return tuple(view for view in self._views if view.id in ids)

    def choose(self, ids: Iterable[int], current: int) -> None:
        """Select `ids` and go to `current`."""
        self._chosen = set(ids) & self._cards.keys()
        self._anchor = current
        self._go(current, focus=False)
        self._show_chosen()

    def _show_chosen(self) -> None:
        # One selected card is the current one: its ring is enough where it has the focus.
        for id, card in self._cards.items():
            card.set_chosen(id in self._chosen)
        self.chosen_changed.emit()

    def _keep_current(self) -> None:
        if self._current not in self._cards:
            self._current = self._order[0] if self._order else 0
        if self._anchor not in self._cards:
            self._anchor = self._current
        for id, card in self._cards.items():
            self._reach(card, id == self._current)

    def _go(self, id: int, *, focus: bool) -> None:
        if id not in self._cards:
            return
        before, self._current = self._cards.get(self._current), id
        if before is not None:
            self._reach(before, False)
        card = self._cards[id]
        self._reach(card, True)
        if focus:
            card.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ensureWidgetVisible(card, 0, scale.S)

    def stand_between(self, before: QWidget, after: QWidget) -> None:
        """Which stops Tab makes before and after the queue."""
        self._neighbours = (before, after)

    def _reach(self, card: Card, reachable: bool) -> None:
        if card.set_reachable(reachable) and reachable and self._neighbours is not None:
            before, after = self._neighbours
            QWidget.setTabOrder(before, card)
            QWidget.setTabOrder(card.last_stop(), after)

    def _range(self, id: int) -> set[int]:
        """From the anchor to `id`."""
        first, last = sorted((self._order.index(self._anchor), self._order.index(id)))
        return set(self._order[first : last + 1])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Where the bar takes room, the margin gives it: the cards keep their right edge.
        taken = self.width() - self.viewport().width()
        self._list.setContentsMargins(scale.XL, 1, max(0, scale.XL - taken), scale.S)
        self._furnish_soon.start()

    # --- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        within = QApplication.focusWidget()
        card = self._cards.get(self._current)
        if event.key() == keys.Key_Escape and self._drag:
            self._let_go()
        elif event.key() == keys.Key_Escape and card is not None and within is not card:
            card.setFocus(Qt.FocusReason.OtherFocusReason)
        elif event.key() in (keys.Key_Return, keys.Key_Enter) and isinstance(within, QAbstractButton):
            within.click()
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier or not self._order:
            super().keyPressEvent(event)
        elif (to := self._aimed_at(event.key())) is not None:
            self._chosen = self._range(to) if shift else {to}
            self._anchor = self._anchor if shift else to
            self._go(to, focus=True)
            self._show_chosen()
        elif event.key() in (keys.Key_Return, keys.Key_Enter):
            self.opened.emit(self._current)
        elif event.key() == keys.Key_Space:
            self.toggled.emit()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self._chosen = set(self._order)
            self._show_chosen()
        else:
            # No scrolling by arrows behind the back of the current card.
            event.ignore()

    def _aimed_at(self, key: int) -> int | None:
        place = self._order.index(self._current)
        page = max(1, self.viewport().height() // 56)
        steps = {
            Qt.Key.Key_Up: place - 1,
            Qt.Key.Key_Down: place + 1,
            Qt.Key.Key_PageUp: place - page,
            Qt.Key.Key_PageDown: place + page,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(self._order) - 1,
        }
        to = steps.get(Qt.Key(key))
        return None if to is None else self._order[max(0, min(len(self._order) - 1, to))]

    def _focused(self, id: int) -> None:
        if id != self._current:
            self._go(id, focus=False)

    # --- the pointer: what `_Column` is told, in its own coordinates

    def _card_at(self, at: QPoint) -> int:
        return next((id for id, card in self._cards.items() if card.geometry().contains(at)), 0)

    def pressed(self, event: QMouseEvent) -> None:
        """Select, and be ready to drag."""
        at = event.position().toPoint()
        id = self._card_at(at)
        if not id or event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            return
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._narrow_on_release = False
        if shift and self._anchor in self._cards:
            self._chosen = self._range(id)
        elif ctrl:
            self._chosen ^= {id}
            self._anchor = id
        elif id in self._chosen:
            # Several may be about to be dragged.
            self._narrow_on_release = event.button() == Qt.MouseButton.LeftButton
        else:
            self._chosen, self._anchor = {id}, id
        self._go(id, focus=True)
        self._show_chosen()
        if event.button() == Qt.MouseButton.LeftButton:
            self._held, self._held_id = at, id

    def dragged(self, event: QMouseEvent) -> None:
        """Show where what is dragged would go."""
        if self._held is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        at = event.position().toPoint()
        if not self._drag:
            far = (at - self._held).manhattanLength() >= QApplication.startDragDistance()
            if not far or self._held_id not in movable(self._views):
                return
            self._drag = True
            QGuiApplication.setOverrideCursor(Qt.CursorShape.ClosedHandCursor)
        self._aim(at)
        in_view = self._inner.mapTo(self.viewport(), at)
        near = in_view.y() < EDGE or in_view.y() > self.viewport().height() - EDGE
        if near and not self._scroll.isActive():
            self._scroll.start()
        elif not near:
            self._scroll.stop()

    def released(self, event: QMouseEvent) -> None:
        """Put down what was dragged, or select what was clicked."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        dragged, drop, id = self._drag, self._drop, self._held_id
        self._let_go()
        if dragged:
            ids = movable(self._views)
            moving = (self._chosen if id in self._chosen else {id}) & set(ids)
            wanted = moved(ids, moving, drop or None)
            if wanted != ids:
                self.ordered.emit(wanted)
        elif self._narrow_on_release and id:
            self._chosen, self._anchor = {id}, id
            self._show_chosen()

    def double_clicked(self, event: QMouseEvent) -> None:
        """Look into one."""
        id = self._card_at(event.position().toPoint())
        if id and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(id)

    def _let_go(self) -> None:
        self._scroll.stop()
        if self._drag:
            QGuiApplication.restoreOverrideCursor()
        self._held, self._held_id, self._drag, self._drop = None, 0, False, None
        self._inner.show_drop(None)

    def _aim(self, at: QPoint) -> None:
        """Between which cards a point lies: before the one that is remembered, 0 for the end."""
        ids = movable(self._views)
        line = None
        for id in ids:
            box = self._cards[id].geometry()
            if at.y() < box.center().y():
                self._drop, line = id, box.top() - scale.S // 2
                break
        else:
            self._drop, line = 0, self._cards[ids[-1]].geometry().bottom() + scale.S // 2 + 1
        self._inner.show_drop(line)

    def _scroll_on(self) -> None:
        at = self.viewport().mapFromGlobal(self.cursor().pos())
        bar = self.verticalScrollBar()
        if at.y() < EDGE:
            bar.setValue(bar.value() - SCROLL_STEP)
        elif at.y() > self.viewport().height() - EDGE:
            bar.setValue(bar.value() + SCROLL_STEP)
        self._aim(self._inner.mapFrom(self.viewport(), at))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            card = self._cards.get(self._current)
            if card is not None:
                self.menu_wanted.emit(card.mapToGlobal(QPoint(scale.XL, min(card.height(), 36))))
        elif self._card_at(self._inner.mapFromGlobal(event.globalPos())):
            self.menu_wanted.emit(event.globalPos())

    def retranslate(self) -> None:
        """Read the strings again."""
        self.setAccessibleName(self.tr("Queue"))
        self._inner.setAccessibleName(self.tr("Queue"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class _Column(QWidget):
    """What the cards stand on: it passes on what the pointer does, and paints where a drag would end."""

    def __init__(self, theme: Theme, queue: Queue) -> None:
        super().__init__()
        self.setProperty("page", True)
        self._theme = theme
        self._queue = queue
        self._drop: int | None = None

    def show_drop(self, y: int | None) -> None:
        """A line across at `y`; None for none."""
        if y != self._drop:
            self._drop = y
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._drop is not None:
            painter = QPainter(self)
            across = QRect(scale.XL, self._drop - 1, self.width() - 2 * scale.XL, 3)
            painter.fillRect(across, self._theme.tokens.accent)
            painter.end()

    def event(self, event: QEvent) -> bool:
        # For all that is painted on the cards: each asked by itself would hear every event of its own first.
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            part = self.childAt(event.pos())
            told = ""
            if isinstance(part, CardHead | PieceBar | SourceLegend):
                told = part.tip_at(part.mapFromGlobal(event.globalPos()))
            QToolTip.showText(event.globalPos(), words.tip(told), self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._queue.pressed(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._queue.dragged(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._queue.released(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._queue.double_clicked(event)
