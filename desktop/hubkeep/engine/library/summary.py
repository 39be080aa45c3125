"""From what a scan saw to what a person reads. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final
from zlib import crc32

import msgspec
from msgspec import Struct

from ..cache.away import archive_base, disk_of
from ..cache.layout import BLOBS, partial_digest
from ..cache.names import is_commit, repo_of_folder
from ..cache.scanned import (
    AWAY,
    BlobScan,
    FileScan,
    ForeignScan,
    Place,
    RepoScan,
    SnapshotScan,
    StoreScan,
)
from ..problems import Problem, problem
from .hashed import Hashed
from .values import FileEntry, FileState, RepoDetail, RepoRow, Revision, State


class Tie(Struct, frozen=True, array_like=True):
    """Bytes that a repo may not own alone: an inode with several names, or a shared payload. A payload
    that has hard links besides is both."""

    key: str
    size: int
    here: int
    """How many hard links to it lie in this repo."""
    links: int
    """How many hard links there are in all, a payload's place in the store among them."""
    stored: int = 0
    """How many blobs of this repo point to it through the shared store."""
    payload: str = ""
    """The Xet hash, where it is in the shared store."""


class Summary(Struct, frozen=True):
    """A row whose `frees` still lacks what only the whole cache can tell, and what it depends on."""

    row: RepoRow
    ties: tuple[Tie, ...]


def summarise(scan: RepoScan) -> Summary:
    """The row of a repo. `frees` is as if nothing outside the repo used its bytes."""
    repo = repo_of_folder(scan.folder)
    units = {unit.key: unit for unit in storage(scan)}
    size = sum(unit.size for unit in units.values())
    named = {commit for _, commit in scan.refs}
    state, problems = _judge(scan)
    led = [blob for blob in scan.blobs if blob.target]  # few repos have any
    return Summary(
        RepoRow(
            key=scan.folder,
            type="other" if repo is None else repo.type.value,
            name=scan.folder if repo is None else repo.name,
            bytes=size,
            frees=size,
            archived=sum(blob.size for blob in led if blob.place is Place.ARCHIVE or blob.place in AWAY),
            archives=_archives(led),
            files=len({file.path for snapshot in scan.snapshots for file in snapshot.files}),
            revisions=len(scan.snapshots),
            detached=sum(1 for snapshot in scan.snapshots if snapshot.commit not in named),
            refs=tuple(sorted(name for name, _ in scan.refs)),
            detached_bytes=_detached_bytes(scan, named),
            orphan_bytes=sum(blob.size for blob in orphans(scan)),
            partial_bytes=sum(partial.size for partial in scan.partials),
            content=_content(scan),
            last_access=_newest(file.accessed for file in _read(scan)),
            last_modified=_newest(file.modified for file in _read(scan)),
            state=state,
            problems=problems,
        ),
        tuple(unit for unit in units.values() if unit.links != 1 or unit.stored),
    )


def orphans(scan: RepoScan) -> list[BlobScan]:
    """Blobs with bytes on this volume that no snapshot links to."""
    used = {file.blob for snapshot in scan.snapshots for file in snapshot.files}
    return [blob for blob in scan.blobs if blob.name not in used and blob.place in {Place.HERE, Place.STORE}]


def superseded(scan: RepoScan) -> list[SnapshotScan]:
    """Revisions that no ref names, in a repo where a ref names another that is cached. A repo with
    no such ref was fetched by commit: its revisions are what somebody pinned."""
    named = {commit for _, commit in scan.refs}
    if not any(snapshot.commit in named for snapshot in scan.snapshots):
        return []
    return [snapshot for snapshot in scan.snapshots if snapshot.commit not in named]


def main_snapshot(scan: RepoScan) -> SnapshotScan | None:
    """The revision that describes the repo best: main's, else a named one, else the newest."""
    commits = dict(scan.refs)
    named = set(commits.values())
    return max(
        scan.snapshots,
        key=lambda s: (s.commit == commits.get("main"), s.commit in named, s.modified),
        default=None,
    )


