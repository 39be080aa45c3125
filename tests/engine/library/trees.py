"""A folder as a value: what is in it, to the byte, the mode, the link and the time."""

from __future__ import annotations

import os
import stat
from pathlib import Path


def tree(root: Path, *, folder_times: bool = False) -> dict[str, tuple[object, ...]]:
    """Everything below `root` by relative path. Folders' times only where asked for: a name that goes
    and comes back changes its folder's."""
    found: dict[str, tuple[object, ...]] = {}
    for base, folders, names in os.walk(root):
        for name in (*folders, *names):
            path = os.path.join(base, name)
            status = os.lstat(path)
            shown = os.path.relpath(path, root)
            if stat.S_ISLNK(status.st_mode):
                found[shown] = ("link", os.readlink(path))
            elif stat.S_ISDIR(status.st_mode):
                found[shown] = ("folder", status.st_mode, status.st_mtime_ns if folder_times else 0)
            else:
                content = Path(path).read_bytes()
                found[shown] = ("file", status.st_mode, status.st_mtime_ns, content)
    return found


def hard_links(root: Path) -> set[frozenset[str]]:
    """The sets of paths below `root` that are one file."""
    names: dict[int, set[str]] = {}
    for base, _, files in os.walk(root):
        for name in files:
            status = os.lstat(os.path.join(base, name))
            if stat.S_ISREG(status.st_mode) and status.st_nlink > 1:
                names.setdefault(status.st_ino, set()).add(os.path.relpath(os.path.join(base, name), root))
    return {frozenset(group) for group in names.values()}
