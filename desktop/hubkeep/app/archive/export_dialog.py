"""Putting a repo into a plain folder, for machines that have no cache or no network."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from ...link.messages import Export, RepoRow
from ..formatting import size
from ..library.words import plain
from ..theme import Theme
from ..widgets.blocks import Remark
from ..widgets.sheet import Sheet
from .place_dialog import PlaceField


class ExportDialog(Sheet):
    """`ordered` with the order."""

    ordered = Signal(object)

    def __init__(
        self, theme: Theme, cache: str, row: RepoRow, *, can_browse: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, "exportDialog", parent, 580)
        self._cache = cache
        self._row = row
        self.field = PlaceField("exportFolder", can_browse=can_browse, parent=self)
        self.field.changed.connect(self._show)
        self.copies = QCheckBox(self)
        self.copies.setObjectName("exportCopies")
        self.copies.toggled.connect(self._show)
        self._said = Remark(theme, self)
        self._said.label.setObjectName("exportSaid")
        self.body.addWidget(self.field)
        self.body.addWidget(self.copies)
        self.body.addWidget(self._said)
        self.body.addStretch(1)
        self.act.setProperty("primary", True)
        self.act.setDefault(True)
        self.act.clicked.connect(self._take)
        self.retranslate()
        self.field.setFocus()

    def _take(self) -> None:
        order = Export(
            cache=self._cache, key=self._row.key, to=self.field.path, dereference=self.copies.isChecked()
        )
        self.ordered.emit(order)
        self.accept()

    def _show(self) -> None:
        if self.copies.isChecked():
            told = self.tr("Whole copies, {size}: the folder can be taken anywhere.")
            self._said.tell(told.format(size=size(self._row.bytes + self._row.archived)))
        else:
            self._said.tell(
                self.tr(
                    "Where the disk can, the files are shared with the cache and take no room. Do not change "
                    "them there: what is one file is changed in both places."
                )
            )
        self.act.setEnabled(bool(self.field.path))
        self.fit()

    def retranslate(self) -> None:
        """Read the strings again."""
        self.setWindowTitle(self.tr("Export as a folder"))
        self.head.setText(self.tr("Export {repo}").format(repo=plain(self._row.name)))
        self.lead.setText(self.tr("The files by their names, as from_pretrained takes a folder."))
        self.field.name(self.tr("Folder"), "/media/usb/" + plain(self._row.name.rpartition("/")[2]))
        self.copies.setText(self.tr("Copy the files, for a USB disk or another machine"))
        self.cancel.setText(self.tr("Cancel"))
        self.act.setText(self.tr("Export"))
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
