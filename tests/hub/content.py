"""What a hub holds: repos with their commits, refs and files, and who may read them.

Several hubs may serve one `Content`: a hub and its mirrors. All of it may be changed while hubs run.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from tests.hub import git
from tests.hub.sources import InMemory, Source, sha256_of, source_of
from tests.hub.xet import XetStore

LFS_FROM = 10 * 1024 * 1024
"""Bytes from which a file is kept in LFS whatever its name."""

LFS_SUFFIXES = frozenset(
    """
    .7z .arrow .bin .ckpt .ftz .gguf .gz .h5 .joblib .lz4 .mlmodel .model .msgpack .npy .npz .onnx
    .onnx_data .ot .parquet .pb .pickle .pkl .pt .pth .rar .safetensors .tar .tflite .tgz .wasm .xz .zip .zst
    """.split()  # noqa: SIM905 - a list of quoted words would be a page long
)
"""What the Hub's usual .gitattributes keeps in LFS."""

FIRST_DAY = datetime(2024, 1, 1, 9, 0, tzinfo=UTC)
"""The first commit of a repo; each further one comes a day later. Fixed, so that commit ids are."""

_COMMIT = re.compile(r"[0-9a-f]{40}")


class Kind(StrEnum):
    """The types of repo."""

    MODEL = "model"
    DATASET = "dataset"
    SPACE = "space"
    KERNEL = "kernel"

    @property
    def plural(self) -> str:
        """As in `/api/models`."""
        return f"{self.value}s"

    @property
    def prefix(self) -> str:
        """What stands before the id in a file's URL."""
        return "" if self is Kind.MODEL else f"{self.plural}/"


@dataclass(frozen=True)
class File:
    """A file for a commit, where bytes or a path alone do not say enough."""

    content: bytes | Path
    lfs: bool | None = None
    """None: by the name's suffix, or from `LFS_FROM` bytes on."""
    xet: bool | None = None
    """None: as the repo does. Only LFS files are kept in Xet storage."""
    sha256: str = ""
    """Of an LFS file whose hash is known; empty: it is computed."""


@dataclass(frozen=True)
class Entry:
    """A file in a commit."""

    path: str
    source: Source
    oid: str
    """Git's id of the bytes, or of the pointer where the file is in LFS."""
    sha256: str = ""
    """Only of LFS files."""
    xet_hash: str = ""

    @property
    def size(self) -> int:
        return self.source.size

    @property
    def lfs(self) -> bool:
        return bool(self.sha256)

    @property
    def etag(self) -> str:
        """The name of the blob in a cache."""
        return self.sha256 or self.oid

    @property
    def pointer(self) -> bytes:
        """What git keeps instead of an LFS file's bytes."""
        return git.pointer(self.sha256, self.size)


@dataclass(frozen=True)
class Commit:
    """A revision. `files` and `folders` (their tree ids, "" for the root) by path."""

    id: str
    parent: Commit | None
    title: str
    message: str
    author: str
    date: datetime
    files: Mapping[str, Entry] = field(repr=False)
    folders: Mapping[str, str] = field(repr=False)

    def history(self) -> list[Commit]:
        """This commit and all before it, newest first."""
        found: list[Commit] = []
        each: Commit | None = self
        while each is not None:
            found.append(each)
            each = each.parent
        return found

    def last_change(self, path: str) -> Commit:
        """The newest commit that changed the file or folder at `path`."""
        for each in self.history():
            if each.parent is None or each.object_id(path) != each.parent.object_id(path):
                return each
        return self

    def object_id(self, path: str) -> str | None:
        """Git's id of the file or folder at `path`, None where there is neither."""
        entry = self.files.get(path)
        return entry.oid if entry else self.folders.get(path)


@dataclass(frozen=True)
class About:
    """What the API says of a repo and the files do not."""

    downloads: int = 0
    likes: int = 0
    gated: str = ""
    """"auto" or "manual"; empty: open to everybody."""
    private: bool = False
    disabled: bool = False
    readers: frozenset[str] = frozenset()
    """The users that may read a gated or private repo."""
    sdk: str = ""
    """Of a space."""


