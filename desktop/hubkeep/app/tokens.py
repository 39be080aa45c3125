"""The colours of the window, by what they mean, for the light and for the dark scheme."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor


@dataclass(frozen=True)
class Tokens:
    """One scheme. Ink, muted, accent, good, warn and bad read as text at 4.5:1 on every surface."""

    dark: bool
    ground: QColor
    """Behind pages."""
    side: QColor
    """The sidebar, the status bar."""
    card: QColor
    """Cards, fields, menus, buttons."""
    ink: QColor
    muted: QColor
    line: QColor
    """Hairlines and borders that only divide."""
    edge: QColor
    """Borders by which a control is known."""
    accent: QColor
    """What one does, and size."""
    on_accent: QColor
    accent_soft: QColor
    """A selection."""
    good: QColor
    warn: QColor
    bad: QColor
    archive: QColor
    """Bytes that lie elsewhere, or that something else uses."""


def _scheme(*, dark: bool, **colours: str) -> Tokens:
    return Tokens(dark=dark, **{name: QColor(colour) for name, colour in colours.items()})


LIGHT = _scheme(
    dark=False,
    ground="#f6f6f4",
    side="#ecece8",
    card="#ffffff",
    ink="#1d1d1b",
    muted="#63635d",
    line="#e2e2dc",
    edge="#d2d2ca",
    accent="#2865d1",
    on_accent="#ffffff",
    accent_soft="#e3ebfa",
    good="#1c7440",
    warn="#8a5a00",
    bad="#b3362b",
    archive="#8f836e",
)
DARK = _scheme(
    dark=True,
    ground="#1b1c1e",
    side="#151618",
    card="#232427",
    ink="#ececea",
    muted="#a3a39d",
    line="#34353a",
    edge="#46474d",
    accent="#6ea2ff",
    on_accent="#10151f",
    accent_soft="#263552",
    good="#5fc08a",
    warn="#e0a94a",
    bad="#f0847a",
    archive="#8d8472",
)
