"""A disk or a bucket: what it is called, whether it can be reached, how full it is."""

from __future__ import annotations

import html
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ...link.messages import KnownArchive, Volume
from .. import theme as scale
from ..formatting import size
from ..library.words import plain
from ..shell.disk_gauge import DiskBar
from ..shell.elided import ElidedLabel
from ..theme import Theme
from ..widgets.blocks import IconLabel, icon_button
from ..widgets.pill import Pill
from . import words

HEAD: Final = 34


class VolumeCard(QFrame):
    """Of the cache, until `show_archive` makes it an archive's. `reveal_wanted` with that one's id."""

    reveal_wanted = Signal(str)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None, tone: str = "accent") -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("card", True)
        self._id = ""
        self.sign = IconLabel(theme, "disk", "muted", self)
        self.title = ElidedLabel(self, Qt.TextElideMode.ElideMiddle)
        self.title.setObjectName("volumeTitle")
        self.title.setFont(theme.font("strong"))
        self.pill = Pill(theme, self)
        self.reveal = icon_button(theme, "external", "volumeReveal", self)
        self.reveal.clicked.connect(self._reveal)
        self.bar = DiskBar(theme, self, tone)
        self.holds = ElidedLabel(self)
        self.holds.setObjectName("volumeHolds")
        self.room = QLabel(self)
        self.room.setObjectName("volumeRoom")
        for label in (self.holds, self.room):
            label.setFont(theme.font("small"))
            label.setProperty("tone", "muted")
        head = QHBoxLayout()
        head.setSpacing(scale.S)
        head.addWidget(self.sign)
        head.addWidget(self.title, 1)
        head.addWidget(self.pill)
        head.addWidget(self.reveal)
        foot = QHBoxLayout()
        foot.setSpacing(scale.S)
        foot.addWidget(self.holds, 1)
        foot.addWidget(self.room)
        column = QVBoxLayout(self)
        column.setContentsMargins(scale.L, scale.S, scale.S, scale.M)
        column.setSpacing(6)
        column.addLayout(head)
        inner = QVBoxLayout()
        inner.setContentsMargins(0, 0, scale.S, 0)
        inner.setSpacing(6)
        inner.addWidget(self.bar)
        inner.addLayout(foot)
        column.addLayout(inner)
        column.addStretch(1)
        # With a button or without one, with a bar or without: the heads stand in one line.
        self.title.setMinimumHeight(HEAD)
        kept = self.bar.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.bar.setSizePolicy(kept)
        self.reveal.hide()
        self.retranslate()

    def show_cache(self, bytes: int, volume: Volume | None) -> None:
        """The cache's own volume."""
        self._id = ""
        self.title.setText(self.tr("This cache"))
        self.pill.hide()
        self.holds.setText(size(bytes))
        self.room.setText(self._free(volume))
        self._fill(bytes, volume)
        self._speak(plain(volume.mount) if volume is not None else "")

    def show_archive(self, archive: KnownArchive, now: float, *, can_reveal: bool) -> None:
        """An archive as it is now."""
        self._id = archive.id
        away = not archive.connected and not archive.bucket
        self.sign.show_icon("archive" if archive.bucket else "disk", "muted")
        self.title.setText(words.name(archive))
        self.pill.show()
        tone = "warn" if away else "archive" if archive.bucket else "good"
        self.pill.tell(words.state(archive), tone)
        self.reveal.setVisible(can_reveal and archive.connected and not archive.bucket)
        self.holds.setText(words.holds(archive))
        self.room.setText(words.room(archive, now))
        self._fill(0 if away else archive.bytes, None if away else archive.volume)
        self.bar.setVisible(not archive.bucket)
        self._tone(self.title, "muted" if away else "")
        self._speak(words.place(archive))

    def _free(self, volume: Volume | None) -> str:
        if volume is None:
            return ""
        return self.tr("{free} free of {total}").format(free=size(volume.free), total=size(volume.total))

    def _fill(self, bytes: int, volume: Volume | None) -> None:
        if volume is None or volume.total <= 0:
            self.bar.show_shares(0.0, 0.0)
            return
        used = max(0, volume.total - volume.free)
        ours = min(bytes, used)
        self.bar.show_shares(ours / volume.total, (used - ours) / volume.total)

    def _speak(self, place: str) -> None:
        parts = [self.title.text(), self.pill.text if self.pill.isVisibleTo(self) else "", place]
        self.setAccessibleName(", ".join(part for part in parts if part))
        self.setAccessibleDescription(f"{self.holds.text()}, {self.room.text()}")
        self.setToolTip(f"<qt>{html.escape(place)}</qt>" if place else "")

    def _reveal(self) -> None:
        self.reveal_wanted.emit(self._id)

    @staticmethod
    def _tone(label: QLabel, tone: str) -> None:
        if label.property("tone") != tone:
            label.setProperty("tone", tone)
            label.style().unpolish(label)
            label.style().polish(label)

    def retranslate(self) -> None:
        """Read the strings again."""
        self.reveal.setToolTip(self.tr("Show in the file manager"))
        self.reveal.setAccessibleName(self.tr("Show in the file manager"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
