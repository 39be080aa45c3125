"""Carries a removal out: to the trash or for good, written down before every step, and back again.

The steps are noted in the job before the first one, so a kill at any point is followed by the rest
of the same steps, never by a new plan.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from ..cache.payloads import payload_files, payload_lock, payload_users
from ..cache.scan import scan_repo
from ..cache.scanned import RepoScan
from ..jobs.runner import Job, Outcome
from ..jobs.store import JobStore
from ..jobs.values import Progress
from ..problems import Failure
from ..system.locks import is_held
from ..system.trash import TrashedItem, find_trashed, move_to_trash, restore
from .occupancy import occupants
from .orders import Remove, Undo
from .place import CachePlace
from .reclaim import Removal, plan_removal
from .values import InUse, RemovalPlan, RemovalResult, Target


class Steps(Struct, frozen=True, kw_only=True):
    """What a job removes, decided once. Paths are below the cache root."""

    paths: tuple[str, ...]
    litter: tuple[str, ...]
    payloads: tuple[str, ...]
    keys: tuple[str, ...]
    permanent: bool
    frees: int
    repos: int = 0
    revisions: int = 0


class CheckedRemoval:
    """A removal whose repos were looked at just now."""

    def __init__(self, removal: Removal, in_use: tuple[InUse, ...]) -> None:
        self.removal = removal
        self.plan: RemovalPlan = msgspec.structs.replace(removal.plan, in_use=in_use)

    def refuse_if_in_use(self) -> None:
        """Raises `Failure` (refused) where a process uses what would go."""
        if self.plan.in_use:
            use = self.plan.in_use[0]
            raise InUseFailure(self.plan.in_use, repo=use.repo, pid=use.pid, command=use.command)


class InUseFailure(Failure):
    """Something can't go because processes use it."""

    def __init__(self, in_use: tuple[InUse, ...], **params: str | int) -> None:
        super().__init__("in-use", refused=True, **params)
        self.in_use = in_use


def checked_removal(place: CachePlace, targets: Sequence[Target]) -> CheckedRemoval:
    """The plan for `targets` on the disk as it is at this moment. Raises `Failure`."""
    scans: dict[str, RepoScan] = {}
    for key in dict.fromkeys(target.key for target in targets):
        row = place.inventory.row(key)
        if row is not None and row.state == "foreign":
            raise Failure("foreign-left-alone", refused=True, path=key)
        if os.sep in key or key in {"", ".", ".."} or row is None:
            raise Failure("not-cached", refused=True, what=key)
        with contextlib.suppress(FileNotFoundError):
            scans[key] = scan_repo(place.root, key)
    removal = plan_removal(scans, targets, place.inventory.users)
    return CheckedRemoval(removal, _in_use(place, removal))


def _in_use(place: CachePlace, removal: Removal) -> tuple[InUse, ...]:
    paths = [path for doomed in removal.doomed for path in (*doomed.paths, *doomed.litter)]
    paths += [f"blobs/{digest[:2]}/{digest}" for digest in removal.payloads]
    return occupants(place.root, paths, removal.inodes)


def remove(place: CachePlace, job: Job, order: Remove) -> Outcome:
    """The work of a `Remove` order."""
    noted = job.noted("steps")
    if noted is None:
        checked = checked_removal(place, order.targets)
        checked.refuse_if_in_use()
        removal = checked.removal
        steps = Steps(
            paths=tuple(path for doomed in removal.doomed for path in doomed.paths),
            litter=tuple(path for doomed in removal.doomed for path in doomed.litter),
            payloads=removal.payloads,
            keys=tuple(doomed.folder for doomed in removal.doomed),
            permanent=order.permanent,
            frees=removal.plan.frees,
            repos=removal.plan.repos,
            revisions=removal.plan.revisions,
        )
        job.note("steps", steps)
    else:
        steps = msgspec.json.decode(noted, type=Steps)
    carry_out(place, job, steps)
    result = RemovalResult(
        frees=steps.frees, repos=steps.repos, revisions=steps.revisions, undoable=not steps.permanent
    )
    return Outcome(result, undoable=not steps.permanent)


