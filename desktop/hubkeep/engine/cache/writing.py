"""Writes one repo of a hub cache the way huggingface_hub does, so that both can go on with it.

Files grow beside the blobs under names of our own, and get their final names only when they are whole.
Whatever exists for a moment lies in `blobs/`, where nobody takes it for a file of a snapshot or a ref.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import stat
import sys
import threading
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

from msgspec import Struct

from ..problems import Failure
from ..system.copying import clone_or_copy, fsync_folder
from .away import Archives
from .layout import (
    BLOBS,
    CACHE_TAG,
    LOCKS,
    OWN_JOURNAL,
    OWN_PARTIAL,
    REFS,
    SNAPSHOTS,
    TREES,
    blob_lock,
    partial_digest,
)
from .listing import Listed, encode_listing, read_listing
from .locking import BlobLock, flock_excludes, try_flock, try_lock
from .names import RepoId, digest_kind, is_commit
from .placing import check_commit, check_path, check_revision, extended, folder_within
from .scan import taken
from .scanned import AWAY, Place

Standing = Literal["here", "absent", "archived", "frozen", "bucket"]

_STANDINGS: Final[Mapping[Place, Standing]] = {
    Place.OFFLINE: "archived",
    Place.FROZEN: "frozen",
    Place.BUCKET: "bucket",
}
_REFUSALS: Final = {
    Place.OFFLINE: "archive-not-connected",
    Place.FROZEN: "archive-frozen",
    Place.BUCKET: "archive-in-bucket",
}
CACHE_TAG_TEXT: Final = (
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# This file is a cache directory tag created by huggingface_hub.\n"
    "# For information about cache directory tags, see:\n"
    "#\thttps://bford.info/cachedir/\n"
)
"""To the letter what huggingface_hub writes."""
_ASIDE: Final = "tmp_"
"""How names begin that live for an instant, here and in huggingface_hub."""
_OUR_ASIDE: Final = re.compile(r"tmp_[0-9a-f]{16}")


class Leftover(Struct, frozen=True):
    """What a download that broke off left of one file."""

    digest: str
    bytes: int
    """On the disk: a part is sparse."""
    modified: float


def symlinks_work(folder: Path) -> bool:
    """Whether links can be made in `folder`, found out by making one."""
    link = folder / f"{_ASIDE}{secrets.token_hex(8)}"
    try:
        os.symlink(_ASIDE, link)
        os.unlink(link)
    except OSError:
        return False
    return True


class RepoWriter:
    """Puts files, snapshots and refs of one repo into the cache at `root`.

    Its methods may be called from several threads, for one digest by one at a time. They raise `Failure`
    for what is refused, and OSError.
    """

    def __init__(self, root: Path, repo: RepoId, *, symlinks: bool | None = None) -> None:
        """`symlinks` False: as huggingface_hub does without them, files lie in the snapshots themselves.
        None: `prepare` finds out."""
        self.root = root
        self.repo = repo
        self.folder = root / repo.folder
        self._symlinks = symlinks
        self._mode: int | None = None
        self._lock = threading.Lock()
        self._fresh: set[str] = set()
        """Blobs that came by this writer, so that nothing else can refer to them."""
        self._copies: dict[str, Path] | None = None
        """Without links: where in the snapshots a blob's bytes are."""
        self._unsettled: set[Path] = set()
        self._blobs = extended(self.folder / BLOBS)
        self._locks: Path | None = None
        self._flock_works: bool | None = None
        """Whether it keeps others out on this volume; None: not tried yet."""
        self._made: dict[tuple[str, ...], Path] = {}
        """Folders that were looked at and made: thousands of files share a few."""

    def prepare(self) -> None:
        """Makes the folders, tags the cache as one, and looks what the volume can do."""
        os.makedirs(extended(self.root), exist_ok=True)
        tag = self.root / CACHE_TAG
        if not tag.exists():
            # Only backup programs read it; a cache whose top is not ours to write to is fine without.
            with contextlib.suppress(OSError):
                tag.write_text(CACHE_TAG_TEXT, "ascii", newline="\n")
        blobs = self._below(BLOBS)
        self._below(SNAPSHOTS)  # without it, huggingface_hub calls the repo corrupted
        if self._symlinks is None:
            self._symlinks = symlinks_work(blobs)

    @property
    def symlinks(self) -> bool:
        """Whether snapshots are made of links; known after `prepare`."""
        return self._symlinks is not False

    # --- blobs ----------------------------------------------------------------------------------

    def blob(self, digest: str) -> Path:
        """Where the file with that digest belongs."""
        return self._in_blobs(digest, "")

    def part(self, digest: str) -> Path:
        """Where it grows."""
        return self._in_blobs(digest, OWN_PARTIAL)

    def journal(self, digest: str) -> Path:
        return self._in_blobs(digest, OWN_JOURNAL)

    def standing(self, digest: str, size: int) -> Standing:
        """Whether a file is here by its size, be it in the shared store, in an archive that is connected,
        or in a snapshot from a time without links. `archived`: it is in an archive, which can't be reached
        now: whoever has the file needs to plug in a disk and not to fetch it again. `frozen`, `bucket`: it is
        there and can't be read as it is."""
        path = self.blob(digest)
        try:
            status = os.stat(path)
        except OSError:
            if (away := self._away_at(path)) is not None:
                return _STANDINGS[away]
        else:
            if stat.S_ISREG(status.st_mode) and status.st_size == size:
                return "here"
        return "absent" if self._copy_of(digest, size) is None else "here"

    def has(self, digest: str, size: int) -> bool:
        """Whether `standing` is `here`."""
        return self.standing(digest, size) == "here"

    def found(self, digest: str, size: int) -> Path | None:
        """The plain file, wherever it is, that holds the bytes of a blob; None where there is none."""
        path = Path(os.path.realpath(self.blob(digest)))
        try:
            status = os.stat(path)
        except OSError:
            return self._copy_of(digest, size)
        return path if stat.S_ISREG(status.st_mode) and status.st_size == size else None

    def lock(self, digest: str) -> BlobLock | None:
        """Takes the lock under which huggingface_hub and we write a blob; None where another holds it."""
        self.blob(digest)
        if self._locks is None:
            self._locks = folder_within(self.root, LOCKS, self.repo.folder)
        path = blob_lock(str(self.root), self.repo.folder, digest)
        if self._flock_works is None:
            self._flock_works = flock_excludes(self._locks)
        if self._flock_works:
            with contextlib.suppress(FileNotFoundError):
                return try_flock(path)
        return try_lock(path)

    def publish(self, digest: str, *, durable: bool = True, replace_archived: bool = False) -> None:
        """The part is whole, right and on the disk: it becomes the blob, and its journal goes.

        Durable on return; without `durable`, after `settle`. A link to the shared store or to an archive
        is replaced itself, never written through. One whose file is away all the same is kept, and
        `Failure` raised, unless `replace_archived`: with the link gone nothing would say any more where the
        archive has the file.
        """
        part, blob = self.part(digest), self.blob(digest)
        if not replace_archived and (away := self._away_at(blob)) is not None:
            raise Failure(_REFUSALS[away], path=str(blob), target=os.readlink(blob), refused=True)
        self._set_mode(part)
        os.replace(part, blob)
        with self._lock:
            self._fresh.add(digest)
            self._unsettled.add(blob.parent)
        if durable:
            fsync_folder(blob.parent)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.journal(digest))

    def discard(self, digest: str) -> None:
        """Removes what was fetched of a file that is not wanted any more."""
        for path in (self.part(digest), self.journal(digest)):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)

    def leftovers(self) -> tuple[Leftover, ...]:
        """What downloads that broke off left here, by digest."""
        found: dict[str, Leftover] = {}
        with contextlib.suppress(FileNotFoundError), os.scandir(extended(self.folder / BLOBS)) as entries:
            for entry in entries:
                if not entry.name.endswith((OWN_PARTIAL, OWN_JOURNAL)):
                    continue
                try:
                    status = entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue
                digest = partial_digest(entry.name)
                before = found.get(digest, Leftover(digest, 0, 0.0))
                found[digest] = Leftover(
                    digest, before.bytes + taken(status), max(before.modified, status.st_mtime)
                )
        return tuple(found[digest] for digest in sorted(found))

    def drop_asides(self) -> None:
        """Removes what a kill left of the instants in which something of ours gets its name. Only for whoever
        knows that nobody writes this repo now."""
        with contextlib.suppress(FileNotFoundError):
            for name in os.listdir(extended(self.folder / BLOBS)):
                if _OUR_ASIDE.fullmatch(name):
                    os.unlink(extended(self.folder / BLOBS / name))

    # --- snapshots ------------------------------------------------------------------------------

    def snapshot(self, commit: str) -> Path:
        """The folder that programs load a commit from."""
        check_commit(commit)
        return self.folder / SNAPSHOTS / commit

    def is_linked(self, commit: str, path: str, digest: str, size: int) -> bool:
        """Whether the snapshot has the file, with bytes of the right size behind it."""
        check_path(path)
        file = extended(self.snapshot(commit) / path)
        try:
            target = os.readlink(file)
        except OSError:
            try:
                status = os.lstat(file)
            except OSError:
                return False
            return stat.S_ISREG(status.st_mode) and status.st_size == size
        end = os.path.normpath(os.path.join(self.snapshot(commit), os.path.dirname(path), target))
        return end == os.path.normpath(self.folder / BLOBS / digest) and self.has(digest, size)

    def link(self, commit: str, path: str, digest: str) -> None:
        """Makes the blob the file `path` of a snapshot, whatever was there before."""
        check_path(path)
        check_commit(commit)
        parents = path.split("/")[:-1]
        try:
            self._make(commit, path, digest, parents)
        except FileNotFoundError:
            self._made.clear()  # somebody cleared the folder away just now
            self._make(commit, path, digest, parents)

    def _make(self, commit: str, path: str, digest: str, parents: list[str]) -> None:
        folder = self._below(SNAPSHOTS, commit, *parents)
        file = folder / path.rpartition("/")[2]
        if self.symlinks and os.path.lexists(self.blob(digest)):
            self._symlink(os.sep.join([*[".."] * (len(parents) + 2), BLOBS, digest]), file)
        else:
            with self._lock:
                self._place(digest, file)
        with self._lock:
            self._unsettled.add(folder)

    def _symlink(self, target: str, file: Path) -> None:
        try:
            os.symlink(target, file)
        except FileExistsError:
            with contextlib.suppress(OSError):
                if os.readlink(file) == target:
                    return
            aside = self._aside()
            os.symlink(target, aside)
            _replace(aside, file)

    def _place(self, digest: str, file: Path) -> None:
        """Without a link: a new blob moves into the snapshot, as with huggingface_hub. What another file
        has already is shared with it by a hard link rather than copied: neither is ever written to, and
        an inode counts once. What belongs to the store or an archive is copied."""
        blob = self.blob(digest)
        source: Path | None = blob
        if not os.path.lexists(blob):
            source = self._copies_here().get(digest)
            if source is None:
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(blob))
        elif digest in self._fresh and not blob.is_symlink():
            os.replace(blob, file)
            self._fresh.discard(digest)
            self._copies_here()[digest] = file
            return
        assert source is not None
        if os.path.exists(file) and os.path.samefile(source, file):
            return
        aside = self._aside()
        try:
            if source.is_symlink():
                raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
            os.link(source, aside)
        except OSError:
            clone_or_copy(
                Path(os.path.realpath(source)),
                aside,
                on_bytes=lambda count: None,
                cancelled=lambda: False,
                hasher=None,
            )
            self._set_mode(aside)
        _replace(aside, file)

    def _copy_of(self, digest: str, size: int) -> Path | None:
        with self._lock:
            copy = self._copies_here().get(digest)
        if copy is None:
            return None
        try:
            status = os.lstat(copy)
        except OSError:
            return None
        return copy if stat.S_ISREG(status.st_mode) and status.st_size == size else None

    def _copies_here(self) -> dict[str, Path]:
        """Plain files of snapshots by digest, as far as a listing tells it. Under the lock."""
        if self._copies is None:
            self._copies = {}
            with contextlib.suppress(OSError):
                for name in os.listdir(self.folder / TREES):
                    commit = name.removesuffix(".json")
                    if is_commit(commit):
                        self._note_copies(commit, self._copies)
        return self._copies

    def _note_copies(self, commit: str, copies: dict[str, Path]) -> None:
        for path, listed in read_listing(str(self.root), self.repo.folder, commit).items():
            with contextlib.suppress(OSError, Failure, ValueError):
                check_path(path)
                file = Path(extended(self.folder / SNAPSHOTS / commit / path))
                status = os.lstat(file)
                if stat.S_ISREG(status.st_mode) and status.st_size == listed.size:
                    copies.setdefault(listed.digest, file)

    # --- refs and listings ----------------------------------------------------------------------

    def ref_written(self, revision: str) -> float | None:
        """When `revision` was last noted, in seconds since 1970; None where it is not."""
        check_revision(revision)
        try:
            return os.stat(extended(self.folder / REFS / revision)).st_mtime
        except OSError:
            return None

    def write_ref(self, revision: str, commit: str) -> None:
        """Notes that the branch or tag `revision` is at `commit`; nothing where it is a commit id itself.

        Best done last: programs that load `revision` keep the old snapshot until the new one is whole.
        Durable on return.
        """
        check_commit(commit)
        if is_commit(revision):
            return
        check_revision(revision)
        self._below(SNAPSHOTS, commit)  # huggingface_hub calls a repo corrupted whose ref leads nowhere
        *parents, name = revision.split("/")
        folder = self._below(REFS, *parents)
        with contextlib.suppress(OSError):
            if (folder / name).read_text("utf-8") == commit:
                return
        self._write(folder / name, commit.encode())
        fsync_folder(folder)

    def write_listing(self, commit: str, files: Mapping[str, Listed]) -> None:
        """Keeps what a commit holds; only where `files` is all of it. A commit never changes, so a listing
        that is there already stays."""
        check_commit(commit)
        for path in files:
            check_path(path)
        if not files or read_listing(str(self.root), self.repo.folder, commit):
            return
        self._write(self._below(TREES) / f"{commit}.json", encode_listing(files))

    def settle(self) -> None:
        """All that was published and linked until now is durable on return."""
        with self._lock:
            folders, self._unsettled = self._unsettled, set()
        for folder in sorted(folders):
            with contextlib.suppress(FileNotFoundError):
                if folder.is_dir():
                    fsync_folder(folder)

    # --- within ---------------------------------------------------------------------------------

    def _below(self, *parts: str) -> Path:
        made = self._made.get(parts)
        if made is None:
            made = self._made[parts] = folder_within(self.folder, *parts)
        return made

    def _in_blobs(self, digest: str, suffix: str) -> Path:
        return _in_folder(self._blobs, digest, suffix)

    def _aside(self) -> Path:
        return Path(extended(self.folder / BLOBS / f"{_ASIDE}{secrets.token_hex(8)}"))

    def _away_at(self, blob: Path) -> Place | None:
        """Where the file is that `blob` is a link to, one of `AWAY`; None where it is no such link, or leads
        to a file, or into an archive that is here and has lost it."""
        try:
            target = os.readlink(blob).removeprefix("\\\\?\\")
        except OSError:
            return None
        if not os.path.isabs(target) or os.path.exists(blob):
            return None
        end = os.path.normpath(target)
        roots = {os.path.abspath(self.root), os.path.realpath(self.root)}
        if any(end.startswith(root.rstrip(os.sep) + os.sep) for root in roots):
            return None
        place = Archives(self.repo.folder).look(target).place
        return place if place in AWAY else None

    def _write(self, path: Path, data: bytes) -> None:
        self._below(BLOBS)
        write_by(self._aside(), path, data)

    def _set_mode(self, path: Path) -> None:
        """The mode of a file as this user makes them here: a part may be from another time."""
        if sys.platform == "win32":
            return
        if self._mode is None:
            self._mode = _usual_mode(self._below(BLOBS))
        if stat.S_IMODE(os.stat(path).st_mode) != self._mode:
            with contextlib.suppress(PermissionError):
                os.chmod(path, self._mode)


def write_by(aside: Path, path: Path, data: bytes) -> None:
    """Puts a small file at `path` as a whole, by way of `aside`; its content is durable on return, its name
    is not. Raises OSError."""
    try:
        with open(aside, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(aside)
        raise
    _replace(aside, path)


@lru_cache(1024)
def _in_folder(blobs: str, digest: str, suffix: str) -> Path:
    """The same few paths are asked for ten times over for each file."""
    if digest_kind(digest) is None:
        raise Failure("bad-digest", digest=digest)
    return Path(f"{blobs}{os.sep}{digest}{suffix}")


def _replace(aside: Path, path: Path) -> None:
    """Gives `aside` the name `path`; it is gone where that fails."""
    try:
        os.replace(aside, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(aside)
        raise


def _usual_mode(folder: Path) -> int:
    """The mode that a new file has in `folder`: by the umask, or the folder's access list. The umask itself
    can't be asked for without setting it, for all threads."""
    probe = folder / f"{_ASIDE}{secrets.token_hex(8)}"
    os.close(os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
    try:
        return stat.S_IMODE(os.stat(probe).st_mode)
    finally:
        os.unlink(probe)
