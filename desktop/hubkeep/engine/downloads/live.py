"""Downloads that run in this process, as others see them while they do."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec

from ..jobs.values import Progress
from ..problems import Problem, problem
from ..transfer.errand import FileUnderWay, Goal
from ..transfer.source import Source
from ..transfer.transfer import Transfer
from .limits import Limits
from .values import DownloadView, FileState, FileView, SourceView

_STATES: Final[dict[str, FileState]] = {
    "waiting": "waiting",
    "opening": "waiting",
    "locked": "waiting",
    "fetching": "fetching",
    "checking": "checking",
    "done": "done",
    "here": "here",
    "paused": "paused",
    "failed": "failed",
}


class Live:
    """One running download. Written by its work, read by whoever shows it."""

    def __init__(self, view: DownloadView, paused: frozenset[str], limits: Limits) -> None:
        """`paused` are the paths that wait because the user said so."""
        self._lock = threading.Lock()
        self._view = view
        self._here: tuple[Goal, ...] = ()
        self._landed: dict[str, int] = {}
        """By path, what was seen last of files that are not open yet, or not any more."""
        self._transfer: Transfer | None = None
        self.paused = paused
        self.limits = limits

    def update(self, change: Callable[[DownloadView], DownloadView]) -> None:
        with self._lock:
            self._view = change(self._view)

    def begin(self, transfer: Transfer, here: Sequence[Goal], landed: Mapping[str, int]) -> None:
        """From now on bytes flow; the files of `here` were there before, and `landed` bytes of others, by
        path."""
        with self._lock:
            self._transfer, self._here, self._landed = transfer, tuple(here), dict(landed)

    def view(self) -> DownloadView:
        """As it stands now."""
        with self._lock:
            view, transfer, here = self._view, self._transfer, self._here
        if transfer is None:
            return view
        files = transfer.files()
        done = sum(goal.size for goal in here) + sum(self._done(file) for file in files)
        sources = tuple(_source_view(source) for source in transfer.sources())
        rate = sum(source.rate for source in sources)
        left = max(0, view.total - done)
        working = next((file for file in files if file.status == "fetching"), None)
        waiting = None
        if rate < 1 and working is None:
            waiting = next((_elsewhere(file) for file in files if file.status == "locked"), None)
        return msgspec.structs.replace(
            view,
            done=done,
            files=len(here) + len(files),
            files_done=len(here) + sum(1 for file in files if file.status in {"done", "here"}),
            files_failed=sum(1 for file in files if file.status == "failed"),
            rate=rate,
            eta=left / rate if rate > 1 else None,
            sources=sources,
            cells=transfer.cells(),
            note=working.goal.path if working is not None else "",
            waiting=waiting,
        )

    def progress(self) -> Progress:
        """How far it is; costs less than `view`."""
        with self._lock:
            view, transfer, here = self._view, self._transfer, self._here
        files = transfer.files() if transfer is not None else []
        done = sum(goal.size for goal in here) + sum(self._done(file) for file in files)
        working = next((file for file in files if file.status == "fetching"), None)
        return Progress(done=done, total=view.total, note=working.goal.path if working else "")

    def left(self) -> int:
        """Bytes that are still to be written; 0 while that is not known."""
        with self._lock:
            transfer = self._transfer
        files = transfer.files() if transfer is not None else []
        return sum(file.goal.size - self._done(file) for file in files if not file.ended)

    def files(self) -> tuple[FileView, ...] | None:
        """By path; None while it is not known which they are."""
        with self._lock:
            transfer, here = self._transfer, self._here
        if transfer is None:
            return None
        found = [FileView(path=goal.path, size=goal.size, done=goal.size, state="here") for goal in here]
        found += [_file_view(file, self._done(file), self.paused) for file in transfer.files()]
        return tuple(sorted(found, key=lambda file: file.path))

    def _done(self, file: FileUnderWay) -> int:
        """Bytes of a file that are on the disk, be it open or not."""
        if file.status in {"done", "here"}:
            return file.goal.size
        part = file.part
        if part is not None:
            self._landed[file.goal.path] = part.done
        return self._landed.get(file.goal.path, 0)


def _elsewhere(file: FileUnderWay) -> Problem:
    return problem("download-elsewhere", path=file.goal.path)


def _source_view(source: Source) -> SourceView:
    return SourceView(
        endpoint=source.endpoint,
        host=source.host,
        rate=source.speed.value,
        bytes=max(0, source.bytes),
        connections=source.busy,
        state=source.state,
        problem=source.problem,
    )


def _file_view(file: FileUnderWay, done: int, paused: frozenset[str]) -> FileView:
    state = _STATES[file.status]
    if not file.ended and file.goal.path in paused:
        state = "paused"
    return FileView(path=file.goal.path, size=file.goal.size, done=done, state=state, problem=file.problem)