def _detached_bytes(scan: RepoScan, named: set[str]) -> int:
    gone = superseded(scan)
    if not gone:
        return 0
    stays = {file.blob for s in scan.snapshots if s.commit in named for file in s.files}
    goes = {file.blob for s in gone for file in s.files} - stays
    own = sum(f.own.size for s in gone for f in s.files if f.own is not None and f.own.place is Place.HERE)
    return own + sum(
        blob.size for blob in scan.blobs if blob.name in goes and blob.place in {Place.HERE, Place.STORE}
    )


def _content(scan: RepoScan) -> int:
    snapshot = main_snapshot(scan)
    if snapshot is None:
        return 0
    return crc32(
        "\0".join(
            sorted(f"{f.path}\0{f.blob}\0{f.own is None or f.own.size}" for f in snapshot.files)
        ).encode("utf-8", "surrogatepass")
    )


def storage(scan: RepoScan) -> Iterable[Tie]:
    """All bytes of the repo on the cache's volume, each inode and payload once."""
    ties: dict[str, Tie] = {}
    for number, file in enumerate(_stored(scan)):
        key = unit_of(file) or str(number)
        known = ties.get(key, Tie(key, file.size, 0, file.links))
        if file.place is Place.STORE:
            tie = Tie(key, file.size, known.here, file.links, known.stored + 1, file.target)
        else:
            tie = Tie(key, file.size, known.here + 1, file.links, known.stored, known.payload)
        ties[key] = tie
    if scan.strange_bytes:
        ties["strange"] = Tie("strange", scan.strange_bytes, 1, 1)
    return ties.values()


def unit_of(blob: BlobScan) -> str | None:
    """What names the bytes of `blob` over the whole cache; None where they have this one name only."""
    if blob.links > 1:
        return f"inode:{blob.device}:{blob.inode}"
    return f"store:{blob.target}" if blob.place is Place.STORE else None


def is_let_go(ties: Iterable[Tie]) -> bool:
    """Whether bytes go when the names counted in `ties` do; the payload's name in the store goes with
    the last blob that points to it, and these must be all of them."""
    ties = tuple(ties)
    hard = sum(tie.here for tie in ties)
    return hard + any(tie.stored for tie in ties) >= max(tie.links for tie in ties)


def _stored(scan: RepoScan) -> Iterable[BlobScan]:
    """Every file of the repo with bytes on the cache's own volume."""
    for blob in scan.blobs:
        if blob.place in {Place.HERE, Place.STORE}:
            yield blob
    yield from scan.partials
    for snapshot in scan.snapshots:
        for file in snapshot.files:
            if file.own is not None and file.own.place is Place.HERE:
                yield file.own


def _read(scan: RepoScan) -> list[BlobScan]:
    """The files whose times speak for the repo: what its revisions hold, archived or not; where
    they hold nothing, whatever is there."""
    blobs = {blob.name: blob for blob in scan.blobs}
    files = (
        blob
        for snapshot in scan.snapshots
        for file in snapshot.files
        if (blob := file.own or blobs.get(file.blob)) is not None
    )
    found = [
        blob
        for blob in files
        if blob.place in {Place.HERE, Place.STORE, Place.ARCHIVE} or (blob.place in AWAY and blob.modified)
    ]
    return found or list(_stored(scan))


def _newest(times: Iterable[float]) -> float | None:
    return max(times, default=None)


