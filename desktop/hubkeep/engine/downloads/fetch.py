"""Fetches what is missing of what was chosen, and puts it where it belongs."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from ..cache.listing import Listed
from ..cache.local_folder import FolderWriter
from ..cache.names import parse_repo
from ..cache.writing import RepoWriter
from ..hub.api import HubClient, RemoteFile, resolve_url
from ..hub.outward import Outward
from ..jobs.job import Job, Outcome, Paused
from ..jobs.values import Progress
from ..net.address import split_url
from ..problems import Failure, Problem, problem
from ..transfer.cells import Cells
from ..transfer.errand import Goal
from ..transfer.pace import Pace, TokenBucket
from ..transfer.part import landed_before
from ..transfer.source import Source
from ..transfer.transfer import Transfer
from .board import KEPT, PAUSED_FILES, Kept, paused_files
from .brought import Brought
from .chosen import Chosen, choose
from .deeds import Deeds
from .landing import CacheLanding, Destination, FolderLanding
from .limits import LIMITS, limits_of
from .live import Live
from .means import Means
from .orders import Download, DownloadsOrder
from .values import (
    CELL_HERE,
    CELL_NONE,
    CELL_SOURCES,
    CELLS,
    DownloadedFile,
    DownloadResult,
)

_NOTE_SECONDS: Final = 1.0
_NEAR_SECONDS: Final = 0.02
"""An endpoint that answers so soon is on this machine or beside it."""
_TELL_SECONDS: Final = 5.0
"""What sources do is learnt from so often."""


def fetch(
    job: Job,
    order: Download,
    live: Live,
    means: Means,
    symlinks: bool | None,
    found: Chosen,
    clients: tuple[HubClient, ...],
    kept: Kept | None,
    started: float,
) -> Outcome:
    """Fetches what is missing of `found`. `kept`: what was decided when the job ran first; `started`: the
    monotonic second. Raises `Failure`, `Paused` and what else `bring` raises."""
    repo = found.repo
    live.update(lambda view: msgspec.structs.replace(view, commit=found.commit))
    writer = RepoWriter(Path(order.cache), repo, symlinks=symlinks)
    landing = _destination(order, writer, found, means.pieces, job.heed)
    goals = _goals(found.files, by_path=bool(order.local_dir))
    total = sum(goal.size for goal in goals)
    live.update(lambda view: msgspec.structs.replace(view, total=total, files=len(goals)))
    if not order.local_dir:
        writer.prepare()
        writer.write_listing(found.commit, listed(found.tree))
    here, missing = _sorted_out(goals, landing, job.heed)
    landed = landed_of(missing, landing)
    if kept is None:
        asked = job.created if order.commit else time.time()
        kept = Kept(found.commit, sum(goal.size for goal in here) + sum(landed.values()), asked)
        job.note(KEPT, kept)
    reused = kept.reused
    live.update(lambda view: msgspec.structs.replace(view, reused=reused))
    brought = Brought(job)
    if brought.killed:
        came = sum(goal.size for goal in here) + sum(landed.values()) - kept.reused
        brought.add(came - brought.total(), clients[0].endpoint)
    base = Path(order.local_dir or order.cache)
    if missing:
        transfer = bring(
            job,
            live,
            means,
            Errand(found, clients, landing, tuple(here), tuple(missing), landed, base, order),
            brought,
        )
        failed = [file.problem for file in transfer.files() if file.problem]
        if failed:
            raise Failure.of(explained(failed[0], found, clients))
    landing.settle()
    revision = order.revision or "main"
    if not order.local_dir and not (writer.ref_written(revision) or 0.0) > kept.at:
        # Who looked later knows better: this download may have been pinned days ago.
        writer.write_ref(revision, found.commit)
    job.report(Progress(done=total, total=total))
    # What another program brought meanwhile was reused, too.
    downloaded = min(brought.total(), total)
    return Outcome(
        DownloadResult(
            repo=str(repo),
            commit=found.commit,
            path=str(landing.folder),
            files=_files(found),
            bytes=sum(file.size for file in found.files),
            downloaded=downloaded,
            reused=total - downloaded,
            seconds=round(time.monotonic() - started, 3),
            sources=brought.all(),
        )
    )


class Errand(Struct, frozen=True):
    """What is to be brought, from where and whereto."""

    found: Chosen
    clients: tuple[HubClient, ...]
    landing: Destination
    here: tuple[Goal, ...]
    missing: tuple[Goal, ...]
    landed: dict[str, int]
    """Bytes of the missing ones that an earlier run brought, by path."""
    base: Path
    """A folder of the volume that is written to."""
    order: DownloadsOrder


def bring(
    job: Job,
    live: Live,
    means: Means,
    errand: Errand,
    brought: Brought,
) -> Transfer:
    """Fetches what is missing, and shows how it goes; single files that could not be had are told by the
    transfer's files. Raises what `Transfer.run` and `Job.heed` raise, and `NoRoom`."""
    here = sum(goal.size for goal in errand.here)
    total = here + sum(goal.size for goal in errand.missing)
    cells = Cells(total, CELLS, CELL_HERE, CELL_NONE, CELL_SOURCES)
    cells.add(0, here, -1)

    def most() -> int:
        return live.limits.connections or means.at_most()

    transfer = Transfer(
        errand.missing,
        _sources(errand, means.outward),
        errand.landing,
        means.outward.pool(),
        pace=Pace((means.bucket, TokenBucket(lambda: live.limits.rate))),
        cells=cells,
        headers=means.outward.headers,
        most=most(),
        first=here,
        paused=lambda: live.paused,
    )
    live.begin(transfer, errand.here, errand.landed)
    deeds = Deeds(transfer.sources(), means.outward.experience)
    looked = told = time.monotonic()

    def watched() -> None:
        nonlocal looked, told
        job.heed()
        if _all_paused(transfer, live.paused):
            raise Paused(problem("download-files-paused"))
        now = time.monotonic()
        deeds.look(now)
        if now - told > _TELL_SECONDS:
            told = now
            deeds.note()
        if now - looked > _NOTE_SECONDS:
            looked = now
            # What was asked for in another process is only written down.
            live.paused = paused_files(job.noted(PAUSED_FILES))
            live.limits = limits_of(errand.order, job.noted(LIMITS))
            transfer.limit_connections(most())
            means.room.check(errand.base, live.left())
            if brought.note(transfer.sources()):
                job.count_anew()

    def every() -> None:
        job.report(live.progress())
        means.room.refresh(job.id, live.left())

    with (
        means.room.promised(job.id, errand.base, live.left),
        brought.watched(transfer.sources),
        deeds.noted_at_the_end(),
    ):
        try:
            transfer.run(watched, every)
        except Failure as failure:
            if failure.problem.code == "disk-full" and not means.room.holds(errand.base, 0):
                raise means.room.full(errand.base, live.left()) from failure
            raise
    return transfer


