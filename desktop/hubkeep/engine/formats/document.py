"""A JSON file of a repo as a document from which values are asked by type.

Such files are written by anyone: a value of the wrong type is None and one problem, never an error.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from hubkeep.engine.formats.files import Source
from hubkeep.engine.problems import Failure, Problem, printable, problem

LARGEST_DOCUMENT: Final = 8 << 20
"""Bytes; the largest configuration seen in use is about 200 KB."""

LARGEST_NUMBER: Final = (1 << 63) - 1
_LONGEST_TEXT: Final = 200
_MOST_TEXTS: Final = 64


def read_json(source: Source, largest: int = LARGEST_DOCUMENT) -> object:
    """The JSON value in the file; Failure where it is larger than `largest` bytes or not JSON.

    Python's own parser, because configurations hold NaN and Infinity, which JSON does not know.
    """
    if source.size > largest:
        raise Failure("formats-too-large", path=source.path, size=source.size, limit=largest)
    raw = source.read(source.size)
    try:
        value: object = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Failure("formats-not-json", path=source.path) from error
    return value


class Document:
    """A JSON object and the problems met while reading it; `problems` grows, each key is told once."""

    def __init__(
        self, value: object, path: str, problems: list[Problem] | None = None, prefix: str = ""
    ) -> None:
        self.path: Final = path
        self.problems: Final[list[Problem]] = [] if problems is None else problems
        self._prefix = prefix
        self._values: Mapping[str, object] = {}
        if isinstance(value, dict):
            self._values = value
        else:
            self._wrong("{}")

    def __contains__(self, key: str) -> bool:
        return self._values.get(key) is not None

    def text(self, key: str) -> str | None:
        """The string at `key` on one line, cut to a sane length; None where empty."""
        value = self._values.get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            self._wrong(key)
            return None
        return _clean(value) or None

    def texts(self, key: str) -> tuple[str, ...]:
        """The strings at `key`: a list, or one string."""
        value = self._values.get(key)
        if isinstance(value, str):
            value = [value]
        if value is None:
            return ()
        if not isinstance(value, list):
            self._wrong(key)
            return ()
        found = tuple(_clean(item) for item in value[:_MOST_TEXTS] if isinstance(item, str) and item)
        if len(found) != len(value[:_MOST_TEXTS]):
            self._wrong(key)
        return found

    def number(self, key: str) -> int | None:
        """The positive whole number at `key`, also where it is written as a float."""
        value = self._values.get(key)
        if value is None:
            return None
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if type(value) is not int or not 0 < value <= LARGEST_NUMBER:
            self._wrong(key)
            return None
        return value

    def factor(self, key: str) -> float | None:
        """The number of at least one at `key`, fractions included."""
        value = self._values.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 1 <= value <= 1_000_000:
            self._wrong(key)
            return None
        return float(value)

    def says(self, key: str) -> bool:
        """Whether `key` is true."""
        value = self._values.get(key)
        if value is not None and not isinstance(value, bool):
            self._wrong(key)
        return value is True

    def inner(self, key: str) -> Document | None:
        """The object at `key`; its problems are told with this document's."""
        value = self._values.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            self._wrong(key)
            return None
        return Document(value, self.path, self.problems, f"{self._prefix}{key}.")

    def inners(self) -> tuple[tuple[str, Document], ...]:
        """Every object directly inside, by key."""
        return tuple(
            (_clean(key), Document(value, self.path, self.problems, f"{self._prefix}{_clean(key)}."))
            for key, value in list(self._values.items())[:_MOST_TEXTS]
            if isinstance(value, dict)
        )

    def pairs(self) -> tuple[tuple[str, object], ...]:
        """Every key and value as they stand, at most a sane number of them."""
        return tuple((_clean(key), value) for key, value in list(self._values.items())[:_MOST_TEXTS])

    def _wrong(self, key: str) -> None:
        found = problem(
            "formats-wrong-value", path=self.path, key=printable(f"{self._prefix}{key}"[:_LONGEST_TEXT])
        )
        if found not in self.problems:
            self.problems.append(found)


def _clean(text: str) -> str:
    return printable(" ".join(text[:_LONGEST_TEXT].split()))
