"""A strip over the page while the engine is away: what happened, and the way out."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from .. import theme as scale
from ..engine_link import Link
from ..icons import icon
from ..problems import sentence
from ..theme import Theme


class Banner(QFrame):
    """Hidden while all is well."""

    def __init__(self, link: Link, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self._link = link
        self._theme = theme
        self._sign = QLabel(self)
        self._text = QLabel(self)
        self._text.setObjectName("bannerText")
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._retry = QPushButton(self)
        self._retry.setObjectName("bannerRetry")
        self._retry.clicked.connect(link.restart)
        row = QHBoxLayout(self)
        row.setContentsMargins(scale.XL, scale.S, scale.XL, scale.S)
        row.setSpacing(scale.M)
        row.addWidget(self._sign)
        row.addWidget(self._text, 1)
        row.addWidget(self._retry)
        link.state_changed.connect(self._refresh)
        theme.changed.connect(self._refresh)
        self._refresh()

    def _refresh(self) -> None:
        state = self._link.state
        failed = state == "failed"
        if failed:
            reason = self._link.problem
            told = sentence(reason) if reason is not None else self.tr("The engine has stopped.")
            aftermath = self.tr("{reason} What you see may be out of date; the disk is as it was.")
            self._text.setText(aftermath.format(reason=told))
        elif state == "restarting":
            self._text.setText(
                self.tr("The engine stopped and is being started again. Jobs go on where they were.")
            )
        self._sign.setPixmap(
            icon("error" if failed else "refresh", "bad" if failed else "warn").pixmap(
                QSize(16, 16), self.devicePixelRatioF()
            )
        )
        self._retry.setText(self.tr("Try again"))
        self._retry.setVisible(failed)
        self.setVisible(state in ("failed", "restarting"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._refresh()
        super().changeEvent(event)
