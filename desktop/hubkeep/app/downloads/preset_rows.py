"""The sensible choices of files as a column of radio buttons, with what each comes to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ...link.messages import Preset, fill
from .. import theme as scale
from ..formatting import size
from ..theme import Theme
from ..widgets.blocks import quiet
from ..widgets.choice import INDENT

BY_HAND: Final = "@hand"
BY_PATTERN: Final = "@pattern"
"""Names that no preset has."""


class PresetRow(QWidget):
    """One choice. `box` is the radio button itself."""

    def __init__(self, theme: Theme, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.name = name
        self.box = QRadioButton(self)
        self.box.setObjectName(f"preset-{name}")
        self._figure = QLabel(self)
        self._figure.setTextFormat(Qt.TextFormat.PlainText)
        self._note = quiet(self)
        self._note.setFont(theme.font("small"))
        self._note.setContentsMargins(INDENT, 0, 0, 0)
        first = QHBoxLayout()
        first.setSpacing(scale.M)
        first.addWidget(self.box, 1)
        first.addWidget(self._figure)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 6)
        column.setSpacing(0)
        column.addLayout(first)
        column.addWidget(self._note)

    def tell(self, title: str, figure: str, note: str) -> None:
        """What it is called, how large it is, and what of it is still to be fetched."""
        self.box.setText(title)
        self.box.setAccessibleName(", ".join(part for part in (title, figure, note) if part))
        self._figure.setText(figure)
        self._note.setText(note)
        self._note.setVisible(bool(note))


class PresetRows(QScrollArea):
    """`chosen` with a preset's name, `BY_HAND` or `BY_PATTERN`, when the user chose it."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("presets")
        self._theme = theme
        self._presets: Sequence[Preset] = ()
        self._rows: dict[str, PresetRow] = {}
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(self._clicked)
        self._inner = QWidget(self)
        self._inner.setProperty("page", True)
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self.setWidget(self._inner)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_presets(self, presets: Sequence[Preset]) -> None:
        """Offer these, and picking by hand."""
        for row in self._rows.values():
            self._group.removeButton(row.box)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._presets = presets
        self._rows = {}
        for name in (*(preset.name for preset in presets), BY_PATTERN, BY_HAND):
            row = PresetRow(self._theme, name, self._inner)
            self._rows[name] = row
            self._group.addButton(row.box)
            self._column.insertWidget(self._column.count() - 1, row)
        self._rows[BY_PATTERN].hide()
        self.retranslate()

    def check(self, name: str) -> None:
        """Show `name` as what is chosen."""
        self._rows[BY_PATTERN].setVisible(name == BY_PATTERN)
        self._rows[name].box.setChecked(True)
        self.ensureWidgetVisible(self._rows[name])

    @property
    def checked(self) -> str:
        """What is chosen."""
        return next((name for name, row in self._rows.items() if row.box.isChecked()), BY_HAND)

    def focus_checked(self) -> None:
        """Take the focus, where the choice stands."""
        self._rows[self.checked].box.setFocus()

    def _clicked(self) -> None:
        self.chosen.emit(self.checked)

    # --- language

    def _title(self, preset: Preset) -> str:
        known = {
            "all": self.tr("Everything"),
            "recommended": self.tr("Recommended"),
            "safetensors": "safetensors",
            "gguf": "GGUF",
            "onnx": "ONNX",
            "pytorch": "PyTorch",
            "tensorflow": "TensorFlow",
            "flax": "Flax",
        }
        title = known.get(preset.name) or fill("{name}", {"name": preset.name})
        if preset.recommended and preset.name != "recommended":
            return self.tr("Recommended: {choice}").format(choice=title)
        return title

    def _note(self, preset: Preset) -> str:
        # Of one file there is nothing to say that its size does not.
        parts = [self.tr("%Ln file(s)", "", len(preset.files))] if len(preset.files) != 1 else []
        if preset.files and not preset.to_fetch:
            parts.append(self.tr("all here"))
        elif preset.to_fetch < preset.bytes:
            parts.append(self.tr("{size} to fetch").format(size=size(preset.to_fetch)))
        return " · ".join(parts)

    def retranslate(self) -> None:
        """Read the strings again."""
        self.setAccessibleName(self.tr("What to download"))
        for preset in self._presets:
            self._rows[preset.name].tell(self._title(preset), size(preset.bytes), self._note(preset))
        if self._rows:
            self._rows[BY_PATTERN].tell(self.tr("By pattern"), "", "")
            self._rows[BY_HAND].tell(self.tr("Picked by hand"), "", "")

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
