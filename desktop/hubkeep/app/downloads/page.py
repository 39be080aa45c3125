"""The Downloads page: what is being fetched, from where, how fast; what waits, what needs somebody."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, QSettings, Qt, QUrl, Signal
from PySide6.QtGui import (
    QDesktopServices,
    QDragEnterEvent,
    QDropEvent,
    QFocusEvent,
    QHideEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from ...link.messages import (
    FINISHED,
    DownloadsChanged,
    DownloadView,
    Problem,
    ReadSettings,
    Refusal,
    Settings,
    Totals,
)
from .. import theme as scale
from ..engine_link import Link
from ..formatting import size
from ..problems import sentence
from ..theme import Theme
from ..widgets.blocks import Remark
from ..widgets.dropped import dropped_text
from ..widgets.notice_bar import NoticeBar
from . import words
from .actions import DownloadsActions
from .add_bar import AddBar
from .arranging import Arranging
from .doings import Doings, nothing
from .empty import Empty
from .files_feed import FilesFeed
from .offered import allowed, openable
from .order import arranged, movable
from .queue import Queue
from .rate_graph import RateGraph
from .rates_feed import RatesFeed

NARROW = 820
"""Below this width the field to add with leaves room to the page's sentence."""
SLIM = 230
QWIDGETSIZE_MAX = 16777215
LOW = 620
"""Below this height the graph leaves room to the queue."""


def open_page(link: str) -> None:
    """Open a page in the browser."""
    QDesktopServices.openUrl(QUrl(link))


