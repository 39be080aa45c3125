"""The files of a repo, as an endpoint lists them, and what of that must not be believed. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec
from msgspec import Struct

from ..cache.names import digest_kind, safe_relative
from ..problems import Failure
from .failures import Asked, nonsense

_MOST_FILES: Final = 1_000_000
_LARGEST_FILE: Final = 1 << 50


class RemoteFile(Struct, frozen=True, kw_only=True):
    """A file of a repo at one commit."""

    path: str
    """Stays below the folder it is put in: `safe_relative`."""
    size: int
    digest: str
    """The name of its blob: SHA-256 where the file is in LFS, else Git's SHA-1."""
    lfs: bool
    oid: str
    """Git's id; for a file in LFS that of its pointer."""
    xet_hash: str = ""


class _Lfs(Struct, gc=False):
    oid: str = ""
    sha256: str = ""
    size: int | None = None


class Line(Struct, gc=False):
    """A file or folder in the words of the API."""

    path: str
    type: str = "file"
    oid: str = ""
    size: int = 0
    lfs: _Lfs | None = None
    xet_hash: str | None = msgspec.field(name="xetHash", default=None)


class Listing:
    """The lines that came so far."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.files: dict[str, RemoteFile] = {}
        self.folders: set[str] = set()

    def add(self, line: Line) -> bool:
        """Whether the line is new. Raises `Failure` where it must not be believed."""
        if line.type == "directory":
            new = line.path not in self.folders
            self.folders.add(line.path)
            return new
        if line.type != "file":
            return False
        file = checked(line, self.asked)
        known = self.files.setdefault(file.path, file)
        if known is file:
            if len(self.files) > _MOST_FILES:
                raise nonsense(self.asked, "more files than any repo has")
            return True
        if known != file:
            raise nonsense(self.asked, "two files of one name")
        return False

    def all_files(self) -> tuple[RemoteFile, ...]:
        """Raises `Failure` where they can't lie side by side."""
        if any(folder in self.files for path in self.files for folder in _folders(path)):
            raise nonsense(self.asked, "a file that is a folder")
        return tuple(self.files.values())


def checked(line: Line, asked: Asked) -> RemoteFile:
    """The file that a line tells of. Raises `Failure` where it can't be one."""
    if not safe_relative(line.path):
        raise Failure("hub-unsafe-name", repo=str(asked.repo), path=line.path, host=asked.host)
    digest, size = line.oid, line.size
    if line.lfs is not None:
        digest = (line.lfs.oid or line.lfs.sha256).removeprefix("sha256:")
        size = line.size if line.lfs.size is None else line.lfs.size
    if digest_kind(digest) != ("git-sha1" if line.lfs is None else "sha256"):
        raise nonsense(asked, "a file without a digest")
    if not 0 <= size < _LARGEST_FILE:
        raise nonsense(asked, "a file of an impossible size")
    xet_hash = line.xet_hash or ""
    return RemoteFile(
        path=line.path,
        size=size,
        digest=digest,
        lfs=line.lfs is not None,
        oid=line.oid,
        xet_hash=xet_hash if digest_kind(xet_hash) == "sha256" else "",
    )


def _folders(path: str) -> Iterator[str]:
    end = path.find("/")
    while end >= 0:
        yield path[:end]
        end = path.find("/", end + 1)
