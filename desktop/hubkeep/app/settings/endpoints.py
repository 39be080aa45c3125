"""The endpoints to fetch from, in order of preference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ...link.messages import fill
from .. import theme as scale
from ..shell.elided import ElidedLabel
from ..theme import Theme
from ..widgets.blocks import icon_button
from .forms import endpoint_of, is_clear

UP, DOWN, REMOVE = "up", "down", "remove"
_ICONS: Final = {UP: "arrow-up", DOWN: "arrow-down", REMOVE: "close"}


class EndpointRow(QWidget):
    """One endpoint. `asked(endpoint, action)`."""

    asked = Signal(str, str)

    def __init__(self, endpoint: str, place: int, last: bool, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("endpointRow")
        self.endpoint = endpoint
        self._first = place == 0
        self._name = ElidedLabel(self)
        self._name.setObjectName("endpointName")
        self._name.setText(fill("{text}", {"text": endpoint}))
        self._note = QLabel(self)
        self._note.setObjectName("endpointNote")
        self._note.setFont(theme.font("small"))
        self._note.setProperty("tone", "warn" if is_clear(endpoint) else "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(scale.XS)
        row.addWidget(self._name, 1)
        row.addWidget(self._note)
        row.addSpacing(scale.S)
        self.buttons = {}
        for action, sign in _ICONS.items():
            button = icon_button(theme, sign, f"endpoint-{action}", self)
            button.setProperty("action", action)
            button.clicked.connect(self._pressed)
            row.addWidget(button)
            self.buttons[action] = button
        self.buttons[UP].setEnabled(place > 0)
        self.buttons[DOWN].setEnabled(not last)
        self.retranslate()

    def _pressed(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.asked.emit(self.endpoint, sender.property("action"))

    def retranslate(self) -> None:
        """Read the strings again."""
        notes = [self.tr("asked first")] if self._first else []
        if is_clear(self.endpoint):
            notes.append(self.tr("not encrypted"))
        self._note.setText(" · ".join(notes))
        names = {
            UP: self.tr("Ask {endpoint} earlier"),
            DOWN: self.tr("Ask {endpoint} later"),
            REMOVE: self.tr("Remove {endpoint}"),
        }
        for action, button in self.buttons.items():
            told = fill(names[action], {"endpoint": self.endpoint})
            button.setAccessibleName(told)
            button.setToolTip(told if "<" not in told else "")

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class EndpointList(QWidget):
    """`changed` with the endpoints in their new order; the engine's settings decide."""

    changed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._endpoints: tuple[str, ...] = ()
        self._shown: list[EndpointRow] = []
        self._wrong = ""
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2)
        self._none = QLabel(self)
        self._none.setObjectName("endpointsNone")
        self._none.setProperty("tone", "muted")
        self._none.setWordWrap(True)
        self.field = QLineEdit(self)
        self.field.setObjectName("endpointField")
        self.field.returnPressed.connect(self._add)
        self.field.textChanged.connect(self._typed)
        self.add = QPushButton(self)
        self.add.setObjectName("endpointAdd")
        self.add.clicked.connect(self._add)
        self._complaint = QLabel(self)
        self._complaint.setObjectName("endpointComplaint")
        self._complaint.setProperty("tone", "bad")
        self._complaint.setWordWrap(True)
        self._complaint.hide()
        entry = QHBoxLayout()
        entry.setSpacing(scale.S)
        entry.addWidget(self.field, 1)
        entry.addWidget(self.add)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scale.S)
        column.addLayout(self._rows)
        column.addWidget(self._none)
        column.addLayout(entry)
        column.addWidget(self._complaint)
        self._typed()
        self.retranslate()

    def show_endpoints(self, endpoints: Sequence[str]) -> None:
        """List these."""
        if tuple(endpoints) == self._endpoints:
            return
        self._endpoints = tuple(endpoints)
        for row in self._shown:
            self._rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        last = len(self._endpoints) - 1
        self._shown = [
            EndpointRow(endpoint, place, place == last, self._theme, self)
            for place, endpoint in enumerate(self._endpoints)
        ]
        for row in self._shown:
            row.asked.connect(self._asked)
            self._rows.addWidget(row)
        self._none.setVisible(not self._endpoints)

    def _asked(self, endpoint: str, action: str) -> None:
        wanted = list(self._endpoints)
        place = wanted.index(endpoint)
        if action == REMOVE:
            del wanted[place]
        else:
            to = place + (1 if action == DOWN else -1)
            wanted[place], wanted[to] = wanted[to], wanted[place]
        self.show_endpoints(wanted)
        self._focus(endpoint, place, action)
        self.changed.emit(tuple(wanted))

    def _focus(self, endpoint: str, place: int, action: str) -> None:
        """Leave the focus where the hand was: on the same button of the endpoint that moved."""
        row = next((each for each in self._shown if each.endpoint == endpoint), None)
        if row is None:
            row = self._shown[min(place, len(self._shown) - 1)] if self._shown else None
        if row is None:
            self.field.setFocus()
            return
        button = row.buttons[action]
        (button if button.isEnabled() else row.buttons[DOWN if action == UP else UP]).setFocus()

    # --- adding

    def _typed(self) -> None:
        self.add.setEnabled(bool(self.field.text().strip()))
        self._complain("")

    def _add(self) -> None:
        text = self.field.text().strip()
        endpoint = endpoint_of(text)
        if not text:
            return
        if not endpoint:
            self._complain("form")
        elif endpoint in self._endpoints:
            self._complain("twice")
        else:
            self.field.clear()
            wanted = (*self._endpoints, endpoint)
            self.show_endpoints(wanted)
            self.changed.emit(wanted)

    def _complain(self, wrong: str) -> None:
        self._wrong = wrong
        sentences = {
            "form": self.tr("Write it like https://hf-mirror.com, or http://lab-nas.local:8080."),
            "twice": self.tr("It is in the list already."),
        }
        self._complaint.setText(sentences.get(wrong, ""))
        self._complaint.setVisible(bool(wrong))

    def retranslate(self) -> None:
        """Read the strings again."""
        self._none.setText(
            self.tr("None is named: HF_ENDPOINT is asked where it is set, and huggingface.co otherwise.")
        )
        self.field.setPlaceholderText(self.tr("Address of a mirror, such as https://hf-mirror.com"))
        self.field.setAccessibleName(self.tr("Address of a mirror"))
        self.add.setText(self.tr("Add"))
        self.add.setAccessibleName(self.tr("Add the mirror"))
        self._complain(self._wrong)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
