"""The columns of the library's table."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from ...link.messages import SortBy


class Column(IntEnum):
    """What a row shows, in the order the columns first stand in."""

    REPO = 0
    TYPE = 1
    SIZE = 2
    FREES = 3
    READ = 4
    MODIFIED = 5
    WEIGHTS = 6
    REVISIONS = 7
    FILES = 8
    STATE = 9


ORDER_OF: Final[dict[Column, SortBy]] = {
    Column.REPO: "name",
    Column.TYPE: "type",
    Column.SIZE: "size",
    Column.FREES: "frees",
    Column.READ: "accessed",
    Column.MODIFIED: "modified",
    Column.WEIGHTS: "weights",
    Column.REVISIONS: "revisions",
    Column.FILES: "files",
    Column.STATE: "state",
}

FIGURES: Final = frozenset({Column.SIZE, Column.FREES, Column.REVISIONS, Column.FILES})
"""Columns of numbers, aligned at the right."""
