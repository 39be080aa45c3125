"""Finds the same bytes stored twice on one volume, and makes them one.

A reflink where the volume can (two files that share blocks until one is written), else a hard link.
Nothing is joined on the word of a name: both sides are read first, and a file that changed meanwhile
is left alone.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from msgspec import Struct

from ..cache.layout import SYSTEM_FILES
from ..jobs.runner import Job, Outcome
from ..jobs.values import Progress
from ..problems import Failure
from ..system.cloning import clone_path
from .occupancy import occupants
from .orders import Join
from .place import CachePlace
from .values import Duplicate, JoinResult
from .verify import digest_of

_SMALLEST: Final = 64 << 10
"""Smaller files give back less than the trouble of sharing them."""


class Copy(Struct, frozen=True):
    """One file that may be stored elsewhere too."""

    path: str
    size: int
    device: int
    inode: int
    modified: int
    """ns"""
    in_cache: bool


def candidates(copies: Iterable[Copy]) -> list[list[Copy]]:
    """Groups of files that could be the same: one size, one volume, different inodes. Largest first."""
    groups: dict[tuple[int, int], dict[int, Copy]] = {}
    for copy in copies:
        if copy.size >= _SMALLEST:
            # Of several names of one inode the cache's stands for all.
            group = groups.setdefault((copy.device, copy.size), {})
            if copy.inode not in group or (copy.in_cache and not group[copy.inode].in_cache):
                group[copy.inode] = copy
    found = [sorted(group.values(), key=lambda c: (not c.in_cache, c.path)) for group in groups.values()]
    return sorted((group for group in found if len(group) > 1), key=lambda group: -group[0].size)


def join(place: CachePlace, job: Job, order: Join) -> Outcome:
    """The work of a `Join` order: a search, and with `apply` the joining."""
    copies = [*_blobs(place), *(copy for folder in order.folders for copy in _files(folder))]
    groups = candidates(copies)
    total = sum(copy.size for group in groups for copy in group)
    done = saves = joined = 0
    found: list[Duplicate] = []
    touched: set[str] = set()
    try:
        for group in groups:
            by_digest: dict[str, list[Copy]] = {}
            for copy in group:
                job.check()
                with contextlib.suppress(OSError):
                    # A file that can't be read is nobody's duplicate.
                    by_digest.setdefault(digest_of(Path(copy.path), "sha256"), []).append(copy)
                done += copy.size
                job.report(Progress(done=done, total=total, note=copy.path))
            for digest, same in by_digest.items():
                if len(same) < 2:
                    continue
                saved = same[0].size * (len(same) - 1)
                found.append(
                    Duplicate(
                        digest=digest, bytes=same[0].size, paths=tuple(c.path for c in same), saves=saved
                    )
                )
                if not order.apply:
                    saves += saved
                    continue
                for copy in same[1:]:
                    job.check()
                    if make_one(place.root, same[0], copy):
                        saves += copy.size
                        joined += 1
                        touched.add(os.path.relpath(copy.path, place.root).split(os.sep)[0])
                        job.audit("join", copy.path, copy.size, same[0].path)
    finally:
        if touched:
            place.changed(sorted(touched))
    return Outcome(JoinResult(found=tuple(found), saves=saves, joined=joined))


def make_one(root: str, kept: Copy, copy: Copy) -> bool:
    """Replaces `copy` by a reflink of, or else a hard link to `kept`, keeping its times where it can.
    Whether it was done: not where either changed since it was read, or is in use."""
    if not (_unchanged(kept) and _unchanged(copy)):
        return False
    if occupants(root, [copy.path]):
        return False
    status = os.lstat(copy.path)
    other = os.lstat(kept.path)
    aside = f"{os.path.dirname(copy.path)}/.{os.path.basename(copy.path)[:80]}.hubkeep-join"
    with contextlib.suppress(FileNotFoundError):
        os.unlink(aside)
    try:
        if clone_path(kept.path, aside):
            os.chmod(aside, stat.S_IMODE(status.st_mode))
            os.utime(aside, ns=(status.st_atime_ns, status.st_mtime_ns))
        elif status.st_uid != other.st_uid:
            return False  # one inode has one owner; another user's file stays his
        else:
            os.link(kept.path, aside)
            os.utime(aside, ns=(max(status.st_atime_ns, other.st_atime_ns), other.st_mtime_ns))
        if not (_unchanged(copy) and _same_content(kept)):
            return False
        os.replace(aside, copy.path)
    except OSError:
        return False  # links not permitted here, too many of them, …: both files are as they were
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(aside)
    return True


def _same_content(copy: Copy) -> bool:
    status = os.lstat(copy.path)
    return (status.st_ino, status.st_size, status.st_mtime_ns) == (copy.inode, copy.size, copy.modified)


def _unchanged(copy: Copy) -> bool:
    try:
        return _same_content(copy)
    except OSError:
        return False


def _blobs(place: CachePlace) -> Iterable[Copy]:
    """Every regular blob of every repo, and the payloads of the shared store."""
    folders = [f"{place.root}/{row.key}/blobs" for row in place.inventory.rows() if row.state != "foreign"]
    for folder in folders:
        try:
            entries = list(os.scandir(folder))
        except OSError:
            continue
        for entry in entries:
            if not entry.name.startswith((".", "tmp_")) and "." not in entry.name:
                yield from _copy(entry.path, in_cache=True)
    base = f"{place.root}/blobs"
    for payload in place.inventory.store().payloads:
        yield from _copy(f"{base}/{payload.name[:2]}/{payload.name}", in_cache=True)


def _files(folder: str) -> Iterable[Copy]:
    """Every regular file of a `local_dir` copy. Raises `Failure` where the folder is not there."""
    if not os.path.isdir(folder):
        raise Failure("path-missing", path=folder)
    for base, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in {".cache", ".git"}]
        for name in names:
            if name not in SYSTEM_FILES:
                yield from _copy(os.path.join(base, name), in_cache=False)


def _copy(path: str, *, in_cache: bool) -> Iterable[Copy]:
    try:
        status = os.lstat(path)
    except OSError:
        return
    if stat.S_ISREG(status.st_mode):
        yield Copy(path, status.st_size, status.st_dev, status.st_ino, status.st_mtime_ns, in_cache)
