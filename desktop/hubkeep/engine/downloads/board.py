"""The queue as everyone sees it: what the store knows of each job, with what this process knows of those
that run here."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct

from ..jobs.job import Job
from ..jobs.store import StoredJob
from ..jobs.values import FINISHED, JobView
from ..problems import Failure
from .limits import LIMITS, limits_of
from .orders import Download, DownloadsOrder, Repair
from .values import DownloadResult, DownloadView, RepairResult, SourceView

if TYPE_CHECKING:
    from .live import Live

KINDS: Final = frozenset({"download", "repair"})
KEPT: Final = "kept"
"""The note of a job that holds a `Kept`."""
PAUSED_FILES: Final = "paused-files"
"""The note of a job that names them."""
PICTURE: Final = "picture"
"""The note of a job that holds a `Picture`."""
_SHOWN: Final = 20
"""Finished ones that are still listed."""


class Kept(Struct, frozen=True):
    """What a download remembers over a kill."""

    commit: str
    reused: int
    """Bytes that were here before it began."""
    at: float = 0
    """When the commit was looked up, in seconds since 1970."""


class Picture(Struct, frozen=True):
    """How a download looked when it let go: so it is shown until it goes on."""

    cells: str
    sources: tuple[SourceView, ...]
    files: int
    files_done: int

    @classmethod
    def of(cls, view: DownloadView) -> Picture:
        still = tuple(
            msgspec.structs.replace(source, rate=0.0, connections=0)
            for source in view.sources
            if source.bytes or source.state != "ok"
        )
        return cls(view.cells, still, view.files, view.files_done)

    def on(self, view: DownloadView) -> DownloadView:
        return msgspec.structs.replace(
            view, cells=self.cells, sources=self.sources, files=self.files, files_done=self.files_done
        )


def picture_in(noted: bytes | None) -> Picture | None:
    return msgspec.json.decode(noted, type=Picture) if noted else None


class Board:
    """Running downloads by job."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._live: dict[int, Live] = {}

    @contextmanager
    def running(self, job: Job, view: DownloadView, order: DownloadsOrder) -> Iterator[Live]:
        """While this lasts, the download is shown as it stands."""
        from .live import Live  # brings the whole mover of bytes

        came = job.last()  # by an earlier run, until this one knows better
        view = msgspec.structs.replace(view, done=came.done, total=came.total)
        if (before := picture_in(job.noted(PICTURE))) is not None:
            view = before.on(view)
        live = Live(view, paused_files(job.noted(PAUSED_FILES)), limits_of(order, job.noted(LIMITS)))
        with self._lock:
            self._live[job.id] = live
        try:
            yield live
        finally:
            last = live.view()
            if last.cells:
                with contextlib.suppress(Failure):  # it is only a picture
                    job.note(PICTURE, Picture.of(last))
            with self._lock:
                del self._live[job.id]

    def get(self, job: int) -> Live | None:
        with self._lock:
            return self._live.get(job)

    def all(self) -> list[Live]:
        with self._lock:
            return list(self._live.values())


def paused_files(noted: bytes | None) -> frozenset[str]:
    """The paths that wait because the user said so, as a job keeps them."""
    return frozenset(msgspec.json.decode(noted, type=list[str])) if noted else frozenset()


def order_of(stored: StoredJob) -> DownloadsOrder:
    return msgspec.json.decode(stored.order, type=Download | Repair)


def in_order(jobs: Sequence[StoredJob]) -> list[StoredJob]:
    """Unfinished downloads in the order they run, then the last finished ones, newest first. `jobs` are
    unfinished ones in their order, finished ones in any. Pure."""
    mine = [stored for stored in jobs if stored.view.kind in KINDS]
    over = [stored for stored in mine if stored.view.state in FINISHED]
    over.sort(key=lambda stored: -(stored.view.finished or 0))
    return [stored for stored in mine if stored.view.state not in FINISHED] + over[:_SHOWN]


def view_of(
    stored: StoredJob,
    job: JobView,
    live: Live | None,
    commit: str,
    result: bytes | None,
    picture: Picture | None = None,
    limits: bytes | None = None,
) -> DownloadView:
    """One download. `commit` is what the job resolved to, `result` what it brought, `picture` how it looked
    when it ran last, `limits` what it is held to in place of what was ordered; all where known."""
    held = limits_of(order_of(stored), limits)
    view = _view_of(stored, job, live, commit, result, picture)
    return msgspec.structs.replace(view, limit_rate=held.rate, connections=held.connections)


def _view_of(
    stored: StoredJob,
    job: JobView,
    live: Live | None,
    commit: str,
    result: bytes | None,
    picture: Picture | None,
) -> DownloadView:
    order = order_of(stored)
    if live is not None and job.state in {"running", "paused"}:
        return _of_job(job, live.view())
    base = DownloadView(
        id=job.id,
        kind="download" if isinstance(order, Download) else "repair",
        repo=order.repo,
        revision=(order.revision or "main") if isinstance(order, Download) else "",
        commit=commit or (order.commit if isinstance(order, Download) else ""),
        cache=order.cache,
        local_dir=order.local_dir if isinstance(order, Download) else "",
        total=job.progress.total,
        done=job.progress.done,
        note=job.progress.note,
        link=str(job.problem.params.get("url", "")) if job.problem else "",
    )
    if job.state == "running":  # in another process
        base = msgspec.structs.replace(base, rate=job.rate, eta=job.eta)
    if picture is not None and job.state != "done":
        base = picture.on(base)
    if result is not None and job.state == "done":
        base = _with_result(base, result)
    return _of_job(job, base)


def _of_job(view: JobView, base: DownloadView) -> DownloadView:
    """`base` with what the runner says of its job."""
    live = view.state == "running"
    return msgspec.structs.replace(
        base,
        state=view.state,
        waiting=view.waiting or base.waiting,
        retry_in=view.retry_in,
        problem=view.problem,
        finished=view.finished,
        rate=base.rate if live else None,
        eta=base.eta if live else None,
    )


def _with_result(view: DownloadView, result: bytes) -> DownloadView:
    if view.kind == "repair":
        repaired = msgspec.json.decode(result, type=RepairResult)
        return msgspec.structs.replace(view, files=len(repaired.files), files_done=len(repaired.files))
    got = msgspec.json.decode(result, type=DownloadResult)
    return msgspec.structs.replace(
        view,
        commit=got.commit,
        files=len(got.files),
        files_done=len(got.files),
        total=got.bytes,
        done=got.bytes,
        reused=got.reused,
    )
