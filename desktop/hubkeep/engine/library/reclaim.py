"""What a removal would remove and give back. Pure: scans in, plan out; nothing is touched here.

A byte is given back only when its last name goes: a blob when no revision that stays links to it, a
hard-linked file when all its names go, a payload of the shared store when no repo's blob points to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from ..cache.names import RepoId, repo_of_folder, safe_relative
from ..cache.scanned import BlobScan, FileScan, Place, RepoScan
from ..problems import Failure
from .summary import Tie, is_let_go, unit_of
from .values import PlanLine, RemovalPlan, Target

StoreUsers = Callable[[str], Mapping[str, Tie]]
"""Unit key (`store:…`, `inode:…`) to the repos that hold it."""


class Doomed(Struct, frozen=True):
    """What a removal takes from one repo, as paths below the cache root, in the order of removal."""

    folder: str
    whole: bool
    paths: tuple[str, ...]
    """What goes to the trash: the repo's folder, or snapshots, refs and blobs."""
    litter: tuple[str, ...] = ()
    """What loses its sense with them and holds nothing: locks."""


class Removal(Struct, frozen=True):
    """A plan and how to carry it out."""

    plan: RemovalPlan
    doomed: tuple[Doomed, ...]
    payloads: tuple[str, ...]
    """Xet hashes whose shared payload nobody uses any more afterwards."""
    inodes: tuple[tuple[int, int], ...]
    """Files with several names among the doomed: in use under any of them counts."""


@dataclass
class _Going:
    """What goes from one repo."""

    scan: RepoScan
    whole: bool = False
    files: set[tuple[str, str]] = field(default_factory=set)
    """Commit and path of the snapshot files that go."""
    commits: set[str] = field(default_factory=set)
    """Commits that go entirely."""

    def blobs(self) -> list[BlobScan]:
        """The repo's blobs that go, and its own files in snapshots."""
        if self.whole:
            own = [f.own for s in self.scan.snapshots for f in s.files if f.own is not None]
            return [*self.scan.blobs, *self.scan.partials, *own]
        goes: set[str] = set()
        stays: set[str] = set()
        own = []
        for snapshot in self.scan.snapshots:
            for file in snapshot.files:
                going = (snapshot.commit, file.path) in self.files
                if file.own is not None:
                    if going:
                        own.append(file.own)
                else:
                    (goes if going else stays).add(file.blob)
        return [*(blob for blob in self.scan.blobs if blob.name in goes - stays), *own]


def plan_removal(scans: Mapping[str, RepoScan], targets: Sequence[Target], users: StoreUsers) -> Removal:
    """The plan for removing `targets`, whose repos' scans are given.

    Raises `Failure` (refused) for a target that is not there.
    """
    going = _resolve(scans, targets)
    gone = [(folder, blob) for folder, item in going.items() for blob in item.blobs()]
    frees, payloads = _freed(gone, users)
    strange = sum(item.scan.strange_bytes for item in going.values() if item.whole)
    frees += strange
    lines = tuple(_line(target, going[target.key].scan, users) for target in _distinct(targets))
    files = sum(len(item.files) for item in going.values())
    plan = RemovalPlan(
        frees=frees,
        bytes=_sizes(blob for _, blob in gone) + strange,
        repos=sum(1 for item in going.values() if item.whole),
        revisions=sum(len(item.commits) for item in going.values()),
        files=files,
        lines=lines,
    )
    inodes = {(blob.device, blob.inode) for _, blob in gone if blob.links > 1}
    return Removal(
        plan, tuple(_doom(item) for item in going.values()), tuple(payloads), tuple(sorted(inodes))
    )


def frees_by_revision(scan: RepoScan, users: StoreUsers) -> dict[str, int]:
    """What deleting each revision alone gives back."""
    result: dict[str, int] = {}
    for snapshot in scan.snapshots:
        going = _Going(scan)
        going.files = {(snapshot.commit, file.path) for file in snapshot.files}
        result[snapshot.commit] = _freed([(scan.folder, blob) for blob in going.blobs()], users)[0]
    return result


def _resolve(scans: Mapping[str, RepoScan], targets: Sequence[Target]) -> dict[str, _Going]:
    going: dict[str, _Going] = {}
    for target in targets:
        scan = scans.get(target.key)
        if scan is None:
            raise Failure("not-cached", refused=True, what=target.key)
        item = going.setdefault(target.key, _Going(scan))
        if not target.commit:
            item.whole = True
            item.commits = {snapshot.commit for snapshot in scan.snapshots}
            item.files = {(s.commit, file.path) for s in scan.snapshots for file in s.files}
            continue
        snapshot = next((s for s in scan.snapshots if s.commit == target.commit), None)
        if snapshot is None:
            raise Failure("not-cached", refused=True, what=f"{_shown(scan)}@{target.commit}")
        paths = [file.path for file in snapshot.files]
        if target.path:
            if target.path not in paths or not safe_relative(target.path):
                raise Failure(
                    "not-cached", refused=True, what=f"{_shown(scan)}@{target.commit[:8]}/{target.path}"
                )
            paths = [target.path]
        else:
            item.commits.add(target.commit)
        item.files.update((target.commit, path) for path in paths)
    for item in going.values():
        _complete(item)
    return going


def _complete(item: _Going) -> None:
    """A revision without files goes as a whole, a repo without revisions too."""
    for snapshot in item.scan.snapshots:
        if snapshot.files and all((snapshot.commit, file.path) in item.files for file in snapshot.files):
            item.commits.add(snapshot.commit)
    if item.scan.snapshots and all(s.commit in item.commits for s in item.scan.snapshots):
        item.whole = True


