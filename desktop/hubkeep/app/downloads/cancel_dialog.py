"""Asks before downloads are cancelled, and says what is kept."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QWidget

from ...link.messages import DownloadView
from ..theme import Theme
from ..widgets.sheet import Sheet
from . import words


class CancelDialog(Sheet):
    """`ordered` with the ids once the user has said so."""

    ordered = Signal(object)

    def __init__(self, theme: Theme, views: Sequence[DownloadView], parent: QWidget | None = None) -> None:
        super().__init__(theme, "cancelDownload", parent, width=460)
        self._views = list(views)
        self.act.setProperty("destructive", True)
        self.act.clicked.connect(self._agreed)
        self.retranslate()
        self.fit()

    def _agreed(self) -> None:
        self.ordered.emit(tuple(view.id for view in self._views))
        self.accept()

    def retranslate(self) -> None:
        """Read the strings again."""
        count = len(self._views)
        if count == 1:
            asked = self.tr("Cancel the download of {repo}?")
            self.head.setText(asked.format(repo=words.plain(self._views[0].repo)))
        else:
            self.head.setText(self.tr("Cancel %n download(s)?", "", count))
        self.lead.setText(words.kept(self._views))
        self.cancel.setText(self.tr("Go on downloading"))
        self.act.setText(self.tr("Cancel %n download(s)", "", count))
        self.setWindowTitle(self.act.text())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
