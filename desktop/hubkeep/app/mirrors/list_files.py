"""Lists of mirrors in files of this machine, which need not be the engine's: chosen, imported, exported."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QFile, QIODevice, QSaveFile, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from ...link.messages import ExportedMirrors, ExportMirrors, ImportMirrors, Refusal
from ..downloads.words import plain
from ..engine_link import Link
from ..problems import sentence
from ..widgets.answers import while_there

MOST_BYTES: Final = 1 << 20
"""A list of mirrors is not longer; what is was chosen by mistake."""
NO_TEXT: Final = "\0"
NAME: Final = "mirrors.json"


class ListFiles(QWidget):
    """`told` with a sentence and its kind, as a `NoticeBar` takes them. Never shown itself."""

    told = Signal(str, str)

    def __init__(self, link: Link, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self._link = link

    def choose_to_bring(self) -> None:
        """Ask for the file to import."""
        chooser = self._chooser(self.tr("Import mirrors"))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.fileSelected.connect(self.bring)
        chooser.open()

    def choose_to_give(self) -> None:
        """Ask for the file to export into."""
        chooser = self._chooser(self.tr("Export my mirrors"))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setDefaultSuffix("json")
        chooser.selectFile(NAME)
        chooser.fileSelected.connect(self.give)
        chooser.open()

    def _chooser(self, title: str) -> QFileDialog:
        chooser = QFileDialog(self.window(), title)
        chooser.setObjectName("listDialog")
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return chooser

    def bring(self, path: str) -> None:
        """Import the list in a file."""
        file = QFile(path)
        if not file.open(QIODevice.OpenModeFlag.ReadOnly):
            self._unusable(path, file.errorString())
            return
        data = bytes(file.read(MOST_BYTES + 1).data())
        file.close()
        try:
            text = data.decode("utf-8-sig") if len(data) <= MOST_BYTES else NO_TEXT
        except UnicodeDecodeError:
            text = NO_TEXT
        if NO_TEXT in text:
            # Out of a picture or a model no addresses are picked.
            self._unusable(path, self.tr("it is no list of mirrors"))
            return
        done, refused = while_there(self, self._brought), while_there(self, self._refused)
        self._link.call(ImportMirrors(text), done, refused)

    def _brought(self, _nothing: object) -> None:
        told = self.tr("The list was imported. Measure to see what its mirrors are worth.")
        self.told.emit(told, "check")

    def give(self, path: str) -> None:
        """Export the user's own mirrors into a file."""

        def write(answer: ExportedMirrors) -> None:
            file = QSaveFile(path)
            data = answer.text.encode()
            opened = file.open(QIODevice.OpenModeFlag.WriteOnly)
            if opened and file.write(data) == len(data) and file.commit():
                self.told.emit(self.tr("Your mirrors are in {path}.").format(path=plain(path)), "check")
            else:
                self._unusable(path, file.errorString())

        self._link.call(ExportMirrors(), while_there(self, write), while_there(self, self._refused))

    def _unusable(self, path: str, why: str) -> None:
        told = self.tr("{path} can't be used: {reason}. Choose another file.")
        self.told.emit(told.format(path=plain(path), reason=plain(why)), "error")

    def _refused(self, refusal: Refusal) -> None:
        self.told.emit(sentence(refusal.problem), "error")
