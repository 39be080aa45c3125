"""Moves the big blobs of repos to an archive: copy and check in one pass, swap for a link, remove.

What moves is decided and noted before the first byte is written. It goes by batches, a big blob each, or
many smaller ones: bytes into the archive, then what the archive says of itself, then the links, so that at
every instant the bytes are where the cache says they are. A batch is noted before it begins: whoever goes on
after a kill does all of it again, and what is done already shows on the disk; whoever gives up takes back
what the archive has of it and the cache does not need. A blob that is a link is never taken back.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from ..cache.layout import BLOBS, store_payload
from ..cache.occupancy import occupants
from ..cache.payloads import payload_users, release_payload
from ..cache.refusal import InUseFailure
from ..cache.scan import store_digest
from ..cache.spelling import on_disk
from ..jobs.runner import Cancelled, Job, Outcome
from ..jobs.values import Progress
from ..problems import Failure
from ..system.copying import fsync_folder
from . import links
from .batches import batches_of
from .bucket_address import is_bucket
from .choosing import choose
from .describe import described
from .folder import ArchiveFolder
from .ground import Ground
from .manifest import KeptBlob, Manifest
from .one_pass import Seen, copy_blob, look_through
from .orders import Archive
from .plan import Item, archive_at, look_to_archive, paths_of, scan_of
from .record import ArchiveRecord
from .values import ArchiveResult


class Steps(Struct, frozen=True, kw_only=True):
    """What a job moves, decided once."""

    to: str
    items: tuple[Item, ...]
    same_volume: bool
    made: bool
    """Whether there was no archive before."""
    folder_made: bool
    """Nor its folder."""


class Begun(Struct, frozen=True, kw_only=True):
    """What the archive had of a batch before."""

    there: tuple[str, ...]
    """Blobs whose bytes lay there."""
    held: dict[str, tuple[str, ...]]
    """The repos that each was kept for."""


class Brought(Struct, frozen=True):
    """A blob whose bytes are in the archive."""

    item: Item
    kept: KeptBlob
    source: Path
    status: os.stat_result | None
    """Of the file in the cache as it was copied; None where a link stands in its place already."""


def archive(ground: Ground, job: Job, order: Archive) -> Outcome:
    """The work of an `Archive` order."""
    if is_bucket(order.to):
        from .bucket_archive import upload

        return upload(ground, job, order)
    steps = decided(ground, job, order)
    return Outcome(Archiving(ground, job, steps, ArchiveFolder(Path(on_disk(steps.to)))).run(), undoable=True)


def decided(ground: Ground, job: Job, order: Archive) -> Steps:
    """What the job moves: what it has noted, or else what is to move now, which it then notes. Raises
    `Failure`."""
    noted = job.noted("steps")
    if noted is not None:
        return msgspec.json.decode(noted, type=Steps)
    looked = look_to_archive(ground, order.keys, order.to)
    if looked.plan.problems:
        raise Failure.of(looked.plan.problems[0], refused=True)
    if looked.plan.in_use:
        raise InUseFailure(looked.plan.in_use)
    folder = None if is_bucket(order.to) else archive_at(order.to)
    steps = Steps(
        to=looked.plan.to,
        items=looked.items,
        same_volume=looked.plan.same_volume,
        made=folder is not None and folder.mark() is None,
        folder_made=folder is not None and not folder.path.exists(),
    )
    job.note("steps", steps)
    return steps


class Archiving:
    """One job's work. `bucket_archive` has another way for the bytes, and the rest in common."""

    def __init__(self, ground: Ground, job: Job, steps: Steps, archive: ArchiveFolder) -> None:
        self._ground = ground
        self._job = job
        self._steps = steps
        self._root = Path(os.path.realpath(ground.root))
        self._archive = archive
        self._record = ArchiveRecord(archive)
        self._batches = batches_of(steps.items)
        self._about: dict[str, Manifest] = {}
        self._total = sum(item.size for item in steps.items)
        self._done = 0
        self._wrong: list[str] = []
        self._touched = {item.key for item in steps.items}

    def run(self) -> ArchiveResult:
        try:
            self._begin()
            for number, batch in enumerate(self._batches):
                self._job.check()
                if self._job.noted(f"over/{number}") is not None:
                    self._went_on(batch[-1], sum(item.size for item in batch))
                elif self._move(number, batch):
                    self._job.note(f"over/{number}", True)
        except (Cancelled, Failure, OSError):
            with contextlib.suppress(Failure, OSError):  # why it ended is what counts
                self._take_back()
            self._result()
            raise
        finally:
            self._ground.changed(sorted(self._touched))
        result = self._result()
        if self._wrong:
            raise Failure("archive-corrupt", count=len(self._wrong), path=self._wrong[0], moved=result.moved)
        return result

    def _begin(self) -> None:
        """Sees that the archive is there, and still the same one after a kill: an empty folder on which a
        disk was mounted looks like a place for a new one."""
        if not self._batches:
            return
        noted = self._job.noted("archive")
        if noted is None or msgspec.json.decode(noted) == "":
            with self._record.writing(self._job.check):
                self._job.note("archive", self._archive.begin().id)
            return
        mark = self._archive.mark()
        if mark is None or mark.id != msgspec.json.decode(noted):
            raise Failure("archive-gone", path=self._steps.to)

    # --- a batch --------------------------------------------------------------------------------

    def _move(self, number: int, batch: Sequence[Item]) -> bool:
        """Whether all of it is there."""
        with self._record.writing(self._job.check):
            self._note(number, batch)
            found = [self._bring(item) for item in batch]
            brought = [one for one in found if one is not None]
            if not brought:
                return False
            fsync_folder(self._archive.path / BLOBS)
            self._enter(brought)
            used = occupants(self._ground.root, [path for one in brought for path in paths_of(one.item)])
            if used:
                raise InUseFailure(used)
            for one in brought:
                self._swap(one)
        return len(brought) == len(batch)

    def _note(self, number: int, batch: Sequence[Item]) -> None:
        if self._job.noted(f"begun/{number}") is None:
            digests = [item.digest for item in batch]
            there = tuple(digest for digest in digests if self._is_there(digest))
            held = self._record.holders(digests)
            self._job.note(f"begun/{number}", Begun(there=there, held=held))

    def _bring(self, item: Item) -> Brought | None:
        """Sees that the archive has the bytes of a blob. None where it can't be: it went or became another
        one since the plan was made, or is not what its name says."""
        source = self._root / store_payload(item.shared) if item.shared else self._blob(item.key, item)
        text = links.link_text(self._ground, item.key, item.digest)
        if text == str(self._archive.blob(item.digest)):
            self._went_on(item, item.size)
            kept = self._record.kept(item.key, item.digest)
            # Of a shared one the store may still have what others lead to.
            status = _status(source) if item.shared else None
            return None if kept is None else Brought(item, kept, source, status)
        shared = text is not None and store_digest(str(self._root), on_disk(item.key), text)
        if (shared or "") != item.shared or (text is not None and not shared):
            return None
        status = _status(source)
        if status is None or not stat.S_ISREG(status.st_mode) or status.st_nlink > 1:
            return None
        seen = self._seen_there(item, status.st_size) or self._copied(item, source)
        if seen is None:
            self._wrong.append(f"{item.key}/{BLOBS}/{item.digest}")
            return None
        kept = KeptBlob(
            digest=item.digest,
            sha256=seen.sha256,
            size=status.st_size,
            mode=stat.S_IMODE(status.st_mode),
            accessed_ns=status.st_atime_ns,
            modified_ns=status.st_mtime_ns,
            shared=item.shared,
        )
        return Brought(item, kept, source, status)

    def _is_there(self, digest: str) -> bool:
        return os.path.lexists(self._archive.blob(digest))

    def _seen_there(self, item: Item, size: int) -> Seen | None:
        """What the archive has already under that name, read again, where it is right."""
        there = self._archive.blob(item.digest)
        if not there.is_file() or there.is_symlink() or there.stat().st_size != size:
            return None
        began = self._done
        seen = look_through(there, item.digest, lambda count: self._went_on(item, count), self._job.check)
        if seen.named == item.digest:
            return seen
        self._done = began
        return None

    def _copied(self, item: Item, source: Path) -> Seen | None:
        """Copies a blob into the archive; None, and nothing there, where it is not what its name says."""
        part = self._archive.part(item.digest)
        seen = copy_blob(source, part, item.digest, lambda count: self._went_on(item, count), self._job.check)
        if seen.named != item.digest:
            os.unlink(part)
            return None
        os.replace(part, self._archive.blob(item.digest))
        return seen

    def _went_on(self, item: Item, count: int) -> None:
        self._done += count
        self._job.report(Progress(done=self._done, total=self._total, note=item.key))

    def _enter(self, brought: Sequence[Brought]) -> None:
        """Has the archive say what it has, for every repo that is about to lead there."""
        by_key: dict[str, list[KeptBlob]] = {}
        for one in brought:
            for key in {one.item.key, *self._users(one.item)}:
                by_key.setdefault(key, []).append(one.kept)
        for key, kept in by_key.items():
            if any(self._record.kept(key, blob.digest) != blob for blob in kept):
                self._record.enter(key, self._about_repo(key), kept)

    def _about_repo(self, key: str) -> Manifest:
        if key not in self._about:
            scan = scan_of(self._ground, key)
            self._about[key] = described(self._root, scan, [blob.name for blob in choose(scan).small])
        return self._about[key]

    def _users(self, item: Item) -> list[str]:
        """The repos that use a shared blob."""
        if not item.shared:
            return []
        paths = (path.split("/") for path in payload_users(str(self._root), item.shared))
        return [key for key, _, name in paths if name == item.digest]

    # --- the swap -------------------------------------------------------------------------------

    def _swap(self, one: Brought) -> None:
        """Puts links in the place of a blob, for all that use it; then nobody holds its bytes here."""
        if not one.item.shared:
            self._link(one.item.key, one)
            return
        for _ in range(2):  # a download may come to use it meanwhile
            users = self._users(one.item)
            self._touched.update(users)
            if any(self._record.kept(key, one.item.digest) is None for key in users):
                self._enter([one])
            for key in users:
                self._link(key, one)
        release_payload(str(self._root), one.item.shared)

    def _link(self, key: str, one: Brought) -> None:
        target = self._archive.blob(one.item.digest)
        with links.locked(self._ground, key, one.item.digest):
            if links.link_text(self._ground, key, one.item.digest) == str(target):
                return
            now = _status(one.source)
            if now is None:
                return  # deleted meanwhile, and not by us
            if one.status is None or _mark(now) != _mark(one.status):
                raise Failure("system-changed-while-copied", path=str(one.source))
            self._keep_last_read(target, now)
            links.put_link(self._ground, key, one.item.digest, target, one.kept)
            self._job.set_undoable(self._job.id, True)

    def _keep_last_read(self, target: Path, now: os.stat_result) -> None:
        """A blob that was read while it was copied keeps the time."""
        there = target.stat()
        if there.st_atime_ns < now.st_atime_ns:
            with contextlib.suppress(PermissionError):
                os.utime(target, ns=(now.st_atime_ns, there.st_mtime_ns))

    def _blob(self, key: str, item: Item) -> Path:
        return self._root / on_disk(key) / BLOBS / item.digest

    # --- the end --------------------------------------------------------------------------------

    def _take_back(self) -> None:
        """Removes from the archive what came of batches that are not over and no link leads to; the archive
        itself where nothing came of it at all."""
        for number, batch in enumerate(self._batches):
            noted = self._job.noted(f"begun/{number}")
            if noted is not None and self._job.noted(f"over/{number}") is None:
                begun = msgspec.json.decode(noted, type=Begun)
                with self._record.writing():
                    for item in batch:
                        self._drop(item, begun)
        if self._steps.made:
            self._archive.unmake()
            self._job.note("archive", "")
            if self._steps.folder_made:
                self._archive.path.rmdir()

    def _drop(self, item: Item, begun: Begun) -> None:
        self._archive.part(item.digest).unlink(missing_ok=True)
        if self._forgotten(item, begun):
            self._archive.blob(item.digest).unlink(missing_ok=True)

    def _forgotten(self, item: Item, begun: Begun) -> bool:
        """Takes back what the archive says of a blob since the batch began; whether its bytes can go."""
        blob = self._archive.blob(item.digest)
        for key in {item.key, *self._users(item)}:
            links.tidy(self._ground, key, item.digest)
        for key in self._record.holders([item.digest])[item.digest]:
            linked = links.link_text(self._ground, key, item.digest) == str(blob)
            if not linked and key not in begun.held[item.digest]:
                self._record.forget(key, [item.digest])
        return item.digest not in begun.there and not self._record.holders([item.digest])[item.digest]

    def _result(self) -> ArchiveResult:
        """What came of it, over all that a kill parted, written down."""
        moved = [
            item
            for item in self._steps.items
            if links.link_text(self._ground, item.key, item.digest) == str(self._archive.blob(item.digest))
        ]
        size = sum(item.size for item in moved)
        keys = sorted({item.key for item in moved})
        freed = sum(item.size for item in moved if not self._holds(item))
        if moved:
            self._job.audit("archive", ", ".join(keys), size, self._steps.to)
        return ArchiveResult(
            moved=size,
            frees=0 if self._steps.same_volume else freed,
            repos=tuple(keys),
            archive=self._steps.to,
            files=len(moved),
        )

    def _holds(self, item: Item) -> bool:
        """Whether the shared store keeps a blob all the same."""
        return bool(item.shared) and os.path.lexists(self._root / store_payload(item.shared))


def _mark(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_ino, status.st_size, status.st_mtime_ns


def _status(path: Path) -> os.stat_result | None:
    try:
        return os.lstat(path)
    except FileNotFoundError:
        return None
