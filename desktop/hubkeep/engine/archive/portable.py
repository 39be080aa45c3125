"""What a disk of another kind can't keep: names that Windows has no room for, and what is too large. Pure.

A disk that goes from machine to machine is formatted as FAT32, exFAT or NTFS, and is read on Windows even
where it is written on Linux, whose drivers for NTFS would let through what nobody can open there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..cache.placing import check_path
from ..problems import Failure, Problem, problem

FAT: Final = frozenset({"vfat", "msdos", "fat", "fat16", "fat32"})
_WINDOWS_NAMES: Final = FAT | {"exfat", "ntfs", "ntfs3", "fuseblk"}
"""`fuseblk`: NTFS or exFAT by a program in place of a driver."""
_LARGEST_ON_FAT: Final = (4 << 30) - 1
_LONGEST_NAME: Final = 255
"""Units of UTF-16."""


def can_link(filesystem: str) -> bool:
    """Whether a file can have two names there."""
    return filesystem.lower() not in FAT | {"exfat"}


def unwritable(files: Mapping[str, int], filesystem: str) -> Problem | None:
    """Why `files` (bytes by path) can't be written on such a file system; None where they can."""
    kind = filesystem.lower()
    if kind in FAT:
        for path, size in files.items():
            if size > _LARGEST_ON_FAT:
                return problem("export-fat-large", path=path, size=size)
    if kind not in _WINDOWS_NAMES:
        return None
    known = {path.lower(): path for path in files}
    for path in files:
        if not _fits(path):
            return problem("export-name", path=path, filesystem=filesystem)
        above = path.lower()
        twin = known[above]
        while twin == path and "/" in above:
            above = above.rpartition("/")[0]
            twin = known.get(above, path)
        if twin != path:
            return problem("export-names-alike", path=path, other=twin, filesystem=filesystem)
    return None


def _fits(path: str) -> bool:
    try:
        check_path(path, windows=True)
    except Failure:
        return False
    return all(len(part.encode("utf-16-le")) // 2 <= _LONGEST_NAME for part in path.split("/"))
