"""How a file is cut into parts, and what a server calls the sum of them. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Final

_MOST: Final = 10_000
"""Parts of one object, by the protocol."""
_STEP: Final = 1 << 20


def part_size(size: int, wanted: int) -> int:
    """Bytes of each part but the last: `wanted`, or more where there would be too many."""
    least = -(-size // _MOST)
    return max(wanted, -(-least // _STEP) * _STEP)


def cut(size: int, part: int, begin: int = 0) -> Iterator[tuple[int, int]]:
    """Offset and length of one part after the other."""
    for offset in range(begin, size, part):
        yield offset, min(part, size - offset)


def etag_of(sums: Sequence[bytes], *, whole: bool) -> str:
    """The ETag of an object by the MD5 of its parts: one that was sent `whole` has the MD5 itself."""
    if whole:
        return f'"{sums[0].hex()}"'
    return f'"{hashlib.md5(b"".join(sums), usedforsecurity=False).hexdigest()}-{len(sums)}"'
