"""The language of search and filter, and the orders of the table: one for window and command line.

    llama instruct            words, in the repo's name or in what is known of it; all must be there
    "a phrase"                with its spaces, or with a colon in it
    -gguf                     everything but
    type:model  state:broken  org:Qwen  name:flux  dtype:bf16  licence:apache  tag:vision  ref:main
    size>10GB  frees>=1GB  files<5  revisions>1  detached>0  params>7B
    read>90d                  not read for 90 days; also h, w, m (30 days) and y
    modified<1w               changed within the last week
    read:unknown              nothing is known of its last access

Words and values match in any case. What is not known of a repo matches no comparison.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

from ..problems import Failure
from ..sizes import AGE_UNITS, SIZE_UNITS, amount
from .values import RepoRow, State

SortBy = Literal[
    "name",
    "type",
    "size",
    "frees",
    "accessed",
    "modified",
    "weights",
    "revisions",
    "files",
    "state",
]
"""What rows can be ordered by."""

UNKNOWN: Final = float("inf")
"""The figure of what is not known: behind everything else, whichever way the order runs."""

BIGGEST_FIRST: Final[frozenset[SortBy]] = frozenset(
    {"size", "frees", "modified", "weights", "revisions", "files", "state"}
)
"""The orders that run from the greatest figure down unless asked otherwise. Last access does not:
what was not read for longest comes first."""

SortKey = tuple[float, str, str]


@dataclass(frozen=True)
class Query:
    """A filter. It is true for a row where all its terms are."""

    terms: tuple[Term, ...] = ()

    def matches(self, row: RepoRow, now: float, text: str | None = None) -> bool:
        """Whether `row` passes at the time `now`. `text`: `searchable(row)`, where it is at hand."""
        for term in self.terms:
            if text is None and isinstance(term.test, Word):
                text = searchable(row)
            if term.test.holds(row, now, text or "") == term.negated:
                return False
        return True

    @property
    def reads_text(self) -> bool:
        """Whether `matches` looks at the searchable text at all."""
        return any(isinstance(term.test, Word) for term in self.terms)


@dataclass(frozen=True)
class Term:
    """One thing asked, or with `negated` its opposite."""

    test: Word | Field | Measure
    negated: bool = False


@dataclass(frozen=True)
class Word:
    """A word, casefolded, somewhere in the searchable text."""

    word: str

    def holds(self, row: RepoRow, now: float, text: str) -> bool:
        return self.word in text


@dataclass(frozen=True)
class Field:
    """A named property with one of some values."""

    name: str
    value: str

    def holds(self, row: RepoRow, now: float, text: str) -> bool:
        return _FIELDS[self.name](row, self.value)


@dataclass(frozen=True)
class Measure:
    """A figure compared: bytes, counts, or seconds since something happened."""

    name: str
    operator: str
    value: float

    def holds(self, row: RepoRow, now: float, text: str) -> bool:
        figure = _MEASURES[self.name].figure(row, now)
        return figure is not None and _OPERATORS[self.operator](figure, self.value)


def searchable(row: RepoRow) -> str:
    """All of a row that a word is looked for in, casefolded."""
    facts = row.facts
    if facts is None:
        return row.name.casefold()
    known = (facts.summary, facts.architecture, facts.kind, facts.library, facts.quantisation, *facts.tags)
    return "\n".join((row.name, *(word for word in known if word))).casefold()


def parse(text: str) -> Query:
    """The query that `text` says. Raises `Failure` "bad-filter" naming the part that makes no sense."""
    terms = []
    for match in _TOKEN.finditer(text):
        negated, quoted, bare = match["minus"] is not None, match["quoted"], match["bare"]
        if quoted:
            terms.append(Term(Word(quoted.casefold()), negated))
        elif bare and bare != "-":  # a lone dash: its word is still being typed
            terms.append(Term(_test(bare.replace('"', "")), negated))
    return Query(tuple(terms))


def sort_key(row: RepoRow, by: SortBy, *, descending: bool | None = None) -> SortKey:
    """What to order rows by, ascending: the figure, then the name, then the key.

    `descending` turns the figure round (None: as `BIGGEST_FIRST` has it); unknown figures stay last,
    equal ones stay in the order of names. For the order "name" there is no figure: whoever wants it
    the other way round reverses.
    """
    figure = ORDERS[by](row)
    if descending is None:
        descending = by in BIGGEST_FIRST
    if descending and figure is not UNKNOWN:
        figure = -figure
    return (figure, row.name.casefold(), row.key)


# --- reading the text ---------------------------------------------------------------------------

_TOKEN: Final = re.compile(r'(?P<minus>-)?(?:"(?P<quoted>[^"]*)"?|(?P<bare>(?:[^\s"]|"[^"]*"?)+))')
_COMPARED: Final = re.compile(
    r"(?P<name>[a-z]+)(?P<operator>>=|<=|>|<|=)(?P<value>.*)", re.IGNORECASE | re.DOTALL
)
_NAMED: Final = re.compile(r"(?P<name>[a-z]+):(?P<value>.*)", re.IGNORECASE | re.DOTALL)

_COUNTS: Final = {"": 1, "k": 10**3, "m": 10**6, "b": 10**9, "t": 10**12}

_OPERATORS: Final[dict[str, Callable[[float, float], bool]]] = {
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    "=": lambda a, b: a == b,
}
_ALIASES: Final = {"license": "licence", "accessed": "read", "parameters": "params", "organisation": "org"}
_CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "type": ("model", "dataset", "space", "kernel", "other"),
    "state": ("intact", *get_args(State)),
    "read": ("unknown",),
}


def _test(bare: str) -> Word | Field | Measure:
    """What one word of the text asks."""
    if compared := _COMPARED.fullmatch(bare):
        name = _name(compared["name"])
        if name not in _MEASURES:
            raise Failure("bad-filter", part=bare)
        return Measure(name, compared["operator"], _figure(name, compared["value"], bare))
    if named := _NAMED.fullmatch(bare):
        name, value = _name(named["name"]), named["value"].casefold()
        choices = _CHOICES.get(name)
        if name not in _FIELDS or not value or (choices and not any(c.startswith(value) for c in choices)):
            raise Failure("bad-filter", part=bare)
        return Field(name, value)
    return Word(bare.casefold())


def _name(name: str) -> str:
    lowered = name.casefold()
    return _ALIASES.get(lowered, lowered)


def _figure(name: str, value: str, part: str) -> float:
    """The number that `value` says in the units of the measure `name`."""
    figure = amount(value, _MEASURES[name].units)
    if figure is None:
        raise Failure("bad-filter", part=part)
    return figure


# --- what can be asked --------------------------------------------------------------------------


@dataclass(frozen=True)
class _Quantity:
    figure: Callable[[RepoRow, float], float | None]
    units: Mapping[str, int] | Mapping[str, float]


def _parameters(row: RepoRow) -> float | None:
    return None if row.facts is None else row.facts.parameters


def _age(moment: float | None, now: float) -> float | None:
    return None if moment is None else now - moment


_MEASURES: Final[dict[str, _Quantity]] = {
    "size": _Quantity(lambda row, now: row.bytes, SIZE_UNITS),
    "frees": _Quantity(lambda row, now: row.frees, SIZE_UNITS),
    "files": _Quantity(lambda row, now: row.files, _COUNTS),
    "revisions": _Quantity(lambda row, now: row.revisions, _COUNTS),
    "detached": _Quantity(lambda row, now: row.detached, _COUNTS),
    "params": _Quantity(lambda row, now: _parameters(row), _COUNTS),
    "read": _Quantity(lambda row, now: _age(row.last_access, now), AGE_UNITS),
    "modified": _Quantity(lambda row, now: _age(row.last_modified, now), AGE_UNITS),
}


def _state_is(row: RepoRow, value: str) -> bool:
    return row.state.startswith(value) or (row.state == "ok" and "intact".startswith(value))


def _has(value: str, *texts: str | None) -> bool:
    return any(text is not None and value in text.casefold() for text in texts)


_FIELDS: Final[dict[str, Callable[[RepoRow, str], bool]]] = {
    "type": lambda row, value: row.type.startswith(value),
    "state": _state_is,
    "org": lambda row, value: "/" in row.name and row.name.partition("/")[0].casefold() == value,
    "name": lambda row, value: value in row.name.rpartition("/")[2].casefold(),
    "dtype": lambda row, value: (
        row.facts is not None and _has(value, row.facts.dtype, row.facts.quantisation, *row.facts.formats)
    ),
    "licence": lambda row, value: row.facts is not None and _has(value, row.facts.licence),
    "tag": lambda row, value: row.facts is not None and _has(value, *row.facts.tags, row.facts.kind),
    "library": lambda row, value: row.facts is not None and _has(value, row.facts.library),
    "ref": lambda row, value: _has(value, *row.refs),
    "read": lambda row, value: row.last_access is None,
}


# --- orders -------------------------------------------------------------------------------------

_TYPE_RANK: Final = {"model": 0.0, "dataset": 1.0, "space": 2.0, "kernel": 3.0, "other": 4.0}
_STATE_RANK: Final = {
    "ok": 0.0,
    "archived": 1.0,
    "partly-archived": 2.0,
    "frozen": 3.0,
    "bucket": 4.0,
    "archive-offline": 5.0,
    "foreign": 6.0,
    "incomplete": 7.0,
    "broken": 8.0,
}


def _or_unknown(figure: float | None) -> float:
    return UNKNOWN if figure is None else figure


ORDERS: Final[dict[SortBy, Callable[[RepoRow], float]]] = {
    "name": lambda row: 0.0,
    "type": lambda row: _TYPE_RANK[row.type],
    "size": lambda row: float(row.bytes),
    "frees": lambda row: float(row.frees),
    "accessed": lambda row: _or_unknown(row.last_access),
    "modified": lambda row: _or_unknown(row.last_modified),
    "weights": lambda row: _or_unknown(_parameters(row)),
    "revisions": lambda row: float(row.revisions),
    "files": lambda row: float(row.files),
    "state": lambda row: _STATE_RANK[row.state],
}
"""The figure of each order; worse states and bigger figures are greater."""
