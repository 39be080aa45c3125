"""One blob of a cache: the link that stands for it, and its bytes coming back. The only module of this room
that changes what lies in a cache.

Every change is one rename, so that a program that opens the blob gets all of its bytes whenever it does.
What is there for an instant has a name of its own in `blobs/`, made from the digest: what a kill left is
found and overwritten by whoever goes on. All of it raises `Failure`.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ..cache.layout import BLOBS
from ..cache.names import digest_kind, repo_of_folder
from ..cache.spelling import on_disk
from ..cache.writing import RepoWriter
from ..problems import Failure, from_os_error
from ..system.copying import fsync_folder
from .ground import Ground
from .manifest import KeptBlob

_ASIDE: Final = "tmp_hubkeep-"
"""How names begin that nobody takes for a blob, here and in huggingface_hub."""
_PATIENCE: Final = 10.0
"""Seconds that somebody who writes the blob is waited for: huggingface_hub takes its lock for an instant
where the blob is there, and for a whole download where it is not."""
_AGAIN: Final = 0.02


def link_text(ground: Ground, key: str, digest: str) -> str | None:
    """What the link says that stands for the blob; None where it is no link, or not there."""
    blob = _blob(ground, key, digest)
    try:
        return os.readlink(blob) if blob.is_symlink() else None
    except OSError as error:
        raise from_os_error(error, str(blob)) from error


def restoring(ground: Ground, key: str, digest: str) -> Path:
    """Where in the cache the bytes of a blob are put together before they are the blob."""
    return _blob(ground, key, digest).with_name(f"{_ASIDE}restored-{digest}")


def put_link(ground: Ground, key: str, digest: str, target: Path, kept: KeptBlob) -> None:
    """Puts a link to `target` in the place of the blob, whatever is there. It begins with the blob's times:
    while the archive is away they are all that is told of it. Durable on return."""
    blob = _blob(ground, key, digest)
    aside = _linking(blob)
    try:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(aside)
        if link_text(ground, key, digest) != str(target):
            os.symlink(target, aside)
            try:
                if os.utime in os.supports_follow_symlinks:
                    times = (kept.accessed_ns, kept.modified_ns)
                    os.utime(aside, ns=times, follow_symlinks=False)
                os.replace(aside, blob)
            except BaseException:
                with contextlib.suppress(OSError):
                    os.unlink(aside)
                raise
    except OSError as error:
        raise from_os_error(error, str(blob)) from error
    fsync_folder(blob.parent)


def put_blob(ground: Ground, key: str, digest: str, kept: KeptBlob) -> None:
    """What is at `restoring` becomes the blob, with mode and times as it had them; it may be there already.
    Durable on return."""
    blob, aside = _blob(ground, key, digest), restoring(ground, key, digest)
    try:
        if os.path.lexists(aside) or not stat.S_ISREG(os.lstat(blob).st_mode):
            take_over(aside, kept)
            os.replace(aside, blob)
    except OSError as error:
        raise from_os_error(error, str(blob)) from error
    fsync_folder(blob.parent)


def take_over(path: Path, kept: KeptBlob) -> None:
    """Gives a file the mode and the times of `kept`, and has them on the disk. Raises OSError."""
    if sys.platform == "win32":
        os.utime(path, ns=(kept.accessed_ns, kept.modified_ns))
        os.chmod(path, kept.mode)
        return
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        os.fchmod(descriptor, kept.mode)
        os.utime(descriptor, ns=(kept.accessed_ns, kept.modified_ns))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def tidy(ground: Ground, key: str, digest: str) -> None:
    """Removes what a kill left of `put_link` or `put_blob`: for whoever does not go on with it."""
    blob = _blob(ground, key, digest)
    try:
        for aside in (_linking(blob), restoring(ground, key, digest)):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(aside)
    except OSError as error:
        raise from_os_error(error, str(error.filename)) from error


@contextlib.contextmanager
def locked(ground: Ground, key: str, digest: str) -> Iterator[None]:
    """Holds the lock under which huggingface_hub and our own downloads write the blob."""
    name = on_disk(key)
    repo = repo_of_folder(name)
    if repo is None:
        raise Failure("not-cached", refused=True, what=key)
    writer = RepoWriter(Path(os.path.realpath(ground.root)), repo)
    until = time.monotonic() + _PATIENCE
    try:
        while (lock := writer.lock(digest)) is None:
            if time.monotonic() >= until:
                raise Failure("archive-being-written", refused=True, path=f"{key}/{BLOBS}/{digest}")
            time.sleep(_AGAIN)
    except OSError as error:
        raise from_os_error(error, error.filename or str(writer.folder)) from error
    with lock:
        yield


def _blob(ground: Ground, key: str, digest: str) -> Path:
    if digest_kind(digest) is None:
        raise Failure("bad-digest", digest=digest)
    return ground.path(f"{key}/{BLOBS}") / digest


def _linking(blob: Path) -> Path:
    return blob.with_name(f"{_ASIDE}link-{blob.name}")
