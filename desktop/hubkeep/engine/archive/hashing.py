"""The hashes of one file, its last access as it was."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ..system.copying import CHUNK, reading_unnoticed

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


def sha256_of(file: Path, check: Callable[[], None]) -> str:
    """`check` is called between pieces and may raise to end it. Raises OSError."""
    return hashes_of(file, check)[0]


def hashes_of(file: Path, check: Callable[[], None]) -> tuple[str, str]:
    """SHA-256, and the SHA-1 that Git knows the file by, in one reading. Raises OSError."""
    with reading_unnoticed(file) as descriptor:
        hashes = Hashes(os.fstat(descriptor).st_size)
        while data := os.read(descriptor, CHUNK):
            check()
            hashes.update(data)
    return hashes.sha256, hashes.git


class Hashes:
    """Both names that a file of `size` bytes can have, of bytes that are shown one after the other."""

    def __init__(self, size: int) -> None:
        self._large = hashlib.sha256()
        self._small = hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False)

    def update(self, data: ReadableBuffer, /) -> None:
        self._large.update(data)
        self._small.update(data)

    @property
    def sha256(self) -> str:
        return self._large.hexdigest()

    @property
    def git(self) -> str:
        return self._small.hexdigest()
