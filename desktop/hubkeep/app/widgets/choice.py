"""A check box with a figure at its right and a reason below."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ..theme import Theme
from .blocks import quiet

INDENT = 26
"""Where the words of a check box begin."""


class Choice(QWidget):
    """`box` is the check box itself."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QCheckBox(self)
        self.box.setObjectName(name)
        self._figure = QLabel(self)
        self._figure.setObjectName(f"{name}-figure")
        self._figure.setFont(theme.font("strong"))
        self._figure.setTextFormat(Qt.TextFormat.PlainText)
        self._reason = quiet(self)
        self._reason.setContentsMargins(INDENT, 0, 0, 0)
        first = QHBoxLayout()
        first.addWidget(self.box, 1)
        first.addWidget(self._figure)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(0)
        column.addLayout(first)
        column.addWidget(self._reason)

    def tell(self, title: str, figure: str, reason: str) -> None:
        """What is offered, what it gives, and why it is safe."""
        self.box.setText(title)
        self.box.setAccessibleName(f"{title}, {figure}")
        self.box.setAccessibleDescription(reason)
        self._figure.setText(figure)
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))
