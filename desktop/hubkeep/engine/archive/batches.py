"""How many blobs are dealt with at a time. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from .plan import Item

BATCH: Final = 64 << 20
"""Bytes that smaller blobs make a batch of: what an archive says of a repo is written once for each."""


def batches_of(items: Sequence[Item]) -> list[list[Item]]:
    """Items of one repo at a time, in their order, a batch as large as one big blob or many small ones."""
    batches: list[list[Item]] = []
    size = 0
    for item in items:
        if not batches or batches[-1][0].key != item.key or size + item.size > BATCH:
            batches.append([])
            size = 0
        batches[-1].append(item)
        size += item.size
    return batches
