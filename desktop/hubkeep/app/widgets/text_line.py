"""One line of painted text, measured and shaped once and drawn many times, on its font's own baseline.

Shaping is what painting text costs, and of the texts of a queue most are the same from one moment to the
next.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QTextLayout, QTextOption

KEPT = 2048


class Line:
    """A text in a font. `width` in whole pixels."""

    def __init__(self, text: str, font: QFont) -> None:
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        self._layout = QTextLayout(text, font)
        self._layout.setTextOption(option)
        self._layout.setCacheEnabled(True)
        self._layout.beginLayout()
        laid = self._layout.createLine()
        if laid.isValid():
            laid.setLineWidth(1e6)
        self._layout.endLayout()
        self.width = round(laid.naturalTextWidth() + 0.49) if laid.isValid() else 0
        self._ascent = laid.ascent() if laid.isValid() else 0.0
        self._caps = QFontMetrics(font).capHeight()

    def draw(self, painter: QPainter, at: QRect, *, right: bool = False) -> None:
        """In the pen's colour, from the left of `at` or up to its right. Nothing is cut.

        Centred as a box, a text with Chinese in it would stand lower than its Latin neighbours: the fonts
        that jump in are higher.
        """
        x = at.x() + (at.width() - self.width if right else 0)
        # In whole pixels, or lines of the same font would look unlike.
        baseline = round(at.y() + (at.height() + self._caps) / 2)
        self._layout.draw(painter, QPointF(x, baseline - self._ascent))


@lru_cache(maxsize=KEPT)
def line(text: str, font: QFont) -> Line:
    """`text` in `font`, shaped now or before."""
    return Line(text, font)


@lru_cache(maxsize=KEPT)
def elided(text: str, font: QFont, mode: Qt.TextElideMode, room: int) -> str:
    """What of `text` fits into `room` pixels."""
    return text if line(text, font).width <= room else QFontMetrics(font).elidedText(text, mode, room)
