"""Freezes the big blobs of repos: compressed in an archive, while their links lead nowhere.

Blob by blob: the frozen form is made aside, read again and compared; it gets its name; the archive says that
it has it; and only then do the plain bytes go, by the rename of a link in the cache or out of the archive. So
at every instant all bytes are somewhere, and what is there says where. A blob is noted before it begins:
whoever goes on after a kill does all of it again, and what is done already shows on the disk; whoever gives
up takes back what came of it as long as the plain bytes are where they were.
"""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

import msgspec
from msgspec import Struct

from ..cache.names import digest_kind
from ..cache.occupancy import occupants
from ..cache.payloads import payload_files, payload_lock, payload_users
from ..cache.refusal import InUseFailure
from ..cache.scan import store_digest
from ..cache.spelling import on_disk
from ..jobs.runner import Cancelled, Job, Outcome
from ..jobs.values import Progress
from ..problems import Failure, from_os_error
from ..system.copying import fsync_folder
from . import links
from .choosing import choose
from .describe import described
from .folder import PART_SUFFIX, ArchiveFolder
from .freeze_plan import WORTH, Cold, blob_path, look_to_freeze, paths_of, source_of, users_of_payload
from .frozen import check_frozen, freeze_into, frozen_size
from .ground import Ground
from .manifest import KeptBlob, Manifest, read_manifest
from .one_pass import look_through
from .orders import Freeze
from .plan import scan_of
from .record import ArchiveRecord
from .values import ArchiveResult


class Steps(Struct, frozen=True, kw_only=True):
    """What a job freezes, decided once."""

    to: str
    keys: tuple[str, ...]
    items: tuple[Cold, ...]
    """Of what several of the repos have, one."""
    made: tuple[str, ...]
    """The archive where there was none before; nothing where there was one."""
    folder_made: bool
    """Nor its folder."""


class _Begun(Struct, frozen=True, kw_only=True):
    """The blob under way, and what its archive had of it before."""

    number: int
    there: bool
    """Whether a frozen form was there."""
    held: dict[str, KeptBlob]
    """What it said of it, by repo."""


def freeze(ground: Ground, job: Job, order: Freeze) -> Outcome:
    """The work of a `Freeze` order."""
    noted = job.noted("steps")
    if noted is None:
        looked = look_to_freeze(ground, order.keys, order.to, job.check)
        if looked.plan.problems:
            raise Failure.of(looked.plan.problems[0], refused=True)
        if looked.plan.in_use:
            raise InUseFailure(looked.plan.in_use)
        reasons = [reason for move in looked.plan.moves for reason in move.reasons]
        if not looked.items and reasons:
            raise Failure.of(reasons[0])
        folder = ArchiveFolder(Path(on_disk(looked.plan.to)))
        new = any(item.cached for item in looked.items) and folder.mark() is None
        steps = Steps(
            to=looked.plan.to,
            keys=order.keys,
            items=looked.items,
            made=(looked.plan.to,) if new else (),
            folder_made=not folder.path.exists(),
        )
        job.note("steps", steps)
    else:
        steps = msgspec.json.decode(noted, type=Steps)
    return Outcome(_Freezing(ground, job, steps).run(), undoable=True)


