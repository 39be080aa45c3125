"""The shared store's payloads: who points to one, and letting one go, under huggingface_hub's own lock."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..system.copying import fsync_folder
from .layout import BLOBS, store_payload
from .names import repo_of_folder
from .scan import is_store, store_digest


@contextmanager
def payload_lock(root: str, digest: str) -> Iterator[None]:
    """Holds the lock that publishing, linking and collecting a payload take. Raises OSError."""
    from filelock import FileLock

    path = os.path.join(root, store_payload(digest)) + ".lock"
    # As huggingface_hub makes it: no link is followed, and every user of a shared cache can take it.
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
    os.close(fd)
    with FileLock(path, mode=0o666):
        yield


def payload_files(root: str, digest: str) -> list[Path]:
    """The payload and its manifest, as far as they are there."""
    base = os.path.join(root, store_payload(digest))
    return [Path(path) for path in (base + ".refs", base) if os.path.lexists(path)]


def payload_users(root: str, digest: str) -> list[str]:
    """The repo blobs that point to a payload, as paths below the root, by looking at every repo.

    The manifest is only a hint; a byte is let go on what the links themselves say. Costs a readlink
    for each link in a repo's blobs, so it is for removals, not for scans. Raises OSError.
    """
    users: list[str] = []
    if not is_store(root):
        return users
    with os.scandir(root) as entries:
        folders = [
            entry.name
            for entry in entries
            if repo_of_folder(entry.name) and entry.is_dir(follow_symlinks=False)
        ]
    for folder in folders:
        try:
            with os.scandir(os.path.join(root, folder, BLOBS)) as entries:
                links = [entry for entry in entries if entry.is_symlink()]
        except (FileNotFoundError, NotADirectoryError):
            continue
        for link in links:
            try:
                target = os.readlink(link.path)
            except FileNotFoundError:
                continue  # gone since it was listed; the others count all the same
            if store_digest(root, folder, target) == digest:
                users.append(f"{folder}/{BLOBS}/{link.name}")
    return users


def release_payload(root: str, digest: str) -> None:
    """Deletes a payload that no repo uses, its list of users first. Raises OSError."""
    if not payload_files(root, digest):
        return
    with payload_lock(root, digest):
        # A download may have linked to it a moment ago.
        if not payload_users(root, digest):
            for path in payload_files(root, digest):
                os.unlink(path)
    fsync_folder(Path(root, store_payload(digest)).parent)


def publish_payload(root: str, digest: str, whole: Path) -> None:
    """Makes the file `whole`, which is durable, a payload of the shared store; durable on return. One that is
    there already stays, and `whole` goes. Under the payload's lock. Raises OSError."""
    path = Path(root, store_payload(digest))
    if os.path.lexists(path):
        whole.unlink(missing_ok=True)
    elif os.path.lexists(whole):
        os.replace(whole, path)
    fsync_folder(path.parent)


def refer_to_payload(root: str, digest: str, user: str) -> str:
    """Notes that the repo blob `user`, a path below the root, is about to link to a payload, as
    huggingface_hub does before the link is there: its text. Under the payload's lock. Raises OSError."""
    path = os.path.join(root, store_payload(digest))
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    with open(os.open(f"{path}.refs", flags, 0o666), "r+b", buffering=0) as file:
        line = f"{user}\n".encode()
        if line not in (file.read() or b"").splitlines(keepends=True):
            file.write(line)
            os.fsync(file.fileno())
    return os.path.relpath(path, os.path.dirname(os.path.join(root, user)))
