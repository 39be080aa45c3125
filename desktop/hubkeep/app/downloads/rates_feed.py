"""Keeps the graph of rates fed, as long as there is something to see and somebody to see it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from ...link.messages import FetchRates, Rates, Refusal
from ..engine_link import Link
from .rate_graph import RateGraph

RATES_MS: Final = 1000


class RatesFeed(QObject):
    """Asks once a second while bytes flow, or while the graph still shows that they did. `came` when the
    graph shows something new."""

    came = Signal()

    def __init__(self, link: Link, graph: RateGraph, parent: QObject) -> None:
        super().__init__(parent)
        self._link = link
        self._graph = graph
        self._asking = False
        self._flowing = False
        self._seen = False
        self.timer = QTimer(self, interval=RATES_MS)
        self.timer.timeout.connect(self.ask)

    def watch(self, *, seen: bool, flowing: bool) -> None:
        """Whether the page is in sight, and whether bytes flow."""
        self._seen, self._flowing = seen, flowing
        self._keep()

    def forget(self) -> None:
        """The engine is another one: what was asked is not answered any more."""
        self._asking = False

    def ask(self) -> None:
        """Ask now, unless an answer is on its way."""
        if not self._asking and self._link.state == "ready":
            self._asking = True
            self._link.call(FetchRates(), self._take, self._refused)

    def _take(self, rates: Rates) -> None:
        self._asking = False
        self._graph.show_rates(rates)
        self.came.emit()
        self._keep()

    def _refused(self, refusal: Refusal) -> None:
        self._asking = False

    def _keep(self) -> None:
        keep_going(self.timer, self._seen and (self._flowing or not self._graph.flat))


def keep_going(timer: QTimer, wanted: bool) -> None:
    """Start `timer` or stop it, where that is not so already: starting it again would put it off."""
    if wanted and not timer.isActive():
        timer.start()
    elif not wanted and timer.isActive():
        timer.stop()
