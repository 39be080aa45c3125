"""Puts a commit of a repo into a plain folder that needs no cache: for a machine without a network.

The folder is as `hf download --local-dir` leaves one, with a record of the repo (`exported`) and `SHA256SUMS`
besides. Every file is first brought aside, among the notes, and checked; only when all are there do they get
their names, in one go that is always carried to its end. A folder that is new gets its own name last of
all. So a cancelled export leaves nothing, or the older export that it was to bring up to date as it was.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from ..cache.listing import read_listing
from ..cache.local_folder import FolderWriter
from ..cache.locking import BlobLock
from ..cache.names import digest_kind
from ..cache.spelling import on_disk
from ..jobs.runner import Cancelled, Job, Outcome
from ..jobs.values import Progress
from ..problems import Failure, from_os_error
from ..system.copying import fsync_folder
from ..system.volumes import Volume, can_reflink_between, nearest_existing, volume_of
from .contents import Held, contents, paths
from .exported import RECORD, SUMS, Exported, ExportedFile, read_exported, sums_text
from .ground import Ground
from .hashing import sha256_of
from .orders import Export
from .portable import can_link, unwritable
from .values import ArchivePlan, ArchiveResult, Moving

_SPARE: Final = 16 << 20
"""Bytes that the target's volume should have beyond what is copied."""
_SMALL: Final = 4 << 20
"""Files up to this are copied in any case: people edit those."""
_WORK: Final = ".hubkeep-part"
"""Behind the name of a new folder while it is not whole."""


class Decided(Struct, frozen=True, kw_only=True):
    """An export as it was decided once."""

    key: str
    repo: str
    commit: str
    target: str
    work: str
    """Where the files are put: `target` where that was there before."""
    files: tuple[Held, ...]
    before: dict[str, ExportedFile] = {}
    """What an export that was there before had."""
    refs: dict[str, float] = {}
    missing: int = 0
    copied: int = 0
    """Bytes that the target's volume needs."""


def plan_export(ground: Ground, order: Export) -> ArchivePlan:
    """What an export would do, and what stands in its way; nothing is changed."""
    try:
        decided = _decide(ground, order)
    except Failure as failure:
        return ArchivePlan(to=order.to, problems=(failure.problem,))
    size = sum(file.size for file in decided.files)
    move = Moving(key=order.key, repo=decided.repo, bytes=size, frees=0, files=len(decided.files), stays=size)
    return ArchivePlan(
        to=decided.target,
        moves=(move,),
        bytes=decided.copied,
        free=volume_of(Path(decided.target)).free,
        same_volume=decided.copied < size,
    )


def export(ground: Ground, job: Job, order: Export) -> Outcome:
    """The work of an `Export` order."""
    noted = job.noted("export")
    if noted is None:
        decided = _decide(ground, order)
        job.note("export", decided)
    else:
        decided = msgspec.json.decode(noted, type=Decided)
    try:
        gathered = job.noted("gathered")
        if gathered is None:
            try:
                known = _gather(ground, job, decided, share=not order.dereference)
            except (Cancelled, Failure, OSError):
                _give_up(decided)
                raise
            job.note("gathered", known)
        else:
            known = msgspec.json.decode(gathered, type=dict[str, ExportedFile])
        _finish(ground, job, decided, known)
    except OSError as error:
        raise from_os_error(error, error.filename or decided.target) from error
    finally:
        ground.changed((order.key,))  # a hard link more, and who may write to a blob
    size = sum(file.size for file in decided.files)
    job.audit("export", f"{decided.repo}@{decided.commit}", size, decided.target)
    return Outcome(
        ArchiveResult(
            moved=size,
            repos=(decided.repo,),
            archive=decided.target,
            files=len(decided.files),
            commit=decided.commit,
        )
    )


# --- deciding -----------------------------------------------------------------------------------


