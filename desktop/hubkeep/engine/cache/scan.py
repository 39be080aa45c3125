"""Looks at one repo folder of a hub cache, and says what is there. Reads, never writes, never follows
a link that leaves the cache for anything but its size.

Nothing on disk makes a scan fail: what can't be read or understood becomes a `Problem` of the repo.
The loops are written for speed: ten thousand repos are seven hundred thousand names.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import time
from typing import Final

import msgspec

from ..problems import Problem, problem
from .away import Archives
from .layout import (
    BLOBS,
    OWN_FILES,
    REFS,
    REPO_PARTS,
    SNAPSHOTS,
    STORE_MARKER,
    STORE_MARKER_TEXT,
    SYSTEM_FILES,
    TREES,
    is_partial,
    is_transient,
    is_trash_folder,
)
from .listing import read_listing
from .names import digest_kind, repo_of_folder
from .scanned import AWAY, BlobScan, FileScan, ForeignScan, Place, RepoScan, SnapshotScan, Stamp, StoreScan
from .spelling import on_disk, spelled, spelled_throughout

_MAX_REF: Final = 512
"""Bytes of a ref file worth reading: a commit is 40."""
_MAX_DEPTH: Final = 64
"""Folders in folders that are looked into; what lies deeper is counted as a whole."""
_REF_ASIDE: Final = re.compile(r".+\.[0-9a-f]{8}\.tmp")
"""A ref on its way: written beside the old one, then renamed onto it."""
_STORE_COMPANION: Final = re.compile(r"[0-9a-f]{64}(\.refs(\.[0-9a-f]{8}\.tmp)?|\.lock|\.lock\.soft)")
_UNSETTLED: Final = 2.0
"""Seconds for which a time in a stamp is not believed: a file system may count in steps as long, and
a second change within the step would leave the same time."""
UNSETTLED_TIME: Final = -1
"""A time that no folder has."""


def list_entries(root: str) -> tuple[list[str], list[str]]:
    """The names at the top of the cache: repo folders, and foreign ones. Raises OSError."""
    repos: list[str] = []
    foreign: list[str] = []
    with os.scandir(root) as entries:
        for entry in entries:
            name = entry.name
            if repo_of_folder(name) is not None and entry.is_dir(follow_symlinks=False):
                repos.append(spelled(name))
            elif not _belongs(root, name):
                foreign.append(spelled(name))
    return sorted(repos), sorted(foreign)


def _belongs(root: str, name: str) -> bool:
    """Whether a top-level name that is no repo has its place in a cache all the same."""
    if name in OWN_FILES or name in SYSTEM_FILES or is_trash_folder(name):
        return True
    return name == BLOBS and is_store(root)


def is_store(root: str) -> bool:
    """Whether the cache's `blobs/` is huggingface_hub's shared store, by its marker."""
    folder = os.path.join(root, BLOBS)
    marker = os.path.join(folder, STORE_MARKER)
    try:
        # A marker that is a pipe would keep whoever opens it waiting for ever.
        if os.path.islink(folder) or not stat.S_ISREG(os.lstat(marker).st_mode):
            return False
        with open(marker, encoding="utf-8", errors="replace") as file:
            return file.read(8) == STORE_MARKER_TEXT
    except OSError:
        return False


def scan_repo(root: str, folder: str, *, at_root: bool = False) -> RepoScan:
    """The repo in `root`/`folder`. Raises FileNotFoundError where the folder itself is gone.

    `at_root`: the process stands in `root`, so that short paths do; every call is then quicker.
    """
    name = on_disk(folder)
    return _RepoScanner(root, name, name if at_root else os.path.join(root, name)).scan()


class _RepoScanner:
    """The state of one scan: what was found so far."""

    def __init__(self, root: str, folder: str, base: str) -> None:
        self._root = root
        self._base = base
        self._folder = folder
        self._problems: list[Problem] = []
        self._quick: list[str] = []
        self._quick_times: list[int] = []
        self._rest: list[str] = []
        self._rest_times: list[int] = []
        self._strange: list[str] = []
        self._strange_bytes = 0
        self._began = time.time()
        self._archives: Archives | None = None
        """Set where links lead out of the cache and to nothing."""
        self._ascii = folder.isascii()
        """Whether all names so far are: then nothing needs to be spelled."""

    def scan(self) -> RepoScan:
        # Folder times are taken before the folder is read: a change during the scan then shows as
        # a stamp that no longer fits, and the repo is scanned once more.
        self._note_quick("")
        parts: set[str] = set()
        for entry in self._entries(self._base, ""):
            name = entry.name
            if name in REPO_PARTS and entry.is_dir(follow_symlinks=False):
                parts.add(name)
            elif name not in SYSTEM_FILES:
                self._note_strange(name, entry)
        blobs: list[BlobScan] = []
        partials: list[BlobScan] = []
        refs: list[tuple[str, str]] = []
        snapshots: list[SnapshotScan] = []
        trees: list[str] = []
        if BLOBS in parts:
            self._scan_blobs(blobs, partials)
        if REFS in parts:
            self._scan_refs(REFS, refs, 0)
        if SNAPSHOTS in parts:
            self._scan_snapshots(snapshots)
        if TREES in parts:
            names = sorted(entry.name for entry in self._entries(f"{self._base}/{TREES}", TREES))
            trees = [name.removesuffix(".json") for name in names if name.endswith(".json")]
            self._ascii = self._ascii and all(name.isascii() for name in trees)
        if self._archives is not None:
            blobs = self._sized(blobs, trees)
        scan = RepoScan(
            folder=self._folder,
            stamp=Stamp(
                tuple(self._quick), tuple(self._quick_times), tuple(self._rest), tuple(self._rest_times)
            ),
            blobs=tuple(blobs),
            partials=tuple(partials),
            snapshots=tuple(snapshots),
            refs=tuple(refs),
            trees=tuple(trees),
            strange=tuple(self._strange),
            strange_bytes=self._strange_bytes,
            problems=tuple(self._problems),
            bucket=self._archives.bucket if self._archives is not None else "",
        )
        return scan if self._ascii else spelled_throughout(scan)

    def _entries(self, path: str, shown: str) -> list[os.DirEntry[str]]:
        """What is in a folder; nothing, and a problem noted, where it can't be read."""
        try:
            with os.scandir(path) as entries:
                return list(entries)
        except FileNotFoundError:
            if not shown:
                raise
            # Gone between listing and reading: the next confirmation sees the new state.
        except OSError as error:
            self._note_unreadable(shown or self._folder, error)
        return []

    def _note_unreadable(self, shown: str, error: OSError) -> None:
        reason = error.strerror or type(error).__name__
        self._problems.append(problem("unreadable", path=shown, reason=reason))

    def _note_quick(self, relative: str) -> float:
        """Keeps the time of a folder; returns it, in seconds."""
        self._quick.append(relative)
        time_ns = mtime_ns(f"{self._base}/{relative}")
        self._quick_times.append(self._settled(time_ns))
        return time_ns / 1e9

    def _note_rest(self, relative: str) -> None:
        self._rest.append(relative)
        self._rest_times.append(self._settled(mtime_ns(f"{self._base}/{relative}")))

    def _settled(self, time_ns: int) -> int:
        """`time_ns`, or a time that nothing has where a change may follow that would not alter it."""
        recent = abs(time_ns / 1e9 - self._began) <= _UNSETTLED
        return UNSETTLED_TIME if recent else time_ns

    def _note_strange(self, relative: str, entry: os.DirEntry[str]) -> None:
        self._strange.append(relative)
        self._ascii = self._ascii and relative.isascii()
        try:
            if entry.is_dir(follow_symlinks=False):
                size, _, reason = tree_size(entry.path)
                self._strange_bytes += size
                if reason:
                    self._problems.append(problem("unreadable", path=relative, reason=reason))
            elif entry.is_file(follow_symlinks=False):
                self._strange_bytes += entry.stat(follow_symlinks=False).st_size
        except OSError:
            pass  # its name is noted; a size that can't be had counts as nothing

    def _scan_blobs(self, blobs: list[BlobScan], partials: list[BlobScan]) -> None:
        self._note_quick(BLOBS)
        for entry in self._entries(f"{self._base}/{BLOBS}", BLOBS):
            name = entry.name
            if not name.isascii():
                self._ascii = False
            try:
                if entry.is_symlink():
                    blobs.append(self._linked_blob(name, entry.path))
                    continue
                status = entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue  # renamed or removed while we looked
            except OSError as error:
                self._note_unreadable(f"{BLOBS}/{name}", error)
                continue
            if not stat.S_ISREG(status.st_mode):
                self._note_strange(f"{BLOBS}/{name}", entry)
            elif "." not in name and "_" not in name:
                blobs.append(blob_of(name, status))  # a plain digest, as nearly all are
            elif is_partial(name):
                partial = blob_of(name, status)
                # Ours has its full size from the beginning, and no bytes yet where it has holes.
                partials.append(msgspec.structs.replace(partial, size=taken(status)))
            elif is_transient(name):
                # Mostly gone in an instant; what a kill left behind takes its bytes all the same.
                self._note_strange(f"{BLOBS}/{name}", entry)
            elif name not in SYSTEM_FILES:
                blobs.append(blob_of(name, status))

    def _linked_blob(self, name: str, path: str) -> BlobScan:
        target = os.readlink(path)
        if not target.isascii():
            self._ascii = False
        digest = store_digest(self._root, self._folder, target)
        away = not digest and os.path.isabs(target) and not _inside(self._root, target)
        try:
            # The payload itself, not where a link in its place leads: that is nothing the store knows.
            status = os.lstat(os.path.join(os.path.dirname(path), target)) if digest else os.stat(path)
        except OSError as error:
            own = os.lstat(path)
            if away:
                self._archives = self._archives or Archives(self._folder)
                known = self._archives.look(target)
                return BlobScan(name, known.size, known.accessed, known.modified, known.place, target)
            if error.errno in {errno.EACCES, errno.EPERM}:
                place = Place.STRANGE
            else:
                place = Place.MISSING
            return BlobScan(name, 0, own.st_atime, own.st_mtime, place, digest or target)
        if not stat.S_ISREG(status.st_mode):
            return BlobScan(name, 0, status.st_atime, status.st_mtime, Place.STRANGE, target)
        if digest:
            return blob_of(name, status, Place.STORE, digest)
        if away:
            return blob_of(name, status, Place.ARCHIVE, target)
        return BlobScan(name, 0, status.st_atime, status.st_mtime, Place.STRANGE, target)

    def _sized(self, blobs: list[BlobScan], trees: list[str]) -> list[BlobScan]:
        """`blobs` with the sizes of those that are away, as far as listings of commits tell them."""
        unknown = {blob.name for blob in blobs if blob.place in AWAY and not blob.size}
        sizes: dict[str, int] = {}
        for commit in trees if unknown else ():
            for listed in read_listing(self._root, self._folder, commit).values():
                if listed.digest in unknown:
                    sizes[listed.digest] = listed.lfs_size or listed.size
        return [
            msgspec.structs.replace(blob, size=sizes[blob.name]) if blob.name in sizes else blob
            for blob in blobs
        ]

    def _scan_refs(self, relative: str, refs: list[tuple[str, str]], depth: int) -> None:
        if depth == 0:
            self._note_quick(relative)
        else:
            self._note_rest(relative)
        for entry in self._entries(f"{self._base}/{relative}", relative):
            name = f"{relative}/{entry.name}"
            if not name.isascii():
                self._ascii = False
            if entry.is_dir(follow_symlinks=False):
                if depth < _MAX_DEPTH:
                    self._scan_refs(name, refs, depth + 1)
                else:
                    self._note_strange(name, entry)
            elif entry.name in SYSTEM_FILES or _REF_ASIDE.fullmatch(entry.name):
                continue
            elif entry.is_file(follow_symlinks=False):
                self._note_rest(name)
                try:
                    refs.append((name.removeprefix(f"{REFS}/"), _read_ref(entry.path)))
                except FileNotFoundError:
                    continue
                except OSError as error:
                    self._note_unreadable(name, error)
            else:
                self._note_strange(name, entry)

    def _scan_snapshots(self, snapshots: list[SnapshotScan]) -> None:
        self._note_quick(SNAPSHOTS)
        for entry in self._entries(f"{self._base}/{SNAPSHOTS}", SNAPSHOTS):
            if not entry.is_dir(follow_symlinks=False):
                if entry.name not in SYSTEM_FILES:
                    self._note_strange(f"{SNAPSHOTS}/{entry.name}", entry)
                continue
            relative = f"{SNAPSHOTS}/{entry.name}"
            self._ascii = self._ascii and relative.isascii()
            modified = self._note_quick(relative)
            files: list[FileScan] = []
            self._scan_files(relative, "", "../../blobs/", files, 0)
            snapshots.append(SnapshotScan(entry.name, modified, tuple(files)))

    def _scan_files(
        self, relative: str, inner: str, expected: str, files: list[FileScan], depth: int
    ) -> None:
        skip = len(expected)
        readlink = os.readlink
        for entry in self._entries(f"{self._base}/{relative}", relative):
            name = entry.name
            if not name.isascii():
                self._ascii = False
            try:
                if entry.is_symlink():
                    target = readlink(entry.path)
                    blob = target[skip:]
                    if target.startswith(expected) and "/" not in blob and blob:
                        files.append(FileScan(inner + name, blob))
                    else:
                        files.append(self._strange_file(inner + name, entry.path, target))
                elif entry.is_dir(follow_symlinks=False):
                    if depth < _MAX_DEPTH:
                        below = f"{relative}/{name}"
                        self._note_rest(below)
                        self._scan_files(below, f"{inner}{name}/", f"../{expected}", files, depth + 1)
                    else:
                        self._note_strange(f"{relative}/{name}", entry)
                elif name not in SYSTEM_FILES:
                    status = entry.stat(follow_symlinks=False)
                    place = Place.HERE if stat.S_ISREG(status.st_mode) else Place.STRANGE
                    files.append(FileScan(inner + name, "", blob_of("", status, place)))
            except FileNotFoundError:
                continue
            except OSError as error:
                self._note_unreadable(f"{relative}/{name}", error)

    def _strange_file(self, inner: str, path: str, target: str) -> FileScan:
        """A link in a snapshot that is not written the usual way: still fine where it ends in this
        repo's `blobs/` (Windows across drives writes absolute ones)."""
        if not target.isascii():
            self._ascii = False
        below = os.path.relpath(os.path.dirname(path), self._base)
        for root in _names_of(self._root):
            repo = os.path.join(root, self._folder)
            folder, blob = os.path.split(os.path.normpath(os.path.join(repo, below, target)))
            if folder == os.path.join(repo, BLOBS):
                return FileScan(inner, blob)
        status = os.lstat(path)
        return FileScan(inner, "", BlobScan("", 0, status.st_atime, status.st_mtime, Place.STRANGE, target))


