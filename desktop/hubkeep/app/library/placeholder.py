"""What stands where the table would be while there is nothing to show: why, and one thing to do."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from .. import theme as scale
from ..theme import Theme
from ..widgets.blocks import IconLabel
from ..widgets.colours import mixed
from ..widgets.wrapped_label import WrappedLabel

WIDEST: Final = 460
_BARS: Final = (0.62, 0.48, 0.7, 0.55, 0.4, 0.66, 0.5)


class Placeholder(QWidget):
    """A head, a sentence or two and a button; `acted` when it was pressed."""

    acted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("libraryPlaceholder")
        self._sign = IconLabel(theme, "library", "muted", self)
        self._head = QLabel(self)
        self._head.setObjectName("placeholderHead")
        self._head.setFont(theme.font("title"))
        self._head.setTextFormat(Qt.TextFormat.PlainText)
        self._head.setWordWrap(True)
        self._head.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._text = WrappedLabel(self)
        self._text.setObjectName("placeholderText")
        self._text.setProperty("tone", "muted")
        self._text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.button = QPushButton(self)
        self.button.setObjectName("placeholderAction")
        self.button.clicked.connect(self.acted)
        middle = QWidget(self)
        middle.setMaximumWidth(WIDEST)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scale.M)
        column.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._head)
        column.addWidget(self._text)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(middle, 4)
        across.addStretch(1)
        whole = QVBoxLayout(self)
        whole.addStretch(2)
        whole.addLayout(across)
        whole.addStretch(3)

    def tell(self, sign: str, head: str, text: str, button: str = "") -> None:
        """Say it; without a `button` there is none."""
        self._sign.show_icon(sign, "muted")
        self._head.setText(head)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self.button.setText(button)
        self.button.setVisible(bool(button))
        self.setAccessibleName(f"{head} {text}")

    @property
    def text(self) -> str:
        """What it says."""
        return f"{self._head.text()}\n{self._text.text()}"


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
