"""Writes files into a plain folder by their own names, as `hf download --local-dir` does.

Beside them, in `.cache/huggingface/`, stands huggingface_hub's note of what each file is, so that neither
it nor we fetch a file again that is there.

Nothing is kept twice on one disk. What is fetched goes straight into the folder and not into the cache.
What the cache has already is shared with it, in this order:

- as a clone, where the file system can (Btrfs, XFS, APFS): the bytes exist once until either is changed;
- by a hard link, for large files on the same volume. Then cache and folder have *one* file, and whoever
  changed it in the folder would ruin the cache's. So write permission is taken from it: a program that
  writes in place is refused, one that replaces the file (as editors and downloads do) gets one of its own.
  Windows can't delete a file that may not be written, so there it is copied;
- as a copy, for small files, which people do edit, and from another volume, where the bytes are needed
  twice. That is still quicker than fetching them.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import stat
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from msgspec import Struct

from ..problems import Failure
from ..system.cloning import clone_descriptor, clone_path
from ..system.copying import CHUNK, Cancelled, clone_or_copy, fsync_folder, reading_unnoticed
from .layout import CACHE_TAG, OWN_JOURNAL, OWN_PARTIAL, TREES
from .listing import Listed, encode_listing, read_listing
from .locking import BlobLock, try_lock
from .names import digest_kind, is_commit
from .placing import check_commit, check_path, extended, folder_within
from .writing import CACHE_TAG_TEXT, RepoWriter, write_by

_NOTES: Final = (".cache", "huggingface")
_DOWNLOAD: Final = "download"
_SMALL: Final = 4 << 20
"""Bytes up to which a file is copied rather than linked."""
_TOLERANCE: Final = 1.0
"""Seconds that a modification time may be ahead of the note, by huggingface_hub's rule."""
_LARGEST_NOTE: Final = 4096
_LARGEST_RECORD: Final = 256 << 20
_NOTE: Final = ".metadata"
_READY: Final = ".hubkeep-ready"
_ASIDE: Final = re.compile(r"tmp_[0-9a-f]{16}")


class Note(Struct, frozen=True):
    """What huggingface_hub knows of a file: true for as long as it was not changed since."""

    commit: str
    etag: str
    timestamp: float


