"""The scorecards, one below the other: to be gone through by pointer or keyboard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from ...link.messages import MirrorView
from .. import theme as scale
from ..theme import Theme
from .bar_layout import fastest
from .card import Card

_TURNS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_UNFOLDS: Final = (Qt.Key.Key_Right,)
_FOLDS: Final = (Qt.Key.Key_Left, Qt.Key.Key_Escape)


class Cards(QScrollArea):
    """Cards in the order given. Of all of them one is reached by Tab, the current one; arrows go to the next.

    `asked(url, action)` and `allowed(url, whether)` as of a card; `menu_wanted(url, at)`.
    """

    asked = Signal(str, str)
    allowed = Signal(str, bool)
    menu_wanted = Signal(str, QPoint)
    current_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mirrorCards")
        self._theme = theme
        self._cards: dict[str, Card] = {}
        self._order: tuple[str, ...] = ()
        self._current = ""
        self._neighbours: tuple[QWidget, QWidget] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget(self)
        inner.setProperty("page", True)
        self._list = QVBoxLayout(inner)
        self._list.setContentsMargins(scale.XL, 1, scale.XL, scale.M)
        self._list.setSpacing(scale.S)
        self._list.addStretch(1)
        self.setWidget(inner)
        self.verticalScrollBar().rangeChanged.connect(self._keep_edge)
        self.retranslate()

    def stand_above(self, foot: QWidget) -> None:
        """Show `foot` below the last card, to be scrolled to."""
        self._list.insertWidget(self._list.count() - 1, foot)

    def show_mirrors(self, views: Sequence[MirrorView], now: float, *, ready: bool) -> None:
        """Show these, in this order. Cards that are there stay as they are, and so does the focus."""
        order = tuple(view.entry.url for view in views)
        most = fastest(views)
        moved = order != self._order
        if moved:
            for url in self._cards.keys() - set(order):
                self._take_away(url)
        for place, view in enumerate(views):
            card = self._cards.get(view.entry.url)
            if card is None:
                card = self._make(view)
            if moved and self._widget_at(place) is not card:
                self._list.insertWidget(place, card)
            card.show_view(view, most, now, ready=ready)
        if moved:
            self._order = order
            if self._current not in self._cards:
                self._current = order[0] if order else ""
            self._reach()

    def _make(self, view: MirrorView) -> Card:
        card = Card(view, self._theme, self.widget())
        card.asked.connect(self._asked)
        card.allowed.connect(self.allowed)
        card.focused.connect(self._focused)
        self._cards[view.entry.url] = card
        return card

    def _widget_at(self, place: int) -> QWidget | None:
        item = self._list.itemAt(place)
        return item.widget() if item is not None else None

    def _take_away(self, url: str) -> None:
        card = self._cards.pop(url)
        focus = QApplication.focusWidget()
        had_focus = focus is not None and (focus is card or card.isAncestorOf(focus))
        self._list.removeWidget(card)
        card.hide()
        card.deleteLater()
        if url == self._current:
            self._current = self._neighbour(url)
            if had_focus and self._current:
                self._cards[self._current].setFocus()

    def _neighbour(self, url: str) -> str:
        """The nearest card still there, for one that goes."""
        place = self._order.index(url) if url in self._order else 0
        after = [each for each in self._order[place + 1 :] if each in self._cards]
        before = [each for each in reversed(self._order[:place]) if each in self._cards]
        return next(iter([*after, *before]), "")

    def card(self, url: str) -> Card | None:
        """The card of a mirror."""
        return self._cards.get(url)

    def cards(self) -> Iterable[Card]:
        """All cards, from top to bottom."""
        return (self._cards[url] for url in self._order)

    def _keep_edge(self) -> None:
        """The cards end where everything else on the page does, beside a scroll bar too."""
        bar = self.verticalScrollBar()
        shown = bar.maximum() > bar.minimum()
        margins = self._list.contentsMargins()
        margins.setRight(scale.XL - (bar.sizeHint().width() if shown else 0))
        self._list.setContentsMargins(margins)

    # --- where the keyboard is

    @property
    def current(self) -> str:
        """The URL of the card that the keyboard is at; empty where there is none."""
        return self._current

    def go(self, url: str) -> None:
        """Take the keyboard to a card, and the card into sight."""
        card = self._cards.get(url)
        if card is not None:
            card.setFocus(Qt.FocusReason.OtherFocusReason)
            self.ensureWidgetVisible(card, 0, scale.S)

    def stand_between(self, before: QWidget, after: QWidget) -> None:
        """Where Tab comes from and goes to: of the cards' stops all that count are the current card's."""
        self._neighbours = (before, after)
        self._reach()

    def _focused(self, url: str) -> None:
        if url != self._current:
            self._current = url
            self._reach()
        self.current_changed.emit()

    def _reach(self) -> None:
        if self._neighbours is not None:
            QWidget.setTabOrder(self._neighbours[0], self._neighbours[1])
        for url, card in self._cards.items():
            card.set_reachable(url == self._current)
        current = self._cards.get(self._current)
        if current is not None and self._neighbours is not None:
            QWidget.setTabOrder(self._neighbours[0], current)
            QWidget.setTabOrder(current.last_stop(), self._neighbours[1])

    def _step(self, by: int) -> None:
        if not self._order:
            return
        place = self._order.index(self._current) if self._current in self._order else 0
        self.go(self._order[max(0, min(len(self._order) - 1, place + by))])

    # --- what is asked of one

    def _asked(self, url: str, action: str) -> None:
        card = self._cards[url]
        if action == "fold":
            self.toggle(url)
        elif action == "menu":
            self.menu_wanted.emit(url, card.menu_button.mapToGlobal(QPoint(0, card.menu_button.height())))
        else:
            self.asked.emit(url, action)

    def toggle(self, url: str) -> None:
        """Unfold a card's details, or fold them."""
        card = self._cards.get(url)
        if card is None:
            return
        if card.details is None:
            card.unfold()
            self._reach()
            # Once it has its height: what is laid out anew comes before what waits for nothing.
            QTimer.singleShot(0, card, lambda: self._see(card))
        else:
            card.fold()

    def _see(self, card: Card) -> None:
        """The whole of a card, or as much from its head on as there is room for."""
        if card.height() + 2 * scale.S > self.viewport().height():
            self.verticalScrollBar().setValue(card.y() - scale.S)
        else:
            self.ensureWidgetVisible(card, 0, scale.S)

    # --- events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        whole = len(self._order)
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Home: -whole, Qt.Key.Key_End: whole}
        if plain and key in steps:
            self._step(steps[key])
        elif plain and isinstance(QApplication.focusWidget(), Card) and self._folds(key):
            self.toggle(self._current)
        else:
            super().keyPressEvent(event)

    def _folds(self, key: Qt.Key) -> bool:
        """Whether `key` at a card unfolds it or folds it."""
        return key in _TURNS or key in (_FOLDS if self._unfolded() else _UNFOLDS)

    def _unfolded(self) -> bool:
        card = self._cards.get(self._current)
        return card is not None and card.details is not None

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        keyboard = event.reason() == QContextMenuEvent.Reason.Keyboard
        for url, card in self._cards.items():
            box = card.rect()
            inside = card.mapFromGlobal(event.globalPos())
            if (keyboard and url == self._current) or (not keyboard and box.contains(inside)):
                at = card.mapToGlobal(QPoint(scale.L, scale.XL)) if keyboard else event.globalPos()
                self.menu_wanted.emit(url, at)
                event.accept()
                return
        super().contextMenuEvent(event)

    def retranslate(self) -> None:
        """Read the strings again."""
        self.setAccessibleName(self.tr("Mirrors"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
