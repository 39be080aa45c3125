"""Which repos could leave the cache, and which of them are proposed. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from ...link.messages import RepoRow, Trust

LEAST: Final = 1_000_000
"""Bytes below which it does not pay to move anything."""
_DAY: Final = 86_400
_WHOLE: Final = frozenset({"ok", "partly-archived"})


def candidates(rows: Iterable[RepoRow], trust: Trust) -> list[RepoRow]:
    """What has something to move, what was read longest ago first; where nobody can tell when, the biggest
    first. What is broken or half here is to be mended first."""
    able = [row for row in rows if row.type != "other" and row.state in _WHOLE and row.bytes >= LEAST]
    if trust == "none":
        return sorted(able, key=lambda row: (-row.bytes, row.name))
    return sorted(able, key=lambda row: (row.last_access is None, row.last_access or 0, -row.bytes, row.name))


def proposed(
    rows: Iterable[RepoRow], trust: Trust, days: int, pinned: Collection[str], now: float
) -> frozenset[str]:
    """The keys of those that were not read for so many days and are not pinned."""
    if trust == "none":
        return frozenset()
    before = now - days * _DAY
    return frozenset(
        row.key
        for row in rows
        if row.last_access is not None and row.last_access < before and row.key not in pinned
    )