@dataclass(frozen=True)
class Shelf:
    """What all repos of a content share."""

    xet: XetStore
    blobs: dict[str, Source] = field(default_factory=dict)
    """LFS files by sha256."""


class Repo:
    """A repo and its history. Made by `Content.add`."""

    def __init__(self, kind: Kind, repo_id: str, about: About, xet: bool, shelf: Shelf) -> None:
        self.kind = kind
        self.id = repo_id
        self.about = about
        self._xet = xet
        self._shelf = shelf
        self._lock = threading.RLock()
        self._commits: dict[str, Commit] = {}
        self._refs: dict[str, Commit] = {}

    @property
    def author(self) -> str:
        """The organisation or user, as in `author/name`."""
        return self.id.partition("/")[0] if "/" in self.id else "hub"

    @property
    def head(self) -> Commit:
        """What `main` points at; a KeyError where nothing was committed."""
        return self._refs["refs/heads/main"]

    def commit(
        self,
        files: Mapping[str, bytes | Path | File],
        *,
        title: str = "",
        message: str = "",
        branch: str = "main",
        delete: Iterable[str] = (),
        xet: bool | None = None,
    ) -> Commit:
        """Add or replace `files`, drop those named in `delete`, and move `branch` there.

        A new branch begins at `main`. Returns the commit. Paths are POSIX ones; nothing keeps a test
        from committing a hostile one.
        """
        with self._lock:
            ref = f"refs/heads/{branch}" if not branch.startswith("refs/") else branch
            parent = self._refs.get(ref) or self._refs.get("refs/heads/main")
            entries = dict(parent.files) if parent else {}
            for path in delete:
                del entries[path]
            entries.update(self._entries(files, self._xet if xet is None else xet))
            folders = git.tree_ids({path: entry.oid for path, entry in entries.items()})
            title = title or ("Update " if parent else "Upload ") + ", ".join(sorted(files)[:3])
            date = parent.date + timedelta(days=1) if parent else FIRST_DAY
            text = f"{title}\n\n{message}" if message else title
            commit_id = git.commit_id(folders[""], parent.id if parent else None, self.author, date, text)
            commit = Commit(
                id=commit_id,
                parent=parent,
                title=title,
                message=message,
                author=self.author,
                date=date,
                files=MappingProxyType(dict(sorted(entries.items()))),
                folders=MappingProxyType(folders),
            )
            self._commits[commit_id] = commit
            self._refs[ref] = commit
            return commit

    def branch(self, name: str, at: Commit | None = None) -> None:
        """Point the branch at a commit (default: the head of `main`); made where it is not there."""
        self.ref(f"refs/heads/{name}", at)

    def tag(self, name: str, at: Commit | None = None) -> None:
        """Point the tag at a commit (default: the head of `main`)."""
        self.ref(f"refs/tags/{name}", at)

    def ref(self, name: str, at: Commit | None = None) -> None:
        """Point any full ref, such as `refs/pr/1`, at a commit (default: the head of `main`)."""
        with self._lock:
            self._refs[name] = at or self.head

    def drop_ref(self, name: str) -> None:
        """Forget a full ref; its commits stay."""
        with self._lock:
            del self._refs[name]

    def refs(self) -> dict[str, Commit]:
        """Full ref names to commits."""
        with self._lock:
            return dict(self._refs)

    def commits(self) -> list[Commit]:
        """All commits, oldest first."""
        with self._lock:
            return list(self._commits.values())

    def resolve(self, revision: str) -> Commit | None:
        """The commit that a branch, tag, full ref or commit id names."""
        with self._lock:
            if _COMMIT.fullmatch(revision):
                return self._commits.get(revision)
            for name in (f"refs/heads/{revision}", f"refs/tags/{revision}", revision):
                if name in self._refs:
                    return self._refs[name]
            return None

    def moves(self, revision: str) -> bool:
        """Whether `revision` is a name whose commit changes with time."""
        return f"refs/heads/{revision}" in self._refs or revision.startswith("refs/")

    def _entries(self, files: Mapping[str, bytes | Path | File], xet: bool) -> dict[str, Entry]:
        given = {path: each if isinstance(each, File) else File(each) for path, each in files.items()}
        sources = {path: source_of(file.content) for path, file in given.items()}
        lfs = {path for path, file in given.items() if _in_lfs(path, file, sources[path].size)}
        wanted = {path for path in lfs if (xet if given[path].xet is None else given[path].xet)}
        hashes = self._shelf.xet.upload({path: sources[path] for path in wanted if sources[path].size})
        entries = {}
        for path, source in sources.items():
            if path in lfs:
                sha256 = given[path].sha256 or sha256_of(source)
                oid = git.blob_id(InMemory(git.pointer(sha256, source.size)))
                entries[path] = Entry(path, source, oid, sha256, hashes.get(path, ""))
                self._shelf.blobs[sha256] = source
            else:
                entries[path] = Entry(path, source, git.blob_id(source))
        return entries


