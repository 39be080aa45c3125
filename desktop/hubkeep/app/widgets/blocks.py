"""Small pieces that cards and dialogs are put together from."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from .. import theme as scale
from ..icons import icon
from ..theme import Theme
from .wrapped_label import WrappedLabel

SIDE = 16


def rule(parent: QWidget | None = None) -> QFrame:
    """A hairline across."""
    line = QFrame(parent)
    line.setProperty("rule", True)
    return line


def heading(theme: Theme, parent: QWidget | None = None) -> QLabel:
    """A label in weight, for the name of a part."""
    label = QLabel(parent)
    label.setFont(theme.font("strong"))
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def quiet(parent: QWidget | None = None) -> WrappedLabel:
    """A muted sentence that wraps."""
    label = WrappedLabel(parent)
    label.setProperty("tone", "muted")
    return label


def icon_button(theme: Theme, name: str, object_name: str, parent: QWidget | None = None) -> QToolButton:
    """A flat button that shows an icon alone; its accessible name is its owner's to set."""
    button = QToolButton(parent)
    button.setObjectName(object_name)
    button.setProperty("flat", True)
    button.setIconSize(QSize(SIDE, SIDE))
    theme.dress(button, name)
    return button


class IconLabel(QLabel):
    """One icon of the family, tinted with the theme."""

    def __init__(self, theme: Theme, name: str, role: str = "muted", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._role = name, role
        self.setFixedSize(SIDE, SIDE)
        theme.changed.connect(self._draw)
        self._draw()

    def show_icon(self, name: str, role: str) -> None:
        """Another icon, or another colour."""
        self._name, self._role = name, role
        self._draw()

    def _draw(self) -> None:
        self.setPixmap(icon(self._name, self._role).pixmap(QSize(SIDE, SIDE), self.devicePixelRatioF()))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._draw()
        super().changeEvent(event)


class Remark(QWidget):
    """A sentence behind a sign: information, a warning or an error."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = IconLabel(theme, "info", "muted", self)
        self.label = WrappedLabel(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(scale.S)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.label, 1)

    def tell(self, text: str, kind: str = "info") -> None:
        """Say `text`; `kind` is "info", "warning", "error" or "check". Empty text hides it."""
        role = {"warning": "warn", "error": "bad", "check": "good"}.get(kind, "muted")
        self._sign.show_icon(kind, role)
        self.label.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))

    @property
    def text(self) -> str:
        """What it says."""
        return self.label.text()