def carry_out(place: CachePlace, job: Job, steps: Steps) -> None:
    """Does what of `steps` is not done yet. Can be called again after a kill at any point."""
    take = _deleter(job) if steps.permanent else _trasher(job)
    total = len(steps.paths) + len(steps.payloads)
    try:
        for number, relative in enumerate(steps.paths):
            job.check()
            take(place.path(relative))
            job.report(Progress(done=number + 1, total=total, unit="files", note=relative))
        for number, digest in enumerate(steps.payloads):
            job.check()
            _let_payload_go(place.root, digest, take)
            job.report(Progress(done=len(steps.paths) + number + 1, total=total, unit="files", note=digest))
        for relative in steps.litter:
            clear_locks(place.path(relative))
    finally:
        place.changed(steps.keys)
    job.audit("delete" if steps.permanent else "trash", ", ".join(steps.keys), steps.frees)


def _let_payload_go(root: str, digest: str, take: Callable[[Path], None]) -> None:
    if not payload_files(root, digest):
        take(Path(root, "blobs", digest[:2], digest))
        return
    with payload_lock(root, digest):
        # A download may have linked to it since the plan was made.
        if not payload_users(root, digest):
            for path in payload_files(root, digest):
                take(path)


def _trasher(job: Job) -> Callable[[Path], None]:
    noted = job.noted("trashed")
    items = msgspec.json.decode(noted, type=list[TrashedItem]) if noted else []
    known = {item.original for item in items}

    def take(path: Path) -> None:
        if os.path.lexists(path):
            items.extend(move_to_trash([path]))
        elif str(path) not in known:
            # Either it was never there, or a kill came between the move and the note of it.
            found = find_trashed(path, since=job.created)
            if found is None:
                return
            items.append(found)
        else:
            return
        job.note("trashed", items)

    return take


def _deleter(job: Job) -> Callable[[Path], None]:
    def take(path: Path) -> None:
        delete(path, job.check)

    return take


def delete(path: Path, check: Callable[[], None]) -> None:
    """Removes a file, a link or a whole folder for good, never what a link points to. Calls `check`
    between files; what raises leaves the rest in place. Raises OSError."""
    try:
        status = path.lstat()
    except FileNotFoundError:
        return
    if not stat.S_ISDIR(status.st_mode):
        path.unlink()
        return
    if {"refs", "snapshots", "blobs"} & set(os.listdir(path)):
        # A repo: what claims files goes before the files.
        for part in ("refs", "snapshots", "trees", ".no_exist", "blobs"):
            if os.path.lexists(path / part):
                delete(path / part, check)
    for entry in sorted(os.scandir(path), key=lambda entry: entry.name):
        check()
        if entry.is_dir(follow_symlinks=False):
            delete(Path(entry.path), check)
        else:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(entry.path)
    shutil.rmtree(path)


def clear_locks(path: Path) -> None:
    """Removes lock files at or below `path` that nobody holds, and folders that are empty then."""
    if path.is_dir() and not path.is_symlink():
        for inner in sorted(path.iterdir()):
            clear_locks(inner)
        with contextlib.suppress(OSError):
            path.rmdir()
    elif path.name.endswith(".lock") and not is_held(path):
        with contextlib.suppress(OSError):
            path.unlink()


def undo(place: CachePlace, job: Job, order: Undo, store: JobStore) -> Outcome:
    """The work of an `Undo` order: brings back what a job put in the trash, last one first."""
    noted = store.noted(order.job, "trashed")
    if noted is None:
        raise Failure("nothing-to-undo", job=order.job)
    items = msgspec.json.decode(noted, type=list[TrashedItem])
    keys: dict[str, None] = {}
    base = str(place.path(""))
    for number, item in enumerate(reversed(items)):
        job.check()
        there = bool(item.trashed) and os.path.lexists(item.trashed)
        if there and not (os.path.lexists(item.original) and _is_payload(base, item.original)):
            restore(item)
        elif not there and not os.path.lexists(item.original):
            raise Failure("trash-emptied", path=item.original)
        keys[os.path.relpath(item.original, base).split(os.sep)[0]] = None
        job.report(Progress(done=number + 1, total=len(items), unit="files", note=item.original))
    job.set_undoable(order.job, False)
    job.audit("undo", ", ".join(keys), 0, f"job {order.job}")
    place.changed(list(keys))
    return Outcome(RemovalResult(repos=len(keys)))


def _is_payload(base: str, path: str) -> bool:
    """A shared payload that was fetched again meanwhile is as good as the one in the trash."""
    return os.path.relpath(path, base).split(os.sep)[0] == "blobs"
