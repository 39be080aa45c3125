"""What an archive says of a repo, beside its blobs: enough to adopt it into a cache that never saw it."""

from __future__ import annotations

from typing import Final

import msgspec
from msgspec import Struct

from ..cache.names import digest_kind, is_commit, parse_repo, safe_relative
from ..problems import Failure, from_os_error
from ..system.atomic import write_atomically
from .folder import ArchiveFolder

FORMAT: Final = 1
LARGEST: Final = 256 << 20
"""Bytes of a manifest, with the small blobs in it."""


class KeptBlob(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One blob that lies in the archive."""

    digest: str
    """The blob's name in the cache: SHA-256, or Git's SHA-1 of small ones."""
    sha256: str
    """Of its bytes, whatever its name."""
    size: int
    mode: int = 0o644
    accessed_ns: int = 0
    modified_ns: int = 0
    frozen: int = 0
    """Bytes of its frozen form; 0: it is plain."""
    from_cache: bool = False
    """Whether it was frozen where it lay in the cache: thawed, it goes back there."""
    shared: str = ""
    """The Xet hash that the cache's shared store had it under."""


class KeptSnapshot(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One commit."""

    commit: str
    files: dict[str, str]
    """Blob by path; blobs that are small stay in the cache and come with their bytes in `small`."""


class Manifest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One repo."""

    format: int = FORMAT
    repo: str
    """As `parse_repo` reads it: `org/name`, `datasets/org/name`."""
    blobs: tuple[KeptBlob, ...] = ()
    snapshots: tuple[KeptSnapshot, ...] = ()
    refs: dict[str, str] = {}
    small: dict[str, bytes] = {}
    """Blobs that stay in the cache, by digest: configurations and tokenizers, so that the archive alone makes
    a whole repo. Base64 in the file."""
    caches: tuple[str, ...] = ()
    """Those that lead here: see `caches`."""
    written: float = 0

    def blob(self, digest: str) -> KeptBlob | None:
        return next((blob for blob in self.blobs if blob.digest == digest), None)


def read_manifest(archive: ArchiveFolder, folder: str) -> Manifest | None:
    """What the archive says of the repo; None where it says nothing. A manifest comes from a disk that may
    be anybody's: names that lead out of a folder are refused. Raises `Failure`."""
    path = archive.manifest(folder)
    try:
        if path.stat().st_size > LARGEST:
            raise Failure("archive-manifest", path=str(path), refused=True)
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise from_os_error(error, str(path)) from error
    manifest = understood(data, folder)
    if manifest is None:
        raise Failure("archive-manifest", path=str(path), refused=True)
    return manifest


def understood(data: bytes, folder: str) -> Manifest | None:
    """What a manifest of the repo in `folder` says; None where it is none, or no sound one. Pure."""
    try:
        manifest = msgspec.json.decode(data, type=Manifest)
    except msgspec.DecodeError:
        return None
    repo = parse_repo(manifest.repo)
    sound = (
        manifest.format <= FORMAT
        and repo is not None
        and repo.folder == folder
        and all(digest_kind(blob.digest) and digest_kind(blob.sha256) == "sha256" for blob in manifest.blobs)
        and all(is_commit(one.commit) and all(map(safe_relative, one.files)) for one in manifest.snapshots)
        and all(digest_kind(digest) for one in manifest.snapshots for digest in one.files.values())
        and all(map(digest_kind, manifest.small))
        and all(safe_relative(ref) and is_commit(commit) for ref, commit in manifest.refs.items())
    )
    return manifest if sound else None


def write_manifest(archive: ArchiveFolder, folder: str, manifest: Manifest) -> None:
    """Durable on return. Raises `Failure`."""
    write_atomically(archive.manifest(folder), msgspec.json.format(msgspec.json.encode(manifest)))
