"""A word in a rounded frame: a verdict, in a colour and in words."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ..theme import Theme
from .colours import mixed

HEIGHT = 20
PAD = 8


def pill_width(text: str, theme: Theme) -> float:
    """How wide the pill for `text` is."""
    return QFontMetricsF(theme.font("small")).horizontalAdvance(text) + 2 * PAD


def paint_pill(painter: QPainter, at: QRectF, text: str, tone: str, theme: Theme) -> None:
    """Paint the pill at the left of `at`, in its middle; the text gives way where there is no room."""
    tokens = theme.tokens
    colour = getattr(tokens, tone)
    font = theme.font("small")
    metrics = QFontMetricsF(font)
    width = min(pill_width(text, theme), at.width())
    box = QRectF(at.x(), at.center().y() - HEIGHT / 2, width, HEIGHT).adjusted(0.5, 0.5, -0.5, -0.5)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(mixed(tokens.card, colour, 0.45), 1))
    painter.setBrush(mixed(tokens.card, colour, 0.1))
    painter.drawRoundedRect(box, HEIGHT / 2, HEIGHT / 2)
    painter.setFont(font)
    # The archive's colour is one for areas: as text it would be too faint.
    painter.setPen(tokens.ink if tone == "archive" else colour)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width - 2 * PAD + 1)
    baseline = box.center().y() + (metrics.ascent() - metrics.descent()) / 2
    painter.drawText(QPointF(box.x() + PAD - 0.5, baseline), shown)
    painter.restore()


class Pill(QWidget):
    """A pill among other widgets."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text, self._tone = "", "muted"
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    @property
    def text(self) -> str:
        """The word."""
        return self._text

    def tell(self, text: str, tone: str) -> None:
        """Say `text` in the colour of the token `tone`."""
        self._text, self._tone = text, tone
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(pill_width(self._text, self._theme)) + 1, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(2 * PAD, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_pill(painter, QRectF(self.rect()), self._text, self._tone, self._theme)
        painter.end()
