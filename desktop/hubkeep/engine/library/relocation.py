"""Moves a whole cache to another disk: copy, verify, swap; at any moment it can go on or go back.

On one volume it is a rename. Between volumes every file is copied and hashed in one pass, the copy is
read again and compared, and only then the old place becomes a link to the new one and is emptied. So
programs that never heard of the move go on working; the environment variable makes it official.

Until the swap the old cache is whole and the copy expendable: going back is deleting the copy. After
the swap the new cache is whole: going on is deleting what is left of the old one.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from ..jobs.runner import Cancelled, Job, Outcome
from ..jobs.values import Progress
from ..problems import Failure, Problem, problem
from ..system import copying
from ..system.shell_environment import apply, plan
from ..system.volumes import volume_of
from .occupancy import occupants
from .orders import Relocate
from .place import CachePlace
from .removal import delete
from .values import EnvironmentEdit, RelocatePlan, RelocateResult

VARIABLE: Final = "HF_HUB_CACHE"
_MARK: Final = ".hubkeep-relocation"
"""Stands in the target while a copy is under way: whose it is."""
_SPARE: Final = 64 << 20
"""Bytes the target volume should have beyond what is copied."""


class Entry(Struct, frozen=True, array_like=True):
    """One thing in the cache, by its path below the root."""

    path: str
    kind: str
    """`folder`, `file`, `link`"""
    size: int = 0
    modified: int = 0
    inode: int = 0
    """Set for files with several names; the first one met is copied, the others are linked to it."""
    target: str = ""


def plan_relocation(place: CachePlace, target: str, *, environment: bool, user_home: Path) -> RelocatePlan:
    """What moving the cache to `target` would do, and what stands in the way."""
    source = Path(os.path.realpath(place.root))
    new = Path(os.path.abspath(os.path.expanduser(target)))
    entries = list(_walk(source))
    size = _bytes(entries)
    volume = volume_of(new)
    same = volume_of(source).mount == volume.mount and _device(source) == _device(new)
    problems = list(_hindrances(source, new))
    if not same and volume.free < size + _SPARE:
        problems.append(problem("relocate-space", needed=size, free=volume.free, target=str(new)))
    edits: tuple[EnvironmentEdit, ...] = ()
    if environment:
        edits = tuple(
            EnvironmentEdit(path=str(edit.path), added=_added(edit.before or "", edit.after))
            for edit in plan({VARIABLE: str(new)}, user_home, sys.platform).edits
        )
    return RelocatePlan(
        source=str(source),
        target=str(new),
        bytes=size,
        files=sum(1 for entry in entries if entry.kind != "folder"),
        free=volume.free,
        same_volume=same,
        in_use=occupants(place.root, [""]),
        variable=VARIABLE,
        environment=edits,
        problems=tuple(problems),
    )


def relocate(place: CachePlace, job: Job, order: Relocate, user_home: Path) -> Outcome:
    """The work of a `Relocate` order."""
    noted = job.noted("move")
    if noted is None:
        plan_now = plan_relocation(place, order.target, environment=False, user_home=user_home)
        if plan_now.problems:
            raise Failure.of(plan_now.problems[0], refused=True)
        _refuse_if_in_use(place)
        move = Move(
            given=place.root,
            source=plan_now.source,
            target=plan_now.target,
            bytes=plan_now.bytes,
            same_volume=plan_now.same_volume,
        )
        job.note("move", move)
    else:
        move = msgspec.json.decode(noted, type=Move)
    stage = msgspec.json.decode(job.noted("stage") or b'"copy"', type=str)
    if stage == "copy":
        try:
            if move.same_volume:
                _rename(move, job)
            else:
                _copy(place, move, job)
        except (Cancelled, Failure, OSError):
            _go_back(move)
            raise
    _finish(place, move, job)
    if order.environment:
        apply(plan({VARIABLE: move.target}, user_home, sys.platform))
    job.audit("relocate", move.source, move.bytes, move.target)
    return Outcome(
        RelocateResult(
            source=move.source, target=move.target, bytes=move.bytes, environment_applied=order.environment
        )
    )


class Move(Struct, frozen=True, kw_only=True):
    """A relocation that was decided."""

    given: str
    """The cache folder as it was named: may itself be a link."""
    source: str
    target: str
    bytes: int
    same_volume: bool

    @property
    def aside(self) -> str:
        """Where the old cache stands after the swap until it is gone."""
        return f"{self.source}.hubkeep-moved"


def _rename(move: Move, job: Job) -> None:
    if os.path.isdir(move.target) and not os.path.lexists(move.source):
        return  # killed between the rename and the link
    os.makedirs(os.path.dirname(move.target), exist_ok=True)
    with contextlib.suppress(FileNotFoundError):
        os.rmdir(move.target)  # an empty folder may stand there; anything else was refused by the plan
    job.note("stage", "copy")
    os.rename(move.source, move.target)
    job.report(Progress(done=move.bytes, total=move.bytes))


def _copy(place: CachePlace, move: Move, job: Job) -> None:
    """Copies until a look at the source finds nothing that is not copied as it is now."""
    if os.path.islink(move.source) and os.path.isdir(move.aside):
        return  # killed within the swap, after the link was put in place
    if not os.path.lexists(move.source) and os.path.isdir(move.aside):
        return  # killed within the swap, before it
    os.makedirs(move.target, exist_ok=True)
    mark = Path(move.target, _MARK)
    if not mark.exists():
        mark.write_text(move.source, "utf-8", "surrogateescape")
    while True:
        entries = list(_walk(Path(move.source)))
        total = _bytes(entries) * 2  # every byte is copied, then read again
        if not _bring(move, entries, total, job):
            break
    _refuse_if_in_use(place)
    mark.unlink()
    copying.fsync_folder(Path(move.target))


def _bring(move: Move, entries: list[Entry], total: int, job: Job) -> bool:
    """Brings the target in step with `entries`. Whether anything was different."""
    done = 0
    changed = False
    first: dict[int, str] = {}
    wanted = {entry.path for entry in entries}
    for entry in list(_walk(Path(move.target))):
        if entry.path not in wanted and entry.path != _MARK:
            delete(Path(move.target, entry.path), job.check)
            changed = True
    for entry in entries:
        job.check()
        target = Path(move.target, entry.path)
        if entry.kind == "folder":
            if not target.is_dir() or target.is_symlink():
                target.mkdir()
                changed = True
        elif entry.kind == "link":
            if not target.is_symlink() or os.readlink(target) != entry.target:
                target.unlink(missing_ok=True)
                os.symlink(entry.target, target)
                changed = True
        elif entry.inode and entry.inode in first:
            if not target.exists() or not target.samefile(Path(move.target, first[entry.inode])):
                target.unlink(missing_ok=True)
                os.link(Path(move.target, first[entry.inode]), target)
                changed = True
        else:
            first[entry.inode] = entry.path
            if not _is_copy(target, entry):
                target.unlink(missing_ok=True)
                _copy_verified(Path(move.source, entry.path), target, done, total, job)
                changed = True
            done += entry.size * 2
            job.report(Progress(done=done, total=total, note=entry.path))
    for entry in reversed(entries):
        if entry.kind == "folder":
            _take_over_folder(Path(move.source, entry.path), Path(move.target, entry.path))
    return changed


def _is_copy(target: Path, entry: Entry) -> bool:
    """Only a finished, verified copy gets the source's time: see `_copy_verified`."""
    try:
        status = target.lstat()
    except OSError:
        return False
    return stat.S_ISREG(status.st_mode) and (status.st_size, status.st_mtime_ns) == (
        entry.size,
        entry.modified,
    )


