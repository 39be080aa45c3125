"""What a connection can be told to do."""

from __future__ import annotations

from msgspec import Struct

from .errand import Extent, FileUnderWay
from .source import Source


class Open(Struct, frozen=True):
    """Begin with a file: its lock, and what an earlier run left of it."""

    file: FileUnderWay


class Whole(Struct, frozen=True):
    """A small file, in one piece."""

    file: FileUnderWay


class Share(Struct, frozen=True):
    """A range of a large file."""

    file: FileUnderWay
    extent: Extent


class Check(Struct, frozen=True):
    """Compare what `of` brought with what this source says."""

    file: FileUnderWay
    start: int
    end: int
    of: Source
    by: Source | None = None
    """Who alone may answer; None: any other source."""
    accuser: Source | None = None
    """Who said that the bytes are wrong: where `by` says that they are right, this one lies."""


Task = Open | Whole | Share | Check
