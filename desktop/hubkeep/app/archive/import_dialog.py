"""Taking a plain folder into the cache as a repo."""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from ...link.messages import Import
from .. import theme as scale
from ..theme import Theme
from ..widgets.blocks import Remark
from ..widgets.sheet import Sheet
from .place_dialog import PlaceField

_REPO: Final = re.compile(r"(?:(?:dataset|space|kernel|model)s?/)?[\w.-]+(?:/[\w.-]+)?")


class ImportDialog(Sheet):
    """`ordered` with the order."""

    ordered = Signal(object)

    def __init__(self, theme: Theme, cache: str, *, can_browse: bool, parent: QWidget | None = None) -> None:
        super().__init__(theme, "importDialog", parent, 580)
        self._cache = cache
        self.field = PlaceField("importFolder", can_browse=can_browse, parent=self)
        self.field.changed.connect(self._show)
        self._repo_label = QLabel(self)
        self.repo = QLineEdit(self)
        self.repo.setObjectName("importRepo")
        self.repo.textChanged.connect(self._show)
        self._repo_label.setBuddy(self.repo)
        self._said = Remark(theme, self)
        self._said.label.setObjectName("importSaid")
        row = QHBoxLayout()
        row.setSpacing(scale.S)
        row.addWidget(self._repo_label)
        row.addWidget(self.repo, 1)
        self.body.addWidget(self.field)
        self.body.addLayout(row)
        self.body.addWidget(self._said)
        self.body.addStretch(1)
        self.act.setProperty("primary", True)
        self.act.setDefault(True)
        self.act.clicked.connect(self._take)
        self.retranslate()
        self.field.setFocus()

    def _take(self) -> None:
        repo = self.repo.text().strip()
        self.ordered.emit(Import(cache=self._cache, folder=self.field.path, repo=repo))
        self.accept()

    def _show(self) -> None:
        repo = self.repo.text().strip()
        wrong = bool(repo) and _REPO.fullmatch(repo) is None
        if wrong:
            self._said.tell(self.tr("A repo is written like org/name, or dataset/org/name."), "info")
        else:
            self._said.tell(self.tr("Every file is hashed and compared; the folder stays as it is."), "info")
        self.act.setEnabled(bool(self.field.path) and not wrong)
        self.fit()

    def retranslate(self) -> None:
        """Read the strings again."""
        title = self.tr("Import a folder")
        self.setWindowTitle(title)
        self.head.setText(title)
        self.lead.setText(
            self.tr(
                "A folder that was exported, or downloaded with --local-dir, becomes a repo of the cache."
            )
        )
        self.field.name(self.tr("Folder"), "/media/usb/Qwen3-32B")
        self._repo_label.setText(self.tr("As"))
        self.repo.setAccessibleName(self.tr("Name of the repo"))
        self.repo.setPlaceholderText(self.tr("org/name — empty: as the folder says itself"))
        self.cancel.setText(self.tr("Cancel"))
        self.act.setText(self.tr("Import"))
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
