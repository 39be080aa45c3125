"""Enters what an archive has into a cache that does not know it: links to its blobs, the small blobs from its
manifests, snapshots, and last the refs, so that programs see a repo when all of it is there.

What the cache has stays as it is: neither a blob nor a file of a snapshot nor a ref is replaced, but for a
link that leads nowhere. So it can be done any number of times. What the blobs hold is for verification to see.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from ..cache.names import digest_kind, parse_repo
from ..cache.spelling import on_disk, spelled
from ..cache.writing import RepoWriter
from ..jobs.runner import Job, Outcome
from ..jobs.values import Progress
from ..problems import Failure, from_os_error
from .findings import archive_at
from .folder import ArchiveFolder
from .ground import Ground
from .links import link_text, locked, put_link
from .looking import Archive, look
from .manifest import KeptBlob, Manifest
from .orders import Adopt
from .values import ArchiveResult


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
            linked = _Adoption(ground, job, archive, archive.manifests[key]).carry_out()
            files, moved = files + len(linked), moved + sum(blob.size for blob in linked)
            job.report(Progress(done=number + 1, total=len(keys), unit="files", note=key))
    finally:
        ground.changed(keys)
    job.audit("adopt", ", ".join(keys), moved, order.archive)
    return Outcome(ArchiveResult(repos=keys, archive=spelled(archive.path), files=files))


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
        self._writer = RepoWriter(Path(os.path.realpath(ground.root)), repo)

    def carry_out(self) -> list[KeptBlob]:
        """The blobs that are links into the archive now and were not before."""
        try:
            self._writer.prepare()
            if not self._writer.symlinks:
                raise Failure("archive-needs-links", refused=True, path=str(self._writer.root))
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
                    self._writer.write_ref(ref, commit)
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
        if _digest_of(data, digest) != digest:
            raise Failure("archive-manifest", refused=True, path=str(self._folder.manifest(self._key)))
        with locked(self._ground, self._key, digest):
            part = self._writer.part(digest)
            with open(part, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            self._writer.publish(digest, durable=False)

    def _files(self) -> Iterator[tuple[str, str, str]]:
        """Files of snapshots that are not there and whose blobs are; one whose bytes nobody has is left to
        the next download, which a link to nothing would hide it from."""
        for snapshot in self._manifest.snapshots:
            for path, digest in snapshot.files.items():
                file = self._writer.snapshot(snapshot.commit) / path
                if not os.path.lexists(file) and os.path.lexists(self._writer.blob(digest)):
                    yield snapshot.commit, path, digest


def _digest_of(data: bytes, like: str) -> str:
    """The digest of `data`, of the kind that `like` is."""
    if digest_kind(like) == "sha256":
        return hashlib.sha256(data).hexdigest()
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
