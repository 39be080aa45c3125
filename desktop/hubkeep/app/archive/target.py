"""Where to: archives that are known, another folder, a bucket."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from ...link.messages import KnownArchive
from ..formatting import size
from ..library.words import plain
from . import words

FOLDER: Final = "\0folder"
ANOTHER_BUCKET: Final = "\0bucket"
_DATA: Final = Qt.ItemDataRole.UserRole


class Target(QComboBox):
    """`chosen` when another place is; `folder_wanted`, `bucket_wanted` where one is to be named first."""

    chosen = Signal()
    folder_wanted = Signal()
    bucket_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("archiveTarget")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self._archives: tuple[KnownArchive, ...] = ()
        self._place = ""
        self._typed = ""
        """A place that no archive is at yet."""
        self.activated.connect(self._activated)
        self._fill()

    @property
    def place(self) -> str:
        """The folder, or `s3://bucket/prefix`; empty where none was chosen."""
        return self._place

    @property
    def words(self) -> str:
        """What the place is called in a sentence."""
        for archive in self._archives:
            if self._place in {archive.path, archive.bucket}:
                return words.name(archive)
        return plain(self._place)

    def show_archives(self, archives: Sequence[KnownArchive]) -> None:
        """Take what is known now; the choice stays where it can."""
        if tuple(archives) == self._archives:
            return
        self._archives = tuple(archives)
        able = [_place(archive) for archive in archives if archive.connected or archive.bucket]
        if not self._place and able:
            self._place = able[0]
            self._fill()
            self.chosen.emit()
            return
        self._fill()

    def choose(self, place: str) -> None:
        """Take a place, known or not."""
        if place and place not in {_place(archive) for archive in self._archives}:
            self._typed = place
        self._place = place
        self._fill()
        self.chosen.emit()

    def _fill(self) -> None:
        with QSignalBlocker(self):
            self.clear()
            for archive in self._archives:
                self._add(archive)
            if self._typed and self.findData(self._typed) < 0:
                self.addItem(plain(self._typed), self._typed)
            if self.count():
                self.insertSeparator(self.count())
            self.addItem(self.tr("Another folder…"), FOLDER)
            self.addItem(self.tr("A bucket…"), ANOTHER_BUCKET)
            self.setPlaceholderText(self.tr("Choose where to"))
            self.setCurrentIndex(self.findData(self._place) if self._place else -1)
        self.setAccessibleName(self.tr("Where to"))

    def _add(self, archive: KnownArchive) -> None:
        name = words.name(archive)
        able = archive.connected or bool(archive.bucket)
        if archive.bucket or not able:
            text = f"{name}{words.DOT}{words.state(archive)}"
        elif archive.volume is not None:
            text = self.tr("{name} · {size} free").format(name=name, size=size(archive.volume.free))
        else:
            text = name
        self.addItem(text, _place(archive))
        if not able:
            # What is away is shown all the same: it did not vanish.
            self.setItemData(self.count() - 1, 0, _DATA - 1)

    def _activated(self, index: int) -> None:
        wanted = str(self.itemData(index, _DATA) or "")
        if wanted in {FOLDER, ANOTHER_BUCKET}:
            with QSignalBlocker(self):
                self.setCurrentIndex(self.findData(self._place) if self._place else -1)
            (self.folder_wanted if wanted == FOLDER else self.bucket_wanted).emit()
        elif wanted and wanted != self._place:
            self._place = wanted
            self.chosen.emit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._fill()
        super().changeEvent(event)


def _place(archive: KnownArchive) -> str:
    return archive.bucket or archive.path
