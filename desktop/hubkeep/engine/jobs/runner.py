"""Runs jobs: one lane after another's fashion, resumed after a kill, told to everyone alike.

A job is run by whoever holds its lock, so a window's engine and a command line can share a home.
"""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, Protocol
from zlib import crc32

import msgspec

from ..cache.spelling import spelled, spelled_throughout
from ..problems import Failure, Problem, from_os_error, problem
from ..system.locks import ProcessLock, is_held
from .rate import Rate
from .store import CANCELLED, JobStore, StoredJob
from .values import FINISHED, JobState, JobView, Progress

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
        if not progress.note.isascii():
            progress = msgspec.structs.replace(progress, note=spelled(progress.note))
        now = time.monotonic()
        with self._lock:
            self._progress = progress
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
            if self._cancelled.is_set() or self._interrupted.is_set():
                break
        if self._interrupted.is_set():
            raise Interrupted
        if self._cancelled.is_set():
            raise Cancelled

    def check_open(self) -> None:
        """As `check`, for work that can't be cancelled any more: raises `Interrupted` alone."""
        if self._interrupted.is_set():
            raise Interrupted

    def stopping(self) -> bool:
        """Whether `check` would raise."""
        return self._cancelled.is_set() or self._interrupted.is_set()

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
        """`works` by kind; jobs of one lane and cache run one after the other, in whatever process.
        `on_change` is told, from any thread, that `jobs()` may say something new."""
        self._store = store
        self._locks = locks
        self._works = works
        self._lane_of = lane_of
        self._on_change = on_change
        self._lock = threading.Lock()
        self._running: dict[int, Job] = {}
        self._unwritten: dict[int, JobView] = {}
        """Ends that the store could not take."""
        self._lanes: dict[str, threading.Thread] = {}
        self._closing = threading.Event()
        self._done = threading.Condition(self._lock)
        self._ended = 0

    def order(self, kind: str, cache: str, subject: str, count: int, order: bytes) -> int:
        """Queues a job and sees that its lane runs; its id. The same order as one that is not finished
        yet (the engine was killed, and is asked again) is that one, which goes on."""
        number = self._store.waiting(kind, order)
        if number is None:
            number = self._store.add(kind, cache, spelled(subject), count, order)
        else:
            self.control(number, "resume")
        self._wake(kind)
        self._on_change()
        return number

    def resume(self) -> None:
        """Goes on with what an earlier engine left."""
        for kind in {stored.view.kind for stored in self._store.unfinished()}:
            self._wake(kind)

    def jobs(self) -> tuple[JobView, ...]:
        """All jobs worth showing, newest first."""
        return tuple(self._seen(stored.view) for stored in self._store.listed())

    def _seen(self, view: JobView) -> JobView:
        with self._lock:
            job = self._running.get(view.id)
            ended = self._unwritten.get(view.id)
        if job is not None:
            return job.seen(view)
        if ended is not None:
            return ended
        if view.state == "running" and not is_held(self._lock_file(view.id)):
            return msgspec.structs.replace(view, state="queued")  # whoever ran it was killed
        return view

    def busy(self) -> bool:
        """Whether any job runs here."""
        with self._lock:
            return bool(self._running)

    def wait(self, number: int) -> JobView:
        """Blocks until the job is finished, by whoever runs it; its last view."""
        while True:
            with self._lock:
                ended = self._ended
            stored = self._store.get(number)
            if stored is None:
                return JobView(id=number, kind="", state="cancelled")
            view = self._seen(stored.view)
            if view.state in FINISHED:
                return view
            with self._lock:
                if self._ended == ended:
                    self._done.wait(_LOOK_EVERY)

    def result(self, number: int) -> bytes | None:
        """JSON of what the job brought."""
        return self._store.result(number)

    def control(self, number: int, action: str) -> None:
        """cancel, pause, resume, retry or dismiss. Raises `Failure` where the job is unknown or another
        process runs it."""
        stored = self._store.get(number)
        if stored is None:
            raise Failure("job-unknown", job=number)
        view = stored.view
        if view.state in FINISHED:
            if action == "dismiss":
                self._store.dismiss(number)
            elif action == "retry" and view.state == "done":
                self._store.dismiss(number)
                self.order(view.kind, view.cache, view.subject, view.count, stored.order)
            elif action == "retry":
                self._unwritten.pop(number, None)
                self._store.requeue(number)
                self._wake(view.kind)
        elif action in {"cancel", "pause", "resume"}:
            self._steer(number, action)
            self._wake(view.kind)
        self._on_change()

    def _steer(self, number: int, action: str) -> None:
        """Cancels, pauses or resumes a job that is not finished."""
        with self._lock:
            job = self._running.get(number)
            if job is not None:
                if action == "cancel":
                    job.cancel()
                else:
                    job.pause(action == "pause")
        if job is not None:
            if action != "cancel":
                self._store.set_state(number, "paused" if action == "pause" else "running")
            return
        lock = ProcessLock(self._lock_file(number))
        if not self._store.in_memory and not lock.acquire():
            if action == "resume":
                return  # it runs
            raise Failure("job-elsewhere", job=number)
        try:
            if action == "cancel":
                # What it did until it was killed may have to be cleaned up, which its work knows.
                self._store.note(number, CANCELLED, True)
            self._store.set_state(number, "paused" if action == "pause" else "queued")
        finally:
            lock.release()

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

    def _lane_file(self, lane: str, cache: str) -> Path:
        return self._locks / f"{lane}-{crc32(cache.encode()):08x}.lock"

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
            try:
                with self._lock:
                    # Under the lock, so that an order coming now either is seen here or finds no lane.
                    waiting = self._waiting(lane)
                    if not waiting:
                        del self._lanes[lane]
                        return
                ran = any(self._run(stored, lane) for stored in waiting)
            except Failure:
                ran = False  # the store does not answer just now
            if not ran and self._closing.wait(_LOOK_EVERY):
                break
        with self._lock:
            self._lanes.pop(lane, None)

    def _waiting(self, lane: str) -> list[StoredJob]:
        return [
            stored
            for stored in self._store.unfinished()
            if self._lane_of(stored.view.kind) == lane
            and stored.view.state != "paused"
            and stored.view.id not in self._unwritten
        ]

    def _run(self, stored: StoredJob, lane: str) -> bool:
        """Runs one job if no other process does, nor another job of the lane. Whether it was ours."""
        number = stored.view.id
        with (
            ProcessLock(self._lock_file(number)) as lock,
            ProcessLock(self._lane_file(lane, stored.view.cache)) as lane_lock,
        ):
            # Where the disk has no room for a job it has none for a lock, and nobody else knows the job.
            if not self._store.in_memory and not (lock.acquire() and lane_lock.acquire()):
                return False
            current = self._store.get(number)
            if current is None or current.view.state in FINISHED or current.view.state == "paused":
                return False
            job = Job(number, self._store, stored.view.created)
            job.report(stored.view.progress)
            if self._store.noted(number, CANCELLED) is not None:
                job.cancel()
            with self._lock:
                if self._closing.is_set():
                    return False
                self._running[number] = job
            try:
                self._store.set_state(number, "running")
                self._on_change()
                self._work(job, stored)
            finally:
                with self._lock:
                    self._running.pop(number, None)
                    self._ended += 1
                    self._done.notify_all()
                self._on_change()
            return True

    def _work(self, job: Job, stored: StoredJob) -> None:
        """Does a job's work and writes down how it ended."""
        state: JobState = "failed"
        told: Problem | None = None
        outcome: Outcome | None = None
        try:
            work = self._works.get(stored.view.kind)
            if work is None:
                raise Failure("job-kind-unknown", kind=stored.view.kind)
            outcome = work(job, stored.order)
            state = "done"
        except Interrupted:
            state = "paused" if job.paused else "queued"
        except Cancelled:
            state = "cancelled"
        except Failure as failure:
            told = failure.problem
        except OSError as error:
            told = from_os_error(
                error, str(error.filename or stored.view.subject or stored.view.cache)
            ).problem
        except Exception as error:  # noqa: BLE001 - told to the job and to stderr
            # A defect of ours must end this job, not the engine with all the others.
            told = problem("defect", what=f"{type(error).__name__}: {error}")
            sys.excepthook(type(error), error, error.__traceback__)
        told = spelled_throughout(told)
        try:
            self._store.set_progress(job.id, job.last())
            if state not in FINISHED:
                self._store.set_state(job.id, state)
            elif outcome is not None:
                self._store.finish(job.id, state, result=outcome.result, undoable=outcome.undoable)
            else:
                self._store.finish(job.id, state, problem=told)
        except Failure as failure:
            # It ended all the same. The next start does it once more, which every work can bear.
            view = msgspec.structs.replace(
                stored.view, state="failed", problem=told or failure.problem, progress=job.last()
            )
            with self._lock:
                self._unwritten[job.id] = view
