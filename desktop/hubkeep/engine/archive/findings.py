"""What may want to be put right between a cache and its archives. Pure: a look in, findings out.

- **moved**: links lead to where nothing is, and an archive within reach has what they stand for: its disk is
  mounted elsewhere now, or its folder was moved.
- **refetched**: while the disk was away a program fetched the blob anew over its link, so that it is twice on
  this machine.
- **orphan**: the archive has a repo, or a blob of one, and no link of this cache leads to it: it was deleted
  by a program that knows of no archives. Another cache or machine may use it all the same.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from msgspec import Struct

from ..cache.away import archive_base
from ..cache.scanned import BlobScan, Place
from ..cache.spelling import on_disk, spelled
from ..problems import Problem, problem
from .looking import Archive, Sight
from .values import Finding


class Step(Struct, frozen=True, kw_only=True):
    """A link to be put in the place of what a blob's name has now."""

    key: str
    digest: str
    before: str = ""
    """What the link said; empty: the bytes are there."""
    size: int = 0


def findings(sight: Sight) -> tuple[Finding, ...]:
    """All of them, those of one archive and kind in one."""
    return tuple(finding for archive in sight.archives for finding in _of(sight, archive))


def _of(sight: Sight, archive: Archive) -> Iterator[Finding]:
    for kind, steps in (
        ("moved", moved(sight, archive)),
        ("refetched", refetched(sight, archive)),
        ("orphan", orphans(sight, archive)),
    ):
        if steps:
            keys = tuple(sorted({step.key for step in steps}))
            size = sum({step.digest: step.size for step in steps}.values())
            yield Finding(
                kind=kind,  # type: ignore[arg-type]  # a literal of the three above
                archive=spelled(archive.path),
                keys=keys,
                bytes=size,
                sentence=_sentence(kind, archive, steps, len(keys), size),
            )


def _sentence(kind: str, archive: Archive, steps: tuple[Step, ...], repos: int, size: int) -> Problem:
    path = spelled(archive.path)
    if kind == "moved":
        before = archive_base(steps[0].before) or os.path.dirname(steps[0].before)
        return problem("archive-moved", count=repos, before=before, path=path)
    return problem(f"archive-{kind}", count=repos, bytes=size, path=path)


def moved(sight: Sight, archive: Archive) -> tuple[Step, ...]:
    """Links that lead nowhere now and would lead to their blobs in `archive`."""
    return tuple(
        Step(key=key, digest=blob.name, before=blob.target, size=_size(archive, key, blob))
        for key, blob in sight.links()
        if blob.place in {Place.OFFLINE, Place.MISSING}
        and archive.kept(key, blob.name) is not None
        and archive.has(key, blob.name)
        and _home_of(sight, archive, key, blob) is archive
    )


def _home_of(sight: Sight, archive: Archive, key: str, blob: BlobScan) -> Archive:
    """The archive that a link is to lead to: the very one it led to before, by its id, else the first one
    that has the blob."""
    base = archive_base(blob.target)
    ids = {each.id for each in sight.known if base is not None and each.was_at(base)}
    having = [each for each in sight.archives if each.has(key, blob.name) and each.kept(key, blob.name)]
    return next((each for each in having if each.reached.mark.id in ids), having[0] if having else archive)


def _size(archive: Archive, key: str, blob: BlobScan) -> int:
    kept = archive.kept(key, blob.name)
    return kept.size if kept else blob.size


def refetched(sight: Sight, archive: Archive) -> tuple[Step, ...]:
    """Blobs that are here and, plain and whole by their size, in `archive` too. A frozen one is left out: its
    link would lead nowhere, while a program has just shown that it reads it."""
    return tuple(
        Step(key=key, digest=blob.digest, size=blob.size)
        for key, manifest in archive.manifests.items()
        for blob in manifest.blobs
        if sight.here.get((key, blob.digest)) in {"bytes", "store"}
        and not archive.is_bucket
        and archive.plain.get(blob.digest) == blob.size
    )


def orphans(sight: Sight, archive: Archive) -> tuple[Step, ...]:
    """Blobs that `archive` has of a repo, and that repo's folder here nothing of that name."""
    return tuple(
        Step(key=key, digest=blob.digest, size=blob.size)
        for key, manifest in archive.manifests.items()
        for blob in manifest.blobs
        if sight.here.get((key, blob.digest)) == "nothing"
    )


def archive_at(archives: Iterable[Archive], path: str) -> Archive | None:
    """The archive whose folder is `path`, however it is written."""
    wanted = os.path.realpath(on_disk(path))
    return next((each for each in archives if os.path.realpath(each.path) == wanted), None)
