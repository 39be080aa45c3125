"""Where a download begins: one field to search in, or to paste a repo, a URL or hf:// into."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QMoveEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QWidget
from shiboken6 import isValid

from ...link.messages import Found, LookUp, Offer, Refusal, Search, SearchResult
from .. import theme as scale
from ..engine_link import Link
from ..theme import Theme
from ..widgets.dropped import dropped_text
from ..widgets.search_field import SearchField
from .addresses import LONGEST, address_in, has_scheme, typed
from .chooser import Chooser
from .search_popup import TYPES, SearchPopup

TYPING_MS: Final = 300
"""A search is a request to somebody's server: it waits until the hand rests."""
LEAST: Final = 2
"""So many characters are worth a search."""
BAR: Final = 340
WIDTH: Final = 560
"""Of the bar, and of what opens under it."""
MOST_WORDS: Final = 200
"""Characters of a search."""
PASTED: Final = 3
"""So many characters at once were not typed."""


class AddBar(QWidget):
    """Searches, looks up and opens the chooser by itself. `take` is for what comes from elsewhere.

    `started` with a job's id.
    """

    started = Signal(int)

    def __init__(self, link: Link, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("addBar")
        self._link = link
        self._theme = theme
        self._asked = 0
        self._text = ""
        self._window: QWidget | None = None
        self._looking: LookUp | None = None
        self.field = SearchField(theme, self)
        self.field.setObjectName("addField")
        self.field.textChanged.connect(self._changed)
        self.field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.field.installEventFilter(self)
        self.popup = SearchPopup(theme, self)
        self.popup.chosen.connect(self._open_found)
        self.popup.type_chosen.connect(self._search_again)
        self.popup.again.connect(self._again)
        self.popup.cancelled.connect(self._stop_looking)
        self.popup.tabs.installEventFilter(self)
        self._timer = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._timer.timeout.connect(self._search)
        self._place_soon = QTimer(self, singleShot=True, interval=0)
        self._place_soon.timeout.connect(self._place)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.field)
        self.setFocusProxy(self.field)
        self.setAcceptDrops(True)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_changed)
        link.state_changed.connect(self._link_changed)
        self.retranslate()

    def sizeHint(self) -> QSize:
        return QSize(BAR, super().sizeHint().height())

    # --- what comes from elsewhere

    def take(self, text: str) -> bool:
        """Look up the address in `text`, or search for its words. False where there is nothing in it."""
        address = address_in(text)
        shown = address or " ".join(text.split())[:MOST_WORDS]
        if not shown:
            return False
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._put(shown)
        if address:
            # A command line or a piece of code says more than the repo's name.
            self._look_up(LookUp(text=text.strip()[:LONGEST]))
        else:
            self._search()
        return True

    def _put(self, text: str) -> None:
        self._text = text
        self.field.setText(text)

    # --- typing

    def _changed(self, text: str) -> None:
        before, self._text = self._text, text
        if text == before:
            return
        self._timer.stop()
        self._forget_answers()
        pasted = abs(len(text) - len(before)) >= PASTED and len(text) > PASTED
        if pasted and address_in(text):
            self._look_up(LookUp(text=text.strip()))
        elif len(text.strip()) < LEAST:
            self.popup.forget()
            self.popup.hide()
        elif has_scheme(text):
            self.popup.hide()
        else:
            self._timer.start()
            self.popup.tell_searching(text.strip(), address_in(text))
            self._open()

    def _forget_answers(self) -> None:
        """What was asked so far is not wanted any more."""
        self._asked += 1
        self._looking = None

    # --- searching

    def _search(self) -> None:
        self._timer.stop()
        words = self.field.text().strip()
        if not words:
            return
        self._forget_answers()
        asked = self._asked

        def told(result: SearchResult) -> None:
            if asked == self._asked and isValid(self):
                self.popup.tell_found(result)
                self._place()

        self.popup.tell_searching(words, address_in(words))
        self._open()
        self._link.call(Search(text=words, type=self.popup.type), told, self._refused_for(asked))

    def _search_again(self, _type: str) -> None:
        if self._looking is None and self.field.text().strip():
            self._search()

    def _open_found(self, found: Found) -> None:
        self._look_up(LookUp(text=typed(found.repo, self.popup.type)))

    # --- looking up

    def _look_up(self, wanted: LookUp) -> None:
        self._timer.stop()
        self._forget_answers()
        self._looking, asked = wanted, self._asked

        def told(offer: Offer) -> None:
            if asked == self._asked and isValid(self):
                self._offer(offer)

        self.popup.tell_looking(address_in(wanted.text) or wanted.text)
        self._open()
        # An engine that is still starting is asked when it can hear.
        if self._link.state == "ready":
            self._link.call(wanted, told, self._refused_for(asked))

    def _offer(self, offer: Offer) -> None:
        self._forget_answers()
        self.popup.forget()
        self.popup.hide()
        self._put("")
        chooser = Chooser(self._link, self._theme, offer, self.window())
        chooser.started.connect(self.started)
        chooser.open()

    def _refused_for(self, asked: int) -> Callable[[Refusal], None]:
        def refused(refusal: Refusal) -> None:
            if asked == self._asked and isValid(self):
                self.popup.tell_trouble(refusal.problem)
                self._open()

        return refused

    def _again(self) -> None:
        if self._looking is not None:
            self._look_up(self._looking)
        else:
            self._search()
        self.field.setFocus()

    def _stop_looking(self) -> None:
        self._forget_answers()
        self.popup.forget()
        self.popup.hide()
        self.field.setFocus()
        self.field.selectAll()

    # --- the popup's place

    def _open(self) -> None:
        self._place()
        self.popup.show()
        self.popup.raise_()

    def _place(self) -> None:
        window = self.window()
        if window is not self._window:
            if self._window is not None and isValid(self._window):
                self._window.removeEventFilter(self)
            self._window = window
            window.installEventFilter(self)
            self.popup.setParent(window)
            QWidget.setTabOrder(self.field, self.popup.tabs)
            previous: QWidget = self.popup.tabs
            for each in (self.popup.copy, self.popup.licence, self.popup.retry, self.popup.cancel):
                QWidget.setTabOrder(previous, each)
                previous = each
        corner = self.field.mapTo(window, QPoint(0, self.field.height() + scale.XS))
        width = min(max(self.field.width(), WIDTH), window.width() - 2 * scale.M)
        left = max(scale.M, min(corner.x(), window.width() - scale.M - width))
        self.popup.setFixedWidth(width)
        layout = self.popup.layout()
        assert layout is not None
        layout.activate()
        wraps = layout.hasHeightForWidth()
        wanted = layout.totalHeightForWidth(width) if wraps else layout.totalSizeHint().height()
        height = min(wanted, window.height() - corner.y() - scale.M)
        self.popup.setGeometry(QRect(left, corner.y(), width, height))

    def _focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        # To another window: what lies open there is none of ours.
        if not isValid(self) or now is None or not self.popup.isVisible():
            return
        if now is not self.field and not self.popup.isAncestorOf(now):
            self.popup.hide()

    def _link_changed(self, state: str) -> None:
        self.field.setEnabled(state != "failed")
        if state == "ready" and self._looking is not None and self.popup.trouble is None:
            self._look_up(self._looking)

    # --- keys, drops, events

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if watched is self.field:
                return self._key(event)
            if watched is self.popup.tabs and event.key() == Qt.Key.Key_Escape:
                self.field.setFocus()
                self.popup.hide()
                return True
        if watched is self._window and not self.popup.isHidden():
            if kind == QEvent.Type.Resize:
                self._place_soon.start()
            elif kind == QEvent.Type.MouseButtonPress and self._looking is None:
                self.popup.hide()
        return False

    def _key(self, event: QKeyEvent) -> bool:
        key, popup = event.key(), self.popup
        if event.matches(QKeySequence.StandardKey.Paste):
            # The field would take its line feeds from a command that goes over several lines.
            text = QGuiApplication.clipboard().text()
            whole = self.field.selectedText() == self.field.text()
            return whole and bool(address_in(text)) and self.take(text)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._entered()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and not event.modifiers() & _MODIFIED:
            if popup.isHidden() and self.field.text().strip():
                self._search()
            else:
                popup.list.step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp) and popup.isVisible():
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                turn = 1 if key == Qt.Key.Key_PageDown else -1
                popup.tabs.setCurrentIndex((popup.tabs.currentIndex() + turn) % len(TYPES))
            else:
                popup.list.step(7 if key == Qt.Key.Key_PageDown else -7)
        elif key == Qt.Key.Key_Escape:
            return self._escaped()
        else:
            return False
        return True

    def _entered(self) -> None:
        text = self.field.text()
        marked = self.popup.list.current() if self.popup.isVisible() else None
        if self._looking is not None and self.popup.trouble is None:
            return
        if marked is not None:
            self._open_found(marked)
        elif address_in(text):
            self._look_up(LookUp(text=text.strip()))
        elif self._timer.isActive() or self.popup.isHidden() or self.popup.trouble is not None:
            self._search()
        else:
            # The first one is the likeliest: it is marked, and a second Enter opens it.
            self.popup.list.step(1)

    def _escaped(self) -> bool:
        if self.popup.isVisible():
            if self._looking is not None:
                self._stop_looking()
            else:
                self._timer.stop()
                self._forget_answers()
                self.popup.hide()
            return True
        if self.field.text():
            self.field.clear()
            return True
        return False

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasText() or event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if self.take(dropped_text(event.mimeData())):
            event.acceptProposedAction()

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self._follow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._follow()

    def _follow(self) -> None:
        # Before the window is shown for the first time nothing is visible.
        if not self.popup.isHidden():
            self._place_soon.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if isValid(self.popup):
            self.popup.hide()

    # --- language

    def retranslate(self) -> None:
        """Read the strings again."""
        self.field.setPlaceholderText(self.tr("Search, or paste a repo, URL or hf://…"))
        self.field.setAccessibleName(self.tr("Add a download"))
        self.field.setAccessibleDescription(self.tr("Words to search for, a repo, a URL or an hf:// address"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


_MODIFIED: Final = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier
