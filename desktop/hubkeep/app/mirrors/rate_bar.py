"""The bar of a scorecard: all are drawn to one scale, so that they can be compared at a glance."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ..theme import Theme
from ..widgets.colours import mixed
from .bar_layout import Bar

HEIGHT: Final = 6
TICK: Final = 2


class RateBar(QWidget):
    """Shows a `Bar` in the colour of a token. What came before a throttle is paler and ends in a tick."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._bar = Bar()
        self._tone = "accent"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        theme.changed.connect(self.update)

    @property
    def bar(self) -> Bar:
        """What it shows."""
        return self._bar

    def show_bar(self, bar: Bar, tone: str) -> None:
        """Show this in the colour of the token `tone`."""
        if (bar, tone) != (self._bar, self._tone):
            self._bar, self._tone = bar, tone
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens, bar = self._theme.tokens, self._bar
        colour: QColor = getattr(tokens, self._tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QPainterPath()
        whole.addRoundedRect(QRectF(self.rect()), HEIGHT / 2, HEIGHT / 2)
        painter.setClipPath(whole)
        painter.fillRect(self.rect(), tokens.line)
        if bar.burst:
            end = self.width() * bar.burst
            painter.fillRect(QRectF(0, 0, end, HEIGHT), mixed(tokens.card, colour, 0.35))
            painter.fillRect(QRectF(end - TICK, 0, TICK, HEIGHT), colour)
        if bar.rate:
            fill = mixed(tokens.card, colour, 0.6) if bar.live else colour
            painter.fillRect(QRectF(0, 0, self.width() * bar.rate, HEIGHT), fill)
        painter.end()
