"""Puts right what happened while an archive was away, link by link; each may be the last one before a kill.

- A link that leads to where the archive was before is made one to where it is now.
- A blob that was fetched again over its link is made a link again, as somebody had decided for this repo. The
  archive's copy is read and compared first, so that what goes is a second copy of bytes that are known to be
  right; nothing is ever deleted in an archive here, since others may use it. Whoever wants the repo on the
  fast disk restores it.
"""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
from msgspec import Struct

from ..cache.layout import BLOBS
from ..cache.spelling import on_disk, spelled
from ..jobs.runner import Cancelled, Job, Outcome
from ..jobs.values import Progress
from ..problems import Failure, from_os_error
from .findings import Step, archive_at, moved, refetched
from .folder import ArchiveFolder
from .ground import Ground
from .links import link_text, locked, put_link, tidy
from .looking import Archive, look
from .manifest import KeptBlob
from .one_pass import look_through
from .orders import Mend
from .record import ArchiveRecord
from .values import ArchiveResult


class Steps(Struct, frozen=True, kw_only=True):
    """What a job does, decided once."""

    archive: str
    id: str
    """Of the archive: after a kill another disk may be mounted there."""
    relink: tuple[Step, ...] = ()
    back: tuple[Step, ...] = ()


def mend(ground: Ground, job: Job, order: Mend) -> Outcome:
    """The work of a `Mend` order."""
    sight = look(ground, also=(on_disk(order.archive),))
    archive = archive_at(sight.archives, order.archive)
    if archive is None:
        raise Failure("archive-not-there", refused=True, path=order.archive)
    noted = job.noted("steps")
    if noted is None:
        steps = Steps(
            archive=spelled(archive.path),
            id=archive.reached.mark.id,
            relink=moved(sight, archive),
            back=refetched(sight, archive),
        )
        job.note("steps", steps)
    else:
        steps = msgspec.json.decode(noted, type=Steps)
        if steps.id != archive.reached.mark.id:
            raise Failure("archive-not-there", refused=True, path=order.archive)
    return _Mending(ground, job, archive, steps).carry_out()


class _Mending:
    """The steps of one job, each of which may have been done before a kill."""

    def __init__(self, ground: Ground, job: Job, archive: Archive, steps: Steps) -> None:
        self._ground = ground
        self._job = job
        self._archive = archive
        self._folder = ArchiveFolder(Path(archive.path))
        self._steps = steps
        self._total = sum(step.size for step in steps.back) or len(steps.relink)
        self._done = 0
        self._moved: set[str] = set()
        self._files = 0
        self._frees = 0
        self._damaged: list[str] = []

    def carry_out(self) -> Outcome:
        try:
            for step in self._steps.relink:
                self._job.check()
                self._relink(step)
                if not self._steps.back:
                    self._report(1, step)
            if self._steps.back:
                record = ArchiveRecord(self._folder)
                for step in self._steps.back:
                    # Held from the look to the link, so that nobody takes the archive's copy away between.
                    with record.writing(self._job.check):
                        self._put_back(step)
        except Cancelled:
            for step in (*self._steps.relink, *self._steps.back):
                tidy(self._ground, step.key, step.digest)
            raise
        finally:
            self._ground.changed(sorted({step.key for step in (*self._steps.relink, *self._steps.back)}))
        self._job.audit("mend-archive", ", ".join(sorted(self._moved)), self._frees, self._steps.archive)
        if self._damaged:
            raise Failure("archive-copy-damaged", path=self._damaged[0], count=len(self._damaged))
        return Outcome(
            ArchiveResult(
                frees=self._frees,
                repos=tuple(sorted(self._moved)),
                archive=self._steps.archive,
                files=self._files,
            )
        )

    def _relink(self, step: Step) -> None:
        kept = self._archive.kept(step.key, step.digest)
        target = self._folder.blob(step.digest)
        if kept is None:
            return  # it is in the archive no more
        with locked(self._ground, step.key, step.digest):
            said = link_text(self._ground, step.key, step.digest)
            # A program may have fetched it meanwhile, or somebody relinked it: then it is well.
            if said == str(target) or (said == on_disk(step.before) and not os.path.exists(said)):
                put_link(self._ground, step.key, step.digest, target, kept)
                self._note(step, 0)

    def _put_back(self, step: Step) -> None:
        kept = ArchiveRecord(self._folder).kept(step.key, step.digest)
        target = self._folder.blob(step.digest)
        if link_text(self._ground, step.key, step.digest) == str(target):
            self._note(step, 0)  # before a kill
            return
        blob = self._ground.path(f"{step.key}/{BLOBS}") / step.digest
        before = _status(blob)
        if kept is None or before is None:
            return  # forgotten there, or deleted here: nothing is twice any more
        if not self._is_whole(target, kept, step):
            self._damaged.append(spelled(str(target)))
            return
        with locked(self._ground, step.key, step.digest):
            if _status(blob) == before:
                put_link(self._ground, step.key, step.digest, target, kept)
                self._note(step, kept.size if before.alone else 0)

    def _is_whole(self, target: Path, kept: KeptBlob, step: Step) -> bool:
        try:
            if target.stat().st_size != kept.size:
                return False
        except FileNotFoundError:
            return False
        except OSError as error:
            raise from_os_error(error, str(target)) from error
        seen = look_through(target, step.digest, lambda count: self._report(count, step), self._job.check)
        return seen.sha256 == kept.sha256

    def _note(self, step: Step, frees: int) -> None:
        self._moved.add(step.key)
        self._files += 1
        self._frees += frees

    def _report(self, count: int, step: Step) -> None:
        self._done += count
        unit = "bytes" if self._steps.back else "files"
        self._job.report(
            Progress(done=self._done, total=self._total, unit=unit, note=step.key)  # type: ignore[arg-type]
        )


class _Status(Struct, frozen=True):
    """What tells one file from another of the same name."""

    inode: int
    size: int
    modified: int
    alone: bool
    """Whether its bytes have no other name, and go with this one."""


def _status(path: Path) -> _Status | None:
    """Of what has the name itself, be it a link; None where nothing has."""
    try:
        status = path.lstat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise from_os_error(error, str(path)) from error
    alone = status.st_nlink == 1 and not path.is_symlink()
    return _Status(status.st_ino, status.st_size, status.st_mtime_ns, alone)
