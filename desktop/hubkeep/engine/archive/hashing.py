"""The hashes of one file, its last access as it was."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from ..system.copying import CHUNK, reading_unnoticed


def sha256_of(file: Path, check: Callable[[], None]) -> str:
    """`check` is called between pieces and may raise to end it. Raises OSError."""
    return hashes_of(file, check)[0]


def hashes_of(file: Path, check: Callable[[], None]) -> tuple[str, str]:
    """SHA-256, and the SHA-1 that Git knows the file by, in one reading. Raises OSError."""
    large = hashlib.sha256()
    with reading_unnoticed(file) as descriptor:
        small = hashlib.sha1(b"blob %d\0" % os.fstat(descriptor).st_size, usedforsecurity=False)
        while data := os.read(descriptor, CHUNK):
            check()
            large.update(data)
            small.update(data)
    return large.hexdigest(), small.hexdigest()