class Content:
    """All repos and tokens. `folder` is where Xet storage is made; it stays the caller's to remove."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.xet = XetStore(folder / "xet")
        self._shelf = Shelf(self.xet)
        self._lock = threading.RLock()
        self._repos: dict[tuple[Kind, str], Repo] = {}
        self._moved: dict[tuple[Kind, str], str] = {}
        self._tokens: dict[str, str] = {}

    def add(
        self,
        repo_id: str,
        files: Mapping[str, bytes | Path | File] | None = None,
        *,
        kind: Kind | str = Kind.MODEL,
        about: About | None = None,
        xet: bool = False,
    ) -> Repo:
        """A new repo, with `files` as its first commit on `main` where given. `xet`: LFS files go to Xet."""
        repo = Repo(Kind(kind), repo_id, about or About(), xet, self._shelf)
        if files is not None:
            repo.commit(files, title="Initial commit")
        with self._lock:
            self._repos[repo.kind, repo_id] = repo
        return repo

    def remove(self, repo: Repo) -> None:
        """The repo is gone from the hub."""
        with self._lock:
            del self._repos[repo.kind, repo.id]

    def move(self, old: str, new: str, kind: Kind | str = Kind.MODEL) -> None:
        """Requests for `old` are redirected to `new`, which need not have stood at `old`."""
        with self._lock:
            repo = self._repos.pop((Kind(kind), old), None)
            if repo is not None:
                repo.id = new
                self._repos[repo.kind, new] = repo
            self._moved[Kind(kind), old] = new

    def repo(self, repo_id: str, kind: Kind | str = Kind.MODEL) -> Repo | None:
        """The repo, or None."""
        with self._lock:
            return self._repos.get((Kind(kind), repo_id))

    def moved_to(self, repo_id: str, kind: Kind) -> str | None:
        """Where requests for a moved repo are sent."""
        with self._lock:
            return self._moved.get((kind, repo_id))

    def repos(self, kind: Kind | None = None) -> list[Repo]:
        """All repos, or those of one type, in the order they were added."""
        with self._lock:
            return [repo for repo in self._repos.values() if kind in (None, repo.kind)]

    def blob(self, sha256: str) -> Source | None:
        """The bytes of an LFS file of any repo and revision."""
        return self._shelf.blobs.get(sha256)

    def token(self, value: str, user: str) -> None:
        """Make a token that stands for `user`."""
        with self._lock:
            self._tokens[value] = user

    def user(self, token: str) -> str | None:
        """Whom a token stands for; None for an unknown one."""
        with self._lock:
            return self._tokens.get(token)


def _in_lfs(path: str, file: File, size: int) -> bool:
    if file.lfs is not None:
        return file.lfs
    return size >= LFS_FROM or any(path.endswith(suffix) for suffix in LFS_SUFFIXES)
