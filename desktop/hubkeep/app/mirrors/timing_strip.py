"""Where the time until the first byte goes: a strip of steps, and their names under it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ...link.messages import Measured
from ..theme import Theme
from ..tokens import Tokens
from ..widgets.colours import mixed
from ..widgets.text_line import line
from . import words
from .timing_layout import STEPS, Step, steps_of, strip

BAR: Final = 10
ROW: Final = 20
SWATCH: Final = 8
GAP: Final = 6
_SHARES: Final = dict(zip(STEPS, (0.3, 0.44, 0.58, 0.76, 1.0), strict=True))


def step_colour(step: Step, tokens: Tokens) -> QColor:
    """One hue from pale to full, in the order of the steps."""
    return mixed(tokens.card, tokens.accent, _SHARES[step])


class TimingStrip(QWidget):
    """As high as it has steps. Empty where nothing was measured."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timingStrip")
        self._theme = theme
        self._steps: tuple[tuple[Step, float], ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)
        theme.changed.connect(self.update)

    def show_times(self, measured: Measured) -> None:
        """Show the steps of a probe."""
        self._steps = steps_of(measured)
        self.setVisible(bool(self._steps))
        self._tell()
        self.updateGeometry()
        self.update()

    @property
    def text(self) -> str:
        """The steps in words."""
        return ", ".join(f"{words.step_word(step)} {words.milliseconds(time)}" for step, time in self._steps)

    def sizeHint(self) -> QSize:
        return QSize(240, BAR + GAP + ROW * len(self._steps))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens, font = self._theme.tokens, self._theme.font("text")
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for part in strip(self._steps, self.width()):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(step_colour(part.step, tokens))
            painter.drawRoundedRect(QRectF(part.x, 0, part.width, BAR), 2, 2)
        for place, (step, seconds) in enumerate(self._steps):
            row = QRect(0, BAR + GAP + place * ROW, self.width(), ROW)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(step_colour(step, tokens))
            painter.drawRoundedRect(QRectF(0, row.center().y() - SWATCH / 2 + 1, SWATCH, SWATCH), 2, 2)
            painter.setPen(tokens.muted)
            line(words.step_word(step), font).draw(painter, row.adjusted(SWATCH + GAP, 0, 0, 0))
            painter.setPen(tokens.ink)
            line(words.milliseconds(seconds), font).draw(painter, row, right=True)
        painter.end()

    def _tell(self) -> None:
        self.setAccessibleName(self.text)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._tell()
            self.update()
        super().changeEvent(event)
