"""A cache and what an archive is told of it, for tests of one module each."""

from __future__ import annotations

from pathlib import Path

from hubkeep.engine.archive.ground import Ground


def ground_of(root: Path, home: Path, changed: list[str] | None = None) -> Ground:
    """The ground of the cache at `root`; keys that are said to be different go to `changed`."""
    told = [] if changed is None else changed
    return Ground(root=str(root), changed=told.extend, stored=tuple, home=home)
