"""Caches laid out by hand, as huggingface_hub would have, for what no client would leave behind."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

MARKER = "blobs/.huggingface-shared-blobs"
LONG_AGO = 1_700_000_000


def commit_of(text: str) -> str:
    """A commit id made of any text."""
    return hashlib.sha1(text.encode()).hexdigest()


def digest_of(content: bytes) -> str:
    """The name of a large blob with `content`."""
    return hashlib.sha256(content).hexdigest()


def lay(
    root: Path,
    folder: str,
    files: Mapping[str, bytes],
    *,
    revision: str = "one",
    ref: str = "main",
    links: bool = True,
    shared: bool = False,
) -> str:
    """Adds a revision to a repo's folder; its commit. `ref` may be empty. Without `links` the files
    stand in the snapshot; with `shared` the bytes are in the shared store."""
    commit = commit_of(revision)
    repo = root / folder
    for part in ("blobs", f"snapshots/{commit}", "refs"):
        (repo / part).mkdir(parents=True, exist_ok=True)
    for path, content in files.items():
        file = repo / "snapshots" / commit / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if not links:
            file.write_bytes(content)
            continue
        blob = repo / "blobs" / digest_of(content)
        if not os.path.lexists(blob):
            if shared:
                blob.symlink_to(os.path.relpath(payload(root, content), blob.parent))
            else:
                blob.write_bytes(content)
        file.symlink_to(os.path.relpath(blob, file.parent))
    if ref:
        target = repo / "refs" / ref
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(commit)
    return commit


def payload(root: Path, content: bytes) -> Path:
    """The payload of `content` in the shared store of `root`; made where it is not there."""
    hashed = hashlib.sha256(b"xet " + content).hexdigest()
    path = root / "blobs" / hashed[:2] / hashed
    path.parent.mkdir(parents=True, exist_ok=True)
    (root / MARKER).write_text("1\n")
    if not path.exists():
        path.write_bytes(content)
        path.chmod(0o444)
        path.with_name(hashed + ".refs").write_text("")
    return path


def settle(root: Path) -> None:
    """Dates all below `root` back, so that nothing counts as changed a moment ago."""
    for base, folders, names in os.walk(root, topdown=False):
        for name in (*folders, *names):
            path = os.path.join(base, name)
            if not os.path.islink(path) and not os.path.ismount(path):
                os.utime(path, (LONG_AGO, LONG_AGO))
    os.utime(root, (LONG_AGO, LONG_AGO))
