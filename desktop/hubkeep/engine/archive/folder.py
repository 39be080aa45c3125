"""Where things stand inside an archive. Pure but for the mark: paths in, paths out.

An archive is a folder that describes itself:

    hubkeep-archive.json     the mark: its id and name; in a bucket's stand-in, where the bucket is
    SHA256SUMS               of every plain blob; `sha256sum -c SHA256SUMS` checks them all
    blobs/<digest>           plain, by the name the blob has in the cache: what its link there leads to
    frozen/<digest>.zst      the same compressed; its plain blob is then absent, and the link leads nowhere
    repos/<folder>.json      what the archive has of a repo: see `manifest`
    .hubkeep-archive.lock    held by whoever changes it

A bucket has a stand-in of this shape in Hubkeep's home, with the mark and the manifests and no blobs; its
objects have the same names below the bucket's prefix.
"""

from __future__ import annotations

import os
import time
import uuid
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from ..cache.away import ARCHIVE_FROZEN, ARCHIVE_FROZEN_SUFFIX, ARCHIVE_MARK, ARCHIVE_REPOS
from ..problems import Failure, from_os_error
from ..system.atomic import write_atomically

MARK: Final = ARCHIVE_MARK
BLOBS: Final = "blobs"
FROZEN: Final = ARCHIVE_FROZEN
REPOS: Final = ARCHIVE_REPOS
SUMS: Final = "SHA256SUMS"
LOCK: Final = ".hubkeep-archive.lock"
FROZEN_SUFFIX: Final = ARCHIVE_FROZEN_SUFFIX
PART_SUFFIX: Final = ".hubkeep-part"
"""Of a copy that is not whole yet."""
FORMAT: Final = 1


class Bucket(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where objects of an S3 server are. Never holds a secret."""

    name: str
    prefix: str = ""
    endpoint: str = ""
    """Empty: Amazon's."""
    region: str = ""


class Mark(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What makes a folder an archive."""

    format: int = FORMAT
    id: str
    name: str = ""
    created: float = 0
    bucket: Bucket | None = None
    """Of a stand-in."""


class ArchiveFolder:
    """An archive at `path`, which need not exist."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def blob(self, digest: str) -> Path:
        return self.path / BLOBS / digest

    def part(self, digest: str) -> Path:
        return self.path / BLOBS / (digest + PART_SUFFIX)

    def frozen(self, digest: str) -> Path:
        return self.path / FROZEN / (digest + FROZEN_SUFFIX)

    def manifest(self, folder: str) -> Path:
        """`folder`: the repo's folder in a cache."""
        return self.path / REPOS / f"{folder}.json"

    @property
    def sums(self) -> Path:
        return self.path / SUMS

    def mark(self) -> Mark | None:
        """None where there is no archive, or none that can be understood or reached."""
        try:
            return msgspec.json.decode((self.path / MARK).read_bytes(), type=Mark)
        except (OSError, msgspec.DecodeError):
            return None

    def begin(self, name: str = "", bucket: Bucket | None = None) -> Mark:
        """The mark, made where there is none yet. Raises `Failure`: the folder can't be written, or holds a
        mark of a newer Hubkeep."""
        found = self.mark()
        if found is not None and found.format > FORMAT:
            raise Failure("archive-newer", refused=True, path=str(self.path))
        if found is None and os.path.lexists(self.path / MARK):
            raise Failure("archive-mark", refused=True, path=str(self.path / MARK))
        try:
            for part in (BLOBS, FROZEN, REPOS):
                (self.path / part).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise from_os_error(error, str(self.path)) from error
        if found is not None:
            return found
        mark = Mark(id=uuid.uuid4().hex, name=name or self.path.name, created=time.time(), bucket=bucket)
        write_atomically(self.path / MARK, msgspec.json.format(msgspec.json.encode(mark)))
        return mark

    def unmake(self) -> None:
        """Removes an archive that holds nothing; one that does stays whole. The folder itself stays. Raises
        OSError."""
        parts = [self.path / name for name in (BLOBS, FROZEN, REPOS) if (self.path / name).is_dir()]
        if any(os.listdir(part) for part in parts):
            return
        for name in (MARK, SUMS, LOCK):
            (self.path / name).unlink(missing_ok=True)
        for part in parts:
            part.rmdir()


def where(archive: ArchiveFolder) -> Bucket | None:
    """The bucket that a stand-in stands for; None: it is none."""
    mark = archive.mark()
    return None if mark is None else mark.bucket


def archive_of(target: str) -> ArchiveFolder | None:
    """The archive that a blob's link leads into, by the link's text; None where it is none of ours: an
    archive's mark may be out of reach just now. Pure."""
    parent, digest = os.path.split(target)
    base, folder = os.path.split(parent)
    return ArchiveFolder(Path(base)) if os.path.isabs(target) and folder == BLOBS and digest else None
