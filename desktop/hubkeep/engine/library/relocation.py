"""Moves a whole cache to another disk: copy, verify, swap; at any moment it can go on or go back.

On one volume it is a rename. Between volumes every file is copied and hashed in one pass, the copy is
read again and compared, and only then the old place becomes a link to the new one and is emptied. So
programs that never heard of the move go on working; the environment variable makes it official.

Until the swap the old cache is whole and the copy expendable: going back is deleting the copy. After
the swap the new cache is whole: going on is deleting what is left of the old one. Nothing is ever deleted
in the target that does not stand in the source as well: it could be somebody else's.
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

from ..cache.occupancy import occupants
from ..cache.refusal import InUseFailure
from ..cache.scan import tree_size
from ..jobs.runner import Cancelled, Job, Outcome
from ..jobs.values import Progress
from ..problems import Failure, Problem, problem
from ..system import copying
from ..system.shell_environment import apply, plan
from ..system.volumes import volume_of
from .orders import Relocate
from .place import CachePlace
from .removal import delete
from .values import EnvironmentEdit, RelocatePlan, RelocateResult
from .verify import digest_of

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
    """What moving the cache to `target` would do, and what stands in the way. Raises `Failure`, OSError."""
    source = Path(os.path.realpath(place.root))
    new = _resolved(Path(os.path.abspath(os.path.expanduser(target))), source)
    if not source.is_dir():
        raise Failure("cache-missing", path=str(source))
    entries = list(_walk(source))
    size = _bytes(entries)
    # What counts is where a link stands, not where it leads.
    place_of_new = new.parent if new.is_symlink() else new
    volume = volume_of(place_of_new)
    same = volume_of(source).mount == volume.mount and _device(source) == _device(place_of_new)
    problems = list(_hindrances(source, new, same=same))
    needed = size - (tree_size(str(new))[0] if _is_ours(source, new) else 0)
    if volume.read_only:
        problems.insert(0, problem("read-only-volume", path=volume.mount))
    if not same and volume.free < needed + _SPARE:
        problems.append(problem("relocate-space", needed=needed, free=volume.free, target=str(new)))
    edits: tuple[EnvironmentEdit, ...] = ()
    if environment:
        edits = tuple(
            EnvironmentEdit(path=str(edit.path), added=_added(edit.before or "", edit.after or ""))
            for edit in plan({VARIABLE: str(new)}, user_home, sys.platform, place.environ).edits
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


def _resolved(new: Path, source: Path) -> Path:
    """The real path of the target; a link that an earlier move left in the place of the cache stays
    itself, so that the cache can move back there."""
    if new.is_symlink() and os.path.realpath(new) == str(source):
        return Path(os.path.realpath(new.parent), new.name)
    return Path(os.path.realpath(new))


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
            made=not os.path.lexists(plan_now.target),
        )
        job.note("move", move)
    else:
        move = msgspec.json.decode(noted, type=Move)
    if not (move.swapped or job.noted("swapped") is not None):
        try:
            job.check()
            if move.same_volume:
                _refuse_if_in_use(place)
                _rename(move)
            else:
                _copy(place, move, job, resumed=noted is not None)
        except (Cancelled, Failure, OSError) as error:
            if not (isinstance(error, Failure) and error.problem.code == "relocate-came-into-use"):
                _go_back(move)
            raise
    _finish(place, move, job)
    if order.environment:
        apply(plan({VARIABLE: move.target}, user_home, sys.platform, place.environ))
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
    made: bool
    """Whether the target was not there before."""

    @property
    def aside(self) -> str:
        """Where the old cache stands after the swap until it is gone."""
        return f"{self.source}.hubkeep-moved"

    @property
    def swapped(self) -> bool:
        """Whether the disk shows that the new cache stands in the old one's place, or is about to."""
        gone = not os.path.isdir(self.source) or os.path.islink(self.source)
        return gone and os.path.isdir(self.target if self.same_volume else self.aside)


def _rename(move: Move) -> None:
    os.makedirs(os.path.dirname(move.target), exist_ok=True)
    if os.path.islink(move.target):
        os.unlink(move.target)  # to the source: checked by the plan
    with contextlib.suppress(FileNotFoundError):
        os.rmdir(move.target)  # an empty folder may stand there; anything else was refused by the plan
    os.rename(move.source, move.target)


def _copy(place: CachePlace, move: Move, job: Job, *, resumed: bool) -> None:
    """Copies until a look at the source finds nothing that is not copied as it is now."""
    source, target = Path(move.source), Path(move.target)
    os.makedirs(target, exist_ok=True)
    if not _is_ours(source, target):
        if resumed and not set(os.listdir(target)) <= {_MARK}:
            raise Failure("relocate-occupied", refused=True, target=move.target)
        (target / _MARK).write_text(move.source, "utf-8")
    brought: list[Entry] = []
    while True:
        entries = list(_walk(source))
        changed = _forget(target, brought, entries)
        changed |= _bring(move, entries, job)
        brought = entries
        used = occupants(place.root, [""])
        if used:
            use = used[0]
            raise Failure(
                "relocate-came-into-use",
                refused=True,
                repo=use.repo,
                pid=use.pid,
                command=use.command,
                target=move.target,
            )
        if not changed:
            break
    if move.made:
        _take_over_folder(source, target)
    copying.fsync_folder(target)


