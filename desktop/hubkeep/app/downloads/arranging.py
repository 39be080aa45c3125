"""The order that the user gives the queue, kept until the engine has taken it over."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from ...link.messages import FINISHED, ArrangeDownloads, DownloadView, Refusal
from .. import theme as scale
from ..engine_link import Link
from .actions import DownloadsActions
from .order import Place, movable, stepped
from .queue import Queue


class Arranging(QObject):
    """`changed` when the queue is to be shown in another order than before; `refused` is told why it must
    not be."""

    changed = Signal()

    def __init__(
        self,
        link: Link,
        actions: DownloadsActions,
        queue: Queue,
        refused: Callable[[Refusal], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._link = link
        self._queue = queue
        self._refused = refused
        self._views: tuple[DownloadView, ...] = ()
        self._wanted: tuple[int, ...] | None = None
        queue.ordered.connect(self._arrange)
        actions.up.triggered.connect(self._move_up)
        actions.down.triggered.connect(self._move_down)
        actions.first.triggered.connect(self._move_first)
        actions.last.triggered.connect(self._move_last)

    def forget(self) -> None:
        """The engine is another one: its order counts."""
        self._wanted = None

    @property
    def settled(self) -> bool:
        """Whether the engine has taken over what the user wanted."""
        return self._wanted is None

    def in_order(self, views: tuple[DownloadView, ...]) -> tuple[DownloadView, ...]:
        """The queue with the order the user gave, until the engine has taken it over."""
        self._views = views
        if self._wanted is None:
            return views
        places = {id: place for place, id in enumerate(self._wanted)}
        unfinished = [view for view in views if view.state not in FINISHED]
        over = [view for view in views if view.state in FINISHED]
        unfinished.sort(key=lambda view: places.get(view.id, len(places)))
        return (*unfinished, *over)

    def _move_up(self) -> None:
        self._move("up")

    def _move_down(self) -> None:
        self._move("down")

    def _move_first(self) -> None:
        self._move("first")

    def _move_last(self) -> None:
        self._move("last")

    def _move(self, to: Place) -> None:
        """Put what is selected a place up or down, or to one of the ends."""
        ids = movable(self.in_order(self._views))
        chosen = {view.id for view in self._queue.chosen()} & set(ids)
        wanted = stepped(ids, chosen, to)
        if chosen and wanted != ids:
            self._arrange(wanted)

    def _arrange(self, ids: tuple[int, ...]) -> None:
        self._wanted = ids
        self.changed.emit()
        card = self._queue.card(self._queue.current)
        if card is not None:
            self._queue.ensureWidgetVisible(card, 0, scale.S)

        def settled(_answer: object) -> None:
            if self._wanted is ids:
                self._wanted = None

        def refused(refusal: Refusal) -> None:
            if self._wanted is ids:
                self._wanted = None
                self.changed.emit()
            self._refused(refusal)

        self._link.call(ArrangeDownloads(ids), settled, refused)
