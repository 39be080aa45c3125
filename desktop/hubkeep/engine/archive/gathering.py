"""Files of a plain folder on their way into the cache: brought beside the blobs, and held against claims."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from ..cache.layout import BLOBS, SNAPSHOTS
from ..cache.locking import BlobLock
from ..cache.scan import scan_repo
from ..cache.writing import RepoWriter
from ..jobs.runner import Cancelled, Interrupted, Job
from ..jobs.values import Progress
from ..problems import Failure, Problem, problem
from ..system import copying
from .claims import Claim, is_pointer, large_by, matched
from .hashing import Hashes, hashes_of


class Wanted(Struct, frozen=True, array_like=True):
    """A file of the folder that is to be taken."""

    path: str
    size: int
    claim: Claim


class Taken(Struct, frozen=True, array_like=True):
    """A file whose bytes are in the cache now, or ready beside the blobs."""

    path: str
    digest: str
    size: int


class Sorted(Struct, frozen=True, kw_only=True):
    """What became of the files."""

    taken: tuple[Taken, ...] = ()
    refused: tuple[Problem, ...] = ()


class Gathering:
    """Files on their way in, one after the other."""

    def __init__(
        self, writer: RepoWriter, job: Job, folder: Path, commit: str, files: Sequence[Wanted], *, made: bool
    ) -> None:
        """`made`: the cache had nothing of the repo before."""
        self.taken: list[Taken] = []
        self.refused: list[Problem] = []
        self._writer = writer
        self._job = job
        self._files = files
        self._made = made
        self._folder = folder
        self._large = large_by(self._folder)
        self._linked = _linked(writer, commit)
        self._total = sum(file.size for file in files)
        self._done = 0
        self._ready: set[str] = set()
        """Digests whose parts are whole."""

    def take(self, file: Wanted) -> None:
        """Notes what becomes of a file, and has its bytes ready where they are right."""
        self._job.check()
        code = self._hindrance(file)
        digest = ""
        if not code:
            digest = self._digest(file)
            if not digest:
                code = "import-wrong"
            elif self._linked.get(file.path, digest) != digest:
                code = "import-contradicts"
        if code:
            self.refused.append(problem(code, path=file.path))
        else:
            self.taken.append(Taken(file.path, digest, file.size))
        self._done += file.size
        self._job.report(Progress(done=self._done, total=self._total, note=file.path))

    def drop_unused(self) -> None:
        """Removes the parts of files that were refused in the end."""
        for digest in self._ready - {file.digest for file in self.taken}:
            with locked(self._writer, digest, digest):
                self._writer.discard(digest)

    def give_up(self) -> None:
        """Removes what was brought, and the repo's folders where they are new."""
        with contextlib.suppress(OSError, Failure):
            for leftover in self._writer.leftovers():
                self._give_up_part(leftover.digest)
            if self._made:
                self._writer.drop_asides()
        if self._made:
            for part in (BLOBS, SNAPSHOTS, ""):
                with contextlib.suppress(OSError):
                    os.rmdir(self._writer.folder / part)

    # --- within ---------------------------------------------------------------------------------

    def _give_up_part(self, digest: str) -> None:
        if os.path.lexists(self._writer.journal(digest)):
            return  # a download that broke off, and can go on
        claims = (file.claim for file in self._files)
        ours = self._ready | {name for claim in claims for name in (claim.digest, claim.sha256)}
        lock = self._writer.lock(digest) if self._made or digest in ours else None
        if lock is not None:
            with lock:
                self._writer.discard(digest)

    def _hindrance(self, file: Wanted) -> str:
        """Why a file is not even read; empty where nothing is against it. Raises OSError."""
        source = self._folder / file.path
        real = os.path.realpath(source)
        inside = real.startswith(str(self._folder) + os.sep)
        if not inside or not os.path.lexists(real) or not stat.S_ISREG(os.lstat(real).st_mode):
            return "import-link"
        if is_pointer(source, file.size):
            return "import-pointer"
        return "" if file.claim.size in {-1, file.size} else "import-wrong"

    def _digest(self, file: Wanted) -> str:
        """The blob of a file, whose bytes are then in the cache or ready; empty where they are wrong."""
        if is_here(self._writer, file) or file.claim.digest in self._ready:
            return file.claim.digest
        source = self._folder / file.path
        # Where nothing says what it is, only its bytes do.
        aside = file.claim.digest or file.claim.sha256 or hashes_of(source, self._job.check)[0]
        with locked(self._writer, aside, file.path):
            digest = self._copied(source, aside, file)
        if not digest:
            return ""
        if digest in self._ready - {aside} or self._writer.standing(digest, file.size) != "absent":
            with locked(self._writer, aside, file.path):
                self._writer.discard(aside)
            return digest
        if digest != aside:
            with locked(self._writer, digest, file.path):
                os.replace(self._writer.part(aside), self._writer.part(digest))
        self._ready.add(digest)
        return digest

    def _copied(self, source: Path, aside: str, file: Wanted) -> str:
        """Copies a file to the part of `aside` unless a kill left it there; its blob's name, empty where its
        bytes are wrong and the part gone again."""
        part = self._writer.part(aside)
        digest = ""
        if os.path.lexists(part) and not os.path.lexists(self._writer.journal(aside)):
            digest = self._matched(file, part)
        if not digest:
            self._writer.discard(aside)
            hashes = Hashes(file.size)
            if self._copy(source, part, hashes, file.path):
                digest = self._matched(file, part)
            else:
                large = self._large(file.path, file.size)
                size = os.stat(part).st_size
                digest = matched(file.claim, size, hashes.sha256, hashes.git, large=large)
        if not digest:
            self._writer.discard(aside)
            return ""
        os.utime(part)  # it has come now: with the times of the folder's file it would count as long unread
        return digest

    def _matched(self, file: Wanted, part: Path) -> str:
        size = os.stat(part).st_size
        sha256, git = hashes_of(part, self._job.check)
        return matched(file.claim, size, sha256, git, large=self._large(file.path, file.size))

    def _copy(self, source: Path, part: Path, hashes: Hashes, path: str) -> bool:
        """Whether it was cloned, so that `hashes` saw nothing."""
        at = self._done

        def went_on(count: int) -> None:
            nonlocal at
            at += count
            self._job.report(Progress(done=min(at, self._total), total=self._total, note=path))

        try:
            return copying.clone_or_copy(
                Path(os.path.realpath(source)),
                part,
                on_bytes=went_on,
                cancelled=self._stopping,
                hasher=hashes,
            )
        except copying.Cancelled:
            self._job.check()
            raise

    def _stopping(self) -> bool:
        try:
            self._job.check()
        except (Cancelled, Interrupted):
            return True
        return False


def is_here(writer: RepoWriter, file: Wanted) -> bool:
    """Whether the cache has what the file is to be, be it in an archive that is not connected."""
    return bool(file.claim.digest) and writer.standing(file.claim.digest, file.size) != "absent"


def _linked(writer: RepoWriter, commit: str) -> dict[str, str]:
    """The blobs of a commit that the cache has already, by path."""
    try:
        scan = scan_repo(str(writer.root), writer.repo.folder)
    except FileNotFoundError:
        return {}
    found = next((one for one in scan.snapshots if one.commit == commit), None)
    return {file.path: file.blob for file in found.files if file.blob} if found is not None else {}


def locked(writer: RepoWriter, digest: str, path: str) -> BlobLock:
    """The lock of a blob, `path` in the repo. Raises `Failure` where somebody writes it."""
    lock = writer.lock(digest)
    if lock is None:
        raise Failure("import-being-written", path=path)
    return lock
