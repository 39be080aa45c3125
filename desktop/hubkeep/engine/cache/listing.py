"""`trees/<commit>.json`: what a commit holds, as snapshot_download kept it."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Mapping
from typing import Any, Final

import msgspec
from msgspec import Struct

from .layout import TREES
from .spelling import on_disk

_LARGEST: Final = 256 << 20
_XET_HASH: Final = re.compile(r"[0-9a-f]{64}")


class Listed(Struct, frozen=True):
    """One file of a listing."""

    size: int = 0
    blob_id: str = ""
    lfs_sha256: str | None = None
    lfs_size: int | None = None
    xet_hash: str | None = None

    @property
    def digest(self) -> str:
        """The name its blob has: sha256 for large files, git-sha1 for the others."""
        return self.lfs_sha256 or self.blob_id


class _Listing(Struct, frozen=True):
    format_version: int
    files: dict[str, Listed]


def read_listing(root: str, folder: str, commit: str) -> dict[str, Listed]:
    """The files of a commit by path; empty where no listing is kept or it can't be understood."""
    path = os.path.join(root, on_disk(folder), TREES, f"{on_disk(commit)}.json")
    try:
        status = os.lstat(path)
        if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST:
            return {}
        with open(path, "rb") as file:
            listing = msgspec.json.decode(file.read(), type=_Listing)
    except (OSError, msgspec.DecodeError):
        return {}
    return listing.files if listing.format_version == 1 else {}


def encode_listing(files: Mapping[str, Listed]) -> bytes:
    """`files` as huggingface_hub writes them, byte for byte. It rejects a whole listing for one hash that
    is none, so such a hash is left out."""
    listing = {"format_version": 1, "files": {path: _entry(files[path]) for path in sorted(files)}}
    return json.dumps(listing, indent=1).encode()


def _entry(file: Listed) -> dict[str, Any]:
    entry: dict[str, Any] = {"size": file.size, "blob_id": file.blob_id}
    if file.lfs_sha256 is not None:
        entry |= {"lfs_sha256": file.lfs_sha256, "lfs_size": file.lfs_size}
    if file.xet_hash is not None and _XET_HASH.fullmatch(file.xet_hash):
        entry["xet_hash"] = file.xet_hash
    return entry
