"""Makes frozen blobs plain again: in their archives, or in the cache where they were frozen from.

In an archive it goes blob by blob: the plain bytes are put together aside, compared, and get their name, to
which the links lead already; then the archive says that it has them, and then the frozen form goes. What goes
back into the cache is brought back as from any archive.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import msgspec
from msgspec import Struct

from ..cache.spelling import on_disk
from ..jobs.runner import Cancelled, Job, Outcome
from ..jobs.values import Progress
from ..problems import Failure, from_os_error
from ..system.copying import fsync_folder
from . import links
from .folder import ArchiveFolder, archive_of
from .freeze_plan import look_to_thaw
from .frozen import unfreeze_into
from .ground import Ground
from .manifest import read_manifest
from .orders import Thaw
from .plan import Item
from .record import ArchiveRecord
from .restore import bring_back
from .values import ArchiveResult


class Steps(Struct, frozen=True, kw_only=True):
    """What a job thaws, decided once."""

    there: tuple[Item, ...]
    here: tuple[Item, ...]


def thaw(ground: Ground, job: Job, order: Thaw) -> Outcome:
    """The work of a `Thaw` order."""
    noted = job.noted("thawed")
    if noted is None:
        looked = look_to_thaw(ground, order.keys)
        if looked.plan.problems:
            raise Failure.of(looked.plan.problems[0], refused=True)
        reasons = [reason for move in looked.plan.moves for reason in move.reasons]
        if not looked.there and not looked.here and reasons:
            raise Failure.of(reasons[0])
        steps = Steps(there=looked.there, here=looked.here)
        job.note("thawed", steps)
    else:
        steps = msgspec.json.decode(noted, type=Steps)
    result = _Thawing(ground, job, steps.there).run()
    if steps.here:
        back = bring_back(ground, job, steps.here)
        result = msgspec.structs.replace(
            result,
            moved=result.moved + back.moved,
            files=result.files + back.files,
            repos=tuple(sorted({*result.repos, *back.repos})),
        )
    return Outcome(result, undoable=True)


class _Thawing:
    """One job's work in archives."""

    def __init__(self, ground: Ground, job: Job, items: tuple[Item, ...]) -> None:
        self._ground = ground
        self._job = job
        self._items = items
        self._total = sum(item.size for item in items)
        self._done = 0
        self._wrong: list[str] = []

    def run(self) -> ArchiveResult:
        try:
            for item in self._items:
                self._job.check()
                before = self._done
                archive = _archive(item)
                if archive.mark() is None:
                    raise Failure("archive-gone", path=str(archive.path))
                record = ArchiveRecord(archive)
                with record.writing(self._job.check):
                    self._thaw(item, record)
                self._done = before
                self._went_on(item, item.size)
        except (Cancelled, Failure, OSError):
            self._result()
            raise
        finally:
            self._ground.changed(sorted({item.key for item in self._items}))
        result = self._result()
        if self._wrong:
            raise Failure("thaw-damaged", count=len(self._wrong), path=self._wrong[0], moved=result.moved)
        return result

    def _thaw(self, item: Item, record: ArchiveRecord) -> None:
        archive = record.archive
        plain, frozen, part = (
            archive.blob(item.digest),
            archive.frozen(item.digest),
            archive.part(item.digest),
        )
        kept = record.kept(item.key, item.digest)
        if kept is None or not frozen.is_file():
            return  # it is done, or went since the plan was made
        try:
            if not os.path.lexists(plain):
                part.unlink(missing_ok=True)
                try:
                    sha256 = unfreeze_into(
                        frozen, part, lambda count: self._went_on(item, count), self._job.check
                    )
                except Failure as failure:
                    if failure.problem.code != "frozen-damaged":
                        raise
                    sha256 = ""
                if sha256 != kept.sha256:
                    part.unlink(missing_ok=True)
                    self._wrong.append(str(frozen))
                    return
                links.take_over(part, kept)
                os.replace(part, plain)
                fsync_folder(plain.parent)
            self._enter(item, record)
            frozen.unlink()
            fsync_folder(frozen.parent)
        except BaseException as error:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
                if frozen.is_file() and not self._is_entered(item, record):
                    plain.unlink(missing_ok=True)
            if isinstance(error, OSError):
                raise from_os_error(error, str(error.filename or plain)) from error
            raise

    def _enter(self, item: Item, record: ArchiveRecord) -> None:
        """Has the archive say that the blob is plain, for all repos that need it."""
        for key in record.holders([item.digest])[item.digest]:
            kept, about = record.kept(key, item.digest), read_manifest(record.archive, key)
            if kept is not None and about is not None and kept.frozen:
                record.enter(key, about, (msgspec.structs.replace(kept, frozen=0, from_cache=False),))

    def _is_entered(self, item: Item, record: ArchiveRecord) -> bool:
        """Whether the archive says of any repo that it has the blob plain."""
        kept = [record.kept(key, item.digest) for key in record.holders([item.digest])[item.digest]]
        return any(one is not None and not one.frozen for one in kept)

    def _went_on(self, item: Item, count: int) -> None:
        self._done += count
        self._job.report(Progress(done=min(self._done, self._total), total=self._total, note=item.key))

    def _result(self) -> ArchiveResult:
        """What came of it, over all that a kill parted, written down."""
        done = [item for item in self._items if os.path.isfile(on_disk(item.source))]
        size = sum(item.size for item in done)
        keys = sorted({item.key for item in done})
        archive = str(_archive(done[0]).path) if done else ""
        if done:
            self._job.audit("thaw", ", ".join(keys), size, archive)
        return ArchiveResult(moved=size, repos=tuple(keys), archive=archive, files=len(done))


def _archive(item: Item) -> ArchiveFolder:
    """Where a blob lies that a plan found in an archive."""
    found = archive_of(on_disk(item.source))
    return ArchiveFolder(Path(on_disk(item.source)).parent.parent) if found is None else found
