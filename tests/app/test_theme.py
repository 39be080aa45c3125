"""Colours that can be read, icons that follow, and the choice of scheme."""

from __future__ import annotations

from itertools import product

import pytest
from hubkeep.app.icons import NAMES, icon
from hubkeep.app.theme import Theme
from hubkeep.app.tokens import DARK, LIGHT, Tokens
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QPushButton

SURFACES = ("ground", "side", "card", "accent_soft")
TEXTS = ("ink", "muted", "accent", "good", "warn", "bad")


def luminance(colour: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(part) for part in colour.getRgbF()[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("tokens", "text", "surface"),
    [
        pytest.param(tokens, text, surface, id=f"{'dark' if tokens.dark else 'light'}-{text}-on-{surface}")
        for tokens, text, surface in product((LIGHT, DARK), TEXTS, SURFACES)
        # Nothing is written in the accent's colour on a selection or the sidebar.
        if (text, surface) not in (("accent", "accent_soft"), ("accent", "side"))
    ],
)
def test_text_reads_on_every_surface(tokens: Tokens, text: str, surface: str) -> None:
    assert contrast(getattr(tokens, text), getattr(tokens, surface)) >= 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_the_filled_button_and_the_focus_ring_can_be_seen(tokens: Tokens) -> None:
    assert contrast(tokens.on_accent, tokens.accent) >= 4.5
    for surface in SURFACES:
        assert contrast(tokens.accent, getattr(tokens, surface)) >= 3


def darkest(of: QIcon) -> QColor:
    image = of.pixmap(QSize(16, 16)).toImage()
    solid = [image.pixelColor(x, y) for x in range(16) for y in range(16)]
    return max(solid, key=QColor.alpha)


def test_every_icon_draws_in_its_colour(theme: Theme) -> None:
    for name in NAMES:
        drawn = darkest(icon(name, "bad"))
        assert drawn.alpha() > 200, name
        assert abs(drawn.red() - LIGHT.bad.red()) <= 3, name


def test_an_unknown_icon_is_an_error(theme: Theme) -> None:
    with pytest.raises(KeyError):
        icon("hat")


def test_palette_and_icons_follow_the_choice(theme: Theme, app: QApplication) -> None:
    heard: list[bool] = []
    theme.changed.connect(lambda: heard.append(theme.tokens.dark))
    button = QPushButton()
    theme.dress(button, "trash", "bad")
    gone = QPushButton()
    theme.dress(gone, "trash")
    gone.deleteLater()
    app.processEvents()
    theme.choose("dark")
    assert heard == [True]
    assert app.palette().color(QPalette.ColorRole.Window) == DARK.ground
    assert abs(darkest(button.icon()).red() - DARK.bad.red()) <= 3
    theme.choose("light")
    assert heard == [True, False]
    assert abs(darkest(button.icon()).red() - LIGHT.bad.red()) <= 3
    button.deleteLater()


def test_the_same_scheme_again_changes_nothing(theme: Theme) -> None:
    heard: list[None] = []
    theme.changed.connect(lambda: heard.append(None))
    theme.choose("light")
    assert heard == []


def test_an_unknown_scheme_is_an_error(theme: Theme) -> None:
    with pytest.raises(ValueError, match="sepia"):
        theme.choose("sepia")


def test_fonts_have_the_sizes_of_the_scale(theme: Theme, app: QApplication) -> None:
    pixels = {role: theme.font(role).pointSizeF() * 96 / 72 for role in ("page", "text", "head", "small")}
    scale = app.primaryScreen().logicalDotsPerInchY() / 96
    assert {role: round(value * scale, 1) for role, value in pixels.items()} == {
        "page": 20.0,
        "text": 13.0,
        "head": 12.0,
        "small": 11.5,
    }
