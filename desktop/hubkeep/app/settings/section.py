"""The parts that the settings page is made of: a card with a head, and rows of a name and a control."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from .. import theme as scale
from ..theme import Theme


class Section(QFrame):
    """A card. `name` says what it is about, `hint` why one would change it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.name = QLabel(self)
        self.name.setFont(theme.font("strong"))
        self._theme = theme
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(scale.L, scale.L, scale.L, scale.L)
        self.column.setSpacing(scale.M)
        self.column.addWidget(self.name)

    def hint(self) -> QLabel:
        """A muted sentence under what is there so far."""
        label = QLabel(self)
        label.setProperty("tone", "muted")
        label.setWordWrap(True)
        self.column.addWidget(label)
        return label

    def row(self, control: QWidget) -> QLabel:
        """A row with `control` at the right; the label at its left is returned, without a text yet."""
        label = QLabel(self)
        label.setBuddy(control)
        self.calm(control)
        line = QHBoxLayout()
        line.setSpacing(scale.L)
        line.addWidget(label, 1)
        line.addWidget(control, 0, Qt.AlignmentFlag.AlignRight)
        self.column.addLayout(line)
        return label

    def calm(self, control: QWidget) -> None:
        """Keep the wheel from changing `control` on the way past it: what scrolls a page chooses nothing."""
        control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        control.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)