def _read_ref(path: str) -> str:
    """The commit in a ref file. Raises OSError."""
    fd = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    try:
        return os.read(fd, _MAX_REF).decode("utf-8", "replace").strip()
    finally:
        os.close(fd)


def blob_of(name: str, status: os.stat_result, place: Place = Place.HERE, target: str = "") -> BlobScan:
    """A blob from its stat; the inode is kept only where it has other names."""
    if status.st_nlink == 1:
        return BlobScan(name, status.st_size, status.st_atime, status.st_mtime, place, target)
    return BlobScan(
        name,
        status.st_size,
        status.st_atime,
        status.st_mtime,
        place,
        target,
        status.st_dev,
        status.st_ino,
        status.st_nlink,
    )


def taken(status: os.stat_result) -> int:
    """Bytes that a file takes of the disk, at most those it has."""
    blocks: int | None = getattr(status, "st_blocks", None)
    return status.st_size if blocks is None else min(status.st_size, blocks * 512)


def store_digest(root: str, folder: str, target: str) -> str:
    """The Xet hash that a link in `folder`/blobs names in the shared store, empty if none."""
    if os.path.isabs(target):
        path = os.path.normpath(target)
        below = [os.path.relpath(path, base) for base in _names_of(root) if _below(base, path)]
        if not below:
            return ""
        relative = below[0]
    else:
        relative = os.path.normpath(os.path.join(folder, BLOBS, target))
    parts = relative.replace("\\", "/").split("/")
    if (
        len(parts) == 3
        and parts[0] == BLOBS
        and parts[1] == parts[2][:2]
        and digest_kind(parts[2]) == "sha256"
    ):
        return parts[2]
    return ""


