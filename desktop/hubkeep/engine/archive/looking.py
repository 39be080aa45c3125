"""What a look at a cache and at the archives within reach saw, as values that rules can judge."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Final, Literal

from msgspec import Struct

from ..cache.away import archive_base
from ..cache.layout import BLOBS
from ..cache.names import digest_kind
from ..cache.scan import list_entries, scan_repo
from ..cache.scanned import AWAY, BlobScan, Place, RepoScan
from ..cache.spelling import on_disk
from ..problems import Failure, Problem, from_os_error
from ..system import volumes
from .folder import BLOBS as ARCHIVE_BLOBS
from .folder import FROZEN, FROZEN_SUFFIX, ArchiveFolder
from .ground import Ground
from .known import KnownArchives, Noted, Reached, noted, within_reach
from .manifest import KeptBlob, Manifest, read_manifest
from .record import ArchiveRecord

Here = Literal["nothing", "link", "store", "bytes"]
"""What the cache has under the name of a blob: a link to an archive or to nowhere, one into the shared store,
or the bytes themselves."""

_LED: Final = frozenset({Place.ARCHIVE, Place.MISSING}) | AWAY


class Archive(Struct, frozen=True, kw_only=True):
    """An archive within reach."""

    reached: Reached
    manifests: dict[str, Manifest]
    """By key."""
    plain: dict[str, int]
    """Size of each plain blob by its digest."""
    frozen: dict[str, int]
    """Bytes that each frozen one takes."""
    problems: tuple[Problem, ...] = ()
    """What can't be read of it."""

    @property
    def path(self) -> str:
        return self.reached.path

    @property
    def is_bucket(self) -> bool:
        return self.reached.mark.bucket is not None

    def has(self, key: str, digest: str) -> bool:
        """Whether the bytes of a blob can be had from it, in whatever form."""
        if self.is_bucket:
            return self.kept(key, digest) is not None
        return digest in self.plain or digest in self.frozen

    def kept(self, key: str, digest: str) -> KeptBlob | None:
        """What it says of a blob; of a repo that it has no manifest of, by what another one says."""
        manifest = self.manifests.get(key)
        known = manifest.blob(digest) if manifest else None
        if known is not None:
            return known
        return next((blob for other in self.manifests.values() if (blob := other.blob(digest))), None)


class Sight(Struct, frozen=True, kw_only=True):
    """A cache and the archives, at one moment."""

    archives: tuple[Archive, ...] = ()
    scans: dict[str, RepoScan] = {}
    """The repos that have links out of the cache."""
    here: dict[tuple[str, str], Here] = {}
    """Of each blob that an archive has, by key and digest: what the cache has of it."""
    known: tuple[Noted, ...] = ()

    def links(self) -> Iterator[tuple[str, BlobScan]]:
        """Keys and blobs that are links out of the cache."""
        for key, scan in self.scans.items():
            for blob in scan.blobs:
                if blob.place in _LED and os.path.isabs(blob.target) and digest_kind(blob.name):
                    yield key, blob


def look(
    ground: Ground, *, also: Iterable[str] = (), places: Callable[[], Iterable[str]] = volumes.places
) -> Sight:
    """Looks at the cache, and for archives: where links lead, where they were before, on the mounted volumes
    (`places`), and in the folders `also`, which come first. What was seen is remembered in the home. Reads,
    and changes neither cache nor archive. Raises `Failure`."""
    scans = dict(_scans_of_led(ground))
    links = [blob for scan in scans.values() for blob in scan.blobs if blob.place in _LED]
    bases = dict.fromkeys(base for blob in links if (base := archive_base(on_disk(blob.target))))
    book = KnownArchives(ground.home)
    known = book.all()
    try:
        mounted = tuple(places())
    except OSError as error:
        raise from_os_error(error, ground.root) from error
    reached = within_reach(ground.home, known, (*also, *bases), mounted)
    archives = tuple(looked_at(each) for each in reached)
    book.note(_noted(each) for each in archives)
    here = {
        (key, blob.digest): _here(ground, key, blob.digest)
        for archive in archives
        for key, manifest in archive.manifests.items()
        for blob in manifest.blobs
    }
    return Sight(archives=archives, scans=scans, here=here, known=known)


