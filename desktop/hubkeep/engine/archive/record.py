"""Keeps what an archive says of itself true: manifests, and the sums that `sha256sum -c` reads.

Several programs may write to one archive, two windows or two machines, so whoever changes it holds its lock
from before it looks until it is done. Each file is replaced as a whole.
"""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from ..problems import from_os_error
from ..system.atomic import write_atomically
from ..system.copying import fsync_folder
from ..system.locks import ProcessLock
from .folder import BLOBS, LOCK, REPOS, ArchiveFolder
from .manifest import KeptBlob, KeptSnapshot, Manifest, read_manifest, write_manifest

_AGAIN: Final = 0.05
_SUM: Final = re.compile(r"([0-9a-f]{64})  blobs/([0-9a-f]{40,64})")
_SUFFIX: Final = ".json"
_ON_ITS_WAY: Final = re.compile(r"\..+\.[0-9a-f]{16}\.tmp")
"""As `write_atomically` calls what is about to replace a file."""


class ArchiveRecord:
    """What the archive in a folder says of itself. Used by one thread. Its methods raise `Failure`."""

    def __init__(self, archive: ArchiveFolder) -> None:
        self.archive = archive
        self._blobs: dict[str, tuple[tuple[int, int, int], dict[str, KeptBlob]]] = {}
        """By key: by what a manifest was told from others, and what it has."""

    @contextlib.contextmanager
    def writing(self, check: Callable[[], None] = lambda: None) -> Iterator[None]:
        """Holds the archive against other writers; waits for them, and calls `check` meanwhile."""
        with ProcessLock(self.archive.path / LOCK) as lock:
            while not lock.acquire():
                check()
                time.sleep(_AGAIN)
            self._clear()
            yield

    def _clear(self) -> None:
        """Removes what a kill left of files on their way; nobody else writes any just now."""
        for folder in (self.archive.path, self.archive.path / REPOS):
            try:
                with os.scandir(folder) as entries:
                    left = [entry.path for entry in entries if _ON_ITS_WAY.fullmatch(entry.name)]
                for path in left:
                    os.unlink(path)
            except FileNotFoundError:
                continue
            except OSError as error:
                raise from_os_error(error, str(folder)) from error

    def keys(self) -> tuple[str, ...]:
        """The repos that it has anything of."""
        try:
            with os.scandir(self.archive.path / REPOS) as entries:
                names = [entry.name for entry in entries]
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise from_os_error(error, str(self.archive.path / REPOS)) from error
        found = (name for name in names if name.endswith(_SUFFIX) and not name.startswith("."))
        return tuple(sorted(name.removesuffix(_SUFFIX) for name in found))

    def kept(self, key: str, digest: str) -> KeptBlob | None:
        """What it says of one blob of a repo."""
        return self._of(key).get(digest)

    def holders(self, digests: Collection[str]) -> dict[str, tuple[str, ...]]:
        """The repos that each of these blobs is kept for."""
        found: dict[str, list[str]] = {digest: [] for digest in digests}
        for key in self.keys():
            for digest in found.keys() & self._of(key).keys():
                found[digest].append(key)
        return {digest: tuple(keys) for digest, keys in found.items()}

    def enter(self, key: str, about: Manifest, kept: Sequence[KeptBlob]) -> None:
        """Adds `kept` to what it has of a repo, and what `about` says of its revisions: those that were
        known before stay, since blobs of theirs may be nowhere else. Durable on return."""
        known = read_manifest(self.archive, key)
        self._write(key, about if known is None else _both(known, about), kept)
        self._sum({blob.digest: blob.sha256 for blob in kept if not blob.frozen}, self._gone(kept))

    def caches(self, key: str) -> tuple[str, ...]:
        """The caches that lead to what it has of a repo."""
        known = read_manifest(self.archive, key)
        return () if known is None else known.caches

    def join(self, key: str, cache: str) -> None:
        """Remembers that a cache leads to what it has of a repo. Durable on return."""
        known = read_manifest(self.archive, key)
        if known is not None and cache not in known.caches:
            self._write(key, msgspec.structs.replace(known, caches=(*known.caches, cache)), ())

    def forget(self, key: str, digests: Sequence[str]) -> None:
        """Takes blobs out of what it has of a repo; the repo itself where none is left. Durable on return."""
        known = read_manifest(self.archive, key)
        if known is not None:
            left = tuple(blob for blob in known.blobs if blob.digest not in set(digests))
            if left:
                self._write(key, msgspec.structs.replace(known, blobs=left), ())
            else:
                self._remove(key)
        self._sum({}, [digest for digest, keys in self.holders(digests).items() if not keys])

    def sums(self) -> dict[str, str]:
        """SHA-256 of each plain blob by its name, as the file says; where it is lost, as the manifests do."""
        try:
            lines = self.archive.sums.read_text("ascii", "replace").splitlines()
        except FileNotFoundError:
            return {
                blob.digest: blob.sha256
                for key in self.keys()
                for blob in self._of(key).values()
                if not blob.frozen
            }
        except OSError as error:
            raise from_os_error(error, str(self.archive.sums)) from error
        return {found[2]: found[1] for line in lines if (found := _SUM.fullmatch(line))}

    def _sum(self, more: dict[str, str], fewer: Sequence[str]) -> None:
        known = self.sums()
        wanted = {digest: sha256 for digest, sha256 in known.items() if digest not in set(fewer)} | more
        if wanted != known or not self.archive.sums.exists():
            text = "".join(f"{wanted[digest]}  {BLOBS}/{digest}\n" for digest in sorted(wanted))
            write_atomically(self.archive.sums, text.encode())

    def _gone(self, kept: Sequence[KeptBlob]) -> list[str]:
        """Of blobs that are frozen now, those that are plain for nobody."""
        return [blob.digest for blob in kept if blob.frozen and not os.path.lexists(self._plain(blob))]

    def _plain(self, blob: KeptBlob) -> Path:
        return self.archive.blob(blob.digest)

    def _write(self, key: str, manifest: Manifest, kept: Sequence[KeptBlob]) -> None:
        blobs = {blob.digest: blob for blob in (*manifest.blobs, *kept)}
        ordered = tuple(blobs[digest] for digest in sorted(blobs))
        self._blobs.pop(key, None)
        write_manifest(
            self.archive, key, msgspec.structs.replace(manifest, blobs=ordered, written=time.time())
        )

    def _remove(self, key: str) -> None:
        path = self.archive.manifest(key)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise from_os_error(error, str(path)) from error
        fsync_folder(path.parent)

    def _of(self, key: str) -> dict[str, KeptBlob]:
        """The blobs of a manifest, read again where it is another one: one archive has many."""
        path = self.archive.manifest(key)
        try:
            status = path.stat()
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise from_os_error(error, str(path)) from error
        stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
        known = self._blobs.get(key)
        if known is None or known[0] != stamp:
            manifest = read_manifest(self.archive, key)
            known = (stamp, {blob.digest: blob for blob in manifest.blobs} if manifest else {})
            self._blobs[key] = known
        return known[1]


def _both(known: Manifest, now: Manifest) -> Manifest:
    """What was known of a repo and what is true of it now, together. Pure."""
    snapshots: dict[str, KeptSnapshot] = {one.commit: one for one in known.snapshots}
    for one in now.snapshots:
        before = snapshots.get(one.commit)
        # A commit never changes; of one that is here in part only, the archive may know the rest.
        files = one.files if before is None else before.files | one.files
        snapshots[one.commit] = KeptSnapshot(commit=one.commit, files=files)
    return msgspec.structs.replace(
        now,
        blobs=known.blobs,
        snapshots=tuple(snapshots[commit] for commit in sorted(snapshots)),
        refs=known.refs | now.refs,
        small=known.small | now.small,
        caches=tuple(dict.fromkeys((*known.caches, *now.caches))),
    )