def _forget(target: Path, brought: list[Entry], entries: list[Entry]) -> bool:
    """Removes from the target what the round before brought and the source has no more."""
    wanted = {entry.path for entry in entries}
    gone = [entry for entry in brought if entry.path not in wanted]
    _remove(target, gone)
    return bool(gone)


def _remove(target: Path, entries: list[Entry]) -> None:
    """Removes copies of `entries`, and folders where they are empty then. What is not there is fine."""
    for entry in reversed(entries):
        path = target / entry.path
        with contextlib.suppress(OSError):
            if entry.kind != "folder":
                path.unlink()
            elif not path.is_symlink():
                path.rmdir()


def _bring(move: Move, entries: list[Entry], job: Job) -> bool:
    """Brings the target in step with `entries`. Whether anything was different."""
    done = 0
    total = _bytes(entries) * 2  # every byte is copied, then read again
    changed = False
    first: dict[int, str] = {}
    for entry in entries:
        job.check()
        source, target = Path(move.source, entry.path), Path(move.target, entry.path)
        if entry.kind == "folder":
            if not target.is_dir() or target.is_symlink():
                target.mkdir()
                changed = True
        elif entry.kind == "link":
            if not target.is_symlink() or os.readlink(target) != entry.target:
                target.unlink(missing_ok=True)
                _link(source, target, entry.target)
                changed = True
        elif entry.inode and entry.inode in first:
            known = Path(move.target, first[entry.inode])
            if not (target.exists() and known.exists() and target.samefile(known)):
                changed = True
                if known.exists():
                    target.unlink(missing_ok=True)
                    os.link(known, target)
        else:
            first[entry.inode] = entry.path
            if not _is_copy(target, entry):
                changed = True
                with _gone_or_changed():
                    _copy_verified(source, target, job, done, total)
            done += entry.size * 2
            job.report(Progress(done=done, total=total, note=entry.path))
    for entry in reversed(entries):
        if entry.kind == "folder":
            with contextlib.suppress(FileNotFoundError):
                _take_over_folder(Path(move.source, entry.path), Path(move.target, entry.path))
    return changed


@contextlib.contextmanager
def _gone_or_changed() -> Iterator[None]:
    """A file that a program renames or writes to while it is copied is for the next round."""
    try:
        yield
    except Failure as failure:
        if failure.problem.code not in {"path-missing", "system-changed-while-copied"}:
            raise


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


def _copy_verified(source: Path, target: Path, job: Job, done: int, total: int) -> None:
    """Copies aside, reads the copy again, compares, renames: a name in the target means a good file."""
    aside = target.with_name(f".{target.name[:80]}.hubkeep-copy")
    aside.unlink(missing_ok=True)
    hasher = hashlib.sha256()
    at = done

    def count(more: int) -> None:
        nonlocal at
        at += more
        job.report(Progress(done=at, total=total, note=source.name))

    def read_again(more: int) -> None:
        count(more)
        job.check()

    try:
        cloned = copying.clone_or_copy(source, aside, on_bytes=count, cancelled=job.stopping, hasher=hasher)
        if not cloned and digest_of(aside, "sha256", read_again) != hasher.hexdigest():
            raise Failure("relocate-mismatch", path=str(target))
        os.replace(aside, target)
    except copying.Cancelled:
        job.check()
        raise
    finally:
        aside.unlink(missing_ok=True)


def _link(source: Path, target: Path, leads_to: str) -> None:
    os.symlink(leads_to, target)
    with contextlib.suppress(OSError, NotImplementedError):
        status = source.lstat()
        os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns), follow_symlinks=False)
        os.chown(target, status.st_uid, status.st_gid, follow_symlinks=False)


def _take_over_folder(source: Path, target: Path) -> None:
    """Gives a folder the mode, owner and times of the one it is a copy of."""
    wanted, made = source.stat(), target.stat()
    if (made.st_mode, made.st_mtime_ns) == (wanted.st_mode, wanted.st_mtime_ns):
        return
    if sys.platform != "win32" and (made.st_uid, made.st_gid) != (wanted.st_uid, wanted.st_gid):
        with contextlib.suppress(PermissionError):
            os.chown(target, wanted.st_uid, wanted.st_gid)
    shutil.copymode(source, target)
    os.utime(target, ns=(wanted.st_atime_ns, wanted.st_mtime_ns))
    copying.fsync_folder(target)


