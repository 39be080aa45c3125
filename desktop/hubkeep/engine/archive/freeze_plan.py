"""What freezing and thawing would do, found out on the disk as it is at this moment. Changes nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from ..cache.layout import BLOBS, store_payload
from ..cache.names import parse_repo, repo_of_folder
from ..cache.occupancy import occupants
from ..cache.payloads import payload_users
from ..cache.scanned import BlobScan, Place
from ..cache.spelling import on_disk, spelled
from ..problems import Problem, problem
from ..system.volumes import same_volume, volume_of
from .choosing import choose
from .folder import ArchiveFolder, archive_of
from .frozen import expected
from .ground import Ground
from .plan import SPARE, Item, archive_at, hindrances, kept_of, scan_of
from .record import ArchiveRecord
from .values import ArchivePlan, Moving

WORTH: Final = 0.97
"""The frozen form must not take more than this share of the plain one."""
_SUFFIX: Final = "-archive"
_NOT_PLAIN: Final = {Place.FROZEN, Place.OFFLINE}


class Cold(Struct, frozen=True, array_like=True):
    """One blob that is frozen."""

    key: str
    digest: str
    size: int
    archive: str
    """Its folder, `spelled`."""
    cached: bool = False
    """Whether it lies in the cache; otherwise in the archive."""
    shared: str = ""
    """The Xet hash that the cache's shared store has it under."""
    about: int = 0
    """Bytes that its frozen form takes, as far as that is known."""


class LookedToFreeze(Struct, frozen=True):
    """A plan, and the blobs that it is about."""

    plan: ArchivePlan
    items: tuple[Cold, ...]


class LookedToThaw(Struct, frozen=True):
    """A plan, and the blobs that become plain: in their archives, and in the cache."""

    plan: ArchivePlan
    there: tuple[Item, ...]
    here: tuple[Item, ...]


def default_archive(root: str) -> Path:
    """Where blobs of the cache go that are frozen, where nobody says otherwise: beside it, on its volume."""
    real = Path(os.path.realpath(root))
    return real.with_name(real.name + _SUFFIX)


def plan_freeze(ground: Ground, keys: Sequence[str], to: str = "") -> ArchivePlan:
    """What freezing the big blobs of `keys` would do: where they are archived, or else in the archive `to`.
    `frees` is what is given back on the volumes that they lie on, about. Raises `Failure`."""
    return look_to_freeze(ground, keys, to).plan


def plan_thaw(ground: Ground, keys: Sequence[str]) -> ArchivePlan:
    """What making the frozen blobs of `keys` plain again would do. Raises `Failure`."""
    return look_to_thaw(ground, keys).plan


# --- freezing -----------------------------------------------------------------------------------


def look_to_freeze(
    ground: Ground, keys: Sequence[str], to: str, check: Callable[[], None] = lambda: None
) -> LookedToFreeze:
    """As `plan_freeze`, with the blobs."""
    root = Path(os.path.realpath(ground.root))
    target = archive_at(to) if to else ArchiveFolder(default_archive(ground.root))
    near = same_volume(root, target.path)
    wanted = tuple(dict.fromkeys(keys))
    moves: list[Moving] = []
    items: list[Cold] = []
    seen: set[tuple[str, str]] = set()
    for key in wanted:
        candidates, reasons, stays = _candidates(ground, key, target)
        mine: list[Cold] = []
        for item in candidates:
            one = ("", item.shared) if item.cached else (item.archive, item.digest)
            if item.shared or not item.cached:
                if one in seen:
                    continue  # another of these repos has the same
                seen.add(one)
            others = _others(ground, item, wanted)
            about = 0 if others else expected(source_of(root, item), check)
            if others:
                reasons.append(problem("freeze-shared", path=blob_path(item), repo=_name(others[0])))
            elif about > WORTH * item.size:
                reasons.append(problem("freeze-no-gain", path=blob_path(item), bytes=item.size))
            else:
                mine.append(msgspec.structs.replace(item, about=about))
        items += mine
        size = sum(item.size for item in mine)
        frees = sum(item.size - (item.about if near or not item.cached else 0) for item in mine)
        moves.append(
            Moving(
                key=key,
                repo=_name(key),
                bytes=size,
                frees=frees,
                files=len(mine),
                stays=stays,
                reasons=tuple(dict.fromkeys(reasons)),
            )
        )
    here = volume_of(root)
    there = volume_of(target.path)
    problems = list(_freezing_problems(root, target, items, near=near))
    if here.read_only and any(item.cached for item in items):
        problems.insert(0, problem("read-only-volume", path=here.mount))
    in_use = occupants(ground.root, [path for item in items for path in paths_of(item)])
    plan = ArchivePlan(
        to=spelled(str(target.path)),
        moves=tuple(moves),
        bytes=sum(move.bytes for move in moves),
        frees=sum(move.frees for move in moves),
        free=there.free,
        free_here=here.free,
        same_volume=near,
        in_use=in_use,
        problems=tuple(problems),
    )
    return LookedToFreeze(plan, tuple(items))


def blob_path(item: Cold) -> str:
    """The blob below the cache's root."""
    return f"{item.key}/{BLOBS}/{item.digest}"


def source_of(root: Path, item: Cold) -> Path:
    """The file that has the bytes of a blob before it is frozen."""
    if not item.cached:
        return ArchiveFolder(Path(on_disk(item.archive))).blob(item.digest)
    return root / (store_payload(item.shared) if item.shared else on_disk(blob_path(item)))


def paths_of(item: Cold) -> tuple[str, ...]:
    """Where programs have a blob open: below the cache's root, or by the whole path."""
    if not item.cached:
        return (spelled(str(source_of(Path(), item))),)
    return (blob_path(item), store_payload(item.shared)) if item.shared else (blob_path(item),)


