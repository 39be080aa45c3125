"""Finds and removes what no program would miss.

Revisions and blobs go to the trash unless told otherwise: somebody may have wanted them. The rest is
litter that any program makes anew, and goes for good.
"""

from __future__ import annotations

import os
import stat
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from ..cache.layout import (
    BLOBS,
    LOCKS,
    NO_EXIST,
    OWN_JOURNAL,
    OWN_PARTIAL,
    SNAPSHOTS,
    partial_digest,
    store_payload,
)
from ..cache.names import is_commit, repo_of_folder
from ..cache.occupancy import occupants
from ..cache.refusal import InUse
from ..cache.scan import scan_repo, scan_store, tree_size
from ..cache.scanned import Place, RepoScan
from ..cache.spelling import on_disk, spelled
from ..jobs.runner import Job, Outcome
from ..jobs.values import Progress
from ..problems import Failure
from ..system.locks import is_held
from .orders import Prune
from .place import CachePlace
from .reclaim import plan_removal
from .removal import Steps, carry_out, clear_locks, delete
from .summary import is_let_go, orphans, superseded, unit_of
from .values import PruneItem, PruneKind, PrunePlan, RemovalResult, Target

_LOCK_AGE: Final = 3600.0
"""Seconds after which a lock that nobody holds counts as left behind: younger ones may be about to
be taken."""
_OWN_PARTIAL_AGE: Final = 14 * 86400.0
"""Our own partials go on where they stopped, so only those that nobody came back to are dead."""

_TO_TRASH: Final[frozenset[PruneKind]] = frozenset({"detached", "orphan"})


class _Found(Struct, frozen=True):
    """An item and what is needed to remove it; `relative` is below the cache root, or absolute for
    what lies beside it."""

    item: PruneItem
    relative: str
    key: str = ""
    payloads: tuple[str, ...] = ()
    """Xet hashes that lose their last user with it."""
    more: tuple[str, ...] = ()


def plan_prune(place: CachePlace) -> PrunePlan:
    """All that a prune would remove, on the disk as it is at this moment."""
    found, in_use = _look(place)
    return PrunePlan(
        frees=sum(f.item.bytes for f in found), items=tuple(f.item for f in found), in_use=in_use
    )


def prune(place: CachePlace, job: Job, order: Prune) -> Outcome:
    """The work of a `Prune` order."""
    noted = job.noted("found")
    if noted is None:
        found = [f for f in _look(place)[0] if not order.kinds or f.item.kind in order.kinds]
        job.note("found", found)
    else:
        found = msgspec.json.decode(noted, type=list[_Found])
    kept = [f for f in found if f.item.kind in _TO_TRASH and not order.permanent]
    rest = [f for f in found if f not in kept]
    frees = sum(f.item.bytes for f in found)
    keys = tuple(dict.fromkeys(f.key for f in found if f.key))
    try:
        for number, one in enumerate(rest):
            job.check()
            _delete(place, one, job)
            job.report(Progress(done=number + 1, total=len(found), unit="files", note=one.item.path))
    finally:
        place.changed(keys)
    if rest:
        job.audit("prune", ", ".join(sorted({f.item.kind for f in rest})), sum(f.item.bytes for f in rest))
    if kept:
        paths = tuple(path for f in kept for path in (*f.more, f.relative))
        payloads = tuple(dict.fromkeys(digest for f in kept for digest in f.payloads))
        carry_out(
            place,
            job,
            Steps(paths=paths, litter=(), payloads=payloads, keys=keys, permanent=False, frees=frees),
        )
    undoable = bool(kept)
    revisions = sum(1 for f in found if f.item.kind == "detached")
    trashed = sum(f.item.bytes for f in kept)
    result = RemovalResult(frees=frees, revisions=revisions, trashed=trashed, undoable=undoable)
    return Outcome(result, undoable=undoable)


