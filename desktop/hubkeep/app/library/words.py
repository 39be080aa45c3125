"""What the Library calls things: states, types, times, in the language of the window."""

from __future__ import annotations

import html
import time
from collections.abc import Callable
from typing import Final

from ...link.messages import ModelFacts, Problem, RepoRow, Trust, fill
from ..formatting import ago, count, moment, size
from ..problems import sentence
from ..translated import Translated
from .columns import Column

Clock = Callable[[], float]
"""Seconds since the epoch."""

clock: Clock = time.time

TYPE_ICONS: Final = {
    "model": "model",
    "dataset": "dataset",
    "space": "space",
    "kernel": "kernel",
    "other": "file",
}

STATE_TONES: Final = {
    "ok": "muted",
    "incomplete": "warn",
    "broken": "bad",
    "archived": "archive",
    "partly-archived": "archive",
    "archive-offline": "warn",
    "frozen": "archive",
    "bucket": "archive",
    "foreign": "muted",
}
"""The token that a state's pill is drawn in."""


ABOUT: Final = "≈\u00a0"
"""Before a time that is true to the day only."""


SUMMARY_GAP: Final = " · "
"""Between the parts of the engine's summary of a model."""


def plain(text: str) -> str:
    """`text` on one line with control and direction characters made visible: names can be hostile."""
    return fill("{text}", {"text": text})


def tip(text: str) -> str:
    """A tool tip that shows `text` as it is: Qt would take what looks like markup for markup."""
    return "<qt>" + "<br>".join(html.escape(line) for line in text.splitlines()) + "</qt>" if text else ""


def org_and_name(row: RepoRow) -> tuple[str, str]:
    """The organisation with its slash, empty where there is none, and the name."""
    org, slash, name = row.name.rpartition("/")
    return plain(org + slash), plain(name)


def can_be_repaired(row: RepoRow) -> bool:
    """Whether something of it is wrong or missing that a hub may still have."""
    return row.type != "other" and row.state in {"broken", "incomplete"}


def repo_of(row: RepoRow) -> str:
    """The repo as the command line writes it."""
    return row.name if row.type == "model" else f"{row.type}/{row.name}"


class LibraryWords(Translated):
    """What takes words of a language. Its methods are functions of this module, below."""

    def type_word(self, kind: str) -> str:
        """One repo's type."""
        if kind == "model":
            return self.tr("model")
        if kind == "dataset":
            return self.tr("dataset")
        if kind == "space":
            return self.tr("space")
        if kind == "kernel":
            return self.tr("kernel")
        return self.tr("other")

    def weights_word(self, facts: ModelFacts | None) -> str:
        """What the weights are: names of formats and types as they are, words in the window's language."""
        if facts is None:
            return ""
        return SUMMARY_GAP.join(self._summary_part(part) for part in plain(facts.summary).split(SUMMARY_GAP))

    def _summary_part(self, part: str) -> str:
        if part in {"dataset", "space", "kernel"}:
            return self.type_word(part)
        if part == "no weights":
            return self.tr("no weights")
        number, gap, word = part.partition(" ")
        if gap and word.startswith("variant") and number.isdecimal():
            return self.tr("%n variant(s)", "", int(number))
        return part

    def state_word(self, row: RepoRow) -> str:
        """A repo's state in a word or two, with a number where one says more."""
        if row.state == "broken":
            lost = sum(_number(each, "count") for each in row.problems if each.code == "dangling")
            if lost:
                return self.tr("%n broken link(s)", "", lost)
            return self.tr("broken")
        if row.state == "incomplete":
            return self.tr("incomplete")
        if row.state == "archived":
            return self.tr("archived")
        if row.state == "partly-archived":
            return self.tr("partly archived")
        if row.state == "archive-offline":
            path = next((each.params.get("path") for each in row.problems if each.code == row.state), "")
            # The engine may run on another system than the window.
            disk = str(path).replace("\\", "/").rstrip("/").rpartition("/")[2] or str(path)
            return self.tr("on disk {disk}, not connected").format(disk=plain(disk))
        if row.state == "frozen":
            return self.tr("frozen")
        if row.state == "bucket":
            return self.tr("in a bucket")
        if row.state == "foreign":
            return self.tr("not a repo")
        return self.tr("intact")

    def unknown(self) -> str:
        """What is said of a time that nothing tells."""
        return self.tr("unknown")

    def read_word(self, row: RepoRow, trust: Trust, now: float) -> str:
        """When a repo was last read, as far as the volume tells."""
        if row.last_access is None or trust == "none":
            return self.unknown()
        told = ago(row.last_access, now)
        return f"{ABOUT}{told}" if trust == "coarse" else told

    def read_tip(self, row: RepoRow, trust: Trust) -> str:
        """How far the last access can be believed."""
        if row.last_access is None:
            return self.tr("Nothing here tells when it was last read.")
        if trust == "none":
            return self.tr("This volume does not note when files are read, so nobody can tell.")
        when = moment(row.last_access)
        if trust == "coarse":
            return self.tr(
                "{when}, to the day: this volume notes the first read of a day, not each one."
            ).format(when=when)
        return when

    def row_tip(self, row: RepoRow) -> str:
        """All that is to be said of a row when the pointer rests on it."""
        lines = [plain(row.name)]
        if row.frees != row.bytes:
            lines.append(
                self.tr("{size}; deleting it frees {frees}").format(
                    size=size(row.bytes), frees=size(row.frees)
                )
            )
        else:
            lines.append(size(row.bytes))
        lines += self.problem_lines(row.problems)
        if row.facts is not None:
            lines += self.problem_lines(row.facts.problems)
        return "\n".join(lines)

    def problem_lines(self, problems: tuple[Problem, ...], most: int = 6) -> list[str]:
        """The problems' sentences; those beyond `most` are counted."""
        lines = [sentence(each) for each in problems[:most]]
        if len(problems) > most:
            lines.append(self.tr("and %n more", "", len(problems) - most))
        return lines

    def column_word(self, column: Column) -> str:
        """The head of a column."""
        names = {
            Column.REPO: self.tr("Repo"),
            Column.TYPE: self.tr("Type"),
            Column.SIZE: self.tr("Size"),
            Column.FREES: self.tr("Frees"),
            Column.READ: self.tr("Last read"),
            Column.MODIFIED: self.tr("Modified"),
            Column.WEIGHTS: self.tr("Weights"),
            Column.REVISIONS: self.tr("Revisions"),
            Column.FILES: self.tr("Files"),
            Column.STATE: self.tr("State"),
        }
        return names[column]


def parameters_word(number: int) -> str:
    """A number of parameters in three digits: `32.8 B`."""
    for unit, letter in ((10**12, "T"), (10**9, "B"), (10**6, "M"), (10**3, "K")):
        if number >= unit:
            value = number / unit
            return f"{value:.0f}{letter}" if value >= 99.95 else f"{value:.1f}".removesuffix(".0") + letter
    return count(number)


def _number(problem: Problem, name: str) -> int:
    value = problem.params.get(name, 0)
    return value if isinstance(value, int) else 0


_words = LibraryWords()
type_word = _words.type_word
state_word = _words.state_word
unknown = _words.unknown
read_word = _words.read_word
read_tip = _words.read_tip
row_tip = _words.row_tip
problem_lines = _words.problem_lines
column_word = _words.column_word
weights_word = _words.weights_word