def _copy_verified(source: Path, target: Path, done: int, total: int, job: Job) -> None:
    """Copies aside, reads the copy again, compares, renames: a name in the target means a good file."""
    aside = target.with_name(f".{target.name[:80]}.hubkeep-copy")
    aside.unlink(missing_ok=True)
    hasher = hashlib.sha256()
    at = done

    def count(more: int) -> None:
        nonlocal at
        at += more
        job.report(Progress(done=at, total=total, note=source.name))

    try:
        cloned = copying.clone_or_copy(source, aside, on_bytes=count, cancelled=job.stopping, hasher=hasher)
    except copying.Cancelled:
        job.check()
        raise
    if not cloned:
        again = hashlib.sha256()
        with copying.reading_unnoticed(aside) as fd, os.fdopen(fd, "rb", closefd=False) as file:
            while piece := file.read(1 << 20):
                again.update(piece)
                count(len(piece))
                job.check()
        if again.digest() != hasher.digest():
            aside.unlink(missing_ok=True)
            raise Failure("relocate-mismatch", path=str(target))
    os.replace(aside, target)


def _take_over_folder(source: Path, target: Path) -> None:
    status = source.stat()
    shutil.copymode(source, target)
    os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns))
    copying.fsync_folder(target)


def _finish(place: CachePlace, move: Move, job: Job) -> None:
    """The swap and what follows; every step may have been done already."""
    if not move.same_volume and os.path.isdir(move.source) and not os.path.islink(move.source):
        os.rename(move.source, move.aside)
    if not os.path.lexists(move.source):
        try:
            os.symlink(move.target, move.source, target_is_directory=True)
        except OSError:
            # No links here (Windows without the right): programs then need the variable.
            job.note("link", False)
    job.note("stage", "swapped")
    if os.path.lexists(move.aside):
        delete(Path(move.aside), lambda: None)
    place.changed(())