def _decide(ground: Ground, order: Export) -> Decided:
    """What is to be done. All that can be checked is, before anything is written. Raises `Failure`."""
    target = Path(os.path.realpath(os.path.abspath(os.path.expanduser(order.to))))
    root = Path(os.path.realpath(ground.root))
    if target == root or root in target.parents or target in root.parents:
        raise Failure("export-inside", refused=True, path=str(target))
    held = contents(ground, order.key, order.revision)
    volume = volume_of(target)
    if volume.read_only:
        raise Failure("read-only-volume", refused=True, path=str(target))
    hindrance = unwritable(paths(held.files), volume.filesystem)
    if hindrance is not None:
        raise Failure.of(hindrance, refused=True)
    fresh = not os.path.lexists(target)
    work = target.with_name(target.name + _WORK) if fresh else target
    if fresh and os.path.lexists(work):
        raise Failure("system-target-exists", refused=True, path=str(work))
    writer = FolderWriter(target)
    for file in held.files:
        writer.file(on_disk(file.path))  # refuses names that would lead out of the folder, or into the notes
    before = {} if fresh else _before(writer, held.repo)
    _refuse_edited(writer, held.files, before)
    copied = _to_copy(ground, writer, held.files, before, volume, share=not order.dereference)
    if copied and volume.free < copied + _SPARE and not _reflinks(root, target):
        raise Failure("export-space", refused=True, path=str(target), needed=copied, free=volume.free)
    return Decided(
        key=order.key,
        repo=held.repo,
        commit=held.commit,
        target=str(target),
        work=str(work),
        files=held.files,
        before=before,
        refs=held.refs,
        missing=held.missing,
        copied=copied,
    )


def _reflinks(root: Path, target: Path) -> bool:
    return can_reflink_between(root, Path(nearest_existing(target)))


def _before(writer: FolderWriter, repo: str) -> dict[str, ExportedFile]:
    """What an export in the folder has by its own account; nothing where the folder is empty. Raises
    `Failure` where it holds anything else."""
    try:
        names = os.listdir(writer.folder)
    except OSError as error:
        raise from_os_error(error, str(writer.folder)) from error
    found = read_exported(writer.record(RECORD))
    if found is not None and found.repo != repo:
        raise Failure("export-other", refused=True, path=str(writer.folder), repo=found.repo)
    if names and found is None:
        raise Failure("export-occupied", refused=True, path=str(writer.folder))
    return found.files if found is not None else {}


def _refuse_edited(writer: FolderWriter, files: tuple[Held, ...], before: dict[str, ExportedFile]) -> None:
    """Raises `Failure` where something in the folder would be lost that is not of an export."""
    for file in files:
        path = writer.file(file.path)
        if not os.path.lexists(path):
            continue
        known = before.get(file.path)
        same = file.digest and writer.holds(file.path, file.digest, file.size)
        if not same and (known is None or not writer.holds(file.path, known.digest, known.size)):
            raise Failure("export-edited", refused=True, path=str(path))


def _to_copy(
    ground: Ground,
    writer: FolderWriter,
    files: tuple[Held, ...],
    before: dict[str, ExportedFile],
    volume: Volume,
    *,
    share: bool,
) -> int:
    """Bytes that have to be written: what can have a second name, or is there already, needs none."""
    device = os.stat(nearest_existing(writer.folder)).st_dev
    linking = share and sys.platform != "win32" and can_link(volume.filesystem)
    needed = 0
    for file in files:
        known = before.get(file.path)
        if known is not None and known.digest == file.digest:
            continue
        try:
            near = os.stat(ground.path(file.source)).st_dev == device
        except OSError as error:
            raise from_os_error(error, file.path) from error
        if not (linking and near and file.size > _SMALL):
            needed += file.size
    return needed


# --- doing --------------------------------------------------------------------------------------


def _gather(ground: Ground, job: Job, decided: Decided, *, share: bool) -> dict[str, ExportedFile]:
    """Brings every file that is not there yet aside, checked; what a kill left of that is used. What each
    file is. Raises `Failure`, OSError, and what `Job.check` raises."""
    os.makedirs(decided.work, exist_ok=True)
    writer = FolderWriter(Path(decided.work), check=job.check)
    _refuse_edited(writer, decided.files, decided.before)
    writer.prepare()
    total = sum(file.size for file in decided.files)
    done = 0
    known: dict[str, ExportedFile] = {}
    for file in decided.files:
        job.check()
        at = done

        def went_on(count: int, path: str = file.path) -> None:
            nonlocal at
            at += count
            job.report(Progress(done=min(at, total), total=total, note=path))

        known[file.path] = _brought(ground, writer, file, share, went_on, job.check)
        done += file.size
        job.report(Progress(done=done, total=total, note=file.path))
    writer.settle()
    return known


