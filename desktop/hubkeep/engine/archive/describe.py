"""What a manifest says of a repo as it is in the cache."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from ..cache.layout import BLOBS
from ..cache.names import digest_kind, is_commit, repo_of_folder, safe_relative
from ..cache.scanned import RepoScan
from ..cache.spelling import on_disk
from ..problems import Failure, from_os_error
from ..system.copying import reading_unnoticed
from ..transfer.digest import digest_of
from .caches import cache_name
from .manifest import KeptSnapshot, Manifest


def described(root: Path, scan: RepoScan, small: Collection[str]) -> Manifest:
    """The repo's revisions and refs, and the bytes of the blobs `small`, those that are what their names
    say. Raises `Failure`."""
    repo = repo_of_folder(scan.folder)
    if repo is None:
        raise Failure("foreign-left-alone", refused=True, path=scan.folder)
    snapshots = tuple(
        KeptSnapshot(
            commit=snapshot.commit,
            files={
                file.path: file.blob
                for file in snapshot.files
                if digest_kind(file.blob) and safe_relative(file.path)
            },
        )
        for snapshot in scan.snapshots
        if is_commit(snapshot.commit)
    )
    blobs = root / on_disk(scan.folder) / BLOBS
    bytes_of = {digest: _read(blobs / digest) for digest in sorted(small)}
    return Manifest(
        repo=str(repo),
        caches=(cache_name(str(root)),),
        snapshots=snapshots,
        refs={ref: commit for ref, commit in scan.refs if safe_relative(ref) and is_commit(commit)},
        small={digest: data for digest, data in bytes_of.items() if digest_of(data, digest) == digest},
    )


def _read(path: Path) -> bytes:
    try:
        with reading_unnoticed(path) as descriptor, open(descriptor, "rb", closefd=False) as file:
            return file.read()
    except FileNotFoundError:
        return b""  # removed a moment ago: no blob is called by the digest of nothing but the empty one
    except OSError as error:
        raise from_os_error(error, str(path)) from error
