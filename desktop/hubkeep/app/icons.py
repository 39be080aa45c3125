"""One family of icons: 16 px, drawn with a stroke of 1.5, tinted with the colours of the theme.

A `QIcon` holds pixmaps, so its colour is fixed when it is made: whoever paints asks for `icon` at
the time of painting, whoever keeps an icon on a button or an action lets `Theme.dress` keep it
right.
"""

from __future__ import annotations

import math
from functools import cache
from importlib.resources import files

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap

from .tokens import DARK, LIGHT

NAMES = (
    "activity",
    "archive",
    "arrow-down",
    "arrow-up",
    "check",
    "chevron",
    "chevron-up",
    "close",
    "columns",
    "copy",
    "dataset",
    "disk",
    "downloads",
    "error",
    "external",
    "file",
    "folder",
    "heart",
    "info",
    "kernel",
    "keyboard",
    "language",
    "library",
    "link",
    "lock",
    "map",
    "mirrors",
    "model",
    "more",
    "move",
    "moon",
    "pause",
    "pin",
    "play",
    "plus",
    "refresh",
    "scissors",
    "search",
    "settings",
    "shield-check",
    "snow",
    "space",
    "sun",
    "table",
    "trash",
    "undo",
    "warning",
)
"""Every icon there is; each is `resources/icons/<name>.svg`."""

_SIDES = (16, 32)
"""In device-independent pixels: in a line, and on an empty page."""
_FAINT = 0.4


def icon(name: str, role: str = "muted") -> QIcon:
    """The icon `name` in the colour of the token `role` right now. Raises `KeyError` if there is none."""
    dark = QGuiApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128
    colour: QColor = getattr(DARK if dark else LIGHT, role)
    app = QGuiApplication.instance()
    scale = app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0
    return _tinted(name, colour.rgba(), scale)


@cache
def _tinted(name: str, rgba: int, scale: float) -> QIcon:
    tinted = QIcon()
    drawing = _drawing(name).replace("currentColor", QColor.fromRgba(rgba).name()).encode()
    for size in sorted({*_SIDES, *(math.ceil(side * scale) for side in _SIDES)}):
        tinted.addPixmap(_rendered(drawing, size, 1.0), QIcon.Mode.Normal)
        tinted.addPixmap(_rendered(drawing, size, _FAINT), QIcon.Mode.Disabled)
    return tinted


@cache
def _drawing(name: str) -> str:
    if name not in NAMES:
        raise KeyError(name)
    return (files("hubkeep.resources") / "icons" / f"{name}.svg").read_text("utf-8")


def _rendered(drawing: bytes, size: int, opacity: float) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer

    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setOpacity(opacity)
    QSvgRenderer(drawing).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap
