"""Which blobs of a repo move to an archive, and why the others don't. Pure."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from ..cache.names import digest_kind
from ..cache.scanned import AWAY, BlobScan, Place, RepoScan
from ..problems import Problem, problem

SMALLEST: Final = 1 << 20
"""Bytes from which on a blob moves. What is smaller is read at every start of a program, frees nothing
worth a disk that has to spin up, and goes into the manifest."""
KEPT_SMALL: Final = 32 << 20
"""Bytes of small blobs that a repo keeps in the cache, and its manifest holds. Of a dataset of a hundred
thousand pictures the largest move until the rest is no more than that."""


class Choice(Struct, frozen=True):
    """What becomes of the blobs of a repo."""

    moves: tuple[BlobScan, ...]
    small: tuple[BlobScan, ...]
    """Stay, and their bytes go into the manifest."""
    stays: int
    """Bytes that stay in the cache, small ones among them."""
    reasons: tuple[Problem, ...]


def choose(scan: RepoScan) -> Choice:
    """What moves of a repo, largest first."""
    candidates: list[BlobScan] = []
    left: dict[str, list[tuple[str, int]]] = {}
    for blob in scan.blobs:
        code = _hindrance(blob)
        if code:
            left.setdefault(code, []).append((blob.name, blob.size))
        else:
            candidates.append(blob)
    for snapshot in scan.snapshots:
        own = [file for file in snapshot.files if file.own is not None and file.own.place is Place.HERE]
        if own:
            left.setdefault("archive-no-links", []).extend(
                (file.path, file.own.size) for file in own if file.own is not None
            )
    candidates.sort(key=lambda blob: (-blob.size, blob.name))
    left_small = sum(blob.size for blob in candidates if blob.size < SMALLEST)
    moves: list[BlobScan] = []
    small: list[BlobScan] = []
    for blob in candidates:
        if blob.size >= SMALLEST:
            moves.append(blob)
        elif left_small > KEPT_SMALL:
            moves.append(blob)
            left_small -= blob.size
        else:
            small.append(blob)
    stays = sum(size for code, found in left.items() if code != "archive-already" for _, size in found)
    reasons = [
        problem(code, count=len(found), bytes=sum(size for _, size in found), path=found[0][0])
        for code, found in sorted(left.items())
    ]
    if not moves and not reasons:
        reasons.append(problem("archive-nothing-big", smallest=SMALLEST))
    return Choice(tuple(moves), tuple(small), stays + sum(blob.size for blob in small), tuple(reasons))


def _hindrance(blob: BlobScan) -> str:
    """Why a blob can't move; empty where it can."""
    if blob.place is Place.ARCHIVE or blob.place in AWAY:
        return "archive-already"
    if blob.place not in {Place.HERE, Place.STORE}:
        return "archive-lost"
    if digest_kind(blob.name) is None:
        return "archive-odd-name"
    return "archive-hard-linked" if blob.links > 1 else ""
