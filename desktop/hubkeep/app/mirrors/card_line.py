"""The first line of a scorecard: the verdict, the name, the way to the bytes, figures in columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QHelpEvent, QPainter
from PySide6.QtWidgets import QToolTip, QWidget

from ...link.messages import MirrorView
from ..downloads.words import tip
from ..formatting import rate
from ..theme import Theme
from ..widgets.painted_line import PaintedLine
from ..widgets.pill import paint_pill, pill_width
from ..widgets.share import shares
from ..widgets.text_line import line
from . import words
from .verdicts import pill

HEIGHT: Final = 30
GAP: Final = 10
RATE: Final = 96
FRESH: Final = 84
LATENCY: Final = 76
NARROW: Final = 470
"""Below this width the latency leaves room to the name."""
DASH: Final = "–"
LEAST_NAME: Final = 110
LEAST_WORDS: Final = 80
LEAST_PILL: Final = 150


@dataclass(frozen=True)
class Head:
    """The words of the line."""

    pill: str = ""
    tone: str = "muted"
    name: str = ""
    place: str = ""
    """Whether downloads ask it."""
    marks: str = ""
    beside: str = ""
    latency: str = ""
    fresh: str = ""
    rate: str = ""
    faint: bool = False
    """Whether the figures are of the last time, while it is measured anew."""


def head_of(view: MirrorView) -> Head:
    """What the line says of a mirror."""
    word, tone = pill(view)
    last = view.last
    serves = last is not None and last.grade in {"good", "fair"}
    speed = rate(last.rate) if last is not None and last.rate and serves else ""
    fresh = words.freshness(view)
    faint = view.stage != "idle"
    if faint:
        word, tone = words.stage_word(view), "muted" if view.stage == "waiting" else "accent"
    if words.probed(view):
        fresh = f"{min(99, round(view.done * 100))}%"
        speed = rate(view.rate_now) if view.rate_now > 0 else speed
        faint = view.rate_now <= 0
    return Head(
        pill=word,
        tone=tone,
        name=words.name(view),
        place=words.place_word(view),
        marks=words.marks(view),
        beside=words.beside(view),
        latency=words.milliseconds(last.answer) if last is not None else "",
        fresh=fresh,
        rate=speed,
        faint=faint,
    )


def fitted(
    room: int, verdict: int, name: int, place: int, marks: int, beside: int
) -> tuple[int, int, int, int, int]:
    """What each part of the line gets of `room` pixels, of those it wants: first what is beside gives way
    and goes, then the marks go, and only then the name is cut, the verdict last."""
    left = room - verdict - name - place
    marked = marks if marks <= left else 0
    left -= marked
    told = min(beside, left) if min(beside, LEAST_WORDS) <= left else 0
    least = [min(verdict, LEAST_PILL), min(name, LEAST_NAME), place]
    pilled, named, placed = shares(room, [verdict, name, place], least)
    return pilled, named, placed, marked, max(0, told)


class CardLine(PaintedLine[Head]):
    """Shows a `Head`."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, Head(), HEIGHT, parent)

    def paint(self, painter: QPainter) -> None:
        self._paint_names(painter, self._paint_figures(painter) - GAP)

    def _paint_figures(self, painter: QPainter) -> int:
        """The columns at the right, each right-aligned; where they begin."""
        head, tokens = self._head, self._theme.tokens
        text, strong = self._theme.font("text"), self._theme.font("strong")
        right = self.width()
        columns = [(head.rate, strong, RATE), (head.fresh, text, FRESH)]
        if self.width() >= NARROW:
            columns.append((head.latency, text, LATENCY))
        for figure, font, wide in columns:
            ink = tokens.ink if font is strong and figure and not head.faint else tokens.muted
            painter.setPen(ink)
            line(figure or DASH, font).draw(painter, QRect(right - wide, 0, wide, HEIGHT), right=True)
            right -= wide
        return right

    def _paint_names(self, painter: QPainter, room: int) -> None:
        head, tokens = self._head, self._theme.tokens
        text, strong, small = (self._theme.font(role) for role in ("text", "strong", "small"))

        def spaced(words: str, font: QFont) -> int:
            return GAP + line(words, font).width if words else 0

        pilled, name, place, marks, beside = fitted(
            room,
            round(pill_width(head.pill, self._theme)) + GAP,
            line(head.name, strong).width,
            spaced(head.place, small),
            spaced(head.marks, small),
            spaced(head.beside, text),
        )
        if pilled > GAP:
            paint_pill(painter, QRectF(0, 0, pilled - GAP, HEIGHT), head.pill, head.tone, self._theme)
        x = pilled
        painter.setPen(tokens.ink)
        x += self._part(painter, x, name, head.name, strong, Qt.TextElideMode.ElideMiddle)
        painter.setPen(tokens.accent)
        x += self._part(painter, x, place, head.place, small, gap=GAP)
        painter.setPen(tokens.muted)
        x += self._part(painter, x, marks, head.marks, small, gap=GAP)
        self._part(painter, x, beside, head.beside, text, gap=GAP)

    def _part(
        self,
        painter: QPainter,
        x: int,
        wide: int,
        text: str,
        font: QFont,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        gap: int = 0,
    ) -> int:
        """Write a text with the gap before it in the room that it is given; how much of the line that is."""
        if wide > gap:
            self.fit(painter, QRect(x + gap, 0, wide - gap, HEIGHT), text, font, mode)
        return wide

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), tip(self.tip_at(event.pos())), self)
            return True
        return super().event(event)
