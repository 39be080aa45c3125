"""A field to search in: a sign at its left, a cross at its right while there is something to clear."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from ..theme import Theme
from .blocks import SIDE, IconLabel, icon_button

CROSS: Final = 22
WIDE: Final = 260
SLIM: Final = 170


class SearchField(QLineEdit):
    """`WIDE`, or less where there is no room."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = IconLabel(theme, "search", "muted", self)
        self._cross = icon_button(theme, "close", "searchClear", self)
        self._cross.setFixedSize(CROSS, CROSS)
        self._cross.setStyleSheet("padding: 0; min-width: 0; min-height: 0;")
        self._cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._cross.setCursor(Qt.CursorShape.ArrowCursor)
        self._cross.clicked.connect(self.clear)
        self._cross.hide()
        self.setTextMargins(SIDE + 4, 0, CROSS, 0)
        self.setMinimumWidth(SLIM)
        self._slim = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._cross_shown)
        self.retranslate()

    def sizeHint(self) -> QSize:
        return QSize(SLIM if self._slim else WIDE, super().sizeHint().height())

    def be_slim(self, slim: bool) -> None:
        """Leave room to the others."""
        if slim != self._slim:
            self._slim = slim
            self.updateGeometry()

    def _cross_shown(self) -> None:
        self._cross.setVisible(bool(self.text()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._sign.move(10, (self.height() - SIDE) // 2)
        self._cross.move(self.width() - CROSS - 6, (self.height() - CROSS) // 2)

    def retranslate(self) -> None:
        """Read the strings again."""
        self._cross.setAccessibleName(self.tr("Clear"))
        self._cross.setToolTip(self.tr("Clear"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
