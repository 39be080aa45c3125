"""The columns of what is archived."""

from __future__ import annotations

from enum import IntEnum


class Column(IntEnum):
    """What a line shows, in the order of the columns."""

    REPO = 0
    TIER = 1
    SIZE = 2
    TAKES = 3
    READ = 4
    ARCHIVE = 5
