"""Finds the same bytes stored twice on one volume, and makes them one.

Blobs within the cache are never written to, so that a hard link does. A copy outside may be, and then
must not change the cache: it gets a reflink where the volume can (two files that share blocks until
one is written), else a hard link too. Nothing is joined on the word of a name: both sides are read
first, and a file that changed meanwhile is left alone.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from ..cache.layout import SYSTEM_FILES
from ..cache.occupancy import occupants
from ..cache.spelling import on_disk, spelled
from ..jobs.runner import Job, Outcome
from ..jobs.values import Progress
from ..problems import Failure
from ..system.cloning import clone_descriptor, clone_path
from .orders import Join
from .place import CachePlace
from .values import Duplicate, JoinResult
from .verify import digest_of

_SMALLEST: Final = 64 << 10
"""Smaller files give back less than the trouble of sharing them."""
_ASIDE: Final = ".hubkeep-join"
"""How the name ends that a joined file has until it takes its place. It begins with a dot, and a scan
of the cache overlooks it; what a kill leaves behind goes with the next search."""


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


class Joined(Struct, frozen=True):
    """What a job has joined so far, over a kill."""

    saves: int = 0
    files: int = 0


def join(place: CachePlace, job: Job, order: Join) -> Outcome:
    """The work of a `Join` order: a search, and with `apply` the joining."""
    copies = [*_blobs(place), *(copy for folder in order.folders for copy in _files(folder))]
    groups = candidates(copies)
    total = sum(copy.size for group in groups for copy in group)
    done = saves = 0
    joined = msgspec.json.decode(job.noted("joined") or b"{}", type=Joined)
    found: list[Duplicate] = []
    touched: set[str] = set()

    def went_on(count: int) -> None:
        nonlocal done
        done += count
        job.report(Progress(done=min(done, total), total=total, note=copy.path))
        job.check()

    try:
        for group in groups:
            by_digest: dict[str, list[Copy]] = {}
            for copy in group:
                with contextlib.suppress(OSError):
                    # A file that can't be read is nobody's duplicate.
                    by_digest.setdefault(digest_of(Path(copy.path), "sha256", went_on), []).append(copy)
            for digest, same in by_digest.items():
                if len(same) < 2:
                    continue
                saved = same[0].size * (len(same) - 1)
                paths = tuple(spelled(copy.path) for copy in same)
                found.append(Duplicate(digest=digest, bytes=same[0].size, paths=paths, saves=saved))
                saves += saved
                for copy in same[1:] if order.apply else ():
                    job.check()
                    if make_one(place.root, same[0], copy):
                        joined = Joined(joined.saves + copy.size, joined.files + 1)
                        touched |= {_repo_of(place.root, side.path) for side in (same[0], copy)}
                        job.note("joined", joined)
                        job.audit("join", copy.path, copy.size, same[0].path)
    finally:
        if touched:
            place.changed(sorted(touched))
    return Outcome(
        JoinResult(found=tuple(found), saves=joined.saves if order.apply else saves, joined=joined.files)
    )


def _repo_of(root: str, path: str) -> str:
    return spelled(os.path.relpath(path, root).split(os.sep)[0])


def make_one(root: str, kept: Copy, copy: Copy, clone: Callable[[str, str], bool] | None = None) -> bool:
    """Replaces `copy` by a hard link to, or a reflink of `kept`, keeping its times where it can. `clone`
    makes the reflink, or says that it can't. Whether it was done: not where either changed since it was
    read, or is in use."""
    if not (_unchanged(kept) and _unchanged(copy)):
        return False
    if occupants(root, [spelled(copy.path)]):
        return False
    status = os.lstat(copy.path)
    other = os.lstat(kept.path)
    aside = f"{os.path.dirname(copy.path)}/.{os.path.basename(copy.path)[:80]}{_ASIDE}"
    with contextlib.suppress(FileNotFoundError):
        os.unlink(aside)
    within = kept.in_cache and copy.in_cache and status.st_uid == other.st_uid
    try:
        if not within and (clone or _clone)(kept.path, aside):
            os.chmod(aside, stat.S_IMODE(status.st_mode))
            with contextlib.suppress(PermissionError):
                os.chown(aside, status.st_uid, status.st_gid)
            os.utime(aside, ns=(status.st_atime_ns, status.st_mtime_ns))
        elif status.st_uid != other.st_uid:
            return False  # one inode has one owner; another user's file stays his
        else:
            os.link(kept.path, aside)
            os.utime(aside, ns=(max(status.st_atime_ns, other.st_atime_ns), other.st_mtime_ns))
        if not (_unchanged(copy) and _unchanged(kept)):
            return False
        os.replace(aside, copy.path)
    except OSError:
        return False  # links not permitted here, too many of them, …: both files are as they were
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(aside)
    return True


def _clone(source: str, target: str) -> bool:
    """Makes `target`, which is not there, a reflink of `source`; False, and nothing there, where the
    volume can't. Raises OSError."""
    if clone_path(source, target):
        return True
    reading = os.open(source, os.O_RDONLY)
    try:
        writing = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            cloned = clone_descriptor(reading, writing)
        finally:
            os.close(writing)
    finally:
        os.close(reading)
    if not cloned:
        os.unlink(target)
    return cloned


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
    keys = [row.key for row in place.inventory.rows() if row.type != "other"]
    folders = [f"{place.root}/{on_disk(key)}/blobs" for key in keys]
    for folder in folders:
        if os.path.islink(folder):
            continue
        try:
            with os.scandir(folder) as found:
                entries = list(found)
        except OSError:
            continue
        for entry in entries:
            if entry.name.endswith(_ASIDE):
                _clear(entry.path)
            elif not entry.name.startswith((".", "tmp_")) and "." not in entry.name:
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
            if name.startswith(".") and name.endswith(_ASIDE):
                _clear(os.path.join(base, name))
            elif name not in SYSTEM_FILES:
                yield from _copy(os.path.join(base, name), in_cache=False)


def _clear(aside: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(aside)


def _copy(path: str, *, in_cache: bool) -> Iterable[Copy]:
    try:
        status = os.lstat(path)
    except OSError:
        return
    if stat.S_ISREG(status.st_mode):
        yield Copy(path, status.st_size, status.st_dev, status.st_ino, status.st_mtime_ns, in_cache)
