"""Runs jobs: one lane after another's fashion, resumed after a kill, told to everyone alike.

A job is run by whoever holds its lock, so a window's engine and a command line can share a home.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, Protocol

import msgspec

from ..problems import Failure, from_os_error, problem
from ..system.locks import ProcessLock
from .rate import Rate
from .store import JobStore, StoredJob
from .values import FINISHED, JobView, Progress

_SAVE_EVERY: Final = 1.0
"""Seconds between two writes of a job's progress."""
_LOOK_EVERY: Final = 1.0
"""Seconds between two looks at what other processes do with the jobs."""


class Cancelled(Exception):
    """The job was cancelled; raised by `Job.check` in the midst of the work."""


class Interrupted(Exception):
    """The engine is closing; the job stays where it is and goes on at the next start."""


class Job:
    """What the work sees of its job."""

    def __init__(self, number: int, store: JobStore, created: float) -> None:
        self.id = number
        self.created = created
        self._store = store
        self._lock = threading.Lock()
        self._progress = Progress()
        self._cancelled = threading.Event()
        self._interrupted = threading.Event()
        self._going = threading.Event()
        self._going.set()
        self._rate = Rate()
        self._saved = 0.0

    def report(self, progress: Progress) -> None:
        """How far the work is. Cheap: call it as often as you like."""
        now = time.monotonic()
        with self._lock:
            self._progress = progress
            self._rate.read(now, progress.done)
            save = now - self._saved > _SAVE_EVERY
            if save:
                self._saved = now
        if save:
            self._store.set_progress(self.id, progress)

    def check(self) -> None:
        """To be called between steps: waits while paused; raises `Cancelled` or `Interrupted`."""
        while not self._going.wait(0.2):
            if self._cancelled.is_set() or self._interrupted.is_set():
                break
        if self._interrupted.is_set():
            raise Interrupted
        if self._cancelled.is_set():
            raise Cancelled

    def stopping(self) -> bool:
        """Whether `check` would raise."""
        return self._cancelled.is_set() or self._interrupted.is_set()

    def note(self, name: str, value: Any) -> None:
        """Remembers `value` over a kill."""
        self._store.note(self.id, name, value)

    def noted(self, name: str) -> bytes | None:
        """JSON of what was noted."""
        return self._store.noted(self.id, name)

    def audit(self, action: str, subject: str, size: int, details: str = "") -> None:
        self._store.audit(action, subject, size, details)

    def set_undoable(self, job: int, undoable: bool) -> None:
        self._store.set_undoable(job, undoable)

    # --- for the runner -------------------------------------------------------------------------

    def cancel(self) -> None:
        self._cancelled.set()

    def interrupt(self) -> None:
        self._interrupted.set()

    def pause(self, paused: bool) -> None:
        (self._going.clear if paused else self._going.set)()

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
                progress=self._progress,
                rate=None if self.paused else self._rate.rate(now),
                eta=None if self.paused else self._rate.eta(now, self._progress.total),
            )

    def last(self) -> Progress:
        with self._lock:
            return self._progress


class Outcome(msgspec.Struct, frozen=True):
    """What a job's work returns: the result for `FetchResult`, and whether `Undo` can take it back."""

    result: Any
    undoable: bool = False


class Work(Protocol):
    """A kind of job. Gets the JSON of its order; must be able to begin again after a kill."""

    def __call__(self, job: Job, order: bytes, /) -> Outcome: ...