class DownloadsPage(QWidget):
    """`changed`: summary or selection are new. The engine says what is; this page keeps no state of it."""

    changed = Signal()
    library_wanted = Signal(str)
    """A repo to be shown in the Library: `org/name`."""
    settings_wanted = Signal()
    space_wanted = Signal()
    """The Library's dialog that frees some."""

    def __init__(
        self,
        link: Link,
        theme: Theme,
        state: QSettings,
        parent: QWidget,
        open_link: Callable[[str], object] = open_page,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("downloadsPage")
        self._link = link
        self._theme = theme
        self._open_link = open_link
        self._queue = DownloadsChanged()
        self._summary: str | None = None
        """Until something it says is another."""
        self._totals = Totals(cache="")
        self._settings: Settings | None = None
        self._told = ("", "")
        self.actions_ = DownloadsActions(theme, self)
        self.add_bar = AddBar(link, theme, self)
        self.queue = Queue(theme, self)
        self.graph = RateGraph(theme, self)
        self.notice = NoticeBar(theme, self)
        self._remark = Remark(theme, self)
        self._remark.setObjectName("downloadsRemark")
        self._remark.hide()
        self._empty = Empty(theme, self)
        self.rates = RatesFeed(link, self.graph, self)
        self.files = FilesFeed(link, theme, self.queue, self._call_refused, self)
        self.order = Arranging(link, self.actions_, self.queue, self._call_refused, self)
        self._doings = Doings(link, theme, self.actions_, self.queue, self._call_refused, self)
        self._make_buttons(theme)
        self._place()
        self._connect()
        self.setAcceptDrops(True)
        self.retranslate()
        self._link_changed(link.state)

    # --- what the shell asks

    def title(self) -> str:
        """The page's name."""
        return self.tr("Downloads")

    def summary(self) -> str:
        """How fast, from how many sources, how long still, and what is free after."""
        if self._summary is None:
            volume = self._totals.volume
            free = volume.free if volume is not None else None
            self._summary = words.summary(self._queue, free, self._totals.cache)
        return self._summary

    def status(self) -> str:
        """What is selected, where that is more than one."""
        chosen = self.queue.chosen()
        if len(chosen) < 2:
            return ""
        told = self.tr("%n selected", "", len(chosen))
        return f"{told}{words.DOT}{size(sum(view.total for view in chosen))}"

    def head(self) -> Sequence[QWidget]:
        """The field to add with, and the switch for all."""
        return (self.add_bar, self.pause_button)

    # --- putting it together

    def _make_buttons(self, theme: Theme) -> None:
        self.pause_button = QPushButton(self)
        self.pause_button.setObjectName("pauseAll")
        self.pause_button.clicked.connect(self.actions_.pause_all.trigger)
        self.limits_button = QPushButton(self)
        self.limits_button.setObjectName("downloadLimits")
        self.limits_button.setProperty("flat", True)
        theme.dress(self.limits_button, "settings")
        self.limits_button.clicked.connect(self.settings_wanted)
        self.clear_button = QPushButton(self)
        self.clear_button.setObjectName("clearFinished")
        self.clear_button.setProperty("flat", True)
        self.clear_button.clicked.connect(self.actions_.clear.trigger)

    def _place(self) -> None:
        self.stack = QStackedWidget(self)
        self.stack.setObjectName("downloadsStack")
        self.stack.addWidget(self.queue)
        self.stack.addWidget(self._empty)
        foot = QHBoxLayout()
        foot.setSpacing(scale.S)
        foot.addWidget(self.limits_button)
        foot.addStretch(1)
        foot.addWidget(self.clear_button)
        below = QVBoxLayout()
        below.setContentsMargins(scale.XL, 0, scale.XL, scale.XS)
        below.setSpacing(scale.S)
        below.addWidget(self.notice)
        below.addWidget(self.graph)
        below.addLayout(foot)
        above = QVBoxLayout()
        above.setContentsMargins(scale.XL, 0, scale.XL, 0)
        above.addWidget(self._remark)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scale.S)
        column.addLayout(above)
        column.addWidget(self.stack, 1)
        column.addLayout(below)
        QWidget.setTabOrder(self.limits_button, self.clear_button)
        self.queue.stand_between(self.pause_button, self.limits_button)

    def _connect(self) -> None:
        link, actions, queue = self._link, self.actions_, self.queue
        link.downloads_changed.connect(self._take_downloads)
        link.totals_changed.connect(self._take_totals)
        link.state_changed.connect(self._link_changed)
        queue.asked.connect(self._asked)
        queue.chosen_changed.connect(self._chosen_changed)
        queue.menu_wanted.connect(self.open_menu)
        queue.opened.connect(self.files.toggle)
        self.rates.came.connect(self._show_graph)
        self.order.changed.connect(self._show)
        actions.add.triggered.connect(self._focus_add)
        actions.files.triggered.connect(self._toggle_files)
        actions.library.triggered.connect(self._open_current_in_library)

    # --- what the engine says

    def _take_downloads(self, queue: DownloadsChanged) -> None:
        self._queue, self._summary = queue, None
        self._doings.show(queue)
        self._show()

    def _show(self) -> None:
        views = self.order.in_order(self._queue.downloads)
        self.queue.show_downloads(arranged(views))
        self.stack.setCurrentWidget(self.queue if views else self._empty)
        self._show_graph()
        self._show_all_paused()
        self._show_remark()
        self._watch()
        told = (self.summary(), self.status())
        if told != self._told:
            self._told = told
            self.changed.emit()
        if self._menu_would_differ():
            self._enable()

    def _take_totals(self, totals: Totals) -> None:
        self._totals, self._summary = totals, None
        self.changed.emit()

    def _link_changed(self, state: str) -> None:
        ready = state == "ready"
        for part in (self.order, self.rates, self.files):
            part.forget()
        if ready:
            self._ask_settings()
            self.rates.ask()
        self.pause_button.setEnabled(ready)
        self._watch()
        self._enable()

    def _show_graph(self) -> None:
        """Nowhere to go and nothing to look back at: then no graph."""
        shown = bool(self._queue.downloads) or not self.graph.flat
        if self.graph.isHidden() is shown:
            self.graph.setVisible(shown)

    def _show_all_paused(self) -> None:
        paused = self._queue.paused
        self.actions_.show_paused(paused)
        if self.pause_button.text() != self.actions_.pause_all.text():
            self.pause_button.setText(self.actions_.pause_all.text())
        some = bool(movable(self._queue.downloads)) or paused
        over = any(view.state in FINISHED for view in self._queue.downloads)
        for widget, shown in ((self.pause_button, some), (self.clear_button, over)):
            if widget.isHidden() is shown:
                widget.setVisible(shown)

    def _show_remark(self) -> None:
        waiting = self._queue.waiting
        told = sentence(waiting) if waiting is not None and movable(self._queue.downloads) else ""
        if told != self._remark.text:
            self._remark.tell(told, "info")

    def _watch(self) -> None:
        """What can be another soon is asked for again only while it is in sight."""
        seen = self.isVisible() and self._link.state == "ready"
        self.rates.watch(seen=seen, flowing=self._queue.rate > 0)
        self.files.watch(seen=seen)

    # --- limits

    def _ask_settings(self) -> None:
        if self._link.state == "ready":
            self._link.call(ReadSettings(), self._take_settings, nothing)

    def _take_settings(self, settings: Settings) -> None:
        self._settings = settings
        self._show_limits()

    def _show_limits(self) -> None:
        self.limits_button.setText(f" {words.limits(self._settings)}" if self._settings else "")
        self.limits_button.setVisible(self._settings is not None)

    # --- what is done with one, with several, with all

    def _asked(self, id: int, action: str) -> None:
        card = self.queue.card(id)
        if card is None:
            return
        if action == "menu":
            self.queue.choose((), id)
            button = card.button("menu")
            at = button if button is not None else card
            self.open_menu(at.mapToGlobal(QPoint(0, at.height())))
        elif action == "files":
            self.files.toggle(id)
        elif action == "licence":
            if openable(card.view.link):
                self._open_link(card.view.link)
        elif action == "copy-details":
            card.copy_details()
        elif action == "free-space":
            self.space_wanted.emit()
        elif action == "library":
            self._open_in_library(card.view)
        else:
            self._doings.control((card.view,), action)

    def _toggle_files(self) -> None:
        self.files.toggle(self.queue.current)

    # --- the selection

    def _chosen_changed(self) -> None:
        self._enable()
        self._told = (self.summary(), self.status())
        self.changed.emit()

    def _menu_would_differ(self) -> bool:
        return self._enabled_for != self._state_of_chosen()

    def _state_of_chosen(self) -> tuple[object, ...]:
        chosen = self.queue.chosen()
        return (self._link.state, *((view.id, view.state, view.retry_in is None) for view in chosen))

    _enabled_for: tuple[object, ...] = ()

    def _enable(self) -> None:
        """What makes sense for what is selected."""
        self._enabled_for = self._state_of_chosen()
        chosen, actions = self.queue.chosen(), self.actions_
        ready = self._link.state == "ready"
        can = frozenset[str]().union(*(allowed(view) for view in chosen)) if ready else frozenset[str]()
        actions.pause.setEnabled("pause" in can)
        actions.resume.setEnabled("resume" in can)
        actions.retry.setEnabled("retry" in can)
        actions.dismiss.setEnabled("dismiss" in can)
        actions.cancel.setEnabled("cancel" in can or "dismiss" in can)
        in_queue = any(view.state not in FINISHED for view in chosen)
        for action in actions.for_queue():
            action.setEnabled(ready and in_queue)
        one = chosen[0] if len(chosen) == 1 else None
        actions.files.setEnabled(one is not None)
        actions.limits.setEnabled(ready and in_queue)
        actions.copy.setEnabled(bool(chosen))
        actions.copy_details.setEnabled(one is not None and one.problem is not None)
        actions.library.setEnabled(one is not None and one.state == "done" and not one.local_dir)
        actions.pause_all.setEnabled(ready)

    def open_menu(self, at: QPoint) -> None:
        """The menu for what is selected, at a point of the screen."""
        if self.queue.chosen():
            self._enable()
            self.actions_.menu(self).popup(at)

    def _open_current_in_library(self) -> None:
        for view in self.queue.chosen()[:1]:
            self._open_in_library(view)

    def _open_in_library(self, view: DownloadView) -> None:
        kind, _, _ = words.parted(view.repo)
        self.library_wanted.emit(view.repo if kind == "model" else view.repo.partition("/")[2])

    def _focus_add(self) -> None:
        self.add_bar.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # --- what came of it

    def _call_refused(self, refusal: Refusal) -> None:
        self._complain(refusal.problem)

    def _complain(self, problem: Problem) -> None:
        self.notice.tell(sentence(problem), "error")

    # --- events

    def focusInEvent(self, event: QFocusEvent) -> None:
        # Not a focus proxy: Qt counts a page that has one as a stop of its own, and Tab would go round in it.
        aim = self.queue.card(self.queue.current) or self.add_bar
        aim.setFocus(event.reason())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasText() or event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if self.add_bar.take(dropped_text(event.mimeData())):
            event.acceptProposedAction()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.graph.be_low(self.height() < LOW)
        # The sentence beside it needs room too.
        self.add_bar.setMaximumWidth(SLIM if self.width() < NARROW else QWIDGETSIZE_MAX)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask_settings()
        self.rates.ask()
        self._watch()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._watch()

    def retranslate(self) -> None:
        """Read the strings again."""
        self._summary = None
        self.setAccessibleName(self.title())
        self._show_limits()
        self.limits_button.setToolTip(self.tr("Change the limits in Settings"))
        self.clear_button.setText(self.tr("Clear finished"))
        self.actions_.retranslate()
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
