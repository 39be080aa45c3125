"""What stands where the table will be while its rows are on their way."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from .. import theme as scale
from ..theme import Theme
from ..widgets.colours import mixed

_BARS: Final = (0.62, 0.48, 0.7, 0.55, 0.4, 0.66, 0.5)


class Skeleton(QWidget):
    """Grey bars in place of the rows that are on their way."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("librarySkeleton")
        self._theme = theme
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        fill = mixed(tokens.ground, tokens.line, 0.8)
        top = self.height() // 4 if self.height() > 480 else 0
        if top:
            painter.setBrush(mixed(tokens.ground, tokens.line, 0.5))
            painter.drawRoundedRect(0, 0, self.width(), top, scale.RADIUS_CONTROL, scale.RADIUS_CONTROL)
            top += scale.XL
        painter.setBrush(fill)
        wide = self.width() * 0.5
        for number in range((self.height() - top) // scale.ROW):
            y = top + number * scale.ROW + scale.ROW / 2 - 5
            length = wide * _BARS[number % len(_BARS)]
            painter.drawRoundedRect(8, int(y), int(length), 10, 5, 5)
            painter.drawRoundedRect(int(wide + 24), int(y), 52, 10, 5, 5)
            painter.drawRoundedRect(int(wide + 108), int(y), 76, 10, 5, 5)
        painter.end()
