"""A file of more than 50 GB that takes up 8 MB: zeros, and bytes of its own where numbers grow too large.

From 2^32 on an offset needs more than 32 bits; above 50 GB huggingface_hub refuses to download by HTTP.
"""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

from tests.hub.content import File

MIB = 1 << 20
GB = 10**9

SIZE = 50 * GB + 7 * MIB + 123
SHA256 = "b733e8d75908099f62370c27bfd9c180a76dbda36d6e6e34e350f4c9016b1f60"
"""Known beforehand: it takes half a minute to compute. `make soak` does."""
WINDOWS = (
    ((1 << 32) - MIB - 5, (1 << 32) + MIB + 77),
    (50 * GB - 2 * MIB, 50 * GB + MIB),
    (SIZE - 2 * MIB - 1, SIZE),
)
"""Where the file is not zero."""
ZEROS = tuple(zip([0, *(end for _, end in WINDOWS)], [start for start, _ in WINDOWS], strict=False))
"""What lies between them, from the beginning on."""
AMOUNT = sum(end - start for start, end in WINDOWS)
"""Bytes in the windows."""


def window_bytes() -> list[bytes]:
    """What the windows hold."""
    dice = Random(50)
    return [dice.randbytes(end - start) for start, end in WINDOWS]


def empty(path: Path) -> Path:
    """A file of that size without any of its bytes."""
    with path.open("wb") as file:
        file.truncate(SIZE)
    return path


def far_file(path: Path) -> File:
    """The file, for a commit."""
    with empty(path).open("r+b") as file:
        for (start, _), data in zip(WINDOWS, window_bytes(), strict=True):
            file.seek(start)
            file.write(data)
    return File(path, sha256=SHA256)


def windows_of(path: Path) -> list[bytes]:
    """What a file holds where the windows are."""
    found = []
    with path.open("rb") as file:
        for start, end in WINDOWS:
            file.seek(start)
            found.append(file.read(end - start))
    return found


def on_disk(path: Path) -> int:
    """Bytes that the file really takes up."""
    return os.stat(path).st_blocks * 512
