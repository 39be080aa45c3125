"""A copy of one blob, checked against its name in the same pass."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ..problems import from_os_error
from ..system import copying
from ..transfer.digest import new_digest

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

CHUNK: Final = 4 << 20


class Seen(Struct, frozen=True):
    """What the bytes of a file are."""

    sha256: str
    named: str
    """The digest in the manner of the blob's name: it should be that name."""


class _Digests:
    """SHA-256, and Git's SHA-1 as well where the blob is named by it."""

    def __init__(self, digest: str, size: int) -> None:
        self._sha256 = hashlib.sha256()
        self._git = new_digest(digest, size) if len(digest) != 64 else None

    def update(self, data: ReadableBuffer, /) -> None:
        self._sha256.update(data)
        if self._git is not None:
            self._git.update(data)

    def seen(self) -> Seen:
        sha256 = self._sha256.hexdigest()
        return Seen(sha256, sha256 if self._git is None else self._git.hexdigest())


def copy_blob(
    source: Path, target: Path, digest: str, told: Callable[[int], None], check: Callable[[], None]
) -> Seen:
    """Makes `target`, whatever is there, a copy of the file `source`, on the disk on return: bytes, mode,
    owner and times. Its name is durable after `fsync_folder`. `told` gets the bytes done since its last
    call; `check` is called between chunks, and what it raises ends the copy.

    Raises `Failure`. Nothing of `target` is left then.
    """

    def go_on() -> bool:
        check()
        return False

    try:
        size = os.lstat(source).st_size
        with contextlib.suppress(FileNotFoundError):
            os.unlink(target)
    except OSError as error:
        raise from_os_error(error, str(error.filename or target)) from error
    digests = _Digests(digest, size)
    cloned = copying.clone_or_copy(source, target, on_bytes=told, cancelled=go_on, hasher=digests)
    if not cloned:
        return digests.seen()
    try:
        return look_through(target, digest, lambda count: None, check)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(target)
        raise


def look_through(path: Path, digest: str, told: Callable[[int], None], check: Callable[[], None]) -> Seen:
    """What a file holds, its last access as it was. Raises `Failure`."""
    buffer = memoryview(bytearray(CHUNK))
    try:
        with copying.reading_unnoticed(path) as descriptor:
            digests = _Digests(digest, os.fstat(descriptor).st_size)
            with open(descriptor, "rb", buffering=0, closefd=False) as file:
                while got := file.readinto(buffer):
                    digests.update(buffer[:got])
                    told(got)
                    check()
    except OSError as error:
        raise from_os_error(error, str(path)) from error
    return digests.seen()
