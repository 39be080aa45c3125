"""What a plain folder says its files are, from the best that it has to say.

That is, in this order: the record of an export, huggingface_hub's notes and listing, Git's tree of a clone,
`SHA256SUMS`. None of it proves that a commit of the Hub is what it says; all of it proves that no byte was
changed since it was written down.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from msgspec import Struct

from ..cache.listing import Listed
from ..cache.local_folder import FolderWriter, Note
from ..cache.names import digest_kind, safe_relative
from ..problems import Failure
from .clone import read_clone
from .exported import RECORD, SUMS, read_exported, read_sums

POINTER: Final = b"version https://git-lfs.github.com/spec/v1\n"
_LARGEST_POINTER: Final = 1024
_LARGEST_SMALL: Final = 10 << 20
"""Bytes over which the Hub keeps no file in Git itself."""
_NOTES: Final = ".cache/huggingface"
_LARGEST_TEXT: Final = 64 << 20


class Claim(Struct, frozen=True, array_like=True):
    """What one file should be; empty what is not said."""

    digest: str = ""
    """Its blob's name, or Git's SHA-1 of the LFS pointer in its place."""
    sha256: str = ""
    size: int = -1


class Claims(Struct, frozen=True, kw_only=True):
    """What a folder says."""

    repo: str = ""
    commit: str = ""
    files: dict[str, Claim] = {}
    refs: dict[str, float] = {}
    """Names of the commit, and when it was last known that they are; 0 where that is not."""
    listing: dict[str, Listed] = {}
    """All of the commit, where that is known."""


def claims_of(folder: Path) -> Claims:
    """Raises OSError."""
    writer = FolderWriter(folder)
    return _by_record(writer) or _by_notes(writer) or _by_git(folder) or _by_sums(folder) or Claims()


def by_listing(listing: Mapping[str, Listed]) -> dict[str, Claim]:
    """What a commit's listing says of its files."""
    return {
        path: Claim(digest=listed.digest, size=listed.size)
        for path, listed in listing.items()
        if safe_relative(path) and digest_kind(listed.digest)
    }


def _by_record(writer: FolderWriter) -> Claims | None:
    found = read_exported(writer.record(RECORD))
    if found is None:
        return None
    return Claims(
        repo=found.repo,
        commit=found.commit,
        files={path: Claim(each.digest, each.sha256, each.size) for path, each in found.files.items()},
        refs=found.refs,
        listing=writer.listing(found.commit),
    )


def _by_notes(writer: FolderWriter) -> Claims | None:
    """Notes of several commits are left where a folder was brought up to date: the newest counts."""
    notes = {
        path: note
        for path in writer.notes()
        if (note := _note(writer, path)) is not None and digest_kind(note.etag)
    }
    if not notes:
        return None
    newest = max(notes.values(), key=lambda note: note.timestamp)
    listing = writer.listing(newest.commit)
    noted = {path: Claim(note.etag) for path, note in notes.items() if note.commit == newest.commit}
    return Claims(
        commit=newest.commit,
        files={**noted, **by_listing(listing)},
        refs={"main": newest.timestamp},
        listing=listing,
    )


def _note(writer: FolderWriter, path: str) -> Note | None:
    try:
        return writer.noted(path)
    except Failure:
        return None  # no file of a repo is called so


def _by_git(folder: Path) -> Claims | None:
    clone = read_clone(folder)
    if clone is None:
        return None
    return Claims(
        repo=clone.repo,
        commit=clone.commit,
        files={path: Claim(digest) for path, digest in clone.blobs.items()},
        refs={clone.branch: 0.0} if clone.branch else {},
    )


def _by_sums(folder: Path) -> Claims | None:
    text = _text(folder / SUMS)
    sums = read_sums(text.split("\n"))
    return Claims(files={path: Claim(sha256=sha256) for path, sha256 in sums.items()}) if sums else None


def _text(path: Path) -> str:
    """A text file; empty where there is none."""
    try:
        with open(path, "rb") as file:
            return file.read(_LARGEST_TEXT).decode("utf-8", "surrogateescape")
    except OSError:
        return ""


# --- files against claims -----------------------------------------------------------------------


def matched(claim: Claim, size: int, sha256: str, git: str, *, large: bool) -> str:
    """The name of the blob of a file with these bytes; empty where they are not what is claimed. `large`:
    whether the Hub keeps the file in LFS, for where no claim says it. Pure."""
    if claim.size not in {-1, size} or claim.sha256 not in {"", sha256}:
        return ""
    if claim.digest:
        if claim.digest in {sha256, git}:
            return claim.digest
        return sha256 if claim.digest == pointer_digest(sha256, size) else ""
    return sha256 if large else git


def pointer_digest(sha256: str, size: int) -> str:
    """Git's SHA-1 of the LFS pointer to a file. Pure."""
    text = POINTER + f"oid sha256:{sha256}\nsize {size}\n".encode()
    return hashlib.sha1(b"blob %d\0" % len(text) + text, usedforsecurity=False).hexdigest()


def is_pointer(path: Path, size: int) -> bool:
    """Whether a file is no more than LFS's pointer to it. Raises OSError."""
    if size > _LARGEST_POINTER:
        return False
    with open(path, "rb") as file:
        return file.read(len(POINTER)) == POINTER


def large_by(folder: Path) -> Callable[[str, int], bool]:
    """Whether the Hub keeps a file, by path and size, in LFS: by the folder's `.gitattributes`."""
    lines = (line.split() for line in _text(folder / ".gitattributes").splitlines())
    patterns = [fields[0] for fields in lines if "filter=lfs" in fields[1:]]

    def is_large(path: str, size: int) -> bool:
        name = path.rpartition("/")[2]
        return size > _LARGEST_SMALL or any(
            fnmatchcase(path if "/" in pattern else name, pattern.lstrip("/")) for pattern in patterns
        )

    return is_large


def files_in(folder: Path) -> Iterator[str]:
    """The paths of all that can be of a repo: neither notes, nor Git's own, nor the sums. Raises OSError."""
    for base, folders, names in os.walk(folder):
        inner = os.path.relpath(base, folder).replace(os.sep, "/")
        inner = "" if inner == "." else f"{inner}/"
        folders[:] = sorted(n for n in folders if n != ".git" and f"{inner}{n}" != _NOTES)
        for name in sorted(names):
            if name != ".git" and f"{inner}{name}" != SUMS:
                yield inner + name
