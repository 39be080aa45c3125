"""What archiving and restoring would do, found out on the disk as it is at this moment. Changes nothing."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from ..cache.layout import BLOBS, CACHE_TAG, store_payload
from ..cache.names import parse_repo, repo_of_folder
from ..cache.occupancy import occupants
from ..cache.refusal import InUse
from ..cache.scan import scan_repo
from ..cache.scanned import AWAY, BlobScan, Place, RepoScan
from ..cache.spelling import on_disk, spelled
from ..problems import Failure, Problem, problem
from ..system.volumes import can_symlink, nearest_existing, same_volume, volume_of
from .bucket_address import bucket_of, is_bucket
from .choosing import choose
from .folder import FORMAT, FROZEN, MARK, REPOS, ArchiveFolder, archive_of
from .ground import Ground
from .manifest import KeptBlob
from .record import ArchiveRecord
from .values import ArchivePlan, Moving

SPARE: Final = 64 << 20
"""Bytes that a volume should have beyond what is copied to it."""


class Item(Struct, frozen=True, array_like=True):
    """One blob that moves."""

    key: str
    digest: str
    size: int
    shared: str = ""
    """The Xet hash that the cache's shared store has it under."""
    source: str = ""
    """Of one that comes back: what its link says, `spelled`."""


class Looked(Struct, frozen=True):
    """A plan, and the blobs that it is about."""

    plan: ArchivePlan
    items: tuple[Item, ...]


def plan_archive(ground: Ground, keys: Sequence[str], to: str) -> ArchivePlan:
    """What moving the big blobs of `keys` to the archive `to` would do. Raises `Failure`."""
    return look_to_archive(ground, keys, to).plan


def plan_restore(ground: Ground, keys: Sequence[str]) -> ArchivePlan:
    """What bringing the archived blobs of `keys` back would do. Raises `Failure`."""
    return look_to_restore(ground, keys).plan


def archive_at(to: str) -> ArchiveFolder:
    """The archive that a person named."""
    return ArchiveFolder(Path(os.path.abspath(os.path.expanduser(on_disk(to)))))


def look_to_archive(ground: Ground, keys: Sequence[str], to: str) -> Looked:
    """As `plan_archive`, with the blobs."""
    root = Path(os.path.realpath(ground.root))
    bucket = is_bucket(to)
    if bucket:
        bucket_of(to)  # says what is wrong with it
    same = not bucket and same_volume(root, archive_at(to).path)
    moves: list[Moving] = []
    items: list[Item] = []
    payloads: set[str] = set()
    for key in dict.fromkeys(keys):
        choice = choose(scan_of(ground, key))
        reasons = list(choice.reasons)
        mine = [_item(key, blob) for blob in choice.moves if blob.target not in payloads or not blob.target]
        if parse_repo(_name(key)) is None:
            reasons.insert(0, problem("archive-repo-name", path=key))
            mine = []
        if same and mine:
            reasons.append(problem("archive-same-volume", to=spelled(str(archive_at(to).path))))
        payloads.update(blob.target for blob in choice.moves if blob.target)
        size = sum(item.size for item in mine)
        moves.append(
            Moving(
                key=key,
                repo=_name(key),
                bytes=size,
                frees=0 if same else size,
                files=len(mine),
                stays=choice.stays,
                reasons=tuple(reasons),
            )
        )
        items += mine
    here = volume_of(root)
    size = sum(moving.bytes for moving in moves)
    problems: list[Problem] = []
    free = 0
    if not bucket:
        archive = archive_at(to)
        problems += hindrances(root, archive)
        there = volume_of(archive.path)
        free = there.free
        needed = max((item.size for item in items), default=0) if same else size
        if there.read_only:
            problems.insert(0, problem("read-only-volume", path=there.mount))
        elif items and free < needed + SPARE:
            problems.append(problem("archive-space", to=spelled(str(archive.path)), free=free, needed=needed))
    if here.read_only:
        problems.insert(0, problem("read-only-volume", path=here.mount))
    elif sys.platform == "win32" and not can_symlink(root):
        problems.append(problem("archive-links-impossible", path=spelled(str(root))))
    paths = [path for item in items for path in paths_of(item)]
    plan = ArchivePlan(
        to=to if bucket else spelled(str(archive_at(to).path)),
        moves=tuple(moves),
        bytes=size,
        frees=sum(moving.frees for moving in moves),
        free=free,
        free_here=here.free,
        same_volume=same,
        in_use=occupants(ground.root, paths),
        problems=tuple(problems),
    )
    return Looked(plan, tuple(items))


