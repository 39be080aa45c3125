"""How the window looks: scale of spacing, fonts by role, the palette and the style sheet, live.

Labels take their colour from the property `tone` ("muted", "accent", "good", "warn", "bad"), buttons
their weight from `primary`, `destructive` or `flat`, frames become cards by `card`.
"""

from __future__ import annotations

import weakref
from typing import Final, Protocol

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from .icons import icon
from .style import stylesheet
from .tokens import DARK, LIGHT, Tokens

XS, S, M, L, XL = 4, 8, 12, 16, 24
ROW: Final = 34
RADIUS_CONTROL: Final = 7
RADIUS_CARD: Final = 10

CHOICES: Final = ("system", "light", "dark")

_ROLES: Final = {
    "page": (20.0, QFont.Weight.DemiBold),
    "title": (16.0, QFont.Weight.DemiBold),
    "text": (13.0, QFont.Weight.Normal),
    "strong": (13.0, QFont.Weight.DemiBold),
    "head": (12.0, QFont.Weight.Medium),
    "small": (11.5, QFont.Weight.Normal),
}
_LATIN: Final = "Inter"
_CJK: Final = ("Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC")


class Dressed(Protocol):
    """Something with an icon: a button or an action."""

    def setIcon(self, icon: QIcon, /) -> None: ...


class Theme(QObject):
    """The look of one application; `changed` after palette, style sheet and icons are new."""

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._choice = "system"
        self._fonts = _fonts(app)
        # By the wrapper, not by connections: a button that is gone drops out without a word.
        self._dressed: weakref.WeakKeyDictionary[QObject, tuple[str, str]] = weakref.WeakKeyDictionary()
        self._tokens = LIGHT
        app.setStyle("Fusion")
        app.setFont(self.font("text"))
        app.styleHints().colorSchemeChanged.connect(self._follow_system)
        self._apply(self._wanted())

    @property
    def tokens(self) -> Tokens:
        """The colours in use."""
        return self._tokens

    @property
    def choice(self) -> str:
        """What was chosen: one of `CHOICES`."""
        return self._choice

    def choose(self, choice: str) -> None:
        """Take the scheme "light" or "dark", or the "system"'s. Raises `ValueError` for anything else."""
        if choice not in CHOICES:
            raise ValueError(choice)
        self._choice = choice
        # Title bars and native dialogs follow the hint where the platform can.
        hints = self._app.styleHints()
        if choice == "system":
            hints.unsetColorScheme()
        else:
            hints.setColorScheme(Qt.ColorScheme.Dark if choice == "dark" else Qt.ColorScheme.Light)
        self._follow_system()

    def font(self, role: str) -> QFont:
        """The font for "page", "title", "text", "strong", "head" or "small", with figures of one width."""
        return self._fonts[role]

    def dress(self, target: Dressed, name: str, role: str = "muted") -> None:
        """Give `target` the icon `name` in the colour of the token `role`, in every scheme."""
        assert isinstance(target, QObject)
        self._dressed[target] = (name, role)
        target.setIcon(icon(name, role))

    def _wanted(self) -> Tokens:
        if self._choice == "system":
            return DARK if self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT
        return DARK if self._choice == "dark" else LIGHT

    def _follow_system(self) -> None:
        wanted = self._wanted()
        if wanted is not self._tokens:
            self._apply(wanted)

    def _apply(self, tokens: Tokens) -> None:
        from shiboken6 import isValid

        self._tokens = tokens
        self._app.setPalette(palette(tokens))
        self._app.setStyleSheet(stylesheet(tokens))
        for target, (name, role) in list(self._dressed.items()):
            if isValid(target):
                target.setIcon(icon(name, role))  # type: ignore[attr-defined]
        self.changed.emit()


def palette(tokens: Tokens) -> QPalette:
    """The palette that says the tokens in Qt's own roles, for what no style sheet reaches."""
    role = QPalette.ColorRole
    made = QPalette()
    for which, colour in {
        role.Window: tokens.ground,
        role.WindowText: tokens.ink,
        role.Base: tokens.card,
        role.AlternateBase: tokens.ground,
        role.Text: tokens.ink,
        role.Button: tokens.card,
        role.ButtonText: tokens.ink,
        role.BrightText: tokens.bad,
        role.ToolTipBase: tokens.card,
        role.ToolTipText: tokens.ink,
        role.PlaceholderText: tokens.muted,
        role.Highlight: tokens.accent_soft,
        role.HighlightedText: tokens.ink,
        role.Accent: tokens.accent,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent,
        role.Light: tokens.card,
        role.Midlight: tokens.line,
        role.Mid: tokens.edge,
        role.Dark: tokens.edge,
        role.Shadow: tokens.line,
    }.items():
        made.setColor(which, colour)
    faint = QColor(tokens.muted)
    faint.setAlphaF(0.6)
    for which in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, which, faint)
    return made


def _fonts(app: QApplication) -> dict[str, QFont]:
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    latin = [_LATIN] if QFontDatabase.hasFamily(_LATIN) else []
    families = [*latin, system.family(), *(family for family in _CJK if QFontDatabase.hasFamily(family))]
    screen = app.primaryScreen()
    points_per_pixel = 72 / (screen.logicalDotsPerInchY() if screen else 96)
    made = {}
    for role, (pixels, weight) in _ROLES.items():
        font = QFont(system)
        font.setFamilies(families)
        font.setPointSizeF(pixels * points_per_pixel)
        font.setWeight(weight)
        font.setFeature(QFont.Tag("tnum"), 1)
        # Names are shown letter by letter: with this feature Inter writes 8x7B as 8×7B.
        font.setFeature(QFont.Tag("calt"), 0)
        made[role] = font
    return made
