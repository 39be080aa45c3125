"""What an archive can be asked to do that takes long: the parameters of its jobs."""

from __future__ import annotations

from msgspec import Struct


class Archive(Struct, frozen=True, kw_only=True, tag="archive"):
    """Move the big blobs of the repos `keys` (their folders in the cache) to the archive at `to`: a folder,
    or `s3://bucket/prefix`."""

    cache: str
    keys: tuple[str, ...]
    to: str


class Restore(Struct, frozen=True, kw_only=True, tag="restore"):
    """Bring archived blobs of `keys` back, from wherever they are: an archive, frozen, a bucket."""

    cache: str
    keys: tuple[str, ...]


class Freeze(Struct, frozen=True, kw_only=True, tag="freeze"):
    """Compress the big blobs of `keys`, in the archive where they are or else in the one at `to`. Empty:
    `default_archive`."""

    cache: str
    keys: tuple[str, ...]
    to: str = ""


class Thaw(Struct, frozen=True, kw_only=True, tag="thaw"):
    """Make frozen blobs of `keys` plain again, where they are: in their archive, or in the cache."""

    cache: str
    keys: tuple[str, ...]


class Mend(Struct, frozen=True, kw_only=True, tag="mend-archive"):
    """Put right what happened while an archive was away: links that lead to where it was mounted before,
    blobs that were fetched again over a link."""

    cache: str
    archive: str
    """Its folder, as it is reached now."""


class Adopt(Struct, frozen=True, kw_only=True, tag="adopt"):
    """Enter what the archive at `archive` has of `keys` (all where empty) into the cache, as links."""

    cache: str
    archive: str
    keys: tuple[str, ...] = ()


class ClearOrphans(Struct, frozen=True, kw_only=True, tag="clear-orphans"):
    """Delete what the archive has of `keys`, repos that the cache does not know any more."""

    cache: str
    archive: str
    keys: tuple[str, ...]


class Export(Struct, frozen=True, kw_only=True, tag="export"):
    """Put a commit of a repo into a plain folder. Hard links or reflinks where the volume can, copies with
    `dereference`."""

    cache: str
    key: str
    to: str
    revision: str = ""
    dereference: bool = False


class Import(Struct, frozen=True, kw_only=True, tag="import"):
    """Take a plain folder into the cache as `repo`, verified."""

    cache: str
    folder: str
    repo: str = ""
    """Empty: as the folder says itself."""
    revision: str = ""
    """The whole id of the commit that the folder holds; empty: as the folder says itself."""


ArchiveOrder = Archive | Restore | Freeze | Thaw | Mend | Adopt | ClearOrphans | Export | Import
