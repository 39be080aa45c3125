"""Colours made of colours: mixtures, and which ink reads on them."""

from __future__ import annotations

from PySide6.QtGui import QColor


def mixed(below: QColor, above: QColor, share: float) -> QColor:
    """The opaque colour that `share` (0 to 1) of `above` makes on `below`."""
    parts = zip(
        (below.red(), below.green(), below.blue()), (above.red(), above.green(), above.blue()), strict=True
    )
    return QColor(*(round(b + (a - b) * share) for b, a in parts))


def luminance(colour: QColor) -> float:
    """Relative luminance, 0 black to 1 white, as WCAG has it."""

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


def contrast(one: QColor, other: QColor) -> float:
    """The ratio of contrast between two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def ink_on(colour: QColor, *inks: QColor) -> QColor:
    """Whichever of `inks` reads best on `colour`."""
    return max(inks, key=lambda ink: contrast(colour, ink))