def plan(order: Download, outward: Outward, symlinks: bool | None) -> DownloadResult:
    """What `order` would bring; nothing is written, and nothing hashed. Raises `Failure`."""
    repo = parse_repo(order.repo)
    if repo is None:
        raise Failure("not-a-repo-name", what=order.repo)
    clients = outward.clients(order.endpoints)
    found = choose(order, repo, clients, order.commit, lambda: None, outward.experience)
    writer = RepoWriter(Path(order.cache), repo, symlinks=symlinks)
    goals = _goals(found.files, by_path=bool(order.local_dir))
    folder = FolderWriter(Path(order.local_dir)) if order.local_dir else None

    def is_here(goal: Goal) -> bool:
        note = folder.note(goal.path) if folder is not None else None
        return (note is not None and note.etag == goal.digest) or writer.has(goal.digest, goal.size)

    here = sum(goal.size for goal in goals if is_here(goal))
    return DownloadResult(
        repo=str(repo),
        commit=found.commit,
        path=order.local_dir or str(writer.snapshot(found.commit)),
        files=_files(found),
        bytes=sum(file.size for file in found.files),
        downloaded=sum(goal.size for goal in goals) - here,
        reused=here,
    )


def _files(found: Chosen) -> tuple[DownloadedFile, ...]:
    return tuple(DownloadedFile(path=file.path, bytes=file.size, blob=file.digest) for file in found.files)


