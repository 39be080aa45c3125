"""Where the bytes of a blob are whose link leads out of the cache and to nothing.

The few facts of an archive's layout that a scan needs; all else of it is the archive's room. Asked only of
links whose end is not there: a link that works costs nothing more.
"""

from __future__ import annotations

import os
import stat
from pathlib import PurePath
from typing import Final, TypeVar

import msgspec
from msgspec import Struct

from .layout import BLOBS
from .names import digest_kind
from .scanned import Place

ARCHIVE_MARK: Final = "hubkeep-archive.json"
ARCHIVE_FROZEN: Final = "frozen"
ARCHIVE_FROZEN_SUFFIX: Final = ".zst"
ARCHIVE_REPOS: Final = "repos"

_LARGEST: Final = 256 << 20
_MOUNTED_BELOW: Final = ("/run/media", "/media", "/Volumes", "/mnt")
"""Where systems mount what is plugged in; the first two in a folder of the user's."""
_OF_USERS: Final = frozenset({"/run/media", "/media"})

_Read = TypeVar("_Read", bound=Struct)


class AwayBlob(Struct, frozen=True):
    """Where a blob is, and what is known of it without its bytes: 0 where it is not known."""

    place: Place
    size: int = 0
    accessed: float = 0.0
    modified: float = 0.0


class _Bucket(Struct):
    name: str
    prefix: str = ""


class _Mark(Struct):
    bucket: _Bucket | None = None


class _Kept(Struct):
    digest: str
    size: int = 0
    accessed_ns: int = 0
    modified_ns: int = 0


class _Manifest(Struct):
    blobs: tuple[_Kept, ...] = ()


class Archives:
    """The archives that dangling links of one repo lead into, each looked at once."""

    def __init__(self, folder: str) -> None:
        """`folder`: the repo's, as it is called on the disk."""
        self._folder = folder
        self._marks: dict[str, _Mark | None] = {}
        self._kept: dict[str, dict[str, _Kept]] = {}
        self.bucket = ""
        """The bucket that was led to last, as `s3://name/prefix`."""

    def look(self, target: str) -> AwayBlob:
        """What the link's text `target` says, given that nothing is there."""
        base = archive_base(target)
        if base is None:
            return AwayBlob(Place.OFFLINE)
        if base not in self._marks:
            self._marks[base] = _decoded(os.path.join(base, ARCHIVE_MARK), _Mark)
        mark = self._marks[base]
        if mark is None:
            return AwayBlob(Place.OFFLINE)
        digest = os.path.basename(target)
        if mark.bucket is not None:
            place = Place.BUCKET
            self.bucket = f"s3://{mark.bucket.name}/{mark.bucket.prefix}".rstrip("/")
        elif os.path.isfile(os.path.join(base, ARCHIVE_FROZEN, digest + ARCHIVE_FROZEN_SUFFIX)):
            place = Place.FROZEN
        else:
            return AwayBlob(Place.MISSING)  # the archive is here, and has it no more
        kept = self._of(base).get(digest)
        if kept is None:
            return AwayBlob(place)
        return AwayBlob(place, kept.size, kept.accessed_ns / 1e9, kept.modified_ns / 1e9)

    def _of(self, base: str) -> dict[str, _Kept]:
        if base not in self._kept:
            path = os.path.join(base, ARCHIVE_REPOS, f"{self._folder}.json")
            manifest = _decoded(path, _Manifest) or _Manifest()
            self._kept[base] = {kept.digest: kept for kept in manifest.blobs}
        return self._kept[base]


def archive_base(target: str) -> str | None:
    """The folder of the archive that a blob's link leads into, by the link's text; None where it is built
    otherwise. Pure."""
    parent, digest = os.path.split(target)
    base, folder = os.path.split(parent)
    return base if os.path.isabs(target) and folder == BLOBS and digest_kind(digest) else None


def is_connected(base: str) -> bool:
    """Whether the archive in the folder `base` can be reached now."""
    return os.path.lexists(os.path.join(base, ARCHIVE_MARK))


def disk_of(path: str) -> str:
    """What a person calls the disk that `path` lies on, which may not be there: the place where systems
    mount what is plugged in, else the folder. Pure."""
    drive = os.path.splitdrive(path)[0]
    if drive:
        return drive
    for above in _MOUNTED_BELOW:
        if path.startswith(f"{above}/"):
            parts = PurePath(path).parts
            depth = above.count("/") + 1 + (above in _OF_USERS) + 1
            return os.path.join(*parts[:depth])
    base = archive_base(path)
    return os.path.dirname(path) if base is None else base


def _decoded(path: str, kind: type[_Read]) -> _Read | None:
    """The JSON at `path`, None where it can't be read or is something else."""
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST:
            return None
        with open(path, "rb") as file:
            return msgspec.json.decode(file.read(), type=kind)
    except (OSError, msgspec.DecodeError):
        return None
