"""The files of downloads, below their cards: unfolded, kept as they are now, held back and let go on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer

from ...link.messages import ControlFiles, DescribeDownload, DownloadDetail, Refusal
from ..engine_link import Link
from ..theme import Theme
from .files import FilesView
from .queue import Queue
from .rates_feed import keep_going

FILES_MS: Final = 1000
MANY_FILES: Final = 3000
"""So many files of one download are asked for less often: the answer is long."""
MANY_FILES_MS: Final = 4000


class FilesFeed(QObject):
    """Asks again for what is unfolded while the page is in sight. `refused` is told why something that the
    user asked for was not done."""

    def __init__(
        self, link: Link, theme: Theme, queue: Queue, refused: Callable[[Refusal], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._link = link
        self._theme = theme
        self._queue = queue
        self._refused = refused
        self._asking: set[int] = set()
        self._seen = False
        self.timer = QTimer(self, interval=FILES_MS)
        self.timer.timeout.connect(self._ask)

    def watch(self, *, seen: bool) -> None:
        """Whether the page is in sight."""
        self._seen = seen
        keep_going(self.timer, seen and any(card.below is not None for card in self._queue.cards()))

    def forget(self) -> None:
        """The engine is another one: what was asked is not answered any more."""
        self._asking.clear()

    def toggle(self, id: int) -> None:
        """Unfold the files of a download, or fold them."""
        card = self._queue.card(id)
        if card is None:
            return
        if card.below is not None:
            card.fold()
            card.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            files = FilesView(self._theme, card)
            files.setProperty("download", id)
            files.asked.connect(self._control)
            card.unfold(files)
            self._describe(id)
        self.watch(seen=self._seen)

    def _ask(self) -> None:
        for card in self._queue.cards():
            if isinstance(card.below, FilesView):
                self._describe(card.view.id)
                many = card.below.files.rowCount() > MANY_FILES
                self.timer.setInterval(MANY_FILES_MS if many else FILES_MS)

    def _describe(self, id: int) -> None:
        if id in self._asking or self._link.state != "ready":
            return
        self._asking.add(id)

        def told(detail: DownloadDetail) -> None:
            self._asking.discard(id)
            card = self._queue.card(id)
            if card is not None and isinstance(card.below, FilesView):
                card.below.show_files(detail.files)

        def refused(refusal: Refusal) -> None:
            self._asking.discard(id)

        self._link.call(DescribeDownload(id), told, refused)

    def _control(self, paths: tuple[str, ...], action: str) -> None:
        id = self.sender().property("download")

        def done(_answer: object) -> None:
            self._describe(id)

        request = ControlFiles(id, paths, "pause" if action == "pause" else "resume")
        self._link.call(request, done, self._refused)
