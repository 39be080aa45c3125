"""The work of a repair: hash what is cached, and fetch again just what is wrong or missing."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from ..cache.listing import read_listing
from ..cache.names import RepoId, digest_kind, parse_repo
from ..cache.scan import scan_repo
from ..cache.scanned import Place, RepoScan
from ..cache.spelling import on_disk
from ..cache.writing import RepoWriter
from ..hub.api import HubClient
from ..jobs.job import Job, Outcome
from ..jobs.values import Progress
from ..problems import Failure, Problem, problem
from ..transfer.digest import read_file
from ..transfer.errand import Goal
from ..transfer.intervals import Range
from ..transfer.part import seed
from ..transfer.shares import PIECE
from .brought import Brought
from .chosen import Chosen
from .fetch import Errand, bring, explained, keep_sums, landed_of
from .landing import CacheLanding
from .live import Live
from .means import Means
from .orders import Repair
from .resolve import tree_of
from .troubles import troubles
from .values import DownloadView, RepairResult

_SUM: Final = 16
_WHOLE: Final = frozenset({Place.HERE, Place.STORE, Place.ARCHIVE})


class Wanted(Struct, frozen=True):
    """A blob that a snapshot names."""

    digest: str
    commit: str
    """The newest snapshot that names it."""
    paths: tuple[str, ...]
    file: str = ""
    """Where its bytes are, below the cache; empty where they are not."""
    size: int = 0
    """Of what is there."""
    movable: bool = False
    """Whether the bytes are the repo's own, and no link to those of others."""


class Damaged(Struct, frozen=True):
    """A blob that is wrong or missing, and what of it is still good."""

    wanted: Wanted
    good: tuple[Range, ...] = ()


def wanted_of(root: str, scan: RepoScan) -> list[Wanted]:
    """What the snapshots of a repo name, whether it is there or not."""
    blobs = {blob.name: blob for blob in scan.blobs}
    found: dict[tuple[str, str], Wanted] = {}
    for snapshot in sorted(scan.snapshots, key=lambda one: one.modified):
        listing = read_listing(root, scan.folder, snapshot.commit)
        for file in snapshot.files:
            if file.own is not None:
                listed = listing.get(file.path)
                if listed is None or not listed.digest or file.own.place is not Place.HERE:
                    continue
                where = f"{scan.folder}/snapshots/{snapshot.commit}/{file.path}"
                key = listed.digest, where
                found[key] = Wanted(listed.digest, snapshot.commit, (file.path,), where, file.own.size)
            elif digest_kind(file.blob):
                blob = blobs.get(file.blob)
                before = found.get((file.blob, ""))
                paths = before.paths if before and before.commit == snapshot.commit else ()
                there = blob is not None and blob.place in _WHOLE
                found[file.blob, ""] = Wanted(
                    file.blob,
                    snapshot.commit,
                    (*paths, file.path),
                    f"{scan.folder}/blobs/{file.blob}" if there else "",
                    blob.size if blob is not None and there else 0,
                    blob is not None and blob.place is Place.HERE and blob.links == 1,
                )
    return list(found.values())


def good_ranges(size: int, sums: bytes, kept: bytes) -> tuple[Range, ...]:
    """What of a damaged file of `size` bytes is right, by the sums of its pieces and those that were kept
    when it was whole. Where none were kept, all that there is of it is taken at its word: the digest of the
    whole decides in the end. Pure."""
    if not kept:
        return ((0, size),) if size else ()
    good: list[Range] = []
    for index in range(min(len(sums), len(kept)) // _SUM):
        if sums[index * _SUM : (index + 1) * _SUM] != kept[index * _SUM : (index + 1) * _SUM]:
            continue
        start, end = index * PIECE, min((index + 1) * PIECE, size)
        if good and good[-1][1] == start:
            good[-1] = good[-1][0], end
        else:
            good.append((start, end))
    return tuple(good)


def repair(job: Job, order: Repair, live: Live, means: Means, symlinks: bool | None) -> Outcome:
    """Runs one `Repair` order. Raises `Failure`, `Paused`, `Later`."""
    with troubles(job, at_once=order.at_once):
        return _repair(job, order, live, means, symlinks)


def _repair(job: Job, order: Repair, live: Live, means: Means, symlinks: bool | None) -> Outcome:
    repo = parse_repo(order.repo)
    if repo is None:
        raise Failure("not-a-repo-name", what=order.repo)
    try:
        scan = scan_repo(order.cache, repo.folder)
    except FileNotFoundError as error:
        raise Failure("not-cached", what=order.repo) from error
    wanted = wanted_of(order.cache, scan)
    damaged, checked = _examined(job, order.cache, wanted, means.pieces)
    mended: list[str] = []
    left: list[Problem] = []
    """Why some can't be had; all others are mended first."""
    writer = RepoWriter(Path(order.cache), repo, symlinks=symlinks)
    by_commit: dict[str, list[Damaged]] = {}
    for one in damaged:
        by_commit.setdefault(one.wanted.commit, []).append(one)
    if damaged:
        writer.prepare()
        clients = means.outward.clients(order.endpoints)
        for commit, some in by_commit.items():
            found = _found(repo, commit, clients, job.heed)
            known = {file.digest for file in found.tree}
            left += [
                problem("repair-unknown", path=one.wanted.paths[0], commit=commit[:12])
                for one in some
                if one.wanted.digest not in known
            ]
            some = [one for one in some if one.wanted.digest in known]
            if not some:
                continue
            errand = _errand(order, found, some, writer, means, clients)
            live.update(_about(errand))
            transfer = bring(job, live, means, errand, Brought(job))
            left += [explained(file.problem, found, clients) for file in transfer.files() if file.problem]
            mended += [path for one in some for path in one.wanted.paths]
    if left:
        raise Failure.of(left[0])
    refetched = Brought(job).total()
    return Outcome(
        RepairResult(repo=str(repo), refetched=refetched, checked=checked, files=tuple(sorted(mended)))
    )


def _about(errand: Errand) -> Callable[[DownloadView], DownloadView]:
    total = sum(goal.size for goal in errand.missing)
    return lambda view: msgspec.structs.replace(
        view, files=len(errand.missing), total=total, commit=errand.found.commit
    )


def _examined(job: Job, root: str, wanted: Sequence[Wanted], pieces: Path) -> tuple[list[Damaged], int]:
    """What is wrong of `wanted`, and how many bytes were hashed to know."""
    total = sum(one.size for one in wanted)
    checked = 0
    damaged: list[Damaged] = []
    for one in wanted:
        if not one.file:
            damaged.append(Damaged(one))
            continue

        def read(count: int, path: str = one.paths[0]) -> None:
            nonlocal checked
            checked += count
            job.heed()
            job.report(Progress(done=checked, total=total, note=path))

        try:
            found, sums = read_file(Path(root, on_disk(one.file)), one.digest, read)
        except OSError:
            damaged.append(Damaged(one))  # an unreadable file is replaced as a whole
            continue
        if found != one.digest:
            damaged.append(Damaged(one, good_ranges(one.size, sums, _kept_sums(pieces, one.digest))))
        elif one.size > PIECE:
            keep_sums(pieces, one.digest, sums)
    return damaged, checked


def _kept_sums(folder: Path, digest: str) -> bytes:
    try:
        return (folder / digest).read_bytes()
    except OSError:
        return b""


def _found(repo: RepoId, commit: str, clients: tuple[HubClient, ...], check: Callable[[], None]) -> Chosen:
    """What a commit holds; nothing where nobody has it any more. Raises `Failure`."""
    try:
        tree, listed = tree_of(clients, clients[0], repo, commit, check)
    except Failure as failure:
        if failure.problem.code != "hub-revision-not-found":
            raise
        return Chosen(repo, commit, (), (), "")
    return Chosen(repo, commit, tree, (), listed.endpoint)


def _errand(
    order: Repair,
    found: Chosen,
    damaged: Sequence[Damaged],
    writer: RepoWriter,
    means: Means,
    clients: tuple[HubClient, ...],
) -> Errand:
    files = {file.digest: file for file in found.tree}
    goals: dict[str, Goal] = {}
    paths: dict[str, tuple[str, ...]] = {}
    for one in damaged:
        # Without links each path has bytes of its own, and a blob may be wanted for several.
        digest, file = one.wanted.digest, files[one.wanted.digest]
        goals.setdefault(digest, Goal(file.path, file.size, digest))
        paths[digest] = (*paths.get(digest, ()), *one.wanted.paths)
        _take_over(order.cache, one, file.size, writer)
    landing = _Mending(
        writer, found.commit, paths, lambda digest, sums: keep_sums(means.pieces, digest, sums)
    )
    missing = tuple(goals.values())
    return Errand(found, clients, landing, (), missing, landed_of(missing, landing), Path(order.cache), order)


def _take_over(root: str, damaged: Damaged, size: int, writer: RepoWriter) -> None:
    """Makes the damaged blob the part file that is completed, where enough of it is good. Its journal is
    written first: a kill between the two leaves a journal without a file, which counts for nothing."""
    wanted = damaged.wanted
    good = tuple((start, min(end, size)) for start, end in damaged.good if start < size)
    kept_part = writer.part(wanted.digest).exists()
    if kept_part or not good or not wanted.movable:
        return
    if sum(end - start for start, end in good) == size:
        return  # of the right length and nobody knows where it is wrong: all of it is fetched
    lock = writer.lock(wanted.digest)
    if lock is None:
        return
    try:
        seed(writer.journal(wanted.digest), digest=wanted.digest, size=size, good=good)
        os.replace(Path(root, on_disk(wanted.file)), writer.part(wanted.digest))
    finally:
        lock.release()


class _Mending(CacheLanding):
    """What is there is known to be wrong, until it was published anew."""

    def here(self, goal: Goal) -> bool:
        return False
