"""One line of painted text on its font's own baseline."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QPainter


def write(painter: QPainter, at: QRect, text: str, *, right: bool = False) -> None:
    """Write from the left of `at`, or up to its right. Nothing is cut.

    Centred by Qt, a text with Chinese in it would stand lower than its Latin neighbours: the fonts that
    jump in are higher.
    """
    metrics = painter.fontMetrics()
    x = at.x() + (at.width() - metrics.horizontalAdvance(text) if right else 0)
    # In whole pixels, or lines of the same font would look unlike.
    y = round(at.y() + (at.height() + metrics.capHeight()) / 2)
    painter.drawText(QPointF(x, y), text)
