"""What the inspector shows while no repo is selected: the cache as a whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...link.messages import RepoRow, Totals
from .. import theme as scale
from ..formatting import count, size
from ..theme import Theme
from ..widgets.blocks import heading, quiet, rule
from ..widgets.figures import Figures
from ..widgets.wrapped_label import WrappedLabel
from . import words

_TYPES: Final = ("model", "dataset", "space", "kernel", "other")


class Overview(QWidget):
    """By type, what could go, and where it all lies."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("overview")
        self._totals = Totals(cache="")
        self._by_type: dict[str, tuple[int, int]] = {}
        self._head = heading(theme, self)
        self._head.setFont(theme.font("title"))
        self._hint = quiet(self)
        self._types = Figures(theme, _TYPES, self)
        self._line = rule(self)
        self._figures = Figures(theme, ("disk", "stale", "leftovers", "free"), self)
        self._where_line = rule(self)
        self._where_head = heading(theme, self)
        self._where = WrappedLabel(self)
        self._where.setObjectName("overviewPath")
        self._where.setProperty("tone", "muted")
        self._trust = quiet(self)
        self._trust.setObjectName("overviewTrust")
        column = QVBoxLayout(self)
        column.setContentsMargins(scale.L, scale.L, scale.L, scale.L)
        column.setSpacing(scale.M)
        for widget in (
            self._head,
            self._hint,
            self._types,
            self._line,
            self._figures,
            self._where_line,
            self._where_head,
            self._where,
            self._trust,
        ):
            column.addWidget(widget)
        column.addStretch(1)
        self.retranslate()

    def show_totals(self, totals: Totals) -> None:
        """The figures of the whole cache."""
        self._totals = totals
        self._show()

    def show_rows(self, rows: Iterable[RepoRow]) -> None:
        """Count these by type."""
        found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for row in rows:
            found[row.type][0] += 1
            found[row.type][1] += row.bytes
        self._by_type = {kind: (number, bytes) for kind, (number, bytes) in found.items()}
        self._show()

    def figure(self, name: str) -> str:
        """One of the values shown, by its name."""
        return (self._types if name in _TYPES else self._figures).text(name)

    def _show(self) -> None:
        totals = self._totals
        for kind in _TYPES:
            number, bytes = self._by_type.get(kind, (0, 0))
            self._types.tell(kind, size(bytes) if number else "", count(number) if number else "")
        tell = self._figures.tell
        tell("disk", size(totals.bytes) if totals.bytes else "")
        stale = self.tr("for %n day(s)", "", totals.stale_days)
        known = totals.stale_bytes and totals.trust != "none"
        tell("stale", size(totals.stale_bytes) if known else "", stale)
        leftovers = sum(each.bytes for each in totals.reclaimable)
        tell("leftovers", size(leftovers) if leftovers else "")
        volume = totals.volume
        free = self.tr("of {size}").format(size=size(volume.total)) if volume else ""
        tell("free", size(volume.free) if volume else "", free)
        self._where.setText(words.plain(totals.cache))
        if totals.trust == "none":
            told = self.tr("This volume does not note when files are read.")
        elif totals.trust == "coarse":
            told = self.tr("This volume notes reads to the day, so last reads are given with ≈.")
        else:
            told = ""
        self._trust.setText(told)
        self._trust.setVisible(bool(told) and bool(totals.cache))
        for widget in (self._where_line, self._where_head, self._where):
            widget.setVisible(bool(totals.cache))

    def retranslate(self) -> None:
        """Read the strings again."""
        self._head.setText(self.tr("The cache"))
        self._hint.setText(self.tr("Select a repo to see what it is, where it lies and what it frees."))
        names = {
            "model": self.tr("Models"),
            "dataset": self.tr("Datasets"),
            "space": self.tr("Spaces"),
            "kernel": self.tr("Kernels"),
            "other": self.tr("Not the Hub's"),
        }
        for name, text in names.items():
            self._types.rename(name, text)
        names = {
            "disk": self.tr("On disk"),
            "stale": self.tr("Not read"),
            "leftovers": self.tr("Leftovers"),
            "free": self.tr("Free"),
        }
        for name, text in names.items():
            self._figures.rename(name, text)
        self._where_head.setText(self.tr("Where it is"))
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