class FolderWriter:
    """Puts a repo's files into `folder`.

    Its methods may be called from several threads, for one path by one at a time. They raise `Failure` for
    what is refused, and OSError.
    """

    def __init__(
        self, folder: Path, cache: RepoWriter | None = None, *, check: Callable[[], None] = lambda: None
    ) -> None:
        """`cache`: where to look for bytes that are here already. `check` is called while files are hashed
        and copied, and may raise to end that."""
        self.folder = folder
        self._cache = cache
        self._check = check
        self._guard = threading.Lock()
        self._held: set[str] = set()

    def prepare(self) -> None:
        """Makes the folder and that for the notes, marked as nothing to back up or to commit."""
        os.makedirs(extended(self.folder), exist_ok=True)
        notes = folder_within(self.folder, *_NOTES)
        for name, text in ((CACHE_TAG, CACHE_TAG_TEXT), (".gitignore", "*")):
            with contextlib.suppress(FileExistsError), open(notes / name, "x", newline="\n") as file:
                file.write(text)

    def file(self, path: str) -> Path:
        """Where the file that the repo calls `path` belongs."""
        check_path(path)
        first, *rest = path.lower().replace("\\", "/").split("/")
        if first == _NOTES[0] and rest[:1] in ([], [_NOTES[1]]):
            raise Failure("hostile-path", path=path)  # a note that a repo brought would be believed
        return Path(extended(self.folder.joinpath(*path.split("/"))))

    def part(self, path: str, digest: str) -> Path:
        """Where the file grows."""
        return self._growing(path, digest, OWN_PARTIAL)

    def journal(self, path: str, digest: str) -> Path:
        return self._growing(path, digest, OWN_JOURNAL)

    def lock(self, path: str) -> BlobLock | None:
        """Takes the lock under which huggingface_hub and we write a file; None where another holds it."""
        lock = try_lock(self._beside(path, f"{_name(path)}.lock"), lambda: self._release(path))
        if lock is not None:
            with self._guard:
                self._held.add(path)
        return lock

    def has(self, commit: str, path: str, digest: str, size: int) -> bool:
        """Whether the file is there with the right bytes, and noted so.

        By the note, where the file was not changed since; else its bytes are hashed. What the cache has is
        brought from there, unless another program just writes the file.
        """
        check_commit(commit)
        _checked(digest)
        if self._is_here(commit, path, digest, size):
            return True
        source = self._cache.found(digest, size) if self._cache is not None else None
        if source is None:
            return False
        with self._guard:
            held = path in self._held
        if held:
            self._bring(source, commit, path, digest, size)
            return True
        lock = self.lock(path)
        if lock is None:
            return False
        with lock:
            self._bring(source, commit, path, digest, size)
        return True

    def publish(self, commit: str, path: str, digest: str) -> None:
        """The part is whole, right and on the disk: it becomes the file, in place of one that is there.
        Durable on return."""
        check_commit(commit)
        self._put(self.part(path, digest), commit, path, digest)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.journal(path, digest))

    def discard(self, path: str, digest: str) -> None:
        """Removes what was fetched of a file that is not wanted any more."""
        for each in (self.part(path, digest), self.journal(path, digest)):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(each)

    def note(self, path: str) -> Note | None:
        """What huggingface_hub's note says of a file; None where there is none, or where the file was
        changed since."""
        note = self.noted(path)
        try:
            changed = os.stat(self.file(path)).st_mtime
        except OSError:
            return None
        return note if note is not None and changed - _TOLERANCE <= note.timestamp else None

    def noted(self, path: str) -> Note | None:
        """The same, although the file may have been changed since: what it should be."""
        try:
            with open(extended(self._note_file(path)), "rb") as file:
                commit, etag, timestamp = file.read(_LARGEST_NOTE).decode().splitlines()[:3]
            note = Note(commit.strip(), etag.strip(), float(timestamp))
        except (OSError, ValueError):
            return None
        return note if is_commit(note.commit) else None

    def notes(self) -> Iterator[str]:
        """The paths of all files of which there is a note. Raises OSError."""
        base = self.folder.joinpath(*_NOTES, _DOWNLOAD)
        for folder, _, names in os.walk(extended(base)):
            for name in names:
                if name.endswith(_NOTE):
                    path = os.path.relpath(os.path.join(folder, name.removesuffix(_NOTE)), extended(base))
                    yield path.replace(os.sep, "/")

    # --- a set of files that changes as a whole -------------------------------------------------

    def holds(self, path: str, digest: str, size: int) -> bool:
        """Whether the file is there with these bytes; nothing is written. A small one is hashed in any case:
        who edits it in the second of its note leaves a note that looks true."""
        return self._holds(self.note(path) if size > _SMALL else None, path, digest, size)

    def ready(self, path: str, digest: str) -> Path:
        """Where a file stands, whole and checked, until all of a set do."""
        return self._growing(path, digest, _READY)

    def bring(
        self,
        source: Path,
        path: str,
        digest: str,
        size: int,
        *,
        share: bool,
        went_on: Callable[[int], None] = lambda count: None,
    ) -> None:
        """Puts what the cache has at `source` at `ready`. Shared, where `share` allows it, it is not read;
        else it is hashed while it is copied, and `Failure` raised where it is not what `digest` says.
        `went_on` gets the number of bytes done since its last call."""
        ready = self.ready(path, digest)
        aside = self._aside(ready.parent)
        try:
            if share and size > _SMALL and (_cloned(source, aside) or _hard_linked(source, aside)):
                went_on(size)
            else:
                hasher = _hasher(digest, size)
                if self._copy(source, aside, hasher, went_on):
                    found = self._hashed(aside, digest, size)
                else:
                    found = hasher.hexdigest()
                if found != digest:
                    raise Failure("blob-damaged", path=path, refused=True)
            os.replace(aside, ready)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(aside)
            raise

    def put(self, commit: str, path: str, digest: str) -> None:
        """What is at `ready` becomes the file, where it has not yet; the file is noted. Durable on return."""
        check_commit(commit)
        ready = self.ready(path, digest)
        if os.path.lexists(ready):
            self._put(ready, commit, path, digest)
            return
        note = self.note(path)
        if note is None or (note.commit, note.etag) != (commit, digest):
            self._write_note(commit, path, digest)

    def forget(self, path: str) -> None:
        """Removes a file with its note, and folders that are empty then."""
        for file in (Path(extended(self._note_file(path))), self.file(path)):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(file)
            for parent in list(file.parents)[: path.count("/")]:
                with contextlib.suppress(OSError):
                    os.rmdir(parent)

    def settle(self) -> None:
        """All that is at `ready` is durable on return, with its name."""
        for folder, _, _ in os.walk(extended(self.folder.joinpath(*_NOTES))):
            fsync_folder(Path(folder))
        fsync_folder(self.folder)

    def drop_ready(self) -> None:
        """Removes all that is at `ready`, and what a kill left of its making."""
        for folder, _, names in os.walk(extended(self.folder.joinpath(*_NOTES))):
            for name in names:
                if name.endswith(_READY) or _ASIDE.fullmatch(name):
                    with contextlib.suppress(FileNotFoundError):
                        os.unlink(os.path.join(folder, name))

    def write_record(self, name: str, data: bytes) -> None:
        """Keeps something of our own among the notes. Durable on return."""
        folder = folder_within(self.folder, *_NOTES)
        write_by(self._aside(folder), folder / name, data)
        fsync_folder(folder)

    def record_file(self, name: str) -> Path:
        return Path(extended(self.folder.joinpath(*_NOTES, name)))

    def record(self, name: str) -> bytes | None:
        """What was kept by that name; None where nothing can be read."""
        try:
            with open(self.record_file(name), "rb") as file:
                return file.read(_LARGEST_RECORD)
        except OSError:
            return None

    # --- listings -------------------------------------------------------------------------------

    def listing(self, commit: str) -> dict[str, Listed]:
        """What a commit holds; empty where that is not kept."""
        check_commit(commit)
        parent, name = os.path.split(self.folder.joinpath(*_NOTES))
        return read_listing(parent, name, commit)

    def write_listing(self, commit: str, files: Mapping[str, Listed]) -> None:
        """Keeps what a commit holds; only where `files` is all of it."""
        check_commit(commit)
        for path in files:
            check_path(path)
        folder = folder_within(self.folder, *_NOTES, TREES)
        if files and not (folder / f"{commit}.json").exists():
            write_by(self._aside(folder), folder / f"{commit}.json", encode_listing(files))

    # --- within ---------------------------------------------------------------------------------

    def _is_here(self, commit: str, path: str, digest: str, size: int) -> bool:
        note = self.note(path)
        if not self._holds(note, path, digest, size):
            return False
        if note is None or note.commit != commit:
            self._write_note(commit, path, digest)
        return True

    def _holds(self, note: Note | None, path: str, digest: str, size: int) -> bool:
        file = self.file(path)
        try:
            status = os.stat(file)
        except OSError:
            return False
        if not stat.S_ISREG(status.st_mode) or status.st_size != size:
            return False
        return note.etag == digest if note is not None else self._hashed(file, digest, size) == digest

    def _hashed(self, file: Path, digest: str, size: int) -> str:
        hasher = _hasher(digest, size)
        with reading_unnoticed(file) as descriptor:
            while data := os.read(descriptor, CHUNK):
                self._check()
                hasher.update(data)
        return hasher.hexdigest()

    def _bring(self, source: Path, commit: str, path: str, digest: str, size: int) -> None:
        """Makes the file of what the cache has. Raises what `check` raises."""
        aside = self._aside(self._beside(path, "").parent)
        if size <= _SMALL or not (_cloned(source, aside) or _hard_linked(source, aside)):
            self._copy(source, aside, None)
        try:
            self._put(aside, commit, path, digest)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(aside)
            raise

    def _copy(
        self,
        source: Path,
        aside: Path,
        hasher: hashlib._Hash | None,
        went_on: Callable[[int], None] = lambda count: None,
    ) -> bool:
        """Whether it was cloned, so that `hasher` has seen nothing."""
        stopped: list[BaseException] = []

        def cancelled() -> bool:
            try:
                self._check()
            except BaseException as error:  # noqa: BLE001 - raised again below, when the copy is gone
                stopped.append(error)
            return bool(stopped)

        try:
            cloned = clone_or_copy(source, aside, on_bytes=went_on, cancelled=cancelled, hasher=hasher)
        except Cancelled:
            raise stopped[0] from None
        _make_writable(aside)
        return cloned

    def _put(self, aside: Path, commit: str, path: str, digest: str) -> None:
        file = self.file(path)
        folder = folder_within(self.folder, *path.split("/")[:-1])
        # A copy has the time of what it is a copy of: the note of the file before it would be believed of it.
        with contextlib.suppress(FileNotFoundError):
            os.unlink(extended(self._note_file(path)))
        os.replace(aside, file)
        fsync_folder(folder)
        self._write_note(commit, path, digest)

    def _write_note(self, commit: str, path: str, digest: str) -> None:
        # A server's clock may be ahead of ours, and then the note would be taken for outdated.
        now = max(time.time(), os.stat(self.file(path)).st_mtime)
        target = self._beside(path, f"{_name(path)}{_NOTE}")
        write_by(self._aside(target.parent), target, f"{commit}\n{digest}\n{now}\n".encode())

    def _note_file(self, path: str) -> Path:
        check_path(path)
        return self.folder.joinpath(*_NOTES, _DOWNLOAD, *f"{path}{_NOTE}".split("/"))

    def _beside(self, path: str, name: str) -> Path:
        """A file among the notes; its folder is made."""
        self.file(path)
        return Path(extended(folder_within(self.folder, *_NOTES, _DOWNLOAD, *path.split("/")[:-1]) / name))

    def _growing(self, path: str, digest: str, suffix: str) -> Path:
        self.file(path)
        # Two files of a folder may have the same bytes, and a name may be as long as names can be.
        brief = hashlib.sha256(_name(path).encode()).hexdigest()[:16]
        return self._beside(path, f"{brief}.{_checked(digest)}{suffix}")

    def _aside(self, folder: Path) -> Path:
        return Path(extended(folder / f"tmp_{secrets.token_hex(8)}"))

    def _release(self, path: str) -> None:
        with self._guard:
            self._held.discard(path)


