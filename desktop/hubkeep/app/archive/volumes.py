"""The disks and buckets side by side, in as many columns as there is room for."""

from __future__ import annotations

import math
from typing import Final

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from ...link.messages import ArchiveView, Totals
from .. import theme as scale
from ..theme import Theme
from .volume_card import VolumeCard

WIDTH: Final = 270
"""What a card has at least, where the page is not narrower than that."""


class Volumes(QWidget):
    """The cache's first, then the archives'. `reveal_wanted` with an archive's id."""

    reveal_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("archiveVolumes")
        self._theme = theme
        self.cache = VolumeCard(theme, "volume-cache", self)
        self._cards: dict[str, VolumeCard] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(scale.S)
        self._columns = 0
        self._order: tuple[str, ...] = ()
        self._last: tuple[Totals, ArchiveView, float, bool] | None = None
        self.retranslate()

    def card(self, id: str) -> VolumeCard | None:
        """An archive's card."""
        return self._cards.get(id)

    def show_view(self, totals: Totals, view: ArchiveView, now: float, *, can_reveal: bool) -> None:
        """Take what there is now."""
        self._last = (totals, view, now, can_reveal)
        self.cache.show_cache(totals.bytes, totals.volume or view.volume)
        order = tuple(archive.id for archive in view.archives)
        for id in self._cards.keys() - set(order):
            card = self._cards.pop(id)
            self._grid.removeWidget(card)
            card.hide()
            card.deleteLater()
        for archive in view.archives:
            if archive.id not in self._cards:
                made = self._cards[archive.id] = VolumeCard(
                    self._theme, f"volume-{archive.id}", self, "archive"
                )
                made.reveal_wanted.connect(self.reveal_wanted)
            self._cards[archive.id].show_archive(archive, now, can_reveal=can_reveal)
        if order != self._order:
            self._order = order
            self._columns = 0
            self._place()

    def _place(self) -> None:
        cards = [self.cache, *(self._cards[id] for id in self._order)]
        most = max(1, self.width() // WIDTH)
        rows = math.ceil(len(cards) / most)
        columns = math.ceil(len(cards) / rows)
        if columns == self._columns:
            return
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 0)
        self._columns = columns
        for number, card in enumerate(cards):
            self._grid.addWidget(card, number // columns, number % columns)
            card.show()
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def retranslate(self) -> None:
        """Read the strings again."""
        self.setAccessibleName(self.tr("Disks"))
        if self._last is not None:
            totals, view, now, can_reveal = self._last
            self.show_view(totals, view, now, can_reveal=can_reveal)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
