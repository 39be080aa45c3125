"""What a scan of the disk saw, as values. Kept in the index as they are, so they are packed tight.

Sizes are bytes, times seconds since the epoch.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from msgspec import Struct

from ..problems import Problem


class Place(IntEnum):
    """Where the bytes of a blob are."""

    HERE = 0
    """A regular file in the repo's `blobs/`."""
    STORE = 1
    """In the cache's shared store, behind a relative link."""
    ARCHIVE = 2
    """On another volume, behind an absolute link."""
    OFFLINE = 3
    """As ARCHIVE, but the archive is not connected. Size and times are 0 where nothing tells them."""
    MISSING = 4
    """A link whose end is not there: in the cache, or in an archive that has lost it."""
    STRANGE = 5
    """No regular file and no link we understand; never followed, never removed by a plan."""
    FROZEN = 6
    """As ARCHIVE, but the archive has the bytes in compressed form only."""
    BUCKET = 7
    """In a bucket, behind a link into its stand-in."""


AWAY: Final = frozenset({Place.OFFLINE, Place.FROZEN, Place.BUCKET})
"""Somebody has the bytes, and no program can read them now."""


class BlobScan(Struct, frozen=True, array_like=True):
    """One blob of a repo."""

    name: str
    size: int
    accessed: float
    modified: float
    place: Place = Place.HERE
    target: str = ""
    """For links: `<xet hash>` (STORE) or the link's text."""
    device: int = 0
    inode: int = 0
    """Set together with `device` where the inode has more names than this one."""
    links: int = 1


class FileScan(Struct, frozen=True, array_like=True):
    """One file of a snapshot: a link to `blob`, or (no-symlink layout) a file of its own."""

    path: str
    blob: str = ""
    own: BlobScan | None = None
    """The file itself where it is no link to a blob; its name is empty."""


class SnapshotScan(Struct, frozen=True, array_like=True):
    """One cached commit."""

    commit: str
    modified: float
    files: tuple[FileScan, ...]


class Stamp(Struct, frozen=True, array_like=True):
    """Paths below the repo's folder and their mtimes in ns: equal stamps, nothing was added,
    removed or renamed. `quick` are the folders every change passes through; `rest` the nested
    folders and ref files, which are looked at in a second pass."""

    quick: tuple[str, ...]
    quick_times: tuple[int, ...]
    rest: tuple[str, ...] = ()
    rest_times: tuple[int, ...] = ()


class RepoScan(Struct, frozen=True, array_like=True):
    """One repo folder as it is on disk."""

    folder: str
    stamp: Stamp
    blobs: tuple[BlobScan, ...] = ()
    partials: tuple[BlobScan, ...] = ()
    snapshots: tuple[SnapshotScan, ...] = ()
    refs: tuple[tuple[str, str], ...] = ()
    """Name and commit."""
    trees: tuple[str, ...] = ()
    """Commits whose listing is kept in `trees/`."""
    strange: tuple[str, ...] = ()
    """Paths below the folder that no program of the Hub's puts there."""
    strange_bytes: int = 0
    problems: tuple[Problem, ...] = ()
    """What kept the scan from seeing everything."""
    bucket: str = ""
    """Where what is in a bucket lies, as `s3://name/prefix`."""


class ForeignScan(Struct, frozen=True, array_like=True):
    """Something at the top of the cache that is no repo."""

    name: str
    bytes: int
    files: int
    modified: float
    accessed: float
    reason: Problem


class StoreScan(Struct, frozen=True, array_like=True):
    """The shared store: payload by Xet hash."""

    payloads: tuple[BlobScan, ...] = ()
    strange: tuple[str, ...] = ()
    """Paths below `blobs/` that huggingface_hub does not put there."""
    problems: tuple[Problem, ...] = ()
    strange_bytes: int = 0
