"""A page of the simplest kind, so that the shell can be tested without any other."""

from __future__ import annotations

from collections.abc import Sequence

from hubkeep.app.engine_link import Link
from hubkeep.app.theme import Theme
from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget


class StandIn(QWidget):
    """A field, and a button in the head."""

    changed = Signal()

    def __init__(self, link: Link, theme: Theme, state: QSettings, parent: QWidget) -> None:
        super().__init__(parent)
        self.state = state
        self.words = {"summary": "3 things", "status": "1 selected"}
        self.field = QLineEdit(self)
        self.field.setAccessibleName("field")
        self.button = QPushButton("Do", self)
        self.refreshed = 0
        action = QAction("Refresh", self)
        action.setShortcut("F5")
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(self._refresh)
        self.addAction(action)
        QVBoxLayout(self).addWidget(self.field)
        self.setFocusProxy(self.field)

    def _refresh(self) -> None:
        self.refreshed += 1

    def title(self) -> str:
        return "Stand-in"

    def summary(self) -> str:
        return self.words["summary"]

    def status(self) -> str:
        return self.words["status"]

    def head(self) -> Sequence[QWidget]:
        return (self.button,)