def _finish(place: CachePlace, move: Move, job: Job) -> None:
    """The swap and what follows; every step may have been done already."""
    if not move.swapped and not move.same_volume and job.noted("swapped") is None:
        if os.path.lexists(move.aside):
            # A kill came within the swap, and a program made the old folder anew before it was a link.
            _empty_aside(move, job)
        os.rename(move.source, move.aside)
    if not os.path.lexists(move.source):
        try:
            os.symlink(move.target, move.source, target_is_directory=True)
        except OSError:
            # No links here (Windows without the right): programs then need the variable.
            job.note("link", False)
    job.note("swapped", True)
    if os.path.lexists(move.aside):
        _empty_aside(move, job)
    _unmark(Path(move.target))
    job.report(Progress(done=move.bytes, total=move.bytes))
    place.changed(())


def _unmark(target: Path) -> None:
    """The copy is complete: it is the cache now, down to its time."""
    mark = target / _MARK
    if mark.exists():
        status = target.stat()
        mark.unlink()
        os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns))


def _empty_aside(move: Move, job: Job) -> None:
    """Brings what came into the old cache between the last look and the swap, then deletes it."""
    aside, new = Path(move.aside), Path(move.target)
    if job.noted("drained") is None:
        for entry in list(_walk(aside)):
            job.check_open()
            late, target = aside / entry.path, new / entry.path
            if entry.kind == "folder":
                target.mkdir(exist_ok=True)
            elif entry.kind == "link":
                if not os.path.lexists(target):
                    _link(late, target, entry.target)
            elif not os.path.lexists(target) or target.lstat().st_mtime_ns < entry.modified:
                aside_of_target = target.with_name(f".{target.name[:80]}.hubkeep-copy")
                aside_of_target.unlink(missing_ok=True)
                copying.clone_or_copy(
                    late, aside_of_target, on_bytes=_no_bytes, cancelled=_never, hasher=None
                )
                os.replace(aside_of_target, target)
        job.note("drained", True)
    delete(aside, job.check_open)


def _no_bytes(count: int) -> None:
    pass


def _never() -> bool:
    return False


def _go_back(move: Move) -> None:
    """Removes the copy; the old cache was never touched."""
    source, target = Path(move.source), Path(move.target)
    if move.same_volume or move.swapped:
        return
    if not _is_ours(source, target):
        if move.made:  # a kill came before it was marked
            with contextlib.suppress(OSError):
                target.rmdir()
        return
    for base, _, names in os.walk(target):
        for name in names:
            if name.startswith(".") and name.endswith(".hubkeep-copy"):
                Path(base, name).unlink(missing_ok=True)
    _remove(target, list(_walk(source)))
    (target / _MARK).unlink(missing_ok=True)
    if move.made:
        with contextlib.suppress(OSError):
            target.rmdir()


def _refuse_if_in_use(place: CachePlace) -> None:
    used = occupants(place.root, [""])
    if used:
        raise InUseFailure(used)


def _hindrances(source: Path, target: Path, *, same: bool) -> Iterator[Problem]:
    if target == source or source in target.parents or target in source.parents:
        yield problem("relocate-inside", source=str(source), target=str(target))
    elif target.is_symlink():
        if not same:
            # Programs that know the old place by this link need it until the copy is complete.
            yield problem("relocate-link", target=str(target))
    elif os.path.lexists(target):
        try:
            names = os.listdir(target)
        except OSError:
            names = [_MARK]
        if (names and not _is_ours(source, target)) or (same and os.path.ismount(target)):
            yield problem("relocate-occupied", target=str(target))
    if os.path.ismount(source):
        yield problem("relocate-mount", source=str(source))
    elif not os.access(source.parent, os.W_OK | os.X_OK):
        yield problem("no-permission", path=str(source.parent))
    parent = _nearest(target)
    if not parent.is_dir():
        yield problem("relocate-occupied", target=str(parent))
    elif not os.access(parent, os.W_OK | os.X_OK):
        yield problem("no-permission", path=str(parent))


def _is_ours(source: Path, target: Path) -> bool:
    """Whether the target holds a copy of this source under way."""
    try:
        return Path(target, _MARK).read_text("utf-8", "surrogateescape") == str(source)
    except OSError:
        return False


def _walk(root: Path) -> Iterator[Entry]:
    """Everything below `root`, folders before what is in them. What vanishes meanwhile is left out.
    Raises OSError: what can't be read can't be moved."""
    pending = [""]
    while pending:
        folder = pending.pop()
        try:
            with os.scandir(root / folder) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except FileNotFoundError:
            if not folder:
                raise
            continue
        for entry in entries:
            path = os.path.join(folder, entry.name)
            if path == _MARK:
                continue
            try:
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
            except FileNotFoundError:
                continue


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
