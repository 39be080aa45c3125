"""Tells from a few stats a repo which repos changed since they were scanned.

Adding, removing or renaming a name changes its folder's mtime, and every change a downloader makes
passes through a handful of folders. So ten thousand repos are confirmed with sixty thousand stats,
where a walk needs ten times as many calls. What a folder's time can't tell (a blob rewritten in
place, a newer last access, a file in a nested folder) is the business of the slower second pass.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

from .away import Archives
from .layout import BLOBS, SNAPSHOTS
from .scanned import AWAY, BlobScan, Place, RepoScan, Stamp
from .spelling import on_disk


def quick_changes(root: str, stamps: Iterable[tuple[str, Stamp]]) -> list[str]:
    """The folders whose stamp's first part fits no more, gone ones included."""
    changed: list[str] = []
    with _lookup(root) as mtime:
        for folder, stamp in stamps:
            for relative, known in zip(stamp.quick, stamp.quick_times, strict=True):
                path = f"{folder}/{relative}" if relative else folder
                if mtime(path if path.isascii() else on_disk(path)) != known:
                    changed.append(folder)
                    break
    return changed


def deep_change(root: str, scan: RepoScan) -> bool:
    """Whether anything that `scan` saw is different now: nested folders, ref files, and each file's
    size, time and last access. Costs a stat per file."""
    if any(problem.code == "unreadable" for problem in scan.problems):
        return True  # permission may be given without a time being different
    base = os.path.join(root, scan.folder)
    for relative, known in zip(scan.stamp.rest, scan.stamp.rest_times, strict=True):
        if _mtime(on_disk(f"{base}/{relative}")) != known:
            return True
    archives = Archives(on_disk(scan.folder))
    for blob in (*scan.blobs, *scan.partials):
        if _differs(f"{base}/{BLOBS}/{blob.name}", blob, archives):
            return True
    for snapshot in scan.snapshots:
        for file in snapshot.files:
            if file.own is not None and file.own.place is Place.HERE:
                path = f"{base}/{SNAPSHOTS}/{snapshot.commit}/{file.path}"
                if _differs(path, file.own, archives):
                    return True
    return False


def _differs(path: str, blob: BlobScan, archives: Archives) -> bool:
    try:
        status = os.stat(on_disk(path))
    except OSError:
        if blob.place in AWAY:
            return archives.look(on_disk(blob.target)).place is not blob.place
        return blob.place not in {Place.MISSING, Place.STRANGE}
    if blob.place is Place.MISSING or blob.place in AWAY:
        return True
    if blob.place is Place.STRANGE:
        return False
    return (status.st_size, status.st_mtime, status.st_atime) != (
        blob.size,
        blob.modified,
        blob.accessed,
    ) or (status.st_nlink != blob.links)


def _mtime(path: str) -> int:
    try:
        return os.lstat(path).st_mtime_ns
    except OSError:
        return 0


class _lookup:
    """mtimes below a root, through its descriptor where the system can: shorter paths, fewer steps."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._fd = -1

    def __enter__(self) -> Callable[[str], int]:
        lstat = os.lstat
        if os.stat not in os.supports_dir_fd:
            root = self._root
            return lambda path: _mtime(os.path.join(root, path))
        fd = self._fd = os.open(self._root, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))

        def mtime(path: str) -> int:
            try:
                return lstat(path, dir_fd=fd).st_mtime_ns
            except OSError:
                return 0

        return mtime

    def __exit__(self, *_: object) -> None:
        if self._fd >= 0:
            os.close(self._fd)
