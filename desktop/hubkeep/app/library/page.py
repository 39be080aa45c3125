"""The Library page: table, map and inspector over the same rows, in step with each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QGuiApplication, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ...link.messages import (
    Describe,
    EmptyTrash,
    Failure,
    JobResult,
    JobView,
    Join,
    OpenCache,
    Problem,
    Prune,
    Query,
    Refresh,
    Refusal,
    Relocate,
    Remove,
    Repair,
    RepairResult,
    RepoDetail,
    RepoRow,
    Reveal,
    RowsChanged,
    Target,
    Totals,
    Undo,
    Verify,
    VerifyResult,
    parse_filter,
)
from .. import theme as scale
from ..engine_link import Link
from ..formatting import count, size
from ..problems import sentence
from ..shell import jobs_in_words
from ..theme import Theme
from ..widgets.blocks import Remark
from ..widgets.notice_bar import NoticeBar
from ..widgets.placeholder import Placeholder
from ..widgets.search_field import SearchField
from . import words
from .actions import LibraryActions
from .archiving import Archiving
from .delete_dialog import DeleteDialog
from .errands import Errands, Order
from .free_dialog import FreeDialog
from .inspector import WIDTH as INSPECTOR_WIDTH
from .inspector import Inspector
from .map_pane import MapPane
from .relocate_dialog import RelocateDialog
from .rows_model import RowsModel
from .skeleton import Skeleton
from .snippets import load_lines
from .table import LibraryTable
from .verify_report import VerifyReport
from .words import Clock

NARROW: Final = 820
"""Below this width the inspector takes the table's place instead of standing beside it."""
TYPING_MS: Final = 25
MAP_MS: Final = 120
"""The map is laid out anew so often at most while rows stream in."""

VIEWS: Final = ("both", "table", "map")