def _inside(root: str, path: str) -> bool:
    """Whether an absolute path lies in the cache."""
    return any(_below(base, os.path.normpath(path)) for base in _names_of(root))


def _below(base: str, path: str) -> bool:
    return path.startswith(base.rstrip(os.sep) + os.sep)


def _names_of(root: str) -> tuple[str, str]:
    """The cache folder as it is asked for, and as it is called where no link is on the way."""
    return os.path.abspath(root), os.path.realpath(root)


def mtime_ns(path: str) -> int:
    """The mtime of `path` itself in ns, 0 where it can't be had."""
    try:
        return os.lstat(path).st_mtime_ns
    except OSError:
        return 0


def scan_store(root: str) -> StoreScan:
    """The shared store of the cache; an empty one where there is none."""
    if not is_store(root):
        return StoreScan()
    payloads: list[BlobScan] = []
    strange: list[str] = []
    strange_bytes = 0
    problems: list[Problem] = []
    base = os.path.join(root, BLOBS)
    for prefix in _listed(base, BLOBS, problems):
        if prefix.is_dir(follow_symlinks=False):
            for entry in _listed(prefix.path, f"{BLOBS}/{prefix.name}", problems):
                try:
                    status = entry.stat(follow_symlinks=False)
                except OSError:
                    continue  # gone since it was listed
                regular = stat.S_ISREG(status.st_mode)
                if digest_kind(entry.name) == "sha256" and entry.name.startswith(prefix.name):
                    payloads.append(blob_of(entry.name, status, Place.HERE if regular else Place.STRANGE))
                elif not _STORE_COMPANION.fullmatch(entry.name):
                    strange.append(f"{prefix.name}/{entry.name}")
                    strange_bytes += status.st_size if regular else 0
        elif prefix.name not in SYSTEM_FILES and not prefix.name.startswith(STORE_MARKER):
            strange.append(prefix.name)
    payloads.sort(key=lambda payload: payload.name)
    return spelled_throughout(
        StoreScan(tuple(payloads), tuple(sorted(strange)), tuple(problems), strange_bytes)
    )


