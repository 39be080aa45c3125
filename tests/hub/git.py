"""Git's object ids, so that a repo's files, folders and commits are named as a real Hub names them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from tests.hub.sources import CHUNK, Source

POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\nsize {size}\n"


def pointer(sha256: str, size: int) -> bytes:
    """What git itself keeps of an LFS file."""
    return POINTER.format(sha256=sha256, size=size).encode()


def blob_id(source: Source) -> str:
    """The id of a file's bytes: `sha1("blob <size>\\0" + bytes)`."""
    sha1 = hashlib.sha1(b"blob %d\0" % source.size, usedforsecurity=False)
    with source.open() as file:
        while chunk := file.read(CHUNK):
            sha1.update(chunk)
    return sha1.hexdigest()


def tree_ids(blobs: Mapping[str, str]) -> dict[str, str]:
    """The id of every folder, "" for the root, from the paths of files and their blob ids."""
    children: dict[str, dict[str, str | None]] = {"": {}}
    for path, blob in blobs.items():
        folder, _, name = path.rpartition("/")
        child: str | None = blob
        while True:
            known = folder in children
            children.setdefault(folder, {})[name] = child
            if known or not folder:
                break
            # The folder itself becomes an entry of the one above it; its id is not known yet.
            folder, _, name = folder.rpartition("/")
            child = None
    ids: dict[str, str] = {}
    for folder in sorted(children, key=lambda each: (-each.count("/"), not each)):
        lines = []
        for name, leaf in children[folder].items():
            inner = leaf is None
            object_id = leaf or ids[f"{folder}/{name}" if folder else name]
            lines.append((f"{name}/" if inner else name, name, b"40000" if inner else b"100644", object_id))
        body = b"".join(
            mode + b" " + name.encode() + b"\0" + bytes.fromhex(object_id)
            for _, name, mode, object_id in sorted(lines)
        )
        ids[folder] = _object_id("tree", body)
    return ids


def commit_id(tree: str, parent: str | None, author: str, date: datetime, message: str) -> str:
    """The id of a commit; the same for the same content, history, author and time."""
    who = f"{author} <{author}@users.noreply.example> {int(date.timestamp())} +0000"
    lines = [f"tree {tree}", *([f"parent {parent}"] if parent else []), f"author {who}", f"committer {who}"]
    return _object_id("commit", ("\n".join(lines) + f"\n\n{message}\n").encode())


def _object_id(kind: str, body: bytes) -> str:
    head = f"{kind} {len(body)}\0".encode()
    return hashlib.sha1(head + body, usedforsecurity=False).hexdigest()
