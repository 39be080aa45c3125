"""The legend of a piece bar: each source with its colour, its rate or why it has none."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ...link.messages import DownloadView, SourceView
from ..formatting import size
from ..theme import Theme
from ..widgets.colours import mixed
from ..widgets.share import shares
from ..widgets.source_colours import Ink, here_colour, source_ink
from ..widgets.text_line import Line, elided, line
from . import words

HEIGHT = 20
SWATCH = 9
GAP = 6
BETWEEN = 20
LEAST = 64
HERE = -2
"""The place of the entry for what was here before."""


@dataclass(frozen=True)
class Entry:
    """One source as it stands in the legend."""

    place: int
    name: str
    word: str
    tone: str
    ink: Ink
    source: SourceView | None = None


class SourceLegend(QWidget):
    """One line, painted: it changes several times a second. `pointed` with the source under the pointer,
    -1 where there is none."""

    pointed = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sourceLegend")
        self._theme = theme
        self._view: DownloadView | None = None
        self._boxes: tuple[tuple[QRect, Entry], ...] = ()
        self._lit = -1
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_view(self, view: DownloadView) -> None:
        """Take the sources as they are now."""
        self._view = view
        self.update()

    def light(self, source: int) -> None:
        """Underline `source`; -1 none."""
        if source != self._lit:
            self._lit = source
            self.update()

    def entries(self) -> list[Entry]:
        """What the legend says, left to right."""
        view = self._view
        if view is None:
            return []
        tokens = self._theme.tokens
        made = [self._entry(place, source, view) for place, source in enumerate(view.sources)]
        if view.reused:
            told = words.here_word()
            made.append(Entry(HERE, told, size(view.reused), "muted", Ink(here_colour(tokens))))
        return made

    def _entry(self, place: int, source: SourceView, view: DownloadView) -> Entry:
        moving = view.state == "running"
        word = words.source_word(source) if moving or source.state in {"barred", "unreachable"} else ""
        return Entry(
            place,
            words.host(source),
            word or size(source.bytes),
            words.SOURCE_TONES[source.state] if word else "muted",
            source_ink(place, self._theme.tokens),
            source,
        )

    def _landing(self) -> str:
        moving = self._view is not None and self._view.state == "running" and bool(self._view.sources)
        return words.landing() if moving else ""

    @property
    def text(self) -> str:
        """The legend in words, for readers of the screen."""
        return ", ".join([*(f"{each.name} {each.word}" for each in self.entries()), self._landing()]).strip(
            ", "
        )

    def sizeHint(self) -> QSize:
        return QSize(200, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens, font = self._theme.tokens, self._theme.font("text")
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = self.width()
        entries = self.entries()
        said = [line(entry.word, font) for entry in entries]
        fixed = sum(SWATCH + 2 * GAP + word.width + BETWEEN for word in said)
        names = [line(entry.name, font).width for entry in entries]
        landing = line(self._landing(), font)
        if fixed + sum(names) + landing.width <= room:
            painter.setPen(tokens.muted)
            landing.draw(painter, QRect(0, 0, room, HEIGHT), right=True)
        fitted = shares(room - fixed, names, [min(name, LEAST) for name in names])
        boxes: list[tuple[QRect, Entry]] = []
        x = 0
        for entry, word, for_name in zip(entries, said, fitted, strict=True):
            name = line(elided(entry.name, font, Qt.TextElideMode.ElideMiddle, for_name), font)
            box = QRect(x, 0, SWATCH + 2 * GAP + name.width + word.width, HEIGHT)
            if box.right() > room and boxes:
                break
            self._paint_entry(painter, box, entry, name, word)
            boxes.append((box, entry))
            x = box.right() + BETWEEN
        painter.end()
        self._boxes = tuple(boxes)

    def _paint_entry(self, painter: QPainter, box: QRect, entry: Entry, name: Line, word: Line) -> None:
        tokens = self._theme.tokens
        swatch = QRectF(box.x(), (HEIGHT - SWATCH) / 2, SWATCH, SWATCH)
        painter.setPen(Qt.PenStyle.NoPen)
        if entry.ink.hatched:
            painter.setBrush(mixed(tokens.card, entry.ink.colour, 0.25))
            painter.drawRoundedRect(swatch, 2, 2)
        painter.setBrush(entry.ink.brush())
        painter.drawRoundedRect(swatch, 2, 2)
        at = box.adjusted(SWATCH + GAP, 0, 0, 0)
        painter.setPen(tokens.ink if entry.place != HERE else tokens.muted)
        name.draw(painter, at)
        painter.setPen(getattr(tokens, entry.tone))
        word.draw(painter, at.adjusted(name.width + GAP, 0, 0, 0))
        if entry.place == self._lit >= 0:
            painter.fillRect(QRect(at.x(), HEIGHT - 1, name.width, 1), tokens.muted)

    # --- pointing

    def entry_at(self, at: QPoint) -> Entry | None:
        """What is under a point, as it was painted last."""
        return next((entry for box, entry in self._boxes if box.contains(at)), None)

    def tip_at(self, at: QPoint) -> str:
        """All about the source under a point."""
        found = self.entry_at(at)
        return words.source_tip(found.source) if found is not None and found.source is not None else ""

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        found = self.entry_at(event.position().toPoint())
        self.pointed.emit(found.place if found is not None else -1)
        event.ignore()

    def leaveEvent(self, event: QEvent) -> None:
        self.pointed.emit(-1)
        super().leaveEvent(event)