def _judge(scan: RepoScan) -> tuple[State, tuple[Problem, ...]]:
    """The repo's state and the sentences that explain it."""
    problems = list(scan.problems)
    places = {blob.name: blob.place for blob in scan.blobs}
    missing: list[str] = []
    strange: list[str] = []
    offline: list[str] = []
    frozen: list[str] = []
    bucket: list[str] = []
    archived = here = 0
    for snapshot in scan.snapshots:
        for file in snapshot.files:
            where = file_state(file, places)
            if where == "missing":
                missing.append(file.path)
            elif where == "outside":
                strange.append(file.path)
            elif where == "archive-offline":
                offline.append(file.path)
            elif where == "frozen":
                frozen.append(file.path)
            elif where == "bucket":
                bucket.append(file.path)
            elif where == "archived":
                archived += 1
            else:
                here += 1
    if missing:
        problems.append(problem("dangling", count=len(missing), path=missing[0]))
    if strange:
        problems.append(problem("outside", count=len(strange), path=strange[0]))
    commits = {snapshot.commit for snapshot in scan.snapshots}
    for name, commit in scan.refs:
        if not is_commit(commit):
            problems.append(problem("bad-ref", ref=name))
        elif commit not in commits:
            problems.append(problem("ref-without-snapshot", ref=name, commit=commit[:8]))
    half = not scan.snapshots
    if half and scan.refs and not scan.blobs and not scan.partials:
        problems = [problem("refs-only"), *(p for p in problems if p.code != "ref-without-snapshot")]
    elif half:
        problems.append(problem("no-snapshot"))
    finished = {blob.name for blob in scan.blobs}
    broken_off = [p for p in scan.partials if partial_digest(p.name) not in finished]
    if broken_off:
        count = len({partial_digest(partial.name) for partial in broken_off})  # a journal is no download
        problems.append(problem("broken-off", count=count, bytes=sum(partial.size for partial in broken_off)))
    if scan.strange:
        problems.append(problem("strange-files", count=len(scan.strange), path=scan.strange[0]))
    if offline:
        problems.append(problem("archive-offline", count=len(offline), path=_disk_of(scan)))
    if bucket:
        problems.append(problem("in-bucket", count=len(bucket), path=bucket[0], bucket=scan.bucket))
    if frozen:
        problems.append(problem("frozen", count=len(frozen), path=frozen[0]))

    unreadable = any(p.code == "unreadable" for p in scan.problems)
    state: State
    if missing or strange or unreadable or any(p.code == "bad-ref" for p in problems):
        state = "broken"
    elif offline:
        state = "archive-offline"
    elif bucket or frozen:
        state = "bucket" if bucket else "frozen"
    elif half or broken_off or any(p.code == "ref-without-snapshot" for p in problems):
        state = "incomplete"
    elif archived:
        # Only what is big moves to an archive; a repo counts as archived when most of it has.
        kept = sum(blob.size for blob in scan.blobs if blob.place in {Place.HERE, Place.STORE})
        moved = sum(blob.size for blob in scan.blobs if blob.place is Place.ARCHIVE)
        state = "archived" if not here or moved > 20 * kept else "partly-archived"
    else:
        state = "ok"
    return state, tuple(problems)


def _disk_of(scan: RepoScan) -> str:
    return disk_of(next(blob.target for blob in scan.blobs if blob.place is Place.OFFLINE))


def _archives(led: Iterable[BlobScan]) -> tuple[str, ...]:
    """The folders that links lead into which stand for blobs in archives."""
    bases = (archive_base(blob.target) for blob in led if blob.place not in {Place.STORE, Place.STRANGE})
    return tuple(sorted({base for base in bases if base is not None}))


def remembered(scan: RepoScan, before: RepoScan) -> RepoScan:
    """`scan` with what `before` knew of blobs that are away now and of which nothing here tells more: how
    large they are, and when they were last read."""
    known = {(blob.name, blob.target): blob for blob in before.blobs if blob.target and blob.size}
    return msgspec.structs.replace(
        scan,
        blobs=tuple(
            msgspec.structs.replace(
                blob,
                size=blob.size or was.size,
                accessed=blob.accessed or was.accessed,
                modified=blob.modified or was.modified,
            )
            if blob.place in AWAY and (was := known.get((blob.name, blob.target))) is not None
            else blob
            for blob in scan.blobs
        ),
    )


def file_state(file: FileScan, places: Mapping[str, Place]) -> FileState:
    """The state of a file of a snapshot, given where the repo's blobs are."""
    place = file.own.place if file.own is not None else places.get(file.blob, Place.MISSING)
    return _STATE_OF_PLACE[place]


