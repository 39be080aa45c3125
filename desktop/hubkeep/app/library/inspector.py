"""The card beside the table: what the selected repo is, where it lies, what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ...link.messages import Describe, ModelFacts, Refusal, RepoDetail, RepoRow, Totals, Trust
from .. import theme as scale
from ..engine_link import Link
from ..formatting import ago, count, moment, size
from ..problems import sentence
from ..theme import Theme
from ..widgets.blocks import IconLabel, Remark, heading, icon_button, rule
from ..widgets.figures import Figures
from ..widgets.pill import Pill
from ..widgets.wrapped_label import WrappedLabel
from . import words
from .actions import LibraryActions
from .files_tree import FilesTree
from .overview import Overview
from .words import Clock

DEBOUNCE_MS: Final = 60
"""Arrow keys run through the table faster than details need to follow."""
WIDTH: Final = 320

_AS_MEANT: Final = frozenset({"ok", "foreign", "archived", "frozen", "bucket"})
"""States that somebody chose, so that what is said of them is no warning."""
_FIGURES: Final = ("size", "frees", "archived", "read", "modified", "revisions", "files")
_FACTS: Final = (
    "kind",
    "architecture",
    "parameters",
    "dtype",
    "quantisation",
    "formats",
    "context",
    "licence",
    "base",
    "library",
    "languages",
    "variants",
    "tags",
)
_MOST_TAGS: Final = 12


class Inspector(QFrame):
    """Shows nothing, one repo, or several. The row's own data at once, the rest as soon as it is told."""

    closed = Signal()
    """The button that only a narrow window shows: back to the table."""

    def __init__(
        self,
        link: Link,
        theme: Theme,
        actions: LibraryActions,
        now: Clock = words.clock,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("inspector")
        self.setProperty("card", True)
        self.setMinimumWidth(260)
        self._link = link
        self._theme = theme
        self._now = now
        self._rows: tuple[RepoRow, ...] = ()
        self._asked: RepoRow | None = None
        self._detail: RepoDetail | None = None
        self._trust: Trust = "coarse"
        self._timer = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._timer.timeout.connect(self._ask)

        self.back = icon_button(theme, "close", "inspectorClose", self)
        self.back.clicked.connect(self.closed)
        self.back.hide()
        self._sign = IconLabel(theme, "model", "muted", self)
        self._org = WrappedLabel(self)
        self._org.setObjectName("inspectorOrg")
        self._org.setProperty("tone", "muted")
        self._name = WrappedLabel(self)
        self._name.setObjectName("inspectorName")
        self._name.setFont(theme.font("title"))
        self._pill = Pill(theme, self)
        self._pill.setObjectName("inspectorState")
        self._remarks = QVBoxLayout()
        self._remarks.setSpacing(scale.S)
        self._remark_pool: list[Remark] = []

        self._tabs = QTabBar(self)
        self._tabs.setObjectName("inspectorTabs")
        self._tabs.setDrawBase(False)
        self._tabs.setExpanding(False)
        self._tabs.addTab("")
        self._tabs.addTab("")
        self.files = FilesTree(theme, self)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._about_page(theme))
        self._pages.addWidget(self.files)
        self._tabs.currentChanged.connect(self._pages.setCurrentIndex)

        self._verify = _button(actions.verify.trigger, "inspectorVerify", self)
        self._repair = _button(actions.repair.trigger, "inspectorRepair", self)
        self._remove = _button(actions.remove.trigger, "inspectorDelete", self)
        self._remove.setProperty("destructive", True)
        self._more = QToolButton(self)
        self._more.setObjectName("inspectorMore")
        theme.dress(self._more, "more")
        self._more.setMenu(actions.more_menu(self._more))
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._copy.clicked.connect(actions.copy_path.trigger)
        self._reveal.clicked.connect(actions.reveal.trigger)
        self.can_reveal = True

        self.overview = Overview(theme, self)
        self._place(theme)
        self.retranslate()

    # --- putting it together

    def _about_page(self, theme: Theme) -> QWidget:
        body = QWidget(self)
        body.setProperty("page", True)
        self._figures = Figures(theme, _FIGURES, body)
        self._facts_line = rule(body)
        self._facts_head = heading(theme, body)
        self._facts = Figures(theme, _FACTS, body)
        self._where_line = rule(body)
        self._where_head = heading(theme, body)
        self._where = WrappedLabel(body)
        self._where.setObjectName("inspectorPath")
        self._where.setProperty("tone", "muted")
        self._copy = icon_button(theme, "copy", "inspectorCopyPath", body)
        self._reveal = icon_button(theme, "folder", "inspectorReveal", body)
        where = QHBoxLayout()
        where.setSpacing(0)
        where.addWidget(self._where_head, 1)
        where.addWidget(self._reveal)
        where.addWidget(self._copy)
        column = QVBoxLayout(body)
        column.setContentsMargins(scale.L, scale.M, scale.L, scale.M)
        column.setSpacing(scale.M)
        column.addWidget(self._figures)
        column.addWidget(self._facts_line)
        column.addWidget(self._facts_head)
        column.addWidget(self._facts)
        column.addWidget(self._where_line)
        column.addLayout(where)
        column.addWidget(self._where)
        column.addStretch(1)
        self._area = area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(body)
        return area

    def _place(self, theme: Theme) -> None:
        title = QVBoxLayout()
        title.setContentsMargins(scale.L, scale.L, scale.L, 0)
        title.setSpacing(2)
        first = QHBoxLayout()
        first.setSpacing(6)
        first.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        first.addWidget(self._org, 1)
        first.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        title.addLayout(first)
        title.addWidget(self._name)
        self._pill_row = QWidget(self)
        pill_row = QHBoxLayout(self._pill_row)
        pill_row.setContentsMargins(0, scale.XS, 0, 0)
        pill_row.addWidget(self._pill)
        pill_row.addStretch(1)
        title.addWidget(self._pill_row)
        self._remarks.setContentsMargins(0, scale.S, 0, 0)
        title.addLayout(self._remarks)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(scale.L, scale.M, scale.L, scale.L)
        buttons.setSpacing(scale.S)
        buttons.addWidget(self._repair)
        buttons.addWidget(self._verify)
        buttons.addWidget(self._remove)
        buttons.addStretch(1)
        buttons.addWidget(self._more)
        self._card = QWidget(self)
        column = QVBoxLayout(self._card)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(title)
        column.addSpacing(scale.S)
        column.addWidget(self._tabs)
        column.addWidget(self._tabs_line())
        column.addWidget(self._pages, 1)
        column.addWidget(rule(self._card))
        column.addLayout(buttons)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, 1)
        whole.addWidget(self._card)
        whole.addWidget(self.overview)
        self._card.hide()

    def _tabs_line(self) -> QFrame:
        return rule(self)

    # --- what it shows

    @property
    def detail(self) -> RepoDetail | None:
        """What is known of the one repo that is shown; None until it was told."""
        return self._detail

    @property
    def rows(self) -> tuple[RepoRow, ...]:
        """What is shown."""
        return self._rows

    def path_of(self, row: RepoRow) -> str:
        """Where `row` lies, as far as it was told already."""
        return self._detail.path if self._detail is not None and self._detail.row.key == row.key else ""

    def show_totals(self, totals: Totals) -> None:
        """The figures of the whole cache, and how far its last accesses can be believed."""
        self.overview.show_totals(totals)
        if totals.trust != self._trust:
            self._trust = totals.trust
            self._show()

    def show_rows(self, rows: Sequence[RepoRow]) -> None:
        """Show these; a detail that belongs to an older state of a row is asked for again."""
        rows = tuple(rows)
        if rows == self._rows:
            return
        same = len(rows) == len(self._rows) == 1 and rows[0].key == self._rows[0].key
        self._rows = rows
        if not same:
            self._detail = None
            self.files.show_detail(None)
        self._timer.stop()
        if len(rows) == 1:
            self._timer.start()
        self._show()

    def look_again(self) -> None:
        """Ask for the details anew: something was learnt of the files that shows in no row."""
        if len(self._rows) == 1:
            self._timer.start()

    def focus_details(self) -> None:
        """Take the focus."""
        self._tabs.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask(self) -> None:
        row = self._rows[0]
        self._asked = row
        self._link.call(Describe(row.key), self._told, self._refused)

    def _told(self, detail: RepoDetail) -> None:
        if len(self._rows) == 1 and detail.row.key == self._rows[0].key:
            self._detail = detail
            self.files.show_detail(detail)
            self._show()

    def _refused(self, refusal: Refusal) -> None:
        if len(self._rows) == 1 and self._asked is not None and self._asked.key == self._rows[0].key:
            self._where.setText(sentence(refusal.problem))

    def _show(self) -> None:
        self._card.setVisible(bool(self._rows))
        self.overview.setVisible(not self._rows)
        if len(self._rows) == 1:
            self._show_one(self._rows[0])
        elif self._rows:
            self._show_many(self._rows)

    def _show_one(self, row: RepoRow) -> None:
        org, name = words.org_and_name(row)
        self._sign.show_icon(words.TYPE_ICONS[row.type], "muted")
        self._org.setText(org or words.type_word(row.type))
        self._name.setText(name)
        self._pill.tell(words.state_word(row), words.STATE_TONES[row.state])
        self._pill_row.setVisible(row.state != "ok")
        facts = (self._detail.row.facts if self._detail else None) or row.facts
        problems = row.problems + (facts.problems if facts else ())
        self._remark(words.problem_lines(problems, 4), row.state)
        repo = row.type != "other"
        self._tabs.setVisible(repo)
        self._tabs.setTabEnabled(1, repo)
        if not repo:
            self._tabs.setCurrentIndex(0)
        self._show_figures(row)
        self._show_facts(facts)
        path = self._detail.path if self._detail else ""
        self._where.setText(words.plain(path))
        for widget in (self._where_line, self._where_head, self._where, self._copy):
            widget.setVisible(bool(path))
        self._reveal.setVisible(bool(path) and self.can_reveal)
        self._verify.setEnabled(repo)
        self._repair.setVisible(words.can_be_repaired(row))
        self._remove.setEnabled(repo)

    def _show_figures(self, row: RepoRow) -> None:
        tell = self._figures.tell
        tell("size", size(row.bytes))
        kept = row.bytes - row.frees
        shared = self.tr("{size} shared").format(size=size(kept)) if kept > 0 else ""
        repo = row.type != "other"
        tell("frees", size(row.frees) if repo else "", shared)
        tell("archived", size(row.archived) if row.archived else "")
        tell(
            "read",
            words.read_word(row, self._trust, self._now()),
            tip=words.tip(words.read_tip(row, self._trust)),
        )
        modified = row.last_modified
        tell("modified", ago(modified, self._now()) if modified else "", tip=words.tip(moment(modified)))
        detached = self.tr("%n detached", "", row.detached) if row.detached else ""
        tell("revisions", count(row.revisions) if repo else "", detached)
        tell("files", count(row.files) if repo else "")

    def _show_facts(self, facts: ModelFacts | None) -> None:
        told = facts or ModelFacts()
        values = {
            "kind": told.kind,
            "architecture": told.architecture,
            "parameters": words.parameters_word(told.parameters) if told.parameters else "",
            "dtype": told.dtype,
            "quantisation": told.quantisation,
            "formats": ", ".join(told.formats),
            "context": self.tr("%n token(s)", "", told.context) if told.context else "",
            "licence": told.licence,
            "base": told.base_model,
            "library": told.library,
            "languages": ", ".join(told.languages[:_MOST_TAGS]),
            "variants": ", ".join(told.variants[:_MOST_TAGS]),
            "tags": ", ".join(told.tags[:_MOST_TAGS]),
        }
        for name, value in values.items():
            self._facts.tell(name, words.plain(value or ""))
        some = any(values.values())
        for widget in (self._facts_line, self._facts_head, self._facts):
            widget.setVisible(some)

    def _show_many(self, rows: tuple[RepoRow, ...]) -> None:
        self._sign.show_icon("library", "muted")
        self._org.setText(self.tr("Selected"))
        self._name.setText(self.tr("%n repo(s)", "", len(rows)))
        self._pill_row.hide()
        troubled = [row for row in rows if row.state in {"broken", "incomplete", "archive-offline"}]
        lines = [self.tr("%n of them need(s) a look", "", len(troubled))] if troubled else []
        self._remark(lines, "incomplete")
        self._tabs.hide()
        self._tabs.setCurrentIndex(0)
        tell = self._figures.tell
        tell("size", size(sum(row.bytes for row in rows)))
        frees, whole = sum(row.frees for row in rows), sum(row.bytes for row in rows)
        # What they share among themselves is freed as well; only a plan can say how much.
        more = self.tr("or more: some is shared") if frees < whole else ""
        tell("frees", size(frees), more)
        archived = sum(row.archived for row in rows)
        tell("archived", size(archived) if archived else "")
        reads = [row.last_access for row in rows if row.last_access is not None]
        newest = max(rows, key=lambda row: row.last_access or 0)
        tell("read", words.read_word(newest, self._trust, self._now()) if reads else "")
        tell("modified", "")
        tell("revisions", count(sum(row.revisions for row in rows)))
        tell("files", count(sum(row.files for row in rows)))
        self._show_facts(None)
        for widget in (self._where_line, self._where_head, self._where, self._copy, self._reveal):
            widget.hide()
        repos = any(row.type != "other" for row in rows)
        self._verify.setEnabled(repos)
        self._repair.setVisible(any(words.can_be_repaired(row) for row in rows))
        self._remove.setEnabled(repos)

    def _remark(self, lines: list[str], state: str) -> None:
        while len(self._remark_pool) < len(lines):
            remark = Remark(self._theme, self)
            self._remark_pool.append(remark)
            self._remarks.addWidget(remark)
        kind = "error" if state == "broken" else "info" if state in _AS_MEANT else "warning"
        for place, remark in enumerate(self._remark_pool):
            remark.tell(lines[place] if place < len(lines) else "", kind)

    def remarks(self) -> list[str]:
        """What is said of its problems."""
        return [remark.text for remark in self._remark_pool if remark.text]

    def figure(self, name: str) -> str:
        """One of the values shown, by its name."""
        return self._figures.text(name) if name in _FIGURES else self._facts.text(name)

    # --- language

    def retranslate(self) -> None:
        """Read the strings again."""
        self.setAccessibleName(self.tr("Details"))
        self._tabs.setTabText(0, self.tr("About"))
        self._tabs.setTabText(1, self.tr("Files"))
        self._tabs.setAccessibleName(self.tr("Details"))
        self._area.setAccessibleName(self.tr("About"))
        self._verify.setText(self.tr("Verify"))
        self._repair.setText(self.tr("Repair"))
        self._repair.setToolTip(self.tr("Fetches just what is wrong or missing"))
        self._remove.setText(self.tr("Delete…"))
        self._more.setAccessibleName(self.tr("More"))
        self._more.setToolTip(self.tr("More"))
        self._copy.setAccessibleName(self.tr("Copy path"))
        self._copy.setToolTip(self.tr("Copy path"))
        self._reveal.setAccessibleName(self.tr("Show in the file manager"))
        self._reveal.setToolTip(self.tr("Show in the file manager"))
        self.back.setAccessibleName(self.tr("Back to the table"))
        self.back.setToolTip(self.tr("Back to the table"))
        self._facts_head.setText(self.tr("What it is"))
        self._where_head.setText(self.tr("Where it is"))
        names = {
            "size": self.tr("Size"),
            "frees": self.tr("Deleting frees"),
            "archived": self.tr("In an archive"),
            "read": self.tr("Last read"),
            "modified": self.tr("Modified"),
            "revisions": self.tr("Revisions"),
            "files": self.tr("Files"),
        }
        for name, text in names.items():
            self._figures.rename(name, text)
        names = {
            "kind": self.tr("Task"),
            "architecture": self.tr("Architecture"),
            "parameters": self.tr("Parameters"),
            "dtype": self.tr("Precision"),
            "quantisation": self.tr("Quantisation"),
            "formats": self.tr("Format"),
            "context": self.tr("Context"),
            "licence": self.tr("Licence"),
            "base": self.tr("Base model"),
            "library": self.tr("Library"),
            "languages": self.tr("Languages"),
            "variants": self.tr("Variants"),
            "tags": self.tr("Tags"),
        }
        for name, text in names.items():
            self._facts.rename(name, text)
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _button(run: object, name: str, parent: QWidget) -> QPushButton:
    button = QPushButton(parent)
    button.setObjectName(name)
    button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    button.clicked.connect(run)
    return button
