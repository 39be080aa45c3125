"""Hashes what is cached and compares with what its name says. Offline, on all cores, unnoticed.

A blob's name is its digest: sha256 for large files, git-sha1 for the others. Where a file stands in
the snapshot itself (no-symlink layout), the commit's kept listing names its digest.
"""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from msgspec import Struct

from ..cache.away import disk_of
from ..cache.listing import read_listing
from ..cache.names import digest_kind, repo_of_folder
from ..cache.scan import list_entries, scan_repo
from ..cache.scanned import Place, RepoScan
from ..cache.spelling import on_disk
from ..jobs.runner import Cancelled, Interrupted, Job, Outcome
from ..jobs.values import Progress
from ..problems import problem
from ..system.copying import reading_unnoticed
from .index import CorruptFile
from .orders import Verify
from .place import CachePlace
from .values import BadFile, VerifyResult

CHUNK: Final = 1 << 20
_REPORT_SECONDS: Final = 0.1
_SAVE_SECONDS: Final = 1.0
"""What was hashed since the last save is hashed again after a kill."""


class Check(Struct, frozen=True):
    """One file to hash."""

    key: str
    """The repo's folder."""
    path: str
    """As a person knows it: the path in the snapshot."""
    blob: str
    file: str
    """Below the cache root."""
    size: int
    expected: str
    """The digest it should have; empty where nothing tells."""


class Verdict(Struct, frozen=True):
    """What hashing one file found."""

    check: Check
    intact: bool
    modified: float
    reason: str = ""
    """Why it could not be read."""


def checks_of(root: str, scan: RepoScan) -> tuple[list[Check], list[BadFile]]:
    """What is to be hashed in a repo, and what a revision names but is not there."""
    repo = repo_of_folder(scan.folder)
    name = scan.folder if repo is None else str(repo)
    checks: list[Check] = []
    missing: list[BadFile] = []
    shown: dict[str, str] = {}
    blobs = {blob.name: blob for blob in scan.blobs}
    for snapshot in scan.snapshots:
        listing = None
        for file in snapshot.files:
            if file.own is None:
                shown.setdefault(file.blob, file.path)
                blob = blobs.get(file.blob)
                if blob is None or blob.place is Place.MISSING:
                    missing.append(BadFile(repo=name, path=file.path, blob=file.blob))
                elif blob.place is Place.OFFLINE:
                    why = problem("archive-offline", count=1, path=disk_of(blob.target))
                    missing.append(BadFile(repo=name, path=file.path, blob=file.blob, problem=why))
            elif file.own.place is Place.HERE:
                listing = read_listing(root, scan.folder, snapshot.commit) if listing is None else listing
                expected = listing[file.path].digest if file.path in listing else ""
                where = f"{scan.folder}/snapshots/{snapshot.commit}/{file.path}"
                checks.append(Check(scan.folder, file.path, "", where, file.own.size, expected))
            else:
                missing.append(
                    BadFile(repo=name, path=file.path, problem=problem("outside", count=1, path=file.path))
                )
    for blob in scan.blobs:
        if blob.place in {Place.HERE, Place.STORE, Place.ARCHIVE}:
            expected = blob.name if digest_kind(blob.name) else ""
            path = shown.get(blob.name, blob.name)
            checks.append(
                Check(scan.folder, path, blob.name, f"{scan.folder}/blobs/{blob.name}", blob.size, expected)
            )
    return checks, missing


def digest_of(file: Path, kind: str, went_on: Callable[[int], None] = lambda count: None) -> str:
    """The sha256 or git-sha1 of `file`, its last access as it was. `went_on` gets the bytes read since
    its last call, and may end the reading by raising. Raises OSError."""
    return _digest(file, kind, bytearray(CHUNK), went_on)


def _digest(file: Path, kind: str, buffer: bytearray, went_on: Callable[[int], None]) -> str:
    view = memoryview(buffer)
    with reading_unnoticed(file) as fd:
        if kind == "sha256":
            hasher = hashlib.sha256()
        else:
            hasher = hashlib.sha1(b"blob %d\0" % os.fstat(fd).st_size, usedforsecurity=False)
        readv = getattr(os, "readv", None)
        while True:
            if readv is not None:
                got = readv(fd, [buffer])
                piece = view[:got]
            else:
                data = os.read(fd, len(buffer))
                got, piece = len(data), memoryview(data)
            if got == 0:
                return hasher.hexdigest()
            hasher.update(piece)
            went_on(got)


class _Counter:
    """Bytes one worker has read; written by that worker alone."""

    def __init__(self, check: Callable[[], None]) -> None:
        self.bytes = 0
        self._check = check

    def __call__(self, count: int) -> None:
        self.bytes += count
        self._check()


class _Stopped(Exception):
    pass


