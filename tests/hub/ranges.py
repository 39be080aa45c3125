"""The `Range` header: which bytes are asked for."""

from __future__ import annotations

import re

_SINGLE = re.compile(r"bytes=(\d*)-(\d*)")


class Unsatisfiable(Exception):
    """The range begins behind the end of the file."""


def asked_for(header: str | None, size: int) -> tuple[int, int] | None:
    """Start and stop (exclusive) of a single range in a file of `size` bytes.

    None where the whole file is to be sent: without the header, for several ranges, or for one that
    makes no sense. Raises `Unsatisfiable`.
    """
    matched = _SINGLE.fullmatch((header or "").replace(" ", ""))
    if not matched or not (matched[1] or matched[2]):
        return None
    first, last = matched.groups()
    if not first:
        if int(last) == 0:
            raise Unsatisfiable
        return max(size - int(last), 0), size
    start = int(first)
    stop = min(int(last) + 1, size) if last else size
    if last and int(last) < start:
        return None
    if start >= size:
        raise Unsatisfiable
    return start, stop
