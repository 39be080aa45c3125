"""The Archive page: disks with their fill, what would move, what is archived, policies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from ...link.messages import (
    Adopt,
    Archive,
    ArchiveOrder,
    ArchivePlan,
    ArchiveView,
    ClearOrphans,
    ControlJob,
    Finding,
    Freeze,
    JobResult,
    JobView,
    KeptRepo,
    KnownArchive,
    ListArchives,
    Mend,
    PlanPolicy,
    Policy,
    Problem,
    Refusal,
    RepoRow,
    Restore,
    RevealArchive,
    RowsChanged,
    SetPinned,
    SetPolicies,
    Thaw,
    Tier,
    Totals,
    Undo,
)
from .. import theme as scale
from ..engine_link import Link
from ..formatting import size
from ..library.errands import Errands, Order
from ..library.words import Clock, clock, plain
from ..problems import sentence
from ..shell import jobs_in_words
from ..theme import Theme
from ..widgets.answers import while_there
from ..widgets.blocks import icon_button
from ..widgets.notice_bar import NoticeBar
from ..widgets.placeholder import Placeholder
from . import words
from .actions import ArchiveActions
from .bucket_dialog import BucketDialog
from .clear_dialog import ClearDialog
from .findings import Findings
from .import_dialog import ImportDialog
from .kept_pane import KeptPane
from .moves_pane import MovesPane
from .place_dialog import PlaceDialog
from .policies_pane import PoliciesPane
from .policy_dialog import PolicyDialog
from .under_way import UnderWay
from .volumes import Volumes

NARROW: Final = 900
"""Below this width the two panes stand one above the other."""
ROWS_MS: Final = 120
"""The list is filled anew so often at most while rows stream in."""
PANE: Final = 340
KEPT, POLICIES = range(2)
_RESTORED: Final[tuple[Tier, ...]] = ("archived", "partly", "frozen", "bucket")


class ArchivePage(QWidget):
    """`changed`: summary or status are new."""

    changed = Signal()

    def __init__(
        self, link: Link, theme: Theme, state: QSettings, parent: QWidget, now: Clock = clock
    ) -> None:
        super().__init__(parent)
        self.setObjectName("archivePage")
        self._link = link
        self._theme = theme
        self._state = state
        self._now = now
        self._view = ArchiveView()
        self._known = False
        """Whether the engine has said what there is."""
        self._totals = Totals(cache="")
        self._rows: dict[str, RepoRow] = {}
        self.actions_ = ArchiveActions(theme, self)
        self.errands = Errands(link, self)
        self.volumes = Volumes(theme, self)
        self.findings = Findings(theme, self)
        self.under_way = UnderWay(theme, self)
        self.moves = MovesPane(link, theme, now, self)
        self.kept = KeptPane(theme, self.actions_, now, self)
        self.policies = PoliciesPane(theme, self)
        self.notice = NoticeBar(theme, self)
        self.placeholder = Placeholder(theme, "archivePlaceholder", self)
        self._rows_timer = QTimer(self, singleShot=True, interval=ROWS_MS)
        self._rows_timer.timeout.connect(self._show_moves)
        self._make_head(theme)
        self._place()
        self._connect()
        self.setFocusProxy(self.moves.list)
        self.retranslate()
        self._link_changed(link.state)

    # --- what the shell asks

    def title(self) -> str:
        """The page's name."""
        return self.tr("Archive")

    def summary(self) -> str:
        """How much is archived, and which disks are away."""
        return words.summary(self._view) if self._known else ""

    def status(self) -> str:
        """What is selected of what is archived, else what is ticked."""
        return words.chosen(self.kept.chosen_repos())

    def head(self) -> Sequence[QWidget]:
        """What else there is, and taking something in."""
        return (self.more_button, self.open_button)

    @property
    def archived(self) -> int:
        """Bytes that are archived, for the sidebar."""
        return sum(kept.bytes for kept in self._view.kept)

    # --- putting it together

    def _make_head(self, theme: Theme) -> None:
        self.more_button = icon_button(theme, "more", "archiveMore", self)
        self.more_button.setProperty("flat", False)
        self.more_button.clicked.connect(self._open_page_menu)
        self.open_button = QPushButton(self)
        self.open_button.setObjectName("archiveImport")
        self.open_button.clicked.connect(self.actions_.bring.trigger)

    def _place(self) -> None:
        self.tabs = QTabBar(self)
        self.tabs.setObjectName("archiveTabs")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.addTab("")
        self.tabs.addTab("")
        self._right = QStackedWidget(self)
        self._right.addWidget(self.kept)
        self._right.addWidget(self.policies)
        self.tabs.currentChanged.connect(self._right.setCurrentIndex)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setObjectName("archiveSplitter")
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(scale.S)
        for pane in (_card(self.moves), _card(self.tabs, self._right)):
            pane.setMinimumHeight(PANE)
            self.splitter.addWidget(pane)
            self.splitter.setStretchFactor(self.splitter.indexOf(pane), 1)
        self.splitter.setSizes([480, 520])
        inner = QWidget(self)
        inner.setProperty("page", True)
        column = self._column = QVBoxLayout(inner)
        column.setContentsMargins(scale.XL, 0, scale.XL, scale.M)
        column.setSpacing(scale.S)
        for widget in (self.findings, self.under_way, self.volumes):
            column.addWidget(widget)
        column.addWidget(self.splitter, 1)
        self.area = QScrollArea(self)
        self.area.setObjectName("archiveArea")
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(inner)
        self.area.verticalScrollBar().rangeChanged.connect(self._keep_edge)
        self.stack = QStackedWidget(self)
        self.stack.setObjectName("archiveStack")
        self.stack.addWidget(self.area)
        self.stack.addWidget(self.placeholder)
        below = QVBoxLayout()
        below.setContentsMargins(scale.XL, 0, scale.XL, scale.M)
        below.addWidget(self.notice)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.stack, 1)
        whole.addLayout(below)

    def _connect(self) -> None:
        link, actions = self._link, self.actions_
        link.archives_changed.connect(self._take)
        link.rows_changed.connect(self._take_rows)
        link.totals_changed.connect(self._take_totals)
        link.jobs_changed.connect(self.under_way.show_jobs)
        link.state_changed.connect(self._link_changed)
        self.errands.finished.connect(self._finished)
        self.errands.refused.connect(self._complain)
        self.under_way.asked.connect(self._job_asked)
        self.findings.acted.connect(self._put_right)
        self.volumes.reveal_wanted.connect(self._reveal)
        self.moves.archive_wanted.connect(self.archive)
        self.moves.menu_wanted.connect(self._open_moves_menu)
        self.moves.target.folder_wanted.connect(self.ask_for_folder)
        self.moves.target.bucket_wanted.connect(self.ask_for_bucket)
        self.kept.chosen.connect(self._chosen)
        self.kept.menu_wanted.connect(self._open_kept_menu)
        self.kept.placeholder.acted.connect(self.open_archive)
        self.policies.add_wanted.connect(self.add_policy)
        self.policies.asked.connect(self._policy_asked)
        actions.look.triggered.connect(self._look_again)
        actions.restore.triggered.connect(self.restore_chosen)
        actions.freeze.triggered.connect(self.freeze_chosen)
        actions.thaw.triggered.connect(self.thaw_chosen)
        actions.reveal.triggered.connect(self._reveal_chosen)
        actions.copy.triggered.connect(self._copy)
        actions.pin.triggered.connect(self._pin)
        actions.policy.triggered.connect(self.add_policy)
        actions.adopt.triggered.connect(self.open_archive)
        actions.bring.triggered.connect(self.import_folder)

    # --- what the engine says

    def _take(self, view: ArchiveView) -> None:
        self._view, self._known = view, True
        self._show()

    def _take_rows(self, change: RowsChanged) -> None:
        if change.reset:
            self._rows.clear()
        for row in change.rows:
            self._rows[row.key] = row
        for key in change.removed:
            self._rows.pop(key, None)
        if not self._rows_timer.isActive():
            self._rows_timer.start()

    def _take_totals(self, totals: Totals) -> None:
        self._totals = totals
        self._show()

    def _link_changed(self, state: str) -> None:
        if state == "ready":
            self._link.call(ListArchives(), self._take)
        self._show()

    def _look_again(self) -> None:
        self._link.call(ListArchives(), self._take, while_there(self, self._call_refused))
        self.moves.ask_again()

    def _show(self) -> None:
        view, ready = self._view, self._link.state == "ready"
        self.stack.setCurrentWidget(self.area if self._known else self.placeholder)
        names = {archive.path: words.name(archive) for archive in view.archives}
        self.findings.show_findings(view.findings, names, ready=ready)
        self.volumes.show_view(self._totals, view, self._now(), can_reveal=self._can_reveal())
        self._show_moves()
        self.kept.show_view(view)
        self.policies.show_policies(view.policies, ready=ready)
        self._name_tabs()
        self._enable()
        self.changed.emit()

    def _show_moves(self) -> None:
        self.moves.show_rows(self._rows, self._totals, self._view)

    def _can_reveal(self) -> bool:
        welcome = self._link.welcome
        return welcome is not None and welcome.can_reveal

    # --- orders

    def archive(self, keys: tuple[str, ...], to: str) -> None:
        """Move these repos."""
        self._start(Archive(cache=self._totals.cache, keys=keys, to=to))

    def propose(self, keys: Sequence[str]) -> None:
        """Tick these, as the Library asks."""
        self._show_moves()
        self.moves.propose(keys)

    def restore_chosen(self) -> None:
        """Bring what is selected back."""
        if keys := self._able(*_RESTORED):
            self._start(Restore(cache=self._totals.cache, keys=keys))

    def freeze_chosen(self) -> None:
        """Compress what is selected, where it is."""
        if keys := self._able("archived", "partly"):
            self._start(Freeze(cache=self._totals.cache, keys=keys))

    def thaw_chosen(self) -> None:
        """Make what is selected readable again, where it is."""
        if keys := self._able("frozen"):
            self._start(Thaw(cache=self._totals.cache, keys=keys))

    def _able(self, *tiers: Tier) -> tuple[str, ...]:
        """The keys of what is selected and in one of `tiers`."""
        return tuple(dict.fromkeys(kept.key for kept in self.kept.chosen_repos() if kept.tier in tiers))

    def _put_right(self, finding: Finding, what: str) -> None:
        cache = self._totals.cache
        if what == "clear":
            archive = next((one for one in self._view.archives if one.path == finding.archive), None)
            name = words.name(archive) if archive is not None else plain(finding.archive)
            dialog = ClearDialog(self._theme, finding, name, self)
            dialog.agreed.connect(self._clear)
            dialog.open()
        elif finding.kind == "orphan":
            self._start(Adopt(cache=cache, archive=finding.archive, keys=finding.keys))
        else:
            self._start(Mend(cache=cache, archive=finding.archive))

    def _clear(self, finding: Finding) -> None:
        self._start(ClearOrphans(cache=self._totals.cache, archive=finding.archive, keys=finding.keys))

    def _start(self, order: ArchiveOrder) -> None:
        self.notice.dismiss()
        self.errands.start(order)

    def _job_asked(self, id: int, action: str) -> None:
        self._link.call(ControlJob(id, action), _nothing, while_there(self, self._call_refused))  # type: ignore[arg-type]

    # --- what came of it

    def _finished(self, order: Order, job: JobView, result: JobResult | None) -> None:
        self.moves.ask_again()
        if job.state == "cancelled":
            self.notice.tell(self.tr("Cancelled. What was moved so far stays moved; every model loads."))
            return
        if job.state != "done" or result is None:
            return  # a failure stands on the page with its next step
        told = jobs_in_words.outcome(job, result)
        if isinstance(order, Undo):
            told = self.tr("Everything is back where it was.")
        if not job.undoable:
            self.notice.tell(told, "check")
            return

        def undo() -> None:
            self.errands.start(Undo(cache=job.cache or self._totals.cache, job=job.id))

        self.notice.tell(told, "check", self.tr("Undo"), undo)

    def _call_refused(self, refusal: Refusal) -> None:
        self._complain(refusal.problem)

    def _complain(self, problem: Problem) -> None:
        self.notice.tell(sentence(problem), "error")

    # --- what is selected

    def _chosen(self) -> None:
        self._enable()
        self.changed.emit()

    def _enable(self) -> None:
        """What makes sense for what is selected."""
        actions, ready = self.actions_, self._link.state == "ready"
        chosen = self.kept.chosen_repos() if ready else ()
        tiers = {kept.tier for kept in chosen}
        actions.restore.setEnabled(bool(tiers & set(_RESTORED)))
        actions.freeze.setEnabled(bool(tiers & {"archived", "partly"}))
        actions.thaw.setEnabled("frozen" in tiers)
        archive = self._archive_of(chosen)
        shown = archive is not None and archive.connected and not archive.bucket
        actions.reveal.setEnabled(shown and self._can_reveal())
        actions.copy.setEnabled(bool(chosen))
        for action in (actions.look, actions.policy, actions.adopt, actions.bring):
            action.setEnabled(ready)
        self.open_button.setEnabled(ready)
        self.kept.show_buttons()

    def _archive_of(self, chosen: Sequence[KeptRepo]) -> KnownArchive | None:
        """The one archive that all of them lie in."""
        ids = {kept.archive for kept in chosen}
        return self.kept.model.archive(chosen[0]) if len(ids) == 1 else None

    def _reveal_chosen(self) -> None:
        archive = self._archive_of(self.kept.chosen_repos())
        if archive is not None:
            self._reveal(archive.id)

    def _reveal(self, id: str) -> None:
        self._link.call(RevealArchive(id), _nothing, while_there(self, self._call_refused))

    def _copy(self) -> None:
        names = [kept.repo for kept in self.kept.chosen_repos()]
        if names:
            QGuiApplication.clipboard().setText("\n".join(names))
            told = plain(names[0]) + ("…" if len(names) > 1 else "")
            self.notice.tell(self.tr("Copied {text}").format(text=told))

    def _pin(self) -> None:
        key = self.moves.list.current_key()
        if key:
            request = SetPinned((key,), not self.moves.is_pinned(key))
            self._link.call(request, _nothing, while_there(self, self._call_refused))

    # --- policies

    def add_policy(self) -> None:
        """Ask for a new policy."""
        self._ask_policy(None)

    def _ask_policy(self, place: int | None) -> None:
        policies = self._view.policies
        before = policies[place] if place is not None else None
        taken = {policy.name for policy in policies} - ({before.name} if before is not None else set())
        dialog = PolicyDialog(self._link, self._theme, self._view.archives, taken, before, self)

        def keep(policy: Policy) -> None:
            kept = list(policies)
            if place is None:
                kept.append(policy)
            else:
                kept[place] = policy
            self._keep_policies(kept)

        dialog.kept.connect(keep)
        dialog.open()

    def _policy_asked(self, place: int, action: str) -> None:
        policies = list(self._view.policies)
        if action == "edit":
            self._ask_policy(place)
        elif action == "show":
            self._show_policy(policies[place])
        elif action == "remove":
            gone = policies.pop(place)
            before = self._view.policies

            def put_back() -> None:
                self._keep_policies(before)

            self._keep_policies(policies)
            told = self.tr("{name} is gone.").format(name=plain(gone.name))
            self.notice.tell(told, "info", self.tr("Put back"), put_back)
        else:
            policies[place] = replace(policies[place], enabled=action == "enable")
            self._keep_policies(policies)

    def _keep_policies(self, policies: Sequence[Policy]) -> None:
        self._view = replace(self._view, policies=tuple(policies))
        self._link.call(SetPolicies(tuple(policies)), _nothing, while_there(self, self._not_kept))
        self._show()

    def _not_kept(self, refusal: Refusal) -> None:
        self._complain(refusal.problem)
        self._link.call(ListArchives(), self._take)

    def _show_policy(self, policy: Policy) -> None:
        """Tick what a policy would move, to be looked at and moved."""

        def told(plan: ArchivePlan) -> None:
            keys = [moving.key for moving in plan.moves if moving.bytes]
            if not keys:
                name = plain(policy.name)
                self.notice.tell(self.tr("Just now {name} would move nothing.").format(name=name))
                return
            self.moves.propose(keys, policy.to)

        self._link.call(PlanPolicy(policy), while_there(self, told), while_there(self, self._call_refused))

    # --- menus and dialogs

    def _open_page_menu(self) -> None:
        button = self.more_button
        self.actions_.page_menu(self).popup(button.mapToGlobal(QPoint(0, button.height())))

    def _open_kept_menu(self, at: QPoint) -> None:
        self._enable()
        self.actions_.kept_menu(self).popup(at)

    def _open_moves_menu(self, key: str, at: QPoint) -> None:
        self.actions_.show_pinned(self.moves.is_pinned(key))
        self.actions_.moves_menu(self).popup(at)

    def ask_for_folder(self) -> None:
        """Name the folder to archive to."""
        dialog = PlaceDialog(self._theme, "target", can_browse=self._link.local, parent=self)
        dialog.chosen.connect(self.moves.target.choose)
        dialog.open()

    def ask_for_bucket(self) -> None:
        """Name the bucket to archive to."""
        dialog = BucketDialog(self._link, self._theme, self)
        dialog.chosen.connect(self.moves.target.choose)
        dialog.open()

    def open_archive(self) -> None:
        """Name an archive that was filled elsewhere, and have the cache know what is in it."""
        dialog = PlaceDialog(self._theme, "adopt", can_browse=self._link.local, parent=self)
        dialog.chosen.connect(self._adopt)
        dialog.open()

    def _adopt(self, path: str) -> None:
        self._start(Adopt(cache=self._totals.cache, archive=path))

    def import_folder(self) -> None:
        """Name a plain folder to take in."""
        dialog = ImportDialog(self._theme, self._totals.cache, can_browse=self._link.local, parent=self)
        dialog.ordered.connect(self._start)
        dialog.open()

    # --- events and language

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        self.splitter.setOrientation(Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal)

    def _keep_edge(self) -> None:
        """The cards end where everything else on the page does, beside a scroll bar too."""
        bar = self.area.verticalScrollBar()
        margins = self._column.contentsMargins()
        shown = bar.maximum() > bar.minimum()
        margins.setRight(scale.XL - (bar.sizeHint().width() if shown else 0))
        self._column.setContentsMargins(margins)

    def _name_tabs(self) -> None:
        archived = self.tr("In archives")
        total = self.archived
        self.tabs.setTabText(KEPT, f"{archived}{words.DOT}{size(total)}" if total else archived)
        count = len(self._view.policies)
        policies = self.tr("Policies")
        self.tabs.setTabText(POLICIES, f"{policies}{words.DOT}{count}" if count else policies)

    def retranslate(self) -> None:
        """Read the strings again."""
        self.more_button.setToolTip(self.tr("More"))
        self.more_button.setAccessibleName(self.tr("More"))
        self.open_button.setText(self.tr("Import a folder…"))
        self.tabs.setAccessibleName(self.tr("What is archived, and policies"))
        self.placeholder.tell("archive", self.tr("Looking at the disks…"), "")
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _card(*widgets: QWidget) -> QFrame:
    """A frame around what belongs together."""
    card = QFrame()
    card.setProperty("card", True)
    column = QVBoxLayout(card)
    column.setContentsMargins(1, 1, 1, 1)
    column.setSpacing(0)
    for widget in widgets:
        column.addWidget(widget)
    return card


def _nothing(_answer: object) -> None:
    """For calls whose answer says no more than that it was done."""
