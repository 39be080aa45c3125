"""What of a repo to download, and where to: the last look before bytes flow."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QDateTime, QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QStyledItemDelegate,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from ...link.messages import (
    JobStarted,
    LookUp,
    Offer,
    Problem,
    ReadSettings,
    Refusal,
    Settings,
    StartJob,
    fill,
)
from .. import theme as scale
from ..engine_link import Link
from ..formatting import ago, size
from ..problems import sentence
from ..theme import Theme
from ..widgets.blocks import Remark, rule
from ..widgets.sheet import Sheet
from .destination import Destination
from .files_pane import FilesPane
from .options_pane import OptionsPane
from .preset_rows import BY_HAND, BY_PATTERN, PresetRows
from .search_popup import host_of
from .selection import (
    Sums,
    first_choice,
    matcher,
    matching_preset,
    named_by_address,
    order,
)

WIDTH: Final = 860
PRESETS: Final = 280
TALL: Final = 680
HEIGHT: Final = 240
"""Of the files at least; the rest follows from what there is to say."""
SHORT: Final = 7
"""Of a commit."""


class Chooser(Sheet):
    """`started` with the id of each download that was ordered."""

    started = Signal(int)

    def __init__(self, link: Link, theme: Theme, offer: Offer, parent: QWidget | None = None) -> None:
        super().__init__(theme, "chooser", parent, WIDTH)
        self._link = link
        self._offer = offer
        self._mode = BY_HAND
        self._problem: Problem | None = None
        self._looking = ""
        self._ordering = False
        self._said = ""
        self._settings = Settings()

        self._revision_label = QLabel(self)
        self.revision = QComboBox(self)
        self.revision.setObjectName("revision")
        self.revision.setItemDelegate(QStyledItemDelegate(self.revision))
        self.revision.setMinimumWidth(200)
        self.revision.activated.connect(self._revise)
        self._revision_label.setBuddy(self.revision)
        self._pinned = QLabel(self)
        self._pinned.setObjectName("pinned")
        self._pinned.setProperty("tone", "muted")
        self._pinned.setTextFormat(Qt.TextFormat.PlainText)
        self.tabs = QTabBar(self)
        self.tabs.setObjectName("chooserTabs")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.addTab("")
        self.tabs.addTab("")
        first = QHBoxLayout()
        first.setSpacing(scale.S)
        first.addWidget(self.tabs)
        first.addStretch(1)
        first.addWidget(self._pinned)
        first.addWidget(self._revision_label)
        first.addWidget(self.revision)

        self._notice = Remark(theme, self)
        self._notice.label.setObjectName("chooserNotice")
        self.presets = PresetRows(theme, self)
        self.presets.setFixedWidth(PRESETS)
        self.presets.chosen.connect(self._choose)
        self.files = FilesPane(theme, self)
        self.files.model.picked.connect(self._picked)
        self.options = OptionsPane(theme, self)
        self.options.patterns_changed.connect(self._patterned)
        self.options.show_endpoints((offer.endpoint,))
        files = QWidget(self)
        beside = QHBoxLayout(files)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(scale.L)
        beside.addWidget(self.presets)
        beside.addWidget(self.files, 1)
        self._stack = QStackedWidget(self)
        self._stack.setMinimumHeight(HEIGHT)
        self._stack.addWidget(files)
        self._stack.addWidget(self.options)
        self.tabs.currentChanged.connect(self._stack.setCurrentIndex)

        self.destination = Destination(link.local, self)
        self.destination.changed.connect(self._show)
        self._figures = QLabel(self)
        self._figures.setObjectName("chooserFigures")
        self._figures.setFont(theme.font("strong"))
        self._figures.setTextFormat(Qt.TextFormat.PlainText)
        self._after = QLabel(self)
        self._after.setObjectName("chooserAfter")
        self._after.setProperty("tone", "muted")
        self._after.setTextFormat(Qt.TextFormat.PlainText)
        figures = QHBoxLayout()
        figures.setSpacing(scale.M)
        figures.addWidget(self._figures)
        figures.addWidget(self._after)
        figures.addStretch(1)
        self._trouble = Remark(theme, self)
        self._trouble.label.setObjectName("chooserTrouble")
        self.more = QPushButton(self)
        self.more.setObjectName("chooserMore")
        self.more.setAutoDefault(False)
        self.more.clicked.connect(self._order_more)
        self.buttons.insertWidget(2, self.more)
        self.cancel.setDefault(False)
        self.cancel.setAutoDefault(False)
        self.act.setProperty("primary", True)
        self.act.setDefault(True)
        self.act.clicked.connect(self._order_last)

        self.body.addLayout(first)
        self.body.addWidget(rule(self))
        self.body.addWidget(self._notice)
        self.body.addWidget(self._stack, 1)
        self.body.addWidget(rule(self))
        self.body.addWidget(self.destination)
        below = QVBoxLayout()
        below.setSpacing(scale.XS)
        below.addLayout(figures)
        below.addWidget(self._trouble)
        self.body.addLayout(below)
        self._take(offer)
        self.retranslate()
        room = parent.height() - 2 * scale.XL if parent is not None else TALL
        self.resize(WIDTH, min(TALL, room))
        self.presets.focus_checked()
        self._link.call(ReadSettings(), self.while_open(self._take_settings))

    @property
    def offer(self) -> Offer:
        """What is chosen from."""
        return self._offer

    # --- what there is to choose from

    def _take(self, offer: Offer) -> None:
        before, self._offer, self._looking, self._problem = self._mode, offer, "", None
        self.revision.blockSignals(True)
        self.revision.clear()
        for name in dict.fromkeys((offer.revision, *offer.revisions)):
            self.revision.addItem(_plain(_short(name)), name)
        self.revision.blockSignals(False)
        self.presets.show_presets(offer.presets)
        self.files.show_offer(offer)
        named = named_by_address(offer)
        if offer.include or offer.exclude:
            self.options.show_globs(offer.include, offer.exclude)
            self._patterned()
        elif before == BY_PATTERN and any(self.options.globs):
            self._patterned()
        elif named:
            self.files.model.tick(named)
            self._follow_ticks()
        else:
            kept = next((each for each in offer.presets if each.name == before), None)
            preset = kept or first_choice(offer)
            self._choose(preset.name if preset is not None else BY_HAND)
        self._show_notice()

    def _take_settings(self, settings: Settings) -> None:
        self._settings = settings
        self.options.show_endpoints((self._offer.endpoint, *settings.endpoints))

    def _revise(self) -> None:
        wanted = str(self.revision.currentData())
        if wanted == self._offer.revision:
            return
        self._looking, self._problem = wanted, None

        def told(offer: Offer) -> None:
            if self._looking == wanted:
                self._take(offer)
                self._show()

        def refused(refusal: Refusal) -> None:
            if self._looking == wanted:
                self._looking, self._problem = "", refusal.problem
                self.revision.setCurrentIndex(self.revision.findData(self._offer.revision))
                self._show()

        request = LookUp(text=self._offer.repo, revision=wanted)
        self._link.call(request, self.while_open(told), self.while_open(refused))
        self._show()

    # --- choosing

    def _choose(self, name: str) -> None:
        """A preset was chosen, or to pick by hand."""
        self._mode = name
        self._said = ""
        self.options.forget_globs()
        preset = next((each for each in self._offer.presets if each.name == name), None)
        if preset is not None:
            self.files.model.tick(preset.files)
        self.presets.check(name)
        self._show()

    def _picked(self) -> None:
        self.options.forget_globs()
        self._follow_ticks()

    def _follow_ticks(self) -> None:
        """Name the choice that was made file by file, where it has a name."""
        preset = matching_preset(self._offer, frozenset(self.files.model.ticked()))
        self._mode = preset.name if preset is not None else BY_HAND
        self._said = ""
        self.presets.check(self._mode)
        self._show()

    def _patterned(self) -> None:
        include, exclude = self.options.globs
        if not include and not exclude:
            preset = first_choice(self._offer)
            self._choose(preset.name if preset is not None else BY_HAND)
            return
        self._mode = BY_PATTERN
        self._said = ""
        self.files.model.tick(matcher(include, exclude))
        self.presets.check(BY_PATTERN)
        self._show()

    # --- ordering

    def _order_last(self) -> None:
        self._order(close=True)

    def _order_more(self) -> None:
        self._order(close=False)

    def _order(self, *, close: bool) -> None:
        if not self._ready():
            return
        include, exclude = self.options.globs if self._mode == BY_PATTERN else ((), ())
        files = () if self._mode == BY_PATTERN else self.files.model.ticked()
        wanted = order(
            self._offer,
            files=files,
            include=include,
            exclude=exclude,
            local_dir=self.destination.local_dir,
            endpoints=self.options.endpoints,
            limit_rate=self.options.limit.bytes,
            connections=self.options.connections.value(),
            at_once=self.options.at_once.isChecked(),
        )

        def told(answer: JobStarted) -> None:
            self._ordering = False
            self.started.emit(answer.id)
            if close:
                self.accept()
                return
            self._said = self.tr("Started. Choose more, or close this.")
            self._show()

        def refused(refusal: Refusal) -> None:
            self._ordering, self._problem = False, refusal.problem
            self._show()

        self._ordering, self._problem = True, None
        self._link.call(StartJob(wanted), self.while_open(told), self.while_open(refused))
        self._show()

    def _ready(self) -> bool:
        some = self.files.model.sums().files > 0
        return some and not self._looking and not self._ordering and self.destination.complete

    # --- what it shows

    def _show(self) -> None:
        offer, chosen = self._offer, self.files.model.sums()
        for widget in (self.presets, self.files, self.options, self.revision):
            widget.setEnabled(not self._looking)
        self._pinned.setText(self._pinned_text())
        self._figures.setText(self._figures_text(chosen))
        lacks = self._lacks(chosen)
        self._after.setText(self._after_text(chosen, lacks))
        _tone(self._after, "bad" if lacks else "muted")
        self._trouble.tell(*self._trouble_text(lacks))
        verb = self.tr("Download anyway") if lacks else self.tr("Download")
        if chosen.to_fetch and not lacks:
            verb = self.tr("Download {size}").format(size=size(chosen.to_fetch))
        self.act.setText(verb)
        ready = self._ready()
        self.act.setEnabled(ready)
        self.more.setEnabled(ready)
        self.setWindowTitle(self.tr("Download {repo}").format(repo=_plain(offer.repo)))

    def _lacks(self, chosen: Sums) -> int:
        """Bytes for which there is no room; 0 where there is, or where nobody knows."""
        if not self._offer.free or self.destination.into_folder:
            return 0
        return max(0, chosen.to_fetch - self._offer.free)

    def _pinned_text(self) -> str:
        if self._looking:
            return _put(self.tr("Looking at {revision}…"), revision=_short(self._looking))
        commit = self._offer.commit[:SHORT]
        return _put(self.tr("pinned to {commit}"), commit=commit) if commit else ""

    def _figures_text(self, chosen: Sums) -> str:
        if not self._offer.files:
            return self.tr("There is nothing in it.")
        if not chosen.files:
            return self.tr("Nothing is picked.")
        return self.tr("%Ln file(s), {size}", "", chosen.files).format(size=size(chosen.bytes))

    def _after_text(self, chosen: Sums, lacks: int) -> str:
        if not chosen.files:
            return ""
        if not chosen.to_fetch:
            return self.tr("everything is here already")
        parts = []
        if chosen.to_fetch < chosen.bytes:
            here = chosen.bytes - chosen.to_fetch
            told = self.tr("{size} to fetch, {here} here already")
            parts.append(told.format(size=size(chosen.to_fetch), here=size(here)))
        if lacks:
            parts.append(
                self.tr("{size} free, {lacks} short").format(size=size(self._offer.free), lacks=size(lacks))
            )
        elif self._offer.free and not self.destination.into_folder:
            left = self._offer.free - chosen.to_fetch
            parts.append(self.tr("{size} free after").format(size=size(left)))
        return " · ".join(parts)

    def _trouble_text(self, lacks: int) -> tuple[str, str]:
        if self._problem is not None:
            return sentence(self._problem), "error"
        if self._said:
            return self._said, "check"
        if lacks:
            told = self.tr(
                "It does not fit. Pick fewer files or a smaller variant, or free some space in the Library; "
                "begun anyway, it pauses when the disk is full."
            )
            return told, "error"
        if not self.destination.complete:
            return self.tr("Name the folder to put the files into."), "info"
        return "", "info"

    def _show_notice(self) -> None:
        parts = []
        if self._offer.gated:
            parts.append(
                self.tr(
                    "Its licence has to be accepted on the Hub first. If yours is not, the download says so "
                    "and leads you there."
                )
            )
        if self._offer.private:
            parts.append(self.tr("It is private: only your token opens it."))
        self._notice.tell("\n".join(parts), "warning" if self._offer.gated else "info")

    def _lead(self) -> str:
        parts = [_put(self.tr("answered by {endpoint}"), endpoint=host_of(self._offer.endpoint))]
        changed = QDateTime.fromString(self._offer.last_modified, Qt.DateFormat.ISODate)
        if changed.isValid():
            now = QDateTime.currentSecsSinceEpoch()
            parts.append(self.tr("changed {when}").format(when=ago(changed.toSecsSinceEpoch(), now)))
        return " · ".join(parts)

    # --- language

    def retranslate(self) -> None:
        """Read the strings again."""
        self.head.setText(_plain(self._offer.repo))
        self.lead.setText(self._lead())
        self.tabs.setTabText(0, self.tr("Files"))
        self.tabs.setTabText(1, self.tr("Options"))
        self.tabs.setAccessibleName(self.tr("What to choose"))
        self._revision_label.setText(self.tr("Revision"))
        self.revision.setAccessibleName(self.tr("Revision"))
        self.cancel.setText(self.tr("Cancel"))
        self.more.setText(self.tr("Download and choose more"))
        self._show_notice()
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _plain(text: str) -> str:
    return fill("{text}", {"text": text})


def _put(sentence: str, **values: str) -> str:
    return fill(sentence, dict(values))


def _short(revision: str) -> str:
    """A commit by its first digits, a branch or tag as it is."""
    whole = len(revision) == 40 and all(digit in "0123456789abcdef" for digit in revision)
    return revision[:SHORT] if whole else revision


def _tone(label: QLabel, tone: str) -> None:
    """A style sheet looks at a property once unless it is told."""
    if label.property("tone") != tone:
        label.setProperty("tone", tone)
        label.style().unpolish(label)
        label.style().polish(label)
