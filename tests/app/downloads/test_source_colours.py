"""Sources stay apart, in both schemes and for every kind of colour blindness."""

from __future__ import annotations

import itertools
import math

import pytest
from hubkeep.app.tokens import DARK, LIGHT, Tokens
from hubkeep.app.widgets.source_colours import empty_colour, here_colour, plain_colours, source_ink
from PySide6.QtGui import QColor

# Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB.
SEEN_BY = {
    "everyone": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopes": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopes": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopes": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
LEAST = 14
"""A distance in CIELAB that small areas beside each other are told apart by without effort."""


def lab(colour: QColor, eyes: str) -> tuple[float, float, float]:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    def bent(t: float) -> float:
        return t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116

    light = [linear(part) for part in (colour.redF(), colour.greenF(), colour.blueF())]
    r, g, b = (
        min(1.0, max(0.0, sum(a * c for a, c in zip(row, light, strict=True)))) for row in SEEN_BY[eyes]
    )
    x = bent((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505)
    y = bent(0.2126 * r + 0.7152 * g + 0.0722 * b)
    z = bent((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("eyes", SEEN_BY)
def test_colours_are_told_apart(tokens: Tokens, eyes: str) -> None:
    colours = [*plain_colours(tokens), here_colour(tokens), empty_colour(tokens)]
    for one, other in itertools.combinations(colours, 2):
        assert math.dist(lab(one, eyes), lab(other, eyes)) > LEAST, (one.name(), other.name())


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_a_sixth_source_is_hatched(tokens: Tokens) -> None:
    inks = [source_ink(number, tokens) for number in range(10)]
    assert len({(ink.colour.name(), ink.hatched) for ink in inks}) == 10
    assert [ink.hatched for ink in inks] == [False] * 5 + [True] * 5