def _go_back(move: Move) -> None:
    """Removes the copy; the old cache was never touched."""
    untouched = os.path.isdir(move.source) and not os.path.islink(move.source)
    if not move.same_volume and untouched and Path(move.target, _MARK).exists():
        delete(Path(move.target), lambda: None)


def _refuse_if_in_use(place: CachePlace) -> None:
    used = occupants(place.root, [""])
    if used:
        raise Failure("in-use", refused=True, repo=used[0].repo, pid=used[0].pid, command=used[0].command)


def _hindrances(source: Path, target: Path) -> Iterator[Problem]:
    if not source.is_dir():
        yield problem("cache-missing", path=str(source))
        return
    if target == source or source in target.parents or target in source.parents:
        yield problem("relocate-inside", source=str(source), target=str(target))
    elif os.path.lexists(target):
        try:
            names = os.listdir(target)
        except OSError:
            yield problem("relocate-occupied", target=str(target))
            return
        mark = Path(target, _MARK)
        ours = mark.exists() and mark.read_text("utf-8", "surrogateescape") == str(source)
        if names and not ours:
            yield problem("relocate-occupied", target=str(target))
    if os.path.ismount(source):
        yield problem("relocate-mount", source=str(source))
    elif not os.access(source.parent, os.W_OK | os.X_OK):
        yield problem("no-permission", path=str(source.parent))
    parent = _nearest(target)
    if not os.access(parent, os.W_OK | os.X_OK):
        yield problem("no-permission", path=str(parent))


def _walk(root: Path) -> Iterator[Entry]:
    """Everything below `root`, folders before what is in them. Raises OSError: what can't be read
    can't be moved."""
    pending = [""]
    while pending:
        folder = pending.pop()
        with os.scandir(root / folder) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                path = os.path.join(folder, entry.name)
                if entry.is_symlink():
                    yield Entry(path, "link", target=os.readlink(entry.path))
                elif entry.is_dir(follow_symlinks=False):
                    yield Entry(path, "folder")
                    pending.append(path)
                else:
                    status = entry.stat(follow_symlinks=False)
                    if stat.S_ISREG(status.st_mode):
                        inode = status.st_ino if status.st_nlink > 1 else 0
                        yield Entry(path, "file", status.st_size, status.st_mtime_ns, inode)


def _bytes(entries: list[Entry]) -> int:
    seen: set[int] = set()
    total = 0
    for entry in entries:
        if entry.inode not in seen or not entry.inode:
            total += entry.size
            seen.add(entry.inode)
    return total


def _nearest(path: Path) -> Path:
    return path if path.exists() else _nearest(path.parent)


def _device(path: Path) -> int:
    return _nearest(path).stat().st_dev


def _added(before: str, after: str) -> str:
    """The lines that an edit adds."""
    known = set(before.splitlines())
    return "\n".join(line for line in after.splitlines() if line not in known)
