"""Brings archived blobs back into the cache, from wherever they are, and has the archive forget them.

It goes by batches as archiving does: bytes beside the blobs, checked against their names; then each takes
the place of its link by a rename; then the archive lets go of what no link of this cache leads to and no
other repo is kept for. A batch is noted before it begins, so that whoever goes on after a kill knows which
blobs may have come back without the archive having heard of it.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from ..cache.layout import BLOBS, store_payload
from ..cache.payloads import payload_lock, publish_payload, refer_to_payload, release_payload
from ..cache.refusal import InUseFailure
from ..cache.scan import is_store, list_entries
from ..cache.spelling import on_disk
from ..jobs.runner import Cancelled, Job, Outcome
from ..jobs.values import Progress
from ..problems import Failure, Problem, from_os_error
from ..system.copying import fsync_folder
from ..system.volumes import volume_of
from . import links
from .batches import batches_of
from .bucket_trouble import Trouble
from .caches import cache_name, is_needed
from .folder import ArchiveFolder, archive_of, where
from .ground import Ground
from .manifest import KeptBlob
from .one_pass import Seen, copy_blob, look_through
from .orders import Restore
from .plan import Item, kept_of, look_to_restore, users_of
from .record import ArchiveRecord
from .values import ArchiveResult

if TYPE_CHECKING:
    from .bucket_restore import Fetching


class Steps(Struct, frozen=True, kw_only=True):
    """What a job brings back, decided once."""

    items: tuple[Item, ...]


class _Back(Struct, frozen=True):
    """A blob whose bytes are in the cache, beside its link."""

    item: Item
    kept: KeptBlob


def restore(ground: Ground, job: Job, order: Restore) -> Outcome:
    """The work of a `Restore` order."""
    noted = job.noted("steps")
    if noted is None:
        looked = look_to_restore(ground, order.keys)
        if looked.plan.problems:
            raise Failure.of(looked.plan.problems[0], refused=True)
        if looked.plan.in_use:
            raise InUseFailure(looked.plan.in_use)
        away = [reason for move in looked.plan.moves for reason in move.reasons]
        if not looked.items and away:
            raise Failure.of(away[0])
        steps = Steps(items=looked.items)
        job.note("steps", steps)
    else:
        steps = msgspec.json.decode(noted, type=Steps)
    result = bring_back(ground, job, steps.items)
    return Outcome(result, undoable=bool(result.archive))


def bring_back(ground: Ground, job: Job, items: tuple[Item, ...]) -> ArchiveResult:
    """Brings these back; again after a kill, with the same ones. Raises `Failure`."""
    return _Restoring(ground, job, Steps(items=items)).run()


class _Restoring:
    """One job's work."""

    def __init__(self, ground: Ground, job: Job, steps: Steps) -> None:
        self._ground = ground
        self._job = job
        self._steps = steps
        self._root = Path(os.path.realpath(ground.root))
        self._batches = batches_of(steps.items)
        self._records: dict[Path, ArchiveRecord] = {}
        self._buckets: Fetching | None = None
        self._total = sum(item.size for item in steps.items)
        self._done = 0
        self._wrong: list[str] = []
        self._tried: list[Item] = []
        """Blobs that were about to take the place of their links."""
        self._touched = {item.key for item in steps.items}

    def run(self) -> ArchiveResult:
        try:
            for number, batch in enumerate(self._batches):
                self._job.check()
                if self._job.noted(f"over/{number}") is None:
                    resumed = self._job.noted(f"begun/{number}") is not None
                    if not resumed:
                        self._job.note(f"begun/{number}", True)
                    wrong = len(self._wrong)
                    self._move(batch, resumed=resumed)
                    if len(self._wrong) == wrong:
                        self._job.note(f"over/{number}", True)
                else:
                    self._went_on(batch[-1], sum(item.size for item in batch))
        except (Cancelled, Failure, OSError) as error:
            with contextlib.suppress(Failure, OSError):  # why it ended is what counts
                if not (isinstance(error, Trouble) and error.passing):  # what came is gone on with
                    self._tidy()
            self._result()
            raise
        finally:
            if self._buckets is not None:
                self._buckets.close()
            self._ground.changed(sorted(self._touched))
        result = self._result()
        if self._wrong:
            raise Failure("restore-damaged", count=len(self._wrong), path=self._wrong[0], moved=result.moved)
        return result

    def _move(self, batch: Sequence[Item], *, resumed: bool) -> None:
        waiting = [
            # A kill may have come between two repos that share a blob.
            item
            for item in batch
            if self._is_away(item) or (resumed and item.shared and self._leading_to(item))
        ]
        came_back = [item for item in batch if resumed and item not in waiting and self._is_right(item)]
        try:
            found = [self._bring(item) for item in waiting]
            back = [one for one in found if one is not None]
            used = users_of(self._ground, [one.item for one in back])
            if used:
                raise InUseFailure(used)
            for one in back:
                self._tried.append(one.item)
                self._put(one)
                came_back.append(one.item)
        finally:
            self._let_go(came_back)

    def _is_away(self, item: Item) -> bool:
        return links.link_text(self._ground, item.key, item.digest) == on_disk(item.source)

    def _is_right(self, item: Item) -> bool:
        """Whether a blob that came back before a kill, or by a download since, is what its name says: the
        archive's copy goes for it."""
        blob = Path(os.path.realpath(self._blob(item)))
        try:
            if not stat.S_ISREG(os.lstat(blob).st_mode):
                return False
        except FileNotFoundError:
            return False
        self._settle(item)
        seen = look_through(blob, item.digest, lambda count: self._went_on(item, count), self._job.check)
        return seen.named == item.digest

    # --- bytes ----------------------------------------------------------------------------------

    def _bring(self, item: Item) -> _Back | None:
        """Has the bytes of a blob beside its link; None where they are not what its name says."""
        source = Path(on_disk(item.source))
        archive = archive_of(str(source))
        aside = links.restoring(self._ground, item.key, item.digest)
        noted = kept_of(self._record(archive), item.key, item.digest) if archive else None
        if item.shared and self._payload_is_there(item, noted):
            return None if noted is None else _Back(item, noted)
        try:
            status = os.stat(source)
        except FileNotFoundError:
            if archive is None or noted is None:
                raise self._away(item) from None
            seen = self._fetched(archive, item, noted, aside)
            kept = noted
        except OSError as error:
            raise from_os_error(error, str(error.filename or source)) from error
        else:
            seen = copy_blob(
                source, aside, item.digest, lambda count: self._went_on(item, count), self._job.check
            )
            kept = _as_it_lay(item, seen, status, noted)
        if seen.named != item.digest:
            aside.unlink(missing_ok=True)
            self._wrong.append(item.source)
            return None
        return _Back(item, kept)

    def _fetched(self, archive: ArchiveFolder, item: Item, kept: KeptBlob, aside: Path) -> Seen:
        """Puts a blob that is frozen, or in a bucket, into `aside`. Its digest was compared with its name
        when it was archived, so that its SHA-256 says the rest."""
        if where(archive) is not None:
            if self._buckets is None:
                from .bucket_restore import Fetching

                self._buckets = Fetching(self._ground.home)
            # What a kill left in `aside` is not fetched again.
            sha256 = self._buckets.fetch_into(
                archive,
                kept,
                aside,
                lambda count: self._went_on(item, count),
                self._job.check,
                lambda why: self._wait(item, why),
            )
            return Seen(sha256, item.digest if sha256 == kept.sha256 else "")
        if not archive.frozen(item.digest).exists():
            raise self._away(item)
        from .frozen import unfreeze_into  # brings zstandard

        aside.unlink(missing_ok=True)
        sha256 = unfreeze_into(
            archive.frozen(item.digest), aside, lambda count: self._went_on(item, count), self._job.check
        )
        return Seen(sha256, item.digest if sha256 == kept.sha256 else "")

    def _wait(self, item: Item, why: Problem | None) -> None:
        """Shows what is waited for."""
        done = min(self._done, self._total)
        self._job.report(Progress(done=done, total=self._total, note=item.key), why)

    def _payload_is_there(self, item: Item, kept: KeptBlob | None) -> bool:
        """Whether the shared store has the bytes, by a kill or a download."""
        if kept is None or not is_store(str(self._root)):
            return False
        try:
            status = os.lstat(self._root / store_payload(item.shared))
        except FileNotFoundError:
            return False
        return stat.S_ISREG(status.st_mode) and status.st_size == kept.size

    def _away(self, item: Item) -> Failure:
        path = f"{item.key}/{BLOBS}/{item.digest}"
        return Failure("archive-not-connected", path=path, target=item.source)

    def _went_on(self, item: Item, count: int) -> None:
        self._done += count
        self._job.report(Progress(done=min(self._done, self._total), total=self._total, note=item.key))

    # --- the swap -------------------------------------------------------------------------------

    def _put(self, one: _Back) -> None:
        """A blob takes the place of its link; a shared one that of all links that lead where it does."""
        item = one.item
        if not item.shared or not is_store(str(self._root)):
            with links.locked(self._ground, item.key, item.digest):
                if self._is_away(item):
                    links.put_blob(self._ground, item.key, item.digest, one.kept)
                else:
                    links.tidy(self._ground, item.key, item.digest)
            return
        root = str(self._root)
        payload = self._root / store_payload(item.shared)
        payload.parent.mkdir(exist_ok=True)
        users = [item.key, *(key for key in self._leading_to(item) if key != item.key)]
        self._touched.update(users)
        for key in users:
            with links.locked(self._ground, key, item.digest), payload_lock(root, item.shared):
                aside = links.restoring(self._ground, item.key, item.digest)
                if os.path.lexists(aside):
                    links.take_over(aside, one.kept)
                publish_payload(root, item.shared, aside)
                if links.link_text(self._ground, key, item.digest) == on_disk(item.source):
                    text = refer_to_payload(root, item.shared, f"{on_disk(key)}/{BLOBS}/{item.digest}")
                    links.put_link(self._ground, key, item.digest, Path(text), one.kept)

    def _leading_to(self, item: Item) -> list[str]:
        """The repos of this cache whose links lead where a blob's does."""
        keys, _ = list_entries(str(self._root))
        source = on_disk(item.source)
        return [key for key in keys if links.link_text(self._ground, key, item.digest) == source]

    # --- the end --------------------------------------------------------------------------------

    def _let_go(self, items: Sequence[Item]) -> None:
        """The archive forgets blobs that came back, and they go where nobody needs them there."""
        by_place: dict[tuple[Path, str], list[Item]] = {}
        for item in items:
            archive = archive_of(on_disk(item.source))
            if archive is None or where(archive) is not None:
                continue  # a bucket keeps what came back: another machine's links may lead there
            if archive.mark() is not None and not volume_of(archive.path).read_only:
                by_place.setdefault((archive.path, item.key), []).append(item)
        for (path, key), mine in by_place.items():
            record = self._record(ArchiveFolder(path))
            with record.writing(self._job.check_open):
                mine = [item for item in mine if not self._is_needed(record, item)]
                digests = [item.digest for item in mine]
                shared = record.holders([item.digest for item in mine if item.shared])
                back: dict[str, list[str]] = {key: digests}
                for digest, users in shared.items():
                    for user in users:
                        if user != key and self._is_back(user, digest, path):
                            back.setdefault(user, []).append(digest)
                for user, came in back.items():
                    record.forget(user, came)
                held = record.holders(digests)
                for item in mine:
                    if not held[item.digest] and not self._leading_to(item):
                        record.archive.blob(item.digest).unlink(missing_ok=True)
                        record.archive.frozen(item.digest).unlink(missing_ok=True)
            fsync_folder(path / BLOBS)

    def _is_needed(self, record: ArchiveRecord, item: Item) -> bool:
        """Whether another cache leads to a blob."""
        blob = record.archive.blob(item.digest)
        own = cache_name(self._ground.root)
        return is_needed(record.caches(item.key), own, item.key, item.digest, blob)

    def _is_back(self, key: str, digest: str, archive: Path) -> bool:
        return links.link_text(self._ground, key, digest) != str(ArchiveFolder(archive).blob(digest))

    def _tidy(self) -> None:
        """Leaves nothing of what did not come back, and nothing in the archive of what did, though the system
        refused a step of it."""
        for item in self._steps.items:
            links.tidy(self._ground, item.key, item.digest)
        for item in self._tried:
            if item.shared and is_store(str(self._root)):
                release_payload(str(self._root), item.shared)
        back = [item for item in self._tried if not self._is_away(item)]
        for item in back:
            self._settle(item)
        self._let_go(back)

    def _settle(self, item: Item) -> None:
        """Has the name of a blob that came back on the disk, whoever put it there."""
        for name in {self._blob(item), Path(os.path.realpath(self._blob(item)))}:
            fsync_folder(name.parent)

    def _result(self) -> ArchiveResult:
        """What came of it, over all that a kill parted, written down."""
        back = [item for item in self._steps.items if not self._is_away(item)]
        size = sum(item.size for item in back)
        keys = sorted({item.key for item in back})
        if back:
            self._job.audit("restore", ", ".join(keys), size)
        return ArchiveResult(moved=size, repos=tuple(keys), files=len(back), archive=whence(back))

    def _blob(self, item: Item) -> Path:
        return self._root / on_disk(item.key) / BLOBS / item.digest

    def _record(self, archive: ArchiveFolder) -> ArchiveRecord:
        return self._records.setdefault(archive.path, ArchiveRecord(archive))


def _as_it_lay(item: Item, seen: Seen, status: os.stat_result, noted: KeptBlob | None) -> KeptBlob:
    """A blob with the last access it had in the archive, and the rest as it had in the cache, which the
    archive's volume may not be able to keep. Pure."""
    if noted is None:
        return KeptBlob(
            digest=item.digest,
            sha256=seen.sha256,
            size=status.st_size,
            mode=stat.S_IMODE(status.st_mode),
            accessed_ns=status.st_atime_ns,
            modified_ns=status.st_mtime_ns,
        )
    return msgspec.structs.replace(noted, accessed_ns=max(noted.accessed_ns, status.st_atime_ns))


def whence(items: Sequence[Item]) -> str:
    """The one archive that all of them came from, so that they can go back there: its folder, or a bucket's
    address. Empty where there are several."""
    folders = {os.path.dirname(os.path.dirname(item.source)) for item in items}
    if len(folders) != 1:
        return ""
    folder = folders.pop()
    mark = ArchiveFolder(Path(on_disk(folder))).mark()
    if mark is None or mark.bucket is None:
        return folder
    from .bucket_address import address_of

    return address_of(mark.bucket)
