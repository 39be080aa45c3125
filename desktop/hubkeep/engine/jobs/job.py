"""A job as its work sees it, and the ways in which a work can end."""

from __future__ import annotations

import contextlib
import threading
import time
from typing import Any, Final, Protocol

import msgspec

from ..cache.spelling import spelled
from ..problems import Failure, Problem
from .rate import Rate
from .store import JobStore, StoredJob
from .values import JobView, Progress

_SAVE_EVERY: Final = 1.0
"""Seconds between two writes of a job's progress."""


class Cancelled(Exception):
    """The job was cancelled; raised by `Job.check` in the midst of the work."""


class Interrupted(Exception):
    """The engine is closing; the job stays where it is and goes on at the next start."""


class Paused(Exception):
    """The work has let go of everything until somebody resumes it: for a reason that a person has to see
    to (a full disk), or for none of its own, because `Job.pausing` asked it to."""

    def __init__(self, problem: Problem | None) -> None:
        self.problem = problem
        super().__init__(problem.sentence() if problem else "")


class Later(Exception):
    """The work is to be tried again in so many seconds; others may run meanwhile."""

    def __init__(self, problem: Problem, seconds: float) -> None:
        self.problem = problem
        self.seconds = seconds
        super().__init__(problem.sentence())


class Job:
    """What the work sees of its job."""

    def __init__(self, stored: StoredJob, store: JobStore) -> None:
        self.id = stored.view.id
        self.created = stored.view.created
        self.attempt = stored.attempt
        """How often it raised `Later` since it was ordered, resumed, or counted anew."""
        self._store = store
        self._lock = threading.Lock()
        self._progress = stored.view.progress
        self._waiting: Problem | None = None
        self._cancelled = threading.Event()
        self._interrupted = threading.Event()
        self._going = threading.Event()
        self._going.set()
        self._held = False
        self._rate = Rate()
        self._saved = 0.0
        self.over = False
        """For the runner: the work has ended, so nothing can be told it any more."""

    def report(self, progress: Progress, waiting: Problem | None = None) -> None:
        """How far the work is, and why it does not move just now. Cheap: call it as often as you like."""
        if not progress.note.isascii():
            progress = msgspec.structs.replace(progress, note=spelled(progress.note))
        now = time.monotonic()
        with self._lock:
            self._progress = progress
            self._waiting = waiting
            self._rate.read(now, progress.done)
            save = now - self._saved > _SAVE_EVERY
            if save:
                self._saved = now
        if save:
            # How far it came is no truth: a full disk must not stop what may be about to empty it.
            with contextlib.suppress(Failure):
                self._store.set_progress(self.id, progress)

    def check(self) -> None:
        """To be called between steps, from any thread: waits while paused; raises `Cancelled` or
        `Interrupted`."""
        while not self._going.wait(0.2):
            if self.stopping():
                break
        self._stop()

    def heed(self) -> None:
        """As `check`, for work that lets go of everything instead of waiting: raises `Paused` too."""
        self._stop()
        if self.pausing:
            raise Paused(None)

    def check_open(self) -> None:
        """As `check`, for work that can't be cancelled any more: raises `Interrupted` alone."""
        if self._interrupted.is_set():
            raise Interrupted

    def stopping(self) -> bool:
        """Whether `check` would raise."""
        return self._cancelled.is_set() or self._interrupted.is_set()

    @property
    def pausing(self) -> bool:
        """Whether the job is to let go, by raising `Paused(None)`: it is paused, the whole queue is, or its
        gate has closed. Work that can't let go waits in `check` while it is paused itself."""
        return self._held or not self._going.is_set()

    def count_anew(self) -> None:
        """The work got somewhere: what goes wrong from now on is a first attempt."""
        if self.attempt:
            self.attempt = 0
            with contextlib.suppress(Failure):
                self._store.count_anew(self.id)

    def note(self, name: str, value: Any) -> None:
        """Remembers `value` over a kill."""
        self._store.note(self.id, name, value)

    def noted(self, name: str) -> bytes | None:
        """JSON of what was noted."""
        return self._store.noted(self.id, name)

    def notes(self, prefix: str) -> list[bytes]:
        """JSON of all that was noted under names that begin with `prefix`, in their order."""
        return self._store.notes(self.id, prefix)

    def audit(self, action: str, subject: str, size: int, details: str = "") -> None:
        """Notes a change that was made. Not noting it is no reason to call the change failed."""
        with contextlib.suppress(Failure):
            self._store.audit(action, spelled(subject), size, spelled(details))

    def set_undoable(self, job: int, undoable: bool) -> None:
        """Whether `Undo` can take back what `job`, this one or another, did until now."""
        self._store.set_undoable(job, undoable)

    # --- for the runner -------------------------------------------------------------------------

    def cancel(self) -> None:
        self._cancelled.set()

    def interrupt(self) -> None:
        self._interrupted.set()

    def pause(self, paused: bool) -> None:
        (self._going.clear if paused else self._going.set)()

    def hold(self, held: bool) -> None:
        """Asks it to let go, and to queue again."""
        self._held = held

    @property
    def paused(self) -> bool:
        return not self._going.is_set()

    def seen(self, view: JobView) -> JobView:
        """`view` with the progress of this moment."""
        now = time.monotonic()
        with self._lock:
            return msgspec.structs.replace(
                view,
                state="paused" if self.paused else "running",
                waiting=None if self.paused else self._waiting,
                progress=self._progress,
                rate=None if self.paused else self._rate.rate(now),
                eta=None if self.paused else self._rate.eta(now, self._progress.total),
            )

    def last(self) -> Progress:
        with self._lock:
            return self._progress

    def _stop(self) -> None:
        if self._interrupted.is_set():
            raise Interrupted
        if self._cancelled.is_set():
            raise Cancelled


class Outcome(msgspec.Struct, frozen=True):
    """What a job's work returns: the result for `FetchResult`, and whether `Undo` can take it back."""

    result: Any
    undoable: bool = False


class Work(Protocol):
    """A kind of job. Gets the JSON of its order; must be able to begin again after a kill."""

    def __call__(self, job: Job, order: bytes, /) -> Outcome: ...
