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
from .folder import archive_of
from .freeze_plan import look_to_thaw
from .frozen import unfreeze_into
from .ground import Ground
from .manifest import KeptBlob, read_manifest
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


class _Begun(Struct, frozen=True, kw_only=True):
    """The blob under way, and what its archive had of it before."""

    number: int
    there: bool
    """Whether it lay there plain as well."""
    held: dict[str, KeptBlob]
    """What it said of it, by repo."""


class _Thawing:
    """One job's work in archives."""

    def __init__(self, ground: Ground, job: Job, items: tuple[Item, ...]) -> None:
        self._ground = ground
        self._job = job
        self._items = items
        self._total = sum(item.size for item in items)
        self._done = 0
        self._wrong: list[str] = []
        self._records: dict[Path, ArchiveRecord] = {}

    def run(self) -> ArchiveResult:
        try:
            for number, item in enumerate(self._items):
                self._job.check()
                before = self._done
                with self._record(item).writing(self._job.check):
                    self._thaw(number, item)
                self._done = before
                self._went_on(item, item.size)
        except (Cancelled, Failure, OSError):
            with contextlib.suppress(Failure, OSError):  # why it ended is what counts
                self._take_back()
            self._result()
            raise
        finally:
            self._ground.changed(sorted({item.key for item in self._items}))
        result = self._result()
        if self._wrong:
            raise Failure("thaw-damaged", count=len(self._wrong), path=self._wrong[0], moved=result.moved)
        return result

    def _thaw(self, number: int, item: Item) -> None:
        record = self._record(item)
        archive = record.archive
        kept = record.kept(item.key, item.digest)
        if kept is None or not archive.frozen(item.digest).is_file():
            return  # it is done, or went since the plan was made
        self._note(number, item)
        try:
            plain = archive.blob(item.digest)
            if not os.path.lexists(plain) and not self._made(item, kept):
                self._wrong.append(str(archive.frozen(item.digest)))
                return
            for key in self._holders(item):
                self._enter(key, item, None)
            archive.frozen(item.digest).unlink()
        except OSError as error:
            raise from_os_error(error, str(error.filename or archive.path)) from error
        fsync_folder(archive.frozen(item.digest).parent)

    def _note(self, number: int, item: Item) -> None:
        begun = self._begun()
        if begun is None or begun.number != number:
            record = self._record(item)
            held = {key: record.kept(key, item.digest) for key in self._holders(item)}
            there = os.path.lexists(record.archive.blob(item.digest))
            known = {key: kept for key, kept in held.items() if kept is not None}
            self._job.note("thawing", _Begun(number=number, there=there, held=known))

    def _begun(self) -> _Begun | None:
        noted = self._job.noted("thawing")
        return None if noted is None else msgspec.json.decode(noted, type=_Begun)

    def _made(self, item: Item, kept: KeptBlob) -> bool:
        """Puts the plain bytes in their place; False, and nothing there, where they are not right."""
        archive = self._record(item).archive
        part, plain = archive.part(item.digest), archive.blob(item.digest)
        part.unlink(missing_ok=True)
        try:
            sha256 = unfreeze_into(
                archive.frozen(item.digest), part, lambda count: self._went_on(item, count), self._job.check
            )
        except Failure as failure:
            if failure.problem.code != "frozen-damaged":
                raise
            return False
        if sha256 != kept.sha256:
            part.unlink()
            return False
        links.take_over(part, kept)
        os.replace(part, plain)
        fsync_folder(plain.parent)
        return True

    def _enter(self, key: str, item: Item, was: KeptBlob | None) -> None:
        """Has the archive say of a repo that the blob is plain, or again what it `was`."""
        record = self._record(item)
        known, about = record.kept(key, item.digest), read_manifest(record.archive, key)
        if known is None or about is None:
            return
        now = was or msgspec.structs.replace(known, frozen=0, from_cache=False)
        # A kill may have come between what it says of a repo and its sums.
        if now != known or bool(now.frozen) == (item.digest in record.sums()):
            record.enter(key, about, (now,))

    def _take_back(self) -> None:
        """Removes what came of the blob under way as long as its frozen form is there."""
        begun = self._begun()
        if begun is None:
            return
        item = self._items[begun.number]
        archive = self._record(item).archive
        with self._record(item).writing():
            archive.part(item.digest).unlink(missing_ok=True)
            if archive.frozen(item.digest).is_file() and not begun.there:
                archive.blob(item.digest).unlink(missing_ok=True)
                for key, kept in begun.held.items():
                    self._enter(key, item, kept)

    def _holders(self, item: Item) -> tuple[str, ...]:
        """The repos that the archive has the blob for."""
        return self._record(item).holders([item.digest])[item.digest]

    def _record(self, item: Item) -> ArchiveRecord:
        archive = archive_of(on_disk(item.source))
        if archive is None or archive.mark() is None:
            raise Failure("archive-gone", path=item.source)
        return self._records.setdefault(archive.path, ArchiveRecord(archive))

    def _went_on(self, item: Item, count: int) -> None:
        self._done += count
        self._job.report(Progress(done=min(self._done, self._total), total=self._total, note=item.key))

    def _result(self) -> ArchiveResult:
        """What came of it, over all that a kill parted, written down."""
        done = [item for item in self._items if os.path.isfile(on_disk(item.source))]
        size = sum(item.size for item in done)
        keys = sorted({item.key for item in done})
        archive = os.path.dirname(os.path.dirname(done[0].source)) if done else ""
        if done:
            self._job.audit("thaw", ", ".join(keys), size, archive)
        return ArchiveResult(moved=size, repos=tuple(keys), archive=archive, files=len(done))
