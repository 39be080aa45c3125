"""A button with an icon before its words, painted here so that the distance between them is ours."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QWidget

from ..icons import icon
from ..theme import Theme

SIDE = 16
INSET = 10


class SignedButton(QPushButton):
    """The style sheet leaves the room at the left to buttons with the property `signed`."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("signed", True)
        self._sign = ("", "muted")
        theme.changed.connect(self.update)

    def set_sign(self, name: str, role: str = "muted") -> None:
        """The icon `name`, in the colour of the token `role`."""
        if (name, role) != self._sign:
            self._sign = (name, role)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        name, role = self._sign
        if name:
            painter = QPainter(self)
            icon(name, role).paint(painter, QRect(INSET, (self.height() - SIDE) // 2, SIDE, SIDE))
            painter.end()
