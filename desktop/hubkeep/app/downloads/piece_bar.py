"""The piece bar: a download as a row of cells, each in the colour of the source that sent it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QMouseEvent, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ...link.messages import CELL_HERE, CELL_SOURCES, DownloadView
from ..theme import Theme
from ..widgets.colours import mixed
from ..widgets.source_colours import Ink, empty_colour, here_colour, source_ink
from . import words
from .piece_layout import Cell, cell_at, cells

HEIGHT = 19
ROUND = 1.5
DIMMED = 0.22


class PieceBar(QWidget):
    """Shows `DownloadView.cells`; before there are any, how far it is. `pointed` with the source under the
    pointer, -1 where there is none."""

    pointed = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pieceBar")
        self._theme = theme
        self._marks = ""
        self._view: DownloadView | None = None
        self._share = 0.0
        self._laid: tuple[Cell, ...] = ()
        self._boxes: list[QRect] = []
        self._lit = -1
        self._quiet = False
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_view(self, view: DownloadView) -> None:
        """Take the cells as they are now."""
        share = view.done / view.total if view.total > 0 else 0.0
        quiet = view.state != "running"
        before, now = self._marks, view.cells
        whole = (not now and share != self._share) or (not now and quiet != self._quiet)
        self._marks, self._share, self._quiet, self._view = now, share, quiet, view
        if len(now) != len(before):
            self._lay_out()
            whole = True
        if whole:
            self.update()
        elif now != before:
            # Of a whole bar a few cells are new each time.
            for box, old, new in zip(self._boxes, before, now, strict=False):
                if old != new:
                    self.update(box)

    def light(self, source: int) -> None:
        """Dim all but what came from `source`; -1 dims none."""
        if source != self._lit:
            self._lit = source
            self.update()

    @property
    def laid(self) -> tuple[Cell, ...]:
        """The cells as they lie."""
        return self._laid

    def sizeHint(self) -> QSize:
        return QSize(200, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        self._laid = cells(len(self._marks), self.width(), HEIGHT)
        self._boxes = [QRect(cell.x, cell.y, cell.width, cell.height) for cell in self._laid]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self._laid:
            self._paint_cells(painter, event.region())
        else:
            self._paint_share(painter)
        painter.end()

    def _paint_cells(self, painter: QPainter, region: QRegion) -> None:
        tokens = self._theme.tokens
        empty, card = empty_colour(tokens), tokens.card
        lit = CELL_SOURCES[self._lit] if 0 <= self._lit < len(CELL_SOURCES) else ""
        by_mark: dict[str, list[QRect]] = {}
        for mark, box in zip(self._marks, self._boxes, strict=False):
            if region.intersects(box):
                by_mark.setdefault(mark, []).append(box)
        # A mark at a time: changing the brush costs more than a rectangle.
        for mark, boxes in by_mark.items():
            ink = self._ink(mark)
            colour = empty if ink is None else ink.colour
            if ink is not None and lit and mark != lit:
                colour = mixed(card, colour, DIMMED)
            brushes = [QBrush(colour)]
            if ink is not None and ink.hatched:
                brushes = [QBrush(mixed(card, colour, 0.25)), Ink(colour, hatched=True).brush()]
            for brush in brushes:
                painter.setBrush(brush)
                for box in boxes:
                    painter.drawRoundedRect(box, ROUND, ROUND)

    def _ink(self, mark: str) -> Ink | None:
        """What a mark is painted with; None for what is still to come."""
        if mark == CELL_HERE:
            return Ink(here_colour(self._theme.tokens))
        place = CELL_SOURCES.find(mark)
        return source_ink(place, self._theme.tokens) if place >= 0 else None

    def _paint_share(self, painter: QPainter) -> None:
        """How far it is, where nobody says what came from whom."""
        tokens = self._theme.tokens
        whole = QRectF(0, (HEIGHT - 6) / 2, self.width(), 6)
        painter.setBrush(empty_colour(tokens))
        painter.drawRoundedRect(whole, 3, 3)
        if self._share > 0:
            painter.setBrush(here_colour(tokens) if self._quiet else tokens.accent)
            done = QRectF(
                whole.x(), whole.y(), max(6.0, whole.width() * min(1.0, self._share)), whole.height()
            )
            painter.drawRoundedRect(done, 3, 3)

    # --- pointing

    def source_at(self, at: QPoint) -> int:
        """The source of the cell under a point; -1 where there is none."""
        place = cell_at(self._laid, at.x(), at.y())
        return CELL_SOURCES.find(self._marks[place]) if place >= 0 else -1

    def tip_at(self, at: QPoint) -> str:
        """What is to be said of the cell under a point."""
        place = cell_at(self._laid, at.x(), at.y())
        if place < 0 or self._view is None:
            return ""
        return words.cell_tip(self._marks[place], self._view.sources)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointed.emit(self.source_at(event.position().toPoint()))
        event.ignore()

    def leaveEvent(self, event: QEvent) -> None:
        self.pointed.emit(-1)
        super().leaveEvent(event)
