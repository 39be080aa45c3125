"""The cache an archive works on: what is passed in of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from ..cache.spelling import on_disk
from .values import Stored


class Ground(Struct, frozen=True):
    """One cache."""

    root: str
    changed: Callable[[Sequence[str]], None]
    """Told the keys of repos that are different on the disk now."""
    stored: Callable[[], Sequence[Stored]]
    """The repos of the cache, as they were last looked at."""
    home: Path
    """Hubkeep's own: stand-ins of buckets, known archives."""

    def path(self, relative: str) -> Path:
        """A path of the machine: below the cache's real folder, its name as on the disk."""
        return Path(os.path.realpath(self.root), on_disk(relative))