class LibraryPage(QWidget):
    """`changed`: summary or selection are new. `archive_wanted(keys)`: repos are to be archived."""

    changed = Signal()
    archive_wanted = Signal(object)

    def __init__(
        self, link: Link, theme: Theme, state: QSettings, parent: QWidget, now: Clock = words.clock
    ) -> None:
        super().__init__(parent)
        self.setObjectName("libraryPage")
        self._link = link
        self._theme = theme
        self._state = state
        self._now = now
        self._totals = Totals(cache="")
        self._search_problem: Problem | None = None
        self._opened = False
        self._seen = False
        self._following = False
        self.model = RowsModel(now, self)
        self.errands = Errands(link, self)
        self.actions_ = LibraryActions(theme, self)
        self.archiving = Archiving(
            link, theme, self.actions_, self.errands, self.selected_rows, lambda: self._totals.cache, self
        )
        self.archiving.wanted.connect(self.archive_wanted)
        self.table = LibraryTable(self.model, theme, state, self)
        self.map = MapPane(theme, self.model.row, state, now, self)
        self.inspector = Inspector(link, theme, self.actions_, now, self)
        self.notice = NoticeBar(theme, self)
        self._remark = Remark(theme, self)
        self._remark.setObjectName("libraryRemark")
        self._remark.hide()
        self._filter_timer = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._filter_timer.timeout.connect(self._filter)
        self._map_timer = QTimer(self, singleShot=True, interval=MAP_MS)
        self._map_timer.timeout.connect(self._show_map)
        self._make_head(theme)
        self._place(theme)
        self._connect()
        self.setFocusProxy(self.table)
        self.set_view(str(state.value("view", "both")))
        self.retranslate()
        self._renewed()

    # --- what the shell asks

    def title(self) -> str:
        """The page's name."""
        return self.tr("Library")

    def summary(self) -> str:
        """How many repos, how much they take, how much of it is stale."""
        totals = self._totals
        if totals.phase == "missing":
            return self.tr("No cache yet")
        if totals.phase == "failed":
            return self.tr("The cache can't be read")
        if not totals.repos and totals.phase == "reading":
            return self.tr("Reading the disk…")
        parts = [
            self.tr("%n repo(s)", "", totals.repos),
            self.tr("{size} on disk").format(size=size(totals.bytes)),
        ]
        if totals.stale_bytes and totals.trust != "none":
            stale = self.tr("{size} not read for %n day(s)", "", totals.stale_days)
            parts.append(stale.format(size=size(totals.stale_bytes)))
        if totals.phase == "reading":
            parts.append(self.tr("still reading"))
        return " · ".join(parts)

    def status(self) -> str:
        """What is selected, and what deleting it frees."""
        rows = self.selected_rows()
        if not rows:
            shown, total = self.model.rowCount(), self.model.total
            if shown != total:
                told = self.tr("{shown} of {total} shown").format(shown=count(shown), total=count(total))
                return f"{told} · {size(sum(row.bytes for row in self.model.shown()))}"
            return ""
        parts = [self.tr("%n selected", "", len(rows)), size(sum(row.bytes for row in rows))]
        frees = sum(row.frees for row in rows if row.type != "other")
        if frees:
            parts.append(self.tr("deleting frees {size}").format(size=size(frees)))
        return " · ".join(parts)

    def head(self) -> Sequence[QWidget]:
        """Search, the choice of views, and the one thing to do."""
        return (self.search, self.view_button, self.more_button, self.free_button)

    # --- putting it together

    def _make_head(self, theme: Theme) -> None:
        self.search = SearchField(theme, self)
        self.search.setObjectName("librarySearch")
        self.search.textChanged.connect(self._typed)
        self.search.installEventFilter(self)
        self.view_button = QPushButton(self)
        self.view_button.setObjectName("libraryView")
        menu = QMenu(self.view_button)
        group = QActionGroup(self)
        self._view_actions: dict[str, QAction] = {}
        for name, sign in zip(VIEWS, ("library", "table", "map"), strict=True):
            action = QAction(self)
            action.setObjectName(f"view-{name}")
            action.setCheckable(True)
            action.setData(name)
            action.triggered.connect(self._view_asked)
            theme.dress(action, sign)
            group.addAction(action)
            menu.addAction(action)
            self._view_actions[name] = action
        self.view_button.setMenu(menu)
        self.more_button = QToolButton(self)
        self.more_button.setObjectName("libraryMore")
        self.more_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        theme.dress(self.more_button, "more")
        more = QMenu(self.more_button)
        more.addAction(self.actions_.refresh)
        more.addAction(self.actions_.verify_all)
        more.addAction(self.actions_.relocate)
        more.addSeparator()
        more.addAction(self.actions_.columns)
        self.more_button.setMenu(more)
        self.free_button = QPushButton(self)
        self.free_button.setObjectName("libraryFree")
        self.free_button.setProperty("primary", True)
        self.free_button.clicked.connect(self.actions_.free_space.trigger)

    def _place(self, theme: Theme) -> None:
        self.views = QSplitter(Qt.Orientation.Vertical, self)
        self.views.setObjectName("libraryViews")
        self.views.setChildrenCollapsible(False)
        self.views.setHandleWidth(scale.M)
        self.views.addWidget(self.map)
        self.views.addWidget(self.table)
        self.views.setStretchFactor(1, 1)
        self.views.setSizes([200, 400])
        self._placeholder = Placeholder(theme, "libraryPlaceholder", self)
        self._placeholder.acted.connect(self._placeholder_acted)
        self._skeleton = Skeleton(theme, self)
        self.stack = QStackedWidget(self)
        self.stack.setObjectName("libraryStack")
        for widget in (self.views, self._placeholder, self._skeleton):
            self.stack.addWidget(widget)
        self._left = QWidget(self)
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(scale.S)
        left.addWidget(self._remark)
        left.addWidget(self.stack, 1)
        left.addWidget(self.notice)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setObjectName("librarySplitter")
        self.splitter.setHandleWidth(scale.L)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self._left)
        self.splitter.addWidget(self.inspector)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([900, INSPECTOR_WIDTH])
        for splitter, name in ((self.splitter, "across"), (self.views, "down")):
            kept = self._state.value(name)
            if kept is not None:
                splitter.restoreState(kept)
            splitter.splitterMoved.connect(self._keep_splitters)
        row = QHBoxLayout(self)
        row.setContentsMargins(scale.XL, 0, scale.XL, scale.L)
        row.addWidget(self.splitter)

    def _connect(self) -> None:
        link, actions = self._link, self.actions_
        link.rows_changed.connect(self._take_rows)
        link.totals_changed.connect(self._take_totals)
        link.state_changed.connect(self._link_changed)
        self.model.renewed.connect(self._renewed)
        self.table.chosen.connect(self._chosen_in_table)
        self.table.opened.connect(self.open_inspector)
        self.table.menu_wanted.connect(self.open_menu)
        self.table.typed.connect(self._search_for)
        self.map.treemap.chosen.connect(self._chosen_in_map)
        self.map.treemap.opened.connect(self.open_inspector)
        self.map.treemap.menu_wanted.connect(self.open_menu)
        self.map.treemap.rest_clicked.connect(self._show_table)
        self.inspector.closed.connect(self.close_inspector)
        self.inspector.files.remove_wanted.connect(self.ask_to_remove)
        self.inspector.files.reveal_wanted.connect(self._reveal_path)
        self.errands.finished.connect(self._finished)
        self.errands.refused.connect(self._refused)
        actions.search.triggered.connect(self._focus_search)
        actions.refresh.triggered.connect(self._refresh)
        actions.inspect.triggered.connect(self.open_inspector)
        actions.verify.triggered.connect(self.verify_selected)
        actions.repair.triggered.connect(self.repair_selected)
        actions.verify_all.triggered.connect(self.verify_all)
        actions.remove.triggered.connect(self.remove_selected)
        actions.reveal.triggered.connect(self._reveal)
        actions.copy_id.triggered.connect(self._copy_ids)
        actions.copy_path.triggered.connect(self._copy_path)
        actions.copy_lines.triggered.connect(self._copy_lines)
        actions.free_space.triggered.connect(self.open_free_dialog)
        actions.relocate.triggered.connect(self.open_relocate_dialog)
        actions.columns.triggered.connect(self._open_columns)

    # --- rows and totals

    def _take_rows(self, change: RowsChanged) -> None:
        self.model.take(change)

    def _take_totals(self, totals: Totals) -> None:
        self._totals = totals
        self.model.set_trust(totals.trust)
        self.map.set_trust(totals.trust)
        self.inspector.show_totals(totals)
        self._show_what_there_is()
        self._show_head()
        self._greet()
        self.changed.emit()

    @property
    def totals(self) -> Totals:
        """The figures of the whole cache."""
        return self._totals

    def _renewed(self) -> None:
        if not self._map_timer.isActive():
            self._map_timer.start()
        self._show_what_there_is()
        self._show_selection()
        self.changed.emit()

    def _show_map(self) -> None:
        self.map.show_rows(self.model.shown())
        self.inspector.overview.show_rows(self.model.all_rows())

    def selected_rows(self) -> list[RepoRow]:
        """What is selected, in the order of the table."""
        rows = [self.model.row(key) for key in self.table.selected_keys()]
        return [row for row in rows if row is not None]

    # --- what stands in the middle

    def _show_what_there_is(self) -> None:
        phase, total = self._totals.phase, self.model.total
        if self.model.rowCount():
            self.stack.setCurrentWidget(self.views)
        elif total:
            self._placeholder.tell(
                "search",
                self.tr("Nothing matches"),
                self.tr("None of the %n repo(s) matches “{text}”.", "", total).format(
                    text=words.plain(self.search.text().strip())
                ),
                self.tr("Clear the search"),
            )
            self.stack.setCurrentWidget(self._placeholder)
        elif phase == "missing":
            self._placeholder.tell(
                "folder",
                self.tr("No cache yet"),
                self.tr(
                    "There is no folder at {path}. It appears by itself with the first download of "
                    "transformers, diffusers or any other program that uses the Hugging Face Hub. "
                    "A cache elsewhere can be added in the settings."
                ).format(path=words.plain(self._totals.cache)),
                self.tr("Look again"),
            )
            self.stack.setCurrentWidget(self._placeholder)
        elif phase == "failed":
            lines = words.problem_lines(self._totals.problems)
            self._placeholder.tell(
                "error", self.tr("The cache can't be read"), "\n".join(lines), self.tr("Try again")
            )
            self.stack.setCurrentWidget(self._placeholder)
        elif phase in {"ready", "confirming"}:
            self._placeholder.tell(
                "library",
                self.tr("The cache is empty"),
                self.tr("{path} holds no repo. What programs download appears here by itself.").format(
                    path=words.plain(self._totals.cache)
                ),
                self.tr("Look again"),
            )
            self.stack.setCurrentWidget(self._placeholder)
        else:
            self.stack.setCurrentWidget(self._skeleton)
        self._show_inspector()
        self._show_remark()

    def _placeholder_acted(self) -> None:
        if self.model.total:
            self.search.clear()
            self.table.setFocus()
        else:
            self._refresh()

    def _show_remark(self) -> None:
        """What is wrong with the search or with the cache as a whole."""
        if self._search_problem is not None:
            self._remark.tell(sentence(self._search_problem), "info")
        elif self._totals.problems and self.model.total:
            self._remark.tell("\n".join(words.problem_lines(self._totals.problems)), "warning")
        else:
            self._remark.tell("")

    def _show_head(self) -> None:
        some = bool(self.model.total)
        idle = not any(isinstance(order, Relocate) for order in self.errands.under_way)
        self.free_button.setEnabled(some)
        self.actions_.free_space.setEnabled(some)
        self.actions_.verify_all.setEnabled(some)
        self.actions_.relocate.setEnabled(some and idle)
        freeable = sum(each.bytes for each in self._totals.reclaimable)
        told = self.tr("{size} can go without losing anything.").format(size=size(freeable))
        self.free_button.setToolTip(told if freeable else "")

    def _link_changed(self, state: str) -> None:
        self._show_head()

    def _greet(self) -> None:
        """Once in a life: say what was found and where to begin."""
        totals = self._totals
        if totals.phase != "ready" or not totals.repos or self._state.value("greeted"):
            return
        self._state.setValue("greeted", 1)
        text = self.tr("Found %n repo(s) in {path}. “Free space…” shows what can go.", "", totals.repos)
        self.notice.tell(text.format(path=words.plain(totals.cache)))

    # --- table, map and inspector in step

    def _chosen_in_table(self) -> None:
        if self._following:
            return
        self.map.treemap.select(self.table.selected_keys(), self.table.current_key())
        self._show_selection()
        self.changed.emit()

    def _chosen_in_map(self) -> None:
        treemap = self.map.treemap
        self._following = True
        self.table.select_keys(treemap.selected, treemap.current)
        self._following = False
        self._show_selection()
        self.changed.emit()

    def _show_selection(self) -> None:
        rows = self.selected_rows()
        self.inspector.can_reveal = self._can_reveal()
        self.inspector.show_rows(rows)
        if not rows:
            self._opened = False
        actions = self.actions_
        one = rows[0] if len(rows) == 1 else None
        for action in actions.for_selection():
            action.setEnabled(bool(rows))
        # What is none of the Hub's is shown with its reason, and left alone.
        repos = any(row.type != "other" for row in rows)
        actions.verify.setEnabled(repos)
        actions.repair.setEnabled(any(words.can_be_repaired(row) for row in rows))
        self.archiving.enable(rows)
        actions.remove.setEnabled(repos)
        actions.reveal.setEnabled(one is not None and self._can_reveal())
        actions.copy_path.setEnabled(one is not None)
        actions.copy_lines.setEnabled(repos)
        self._show_inspector()
        self._show_head()

    def _can_reveal(self) -> bool:
        welcome = self._link.welcome
        return welcome is not None and welcome.can_reveal

    def open_inspector(self) -> None:
        """Look into what is selected: the focus goes to the inspector, or it comes in place of the table."""
        if not self.selected_rows():
            return
        self._opened = True
        self._show_inspector()
        self.inspector.focus_details()

    def close_inspector(self) -> None:
        """Back to the table."""
        self._opened = False
        self._show_inspector()
        (self.map.treemap if self.table.isHidden() else self.table).setFocus()

    @property
    def _narrow(self) -> bool:
        return self.width() < NARROW

    def _show_inspector(self) -> None:
        narrow, something = self._narrow, self.stack.currentWidget() is self.views
        instead = narrow and self._opened and something
        self.inspector.setVisible(something and (not narrow or instead))
        self._left.setVisible(not instead)
        self.inspector.back.setVisible(instead)

    # --- views

    def set_view(self, name: str) -> None:
        """Show "both", the "table" or the "map" alone."""
        name = name if name in VIEWS else "both"
        self._state.setValue("view", name)
        self._view = name
        self.map.setVisible(name != "table")
        self.table.setVisible(name != "map")
        self.setFocusProxy(self.map.treemap if name == "map" else self.table)
        self._view_actions[name].setChecked(True)
        self.view_button.setText(self._view_actions[name].text())

    def _view_asked(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.set_view(action.data())

    def _show_table(self) -> None:
        """The rest of the map is told apart in the table only."""
        if self._view == "map":
            self.set_view("both")
        self.table.setFocus()

    def _open_columns(self) -> None:
        self.table.open_columns_menu(QPoint(0, self.table.horizontalHeader().height()))

    def _keep_splitters(self) -> None:
        self._state.setValue("across", self.splitter.saveState())
        self._state.setValue("down", self.views.saveState())

    # --- search

    def _typed(self) -> None:
        self._filter_timer.start()

    def _filter(self) -> None:
        try:
            query = parse_filter(self.search.text())
        except Failure as failure:
            # What is half typed is no reason to show everything again.
            self._search_problem = failure.problem
        else:
            self._search_problem = None
            self.model.filter(query if query.terms else Query())
        self._show_remark()

    def _search_for(self, text: str) -> None:
        self.search.setFocus()
        self.search.setText(self.search.text() + text)

    def _focus_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if watched is self.search and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                return True
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
                (self.map.treemap if self.table.isHidden() else self.table).setFocus()
                return True
        return False

    # --- what is done with the selection

    def open_menu(self, at: QPoint) -> None:
        """The menu for what is selected, at a point of the screen."""
        if self.selected_rows():
            self.actions_.selection_menu(self).popup(at)

    def _refresh(self) -> None:
        self._link.call(Refresh(), _nothing, self._call_refused)

    def verify_selected(self) -> None:
        """Verify the selected repos."""
        keys = tuple(row.key for row in self.selected_rows() if row.type != "other")
        if keys:
            self.errands.start(Verify(cache=self._totals.cache, keys=keys))
            self.notice.tell(self.tr("Verifying %n repo(s). Activity shows how far it is.", "", len(keys)))

    def repair_selected(self) -> None:
        """Fetch what is wrong or missing of the selected repos, and nothing else."""
        wanted = [words.repo_of(row) for row in self.selected_rows() if words.can_be_repaired(row)]
        for repo in wanted:
            self.errands.start(Repair(cache=self._totals.cache, repo=repo))
        if wanted:
            told = self.tr("Repairing %n repo(s). Downloads shows how far it is.", "", len(wanted))
            self.notice.tell(told)

    def verify_all(self) -> None:
        """Verify everything."""
        self.errands.start(Verify(cache=self._totals.cache))
        self.notice.tell(self.tr("Verifying everything. Activity shows how far it is."))

    def remove_selected(self) -> None:
        """Ask whether to delete the selected repos."""
        self.ask_to_remove(tuple(Target(row.key) for row in self.selected_rows() if row.type != "other"))

    def ask_to_remove(self, targets: tuple[Target, ...]) -> None:
        """Show what deleting `targets` would do, and do it when told to."""
        if not targets:
            return
        dialog = DeleteDialog(self._link, self._theme, self._totals.cache, targets, self.model.row, self)
        dialog.ordered.connect(self.errands.start)
        dialog.open()

    def open_free_dialog(self) -> None:
        """Show what can go."""
        dialog = FreeDialog(
            self._link,
            self._theme,
            self._totals,
            list(self.model.all_rows()),
            self.errands,
            self._now,
            self,
            can_browse=self._link.local,
        )
        dialog.open()

    def open_relocate_dialog(self) -> None:
        """Ask where to move the cache to."""
        dialog = RelocateDialog(
            self._link, self._theme, self._totals, self.errands, can_browse=self._link.local, parent=self
        )
        dialog.open()

    def _copy_ids(self) -> None:
        self._copy("\n".join(row.name for row in self.selected_rows()))

    def _copy_lines(self) -> None:
        lines = [text for row in self.selected_rows() if (text := load_lines(row))]
        self._copy("\n\n".join(lines))

    def _copy_path(self) -> None:
        self._with_path(self._copy)

    def _copy(self, text: str) -> None:
        if text:
            QGuiApplication.clipboard().setText(text)
            first, _, rest = text.partition("\n")
            self.notice.tell(self.tr("Copied {text}").format(text=words.plain(first) + ("…" if rest else "")))

    def _reveal(self) -> None:
        self._with_path(self._reveal_path)

    def _reveal_path(self, path: str) -> None:
        self._link.call(Reveal(path), _nothing, self._call_refused)

    def _with_path(self, then: Callable[[str], None]) -> None:
        """Call `then` with the path of the selected repo, asking for it where it is not known yet."""
        rows = self.selected_rows()
        if len(rows) != 1:
            return
        known = self.inspector.path_of(rows[0])
        if known:
            then(known)
            return

        def told(detail: RepoDetail) -> None:
            then(detail.path)

        self._link.call(Describe(rows[0].key), told, self._call_refused)

    # --- what came of it

    def _call_refused(self, refusal: Refusal) -> None:
        self._refused(refusal.problem)

    def _refused(self, problem: Problem) -> None:
        self.notice.tell(sentence(problem), "error")

    def _finished(self, order: Order, job: JobView, result: JobResult | None) -> None:
        self._show_head()
        if job.state == "failed" and job.problem is not None:
            self.notice.tell(sentence(job.problem), "error")
            return
        if job.state == "cancelled":
            self.notice.tell(self.tr("Cancelled. What was done so far stays as it is."))
            return
        if result is None:
            return
        if isinstance(order, Verify) and result.verify is not None:
            self._verified(result.verify)
        elif isinstance(order, Remove | Prune) and result.removal is not None:
            self._removed(job, result.removal.frees, undoable=result.removal.undoable)
        elif isinstance(order, EmptyTrash) and result.removal is not None:
            self._removed(job, result.removal.frees, undoable=False)
        elif isinstance(order, Undo):
            self.notice.tell(self.tr("Everything is back where it was."), "check")
        elif isinstance(order, Join) and order.apply and result.join is not None:
            told = self.tr("%n file(s) are now stored once; that freed {size}.", "", result.join.joined)
            self.notice.tell(told.format(size=size(result.join.saves)), "check")
        elif isinstance(order, Repair) and result.repair is not None:
            self._repaired(result.repair)
        elif result.archive is not None:
            self.notice.tell(jobs_in_words.outcome(job, result), "check")
        elif isinstance(order, Relocate) and result.relocate is not None:
            target = result.relocate.target
            self._link.call(OpenCache(target), _nothing, self._call_refused)
            told = self.tr("The cache is now at {path}.").format(path=words.plain(target))
            self.notice.tell(told, "check")

    def _removed(self, job: JobView, frees: int, *, undoable: bool) -> None:
        if not undoable:
            self.notice.tell(self.tr("Freed {size}.").format(size=size(frees)), "check")
            return

        def undo() -> None:
            self.errands.start(Undo(cache=job.cache or self._totals.cache, job=job.id))

        told = self.tr("{size} are in the trash. “Free space…” empties it.")
        self.notice.tell(told.format(size=size(frees)), "check", self.tr("Undo"), undo)

    def _repaired(self, result: RepairResult) -> None:
        self.inspector.look_again()
        if not result.files:
            self.notice.tell(
                self.tr("Nothing of {repo} had to be mended.").format(repo=words.plain(result.repo)), "check"
            )
            return
        told = self.tr("%n file(s) of {repo} mended, {size} fetched.", "", len(result.files))
        self.notice.tell(told.format(repo=words.plain(result.repo), size=size(result.refetched)), "check")

    def _verified(self, result: VerifyResult) -> None:
        self.inspector.look_again()

        def show() -> None:
            VerifyReport(self._theme, result, self).open()

        if result.corrupt or result.missing:
            bad = len(result.corrupt) + len(result.missing)
            self.notice.tell(
                self.tr("%n file(s) did not pass.", "", bad), "error", self.tr("Show them"), show
            )
        else:
            told = self.tr("%n file(s) verified, all intact.", "", result.ok)
            self.notice.tell(told, "check", self.tr("Report"), show)

    # --- events

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._seen:
            # The search stands first in the order of tabs, but the rows are what one came for.
            self._seen = True
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.search.be_slim(self._narrow)
        self._show_inspector()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self._opened:
                self.close_inspector()
                return
            if self.search.text():
                self.search.clear()
                return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def retranslate(self) -> None:
        """Read the strings again."""
        self.search.setPlaceholderText(self.tr("Search or filter…"))
        self.search.setAccessibleName(self.tr("Search or filter"))
        self.search.setToolTip(
            words.tip(
                self.tr(
                    "Words in the name, or:\ntype:model  state:broken  org:Qwen  dtype:bf16\n"
                    "size>10GB  frees>1GB  read>90d  modified<7d\n-gguf  leaves out"
                )
            )
        )
        self._view_actions["both"].setText(self.tr("Table + map"))
        self._view_actions["table"].setText(self.tr("Table"))
        self._view_actions["map"].setText(self.tr("Map"))
        self.view_button.setAccessibleName(self.tr("View"))
        self.view_button.setText(self._view_actions[self._view].text())
        self.more_button.setAccessibleName(self.tr("More"))
        self.more_button.setToolTip(self.tr("More"))
        self.free_button.setText(self.tr("Free space…"))
        self._show_what_there_is()
        self._show_head()
        self.changed.emit()


def _nothing(_answer: object) -> None:
    """For calls whose answer says no more than that it was done."""