def _candidates(ground: Ground, key: str, target: ArchiveFolder) -> tuple[list[Cold], list[Problem], int]:
    """The big blobs of a repo that are plain, why others aren't among them, and bytes that stay."""
    scan = scan_of(ground, key)
    choice = choose(scan)
    reasons = [reason for reason in choice.reasons if reason.code not in _NO_HINDRANCE]
    if parse_repo(_name(key)) is None:
        return [], [problem("archive-repo-name", path=key)], choice.stays
    to = spelled(str(target.path))
    found = [_in_cache(key, blob, to) for blob in choice.moves]
    for blob in scan.blobs:
        led = blob.place is Place.ARCHIVE or blob.place in _NOT_PLAIN
        archive = archive_of(on_disk(blob.target)) if led else None
        if archive is None:
            continue
        if blob.place is Place.ARCHIVE:
            if archive.mark() is not None:
                found.append(Cold(key, blob.name, blob.size, spelled(str(archive.path))))
        elif archive.mark() is None:
            path = f"{key}/{BLOBS}/{blob.name}"
            reasons.append(problem("archive-not-connected", path=path, target=blob.target))
    if not found and not reasons:
        reasons.append(problem("freeze-nothing", repo=_name(key)))
    return found, reasons, choice.stays


_NO_HINDRANCE: Final = {"archive-already", "archive-nothing-big"}


def _in_cache(key: str, blob: BlobScan, to: str) -> Cold:
    shared = blob.target if blob.place is Place.STORE else ""
    return Cold(key, blob.name, blob.size, to, True, shared)


def _others(ground: Ground, item: Cold, wanted: Sequence[str]) -> list[str]:
    """The repos beside `wanted` that need the plain bytes of a blob."""
    users = set(users_of_payload(os.path.realpath(ground.root), item.shared)) if item.shared else set()
    archive = ArchiveFolder(Path(on_disk(item.archive)))
    if os.path.lexists(archive.blob(item.digest)):
        users.update(ArchiveRecord(archive).holders([item.digest])[item.digest])
    return sorted(users - set(wanted))


def users_of_payload(root: str, shared: str) -> list[str]:
    """The repos that use what the shared store has."""
    return [spelled(path.split("/")[0]) for path in payload_users(root, shared)]


def _freezing_problems(
    root: Path, target: ArchiveFolder, items: Sequence[Cold], *, near: bool
) -> list[Problem]:
    """What stands in the way, archive by archive."""
    found: list[Problem] = []
    if any(item.cached for item in items):
        found += hindrances(root, target)
    for folder in dict.fromkeys(item.archive for item in items):
        mine = [item for item in items if item.archive == folder]
        volume = volume_of(Path(on_disk(folder)))
        # What lies there, or beside it, gives back more than it takes before the next one begins.
        gives = near or not mine[0].cached
        takes = [item.about for item in mine]
        needed = max(takes) if gives else sum(takes)
        if volume.read_only:
            found.insert(0, problem("read-only-volume", path=volume.mount))
        elif volume.free < needed + SPARE:
            found.append(problem("archive-space", to=folder, free=volume.free, needed=needed))
    return found


def _name(key: str) -> str:
    repo = repo_of_folder(key)
    return key if repo is None else str(repo)


# --- thawing ------------------------------------------------------------------------------------


def look_to_thaw(ground: Ground, keys: Sequence[str]) -> LookedToThaw:
    """As `plan_thaw`, with the blobs."""
    root = Path(os.path.realpath(ground.root))
    moves: list[Moving] = []
    here: list[Item] = []
    there: list[Item] = []
    for key in dict.fromkeys(keys):
        mine: list[Item] = []
        reasons: dict[str, Problem] = {}
        for blob in scan_of(ground, key).blobs:
            archive = archive_of(on_disk(blob.target)) if blob.place in _NOT_PLAIN else None
            if archive is None:
                continue
            kept = kept_of(ArchiveRecord(archive), key, blob.name)
            if kept is not None and archive.frozen(blob.name).is_file():
                item = Item(key, blob.name, kept.size, kept.shared, blob.target)
                mine.append(item)
                (here if kept.from_cache else there).append(item)
            elif archive.mark() is None:
                path = f"{key}/{BLOBS}/{blob.name}"
                away = problem("archive-not-connected", path=path, target=blob.target)
                reasons.setdefault(away.code, away)
        if not mine and not reasons:
            reasons["thaw-nothing"] = problem("thaw-nothing", repo=_name(key))
        size = sum(item.size for item in mine)
        moves.append(
            Moving(
                key=key,
                repo=_name(key),
                bytes=size,
                frees=0,
                files=len(mine),
                reasons=tuple(reasons.values()),
            )
        )
    volume = volume_of(root)
    problems: list[Problem] = []
    into: dict[Path, int] = {root: sum(item.size for item in here)} if here else {}
    for item in there:
        archive = archive_of(on_disk(item.source))
        assert archive is not None
        into[archive.path] = into.get(archive.path, 0) + item.size
    for folder, needed in into.items():
        place = volume_of(folder)
        if place.read_only:
            problems.append(problem("read-only-volume", path=place.mount))
        elif place.free < needed + SPARE:
            problems.append(problem("thaw-space", path=place.mount, free=place.free, needed=needed))
    plan = ArchivePlan(
        to=spelled(str(root)),
        moves=tuple(moves),
        bytes=sum(move.bytes for move in moves),
        free=volume.free,
        free_here=volume.free,
        problems=tuple(problems),
    )
    return LookedToThaw(plan, tuple(there), tuple(here))
