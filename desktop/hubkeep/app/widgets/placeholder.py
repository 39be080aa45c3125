"""What stands where a list would be while there is nothing to show: why, and one thing to do."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from .. import theme as scale
from ..theme import Theme
from .blocks import IconLabel
from .wrapped_label import WrappedLabel

WIDEST: Final = 460


class Placeholder(QWidget):
    """A head, a sentence or two and a button; `acted` when it was pressed."""

    acted = Signal()

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._sign = IconLabel(theme, "info", "muted", self)
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
