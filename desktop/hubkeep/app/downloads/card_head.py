"""The first line of a card: what it is, its state, how far, how fast."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ...link.messages import DownloadView
from ..icons import icon
from ..theme import Theme
from ..widgets.painted_line import PaintedLine
from ..widgets.pill import paint_pill, pill_width
from ..widgets.share import shares
from ..widgets.text_line import line
from . import words

HEIGHT: Final = 32
"""As high as a button."""
SIGN: Final = 16
GAP: Final = 10
LEAST_NAME: Final = 90
LEAST_ORG: Final = 48
LEAST_WORDS: Final = 60


@dataclass(frozen=True)
class Head:
    """The words of the line."""

    sign: str = "model"
    org: str = ""
    name: str = ""
    pill: str = ""
    tone: str = "muted"
    words: str = ""
    percent: str = ""
    figures: str = ""


def head_of(view: DownloadView) -> Head:
    """What the line says of a download."""
    kind, org, name = words.parted(view.repo)
    # Why it waits matters more than what it is.
    told = (words.note(view), words.what(view), words.ending(view))
    return Head(
        sign=kind,
        org=org,
        name=name,
        pill=words.state_word(view),
        tone=words.state_tone(view),
        words=words.DOT.join(each for each in told if each),
        percent=words.percent_word(view),
        figures=words.figures(view),
    )


class CardHead(PaintedLine[Head]):
    """Shows a `Head`."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, Head(), HEIGHT, parent)

    def paint(self, painter: QPainter) -> None:
        head, tokens = self._head, self._theme.tokens
        text, strong = self._theme.font("text"), self._theme.font("strong")
        right = self.width()
        for figure, font, colour in (
            (head.figures, text, tokens.muted),
            (head.percent, strong, tokens.ink),
        ):
            if figure:
                written = line(figure, font)
                painter.setPen(colour)
                written.draw(painter, QRect(0, 0, right, HEIGHT), right=True)
                right -= written.width + GAP
        icon(head.sign).paint(painter, QRect(0, (HEIGHT - SIGN) // 2, SIGN, SIGN))
        x = SIGN + 8
        wanted = [
            line(head.name, strong).width,
            GAP + round(pill_width(head.pill, self._theme)) if head.pill else 0,
            line(head.org, text).width,
            GAP + line(head.words, text).width if head.words else 0,
        ]
        least = [
            min(wanted[0], LEAST_NAME),
            wanted[1],
            min(wanted[2], LEAST_ORG),
            min(wanted[3], LEAST_WORDS),
        ]
        # The words give way first, then the organisation.
        name, pill, org, rest = shares(right - x, wanted, least)
        if org:
            painter.setPen(tokens.muted)
            self.fit(painter, QRect(x, 0, org, HEIGHT), head.org, text)
            x += org
        painter.setPen(tokens.ink)
        self.fit(painter, QRect(x, 0, name, HEIGHT), head.name, strong, Qt.TextElideMode.ElideMiddle)
        x += name
        if pill:
            paint_pill(painter, QRectF(x + GAP, 0, pill - GAP, HEIGHT), head.pill, head.tone, self._theme)
            if rest <= GAP and head.words:
                # What there is no room for at all is told by what it explains.
                self.cut(QRect(x + GAP, 0, pill - GAP, HEIGHT), head.words)
            x += pill
        if rest > GAP:
            painter.setPen(tokens.muted)
            self.fit(painter, QRect(x + GAP, 0, rest - GAP, HEIGHT), head.words, text)