def _name(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def _checked(digest: str) -> str:
    if digest_kind(digest) is None:
        raise Failure("bad-digest", digest=digest)
    return digest


def _hasher(digest: str, size: int) -> hashlib._Hash:
    """What makes of a file's bytes a digest of that kind."""
    if digest_kind(digest) == "sha256":
        return hashlib.sha256()
    return hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False)


def _cloned(source: Path, target: Path) -> bool:
    if clone_path(str(source), str(target)):
        _make_writable(target)
        return True
    with reading_unnoticed(source) as reading, open(target, "xb") as file:
        cloned = clone_descriptor(reading, file.fileno())
        if cloned:
            os.fsync(file.fileno())
    if not cloned:
        os.unlink(target)
    return cloned


def _hard_linked(source: Path, target: Path) -> bool:
    """Whether `target` is now another name of `source`, which nobody may write any more."""
    if sys.platform == "win32":
        return False
    try:
        os.link(source, target)
    except OSError:
        return False
    try:
        os.chmod(target, stat.S_IMODE(os.stat(target).st_mode) & ~0o222)
    except OSError:
        os.unlink(target)  # the file is somebody else's
        return False
    return True


def _make_writable(path: Path) -> None:
    """A payload of the shared store is read-only; a copy of it need not be."""
    os.chmod(path, stat.S_IMODE(os.stat(path).st_mode) | stat.S_IWUSR)
