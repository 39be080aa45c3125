"""Deletes what an archive has of repos that the cache does not know any more, after a last look at the cache.

Only a person can know whether another cache or machine uses it; so it is never done unasked.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import msgspec
from msgspec import Struct

from ..cache.layout import BLOBS
from ..cache.spelling import on_disk, spelled
from ..jobs.runner import Job, Outcome
from ..jobs.values import Progress
from ..problems import Failure, from_os_error
from ..system.copying import fsync_folder
from .findings import Step, archive_at, orphans
from .folder import ArchiveFolder
from .ground import Ground
from .looking import look
from .orders import ClearOrphans
from .record import ArchiveRecord
from .values import ArchiveResult


class Steps(Struct, frozen=True, kw_only=True):
    """What a job deletes, decided once."""

    archive: str
    id: str
    """Of the archive: after a kill another disk may be mounted there."""
    blobs: tuple[Step, ...]


def clear_orphans(ground: Ground, job: Job, order: ClearOrphans) -> Outcome:
    """The work of a `ClearOrphans` order."""
    noted = job.noted("steps")
    if noted is None:
        steps = _decided(ground, order)
        job.note("steps", steps)
    else:
        steps = msgspec.json.decode(noted, type=Steps)
    folder = ArchiveFolder(Path(on_disk(steps.archive)))
    mark = folder.mark()
    if mark is None or mark.id != steps.id:
        raise Failure("archive-not-there", refused=True, path=steps.archive)
    record = ArchiveRecord(folder)
    freed: dict[str, int] = {}
    try:
        for number, step in enumerate(steps.blobs):
            job.check()
            with record.writing(job.check):
                if _is_orphan(ground, step):
                    freed[step.digest] = max(freed.get(step.digest, 0), _let_go(record, step))
            job.report(Progress(done=number + 1, total=len(steps.blobs), unit="files", note=step.key))
    finally:
        frees = sum(freed.values())
        if freed:
            job.audit("clear-orphans", ", ".join(order.keys), frees, steps.archive)
    return Outcome(
        ArchiveResult(
            frees=frees,
            repos=tuple(dict.fromkeys(step.key for step in steps.blobs)),
            archive=steps.archive,
            files=len(freed),
        )
    )


def _decided(ground: Ground, order: ClearOrphans) -> Steps:
    sight = look(ground, also=(on_disk(order.archive),))
    archive = archive_at(sight.archives, order.archive)
    if archive is None:
        raise Failure("archive-not-there", refused=True, path=order.archive)
    if archive.is_bucket:
        raise Failure("archive-orphans-in-bucket", refused=True, path=order.archive)
    found = tuple(step for step in orphans(sight, archive) if step.key in set(order.keys))
    for key in order.keys:
        if not any(step.key == key for step in found):
            raise Failure("archive-no-orphan", refused=True, what=key, path=order.archive)
    return Steps(archive=spelled(archive.path), id=archive.reached.mark.id, blobs=found)


def _is_orphan(ground: Ground, step: Step) -> bool:
    """Whether the cache has nothing of that name now either: it may have been adopted, or downloaded."""
    return not os.path.lexists(ground.path(f"{step.key}/{BLOBS}") / step.digest)


def _let_go(record: ArchiveRecord, step: Step) -> int:
    """First the record forgets the blob, then its file goes: what is not there is never listed. The bytes
    that come back; none where the blob is kept for another repo too."""
    record.forget(step.key, [step.digest])
    if record.holders([step.digest])[step.digest]:
        return 0
    freed = 0
    for path in (record.archive.blob(step.digest), record.archive.frozen(step.digest)):
        try:
            with contextlib.suppress(FileNotFoundError):
                size = path.lstat().st_size
                os.unlink(path)
                freed += size
                fsync_folder(path.parent)
        except OSError as error:
            raise from_os_error(error, str(path)) from error
    return freed