class _Freezing:
    """One job's work."""

    def __init__(self, ground: Ground, job: Job, steps: Steps) -> None:
        self._ground = ground
        self._job = job
        self._steps = steps
        self._root = Path(os.path.realpath(ground.root))
        self._records = {
            item.archive: ArchiveRecord(ArchiveFolder(Path(on_disk(item.archive)))) for item in steps.items
        }
        self._total = 2 * sum(item.size for item in steps.items)
        self._done = 0
        self._at = ""
        self._wrong: list[str] = []
        self._described: dict[str, Manifest] = {}

    def run(self) -> ArchiveResult:
        try:
            self._begin()
            for number, item in enumerate(self._steps.items):
                self._job.check()
                self._at, before = item.key, self._done
                with self._records[item.archive].writing(self._job.check):
                    self._freeze(number, item)
                self._done = before
                self._went_on(2 * item.size)
        except (Cancelled, Failure, OSError):
            with contextlib.suppress(Failure, OSError):  # why it ended is what counts
                self._take_back()
            self._result()
            raise
        finally:
            self._ground.changed(self._led())
        result = self._result()
        if self._wrong:
            raise Failure("freeze-corrupt", count=len(self._wrong), path=self._wrong[0], moved=result.moved)
        return result

    def _begin(self) -> None:
        """Sees that the archives are there, and still the same ones after a kill."""
        for folder, record in self._records.items():
            noted = self._job.noted(f"archive/{folder}")
            if noted is None and folder in self._steps.made:
                with record.writing(self._job.check):
                    self._job.note(f"archive/{folder}", record.archive.begin().id)
                continue
            mark = record.archive.mark()
            if mark is None or (noted is not None and mark.id != msgspec.json.decode(noted)):
                raise Failure("archive-gone", path=folder)
            if noted is None:
                self._job.note(f"archive/{folder}", mark.id)

    # --- one blob -------------------------------------------------------------------------------

    def _freeze(self, number: int, item: Cold) -> None:
        if self._is_done(item):
            return
        self._note(number, item)
        plain = self._plain(item)
        kept = self._known(item) if plain is None else self._formed(item, *plain)
        if kept is None:
            return  # it went since the plan was made, or stays as it is
        self._enter(item, kept)
        used = occupants(self._ground.root, paths_of(item))
        if used:
            raise InUseFailure(used)
        if item.cached:
            for key in self._users(item):
                self._link(key, item, kept, plain)
        self._drop_plain(item)
        self._job.set_undoable(self._job.id, True)

    def _is_done(self, item: Cold) -> bool:
        """Whether all of it was done, before a kill or with another repo."""
        record = self._records[item.archive]
        kept = record.kept(item.key, item.digest)
        return (
            kept is not None
            and kept.frozen > 0
            and self._is_frozen(item)
            and item.digest not in record.sums()
            and all(self._leads_there(key, item) for key in self._users(item))
            and not (item.shared and os.path.lexists(source_of(self._root, item)))
        )

    def _note(self, number: int, item: Cold) -> None:
        begun = self._begun()
        if begun is None or begun.number != number:
            record = self._records[item.archive]
            held = {key: record.kept(key, item.digest) for key in self._holders(item)}
            self._job.note(
                "begun",
                _Begun(
                    number=number,
                    there=os.path.lexists(record.archive.frozen(item.digest)),
                    held={key: kept for key, kept in held.items() if kept is not None},
                ),
            )

    def _begun(self) -> _Begun | None:
        noted = self._job.noted("begun")
        return None if noted is None else msgspec.json.decode(noted, type=_Begun)

    def _plain(self, item: Cold) -> tuple[Path, os.stat_result] | None:
        """The file with the plain bytes, as long as the repo leads to it."""
        source = source_of(self._root, item)
        text = links.link_text(self._ground, item.key, item.digest)
        shared = text is not None and store_digest(str(self._root), on_disk(item.key), text)
        leads = self._leads_there(item.key, item)
        if not leads and ((shared or "") != item.shared or (text is not None and not shared)):
            return None
        try:
            status = os.lstat(source)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise from_os_error(error, str(source)) from error
        own = not item.cached or status.st_nlink == 1
        return (source, status) if stat.S_ISREG(status.st_mode) and own else None

    def _known(self, item: Cold) -> KeptBlob | None:
        """What the archive says of a blob whose plain bytes have gone: by us, where its frozen form is
        there and the link leads to it."""
        kept = self._records[item.archive].kept(item.key, item.digest)
        there = self._is_frozen(item) and self._leads_there(item.key, item)
        return kept if there and kept is not None and kept.frozen else None

    def _formed(self, item: Cold, source: Path, status: os.stat_result) -> KeptBlob | None:
        """Sees that the archive has the frozen form of a blob, and that it gives back what the blob's name
        says. None where it can't be: the blob is wrong, or does not get smaller."""
        archive = self._records[item.archive].archive
        sha256 = item.digest
        if digest_kind(item.digest) != "sha256":
            seen = look_through(source, item.digest, _nothing, self._job.check)
            sha256 = seen.sha256 if seen.named == item.digest else ""
        target = archive.frozen(item.digest)
        if not (sha256 and self._gives(target, status.st_size, sha256)):
            part = target.with_name(target.name + PART_SUFFIX)
            part.unlink(missing_ok=True)
            made = freeze_into(source, part, self._went_on, self._job.check)
            if made.sha256 != sha256 or made.takes > WORTH * made.size:
                part.unlink()
                if made.sha256 != sha256:
                    self._wrong.append(blob_path(item))
                return None
            if check_frozen(part, self._went_on, self._job.check) != sha256:
                raise Failure("freeze-unlike", path=str(source))
            os.replace(part, target)
            fsync_folder(target.parent)
        return KeptBlob(
            digest=item.digest,
            sha256=sha256,
            size=status.st_size,
            mode=stat.S_IMODE(status.st_mode),
            accessed_ns=status.st_atime_ns,
            modified_ns=status.st_mtime_ns,
            frozen=target.stat().st_size,
            from_cache=item.cached,
            shared=item.shared,
        )

    def _gives(self, frozen: Path, size: int, sha256: str) -> bool:
        """Whether a frozen form that is there already is the right one, read again."""
        if frozen_size(frozen) != size:
            return False
        try:
            return check_frozen(frozen, _nothing, self._job.check) == sha256
        except Failure as failure:
            if failure.problem.code != "frozen-damaged":
                raise
            return False

    def _enter(self, item: Cold, kept: KeptBlob) -> None:
        """Has the archive say that the blob is frozen, for all repos that need it."""
        record = self._records[item.archive]
        for key in {*self._users(item), *(() if item.cached else self._holders(item))}:
            known = record.kept(key, item.digest)
            mine = kept
            if not item.cached and known is not None:
                accessed = max(known.accessed_ns, kept.accessed_ns)
                mine = msgspec.structs.replace(known, frozen=kept.frozen, accessed_ns=accessed)
            if known != mine:
                record.enter(key, self._about(item, key), (mine,))

    def _about(self, item: Cold, key: str) -> Manifest:
        """What the archive is to know of a repo: what it knows already, where the blob is one of its own."""
        known = None if item.cached else read_manifest(self._records[item.archive].archive, key)
        if known is not None:
            return known
        if key not in self._described:
            scan = scan_of(self._ground, key)
            self._described[key] = described(self._root, scan, [blob.name for blob in choose(scan).small])
        return self._described[key]

    # --- the plain bytes go ---------------------------------------------------------------------

    def _link(self, key: str, item: Cold, kept: KeptBlob, plain: tuple[Path, os.stat_result] | None) -> None:
        with links.locked(self._ground, key, item.digest):
            if self._leads_there(key, item) or plain is None:
                return
            source, status = plain
            now = os.lstat(source)
            if _mark(now) != _mark(status):
                raise Failure("system-changed-while-copied", path=str(source))
            accessed = max(kept.accessed_ns, now.st_atime_ns)
            there = msgspec.structs.replace(kept, accessed_ns=accessed)
            links.put_link(self._ground, key, item.digest, self._target(item), there)

    def _drop_plain(self, item: Cold) -> None:
        """Lets the plain bytes go where nobody leads to them any more."""
        record = self._records[item.archive]
        plain = record.archive.blob(item.digest)
        held = [record.kept(key, item.digest) for key in self._holders(item)]
        if all(kept is not None and kept.frozen for kept in held):
            plain.unlink(missing_ok=True)
            fsync_folder(plain.parent)
        if item.digest in record.sums() and not os.path.lexists(plain):
            for key, kept in zip(self._holders(item), held, strict=True):
                if kept is not None:
                    record.enter(key, self._about(item, key), (kept,))
        root = str(self._root)
        if item.shared and payload_files(root, item.shared):
            with payload_lock(root, item.shared):
                if not payload_users(root, item.shared):
                    for path in payload_files(root, item.shared):
                        path.unlink()
            fsync_folder(source_of(self._root, item).parent)

    # --- the end --------------------------------------------------------------------------------

    def _take_back(self) -> None:
        """Removes what came of the blob under way as long as its plain bytes are where they were; the
        archive itself where nothing came of it at all."""
        begun = self._begun()
        if begun is not None:
            item = self._steps.items[begun.number]
            with self._records[item.archive].writing():
                self._drop(item, begun)
        for folder in self._steps.made:
            archive = ArchiveFolder(Path(on_disk(folder)))
            archive.unmake()
            if self._steps.folder_made and not os.listdir(archive.path):
                archive.path.rmdir()

    def _drop(self, item: Cold, begun: _Begun) -> None:
        record = self._records[item.archive]
        frozen = record.archive.frozen(item.digest)
        frozen.with_name(frozen.name + PART_SUFFIX).unlink(missing_ok=True)
        if not item.cached and not os.path.lexists(record.archive.blob(item.digest)):
            if frozen.is_file():
                self._drop_plain(item)  # it is done but for the sums
            return
        for key in self._holders(item):
            if item.cached:
                links.tidy(self._ground, key, item.digest)
            if item.cached and self._leads_there(key, item):
                continue
            if key not in begun.held:
                record.forget(key, [item.digest])
            elif record.kept(key, item.digest) != begun.held[key]:
                record.enter(key, self._about(item, key), (begun.held[key],))
        kept = [record.kept(key, item.digest) for key in self._holders(item)]
        if not begun.there and not any(one is not None and one.frozen for one in kept):
            frozen.unlink(missing_ok=True)

    def _result(self) -> ArchiveResult:
        """What came of it, over all that a kill parted, written down."""
        done = [
            item for item in self._steps.items if self._is_frozen(item) and self._leads_there(item.key, item)
        ]
        size = sum(item.size for item in done)
        takes = sum(self._archive(item).frozen(item.digest).stat().st_size for item in done)
        keys = self._led()
        if done:
            self._job.audit("freeze", ", ".join(keys), size, done[0].archive)
        return ArchiveResult(
            moved=size,
            frees=size - takes,
            repos=keys,
            archive=done[0].archive if done else self._steps.to,
            files=len(done),
        )

    # --- what is where --------------------------------------------------------------------------

    def _archive(self, item: Cold) -> ArchiveFolder:
        return self._records[item.archive].archive

    def _target(self, item: Cold) -> Path:
        return self._archive(item).blob(item.digest)

    def _leads_there(self, key: str, item: Cold) -> bool:
        return links.link_text(self._ground, key, item.digest) == str(self._target(item))

    def _led(self) -> tuple[str, ...]:
        """The repos of the order that lead to where any of the blobs was to go."""
        items, keys = self._steps.items, self._steps.keys
        return tuple(sorted(key for key in keys if any(self._leads_there(key, item) for item in items)))

    def _is_frozen(self, item: Cold) -> bool:
        archive = self._archive(item)
        return archive.frozen(item.digest).is_file() and not os.path.lexists(archive.blob(item.digest))

    def _users(self, item: Cold) -> list[str]:
        """The repos of the order that lead to the same plain bytes in the cache, this one first."""
        shared = users_of_payload(str(self._root), item.shared) if item.shared else []
        return [item.key, *(key for key in shared if key != item.key and key in self._steps.keys)]

    def _holders(self, item: Cold) -> tuple[str, ...]:
        """The repos that the archive has the blob for."""
        return self._records[item.archive].holders([item.digest])[item.digest]

    def _went_on(self, count: int) -> None:
        self._done += count
        self._job.report(Progress(done=min(self._done, self._total), total=self._total, note=self._at))


def _nothing(count: int) -> None:
    """Reading what need not have been read is no progress."""


def _mark(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_ino, status.st_size, status.st_mtime_ns