def _listed(path: str, shown: str, problems: list[Problem]) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(path) as entries:
            return list(entries)
    except FileNotFoundError:
        return []
    except OSError as error:
        problems.append(problem("unreadable", path=shown, reason=error.strerror or type(error).__name__))
        return []


def scan_foreign(root: str, name: str) -> ForeignScan:
    """Something at the top of the cache that is no repo: its size, and why it is none."""
    return spelled_throughout(_foreign(root, on_disk(name)))


def _foreign(root: str, name: str) -> ForeignScan:
    path = os.path.join(root, name)
    status = os.lstat(path)
    # Looking at a link or into a folder is a read of it, so their own access times tell of ourselves.
    changed = status.st_mtime
    if stat.S_ISLNK(status.st_mode):
        code = "foreign-repo-link" if repo_of_folder(name) else "foreign-link"
        return ForeignScan(name, 0, 0, changed, changed, problem(code, path=name, target=os.readlink(path)))
    if stat.S_ISDIR(status.st_mode):
        tree = _Tree(path)
        if tree.unreadable:
            reason = problem("unreadable", path=name, reason=tree.unreadable)
        elif name == BLOBS:
            reason = problem("foreign-store", path=name)
        else:
            reason = problem("foreign-folder", path=name)
        modified, accessed = tree.modified or changed, tree.accessed or changed
        return ForeignScan(name, tree.bytes, tree.files, modified, accessed, reason)
    size = status.st_size if stat.S_ISREG(status.st_mode) else 0
    return ForeignScan(name, size, 1, changed, status.st_atime, problem("foreign-file", path=name))