def _distinct(targets: Sequence[Target]) -> list[Target]:
    """The targets without those that another target contains."""
    whole = {target.key for target in targets if not target.commit}
    commits = {(target.key, target.commit) for target in targets if target.commit and not target.path}
    seen: dict[Target, None] = {}
    for target in targets:
        covered = (target.commit and target.key in whole) or (
            target.path and (target.key, target.commit) in commits
        )
        if not covered:
            seen[target] = None
    return list(seen)


def _line(target: Target, scan: RepoScan, users: StoreUsers) -> PlanLine:
    alone = _Going(scan)
    touched: list[FileScan] = []
    for snapshot in scan.snapshots:
        if target.commit in {"", snapshot.commit}:
            for file in snapshot.files:
                if target.path in {"", file.path}:
                    alone.files.add((snapshot.commit, file.path))
                    touched.append(file)
    alone.whole = not target.commit
    goes = [(scan.folder, blob) for blob in alone.blobs()]
    frees = _freed(goes, users)[0] + (scan.strange_bytes if alone.whole else 0)
    if alone.whole:
        size = _sizes([blob for _, blob in goes]) + scan.strange_bytes
    else:
        blobs = {blob.name: blob for blob in scan.blobs}
        named = {file.blob: blobs[file.blob] for file in touched if file.blob in blobs}
        size = _sizes([*named.values(), *(file.own for file in touched if file.own is not None)])
    return PlanLine(
        target=target,
        repo=_shown(scan),
        bytes=size,
        frees=frees,
        kept=size - frees,
        kept_by=_kept_by(alone, scan, touched, users) if size > frees else (),
    )


def _kept_by(
    alone: _Going, scan: RepoScan, touched: Iterable[FileScan], users: StoreUsers
) -> tuple[str, ...]:
    names: dict[str, None] = {}
    units = {blob.name: unit_of(blob) or blob.name for blob in scan.blobs}

    def unit(file: FileScan) -> str:
        """What names the file's bytes within this repo."""
        own = "" if file.own is None else unit_of(file.own) or ""
        return units.get(file.blob, own)

    wanted = {unit(file) for file in touched} - {""}
    named: dict[str, str] = {}
    for ref, commit in scan.refs:
        named.setdefault(commit, ref)
    for snapshot in scan.snapshots:
        others = any(
            unit(f) in wanted and (snapshot.commit, f.path) not in alone.files for f in snapshot.files
        )
        if others and not alone.whole:
            names[named.get(snapshot.commit, snapshot.commit[:8])] = None
    for blob in alone.blobs():
        key = unit_of(blob)
        if key is None or blob.place not in {Place.HERE, Place.STORE}:
            continue
        holders = users(key)
        for folder in sorted(holders):
            if folder != scan.folder:
                repo = repo_of_folder(folder)
                names[folder if repo is None else str(repo)] = None
        if holders and not is_let_go(holders.values()):
            names["hard link"] = None
    return tuple(names or {"hard link": None})


def _freed(gone: Iterable[tuple[str, BlobScan]], users: StoreUsers) -> tuple[int, list[str]]:
    """Bytes that come back, and shared payloads that lose their last user."""
    total = 0
    names: dict[str, list[BlobScan]] = {}
    for _, blob in gone:
        if blob.place not in {Place.HERE, Place.STORE}:
            continue
        key = unit_of(blob)
        if key is None:
            total += blob.size
        else:
            names.setdefault(key, []).append(blob)
    payloads: list[str] = []
    for key, blobs in names.items():
        through = [blob for blob in blobs if blob.place is Place.STORE]
        # Only the last blob that points to a payload takes the payload's own name along.
        last = bool(through) and len(through) >= sum(tie.stored for tie in users(key).values())
        if last:
            payloads.append(through[0].target)
        if len(blobs) - len(through) + last >= blobs[0].links:
            total += blobs[0].size
    return total, payloads


def _sizes(blobs: Iterable[BlobScan]) -> int:
    """Bytes on the volume, each unit once."""
    units: dict[str, int] = {}
    for number, blob in enumerate(blobs):
        if blob.place in {Place.HERE, Place.STORE}:
            units[unit_of(blob) or str(number)] = blob.size
    return sum(units.values())


def _doom(item: _Going) -> Doomed:
    """Refs go first and blobs last: a kill in between leaves a repo that says it is incomplete,
    never one that claims a revision it has not."""
    folder = item.scan.folder
    if item.whole:
        return Doomed(folder, True, (folder,), (f".locks/{folder}",))
    paths: list[str] = []
    paths += [
        f"{folder}/refs/{ref}"
        for ref, commit in item.scan.refs
        if commit in item.commits and safe_relative(ref)
    ]
    for commit in sorted(item.commits):
        paths.append(f"{folder}/snapshots/{commit}")
        paths.append(f"{folder}/.no_exist/{commit}")
        if commit in item.scan.trees:
            paths.append(f"{folder}/trees/{commit}.json")
    paths += [
        f"{folder}/snapshots/{commit}/{path}"
        for commit, path in sorted(item.files)
        if commit not in item.commits and safe_relative(path)
    ]
    blobs = [blob.name for blob in item.blobs() if blob.name]
    paths += [f"{folder}/blobs/{name}" for name in blobs]
    return Doomed(folder, False, tuple(paths), tuple(f".locks/{folder}/{name}.lock" for name in blobs))


def _shown(scan: RepoScan) -> str:
    repo: RepoId | None = repo_of_folder(scan.folder)
    return scan.folder if repo is None else str(repo)
