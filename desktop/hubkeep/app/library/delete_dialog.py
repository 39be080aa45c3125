"""Deleting repos, revisions or files: what it frees, what stays and why, and how to take it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QRadioButton, QTreeWidget, QTreeWidgetItem, QWidget

from ...link.messages import PlanLine, PlanRemoval, Refusal, RemovalPlan, Remove, RepoRow, Target
from .. import theme as scale
from ..engine_link import Link
from ..formatting import size
from ..problems import sentence
from ..theme import Theme
from ..widgets.blocks import Remark
from ..widgets.lines import dress_lines, fit_height
from ..widgets.sheet import Sheet
from . import words
from .in_use import in_use_text

MOST_LINES: Final = 500
"""Beyond that many lines nobody reads them one by one."""
MOST_SEEN: Final = 7
MOST_REASONS: Final = 3


class DeleteDialog(Sheet):
    """Asks for the plan when it is made. `ordered` with a `Remove` once the user has decided."""

    ordered = Signal(object)

    def __init__(
        self,
        link: Link,
        theme: Theme,
        cache: str,
        targets: tuple[Target, ...],
        row: Callable[[str], RepoRow | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, "deleteDialog", parent)
        self._link = link
        self._theme = theme
        self._cache = cache
        self._targets = targets
        self._row = row
        self._plan: RemovalPlan | None = None
        self._refusal: Refusal | None = None
        self._lines = QTreeWidget(self)
        self._lines.setObjectName("deleteLines")
        self._lines.setColumnCount(3)
        self._lines.setRootIsDecorated(False)
        dress_lines(self._lines, theme)
        self._lines.setSelectionMode(QTreeWidget.SelectionMode.NoSelection)
        header = self._lines.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
            self._lines.headerItem().setTextAlignment(column, _RIGHT)
        self._kept = Remark(theme, self)
        self._kept.label.setObjectName("deleteKept")
        self._trouble = Remark(theme, self)
        self._trouble.label.setObjectName("deleteTrouble")
        self.trash = QRadioButton(self)
        self.trash.setObjectName("deleteTrash")
        self.trash.setChecked(True)
        self.permanent = QRadioButton(self)
        self.permanent.setObjectName("deletePermanent")
        self.body.addWidget(self._lines)
        self.body.addWidget(self._kept)
        self.body.addWidget(self._trouble)
        self.body.addSpacing(scale.XS)
        self.body.addWidget(self.trash)
        self.body.addWidget(self.permanent)
        self.act.setProperty("destructive", True)
        self.act.clicked.connect(self._pressed)
        self.retranslate()
        self._ask()

    @property
    def plan(self) -> RemovalPlan | None:
        """What deleting would do; None until it is known."""
        return self._plan

    def _ask(self) -> None:
        self._plan = self._refusal = None
        self._show()
        self._link.call(
            PlanRemoval(self._targets), self.while_open(self._told), self.while_open(self._refused)
        )

    def _told(self, plan: RemovalPlan) -> None:
        self._plan = plan
        if not plan.trash:
            self.permanent.setChecked(True)
        self._show()

    def _refused(self, refusal: Refusal) -> None:
        self._refusal = refusal
        self._show()

    def _pressed(self) -> None:
        if self._plan is None or self._plan.in_use:
            # Whoever had it open may be done by now.
            self._ask()
            return
        order = Remove(cache=self._cache, targets=self._targets, permanent=self.permanent.isChecked())
        self.ordered.emit(order)
        self.accept()

    # --- what it shows

    def _show(self) -> None:
        plan, refusal = self._plan, self._refusal
        self.head.setText(self._question())
        self._lines.setVisible(plan is not None)
        self.trash.setVisible(plan is not None and plan.trash)
        self.permanent.setVisible(plan is not None)
        if plan is None:
            self.lead.setText("" if refusal else self.tr("Working out what that frees…"))
            self._trouble.tell(sentence(refusal.problem) if refusal else "", "error")
            self._kept.tell("")
            self.act.setText(self.tr("Look again") if refusal else self._verb(0))
            self.act.setEnabled(refusal is not None)
            self.fit()
            return
        kept = plan.bytes - plan.frees
        if kept > 0:
            told = self.tr("Frees {frees} of {bytes}.")
        else:
            told = self.tr("Frees {frees}.")
        self.lead.setText(told.format(frees=size(plan.frees), bytes=size(plan.bytes)))
        self._show_lines(plan)
        self._kept.tell(self._kept_text(plan) if kept > 0 else "", "info")
        if plan.in_use:
            told = self.tr("In use right now, so nothing is deleted. Stop it and look again:")
            self._trouble.tell(f"{told}\n{in_use_text(plan.in_use)}", "error")
        elif not plan.trash:
            self._trouble.tell(self.tr("This volume has no trash: there is no way back."), "warning")
        else:
            self._trouble.tell("")
        self.act.setText(self.tr("Look again") if plan.in_use else self._verb(plan.frees))
        self.act.setEnabled(True)
        self.fit()

    def _show_lines(self, plan: RemovalPlan) -> None:
        self._lines.clear()
        items = [self._line_item(line) for line in plan.lines[:MOST_LINES]]
        if len(plan.lines) > MOST_LINES:
            items.append(QTreeWidgetItem([self.tr("and %n more", "", len(plan.lines) - MOST_LINES), "", ""]))
        self._lines.addTopLevelItems(items)
        fit_height(self._lines, len(items), MOST_SEEN)

    def _line_item(self, line: PlanLine) -> QTreeWidgetItem:
        target = line.target
        name = words.plain(line.repo)
        if target.path:
            name = words.plain(target.path)
        elif target.commit:
            name = f"{name} · {words.plain(target.commit[:8])}"
        item = QTreeWidgetItem([name, size(line.bytes), size(line.frees)])
        for column in (1, 2):
            item.setTextAlignment(column, _RIGHT)
        item.setForeground(1, self._theme.tokens.muted)
        item.setToolTip(0, words.tip(f"{words.plain(line.repo)}\n{words.plain(target.commit)}"))
        return item

    def _kept_text(self, plan: RemovalPlan) -> str:
        """What stays, and who needs it."""
        told = self.tr("{size} stay, because something else uses them:")
        lines = [told.format(size=size(plan.bytes - plan.frees))]
        kept = [line for line in plan.lines if line.kept and line.kept_by]
        for line in kept[:MOST_REASONS]:
            by = ", ".join(line.kept_by[:MOST_REASONS])
            if len(line.kept_by) > MOST_REASONS:
                by += "…"
            told = self.tr("{size} of {repo}, for {users}")
            lines.append(
                told.format(size=size(line.kept), repo=words.plain(line.repo), users=words.plain(by))
            )
        if len(kept) > MOST_REASONS:
            lines.append(self.tr("and %n more", "", len(kept) - MOST_REASONS))
        return "\n".join(lines)

    def _question(self) -> str:
        if all(target.path for target in self._targets):
            return self.tr("Delete %n file(s)?", "", len(self._targets))
        if all(target.commit for target in self._targets):
            return self.tr("Delete %n revision(s)?", "", len(self._targets))
        if len(self._targets) == 1 and (row := self._row(self._targets[0].key)) is not None:
            return self.tr("Delete {name}?").format(name=words.plain(row.name))
        return self.tr("Delete %n repo(s)?", "", len(self._targets))

    def _verb(self, frees: int) -> str:
        """What the button does, and how much that frees."""
        number = len(self._targets)
        if all(target.path for target in self._targets):
            told = self.tr("Delete %n file(s) ({size})", "", number)
        elif all(target.commit for target in self._targets):
            told = self.tr("Delete %n revision(s) ({size})", "", number)
        else:
            rows = [self._row(target.key) for target in self._targets]
            types = {row.type if row else "other" for row in rows}
            if types == {"model"}:
                told = self.tr("Delete %n model(s) ({size})", "", number)
            elif types == {"dataset"}:
                told = self.tr("Delete %n dataset(s) ({size})", "", number)
            elif types == {"space"}:
                told = self.tr("Delete %n space(s) ({size})", "", number)
            elif types == {"kernel"}:
                told = self.tr("Delete %n kernel(s) ({size})", "", number)
            else:
                told = self.tr("Delete %n repo(s) ({size})", "", number)
        return told.format(size=size(frees))

    # --- language

    def retranslate(self) -> None:
        """Read the strings again."""
        self.setWindowTitle(self.tr("Delete"))
        self.cancel.setText(self.tr("Cancel"))
        self.trash.setText(self.tr("Move to the trash; the space comes back when that is emptied"))
        self.permanent.setText(self.tr("Delete for good; the space comes back at once"))
        self._lines.setAccessibleName(self.tr("What is deleted"))
        self._lines.setHeaderLabels([self.tr("What"), self.tr("Size"), self.tr("Frees")])
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
