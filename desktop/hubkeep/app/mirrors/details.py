"""What unfolds below a scorecard: what was found and what to do, where the time went, how it stands."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ...link.messages import Measured, MirrorView, Problem
from .. import theme as scale
from ..downloads.words import tip
from ..problems import sentence
from ..theme import Theme
from ..widgets.blocks import Remark, heading, quiet, rule
from ..widgets.figures import Figures
from . import words
from .timing_layout import steps_of
from .timing_strip import TimingStrip

NARROW: Final = 720
"""Below this width the two columns stand one above the other."""
MOST_MISSING: Final = 6
STALE: Final = 15
"""Seconds after which what is said of the time is said anew."""
_KINDS: Final = {"good": "check", "fair": "warning", "bad": "error", "unknown": "info"}
ACTIONS: Final = ("use", "measure", "edit", "remove", "copy")
_ROWS: Final = (
    "chain",
    "files",
    "content",
    "abilities",
    "tokens",
    "standing",
    "breaker",
    "rank",
    "known",
    "measured",
)


class Details(QWidget):
    """`asked` with an action of `ACTIONS`; `allowed` with whether it may be sent the user's token."""

    asked = Signal(str)
    allowed = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mirrorDetails")
        self._theme = theme
        self._view: MirrorView | None = None
        self._now = 0.0
        self._remarks: list[Remark] = []
        self._found = QVBoxLayout()
        self._found.setSpacing(scale.S)
        self._missing_head = heading(theme, self)
        self._missing = quiet(self)
        self._missing.setObjectName("mirrorMissing")
        self._timing_head = heading(theme, self)
        self._strip = TimingStrip(theme, self)
        self.figures = Figures(theme, _ROWS, self)
        left = QVBoxLayout()
        left.setSpacing(scale.S)
        left.addLayout(self._found)
        left.addWidget(self._missing_head)
        left.addWidget(self._missing)
        left.addSpacing(scale.XS)
        left.addWidget(self._timing_head)
        left.addWidget(self._strip)
        left.addStretch(1)
        right = QVBoxLayout()
        right.addWidget(self.figures)
        right.addStretch(1)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(scale.XL)
        self._columns.addLayout(left, 10)
        self._columns.addLayout(right, 11)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, scale.XS, scale.S, scale.S)
        column.setSpacing(scale.M)
        column.addWidget(rule(self))
        column.addLayout(self._columns)
        column.addLayout(self._make_buttons())
        policy = self.sizePolicy()
        policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)
        self.setSizePolicy(policy)
        self.retranslate()

    def _make_buttons(self) -> QHBoxLayout:
        self.token = QCheckBox(self)
        self.token.setObjectName("mirrorToken")
        self.token.clicked.connect(self.allowed)
        self.buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout()
        row.setSpacing(scale.S)
        for action in ACTIONS:
            button = QPushButton(self)
            button.setObjectName(f"mirror-{action}")
            button.setProperty("action", action)
            button.clicked.connect(self._pressed)
            self.buttons[action] = button
            row.addWidget(button)
        self.buttons["remove"].setProperty("destructive", True)
        row.addStretch(1)
        row.addWidget(self.token)
        return row

    def _pressed(self) -> None:
        self.asked.emit(self.sender().property("action"))

    # --- what it shows

    def show_view(self, view: MirrorView, now: float, *, ready: bool) -> None:
        """Show all that is known of a mirror; without a `ready` engine nothing can be done about it."""
        if view != self._view or now - self._now >= STALE:
            self._view, self._now = view, now
            self._refresh()
        measuring = view.stage != "idle"
        self.buttons["use"].setEnabled(ready and not view.first)
        self.buttons["measure"].setEnabled(ready and not measuring)
        for action in ("edit", "remove"):
            self.buttons[action].setEnabled(ready)
        self.token.setEnabled(ready)

    def _refresh(self) -> None:
        view = self._view
        if view is None:
            return
        last = view.last
        self._show_found(self._findings(view))
        self._show_missing(last)
        timed = last is not None and last.first_byte is not None
        told = self.tr("{time} to the first byte") if timed else self.tr("{time} until it answers")
        whole = sum(seconds for _, seconds in steps_of(last)) if last is not None else 0.0
        self._timing_head.setText(told.format(time=words.milliseconds(whole)))
        self._strip.show_times(last or Measured(url=view.entry.url, at=0))
        self._timing_head.setVisible(not self._strip.isHidden())
        self._show_figures(view, last)
        for action in ("edit", "remove"):
            self.buttons[action].setVisible(view.entry.own)
        self.token.setVisible(not view.official and view.entry.tokens != "never")
        self.token.setChecked(view.token)
        self.token.setToolTip(tip(words.tokens(view)))

    def _findings(self, view: MirrorView) -> list[tuple[Problem | None, str, str]]:
        """Sentences with their kinds, the worst first."""
        last = view.last
        if last is None:
            told = words.known(view) or self.tr("It was not measured yet. Measuring takes half a minute.")
            return [(None, told, "error" if view.entry.dead else "info")]
        found: list[tuple[Problem | None, str, str]] = []
        if last.verdict is not None:
            found.append((last.verdict, sentence(last.verdict), _KINDS[last.grade]))
        kind = "info" if last.grade in {"good", "unknown"} else "warning"
        found += [(each, sentence(each), kind) for each in last.findings if each != last.verdict]
        return found

    def _show_found(self, found: list[tuple[Problem | None, str, str]]) -> None:
        while len(self._remarks) < len(found):
            remark = Remark(self._theme, self)
            remark.label.setObjectName("mirrorFound")
            # As high as its lines at the width it has, never as at the width it would like.
            policy = remark.label.sizePolicy()
            policy.setVerticalPolicy(QSizePolicy.Policy.Preferred)
            remark.label.setSizePolicy(policy)
            self._found.addWidget(remark)
            self._remarks.append(remark)
        for place, remark in enumerate(self._remarks):
            if place < len(found):
                remark.tell(*found[place][1:])
            else:
                remark.tell("")

    def _show_missing(self, last: Measured | None) -> None:
        missing = last.missing if last is not None else ()
        self._missing_head.setVisible(bool(missing))
        self._missing.setVisible(bool(missing))
        lines = list(missing[:MOST_MISSING])
        text = words.plain_lines(lines)
        if len(missing) > MOST_MISSING:
            text += "\n" + self.tr("and %n more", "", len(missing) - MOST_MISSING)
        self._missing_head.setText(self.tr("%n file(s) missing here", "", len(missing)))
        self._missing.setText(text)

    def _show_figures(self, view: MirrorView, last: Measured | None) -> None:
        tell = self.figures.tell
        tell("chain", words.chain(last) if last is not None and len(last.hosts) > 1 else "")
        tell("files", words.files(last) if last is not None else "")
        tell("content", words.content(last) if last is not None else "")
        tell("abilities", words.abilities(last) if last is not None else "")
        tell("tokens", words.tokens(view))
        tell("standing", words.standing(view, self._now))
        tell("breaker", words.breaker(view, self._now))
        tell("rank", words.rank(view) if view.rank or view.why is not None else "")
        tell("known", words.known(view) if last is not None else "")
        tell("measured", words.effort(last, self._now) if last is not None else "")

    @property
    def text(self) -> str:
        """What was found, a line each."""
        return "\n".join(remark.text for remark in self._remarks if remark.text)

    def tell_copied(self, copied: bool) -> None:
        """Say on the button that it has happened."""
        self.buttons["copy"].setText(self.tr("Copied") if copied else self.tr("Copy details"))

    # --- events

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        side = QBoxLayout.Direction.LeftToRight
        below = QBoxLayout.Direction.TopToBottom
        wanted = below if self.width() < NARROW else side
        if self._columns.direction() != wanted:
            self._columns.setDirection(wanted)
            self._columns.setSpacing(scale.M if wanted == below else scale.XL)

    def retranslate(self) -> None:
        """Read the strings again."""
        names = {
            "use": self.tr("Use this one"),
            "measure": self.tr("Measure this one"),
            "edit": self.tr("Edit…"),
            "remove": self.tr("Remove"),
            "copy": self.tr("Copy details"),
        }
        for action, button in self.buttons.items():
            button.setText(names[action])
        self.token.setText(self.tr("Send it my token"))
        rows = {
            "chain": self.tr("Way"),
            "files": self.tr("Files"),
            "content": self.tr("Content"),
            "abilities": self.tr("Can do"),
            "tokens": self.tr("Tokens"),
            "standing": self.tr("7 days"),
            "breaker": self.tr("Resting"),
            "rank": self.tr("Order"),
            "known": self.tr("Known"),
            "measured": self.tr("Measured"),
        }
        for row, text in rows.items():
            self.figures.rename(row, text)
        self._refresh()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
