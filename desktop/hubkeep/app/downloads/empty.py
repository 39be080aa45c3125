"""What stands where the queue would be while it is empty: the ways to begin."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from .. import theme as scale
from ..icons import icon
from ..theme import Theme
from ..widgets.blocks import IconLabel
from ..widgets.wrapped_label import WrappedLabel

WIDEST = 520
_SIGNS = ("search", "link", "shield-check")


class Empty(QWidget):
    """A head and three lines, each behind its sign."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("downloadsEmpty")
        self._sign = QLabel(self)
        self._sign.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._head = QLabel(self)
        self._head.setObjectName("downloadsEmptyHead")
        self._head.setFont(theme.font("title"))
        self._head.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._lines: list[WrappedLabel] = []
        grid = QGridLayout()
        grid.setHorizontalSpacing(scale.M)
        grid.setVerticalSpacing(scale.M)
        grid.setColumnStretch(1, 1)
        for place, sign in enumerate(_SIGNS):
            line = WrappedLabel(self)
            line.setProperty("tone", "muted")
            grid.addWidget(IconLabel(theme, sign, "muted", self), place, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(line, place, 1)
            self._lines.append(line)
        middle = QWidget(self)
        middle.setMaximumWidth(WIDEST)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scale.M)
        column.addWidget(self._sign)
        column.addWidget(self._head)
        column.addSpacing(scale.S)
        column.addLayout(grid)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(middle, 4)
        across.addStretch(1)
        whole = QVBoxLayout(self)
        whole.addStretch(2)
        whole.addLayout(across)
        whole.addStretch(3)
        theme.changed.connect(self._paint_sign)
        self._paint_sign()
        self.retranslate()

    def _paint_sign(self) -> None:
        self._sign.setPixmap(icon("downloads").pixmap(QSize(32, 32), self.devicePixelRatioF()))

    @property
    def text(self) -> str:
        """What it says."""
        return "\n".join([self._head.text(), *(line.text() for line in self._lines)])

    def retranslate(self) -> None:
        """Read the strings again."""
        self._head.setText(self.tr("What would you like to have here?"))
        told = (
            self.tr("Search the Hub in the field above: a few letters of a model or dataset are enough."),
            self.tr(
                "Or paste or drop what you have: org/name, hf://org/name, or the address of a page on the "
                "Hub or on a mirror. You choose the files before anything is fetched."
            ),
            self.tr(
                "Each byte is fetched from the fastest sources and checked as it lands. Whatever happens "
                "on the way, a download goes on where it was."
            ),
        )
        for line, text in zip(self._lines, told, strict=True):
            line.setText(text)
        self.setAccessibleName(self.text)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
