"""What is done with one download, with several, with all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from ...link.messages import (
    FINISHED,
    ControlDownloads,
    ControlJob,
    DownloadsChanged,
    DownloadView,
    LimitDownload,
    Refusal,
)
from ..engine_link import Link
from ..theme import Theme
from .actions import DownloadsActions
from .cancel_dialog import CancelDialog
from .limits_dialog import LimitsDialog
from .offered import allowed
from .queue import Queue


class Doings(QObject):
    """Does what `actions` say with what is selected in the queue. `refused` is told why something was not
    done; dialogs open over `page`."""

    def __init__(
        self,
        link: Link,
        theme: Theme,
        actions: DownloadsActions,
        queue: Queue,
        refused: Callable[[Refusal], None],
        page: QWidget,
    ) -> None:
        super().__init__(page)
        self._link = link
        self._theme = theme
        self._queue = queue
        self._refused = refused
        self._page = page
        self._all = DownloadsChanged()
        queue.toggled.connect(self._toggle_chosen)
        actions.pause.triggered.connect(self._pause)
        actions.resume.triggered.connect(self._resume)
        actions.retry.triggered.connect(self._retry)
        actions.limits.triggered.connect(self._ask_limits)
        actions.cancel.triggered.connect(self._cancel_or_dismiss)
        actions.dismiss.triggered.connect(self._dismiss)
        actions.copy.triggered.connect(self._copy_names)
        actions.copy_details.triggered.connect(self._copy_details)
        actions.pause_all.triggered.connect(self._toggle_all)
        actions.clear.triggered.connect(self._clear)

    def show(self, queue: DownloadsChanged) -> None:
        """Take the whole queue as it is now."""
        self._all = queue

    def control(self, views: Sequence[DownloadView], action: str) -> None:
        """Ask the engine for an action of `ControlJob`, where it makes sense."""
        for view in views:
            if action in allowed(view):
                self._link.call(ControlJob(view.id, action), nothing, self._refused)  # type: ignore[arg-type]

    def _pause(self) -> None:
        self.control(self._queue.chosen(), "pause")

    def _resume(self) -> None:
        self.control(self._queue.chosen(), "resume")

    def _retry(self) -> None:
        self.control(self._queue.chosen(), "retry")

    def _dismiss(self) -> None:
        self.control(self._queue.chosen(), "dismiss")

    def _toggle_chosen(self) -> None:
        """The space bar: pause what moves; where nothing does, let it go on."""
        chosen = self._queue.chosen()
        if any("pause" in allowed(view) for view in chosen):
            self.control(chosen, "pause")
        else:
            self.control(chosen, "resume")
            self.control([view for view in chosen if view.state in {"failed", "cancelled"}], "retry")

    def _cancel_or_dismiss(self) -> None:
        """What is over goes at once; what is not is asked about."""
        chosen = self._queue.chosen()
        going = [view for view in chosen if "cancel" in allowed(view)]
        if not going:
            self.control(chosen, "dismiss")
            return
        dialog = CancelDialog(self._theme, going, self._page)
        dialog.ordered.connect(self._cancel)
        dialog.open()

    def _ask_limits(self) -> None:
        going = [view for view in self._queue.chosen() if view.state not in FINISHED]
        if going:
            dialog = LimitsDialog(self._theme, going, self._page)
            dialog.ordered.connect(self._limit)
            dialog.open()

    def _limit(self, requests: tuple[LimitDownload, ...]) -> None:
        for request in requests:
            self._link.call(request, nothing, self._refused)

    def _cancel(self, ids: tuple[int, ...]) -> None:
        self.control([view for view in self._all.downloads if view.id in ids], "cancel")

    def _toggle_all(self) -> None:
        action = "resume" if self._all.paused else "pause"
        self._link.call(ControlDownloads(action), nothing, self._refused)  # type: ignore[arg-type]

    def _clear(self) -> None:
        self.control([view for view in self._all.downloads if view.state in FINISHED], "dismiss")

    def _copy_names(self) -> None:
        text = "\n".join(view.repo for view in self._queue.chosen())
        if text:
            QGuiApplication.clipboard().setText(text)

    def _copy_details(self) -> None:
        card = self._queue.card(self._queue.current)
        if card is not None:
            card.copy_details()


def nothing(_answer: object) -> None:
    """For calls whose answer says no more than that it was done."""
