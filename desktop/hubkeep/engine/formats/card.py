"""The front matter of a repo's README: licence, task, library, base model, tags, languages.

YAML is read as a stream of events with ruamel.yaml's own parser, and nothing is ever constructed:
aliases cannot multiply, tags cannot name classes, and a language `no` stays a word. Only plain keys
of the top level with a word or a list of words behind them are of interest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from msgspec import Struct

from hubkeep.engine.formats.files import Source
from hubkeep.engine.problems import Problem, printable, problem

LARGEST_CARD: Final = 1 << 20
"""Bytes looked at; the front matter stands at the top, the prose below is of no interest."""

_LARGEST_BLOCK: Final = 256 << 10
_MOST_EVENTS: Final = 20_000
_DEEPEST: Final = 16
_MOST_WORDS: Final = 64
_LONGEST_WORD: Final = 200
_KEYS: Final = frozenset(
    {
        "license", "license_name", "license_link", "pipeline_tag", "library_name", "base_model", "tags",
        "language", "task_categories", "sdk", "title", "pretty_name",
    }
)  # fmt: skip
_BLOCK_KEY: Final = re.compile(r"([A-Za-z_][\w-]*):[ \t]*\r?\n?")
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})


class Card(Struct, frozen=True, omit_defaults=True):
    """What the front matter says; a list where the Hub allows one, empty or None where it is silent."""

    license: tuple[str, ...] = ()
    license_name: str | None = None
    license_link: str | None = None
    pipeline_tag: str | None = None
    library_name: str | None = None
    base_model: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    task_categories: tuple[str, ...] = ()
    sdk: str | None = None
    title: str | None = None
    problems: tuple[Problem, ...] = ()

    def licence(self) -> str | None:
        """The licence in one line; the name its owner gave where the Hub's own word is "other"."""
        named = ", ".join(self.license)
        return self.license_name or named or None if named in ("", "other") else named


def read_card(source: Source) -> Card:
    """The card; an unreadable front matter gives an empty card with the problem."""
    text = source.read(min(source.size, LARGEST_CARD)).decode("utf-8", "replace")
    block = _front_matter(text)
    if block is None:
        return Card()
    values, wrong = _values(block, source.path)

    def one(key: str) -> str | None:
        return values[key][0] if values.get(key) else None

    return Card(
        license=values.get("license", ()),
        license_name=one("license_name"),
        license_link=one("license_link"),
        pipeline_tag=one("pipeline_tag"),
        library_name=one("library_name"),
        base_model=values.get("base_model", ()),
        tags=values.get("tags", ()),
        language=values.get("language", ()),
        task_categories=values.get("task_categories", ()),
        sdk=one("sdk"),
        title=one("title") or one("pretty_name"),
        problems=wrong,
    )


def _front_matter(text: str) -> str | None:
    """The lines between the first two `---`, without the blocks nobody asks for; None without any.

    A data set's features fill hundreds of kilobytes, and a YAML parser in Python is slow: top-level
    keys that we do not read go before it sees them.
    """
    lines = text.removeprefix("\ufeff").splitlines(keepends=True)
    if not lines or lines[0].rstrip() != "---":
        return None
    kept: list[str] = []
    dropping = False
    for line in lines[1:]:
        if line.rstrip() == "---":
            return "".join(kept)
        key = _BLOCK_KEY.fullmatch(line)
        if key is not None:
            dropping = key[1] not in _KEYS
        elif dropping and line[0] not in " \t-#\r\n":
            dropping = False
        if not dropping:
            kept.append(line)
    return "".join(kept)


def _values(block: str, path: str) -> tuple[dict[str, tuple[str, ...]], tuple[Problem, ...]]:
    """The words behind each known key, as far as the YAML can be read."""
    # Imported here: the parser takes as long to load as everything else in this room together.
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    values: dict[str, tuple[str, ...]] = {}
    wrong = problem("formats-not-yaml", path=path)
    if len(block) > _LARGEST_BLOCK:
        return values, (wrong,)
    # Control characters are an error to the parser; one in a title must not cost the licence.
    clean = "".join(c if c.isprintable() or c in "\n\t" else " " for c in block)
    problems: list[Problem] = []
    try:
        for key, words, fits in _top_level(YAML(typ="safe", pure=True).parse(clean)):
            if key in _KEYS:
                values[key] = words
                if not fits:
                    problems.append(problem("formats-wrong-value", path=path, key=key))
    # RuntimeError: the events ended, or were too many, in the middle of a value (and RecursionError is
    # one); the rest are what the parser itself lets out for a few kinds of nonsense.
    except (YAMLError, ValueError, RuntimeError, LookupError, AttributeError, TypeError, AssertionError):
        problems.append(wrong)
    return values, tuple(problems)


def _top_level(events: Iterator[Any]) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    """Each key of the top level with the words behind it, and whether its value was of that shape."""
    from ruamel.yaml.events import (
        DocumentStartEvent,
        MappingEndEvent,
        MappingStartEvent,
        ScalarEvent,
        SequenceEndEvent,
        SequenceStartEvent,
        StreamEndEvent,
        StreamStartEvent,
    )

    events = islice(events, _MOST_EVENTS)

    def go_past(opened: object) -> None:
        """Goes to the end of what `opened` began; a word or an alias begins nothing."""
        depth = 1 if isinstance(opened, MappingStartEvent | SequenceStartEvent) else 0
        while depth:
            event = next(events)
            if isinstance(event, MappingStartEvent | SequenceStartEvent):
                depth += 1
            elif isinstance(event, MappingEndEvent | SequenceEndEvent):
                depth -= 1
            if depth > _DEEPEST:
                raise ValueError("nested deeper than any card")

    root = next(events)
    while isinstance(root, StreamStartEvent | DocumentStartEvent):
        root = next(events)
    if isinstance(root, StreamEndEvent) or (isinstance(root, ScalarEvent) and _word(root) is None):
        return
    if not isinstance(root, MappingStartEvent):
        raise ValueError("not a mapping")
    while not isinstance(opened := next(events), MappingEndEvent):
        key = _word(opened) if isinstance(opened, ScalarEvent) else None
        go_past(opened)
        opened = next(events)
        words: list[str] = []
        fits = True
        if isinstance(opened, SequenceStartEvent):
            while not isinstance(item := next(events), SequenceEndEvent):
                fits = fits and isinstance(item, ScalarEvent)
                words += _words(item)
                go_past(item)
        else:
            fits = isinstance(opened, ScalarEvent)
            words += _words(opened)
            go_past(opened)
        yield key or "", tuple(words[:_MOST_WORDS]), fits


def _words(event: Any) -> list[str]:
    """The word of a scalar event as a list; empty for anything else and for null."""
    word = _word(event) if hasattr(event, "value") else None
    return [] if word is None else [word]


def _word(event: Any) -> str | None:
    """The text of a scalar event on one line; None for null."""
    text = " ".join(str(event.value).split())
    if event.style is None and text in _NULLS:
        return None
    return printable(text[:_LONGEST_WORD]) or None