def _look(place: CachePlace) -> tuple[list[_Found], tuple[InUse, ...]]:
    found: list[_Found] = []
    movable: list[_Found] = []
    now = time.time()
    for row in place.inventory.rows():
        if row.state == "foreign":
            continue
        if row.detached_bytes or row.detached or row.orphan_bytes or row.partial_bytes:
            try:
                scan = scan_repo(place.root, row.key)
            except FileNotFoundError:
                continue
            movable += _detached(place, scan)
            movable += _orphans(place, scan)
            movable += _partials(place, scan, now)
        found += _absences(place.root, row.key)
    movable += _payloads(place)
    held, in_use = _held(place, movable)
    found += [f for f in movable if f not in held]
    found += _locks(place.root, now)
    found += _xet(place)
    return found, in_use


def _held(place: CachePlace, found: list[_Found]) -> tuple[list[_Found], tuple[InUse, ...]]:
    """Those of `found` that a process uses, and who does. Of a repo's detached revisions all stay
    where one is in use: the blobs they share go with the last of them."""
    inside = {f.relative: (f.relative, *f.more, *map(store_payload, f.payloads)) for f in found}
    in_use = occupants(place.root, [path for paths in inside.values() for path in paths])
    base = os.path.realpath(place.root)
    used = [os.path.relpath(use.path, base) for use in in_use]
    held = [
        f for f in found if any(u == p or u.startswith(f"{p}/") for p in inside[f.relative] for u in used)
    ]
    together = {f.key for f in held if f.item.kind == "detached"}
    return [f for f in found if f in held or (f.item.kind == "detached" and f.key in together)], in_use


def _detached(place: CachePlace, scan: RepoScan) -> Iterator[_Found]:
    gone = superseded(scan)
    if not gone:
        return
    # Planned together: bytes that only superseded revisions share come back with the last of them.
    targets = [Target(scan.folder, snapshot.commit) for snapshot in gone]
    removal = plan_removal({scan.folder: scan}, targets, place.inventory.users)
    doomed = removal.doomed[0]
    blobs = tuple(path for path in doomed.paths if path.startswith(f"{scan.folder}/blobs/"))
    commits = {commit: name for name, commit in scan.refs}
    cached = {snapshot.commit for snapshot in scan.snapshots}
    newer = next(name for commit, name in commits.items() if commit in cached)
    left = removal.plan.frees
    for number, snapshot in enumerate(gone):
        last = number == len(gone) - 1
        size = left if last else min(left, removal.plan.lines[number].frees)
        left -= size
        own = tuple(
            p for p in doomed.paths if f"/{snapshot.commit}" in p and p != _snapshot(scan, snapshot.commit)
        )
        yield _Found(
            PruneItem(
                kind="detached",
                path=_snapshot(scan, snapshot.commit),
                bytes=size,
                repo=_name(scan.folder),
                why=newer,
            ),
            _snapshot(scan, snapshot.commit),
            scan.folder,
            payloads=removal.payloads if last else (),
            more=(*own, *(blobs if last else ())),
        )


def _snapshot(scan: RepoScan, commit: str) -> str:
    return f"{scan.folder}/snapshots/{commit}"


def _orphans(place: CachePlace, scan: RepoScan) -> Iterator[_Found]:
    gone: Counter[str] = Counter()
    for blob in orphans(scan):
        path = f"{scan.folder}/{BLOBS}/{blob.name}"
        size = 0
        payloads: tuple[str, ...] = ()
        key = unit_of(blob)
        if key is None:
            size = blob.size
        else:
            # What it shares comes back with the last of those that share it.
            gone[key] += 1
            ties = place.inventory.users(key).values()
            if is_let_go(ties) and gone[key] == sum(tie.here + tie.stored for tie in ties):
                size = blob.size
                payloads = tuple({tie.payload for tie in ties if tie.payload})
        item = PruneItem(kind="orphan", path=path, bytes=size, repo=_name(scan.folder))
        yield _Found(item, path, scan.folder, payloads)


