"""Enters what an archive has into a cache that does not know it: links to its blobs, the small blobs from its
manifests, snapshots, and last the refs, so that programs see a repo when all of it is there.

What the cache has stays as it is: neither a blob nor a file of a snapshot nor a ref is replaced, but for a
link that leads nowhere. So it can be done any number of times. What is there for an instant has a name made
of what it will be, so that whoever goes on after a kill finds and overwrites it. What the archive's blobs
hold is for verification to see.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ..cache.layout import BLOBS, REFS
from ..cache.names import parse_repo
from ..cache.placing import folder_within
from ..cache.spelling import on_disk, spelled
from ..cache.writing import RepoWriter, write_by
from ..jobs.runner import Cancelled, Job, Outcome
from ..jobs.values import Progress
from ..problems import Failure, from_os_error
from ..system.copying import fsync_folder
from ..system.volumes import can_symlink
from ..transfer.digest import digest_of
from .caches import cache_name
from .findings import archive_at
from .folder import ArchiveFolder
from .ground import Ground
from .links import link_text, locked, put_blob, put_link, restoring, tidy
from .looking import Archive, look
from .manifest import KeptBlob, Manifest
from .orders import Adopt
from .record import ArchiveRecord
from .values import ArchiveResult

_REF_ASIDE: Final = "tmp_hubkeep-ref"
"""A ref on its way, in `blobs/`: among refs it would be one for an instant."""


def adopt(ground: Ground, job: Job, order: Adopt) -> Outcome:
    """The work of an `Adopt` order."""
    archive = archive_at(look(ground, also=(on_disk(order.archive),)).archives, order.archive)
    if archive is None:
        raise Failure("archive-not-there", refused=True, path=order.archive)
    if archive.problems and not order.keys:
        raise Failure.of(archive.problems[0], refused=True)
    keys = order.keys or tuple(archive.manifests)
    for key in keys:
        if key not in archive.manifests:
            raise Failure("archive-has-not", refused=True, what=key, path=order.archive)
    job.note("keys", keys)
    files = moved = 0
    try:
        for number, key in enumerate(keys):
            job.check()
            _join(ground, job, archive, key)
            linked = _Adoption(ground, job, archive, archive.manifests[key]).carry_out()
            files, moved = files + len(linked), moved + sum(blob.size for blob in linked)
            job.report(Progress(done=number + 1, total=len(keys), unit="files", note=key))
    except Cancelled:
        for key in keys:
            _tidy(ground, archive.manifests[key], key)
        raise
    finally:
        ground.changed(keys)
    job.audit("adopt", ", ".join(keys), moved, order.archive)
    return Outcome(ArchiveResult(repos=keys, archive=spelled(archive.path), files=files))


def _join(ground: Ground, job: Job, archive: Archive, key: str) -> None:
    """Has the archive remember this cache, before anything leads there. One that can't be written to loses
    nothing either."""
    record = ArchiveRecord(ArchiveFolder(Path(archive.path)))
    with contextlib.suppress(Failure), record.writing(job.check):
        record.join(key, cache_name(ground.root))


def _tidy(ground: Ground, manifest: Manifest, key: str) -> None:
    """Removes what a kill left, for whoever does not go on."""
    for digest in (*(blob.digest for blob in manifest.blobs), *manifest.small):
        tidy(ground, key, digest)
    (ground.path(f"{key}/{BLOBS}") / _REF_ASIDE).unlink(missing_ok=True)


class _Adoption:
    """One repo."""

    def __init__(self, ground: Ground, job: Job, archive: Archive, manifest: Manifest) -> None:
        repo = parse_repo(manifest.repo)
        assert repo is not None, "manifests are read with that certain"
        self._ground = ground
        self._job = job
        self._archive = archive
        self._folder = ArchiveFolder(Path(archive.path))
        self._manifest = manifest
        self._key = repo.folder
        # Whether links can be made is not tried with one of a random name, which a kill would leave behind.
        self._writer = RepoWriter(Path(os.path.realpath(ground.root)), repo, symlinks=True)

    def carry_out(self) -> list[KeptBlob]:
        """The blobs that are links into the archive now and were not before."""
        try:
            if sys.platform == "win32" and not can_symlink(self._writer.root):
                raise Failure("archive-needs-links", refused=True, path=str(self._writer.root))
            self._writer.prepare()
            linked = [blob for blob in self._manifest.blobs if self._link_blob(blob)]
            for digest, data in self._manifest.small.items():
                self._put_small(digest, data)
            for commit, path, digest in self._files():
                self._job.check()
                self._writer.link(commit, path, digest)
            self._writer.settle()
            commits = {snapshot.commit for snapshot in self._manifest.snapshots}
            for ref, commit in self._manifest.refs.items():
                # A ref that is here may name a newer commit, which is the one that programs want.
                if commit in commits and self._writer.ref_written(ref) is None:
                    self._write_ref(ref, commit)
        except OSError as error:
            raise from_os_error(error, error.filename or str(self._writer.folder)) from error
        return linked

    def _link_blob(self, blob: KeptBlob) -> bool:
        self._job.check()
        if not self._archive.has(self._key, blob.digest):
            return False  # the manifest says more than the disk has
        target = self._folder.blob(blob.digest)
        with locked(self._ground, self._key, blob.digest):
            here = self._writer.blob(blob.digest)
            said = link_text(self._ground, self._key, blob.digest)
            if said == str(target) or (os.path.lexists(here) and (said is None or os.path.exists(here))):
                return False
            put_link(self._ground, self._key, blob.digest, target, blob)
            return True

    def _put_small(self, digest: str, data: bytes) -> None:
        if os.path.lexists(self._writer.blob(digest)):
            return
        if digest_of(data, digest) != digest:
            raise Failure("archive-manifest", refused=True, path=str(self._folder.manifest(self._key)))
        now = time.time_ns()
        kept = KeptBlob(digest=digest, sha256="", size=len(data), accessed_ns=now, modified_ns=now)
        with locked(self._ground, self._key, digest):
            restoring(self._ground, self._key, digest).write_bytes(data)
            put_blob(self._ground, self._key, digest, kept)

    def _write_ref(self, ref: str, commit: str) -> None:
        *parents, name = ref.split("/")
        folder = folder_within(self._writer.folder, REFS, *parents)
        aside = self._writer.folder / BLOBS / _REF_ASIDE
        aside.unlink(missing_ok=True)
        write_by(aside, folder / name, commit.encode())
        fsync_folder(folder)

    def _files(self) -> Iterator[tuple[str, str, str]]:
        """Files of snapshots that are not there and whose blobs are; one whose bytes nobody has is left to
        the next download, which a link to nothing would hide it from."""
        for snapshot in self._manifest.snapshots:
            for path, digest in snapshot.files.items():
                file = self._writer.snapshot(snapshot.commit) / path
                if not os.path.lexists(file) and os.path.lexists(self._writer.blob(digest)):
                    yield snapshot.commit, path, digest
