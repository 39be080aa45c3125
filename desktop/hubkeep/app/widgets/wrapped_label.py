"""Plain text that wraps at words, and inside a word where there is no other way: names have no spaces."""

from __future__ import annotations

import math
from functools import cache

from PySide6.QtCore import QLocale, QPointF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

LEAST = 40


def _line(font: QFont) -> tuple[float, float]:
    """Ascent and height of every line, whatever stands in it.

    Latin and Chinese come from fonts of different heights: names and values that stand beside each
    other would not stand on one line.
    """
    han = QLocale().script() in (QLocale.Script.SimplifiedHanScript, QLocale.Script.TraditionalHanScript)
    return _measured(font.key(), font.toString(), "x中" if han else "x")


@cache
def _measured(_key: str, font: str, sample: str) -> tuple[float, float]:
    wanted = QFont()
    wanted.fromString(font)
    layout = QTextLayout(sample, wanted)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(1000)
    layout.endLayout()
    return line.ascent(), line.height()


class WrappedLabel(QLabel):
    """A label as narrow as it has to be. The text stays whole for readers of the screen and for tests."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        margins = self.contentsMargins()
        return self._lay_out(width)[1] + margins.top() + margins.bottom()

    def sizeHint(self) -> QSize:
        width = min(self.fontMetrics().horizontalAdvance(self.text()) + 2, 240)
        return QSize(width, self.heightForWidth(max(width, LEAST)))

    def minimumSizeHint(self) -> QSize:
        width = min(LEAST, self.fontMetrics().horizontalAdvance(self.text()) + 2)
        return QSize(width, math.ceil(_line(self.font())[1]))

    def setText(self, text: str) -> None:
        super().setText(text)
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        area = self.contentsRect()
        layout, _ = self._lay_out(area.width())
        layout.draw(painter, QPointF(area.topLeft()))
        painter.end()

    def _lay_out(self, width: int) -> tuple[QTextLayout, int]:
        """The text in lines of `width`, and how high they are together."""
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        option.setAlignment(self.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask)
        # A paragraph of a layout knows no line feeds, only separators.
        layout = QTextLayout(self.text().replace("\n", "\u2028"), self.font())
        layout.setTextOption(option)
        ascent, step = _line(self.font())
        height = 0.0
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(width, 1))
            line.setPosition(QPointF(0, height + ascent - line.ascent()))
            height += step
        layout.endLayout()
        return layout, math.ceil(max(height, step))