def _partials(place: CachePlace, scan: RepoScan, now: float) -> Iterator[_Found]:
    for partial in scan.partials:
        path = f"{scan.folder}/blobs/{partial.name}"
        etag = partial_digest(partial.name)
        if is_held(place.path(f"{LOCKS}/{scan.folder}/{etag}.lock")):
            continue
        if partial.name.endswith((OWN_PARTIAL, OWN_JOURNAL)) and now - partial.modified < _OWN_PARTIAL_AGE:
            continue
        yield _Found(
            PruneItem(kind="partial", path=path, bytes=partial.size, repo=_name(scan.folder)),
            path,
            scan.folder,
        )


def _absences(root: str, folder: str) -> Iterator[_Found]:
    """Notes that a file does not exist, of commits that are not cached any more."""
    try:
        base = os.path.join(root, on_disk(folder))
        if os.path.islink(os.path.join(base, NO_EXIST)):
            return
        kept = set(os.listdir(os.path.join(base, SNAPSHOTS)))
        commits = os.listdir(os.path.join(base, NO_EXIST))
    except OSError:
        return
    for commit in commits:
        if is_commit(commit) and commit not in kept:
            path = f"{folder}/{NO_EXIST}/{commit}"
            size = tree_size(os.path.join(base, NO_EXIST, commit))[0]
            yield _Found(PruneItem(kind="no-exist", path=path, bytes=size, repo=_name(folder)), path, folder)


def _locks(root: str, now: float) -> Iterator[_Found]:
    base = os.path.join(root, LOCKS)
    for folder in _entries(base):
        if not folder.is_dir(follow_symlinks=False):
            continue
        for entry in _entries(folder.path):
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError:
                continue
            if not entry.name.endswith(".lock") or not stat.S_ISREG(status.st_mode):
                continue
            if now - status.st_mtime > _LOCK_AGE and not is_held(Path(entry.path)):
                path = spelled(f"{LOCKS}/{folder.name}/{entry.name}")
                repo = _name(spelled(folder.name))
                yield _Found(PruneItem(kind="lock", path=path, bytes=status.st_size, repo=repo), path)


def _entries(path: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(path) as entries:
            return list(entries)
    except OSError:
        return []


def _payloads(place: CachePlace) -> Iterator[_Found]:
    used = place.inventory.store_used()
    for payload in scan_store(place.root).payloads:
        if payload.name not in used and payload.place is Place.HERE:
            path = store_payload(payload.name)
            size = payload.size if payload.links == 1 else 0
            item = PruneItem(kind="store", path=path, bytes=size)
            yield _Found(item, path, payloads=(payload.name,))


def _xet(place: CachePlace) -> Iterator[_Found]:
    folder = place.xet
    if folder is None:
        return
    size, files, _ = tree_size(str(folder))
    if files and not occupants(place.root, [str(folder)]):
        yield _Found(PruneItem(kind="xet", path=str(folder), bytes=size), str(folder))


def _delete(place: CachePlace, found: _Found, job: Job) -> None:
    kind = found.item.kind
    if kind == "lock":
        path = place.path(found.relative)
        clear_locks(path)
        try:
            path.parent.rmdir()
        except OSError:
            return  # other locks are still in it
    elif kind == "xet":
        folder = Path(found.relative)
        if place.xet != folder or occupants(place.root, [str(folder)]):
            raise Failure("in-use-xet", refused=True, path=str(folder))
        for entry in sorted(folder.iterdir()):
            delete(entry, job.check)
    else:
        for relative in (*found.more, *(() if kind == "store" else (found.relative,))):
            if kind == "partial" and occupants(place.root, [relative]):
                continue
            delete(place.path(relative), job.check)
        if found.payloads:
            steps = Steps(paths=(), litter=(), payloads=found.payloads, keys=(), permanent=True, frees=0)
            carry_out(place, job, steps)


def _name(folder: str) -> str:
    repo = repo_of_folder(folder)
    return folder if repo is None else str(repo)
