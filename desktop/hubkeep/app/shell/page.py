"""What the shell asks of a page, and the head it puts above each.

A page is made as `SomePage(link, theme, state, parent)`: `state` is the window's `QSettings`, in a
group of the page's own (columns, splitters). It paints no head itself: the shell shows `title()`,
`summary()` and, at the right, the widgets of `head()`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QEvent, Qt, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from .. import theme as scale
from ..theme import Theme
from .elided import ElidedLabel


class Page(Protocol):
    """A `QWidget` that fills the window beside the sidebar."""

    changed: SignalInstance
    """Summary or status are new. No arguments."""

    def title(self) -> str:
        """The page's name, also in the sidebar."""

    def summary(self) -> str:
        """One sentence in numbers, under the name."""

    def status(self) -> str:
        """For the left of the status bar: what is selected. May be empty."""

    def head(self) -> Sequence[QWidget]:
        """What stands at the right of the head, left to right; at most one is a filled button."""


class PageHead(QWidget):
    """Name and summary at the left, the page's own widgets at the right."""

    def __init__(self, page: Page, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page = page
        self._title = QLabel(self)
        self._title.setObjectName("pageTitle")
        self._title.setFont(theme.font("page"))
        # The sentence gives way before the buttons do.
        self._summary = ElidedLabel(self)
        self._summary.setObjectName("pageSummary")
        self._summary.setProperty("tone", "muted")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._summary)
        row = QHBoxLayout(self)
        row.setContentsMargins(scale.XL, scale.L, scale.XL, scale.M)
        row.setSpacing(scale.S)
        row.addLayout(words, 1)
        for widget in page.head():
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        page.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Read name and summary again."""
        self._title.setText(self._page.title())
        self._summary.setText(self._page.summary())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
