"""What a commit in the cache holds, file by file, with the bytes of each to be had: or why they can't be."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from ..cache.listing import Listed, read_listing
from ..cache.names import digest_kind, is_commit, repo_of_folder
from ..cache.scan import scan_repo
from ..cache.scanned import BlobScan, FileScan, Place, RepoScan, SnapshotScan
from ..problems import Failure, Problem, problem
from .folder import archive_of
from .ground import Ground

_READABLE: Final = frozenset({Place.HERE, Place.STORE, Place.ARCHIVE})


class Held(Struct, frozen=True, array_like=True):
    """One file of a commit."""

    path: str
    source: str
    """Where its bytes are reached, below the cache root."""
    digest: str
    """Empty where nothing says it: a file that stands in its snapshot, of a commit without a listing."""
    size: int


class Contents(Struct, frozen=True, kw_only=True):
    """One commit."""

    repo: str
    commit: str
    files: tuple[Held, ...]
    refs: dict[str, float]
    """The names that the commit has, and when each was written down."""
    missing: int
    """Files that the commit has, by its listing, and the cache does not."""


def contents(ground: Ground, key: str, revision: str) -> Contents:
    """What `revision` (a branch, a tag, a whole commit id; empty: main, or the only one) holds. Raises
    `Failure`, refused, where it is not here or some of its bytes can't be read just now."""
    repo = repo_of_folder(key)
    if repo is None or os.sep in key:
        raise Failure("not-cached", refused=True, what=key)
    try:
        scan = scan_repo(ground.root, key)
    except FileNotFoundError:
        raise Failure("not-cached", refused=True, what=str(repo)) from None
    snapshot = _snapshot(scan, str(repo), revision)
    listing = read_listing(ground.root, key, snapshot.commit)
    blobs = {blob.name: blob for blob in scan.blobs}
    files = tuple(
        _held(str(repo), key, snapshot.commit, file, blobs, listing)
        for file in sorted(snapshot.files, key=lambda file: file.path)
    )
    if not files:
        raise Failure("export-empty", refused=True, repo=str(repo), revision=snapshot.commit)
    return Contents(
        repo=str(repo),
        commit=snapshot.commit,
        files=files,
        refs={
            ref: os.stat(ground.path(f"{key}/refs/{ref}")).st_mtime
            for ref, commit in scan.refs
            if commit == snapshot.commit
        },
        missing=len(set(listing) - {file.path for file in files}),
    )


def _snapshot(scan: RepoScan, repo: str, revision: str) -> SnapshotScan:
    refs = dict(scan.refs)
    if revision:
        commit = revision if is_commit(revision) else refs.get(revision, "")
    elif "main" in refs:
        commit = refs["main"]
    elif len(scan.snapshots) == 1:
        commit = scan.snapshots[0].commit
    else:
        raise Failure("export-which", refused=True, repo=repo)
    found = next((one for one in scan.snapshots if one.commit == commit), None)
    if found is None:
        raise Failure("export-no-revision", refused=True, repo=repo, revision=revision or "main")
    return found


def _held(
    repo: str, key: str, commit: str, file: FileScan, blobs: dict[str, BlobScan], listing: dict[str, Listed]
) -> Held:
    if file.own is not None:
        if file.own.place is not Place.HERE:
            raise Failure("export-broken", refused=True, repo=repo, path=file.path)
        digest = listing[file.path].digest if file.path in listing else ""
        return Held(file.path, f"{key}/snapshots/{commit}/{file.path}", digest, file.own.size)
    blob = blobs.get(file.blob)
    lost = blob is not None and blob.place is Place.MISSING and archive_of(blob.target) is not None
    if blob is None or (blob.place in {Place.MISSING, Place.STRANGE} and not lost):
        raise Failure("export-broken", refused=True, repo=repo, path=file.path)
    if blob.place not in _READABLE:
        raise Failure.of(away(repo, file.path, blob), refused=True)
    digest = blob.name if digest_kind(blob.name) else ""
    return Held(file.path, f"{key}/blobs/{blob.name}", digest, blob.size)


def away(repo: str, path: str, blob: BlobScan) -> Problem:
    """Why the bytes of a blob whose link leads out of the cache can't be had, and what to do about it."""
    archive = archive_of(blob.target)
    mark = archive.mark() if archive is not None else None
    if archive is None or mark is None:
        where = str(archive.path) if archive is not None else blob.target
        return problem("export-offline", repo=repo, path=path, archive=where)
    if mark.bucket is not None:
        return problem("export-in-bucket", repo=repo, path=path, bucket=mark.bucket.name)
    if archive.frozen(blob.name).exists():
        return problem("export-frozen", repo=repo, path=path)
    return problem("export-lost", repo=repo, path=path, archive=str(archive.path))


def paths(files: Sequence[Held]) -> dict[str, int]:
    """Bytes by path."""
    return {file.path: file.size for file in files}