class JobRunner:
    """Takes orders, runs them a lane at a time, knows all jobs."""

    def __init__(
        self,
        store: JobStore,
        locks: Path,
        works: Mapping[str, Work],
        lane_of: Callable[[str], str],
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        """`works` by kind; jobs of one lane run one after the other. `on_change` is told, from any
        thread, that `jobs()` may say something new."""
        self._store = store
        self._locks = locks
        self._works = works
        self._lane_of = lane_of
        self._on_change = on_change
        self._lock = threading.Lock()
        self._running: dict[int, Job] = {}
        self._lanes: dict[str, threading.Thread] = {}
        self._closing = threading.Event()
        self._done = threading.Condition(self._lock)

    def order(self, kind: str, cache: str, subject: str, count: int, order: bytes) -> int:
        """Queues a job and sees that its lane runs; its id."""
        number = self._store.add(kind, cache, subject, count, order)
        self._wake(kind)
        self._on_change()
        return number

    def resume(self) -> None:
        """Goes on with what an earlier engine left."""
        for kind in {stored.view.kind for stored in self._store.unfinished()}:
            self._wake(kind)

    def jobs(self) -> tuple[JobView, ...]:
        """All jobs worth showing, newest first."""
        views = [stored.view for stored in self._store.listed()]
        with self._lock:
            running = dict(self._running)
        return tuple(running[view.id].seen(view) if view.id in running else view for view in views)

    def busy(self) -> bool:
        """Whether any job runs here."""
        with self._lock:
            return bool(self._running)

    def wait(self, number: int) -> JobView:
        """Blocks until the job is finished, by whoever runs it; its last view."""
        while True:
            stored = self._store.get(number)
            if stored is None or stored.view.state in FINISHED:
                return stored.view if stored else JobView(id=number, kind="", state="cancelled")
            with self._lock:
                self._done.wait(_LOOK_EVERY if number not in self._running else 0.2)

    def result(self, number: int) -> bytes | None:
        """JSON of what the job brought."""
        return self._store.result(number)

    def control(self, number: int, action: str) -> None:
        """cancel, pause, resume, retry or dismiss. Raises `Failure` where the job is unknown or another
        process runs it."""
        stored = self._store.get(number)
        if stored is None:
            raise Failure("job-unknown", job=number)
        with self._lock:
            job = self._running.get(number)
        if action == "retry":
            view = stored.view
            if view.state in FINISHED:
                self._store.dismiss(number)
                self.order(view.kind, view.cache, view.subject, view.count, stored.order)
        elif action == "dismiss":
            if stored.view.state in FINISHED:
                self._store.dismiss(number)
        elif job is not None:
            if action == "cancel":
                job.cancel()
            else:
                job.pause(action == "pause")
        elif stored.view.state not in FINISHED:
            lock = ProcessLock(self._lock_file(number))
            if not lock.acquire():
                raise Failure("job-elsewhere", job=number)
            try:
                if action == "cancel":
                    self._store.set_state(number, "cancelled")
                else:
                    self._store.set_state(number, "paused" if action == "pause" else "queued")
            finally:
                lock.release()
            self._wake(stored.view.kind)
        self._on_change()

    def close(self) -> None:
        """Interrupts what runs and waits; the jobs go on at the next start."""
        self._closing.set()
        with self._lock:
            for job in self._running.values():
                job.interrupt()
            threads = list(self._lanes.values())
        for thread in threads:
            thread.join()

    # --- within ---------------------------------------------------------------------------------

    def _lock_file(self, number: int) -> Path:
        return self._locks / f"{number}.lock"

    def _wake(self, kind: str) -> None:
        lane = self._lane_of(kind)
        with self._lock:
            if self._closing.is_set() or lane in self._lanes:
                return
            thread = threading.Thread(target=self._run_lane, args=(lane,), name=f"jobs-{lane}")
            self._lanes[lane] = thread
            thread.start()

    def _run_lane(self, lane: str) -> None:
        while not self._closing.is_set():
            with self._lock:
                # Under the lock, so that an order coming now either is seen here or finds no lane.
                waiting = [
                    stored
                    for stored in self._store.unfinished()
                    if self._lane_of(stored.view.kind) == lane and stored.view.state != "paused"
                ]
                if not waiting:
                    del self._lanes[lane]
                    return
            if not any(self._run(stored) for stored in waiting) and self._closing.wait(_LOOK_EVERY):
                break
        with self._lock:
            self._lanes.pop(lane, None)

    def _run(self, stored: StoredJob) -> bool:
        """Runs one job if no other process does. Whether it was ours."""
        number = stored.view.id
        self._locks.mkdir(parents=True, exist_ok=True)
        lock = ProcessLock(self._lock_file(number))
        if not lock.acquire():
            return False
        try:
            current = self._store.get(number)
            if current is None or current.view.state in FINISHED or current.view.state == "paused":
                return False
            job = Job(number, self._store, stored.view.created)
            job.report(stored.view.progress)
            with self._lock:
                if self._closing.is_set():
                    return False
                self._running[number] = job
            self._store.set_state(number, "running")
            self._on_change()
            try:
                self._work(job, stored)
            finally:
                with self._lock:
                    self._running.pop(number, None)
                    self._done.notify_all()
                self._on_change()
            return True
        finally:
            lock.release()

    def _work(self, job: Job, stored: StoredJob) -> None:
        try:
            work = self._works.get(stored.view.kind)
            if work is None:
                raise Failure("job-kind-unknown", kind=stored.view.kind)
            outcome = work(job, stored.order)
        except Interrupted:
            self._store.set_progress(job.id, job.last())
        except Cancelled:
            self._store.set_progress(job.id, job.last())
            self._store.set_state(job.id, "cancelled")
        except Failure as failure:
            self._store.set_progress(job.id, job.last())
            self._store.set_state(job.id, "failed", problem=failure.problem)
        except OSError as error:
            told = from_os_error(error, str(error.filename or stored.view.subject or stored.view.cache))
            self._store.set_state(job.id, "failed", problem=told.problem)
        except Exception as error:
            # A defect of ours must end this job, not the engine with all the others.
            self._store.set_state(
                job.id, "failed", problem=problem("defect", what=f"{type(error).__name__}: {error}")
            )
            raise
        else:
            self._store.set_progress(job.id, job.last())
            self._store.set_result(job.id, outcome.result, undoable=outcome.undoable)
            self._store.set_state(job.id, "done")
