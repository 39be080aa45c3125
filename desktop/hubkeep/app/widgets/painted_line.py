"""A line of words and figures, painted: its figures change several times a second, and painted text asks no
layout for room."""

from __future__ import annotations

from typing import Generic, TypeVar

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ..theme import Theme
from .text_line import elided, line

Head = TypeVar("Head")
"""The words of such a line: a value that is compared."""


class PaintedLine(QWidget, Generic[Head]):
    """`show_head` repaints what is different and never lays out. Who makes one of it says in `paint` how."""

    def __init__(self, theme: Theme, head: Head, height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._head = head
        self._height = height
        self._cut: list[tuple[QRect, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    @property
    def head(self) -> Head:
        """What it says."""
        return self._head

    def show_head(self, head: Head) -> None:
        """Say this."""
        if head != self._head:
            self._head = head
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, self._height)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self._height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._cut = []
        self.paint(painter)
        painter.end()

    def paint(self, painter: QPainter) -> None:
        """Paint the head."""
        raise NotImplementedError

    def fit(
        self,
        painter: QPainter,
        at: QRect,
        text: str,
        font: QFont,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        """Write what there is room for, and remember what was cut."""
        seen = elided(text, font, mode, at.width())
        if seen != text:
            self.cut(at, text)
        line(seen, font).draw(painter, at)

    def cut(self, at: QRect, text: str) -> None:
        """Where it is to be told what there was no room for."""
        self._cut.append((at, text))

    def tip_at(self, at: QPoint) -> str:
        """The whole of a text that was cut, where a point is on it."""
        return next((text for box, text in self._cut if box.contains(at)), "")
