"""Where things stand inside a hub cache. Pure: paths in, paths out.

huggingface_hub's layout, its facts pinned by tests/engine/cache/test_contract.py.
"""

from __future__ import annotations

import os
from typing import Final

BLOBS: Final = "blobs"
REFS: Final = "refs"
SNAPSHOTS: Final = "snapshots"
NO_EXIST: Final = ".no_exist"
TREES: Final = "trees"
LOCKS: Final = ".locks"
CACHE_TAG: Final = "CACHEDIR.TAG"
STORE_MARKER: Final = ".huggingface-shared-blobs"
STORE_MARKER_TEXT: Final = "1\n"
REPO_PARTS: Final = frozenset({BLOBS, REFS, SNAPSHOTS, NO_EXIST, TREES})
"""What huggingface_hub itself puts into a repo's folder."""
SYSTEM_FILES: Final = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""Left behind by file managers everywhere; neither ours nor worth a word."""
OWN_FILES: Final = frozenset({CACHE_TAG, LOCKS, "version.txt", "version_diffusers_cache.txt", ".Trash"})
"""Top-level names of the cache that are neither repos nor foreign."""

HF_PARTIAL: Final = ".incomplete"
OWN_PARTIAL: Final = ".hubkeep-part"
"""Never `*.incomplete`: `hf cache prune` deletes those without looking who writes them."""
OWN_JOURNAL: Final = ".hubkeep-journal"


def is_partial(blob: str) -> bool:
    """Whether a name in `blobs/` is a download under way or broken off, of ours or of the hub's."""
    return blob.endswith((HF_PARTIAL, OWN_PARTIAL, OWN_JOURNAL))


def partial_digest(blob: str) -> str:
    """The blob name that a partial will get: `<etag>` of `<etag>.<8hex>.incomplete`."""
    return blob.split(".", 1)[0]


def is_transient(blob: str) -> bool:
    """Names in `blobs/` that live for an instant while huggingface_hub publishes a blob."""
    return blob.startswith(("tmp_", ".")) and not is_partial(blob)


def is_trash_folder(name: str) -> bool:
    """The trash of the volume, where the cache folder is its root."""
    return name == ".Trash" or name.startswith(".Trash-")


def lock_folder(root: str, folder: str) -> str:
    """Where the locks of a repo's blobs lie."""
    return os.path.join(root, LOCKS, folder)


def blob_lock(root: str, folder: str, blob: str) -> str:
    """The lock that huggingface_hub takes while it writes `blob`."""
    return os.path.join(root, LOCKS, folder, blob + ".lock")


def store_payload(digest: str) -> str:
    """The path of a shared payload, below the cache root."""
    return f"{BLOBS}/{digest[:2]}/{digest}"
