"""Asking once more before files are deleted from an archive: they are nowhere else."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QWidget

from ...link.messages import Finding
from ..formatting import size
from ..theme import Theme
from ..widgets.sheet import Sheet
from ..widgets.wrapped_label import WrappedLabel
from . import words


class ClearDialog(Sheet):
    """`agreed` with the finding."""

    agreed = Signal(object)

    def __init__(self, theme: Theme, finding: Finding, archive: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, "clearDialog", parent, 520)
        self._finding = finding
        self._archive = archive
        self.names = WrappedLabel(self)
        self.names.setObjectName("clearNames")
        self.names.setText(words.named(finding.keys))
        self.body.addWidget(self.names)
        self.act.setProperty("destructive", True)
        self.act.clicked.connect(self._agree)
        self.retranslate()

    def _agree(self) -> None:
        self.agreed.emit(self._finding)
        self.accept()

    def retranslate(self) -> None:
        """Read the strings again."""
        count, total = len(self._finding.keys), size(self._finding.bytes)
        title = self.tr("Delete %n repo(s) from {archive}?", "", count).format(archive=self._archive)
        self.setWindowTitle(title)
        self.head.setText(title)
        self.lead.setText(
            self.tr(
                "This cache does not know them, and deleting them can't be undone. “Adopt” would bring them "
                "back."
            )
        )
        self.cancel.setText(self.tr("Cancel"))
        self.act.setText(self.tr("Delete %n repo(s) ({size})", "", count).format(size=total))
        self.fit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
