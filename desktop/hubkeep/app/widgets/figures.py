"""Names and values in two columns: what is empty is left out."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from .. import theme as scale
from ..theme import Theme
from .wrapped_label import WrappedLabel

NAMES = 96
"""How wide the column of names is at least, so that those of one card agree."""


class Figures(QWidget):
    """Rows made once under a name each, and filled again and again."""

    def __init__(self, theme: Theme, names: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(scale.M)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnMinimumWidth(0, NAMES)
        self._grid.setColumnStretch(1, 1)
        self._rows: dict[str, tuple[WrappedLabel, QWidget, WrappedLabel, WrappedLabel]] = {}
        for place, name in enumerate(names):
            label = WrappedLabel(self)
            label.setProperty("tone", "muted")
            cell = QWidget(self)
            beside = QHBoxLayout(cell)
            beside.setContentsMargins(0, 0, 0, 0)
            beside.setSpacing(6)
            value = WrappedLabel(cell)
            value.setObjectName(f"value-{name}")
            note = WrappedLabel(cell)
            note.setObjectName(f"note-{name}")
            note.setProperty("tone", "muted")
            note.setFont(theme.font("small"))
            beside.addWidget(value, 0, Qt.AlignmentFlag.AlignTop)
            beside.addWidget(note, 1, Qt.AlignmentFlag.AlignBottom)
            label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Minimum)
            cell.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            self._grid.addWidget(label, place, 0)
            self._grid.addWidget(cell, place, 1)
            self._rows[name] = (label, cell, value, note)

    def rename(self, name: str, text: str) -> None:
        """What the row `name` is called in the language of the window."""
        self._rows[name][0].setText(text)

    def tell(self, name: str, text: str, note: str = "", tip: str = "") -> None:
        """The value of a row, and what is to be said beside it; an empty value hides the row."""
        label, cell, value, beside = self._rows[name]
        value.setText(text)
        value.setToolTip(tip)
        beside.setText(note)
        beside.setVisible(bool(note))
        value.setAccessibleName(f"{label.text()}: {text} {note}".rstrip())
        for widget in (label, cell):
            widget.setVisible(bool(text))

    def text(self, name: str) -> str:
        """The value of a row, with its note."""
        _, _, value, note = self._rows[name]
        return f"{value.text()} {note.text()}".rstrip()