def _goals(files: Sequence[RemoteFile], *, by_path: bool) -> list[Goal]:
    """What is to be there, each blob once unless every path is a file of its own."""
    found: dict[str, Goal] = {}
    for file in files:
        found.setdefault(file.path if by_path else file.digest, Goal(file.path, file.size, file.digest))
    return sorted(found.values(), key=lambda goal: goal.path)


def _destination(
    order: Download, writer: RepoWriter, found: Chosen, pieces: Path, check: Callable[[], None]
) -> Destination:
    if order.local_dir:
        folder = FolderWriter(Path(order.local_dir), cache=writer, check=check)
        folder.prepare()
        folder.write_listing(found.commit, listed(found.tree))
        return FolderLanding(folder, found.commit)
    paths: dict[str, list[str]] = {}
    for file in found.files:
        paths.setdefault(file.digest, []).append(file.path)
    return CacheLanding(writer, found.commit, paths, lambda digest, sums: keep_sums(pieces, digest, sums))


def _sorted_out(
    goals: Sequence[Goal], landing: Destination, check: Callable[[], None]
) -> tuple[list[Goal], list[Goal]]:
    """What is there, and what is missing."""
    here: list[Goal] = []
    missing: list[Goal] = []
    for goal in goals:
        check()
        (here if landing.here(goal) else missing).append(goal)
    return here, missing


def landed_of(missing: Sequence[Goal], landing: Destination) -> dict[str, int]:
    """Bytes of missing files that an earlier run brought, by path."""
    found: dict[str, int] = {}
    for goal in missing:
        landed = landed_before(landing.journal(goal), digest=goal.digest, size=goal.size)
        if landed and landing.part(goal).exists():
            found[goal.path] = landed
    return found


def _sources(errand: Errand, outward: Outward) -> list[Source]:
    now, found, experience = time.monotonic(), errand.found, outward.experience
    pool = outward.pool()
    aside = experience.resting() - {found.trusted}
    if not errand.order.endpoints:
        aside |= experience.reserve()

    def source(client: HubClient) -> Source:
        def url_of(path: str) -> str:
            return resolve_url(client.endpoint, found.repo, found.commit, path)

        return Source(
            client.endpoint,
            urlsplit(client.endpoint).netloc,
            url_of,
            outward.tokens.header_for,
            commit=found.commit,
            trusted=client.endpoint == found.trusted,
            near=pool.answers_within(split_url(client.endpoint)[0], _NEAR_SECONDS),
            reserve=client.endpoint in aside,
            each=experience.expected(client.endpoint),
            now=now,
        )

    return [source(client) for client in errand.clients]


def _all_paused(transfer: Transfer, paused: frozenset[str]) -> bool:
    left = [file for file in transfer.files() if not file.ended]
    return bool(left) and all(file.goal.path in paused for file in left)


def listed(tree: Sequence[RemoteFile]) -> dict[str, Listed]:
    """A tree as huggingface_hub keeps it."""
    return {
        file.path: Listed(
            size=file.size,
            blob_id=file.oid,
            lfs_sha256=file.digest if file.lfs else None,
            lfs_size=file.size if file.lfs else None,
            xet_hash=file.xet_hash or None,
        )
        for file in tree
    }


def explained(told: Problem, found: Chosen, clients: Sequence[HubClient]) -> Problem:
    """Why a file can't be had, as the endpoint itself says it where it refused."""
    if told.code != "source-forbidden":
        return told
    path = str(told.params.get("path", ""))
    for client in clients:
        if client.endpoint == found.trusted:
            return client.why_refused(found.repo, found.commit, path) or told
    return told


def keep_sums(folder: Path, digest: str, sums: bytes) -> None:
    """Remembers the sums of a blob's pieces, so that a repair need not fetch all of it again."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        aside = folder / f"{digest}.new"
        aside.write_bytes(sums)
        aside.replace(folder / digest)
    except OSError:
        return  # a repair will fetch more than it had to
