"""Getting space back: leftovers, what was not read for long, what is stored twice; one total, one button."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import QCheckBox, QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from ...link.messages import (
    FINISHED,
    EmptyTrash,
    JobResult,
    JobView,
    Join,
    JoinResult,
    LibraryOrder,
    PlanPrune,
    PlanRemoval,
    Prune,
    PruneItem,
    PruneKind,
    PrunePlan,
    Refusal,
    RemovalPlan,
    Remove,
    RepoRow,
    Target,
    Totals,
)
from .. import theme as scale
from ..engine_link import Link
from ..formatting import size
from ..problems import sentence
from ..theme import Theme
from ..widgets.blocks import Remark, heading, quiet, rule
from ..widgets.choice import Choice
from ..widgets.sheet import Sheet
from . import words
from .duplicates import Duplicates
from .errands import Errands
from .in_use import in_use_text
from .stale_repos import StaleRepos
from .words import Clock

PLAN_MS: Final = 150
KINDS: Final[tuple[PruneKind, ...]] = ("detached", "orphan", "partial", "store", "xet", "no-exist", "lock")


class FreeDialog(Sheet):
    """Everything that can go, each with what it gives back and why it is safe."""

    def __init__(
        self,
        link: Link,
        theme: Theme,
        totals: Totals,
        rows: Sequence[RepoRow],
        errands: Errands,
        now: Clock = words.clock,
        parent: QWidget | None = None,
        *,
        can_browse: bool = False,
    ) -> None:
        super().__init__(theme, "freeDialog", parent, 640)
        self._link = link
        self._totals = totals
        self._errands = errands
        self._prune: PrunePlan | None = None
        self._removal: RemovalPlan | None = None
        self._asked = 0
        self._search: Join | None = None
        self._timer = QTimer(self, singleShot=True, interval=PLAN_MS)
        self._timer.timeout.connect(self._ask_removal)

        self._leftovers_head = heading(theme, self)
        self._leftovers_note = quiet(self)
        self.trashed = Choice(theme, "free-trashed", self)
        self.trashed.box.toggled.connect(self._show)
        self.trashed.setVisible(totals.trashed > 0)
        self._leftovers_trouble = Remark(theme, self)
        self._leftovers_trouble.label.setObjectName("freeTrouble")
        self.kinds: dict[PruneKind, Choice] = {}
        for kind in KINDS:
            choice = Choice(theme, f"free-{kind}", self)
            choice.box.setChecked(True)
            choice.box.toggled.connect(self._show)
            choice.hide()
            self.kinds[kind] = choice
        self.stale = StaleRepos(theme, rows, totals, now, self)
        self.stale.chosen.connect(self._stale_chosen)
        self._stale_trouble = Remark(theme, self)
        self._stale_trouble.label.setObjectName("freeStaleTrouble")
        self.duplicates = Duplicates(theme, can_browse=can_browse, parent=self)
        self.duplicates.search_wanted.connect(self._search_duplicates)
        self.duplicates.chosen.connect(self._show)
        self.trash = QCheckBox(self)
        self.trash.setObjectName("freeTrash")
        self.trash.setChecked(True)
        self.trash.toggled.connect(self._show)
        self._place()
        self.act.setProperty("destructive", True)
        self.act.clicked.connect(self._pressed)
        self._after = QLabel(self)
        self._after.setObjectName("freeAfter")
        self._after.setProperty("tone", "muted")
        self.buttons.insertWidget(0, self._after)
        errands.finished.connect(self._finished)
        self.resize(640, 720)
        self.retranslate()
        self._link.call(PlanPrune(), self.while_open(self._told_prune), self.while_open(self._refused_prune))

    def _place(self) -> None:
        content = QWidget(self)
        content.setProperty("page", True)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, scale.M, 0)
        column.setSpacing(scale.S)
        column.addWidget(self._leftovers_head)
        column.addWidget(self._leftovers_note)
        for choice in self.kinds.values():
            column.addWidget(choice)
        column.addWidget(self.trashed)
        column.addWidget(self._leftovers_trouble)
        column.addSpacing(scale.S)
        column.addWidget(rule(content))
        column.addSpacing(scale.S)
        column.addWidget(self.stale)
        column.addWidget(self._stale_trouble)
        column.addSpacing(scale.S)
        column.addWidget(rule(content))
        column.addSpacing(scale.S)
        column.addWidget(self.duplicates)
        column.addStretch(1)
        self._area = area = QScrollArea(self)
        area.setObjectName("freeArea")
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(content)
        self.body.addWidget(area, 1)
        self.body.addWidget(rule(self))
        self.body.addWidget(self.trash)

    # --- leftovers

    def _told_prune(self, plan: PrunePlan) -> None:
        self._prune = plan
        self._show()

    def _refused_prune(self, refusal: Refusal) -> None:
        self._leftovers_trouble.tell(sentence(refusal.problem), "error")

    def _items(self, kind: PruneKind) -> list[PruneItem]:
        return [item for item in self._prune.items if item.kind == kind] if self._prune else []

    def _bytes_of(self, kind: PruneKind) -> int:
        """What the leftovers of a kind give back, before and after the plan is known."""
        if self._prune is None:
            return sum(each.bytes for each in self._totals.reclaimable if each.kind == kind)
        return sum(item.bytes for item in self._items(kind))

    def _count_of(self, kind: PruneKind) -> int:
        if self._prune is None:
            return sum(each.items for each in self._totals.reclaimable if each.kind == kind)
        return len(self._items(kind))

    def _chosen_kinds(self) -> tuple[PruneKind, ...]:
        return tuple(
            kind
            for kind, choice in self.kinds.items()
            if choice.box.isChecked() and not choice.isHidden() and self._count_of(kind)
        )

    # --- stale repos

    def _stale_chosen(self) -> None:
        self._removal = None
        self._timer.start()
        self._show()

    def _ask_removal(self) -> None:
        targets = self._targets()
        self._asked += 1
        asked = self._asked
        if not targets:
            return

        def told(plan: RemovalPlan) -> None:
            if asked == self._asked:
                self._removal = plan
                self._show()

        def refused(refusal: Refusal) -> None:
            if asked == self._asked:
                self._stale_trouble.tell(sentence(refusal.problem), "error")

        self._link.call(PlanRemoval(targets), self.while_open(told), self.while_open(refused))

    def _targets(self) -> tuple[Target, ...]:
        return tuple(Target(row.key) for row in self.stale.chosen_rows())

    # --- duplicates

    def _search_duplicates(self, folders: tuple[str, ...]) -> None:
        self._search = Join(cache=self._totals.cache, folders=folders)
        self.duplicates.searching()
        self._errands.start(
            self._search, self.while_open(self._follow_search), self.while_open(self._search_refused)
        )

    def _follow_search(self, job: JobView) -> None:
        if job.state in FINISHED and job.state != "done":
            self.duplicates.failed(sentence(job.problem) if job.problem else "")

    def _search_refused(self, refusal: Refusal) -> None:
        self.duplicates.failed(sentence(refusal.problem))

    def _finished(self, order: LibraryOrder, job: JobView, result: JobResult | None) -> None:
        if order is self._search:
            self.duplicates.found(result.join if result and result.join else JoinResult())
            self._show()

    # --- the total

    def total(self) -> int:
        """What the button frees. Leftovers inside a repo that goes anyway count once, with the repo."""
        going = {name for row in self.stale.chosen_rows() for name in (row.name, f"{row.type}/{row.name}")}
        kinds = self._chosen_kinds()
        if self._prune is None:
            leftovers = sum(self._bytes_of(kind) for kind in kinds)
        else:
            items = [item for kind in kinds for item in self._items(kind)]
            leftovers = sum(item.bytes for item in items if not item.repo or item.repo not in going)
        repos = self._removal.frees if self._removal else sum(row.frees for row in self.stale.chosen_rows())
        return leftovers + repos + self.duplicates.saves() + self._from_trash()

    def _from_trash(self) -> int:
        return self._totals.trashed if self.trashed.box.isChecked() else 0

    def orders(self) -> tuple[LibraryOrder, ...]:
        """What the button will ask for."""
        cache, permanent = self._totals.cache, not self.trash.isChecked()
        orders: list[LibraryOrder] = []
        if self._from_trash():
            # First, so that it empties what lies there now and not what the others put there.
            orders.append(EmptyTrash(cache=cache))
        if kinds := self._chosen_kinds():
            orders.append(Prune(cache=cache, kinds=kinds, permanent=permanent))
        if targets := self._targets():
            orders.append(Remove(cache=cache, targets=targets, permanent=permanent))
        if self.duplicates.saves():
            orders.append(Join(cache=cache, folders=self.duplicates.folders(), apply=True))
        return tuple(orders)

    def _pressed(self) -> None:
        for order in self.orders():
            self._errands.start(order)
        self.accept()

    # --- what it shows

    def _show(self) -> None:
        reasons = self._kind_words()
        some = False
        for kind, choice in self.kinds.items():
            number = self._count_of(kind)
            choice.setVisible(number > 0)
            some = some or number > 0
            title, why = reasons[kind]
            bytes = self._bytes_of(kind)
            choice.tell(title, size(bytes) if bytes else "", why)
        self.trashed.tell(
            self.tr("What Hubkeep moved to the trash"),
            size(self._totals.trashed),
            self.tr("Deleted for good; after that it can't be undone."),
        )
        if self._prune is None:
            note = self.tr("Looking at every file…")
        elif some:
            note = self.tr("No program would miss these.")
        else:
            note = self.tr("There are none: the cache is tidy.")
        self._leftovers_note.setText(note)
        uses = self._prune.in_use if self._prune else ()
        kept = self.tr("Left alone, because it is in use:")
        self._leftovers_trouble.tell(f"{kept}\n{in_use_text(uses)}" if uses else "", "info")
        self._show_stale_trouble()
        total = self.total()
        ready = bool(self.orders()) and not (self._removal and self._removal.in_use)
        waiting = bool(self._targets()) and self._removal is None
        self.act.setText(self.tr("Free {size}").format(size=size(total)))
        self.act.setEnabled(ready and not waiting)
        volume = self._totals.volume
        if volume is not None and not self.trash.isChecked():
            told = self.tr("{now} free now, {then} afterwards")
        else:
            told = self.tr("{now} free now, {then} once the trash is emptied")
        free = volume.free if volume else 0
        self._after.setText(told.format(now=size(free), then=size(free + total)) if volume else "")
        self.lead.setText(self.tr("Nothing happens until you press the button."))

    def _show_stale_trouble(self) -> None:
        plan = self._removal
        if plan is None or not self._targets():
            self._stale_trouble.tell("")
            return
        if plan.in_use:
            told = self.tr("In use right now, so it can't go. Leave it out or stop it first:")
            self._stale_trouble.tell(f"{told}\n{in_use_text(plan.in_use)}", "error")
            return
        kept = plan.bytes - plan.frees
        told = self.tr("{size} of that stay because other repos use them too.").format(size=size(kept))
        self._stale_trouble.tell(told if kept > 0 else "", "info")

    def _kind_words(self) -> dict[PruneKind, tuple[str, str]]:
        """Title and reason of each kind."""
        number = {kind: self._count_of(kind) for kind in KINDS}
        return {
            "detached": (
                self.tr("%n detached revision(s)", "", number["detached"]),
                self.tr("Older commits that no branch or tag points to any more."),
            ),
            "orphan": (
                self.tr("%n blob(s) without a file", "", number["orphan"]),
                self.tr("Bytes that no revision uses, left behind by an update or a deletion."),
            ),
            "partial": (
                self.tr("%n broken-off download(s)", "", number["partial"]),
                self.tr("No process holds them, and huggingface_hub would begin again anyway."),
            ),
            "store": (
                self.tr("%n shared payload(s) without a repo", "", number["store"]),
                self.tr("Bytes in the shared store that no repo links to."),
            ),
            "xet": (
                self.tr("Xet's chunk cache"),
                self.tr("Copies of chunks that were put together long since. It fills again as needed."),
            ),
            "no-exist": (
                self.tr("%n note(s) of missing files", "", number["no-exist"]),
                self.tr("They say which files the Hub does not have; they are written again."),
            ),
            "lock": (
                self.tr("%n stale lock(s)", "", number["lock"]),
                self.tr("Empty files of downloads that ended."),
            ),
        }

    # --- language

    def retranslate(self) -> None:
        """Read the strings again."""
        self.setWindowTitle(self.tr("Free space"))
        self.head.setText(self.tr("Free space"))
        self._area.setAccessibleName(self.tr("Free space"))
        self.cancel.setText(self.tr("Cancel"))
        self._leftovers_head.setText(self.tr("Leftovers"))
        self.trash.setText(self.tr("Keep it in the trash, so that it can be undone until that is emptied"))
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
