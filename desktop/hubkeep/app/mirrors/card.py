"""The scorecard of one mirror: the verdict first, its bar beside all others', its details when unfolded."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ...link.messages import MirrorView
from .. import theme as scale
from ..problems import sentence
from ..theme import Theme
from ..widgets.blocks import icon_button
from . import words
from .bar_layout import bar_of
from .card_line import CardLine, head_of
from .details import Details
from .rate_bar import RateBar

COPIED_MS: Final = 2000
_TONES: Final = {"good": "accent", "fair": "warn"}


class Card(QWidget):
    """Shows a `MirrorView`; `asked(url, action)`: "fold", "menu", or an action of the details."""

    asked = Signal(str, str)
    allowed = Signal(str, bool)
    focused = Signal(str)

    def __init__(self, view: MirrorView, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mirrorCard")
        self._theme = theme
        self._view = view
        self._scale = 0.0
        self._now = 0.0
        self._ready = True
        self._reachable = False
        self._spoken: tuple[object, ...] = ()
        self.details: Details | None = None
        """None while folded."""
        self.line = CardLine(theme, self)
        self.bar = RateBar(theme, self)
        self.fold_button = icon_button(theme, "chevron", "mirror-fold", self)
        self.menu_button = icon_button(theme, "more", "mirror-menu", self)
        for button, action in ((self.fold_button, "fold"), (self.menu_button, "menu")):
            button.setProperty("action", action)
            button.clicked.connect(self._pressed)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        first = QHBoxLayout()
        first.setSpacing(2)
        first.addWidget(self.line, 1)
        first.addSpacing(scale.XS)
        first.addWidget(self.fold_button)
        first.addWidget(self.menu_button)
        barred = QHBoxLayout()
        barred.setContentsMargins(0, 0, scale.S, 0)
        barred.addWidget(self.bar)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(scale.L, 6, scale.S, scale.M)
        self._column.setSpacing(6)
        self._column.addLayout(first)
        self._column.addLayout(barred)
        self._copied = QTimer(self, singleShot=True, interval=COPIED_MS)
        self._copied.timeout.connect(self._copied_long_ago)
        theme.changed.connect(self.update)
        self.retranslate()

    # --- what it shows

    @property
    def view(self) -> MirrorView:
        """The mirror as it was last shown."""
        return self._view

    def show_view(self, view: MirrorView, fastest: float, now: float, *, ready: bool) -> None:
        """Take the mirror as it is now; bars are drawn to the scale of the `fastest`."""
        self._view, self._scale, self._now, self._ready = view, fastest, now, ready
        self._refresh()

    def _refresh(self) -> None:
        view = self._view
        self.line.show_head(head_of(view))
        grade = view.last.grade if view.last is not None else "unknown"
        tone = "accent" if view.stage == "receiving" else _TONES.get(grade, "muted")
        self.bar.show_bar(bar_of(view, self._scale), tone)
        if self.details is not None:
            self.details.show_view(view, self._now, ready=self._ready)
        self._speak()

    def _speak(self) -> None:
        """Tell readers of the screen, but not with every byte."""
        view = self._view
        now = (view.entry, view.last, view.stage, view.first, view.used, view.token)
        if now == self._spoken:
            return
        self._spoken = now
        head = self.line.head
        self.setAccessibleName(words.spoken(view, head.pill))
        told = [head.rate, head.fresh, head.latency, head.beside]
        if view.last is not None and view.last.verdict is not None:
            told.insert(0, sentence(view.last.verdict))
        self.setAccessibleDescription(", ".join(part for part in dict.fromkeys(told) if part))

    # --- details

    def unfold(self) -> None:
        """Show the details."""
        if self.details is not None:
            return
        details = self.details = Details(self._theme, self)
        details.asked.connect(self._ask)
        details.allowed.connect(self._allow)
        self._column.addWidget(details)
        self._theme.dress(self.fold_button, "chevron-up")
        self._refresh()
        self._reach()
        self.retranslate()

    def fold(self) -> None:
        """Take the details away; the focus stays at the card."""
        details, self.details = self.details, None
        if details is None:
            return
        focus = details.focusWidget()
        if focus is not None and focus.hasFocus():
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._column.removeWidget(details)
        details.hide()
        details.deleteLater()
        self._theme.dress(self.fold_button, "chevron")
        self.retranslate()

    def copy_details(self) -> None:
        """Put all that is known into the clipboard, for a bug report."""
        QGuiApplication.clipboard().setText(words.report(self._view))
        if self.details is not None:
            self.details.tell_copied(True)
            self._copied.start()

    def _copied_long_ago(self) -> None:
        if self.details is not None:
            self.details.tell_copied(False)

    def _pressed(self) -> None:
        self._ask(self.sender().property("action"))

    def _ask(self, action: str) -> None:
        self.asked.emit(self._view.entry.url, action)

    def _allow(self, allowed: bool) -> None:
        self.allowed.emit(self._view.entry.url, allowed)

    # --- being one of many

    def set_reachable(self, reachable: bool) -> None:
        """Whether Tab stops here and at its buttons: of all cards at one only."""
        if reachable != self._reachable:
            self._reachable = reachable
            self._reach()

    def _stops(self) -> list[QWidget]:
        stops: list[QWidget] = [self.fold_button, self.menu_button]
        if self.details is not None:
            stops += [*self.details.buttons.values(), self.details.token]
        return stops

    def last_stop(self) -> QWidget:
        """The last of the stops that Tab makes here, these put in order behind the card itself."""
        before: QWidget = self
        for stop in self._stops():
            QWidget.setTabOrder(before, stop)
            before = stop
        return before

    def _reach(self) -> None:
        policy = Qt.FocusPolicy.StrongFocus if self._reachable else Qt.FocusPolicy.ClickFocus
        self.setFocusPolicy(policy)
        for stop in self._stops():
            stop.setFocusPolicy(policy)

    # --- events

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        # The head is one large button; below it are things to be pressed on their own.
        at = event.position().toPoint()
        head = self.rect()
        if self.details is not None:
            head.setBottom(self.details.y())
        if event.button() == Qt.MouseButton.LeftButton and head.contains(at):
            self._ask("fold")
        super().mouseReleaseEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focus = self.hasFocus()
        half = 1.0 if focus else 0.5
        painter.setPen(QPen(tokens.accent if focus else tokens.line, 2 if focus else 1))
        painter.setBrush(tokens.card)
        box = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(box, scale.RADIUS_CARD, scale.RADIUS_CARD)
        painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit(self._view.entry.url)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def retranslate(self) -> None:
        """Read the strings again."""
        names = (
            (self.fold_button, self.tr("Details") if self.details is None else self.tr("Hide the details")),
            (self.menu_button, self.tr("More")),
        )
        for button, text in names:
            button.setToolTip(text)
            button.setAccessibleName(text)
        self._spoken = ()
        self._refresh()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
