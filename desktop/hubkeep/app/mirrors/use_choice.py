"""Who downloads ask: whoever is measured best, the official one, or one that the user names."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QLabel, QRadioButton, QVBoxLayout, QWidget

from ...link.messages import MirrorsView
from .. import theme as scale
from ..theme import Theme
from ..widgets.blocks import quiet
from . import words

AUTO: Final = "auto"
OFFICIAL: Final = "official"


class UseChoice(QWidget):
    """`chosen` with what `UseMirror` takes: "auto", "official" or a URL. What holds, the engine says."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("useChoice")
        self._view = MirrorsView()
        self._label = QLabel(self)
        self._label.setFont(theme.font("strong"))
        self.auto = self._radio("useAuto")
        self.official = self._radio("useOfficial")
        self.fixed = self._radio("useFixed")
        self._group = QButtonGroup(self)
        for radio in (self.auto, self.official, self.fixed):
            self._group.addButton(radio)
        self.which = QComboBox(self)
        self.which.setObjectName("useWhich")
        self.which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.which.setMinimumContentsLength(14)
        # What scrolls past it chooses nothing.
        self.which.installEventFilter(self)
        self.which.activated.connect(self._fixed_chosen)
        self.auto.clicked.connect(self._auto_chosen)
        self.official.clicked.connect(self._official_chosen)
        self.fixed.clicked.connect(self._fixed_chosen)
        self._said = quiet(self)
        self._said.setObjectName("useSaid")
        row = QHBoxLayout()
        row.setSpacing(scale.M)
        row.addWidget(self._label)
        row.addWidget(self.auto)
        row.addWidget(self.official)
        row.addWidget(self.fixed)
        row.addWidget(self.which, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self._said)
        self.retranslate()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.which and event.type() == QEvent.Type.Wheel:
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _radio(self, name: str) -> QRadioButton:
        radio = QRadioButton(self)
        radio.setObjectName(name)
        return radio

    @property
    def said(self) -> str:
        """What the choice that holds means."""
        return self._said.text()

    def show_view(self, view: MirrorsView, *, ready: bool) -> None:
        """Show what holds."""
        for widget in (self.auto, self.official, self.fixed):
            widget.setEnabled(ready)
        mirrors = [each for each in view.mirrors if not each.official]
        self.fixed.setEnabled(ready and bool(mirrors))
        self.which.setEnabled(ready and bool(mirrors))
        if view == self._view:
            return
        self._view = view
        self._offer()
        official = view.mode == "fixed" and view.endpoint == words.OFFICIAL
        held = {
            self.auto: view.mode == "auto",
            self.official: official,
            self.fixed: view.mode == "fixed" and not official,
        }
        # One of a group can be checked, but none unchecked.
        self._group.setExclusive(False)
        for radio, checked in held.items():
            radio.setChecked(checked)
        self._group.setExclusive(True)
        self._said.setText(words.consequence(view))

    def _offer(self) -> None:
        """The mirrors there are, at the one that is always asked; the list stays as it is while open."""
        offered = [(words.name(each), each.entry.url) for each in self._view.mirrors if not each.official]
        there = [(self.which.itemText(n), self.which.itemData(n)) for n in range(self.which.count())]
        if self.which.view().isVisible():
            return
        before = self.which.currentData()
        if offered != there:
            self.which.clear()
            for name, url in offered:
                self.which.addItem(name, url)
        wanted = self._view.endpoint if self._view.mode == "fixed" else before
        self.which.setCurrentIndex(max(0, self.which.findData(wanted)))

    def _auto_chosen(self) -> None:
        self.chosen.emit(AUTO)

    def _official_chosen(self) -> None:
        self.chosen.emit(OFFICIAL)

    def _fixed_chosen(self) -> None:
        url = self.which.currentData()
        if url:
            self.chosen.emit(url)

    def hold(self) -> None:
        """Show what holds again: what was chosen was refused."""
        held, self._view = self._view, MirrorsView()
        self.show_view(held, ready=True)

    def retranslate(self) -> None:
        """Read the strings again."""
        self.setAccessibleName(self.tr("Who downloads ask"))
        self._label.setText(self.tr("Downloads ask"))
        self.auto.setText(self.tr("whoever is best"))
        self.auto.setAccessibleName(self.tr("Whoever is measured best"))
        self.official.setText("huggingface.co")
        self.official.setAccessibleName(self.tr("huggingface.co, the official one"))
        self.fixed.setText(self.tr("always"))
        self.fixed.setAccessibleName(self.tr("Always the one chosen beside"))
        self.which.setAccessibleName(self.tr("Which mirror downloads always ask"))
        self._said.setText(words.consequence(self._view))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
