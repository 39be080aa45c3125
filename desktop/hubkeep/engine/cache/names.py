"""Names inside the cache: repos and their folders, commits, refs, blobs.

Names come from the network or from whoever wrote to the disk, so none is trusted: a name becomes a
path only through `safe_relative`.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from msgspec import Struct


class RepoType(StrEnum):
    """The Hub's kinds of repo."""

    MODEL = "model"
    DATASET = "dataset"
    SPACE = "space"
    KERNEL = "kernel"


class RepoId(Struct, frozen=True, order=True):
    """A repo of the Hub: its type and its name (`org/name`, or `name` for the old canonical ones)."""

    type: RepoType
    name: str

    def __str__(self) -> str:
        """As the command line writes it: `org/name`, `dataset/org/name`, …"""
        return self.name if self.type is RepoType.MODEL else f"{self.type}/{self.name}"

    @property
    def folder(self) -> str:
        """The repo's folder name in a hub cache."""
        return f"{self.type}s--{self.name.replace('/', '--')}"


_TYPE_PREFIX: Final = {f"{kind}/": kind for kind in RepoType} | {f"{kind}s/": kind for kind in RepoType}
_FOLDER: Final = re.compile(r"(model|dataset|space|kernel)s--(.+)", re.DOTALL)
_REPO_NAME: Final = re.compile(r"[\w.-]+(/[\w.-]+)?", re.ASCII)
_COMMIT: Final = re.compile(r"[0-9a-f]{40}")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_DRIVE: Final = re.compile(r"[A-Za-z]:")


def repo_of_folder(folder: str) -> RepoId | None:
    """The repo a cache folder is named after, None where the name is none of the Hub's."""
    match = _FOLDER.fullmatch(folder)
    if match is None:
        return None
    name = match[2].replace("--", "/")
    return RepoId(RepoType(match[1]), name)


def parse_repo(text: str) -> RepoId | None:
    """The repo a person named (`org/name`, `dataset/org/name`), None where it is no repo name."""
    kind = RepoType.MODEL
    for prefix, prefixed in _TYPE_PREFIX.items():
        # `datasets/squad` is a dataset; but `space/x` alone could be an organisation called so: the
        # contract of the command line says that the type comes first.
        if text.startswith(prefix):
            kind, text = prefixed, text.removeprefix(prefix)
            break
    if _REPO_NAME.fullmatch(text) is None or any(part in {".", ".."} for part in text.split("/")):
        return None
    return RepoId(kind, text)


def is_commit(name: str) -> bool:
    """Whether `name` is a full commit id."""
    return _COMMIT.fullmatch(name) is not None


def digest_kind(blob: str) -> str | None:
    """`sha256` or `git-sha1` by the shape of a blob's name, None where it names no digest."""
    if _SHA256.fullmatch(blob):
        return "sha256"
    return "git-sha1" if _COMMIT.fullmatch(blob) else None


def safe_relative(path: str) -> bool:
    """Whether `path`, as a repo names a file, stays below the folder it is put in on every system."""
    if not path or path.startswith(("/", "\\")) or _DRIVE.match(path) or "\0" in path:
        return False
    parts = path.replace("\\", "/").split("/")
    return all(part not in {"", ".", ".."} for part in parts)
