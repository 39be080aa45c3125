"""The frame of every dialog: a head, what it is about, and buttons at the right; never `exec`ed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from .. import theme as scale
from ..theme import Theme
from .answers import while_there
from .wrapped_label import WrappedLabel

T = TypeVar("T")


class Sheet(QDialog):
    """`body` takes what the dialog shows. The safe button is the default one; the dialog deletes itself."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None, width: int = 560) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setMinimumWidth(width)
        self.resize(width, 10)
        self.head = QLabel(self)
        self.head.setObjectName(f"{name}Head")
        self.head.setFont(theme.font("title"))
        self.head.setTextFormat(Qt.TextFormat.PlainText)
        self.head.setWordWrap(True)
        self.lead = WrappedLabel(self)
        self.lead.setObjectName(f"{name}Lead")
        self.lead.setProperty("tone", "muted")
        self.body = QVBoxLayout()
        self.body.setSpacing(scale.M)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(scale.S)
        self.cancel = QPushButton(self)
        self.cancel.setObjectName(f"{name}Cancel")
        self.cancel.setDefault(True)
        self.cancel.clicked.connect(self.reject)
        self.act = QPushButton(self)
        self.act.setObjectName(f"{name}Act")
        self.act.setAutoDefault(False)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.cancel)
        self.buttons.addWidget(self.act)
        column = QVBoxLayout(self)
        column.setContentsMargins(scale.XL, scale.XL, scale.XL, scale.XL)
        column.setSpacing(scale.S)
        column.addWidget(self.head)
        column.addWidget(self.lead)
        column.addSpacing(scale.S)
        column.addLayout(self.body, 1)
        column.addSpacing(scale.M)
        column.addLayout(self.buttons)

    def fit(self) -> None:
        """As high as what it shows is at this width. `adjustSize` would measure at a narrower one."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(self.width(), layout.totalHeightForWidth(self.width()))

    def while_open(self, take: Callable[[T], None]) -> Callable[[T], None]:
        """`take`, for answers that may come when the dialog is gone: then nobody wants them any more."""
        return while_there(self, take)