def remember(home: Path, path: str) -> None:
    """Notes the archive at `path` as it is now: it may be away when somebody looks for the first time.
    Nothing where there is none. Raises `Failure`."""
    mark = ArchiveFolder(Path(path)).mark()
    if mark is not None:
        KnownArchives(home).note([_noted(looked_at(Reached(path, mark)))])


def looked_at(reached: Reached) -> Archive:
    """All that an archive says and has, as far as it can be read."""
    folder = ArchiveFolder(Path(reached.path))
    manifests: dict[str, Manifest] = {}
    plain: dict[str, int] = {}
    frozen: dict[str, int] = {}
    problems: list[Problem] = []

    def tried(step: Callable[[], None]) -> None:
        try:
            step()
        except Failure as failure:
            problems.append(failure.problem)

    def read(key: str) -> None:
        manifest = read_manifest(folder, key)
        if manifest is not None:
            manifests[key] = manifest

    def read_all() -> None:
        for key in ArchiveRecord(folder).keys():  # noqa: SIM118  # it is no mapping
            tried(partial(read, key))

    tried(read_all)
    tried(lambda: plain.update(_files(folder.path / ARCHIVE_BLOBS, "")))
    tried(lambda: frozen.update(_files(folder.path / FROZEN, FROZEN_SUFFIX)))
    return Archive(reached=reached, manifests=manifests, plain=plain, frozen=frozen, problems=tuple(problems))


def _noted(archive: Archive) -> Noted:
    try:
        mount = volumes.volume_of(Path(archive.path)).mount
    except Failure:
        mount = ""  # gone this very moment
    return noted(
        archive.reached,
        mount,
        {key: sum(blob.size for blob in each.blobs) for key, each in archive.manifests.items()},
        sum(archive.frozen.values()),
        time.time(),
    )


def _files(folder: Path, suffix: str) -> Iterator[tuple[str, int]]:
    """Blobs in a folder of an archive by digest, with the bytes they take."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                digest = entry.name.removesuffix(suffix)
                if (
                    entry.name.endswith(suffix)
                    and digest_kind(digest)
                    and entry.is_file(follow_symlinks=False)
                ):
                    yield digest, entry.stat(follow_symlinks=False).st_size
    except FileNotFoundError:
        return
    except OSError as error:
        raise from_os_error(error, str(folder)) from error


def _scans_of_led(ground: Ground) -> Iterator[tuple[str, RepoScan]]:
    """The repos with links out of the cache; of the others only the names of their blobs are read."""
    try:
        keys, _ = list_entries(ground.root)
    except FileNotFoundError:
        return
    except OSError as error:
        raise from_os_error(error, ground.root) from error
    for key in keys:
        if _leads_out(ground.path(f"{key}/{BLOBS}")):
            try:
                yield key, scan_repo(ground.root, key)
            except FileNotFoundError:
                continue  # removed since it was listed


def _leads_out(blobs: Path) -> bool:
    try:
        with os.scandir(blobs) as entries:
            return any(entry.is_symlink() and os.path.isabs(os.readlink(entry.path)) for entry in entries)
    except OSError:
        return False  # a repo without blobs, or one that its own scan tells of


def _here(ground: Ground, key: str, digest: str) -> Here:
    path = ground.path(f"{key}/{BLOBS}") / digest
    try:
        status = path.lstat()
        if stat.S_ISREG(status.st_mode):
            return "bytes"
        return "link" if not stat.S_ISLNK(status.st_mode) or os.path.isabs(os.readlink(path)) else "store"
    except OSError:
        return "nothing"