def look_to_restore(ground: Ground, keys: Sequence[str]) -> Looked:
    """As `plan_restore`, with the blobs."""
    root = Path(os.path.realpath(ground.root))
    records: dict[Path, ArchiveRecord] = {}
    moves: list[Moving] = []
    items: list[Item] = []
    for key in dict.fromkeys(keys):
        scan = scan_of(ground, key)
        mine: list[Item] = []
        reasons: dict[str, Problem] = {}
        for blob in scan.blobs:
            if blob.place is not Place.ARCHIVE and blob.place not in AWAY:
                continue
            archive = archive_of(on_disk(blob.target))
            kept = None
            if archive is not None:
                kept = kept_of(records.setdefault(archive.path, ArchiveRecord(archive)), key, blob.name)
            if blob.place in AWAY and not (archive and kept and _has(archive, kept)):
                reasons.setdefault(
                    "archive-not-connected",
                    problem("archive-not-connected", path=f"{key}/{BLOBS}/{blob.name}", target=blob.target),
                )
                continue
            size = blob.size if kept is None else kept.size
            mine.append(Item(key, blob.name, size, kept.shared if kept else "", blob.target))
        if not mine and not reasons:
            reasons["restore-nothing"] = problem("restore-nothing", repo=_name(key))
        moves.append(
            Moving(
                key=key,
                repo=_name(key),
                bytes=sum(item.size for item in mine),
                frees=0,
                files=len(mine),
                reasons=tuple(reasons.values()),
            )
        )
        items += mine
    here = volume_of(root)
    size = sum(moving.bytes for moving in moves)
    problems: list[Problem] = []
    if here.read_only:
        problems.append(problem("read-only-volume", path=here.mount))
    elif items and here.free < size + SPARE:
        problems.append(problem("restore-space", path=here.mount, free=here.free, needed=size))
    plan = ArchivePlan(
        to=spelled(str(root)),
        moves=tuple(moves),
        bytes=size,
        free=here.free,
        free_here=here.free,
        in_use=users_of(ground, items),
        problems=tuple(problems),
    )
    return Looked(plan, tuple(items))


def scan_of(ground: Ground, key: str) -> RepoScan:
    """The repo as it is. Raises `Failure`."""
    if os.sep in key or key in {"", ".", ".."}:
        raise Failure("not-cached", refused=True, what=key)
    if repo_of_folder(key) is None:
        raise Failure("foreign-left-alone", refused=True, path=key)
    try:
        return scan_repo(ground.root, key)
    except FileNotFoundError:
        raise Failure("not-cached", refused=True, what=_name(key)) from None


def users_of(ground: Ground, items: Sequence[Item]) -> tuple[InUse, ...]:
    """Processes that have archived blobs open, each with the name of its repo."""
    names = {item.source: _name(item.key) for item in items}
    used = occupants(ground.root, names)
    return tuple(msgspec.structs.replace(use, repo=names.get(use.path, use.repo)) for use in used)


def paths_of(item: Item) -> tuple[str, ...]:
    """Where programs have a blob open, below the cache's root."""
    blob = f"{item.key}/{BLOBS}/{item.digest}"
    return (blob, store_payload(item.shared)) if item.shared else (blob,)


def _item(key: str, blob: BlobScan) -> Item:
    return Item(key, blob.name, blob.size, blob.target if blob.place is Place.STORE else "")


def _name(key: str) -> str:
    repo = repo_of_folder(key)
    return key if repo is None else str(repo)


def kept_of(record: ArchiveRecord, key: str, digest: str) -> KeptBlob | None:
    """What the archive says of a blob; None where it says nothing, or can't be read."""
    with contextlib.suppress(Failure):
        return record.kept(key, digest)
    return None


def _has(archive: ArchiveFolder, kept: KeptBlob) -> bool:
    """Whether bytes of a blob can be had where its link leads nowhere."""
    mark = archive.mark()
    return archive.frozen(kept.digest).exists() or (mark is not None and mark.bucket is not None)


def hindrances(root: Path, archive: ArchiveFolder) -> Iterator[Problem]:
    """What stands in the way of an archive in that folder."""
    path = spelled(str(archive.path))
    real = Path(os.path.realpath(archive.path))
    if real == root or root in real.parents:
        yield problem("archive-inside", to=path)
        return
    place = Path(nearest_existing(archive.path))
    if not place.is_dir():
        yield problem("archive-no-folder", to=spelled(str(place)))
        return
    if not os.access(place, os.W_OK | os.X_OK):
        yield problem("no-permission", path=spelled(str(place)))
        return
    if place != real:
        return  # it is yet to be made
    names = os.listdir(real)
    if CACHE_TAG in names or any(repo_of_folder(name) for name in names):
        yield problem("archive-is-cache", to=path)
    elif MARK not in names:
        for name in (BLOBS, FROZEN, REPOS):
            if name in names:
                yield problem("archive-occupied", path=spelled(str(real / name)))
                return
    else:
        mark = archive.mark()
        if mark is None:
            yield problem("archive-mark", path=spelled(str(real / MARK)))
        elif mark.format > FORMAT:
            yield problem("archive-newer", path=path)
