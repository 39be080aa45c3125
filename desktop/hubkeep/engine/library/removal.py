"""Carries a removal out: to the trash or for good, written down before every step, and back again.

The steps are noted in the job before the first one, so a kill at any point is followed by the rest
of the same steps, never by a new plan.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from ..cache.occupancy import occupants
from ..cache.payloads import payload_files, payload_lock, payload_users
from ..cache.refusal import InUse, InUseFailure
from ..cache.scan import scan_repo
from ..cache.scanned import RepoScan
from ..cache.spelling import on_disk, spelled, spelled_throughout
from ..jobs.runner import Job, Outcome
from ..jobs.store import JobStore
from ..jobs.values import FINISHED, Progress
from ..problems import Failure
from ..system.locks import is_held
from ..system.trash import TrashedItem, discard, find_trashed, has_trash, move_to_trash, restore
from .orders import Remove, Undo
from .place import CachePlace
from .reclaim import Removal, plan_removal
from .values import RemovalPlan, RemovalResult, Target


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

    def __init__(self, removal: Removal, in_use: tuple[InUse, ...], *, trash: bool) -> None:
        self.removal = removal
        self.plan: RemovalPlan = msgspec.structs.replace(removal.plan, in_use=in_use, trash=trash)

    def refuse_if_in_use(self) -> None:
        """Raises `Failure` (refused) where a process uses what would go."""
        if self.plan.in_use:
            raise InUseFailure(self.plan.in_use)


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
    return CheckedRemoval(removal, _in_use(place, removal), trash=has_trash(place.path("")))


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
        _refuse_if_in_use(place, steps)
    carry_out(place, job, steps)
    result = RemovalResult(
        frees=steps.frees,
        repos=steps.repos,
        revisions=steps.revisions,
        trashed=0 if steps.permanent else steps.frees,
        undoable=not steps.permanent,
    )
    return Outcome(result, undoable=not steps.permanent)


def _refuse_if_in_use(place: CachePlace, steps: Steps) -> None:
    """As at the start: between a kill and the rest of the steps anything may have happened."""
    left = [path for path in steps.paths if os.path.lexists(place.path(path))]
    used = occupants(place.root, left)
    if used:
        raise InUseFailure(used)


def carry_out(place: CachePlace, job: Job, steps: Steps) -> None:
    """Does what of `steps` is not done yet. Can be called again after a kill at any point."""
    take = _deleter(place, job) if steps.permanent else _trasher(place, job)
    total = len(steps.paths) + len(steps.payloads)
    resumed = job.noted("began") is not None
    if not resumed:
        job.note("began", True)
    needed = _needed_again(place, steps) if resumed else frozenset()
    try:
        for number, relative in enumerate(steps.paths):
            job.check()
            if relative not in needed:
                take(place.path(relative))
            job.report(Progress(done=number + 1, total=total, unit="files", note=relative))
        for number, digest in enumerate(steps.payloads):
            job.check()
            _let_payload_go(place.root, digest, take)
            job.report(Progress(done=len(steps.paths) + number + 1, total=total, unit="files", note=digest))
        for relative in steps.litter:
            if place.holds(place.path(relative)):
                clear_locks(place.path(relative))
    finally:
        place.changed(steps.keys)
    job.audit("delete" if steps.permanent else "trash", ", ".join(steps.keys), steps.frees)


def _needed_again(place: CachePlace, steps: Steps) -> frozenset[str]:
    """Blobs that a revision that stays uses by now: a download came between a kill and this."""
    doomed = set(steps.paths)
    needed: set[str] = set()
    for key in steps.keys:
        if key in doomed:
            continue  # the whole repo goes
        with contextlib.suppress(FileNotFoundError):
            for snapshot in scan_repo(place.root, key).snapshots:
                base = f"{key}/snapshots/{snapshot.commit}"
                if base not in doomed:
                    stays = (f for f in snapshot.files if f.blob and f"{base}/{f.path}" not in doomed)
                    needed.update(f"{key}/blobs/{file.blob}" for file in stays)
    return frozenset(needed)


def _let_payload_go(root: str, digest: str, take: Callable[[Path], None]) -> None:
    if not payload_files(root, digest):
        take(Path(os.path.realpath(root), "blobs", digest[:2], digest))
        return
    with payload_lock(root, digest):
        # A download may have linked to it since the plan was made.
        if not payload_users(root, digest):
            for path in payload_files(root, digest):
                take(Path(os.path.realpath(path.parent), path.name))


def _trasher(place: CachePlace, job: Job) -> Callable[[Path], None]:
    known = {on_disk(item.original) for item in trashed_by(job.notes(_TRASHED))}
    resumed = job.noted("trashing") is not None
    if not resumed:
        job.note("trashing", True)

    def take(path: Path) -> None:
        if str(path) in known:
            return  # what stands there by now is another one
        # After a kill: it may be in the trash without a note of it.
        item = find_trashed(path, since=job.created) if resumed else None
        if item is None:
            if not os.path.lexists(path):
                return
            _refuse_outside(place, path)
            (item,) = move_to_trash([path])
        known.add(item.original)
        job.note(f"{_TRASHED}{len(known):08}", spelled_throughout(item))
        job.set_undoable(job.id, True)

    return take


_TRASHED: Final = "trashed/"
"""Notes of one item each: a list that grew would be written anew with every step."""


def trashed_by(notes: Sequence[bytes]) -> list[TrashedItem]:
    """What a job put in the trash, as its notes say; paths are `spelled`."""
    return [msgspec.json.decode(note, type=TrashedItem) for note in notes]


def _deleter(place: CachePlace, job: Job) -> Callable[[Path], None]:
    def take(path: Path) -> None:
        note = f"deleted/{spelled(str(path))}"
        # What stands there after a kill may be another one.
        if os.path.lexists(path) and job.noted(note) is None:
            _refuse_outside(place, path)
            delete(path, job.check)
            job.note(note, True)

    return take


def _refuse_outside(place: CachePlace, path: Path) -> None:
    if not place.holds(path):
        raise Failure("outside-cache", refused=True, path=str(path))


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
    # In a repo what claims files goes before the files.
    with os.scandir(path) as found:
        entries = sorted(found, key=lambda entry: (_PARTS.get(entry.name, 0), entry.name))
    for entry in entries:
        check()
        if entry.is_dir(follow_symlinks=False):
            delete(Path(entry.path), check)
        else:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(entry.path)
    with contextlib.suppress(FileNotFoundError):
        os.rmdir(path)


_PARTS: Final = {"refs": -3, "snapshots": -2, "trees": -1, "blobs": 1}


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


def moved_by(job: int, store: JobStore) -> list[TrashedItem]:
    """What a job moved to the trash, in that order, with names as on the disk."""
    return [as_on_disk(item) for item in trashed_by(store.notes(job, _TRASHED))]


def undo(place: CachePlace, job: Job, order: Undo, store: JobStore) -> Outcome:
    """The work of an `Undo` order: brings back what a job put in the trash, last one first."""
    undone = store.get(order.job)
    if undone is not None and undone.view.state not in FINISHED:
        raise Failure("job-unfinished", refused=True, job=order.job)
    items = moved_by(order.job, store)
    if not items:
        raise Failure("nothing-to-undo", job=order.job)
    if job.noted("began") is None:
        _check_the_way_back(items, order.job)
        job.note("began", True)
    keys: dict[str, None] = {}
    base = str(place.path(""))
    for number, item in enumerate(reversed(items)):
        job.check()
        if not os.path.lexists(item.original):
            restore(item)
        elif _is_same(item) or not os.path.lexists(item.trashed):
            discard(item)  # a kill came after it was put back and before the trash forgot it
        elif not _as_good(item):
            raise Failure("undo-occupied", refused=True, path=item.original, job=order.job)
        keys[spelled(os.path.relpath(item.original, base).split(os.sep)[0])] = None
        job.report(Progress(done=number + 1, total=len(items), unit="files", note=item.original))
    job.set_undoable(order.job, False)
    job.audit("undo", ", ".join(keys), 0, f"job {order.job}")
    place.changed(list(keys))
    return Outcome(RemovalResult(repos=len(keys)))


def _check_the_way_back(items: Sequence[TrashedItem], job: int) -> None:
    """Raises `Failure` where an item can't come back, before the first one does."""
    for item in items:
        if not item.trashed:
            raise Failure("system-trash-of-system", path=item.original)
        here = os.path.lexists(item.original)
        if not here and not os.path.lexists(item.trashed):
            raise Failure("trash-emptied", path=item.original)
        if here and not _as_good(item):
            raise Failure("undo-occupied", refused=True, path=item.original, job=job)


def as_on_disk(item: TrashedItem) -> TrashedItem:
    """An item that was noted, with names as on the disk."""
    return TrashedItem(on_disk(item.original), on_disk(item.trashed), on_disk(item.info))


def _is_same(item: TrashedItem) -> bool:
    """Whether both names are of one file: putting a file back is a link, then an unlink."""
    try:
        here, there = os.lstat(item.original), os.lstat(item.trashed)
    except OSError:
        return False
    return (here.st_dev, here.st_ino) == (there.st_dev, there.st_ino)


def _as_good(item: TrashedItem) -> bool:
    """Whether what was fetched meanwhile can stay in the place of an item: a blob of the same name and
    size is the same; a ref may name a newer commit, which is the one that programs want."""
    folder = Path(item.original).parent
    if any(part.name == "refs" for part in (folder, *folder.parents)):
        return os.path.isfile(item.original)
    if "blobs" not in {folder.name, folder.parent.name}:
        return False
    try:
        here, there = os.stat(item.original), os.stat(item.trashed)
    except OSError:
        return False
    return here.st_size == there.st_size