def _brought(
    ground: Ground,
    writer: FolderWriter,
    file: Held,
    share: bool,
    went_on: Callable[[int], None],
    check: Callable[[], None],
) -> ExportedFile:
    source = Path(os.path.realpath(ground.path(file.source)))
    digest = file.digest or sha256_of(source, check)
    ready = writer.ready(file.path, digest)
    here = os.path.lexists(ready)
    if not here and writer.holds(file.path, digest, file.size):
        ready = writer.file(file.path)
        here = share or os.stat(ready).st_nlink == 1  # an export before this one may have linked it
    if not here:
        ready = writer.ready(file.path, digest)
        try:
            writer.bring(source, file.path, digest, file.size, share=share, went_on=went_on)
        except Failure as failure:
            if failure.problem.code == "path-missing":  # since it was decided: a disk was unplugged
                raise Failure("export-gone", path=file.path) from failure
            raise
    named = digest_kind(digest) == "sha256"
    return ExportedFile(file.size, digest, digest if named else sha256_of(ready, check))


def _finish(ground: Ground, job: Job, decided: Decided, known: dict[str, ExportedFile]) -> None:
    """Gives all files their names, and the folder; every step may have been done already."""
    work, target = Path(decided.work), Path(decided.target)
    fresh = work != target
    if fresh and not os.path.lexists(work):
        made = read_exported(FolderWriter(target).record(RECORD))
        if made is None or made.commit != decided.commit:
            raise Failure("path-missing", path=str(work))
        return  # a kill came after the last step
    writer = FolderWriter(work)
    with contextlib.suppress(FileNotFoundError):
        os.unlink(_sums_file(work, decided.before))  # while it is not true of all files
    for path, file in decided.before.items():
        job.check_open()
        if path not in known and writer.holds(path, file.digest, file.size):
            writer.forget(path)
    for path, file in known.items():
        job.check_open()
        with contextlib.nullcontext() if fresh else _locked(writer, path):
            writer.put(decided.commit, path, file.digest)
    writer.write_listing(decided.commit, read_listing(ground.root, decided.key, decided.commit))
    sums = sums_text({path: file.sha256 for path, file in known.items()})
    writer.write_record(SUMS, sums.encode("utf-8", "surrogateescape"))
    os.replace(writer.record_file(SUMS), _sums_file(work, known))
    record = Exported(
        repo=decided.repo,
        commit=decided.commit,
        files=known,
        refs=decided.refs,
        missing=decided.missing,
    )
    writer.write_record(RECORD, msgspec.json.format(msgspec.json.encode(record)))
    writer.drop_ready()  # what a kill left of the making of files
    fsync_folder(work)
    if fresh:
        os.rename(work, target)
        fsync_folder(target.parent)


def _locked(writer: FolderWriter, path: str) -> BlobLock:
    """The lock under which huggingface_hub writes the file, in a folder that others know of."""
    lock = writer.lock(path)
    if lock is None:
        raise Failure("export-being-written", path=path)
    return lock


def _sums_file(folder: Path, files: Mapping[str, ExportedFile]) -> Path:
    """Where our `SHA256SUMS` stands: among the notes where the repo has a file of that name."""
    taken = any(path.lower() == SUMS.lower() for path in files)
    return folder.joinpath(".cache", "huggingface", SUMS) if taken else folder / SUMS


def _give_up(decided: Decided) -> None:
    """Leaves the folder as it was before: nothing of what was brought has its name yet."""
    work = Path(decided.work)
    if decided.work != decided.target:
        shutil.rmtree(work, ignore_errors=True)
    elif decided.before:
        FolderWriter(work).drop_ready()
    else:
        shutil.rmtree(work / ".cache", ignore_errors=True)  # the folder was empty
