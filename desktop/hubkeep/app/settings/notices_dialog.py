"""A window of its own for the licences."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from .. import theme as scale
from .notices import notices


class NoticesDialog(QDialog):
    """Shows the notices; goes away when closed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("noticesDialog")
        self.resize(860, 600)
        self._text = QPlainTextEdit(self)
        self._text.setReadOnly(True)
        # Its columns are made with spaces.
        self._text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._text.setPlainText(notices())
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self._buttons.rejected.connect(self.reject)
        self.finished.connect(self.deleteLater)
        column = QVBoxLayout(self)
        column.setContentsMargins(scale.L, scale.L, scale.L, scale.L)
        column.setSpacing(scale.M)
        column.addWidget(self._text, 1)
        column.addWidget(self._buttons)
        self.retranslate()

    def retranslate(self) -> None:
        """Read the strings again."""
        self.setWindowTitle(self.tr("Open-source notices"))
        self._text.setAccessibleName(self.tr("Open-source notices"))
        self._buttons.button(QDialogButtonBox.StandardButton.Close).setText(self.tr("Close"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