class _Crew:
    """Threads that hash. hashlib and read let go of the interpreter, so they run side by side."""

    def __init__(self, root: str, checks: Iterable[Check], workers: int, job: Job) -> None:
        self._root = root
        self._job = job
        # The largest first, so that no core is left alone with a giant at the end.
        self._waiting = deque(sorted(checks, key=lambda check: -check.size))
        self._stop = threading.Event()
        self.counters = [_Counter(self._check) for _ in range(workers)]
        self.verdicts: deque[Verdict] = deque()
        self.defect: Exception | None = None
        self._threads = [
            threading.Thread(target=self._work, args=(counter,), name=f"verify-{number}")
            for number, counter in enumerate(self.counters)
        ]

    def __enter__(self) -> _Crew:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    @property
    def working(self) -> bool:
        return any(thread.is_alive() for thread in self._threads)

    def rest(self, seconds: float) -> None:
        """Waits for the first busy worker, at most so long."""
        for thread in self._threads:
            if thread.is_alive():
                thread.join(seconds)
                return

    def _check(self) -> None:
        """Between two pieces of a file: rests with the job, and ends with it."""
        if self._stop.is_set():
            raise _Stopped
        self._job.check()

    def _work(self, counter: _Counter) -> None:
        buffer = bytearray(CHUNK)
        while not self._stop.is_set():
            try:
                check = self._waiting.popleft()
            except IndexError:
                return
            try:
                self.verdicts.append(_verdict(self._root, check, buffer, counter))
            except OSError as error:
                self.verdicts.append(Verdict(check, False, 0.0, error.strerror or type(error).__name__))
            except (_Stopped, Cancelled, Interrupted):
                return
            except Exception as error:  # noqa: BLE001 - raised again by the one who waits
                self.defect = error
                return


def _verdict(root: str, check: Check, buffer: bytearray, went_on: Callable[[int], None]) -> Verdict:
    path = Path(root, on_disk(check.file))
    kind = digest_kind(check.expected) or "sha256"
    before = path.stat()
    found = _digest(path, kind, buffer, went_on)
    after = path.stat()
    if (after.st_ino, after.st_size, after.st_mtime_ns) != (
        before.st_ino,
        before.st_size,
        before.st_mtime_ns,
    ):
        # Written to or replaced while it was read: what is there by now counts.
        found, before = _digest(path, kind, buffer, went_on), after
    return Verdict(check, not check.expected or found == check.expected, before.st_mtime)


def _all_repos(root: str) -> tuple[str, ...]:
    """Of the disk: the inventory may still be at its first look. Raises OSError."""
    try:
        return tuple(list_entries(root)[0])
    except FileNotFoundError:
        return ()  # it appears with the first download


def verify(place: CachePlace, job: Job, order: Verify, workers: int) -> Outcome:
    """The work of a `Verify` order. After a kill, what this job hashed before is not hashed again."""
    checks: list[Check] = []
    missing: list[BadFile] = []
    keys = order.keys or _all_repos(place.root)
    for key in keys:
        job.check()
        try:
            scan = scan_repo(place.root, key)
        except FileNotFoundError:
            repo = repo_of_folder(key)
            missing.append(BadFile(repo=key if repo is None else str(repo), path=""))
            continue
        more, gone = checks_of(place.root, scan)
        checks += more
        missing += gone
    known = place.inventory.index.verified_since(job.created)
    verdicts = [v for check in checks if (v := _remembered(place.root, check, known)) is not None]
    done_before = {verdict.check.file for verdict in verdicts}
    todo = [check for check in checks if check.file not in done_before]
    total = sum(check.size for check in checks)
    ready = sum(verdict.check.size for verdict in verdicts)
    saved = time.monotonic()
    fresh: list[Verdict] = []
    with _Crew(place.root, todo, workers, job) as crew:
        try:
            while crew.working or crew.verdicts:
                while crew.verdicts:
                    fresh.append(crew.verdicts.popleft())
                done = ready + sum(counter.bytes for counter in crew.counters)
                job.report(
                    Progress(done=min(done, total), total=total, note=fresh[-1].check.path if fresh else "")
                )
                job.check()
                if time.monotonic() - saved > _SAVE_SECONDS:
                    saved = time.monotonic()
                    verdicts += _save(place, fresh)
                    fresh = []
                crew.rest(_REPORT_SECONDS)
        finally:
            verdicts += _save(place, fresh)
    job.check()
    if crew.defect is not None:
        raise crew.defect
    job.report(Progress(done=total, total=total))
    corrupt = [
        CorruptFile(v.check.file, v.check.size, v.modified, v.check.path)
        for v in verdicts
        if not v.intact and not v.reason
    ]
    place.inventory.mark_corrupt(keys, corrupt)
    return Outcome(_result(checks, verdicts, missing))


def _save(place: CachePlace, verdicts: list[Verdict]) -> list[Verdict]:
    if verdicts:
        place.inventory.index.put_verified(
            [
                (v.check.file, v.check.path, v.check.size, v.modified, v.intact)
                for v in verdicts
                if not v.reason
            ],
            time.time(),
        )
    return verdicts


def _remembered(root: str, check: Check, known: dict[str, tuple[int, float, bool]]) -> Verdict | None:
    found = known.get(check.file)
    if found is None:
        return None
    size, modified, intact = found
    try:
        status = os.stat(os.path.join(root, on_disk(check.file)))
    except OSError:
        return None
    return Verdict(check, intact, modified) if (status.st_size, status.st_mtime) == (size, modified) else None


def _result(checks: list[Check], verdicts: list[Verdict], missing: list[BadFile]) -> VerifyResult:
    corrupt = [
        BadFile(
            repo=str(repo_of_folder(v.check.key) or v.check.key),
            path=v.check.path,
            blob=v.check.blob,
            problem=problem("unreadable", path=v.check.path, reason=v.reason) if v.reason else None,
        )
        for v in verdicts
        if not v.intact
    ]
    corrupt.sort(key=lambda bad: (bad.repo, bad.path))
    unnamed = sum(1 for check in checks if not check.expected)
    return VerifyResult(
        files=len(checks),
        bytes=sum(check.size for check in checks),
        ok=len(verdicts) - len(corrupt),
        corrupt=tuple(corrupt),
        missing=tuple(missing),
        unnamed=unnamed,
    )
