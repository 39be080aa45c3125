"""The colours that tell sources apart, made of the tokens of a scheme.

They differ in lightness as much as in hue, so that they stay apart for every kind of colour blindness;
after the last the same ones begin again, hatched. Colour is never alone: the legend names each source,
and pointing at one dims the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor

from ..tokens import Tokens
from .colours import mixed


@dataclass(frozen=True)
class Ink:
    """How a source's cells are filled."""

    colour: QColor
    hatched: bool = False

    def brush(self) -> QBrush:
        """What is painted over the ground of the card."""
        return QBrush(
            self.colour, Qt.BrushStyle.Dense4Pattern if self.hatched else Qt.BrushStyle.SolidPattern
        )


_PLAIN: Final = (
    lambda tokens: tokens.accent,
    lambda tokens: tokens.good,
    lambda tokens: mixed(tokens.card, tokens.accent, 0.45),
    lambda tokens: mixed(tokens.card, tokens.warn, 0.62),
    lambda tokens: mixed(tokens.accent, tokens.ink, 0.72),
)


def plain_colours(tokens: Tokens) -> tuple[QColor, ...]:
    """The colours before hatching begins."""
    return tuple(colour(tokens) for colour in _PLAIN)


def source_ink(number: int, tokens: Tokens) -> Ink:
    """What source `number` of a download is painted with."""
    again, place = divmod(number, len(_PLAIN))
    return Ink(_PLAIN[place](tokens), hatched=again % 2 == 1)


def here_colour(tokens: Tokens) -> QColor:
    """For bytes that were here before."""
    return mixed(tokens.card, tokens.muted, 0.48)


def empty_colour(tokens: Tokens) -> QColor:
    """For what is still to come."""
    return mixed(tokens.card, tokens.line, 0.75)
