"""What a verification found of one file."""

from __future__ import annotations

from msgspec import Struct


class Hashed(Struct, frozen=True):
    """A file of this size and mtime was hashed at the time `at`, and was what its name says or not."""

    size: int
    modified: float
    intact: bool
    at: float
