"""Asking for a folder on the engine's machine: typed, or chosen where that machine is this one."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from .. import theme as scale
from ..theme import Theme
from ..widgets.sheet import Sheet

Purpose = Literal["target", "adopt"]


class PlaceField(QWidget):
    """A line for a path, and a button that looks for it. `changed` with every letter."""

    changed = Signal()

    def __init__(self, name: str, *, can_browse: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = QLabel(self)
        self.line = QLineEdit(self)
        self.line.setObjectName(name)
        self.line.textChanged.connect(self.changed)
        self.label.setBuddy(self.line)
        self.browse = QPushButton(self)
        self.browse.setObjectName(f"{name}Browse")
        self.browse.setAutoDefault(False)
        self.browse.setVisible(can_browse)
        self.browse.clicked.connect(self._browse)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(scale.S)
        row.addWidget(self.label)
        row.addWidget(self.line, 1)
        row.addWidget(self.browse)
        self.setFocusProxy(self.line)
        self.retranslate()

    @property
    def path(self) -> str:
        """What is typed."""
        return self.line.text().strip()

    def name(self, label: str, hint: str) -> None:
        """What is asked for, and how it may look."""
        self.label.setText(label)
        self.line.setAccessibleName(label)
        self.line.setPlaceholderText(hint)

    def _browse(self) -> None:
        chooser = QFileDialog(self)
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.setOption(QFileDialog.Option.ShowDirsOnly)
        chooser.fileSelected.connect(self.line.setText)
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def retranslate(self) -> None:
        """Read the strings again."""
        self.browse.setText(self.tr("Choose…"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class PlaceDialog(Sheet):
    """Asks for one folder, a `purpose` of "target" or "adopt"; `chosen` with its path."""

    chosen = Signal(str)

    def __init__(
        self, theme: Theme, purpose: Purpose, *, can_browse: bool, parent: QWidget | None = None
    ) -> None:
        name = f"{purpose}Dialog"
        super().__init__(theme, name, parent, 560)
        self._purpose = purpose
        self.field = PlaceField(f"{name}Path", can_browse=can_browse, parent=self)
        self.field.changed.connect(self._typed)
        self.body.addWidget(self.field)
        self.act.setProperty("primary", True)
        self.act.setDefault(True)
        self.act.setEnabled(False)
        self.act.clicked.connect(self._take)
        self.retranslate()
        self.field.setFocus()

    def _typed(self) -> None:
        self.act.setEnabled(bool(self.field.path))

    def _take(self) -> None:
        self.chosen.emit(self.field.path)
        self.accept()

    def retranslate(self) -> None:
        """Read the strings again."""
        if self._purpose == "target":
            head, verb = self.tr("Archive to a folder"), self.tr("Use it")
            lead = self.tr("A folder on another disk. It is made where there is none.")
        else:
            head, verb = self.tr("Open an archive"), self.tr("Open it")
            lead = self.tr(
                "The folder of an archive that was filled elsewhere, or s3://bucket/prefix. What is in it "
                "appears in this cache as links; nothing is copied."
            )
        self.setWindowTitle(head)
        self.head.setText(head)
        self.lead.setText(lead)
        self.act.setText(verb)
        self.cancel.setText(self.tr("Cancel"))
        self.field.name(self.tr("Folder"), "/mnt/vault/models")
        self.fit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