_STATE_OF_PLACE: Final[dict[Place, FileState]] = {
    Place.HERE: "ok",
    Place.STORE: "ok",
    Place.ARCHIVE: "archived",
    Place.OFFLINE: "archive-offline",
    Place.MISSING: "missing",
    Place.STRANGE: "outside",
    Place.FROZEN: "frozen",
    Place.BUCKET: "bucket",
}


def store_row(scan: StoreScan) -> RepoRow | None:
    """The row of what is wrong in the shared store, None where all is well."""
    if not scan.problems and not scan.strange:
        return None
    reasons = list(scan.problems)
    if scan.strange:
        reasons.append(problem("strange-files", count=len(scan.strange), path=scan.strange[0]))
    return RepoRow(
        key=BLOBS,
        type="other",
        name=BLOBS,
        bytes=scan.strange_bytes,
        files=len(scan.strange),
        state="broken" if scan.problems else "foreign",
        problems=tuple(reasons),
    )


def foreign_row(scan: ForeignScan) -> RepoRow:
    """The row of something in the cache folder that is no repo."""
    return RepoRow(
        key=scan.name,
        type="other",
        name=scan.name,
        bytes=scan.bytes,
        frees=scan.bytes,
        files=scan.files,
        last_access=scan.accessed,
        last_modified=scan.modified,
        state="broken" if scan.reason.code == "unreadable" else "foreign",
        problems=(scan.reason,),
    )


def detail(
    scan: RepoScan, row: RepoRow, path: str, frees: Mapping[str, int], hashed: Mapping[str, Hashed]
) -> RepoDetail:
    """All of a repo for the inspector; `frees` by commit is what deleting that revision gives back,
    `hashed` what verifications found by path below the cache root."""
    blobs = {blob.name: blob for blob in scan.blobs}
    used = {file.blob for snapshot in scan.snapshots for file in snapshot.files if file.blob}
    refs: dict[str, list[str]] = {}
    for name, commit in scan.refs:
        refs.setdefault(commit, []).append(name)
    revisions = [
        _revision(scan.folder, snapshot, tuple(refs.get(snapshot.commit, ())), blobs, path, frees, hashed)
        for snapshot in scan.snapshots
    ]
    revisions.sort(key=lambda revision: (not revision.refs, -(revision.last_modified or 0)))
    return RepoDetail(
        row=row,
        path=path,
        revisions=tuple(revisions),
        partials=tuple(
            FileEntry(path=p.name, bytes=p.size, blob=p.name, state="incomplete") for p in scan.partials
        ),
        orphans=tuple(
            FileEntry(path=blob.name, bytes=blob.size, blob=blob.name, state=_STATE_OF_PLACE[blob.place])
            for blob in scan.blobs
            if blob.name not in used
        ),
    )


def _revision(
    folder: str,
    snapshot: SnapshotScan,
    refs: tuple[str, ...],
    blobs: Mapping[str, BlobScan],
    path: str,
    frees: Mapping[str, int],
    hashed: Mapping[str, Hashed],
) -> Revision:
    places = {name: blob.place for name, blob in blobs.items()}
    files: list[FileEntry] = []
    sizes: dict[str, int] = {}
    modified = snapshot.modified
    for file in sorted(snapshot.files, key=lambda file: file.path):
        blob = file.own or blobs.get(file.blob)
        size = blob.size if blob else 0
        sizes[file.blob or file.path] = size
        modified = max(modified, blob.modified) if blob else modified
        where = f"blobs/{file.blob}" if file.own is None else f"snapshots/{snapshot.commit}/{file.path}"
        state, verified = file_state(file, places), None
        known = hashed.get(f"{folder}/{where}")
        if blob and known is not None and (known.size, known.modified) == (blob.size, blob.modified):
            state, verified = state if known.intact else "corrupt", known.at
        files.append(FileEntry(path=file.path, bytes=size, blob=file.blob, state=state, verified=verified))
    return Revision(
        commit=snapshot.commit,
        refs=tuple(sorted(refs)),
        bytes=sum(sizes.values()),
        frees=frees.get(snapshot.commit, 0),
        last_modified=modified,
        path=f"{path}/snapshots/{snapshot.commit}",
        files=tuple(files),
    )
