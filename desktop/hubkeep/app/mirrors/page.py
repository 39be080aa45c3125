"""The Mirrors page: which mirrors serve here, how fast; which one is used, by downloads and by everything."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ...link.messages import (
    FetchHistory,
    FetchReached,
    History,
    ListMirrors,
    MirrorsView,
    MirrorView,
    Problem,
    Reached,
)
from .. import theme as scale
from ..engine_link import Link
from ..problems import sentence
from ..theme import Theme
from ..widgets.blocks import Remark, icon_button
from ..widgets.notice_bar import NoticeBar
from ..widgets.placeholder import Placeholder
from . import words
from .actions import MirrorsActions
from .asked_repo import repo_in
from .calm import arranged
from .cards import Cards
from .entry_dialog import EntryDialog
from .errands import Errands
from .export_dialog import ExportDialog
from .history_chart import HistoryChart
from .list_files import ListFiles
from .outlook import Outlook, outlook, outlook_words
from .room_dialog import RoomDialog
from .use_choice import UseChoice

NARROW: Final = 820
"""Below this width the field leaves room to the page's sentence."""
SLIM: Final = 132
FIELD: Final = 220
TICK_MS: Final = 20_000
"""How often what is said of the time is said anew, and running programs are asked about."""


class MirrorsPage(QWidget):
    """`changed`: summary or status are new. What the engine says of the mirrors is all that is kept here."""

    changed = Signal()

    def __init__(
        self,
        link: Link,
        theme: Theme,
        state: QSettings,
        parent: QWidget,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("mirrorsPage")
        self._link = link
        self._theme = theme
        self._clock = clock
        self._view = MirrorsView()
        self._known = False
        """Whether the engine has said what there is."""
        self._order: tuple[str, ...] = ()
        self._stale = 0
        """How many running programs have another endpoint."""
        self._told = ("", "")
        self.actions_ = MirrorsActions(theme, self)
        self.errands = Errands(link, self)
        self.lists = ListFiles(link, self)
        self.choice = UseChoice(theme, self)
        self.cards = Cards(theme, self)
        self.chart = HistoryChart(theme, self)
        self.notice = NoticeBar(theme, self)
        self.placeholder = Placeholder(theme, "mirrorsPlaceholder", self)
        self._remark = Remark(theme, self)
        self._remark.label.setObjectName("mirrorsRemark")
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self._look_again)
        self._make_head(theme)
        self._place()
        self._connect()
        self.retranslate()
        self._link_changed(link.state)

    # --- what the shell asks

    def title(self) -> str:
        """The page's name."""
        return self.tr("Mirrors")

    def summary(self) -> str:
        """How many serve, since when that is known, and which one is used."""
        return words.summary(self._view, self._clock()) if self._known else ""

    def status(self) -> str:
        """Who on this machine has the endpoint that was written."""
        return words.status(self._view.exported, self._stale)

    def head(self) -> Sequence[QWidget]:
        """The field for a repo, what else there is, and the main action."""
        return (self.repo, self.more_button, self.export_button, self.measure_button)

    # --- putting it together

    def _make_head(self, theme: Theme) -> None:
        self.repo = QLineEdit(self)
        self.repo.setObjectName("checkRepo")
        self.repo.setFixedWidth(FIELD)
        self.repo.setClearButtonEnabled(False)
        self.repo.returnPressed.connect(self._measure)
        self.repo.textChanged.connect(self._name_measure)
        self.more_button = icon_button(theme, "more", "mirrorsMore", self)
        self.more_button.clicked.connect(self._open_page_menu)
        self.export_button = QPushButton(self)
        self.export_button.setObjectName("useEverywhere")
        self.export_button.clicked.connect(self.actions_.export.trigger)
        self.measure_button = QPushButton(self)
        self.measure_button.setObjectName("measureMirrors")
        self.measure_button.setProperty("primary", True)
        self.measure_button.clicked.connect(self._measure_or_stop)

    def _place(self) -> None:
        self.stack = QStackedWidget(self)
        self.stack.setObjectName("mirrorsStack")
        self.stack.addWidget(self.cards)
        self.stack.addWidget(self.placeholder)
        above = QVBoxLayout()
        above.setContentsMargins(scale.XL, 0, scale.XL, 0)
        above.setSpacing(scale.S)
        above.addWidget(self.choice)
        above.addWidget(self._remark)
        below = QVBoxLayout()
        below.setContentsMargins(scale.XL, 0, scale.XL, scale.M)
        below.setSpacing(scale.S)
        below.addWidget(self.notice)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scale.M)
        column.addLayout(above)
        column.addWidget(self.stack, 1)
        column.addLayout(below)
        self._remark.hide()
        self.cards.stand_above(self.chart)
        self.cards.stand_between(self.choice.which, self.chart)

    def _connect(self) -> None:
        link, actions, errands = self._link, self.actions_, self.errands
        link.mirrors_changed.connect(self._take)
        link.state_changed.connect(self._link_changed)
        self.choice.chosen.connect(errands.use)
        self.cards.asked.connect(self._asked)
        self.cards.allowed.connect(errands.allow)
        self.cards.menu_wanted.connect(self._open_card_menu)
        self.cards.current_changed.connect(self._enable)
        self.placeholder.acted.connect(self._measure)
        errands.refused.connect(self._complain)
        errands.use_refused.connect(self.choice.hold)
        self.lists.told.connect(self.notice.tell)
        actions.measure.triggered.connect(self._measure_or_stop)
        actions.check.triggered.connect(self._focus_repo)
        actions.export.triggered.connect(self.open_export_dialog)
        actions.room.triggered.connect(self.open_room_dialog)
        actions.add.triggered.connect(self.open_entry_dialog)
        actions.bring.triggered.connect(self.lists.choose_to_bring)
        actions.give.triggered.connect(self.lists.choose_to_give)
        for action, name in (
            (actions.use, "use"),
            (actions.one, "measure"),
            (actions.edit, "edit"),
            (actions.remove, "remove"),
            (actions.copy, "copy"),
            (actions.copy_url, "copy-url"),
        ):
            action.setData(name)
            action.triggered.connect(self._current_asked)

    # --- what the engine says

    def _take(self, view: MirrorsView) -> None:
        measured, exported = self._view.measured, self._view.exported
        self._view, self._known = view, True
        if view.measured != measured:
            self._ask_history()
        if view.exported != exported:
            self._ask_reached()
        self._show()

    def _show(self) -> None:
        view, ready = self._view, self._link.state == "ready"
        if not ready:
            # Whatever it was about has ended with it; it goes on once the engine is back.
            idle = tuple(replace(each, stage="idle", rate_now=0.0) for each in view.mirrors)
            view = replace(view, job=0, mirrors=idle)
        mirrors = arranged(view, self._order)
        self._order = tuple(each.entry.url for each in mirrors)
        self.cards.show_mirrors(mirrors, self._clock(), ready=ready)
        self.choice.show_view(view, ready=ready)
        self.chart.show_order(self._order, {each.entry.url: words.name(each) for each in mirrors})
        self._show_outlook(outlook(view))
        self.actions_.show_running(bool(view.job))
        self._name_measure()
        self._enable()
        self._tell()

    def _show_outlook(self, seen: Outlook) -> None:
        empty = seen == "unmeasured" or not self._known
        self.stack.setCurrentWidget(self.placeholder if empty else self.cards)
        self.stack.setVisible(self._known)
        self.choice.setVisible(self._known)
        self._show_chart()
        if seen == "unmeasured":
            self._tell_placeholder()
        self._remark.tell(outlook_words(seen), "warning" if seen == "none" else "error")

    def _tell_placeholder(self) -> None:
        self.placeholder.tell(
            "mirrors",
            self.tr("Which of %n mirror(s) serve(s) you?", "", len(self._view.mirrors)),
            self.tr(
                "Many guides recommend mirrors that are dead, stale, or hand over to a host that is blocked. "
                "Measuring takes half a minute and at most 64 MB from each."
            ),
            self.tr("Measure now"),
        )
        self.placeholder.button.setEnabled(self._link.state == "ready")

    def _show_chart(self) -> None:
        self.chart.setVisible(bool(self._view.measured) or not self.chart.flat)

    def _tell(self) -> None:
        told = (self.summary(), self.status())
        if told != self._told:
            self._told = told
            self.changed.emit()

    def _link_changed(self, state: str) -> None:
        if state == "ready":
            self._link.call(ListMirrors(), self._take)
            self._ask_history()
            self._ask_reached()
        self._show()

    def _look_again(self) -> None:
        self._ask_reached()
        self._show()

    def _ask_history(self) -> None:
        if self._link.state == "ready":
            self._link.call(FetchHistory(), self._take_history)

    def _take_history(self, history: History) -> None:
        self.chart.show_history(history, self._clock())
        self._show_chart()

    def _ask_reached(self) -> None:
        if self._link.state == "ready" and self._view.exported:
            self._link.call(FetchReached(), self._take_reached)

    def _take_reached(self, reached: Reached) -> None:
        self._stale = words.outdated(reached.programs)
        self._tell()

    # --- measuring

    def _measure_or_stop(self) -> None:
        if self._view.job:
            self.errands.stop(self._view.job)
        else:
            self._measure()

    def _measure(self) -> None:
        if self._view.job or self._link.state != "ready":
            return
        text = self.repo.text().strip()
        repo = repo_in(text)
        if text and not repo:
            self.notice.tell(self.tr("A repo is written like org/name."), "warning")
            return
        self.errands.measure(repo=repo)

    def _name_measure(self) -> None:
        running, text = bool(self._view.job), self.repo.text().strip()
        named = self.tr("Check it") if text else self.tr("Measure")
        self.measure_button.setText(self.tr("Stop") if running else named)
        self.measure_button.setEnabled(self._link.state == "ready")

    # --- one of them

    def _mirror(self, url: str) -> MirrorView | None:
        return next((each for each in self._view.mirrors if each.entry.url == url), None)

    def _current_asked(self) -> None:
        sender = self.sender()
        if sender is not None and self.cards.current:
            self._asked(self.cards.current, sender.data())  # type: ignore[attr-defined]

    def _asked(self, url: str, action: str) -> None:
        mirror, card = self._mirror(url), self.cards.card(url)
        if mirror is None or card is None:
            return
        if action == "use":
            self.errands.use("official" if mirror.official else url)
        elif action == "measure":
            self.errands.measure((url,), repo_in(self.repo.text()))
        elif action == "edit":
            EntryDialog(self._link, self._theme, frozenset(), mirror.entry, self).open()
        elif action == "remove" and mirror.entry.own:
            self._remove(mirror)
        elif action == "copy":
            card.copy_details()
        elif action == "copy-url":
            QGuiApplication.clipboard().setText(url)

    def _remove(self, mirror: MirrorView) -> None:
        """Gone at once, and back at once where that was a slip."""
        entry = mirror.entry

        def put_back() -> None:
            self.errands.add(entry)

        def gone() -> None:
            told = self.tr("{name} is no longer in the list.").format(name=words.name(mirror))
            self.notice.tell(told, "info", self.tr("Put back"), put_back)

        self.errands.remove(entry.url, gone)

    def _enable(self) -> None:
        """What makes sense for the current mirror."""
        actions, mirror = self.actions_, self._mirror(self.cards.current)
        ready = self._link.state == "ready"
        own = ready and mirror is not None and mirror.entry.own
        actions.use.setEnabled(ready and mirror is not None and not mirror.first)
        actions.one.setEnabled(ready and mirror is not None and not self._view.job)
        actions.edit.setEnabled(own)
        actions.remove.setEnabled(own)
        actions.copy.setEnabled(mirror is not None)
        actions.copy_url.setEnabled(mirror is not None)
        for action in (actions.measure, actions.export, actions.room, actions.add, actions.bring):
            action.setEnabled(ready)
        actions.give.setEnabled(ready and any(each.entry.own for each in self._view.mirrors))
        self.export_button.setEnabled(ready)

    # --- menus and dialogs

    def _open_page_menu(self) -> None:
        button = self.more_button
        self.actions_.page_menu(self).popup(button.mapToGlobal(QPoint(0, button.height())))

    def _open_card_menu(self, url: str, at: QPoint) -> None:
        self.cards.go(url)
        self._enable()
        self.actions_.card_menu(self).popup(at)

    def open_entry_dialog(self) -> None:
        """Add a mirror of one's own."""
        known = frozenset(each.entry.url for each in self._view.mirrors)
        EntryDialog(self._link, self._theme, known, None, self).open()

    def open_export_dialog(self) -> None:
        """Use one everywhere on the machine."""
        dialog = ExportDialog(self._link, self._theme, self._view, self)
        self._link.mirrors_changed.connect(dialog.show_view)
        dialog.applied.connect(self._applied)
        dialog.open()

    def _applied(self) -> None:
        self._link.call(ListMirrors(), self._take)
        self._ask_reached()

    def open_room_dialog(self) -> None:
        """A caching mirror for the local network."""
        dialog = RoomDialog(
            self._link,
            self._theme,
            self._serving(),
            can_browse=self._link.local,
            parent=self,
        )
        dialog.open()

    def _serving(self) -> tuple[str, ...]:
        """Those that a mirror of one's own could ask, the best first."""
        serving = [each.entry.url for each in self._view.mirrors if each.rank and not each.local]
        return tuple(dict.fromkeys([*serving, words.OFFICIAL]))

    # --- what came of it

    def _complain(self, problem: Problem) -> None:
        self.notice.tell(sentence(problem), "error")

    # --- events

    def _focus_repo(self) -> None:
        self.repo.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.repo.selectAll()

    def focusInEvent(self, event: QFocusEvent) -> None:
        # Not a focus proxy: Qt counts a page that has one as a stop of its own, and Tab would go round in it.
        card = self.cards.card(self.cards.current)
        aim = card if card is not None and card.isVisible() else self.measure_button
        aim.setFocus(event.reason())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.repo.setFixedWidth(SLIM if self.width() < NARROW else FIELD)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tick.start()
        self._look_again()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._tick.stop()

    def retranslate(self) -> None:
        """Read the strings again."""
        self.setAccessibleName(self.title())
        self.repo.setPlaceholderText(self.tr("Check a repo…"))
        self.repo.setAccessibleName(self.tr("A repo to measure with"))
        self.repo.setToolTip(
            self.tr("As org/name: measure with it, and see which of its files each mirror has")
        )
        self.more_button.setToolTip(self.tr("More"))
        self.more_button.setAccessibleName(self.tr("More about mirrors"))
        self.export_button.setText(self.tr("Use everywhere…"))
        self.actions_.retranslate()
        self._tell_placeholder()
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
