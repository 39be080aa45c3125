"""A bar that says what has just happened, with one thing to do about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from .. import theme as scale
from ..theme import Theme
from .blocks import Remark, icon_button

LINGER_MS = 10_000
"""How long a bar stays that asks for nothing."""


class NoticeBar(QFrame):
    """Hidden until `tell`; what offers an action stays until it is taken or sent away."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("noticeBar")
        self.setProperty("card", True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._act: Callable[[], object] | None = None
        self.remark = Remark(theme, self)
        self.button = QPushButton(self)
        self.button.setObjectName("noticeAction")
        self.button.clicked.connect(self._acted)
        self._close = icon_button(theme, "close", "noticeClose", self)
        self._close.clicked.connect(self.dismiss)
        self._timer = QTimer(self, singleShot=True, interval=LINGER_MS)
        self._timer.timeout.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(scale.L, scale.S, scale.S, scale.S)
        row.setSpacing(scale.M)
        row.addWidget(self.remark, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.button)
        row.addWidget(self._close)
        self.hide()
        self.retranslate()

    def tell(
        self, text: str, kind: str = "info", button: str = "", act: Callable[[], object] | None = None
    ) -> None:
        """Say `text`; `kind` as in `Remark`. With `act`, a button does it and the bar goes."""
        self.remark.tell(text, kind)
        self.setAccessibleName(text)
        self._act = act
        self.button.setText(button)
        self.button.setVisible(act is not None)
        self._timer.stop()
        if act is None and kind not in {"warning", "error"}:
            self._timer.start()
        self.show()

    @property
    def text(self) -> str:
        """What it says; empty while hidden."""
        return "" if self.isHidden() else self.remark.text

    def dismiss(self) -> None:
        """Send it away."""
        self._timer.stop()
        self._act = None
        self.hide()

    def _acted(self) -> None:
        act = self._act
        self.dismiss()
        if act is not None:
            act()

    def retranslate(self) -> None:
        """Read the strings again."""
        self._close.setAccessibleName(self.tr("Close"))
        self._close.setToolTip(self.tr("Close"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
