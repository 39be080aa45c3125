"""A field for a rate: shown as rates are shown everywhere, typed as `20`, `20M`, `500 kB/s`."""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QSpinBox, QWidget

from ..formatting import rate

STEP: Final = 1000
"""A `QSpinBox` counts in whole 32 bits: in kilobytes a second here."""
MOST: Final = 2_000_000_000
_SHAPE: Final = re.compile(r"(\d+(?:[.,]\d+)?)\s*([kmgt]?)i?(?:b(?:ytes?)?)?\s*(?:/\s*s|ps)?", re.IGNORECASE)
_UNITS: Final = {"k": 1, "m": 10**3, "g": 10**6, "t": 10**9, "": 10**3}


def parsed_rate(text: str) -> int | None:
    """Bytes a second; without a unit megabytes are meant. None where `text` is no rate."""
    shape = _SHAPE.fullmatch(text.replace("\u00a0", " ").strip())
    if shape is None:
        return None
    number, unit = shape.groups()
    return min(MOST, round(float(number.replace(",", ".")) * _UNITS[unit.lower()])) * STEP


def stepped(value: int, steps: int) -> int:
    """`value` so many steps along 1, 2, 5, 10, 20, 50 …; 0 stands below 100."""
    ladder = [0, *(digit * 10**power for power in range(2, 7) for digit in (1, 2, 5))]
    if steps > 0:
        above = [each for each in ladder if each > value]
        return above[min(steps, len(above)) - 1] if above else value
    below = [each for each in ladder if each < value]
    return below[max(steps, -len(below))] if below and steps else value


class RateBox(QSpinBox):
    """Bytes a second through `bytes`; 0 is shown as the text that `tell_zero` gave. `chosen` when it is
    another one than before, once the user is done."""

    chosen = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setRange(0, MOST)
        self.setKeyboardTracking(False)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setMinimumWidth(120)
        self.valueChanged.connect(self.chosen)

    def tell_zero(self, text: str) -> None:
        """What no rate at all means: no limit, or waiting."""
        self.setSpecialValueText(text)

    @property
    def bytes(self) -> int:
        """Bytes a second."""
        return self.value() * STEP

    def show_bytes(self, number: int) -> None:
        """Show a rate without saying that it was chosen."""
        self.blockSignals(True)
        self.setValue(min(MOST, -(-number // STEP)))
        self.blockSignals(False)

    def textFromValue(self, value: int) -> str:
        return rate(value * STEP)

    def valueFromText(self, text: str) -> int:
        parsed = parsed_rate(text)
        return self.value() if parsed is None else parsed // STEP

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        known = not text or text == self.specialValueText() or parsed_rate(text) is not None
        state = QValidator.State.Acceptable if known else QValidator.State.Intermediate
        return state, text, position

    def fixup(self, text: str) -> str:
        return self.textFromValue(self.value()) if self.value() else self.specialValueText()

    def stepBy(self, steps: int) -> None:
        self.setValue(stepped(self.value(), steps))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.LocaleChange):
            value = self.value()
            self.blockSignals(True)
            # The text is made anew only with another value.
            self.setValue(value + 1)
            self.setValue(value)
            self.blockSignals(False)
        super().changeEvent(event)
