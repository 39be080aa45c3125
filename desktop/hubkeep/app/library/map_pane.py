"""The map of the disk: every repo a cell, coloured by when it was last read or by what it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QSettings, QSize, Signal
from PySide6.QtGui import QAction, QActionGroup, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ...link.messages import RepoRow, Trust
from .. import theme as scale
from ..formatting import size
from ..theme import Theme
from ..tokens import Tokens
from ..widgets.colours import mixed
from ..widgets.treemap import Look, Treemap
from . import words
from .words import Clock

DAY: Final = 86400.0
KEPT: Final = "map-colours"
BY_READ: Final = "read"
BY_TYPE: Final = "type"

AGES: Final = (("week", 7, 1.0), ("month", 30, 0.68), ("quarter", 90, 0.42), ("longer", None, 0.2))
"""Name, days up to which it holds, strength of the accent."""

_ELSEWHERE: Final = frozenset({"archived", "archive-offline", "frozen", "bucket"})


class MapPane(QWidget):
    """The treemap and the legend that says in words what its colours mean."""

    colours_changed = Signal()

    def __init__(
        self,
        theme: Theme,
        row: Callable[[str], RepoRow | None],
        state: QSettings,
        now: Clock = words.clock,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._row = row
        self._state = state
        self._now = now
        self._trust: Trust = "coarse"
        self._by = BY_TYPE if state.value(KEPT) == BY_TYPE else BY_READ
        self.treemap = Treemap(theme, self._look, self._look_of_rest, self)
        self.treemap.setObjectName("libraryMap")
        self._swatches: dict[str, Swatch] = {}
        self._legend = QWidget(self)
        self._legend.setObjectName("mapLegend")
        legend = QHBoxLayout(self._legend)
        legend.setContentsMargins(0, 0, 0, 0)
        legend.setSpacing(scale.M)
        for name in (
            *(name for name, _, _ in AGES),
            "unknown",
            "model",
            "dataset",
            "space",
            "kernel",
            "other",
            "archive",
        ):
            swatch = Swatch(theme, self._legend)
            self._swatches[name] = swatch
            legend.addWidget(swatch)
        legend.addStretch(1)
        self._choice = QToolButton(self._legend)
        self._choice.setObjectName("mapColours")
        self._choice.setProperty("flat", True)
        self._choice.setFont(theme.font("small"))
        self._choice.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self._choice)
        group = QActionGroup(self)
        self._by_actions: dict[str, QAction] = {}
        for by in (BY_READ, BY_TYPE):
            action = QAction(self)
            action.setObjectName(f"map-by-{by}")
            action.setCheckable(True)
            action.setChecked(by == self._by)
            action.setData(by)
            action.triggered.connect(self._colour_asked)
            group.addAction(action)
            menu.addAction(action)
            self._by_actions[by] = action
        self._choice.setMenu(menu)
        legend.addWidget(self._choice)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scale.XS)
        column.addWidget(self.treemap, 1)
        column.addWidget(self._legend)
        theme.changed.connect(self._show_legend)
        self.retranslate()

    # --- what it shows

    def show_rows(self, rows: Iterable[RepoRow]) -> None:
        """Show these: those that pass the filter."""
        self.treemap.show_sizes((row.key, row.bytes) for row in rows)
        self._show_legend()

    def set_trust(self, trust: Trust) -> None:
        """How far last accesses can be believed."""
        self._trust = trust
        self.treemap.renew()

    @property
    def by(self) -> str:
        """What the colours mean: "read" or "type"."""
        return self._by

    def colour_by(self, by: str) -> None:
        """Colour by last read or by type."""
        self._by = by
        self._state.setValue(KEPT, by)
        self._by_actions[by].setChecked(True)
        self.treemap.renew()
        self.retranslate()

    def _colour_asked(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.colour_by(action.data())

    # --- colours

    def _class_of(self, row: RepoRow) -> str:
        """The name of the swatch that stands for `row`."""
        if row.state in _ELSEWHERE:
            return "archive"
        if self._by == BY_TYPE:
            return row.type
        if row.last_access is None or self._trust == "none":
            return "unknown"
        age = (self._now() - row.last_access) / DAY
        return next(name for name, limit, _ in AGES if limit is None or age <= limit)

    def _colour(self, name: str) -> tuple[QColor, float]:
        """A swatch's colour, and how much of it is mixed with the card."""
        tokens = self._theme.tokens
        strengths = {age: strength for age, _, strength in AGES}
        if name in strengths:
            return tokens.accent, strengths[name]
        if name == "archive":
            return tokens.archive, 1.0
        if name == "unknown":
            return tokens.muted, 0.3
        return _type_colour(tokens, name), 1.0

    def _look(self, key: str) -> Look:
        row = self._row(key)
        if row is None:
            return Look("")
        colour, strength = self._colour(self._class_of(row))
        whole = size(row.bytes)
        detail = whole if row.state == "ok" else f"{whole} · {words.state_word(row)}"
        name = words.org_and_name(row)[1]
        spoken = f"{words.plain(row.name)}, {detail}, {words.read_word(row, self._trust, self._now())}"
        return Look(name, detail, colour, strength, words.tip(words.row_tip(row)), spoken)

    def _look_of_rest(self, count: int, total: float) -> Look:
        label = self.tr("%n more", "", count)
        told = words.tip(self.tr("%n repo(s) too small for a cell", "", count) + f"\n{size(total)}")
        return Look(label, size(total), self._theme.tokens.muted, 0.16, told, label, f"+{count}")

    def _show_legend(self) -> None:
        present = {self._class_of(row) for cell in self.treemap.cells if (row := self._row(cell.key))}
        for name, swatch in self._swatches.items():
            swatch.setVisible(name in present)
            colour, strength = self._colour(name)
            swatch.show_colour(mixed(self._theme.tokens.card, colour, strength))

    def resizeEvent(self, event: object) -> None:
        # Below a certain height the map needs every line.
        self._legend.setVisible(self.height() >= 96)

    # --- language

    def retranslate(self) -> None:
        """Read the strings again."""
        self.treemap.setAccessibleName(self.tr("Map of the disk"))
        self._by_actions[BY_READ].setText(self.tr("By last read"))
        self._by_actions[BY_TYPE].setText(self.tr("By type"))
        by_read = self._by == BY_READ
        told = self.tr("Coloured by last read") if by_read else self.tr("Coloured by type")
        self._choice.setText(f"{told} ▾")
        self._choice.setAccessibleName(told)
        names = {
            "week": self.tr("read this week"),
            "month": self.tr("this month"),
            "quarter": self.tr("these 90 days"),
            "longer": self.tr("longer ago"),
            "unknown": self.tr("unknown"),
            "archive": self.tr("in an archive"),
        }
        for name, swatch in self._swatches.items():
            swatch.rename(names.get(name) or words.type_word(name))
        self.treemap.renew()
        self._show_legend()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def open_menu_at(self, at: QPoint) -> None:
        """For the keyboard: the menu of colours."""
        self._choice.menu().popup(at)


class Swatch(QWidget):
    """A colour and what it stands for."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colour = QColor()
        self._label = QLabel(self)
        self._label.setProperty("tone", "muted")
        self._label.setFont(theme.font("small"))
        row = QHBoxLayout(self)
        row.setContentsMargins(15, 0, 0, 0)
        row.addWidget(self._label)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)

    def rename(self, text: str) -> None:
        """What it stands for, in words."""
        self._label.setText(text)

    def show_colour(self, colour: QColor) -> None:
        """Its colour."""
        self._colour = colour
        self.update()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(0, 0, 0, 0))
        painter.setBrush(self._colour)
        painter.drawRoundedRect(0, (self.height() - 10) // 2, 10, 10, 3, 3)
        painter.end()


def _type_colour(tokens: Tokens, name: str) -> QColor:
    """One colour a type, all of one family."""
    if name == "dataset":
        return mixed(tokens.good, tokens.accent, 0.25)
    if name == "space":
        return mixed(tokens.accent, tokens.bad, 0.55)
    if name == "kernel":
        return mixed(tokens.warn, tokens.archive, 0.3)
    if name == "other":
        return mixed(tokens.card, tokens.muted, 0.5)
    return tokens.accent