def tree_size(path: str) -> tuple[int, int, str]:
    """Bytes and number of the regular files below `path`, each inode once, no link followed; and
    the system's reason where a part could not be read."""
    tree = _Tree(path)
    return tree.bytes, tree.files, tree.unreadable


class _Tree:
    """What the regular files below a folder come to; no link is followed, each inode counts once."""

    def __init__(self, path: str) -> None:
        self.bytes = 0
        self.files = 0
        self.modified = self.accessed = 0.0
        """The newest of the files, 0 where there is none."""
        self.unreadable = ""
        """The system's reason where a part could not be read."""
        self._seen: set[tuple[int, int]] = set()
        pending = [path]
        while pending:
            try:
                with os.scandir(pending.pop()) as entries:
                    pending += [entry.path for entry in entries if self._is_folder(entry)]
            except FileNotFoundError:
                continue
            except OSError as error:
                self.unreadable = error.strerror or type(error).__name__

    def _is_folder(self, entry: os.DirEntry[str]) -> bool:
        """Whether `entry` is yet to be looked into; a file is counted."""
        if entry.is_dir(follow_symlinks=False):
            return True
        try:
            status = entry.stat(follow_symlinks=False)
        except FileNotFoundError:
            return False  # gone since it was listed
        if stat.S_ISREG(status.st_mode):
            self.files += 1
            self.modified = max(self.modified, status.st_mtime)
            self.accessed = max(self.accessed, status.st_atime)
            inode = (status.st_dev, status.st_ino)
            if status.st_nlink == 1 or inode not in self._seen:
                self.bytes += status.st_size
            if status.st_nlink > 1:
                self._seen.add(inode)
        return False
