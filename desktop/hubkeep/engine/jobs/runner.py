"""Runs jobs: one lane after another's fashion, resumed after a kill, told to everyone alike.

A job is run by whoever holds its lock, so a window's engine and a command line can share a home. What may
run is decided by one process at a time, which holds the lock of all beginnings: so slots are counted and
conflicting jobs kept apart without a race. Who can't tell a job what is asked of it writes it down, and
whoever runs the job looks once a second.
"""

from __future__ import annotations

import contextlib
import math
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec

from ..cache.spelling import spelled, spelled_throughout
from ..problems import Failure, Problem, from_os_error, problem
from ..system.locks import ProcessLock, is_held
from .delays import Delays
from .job import Cancelled, Interrupted, Job, Later, Outcome, Paused, Work
from .lanes import Lane, Plan, held, lane_finder, plan
from .store import JobStore, StoredJob, Wish
from .values import FINISHED, JobState, JobView

__all__ = ["Cancelled", "Interrupted", "Job", "JobRunner", "Later", "Outcome", "Paused", "Work"]
"""With what a work needs."""

_LOOK_EVERY: Final = 1.0
"""Seconds between two looks at what other processes do with the jobs."""
_SOON: Final = 0.2
"""Seconds until what another process was just deciding is decided."""
_PASSING_EVERY: Final = 2.0
"""Seconds between two looks whether what made jobs pause themselves is gone."""
_LONGEST_SLEEP: Final = 15.0
"""Seconds; the steady clock may stand still while the machine sleeps."""


class JobRunner:
    """Takes orders, runs them, knows all jobs."""

    def __init__(
        self,
        store: JobStore,
        locks: Path,
        works: Mapping[str, Work],
        lanes: Mapping[str, Lane],
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        """`works` and `lanes` by kind. `on_change` is told, from any thread, that `jobs()` may say
        something new."""
        self._store = store
        self._locks = locks
        self._works = works
        self._lane_of = lane_finder(lanes)
        self._on_change = on_change
        self._delays = Delays()
        self._lock = threading.Lock()
        self._running: dict[int, Job] = {}
        self._threads: set[threading.Thread] = set()
        self._unwritten: dict[int, JobView] = {}
        """Ends that the store could not take."""
        self._scheduler: threading.Thread | None = None
        self._stirred = False
        self._stir = threading.Condition(self._lock)
        self._closing = False
        self._done = threading.Condition(self._lock)
        self._ended = 0
        self._adopting = False
        self._ours: set[int] = set()
        self._our_lanes: set[str] = set()
        self._cancelled_here: set[int] = set()

    def order(
        self, kind: str, cache: str, subject: str, count: int, order: bytes, *, at_once: bool = False
    ) -> int:
        """Queues a job and sees that it runs; its id. The same order as one that is not finished yet (the
        engine was killed, and is asked again) is that one, which goes on. `at_once`: somebody waits for
        it, so neither slots nor a gate hold it back."""
        number = self._store.waiting(kind, order)
        if number is None:
            number = self._store.add(kind, cache, spelled(subject), count, order, at_once=at_once)
        else:
            if at_once:
                self._store.hurry(number)
            self.control(number, "resume")
        lane = self._lane_of(kind)
        self._ours.add(number)
        if lane.adopted:
            self._our_lanes.add(lane.name)
        self._wake()
        self._on_change()
        return number

    def resume(self) -> None:
        """Goes on with what an earlier engine left, and takes on what others queue from now on. Whoever
        calls this asks for `jobs()` once a second or so, which is how it hears of them."""
        self._adopting = True
        self._wake()

    def nudge(self) -> None:
        """Something that decides what may run is different: a setting, the hour, the network."""
        self._wake()

    def jobs(self, *, everything: bool = False) -> tuple[JobView, ...]:
        """All jobs worth showing, newest first; with `everything` older and dismissed ones too."""
        listed = self._store.listed(everything=everything)
        unfinished = sorted(
            (stored for stored in listed if stored.view.state not in FINISHED),
            key=lambda stored: (stored.view.position, stored.view.id),
        )
        elsewhere = self._elsewhere(unfinished)
        planned = self._plan(unfinished, elsewhere)
        if (
            self._mine(planned.start)
            or self._unsettled(unfinished, elsewhere)
            or (self._scheduler is None and self._hopeful(unfinished))
        ):
            self._wake()
        return tuple(self._seen(stored, planned) for stored in listed)

    def busy(self) -> bool:
        """Whether any job runs here."""
        with self._lock:
            return bool(self._running)

    def runs_elsewhere(self, number: int) -> bool:
        """Whether another process runs the job."""
        with self._lock:
            if number in self._running:
                return False
        return self._held(number)

    def wait(
        self, number: int, *, until: frozenset[JobState] = FINISHED, timeout: float | None = None
    ) -> JobView:
        """Blocks until the job is finished or in another state of `until`, by whoever runs it, or until
        `timeout` seconds are over; its last view."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            with self._lock:
                ended = self._ended
            stored = self._store.get(number)
            if stored is None:
                return JobView(id=number, kind="", state="cancelled")
            view = self._seen(stored)
            if view.state in until or view.state in FINISHED:
                return view
            left = _LOOK_EVERY if deadline is None else min(_LOOK_EVERY, deadline - time.monotonic())
            if left <= 0:
                return view
            with self._lock:
                if self._ended == ended:
                    self._done.wait(left)

    def result(self, number: int) -> bytes | None:
        """JSON of what the job brought."""
        return self._store.result(number)

    def control(self, number: int, action: str) -> None:
        """cancel, pause, resume, retry or dismiss. What another process runs obeys within a second or so.
        Raises `Failure` where the job is unknown."""
        stored = self._store.get(number)
        if stored is None:
            raise Failure("job-unknown", job=number)
        with self._lock:
            ended = self._unwritten.pop(number, None) if action in {"retry", "resume", "cancel"} else None
        if stored.view.state in FINISHED:
            self._control_finished(stored, action)
        elif ended is not None and ended.state in FINISHED and action != "cancel":
            self._store.requeue(number)
            self._wake()
        elif action == "cancel":
            self._steer(number, "cancel")
            # Its work may have to clean up, and nobody else may be there.
            self._cancelled_here.add(number)
            self._wake()
        elif action in {"pause", "resume", "retry"}:
            self._steer(number, "pause" if action == "pause" else "resume")
            self._wake()
        self._on_change()

    def arrange(self, jobs: Sequence[int]) -> None:
        """Puts unfinished jobs before all others, in this order. What runs goes on."""
        self._store.arrange(jobs)
        self._wake()
        self._on_change()

    def pause_all(self, lane: str) -> None:
        """Pauses a whole lane, until `resume_all`, over restarts: nothing begins, and what runs is asked
        to let go and queue again. Jobs that somebody waits for are left alone."""
        self._store.pause_lane(lane, True)
        self._wake()
        self._on_change()

    def resume_all(self, lane: str) -> None:
        self._store.pause_lane(lane, False)
        self._wake()
        self._on_change()

    def all_paused(self, lane: str) -> bool:
        """Whether a whole lane is paused."""
        return lane in self._store.paused_lanes()

    def close(self) -> None:
        """Interrupts what runs and waits; the jobs go on at the next start."""
        with self._lock:
            self._closing = True
            for job in self._running.values():
                job.interrupt()
            self._stir.notify_all()
            threads = [*self._threads, *([self._scheduler] if self._scheduler else [])]
        for thread in threads:
            thread.join()

    # --- what is seen ---------------------------------------------------------------------------

    def _seen(self, stored: StoredJob, planned: Plan | None = None) -> JobView:
        view = stored.view
        with self._lock:
            job = self._running.get(view.id)
            ended = self._unwritten.get(view.id)
        if view.state in FINISHED:
            return view
        if job is not None:
            return job.seen(view)
        if ended is not None:
            return ended
        state = view.state
        if state == "running" and not self._held(view.id):
            now = self._store.get(view.id)
            if now is not None and now.view.state != "running":
                return self._seen(now, planned)  # it ended since `stored` was read
            state = "queued"  # whoever ran it was killed
        if state == "queued" and stored.wish == "pause":
            state = "paused"
        if planned is None:
            return msgspec.structs.replace(view, state=state)
        put_off = view.id in planned.put_off
        retry_in = max(1, math.ceil(self._delays.left(stored))) if put_off else None
        waiting = planned.waiting.get(view.id)
        return msgspec.structs.replace(view, state=state, waiting=waiting, retry_in=retry_in)

    def _held(self, number: int) -> bool:
        """Whether another process holds the lock of a job."""
        return not self._store.in_memory and is_held(self._lock_file(number))

    def _elsewhere(self, unfinished: Iterable[StoredJob]) -> set[int]:
        """Those that other processes run. A paused one may keep its place, as the library's do."""
        with self._lock:
            here = set(self._running)
        return {
            stored.view.id
            for stored in unfinished
            if stored.begun and stored.view.id not in here and self._held(stored.view.id)
        }

    def _plan(self, unfinished: Iterable[StoredJob], elsewhere: set[int]) -> Plan:
        with self._lock:
            running = elsewhere | set(self._running)
            ended = set(self._unwritten)
        return plan(
            [stored for stored in unfinished if stored.view.id not in ended],
            running,
            self._lane_of,
            self._store.paused_lanes(),
            self._delays.due,
        )

    def _mine(self, jobs: Iterable[StoredJob]) -> list[StoredJob]:
        """Those that this process is to run."""
        if self._adopting:
            return list(jobs)
        return [
            stored
            for stored in jobs
            if stored.view.id in self._ours
            or (stored.cancelled and stored.view.id in self._cancelled_here)
            or self._lane_of(stored.view.kind).name in self._our_lanes
        ]

    def _unsettled(self, unfinished: Iterable[StoredJob], elsewhere: set[int]) -> list[StoredJob]:
        """Those of which something is wished that nobody is there to obey."""
        with self._lock:
            running = elsewhere | set(self._running)
        return [stored for stored in unfinished if stored.unsettled and stored.view.id not in running]

    def _hopeful(self, unfinished: Iterable[StoredJob]) -> list[StoredJob]:
        """Those that paused themselves and may go on by themselves. Nobody waits for them: who did was told
        that they stopped."""
        if not self._adopting:
            return []
        with self._lock:
            taken = {*self._running, *self._unwritten}
        return [
            stored
            for stored in unfinished
            if stored.view.state == "paused"
            and stored.view.problem is not None
            and stored.view.problem.code in self._lane_of(stored.view.kind).passing
            and stored.wish is None
            and not stored.at_once
            and stored.view.id not in taken
        ]

    # --- what is asked of a job -----------------------------------------------------------------

    def _control_finished(self, stored: StoredJob, action: str) -> None:
        view = stored.view
        if action == "dismiss":
            self._store.dismiss(view.id)
        elif action == "retry" and view.state == "done":
            self._store.dismiss(view.id)
            if self._store.waiting(view.kind, stored.order) is None:
                self._store.add(
                    view.kind, view.cache, view.subject, view.count, stored.order, at_once=stored.at_once
                )
            self._wake()
        elif action == "retry":
            self._store.requeue(view.id)
            self._wake()

    def _steer(self, number: int, wish: Wish) -> None:
        with self._lock:
            job = self._running.get(number)
            if job is not None and not job.over:
                _tell(job, wish)
            else:
                job = None
        if job is None:
            self._store.wish(number, wish)
            self._settle(number)
        elif wish == "cancel":
            with contextlib.suppress(Failure):  # so that a kill does not bring it back
                self._store.wish(number, wish)
        else:
            self._store.set_state(number, "paused" if wish == "pause" else "running")

    def _settle(self, number: int) -> None:
        """Does what was wished of a job, unless somebody runs it; then it is theirs to do."""
        with ProcessLock(self._lock_file(number)) as lock:
            if self._store.in_memory or lock.acquire():
                self._store.settle(number)
        self._tell_waiters()

    def _obey(self, unfinished: Iterable[StoredJob]) -> None:
        """Tells the jobs that run here what was wished of them, and to let go where they may not run any
        more. What was wished of those that nobody runs is done."""
        paused = self._store.paused_lanes()
        for stored in unfinished:
            number, wish = stored.view.id, stored.wish
            hold = held(stored, self._lane_of(stored.view.kind), paused) is not None
            with self._lock:
                job = self._running.get(number)
                if job is not None:
                    job.hold(hold)
                    if wish is not None:
                        _tell(job, wish)
            if job is not None and wish is not None and wish != "cancel":
                self._store.obeyed(number, wish, "paused" if wish == "pause" else "running")
                self._on_change()
            elif job is None and stored.unsettled:
                self._settle(number)
                self._on_change()

    # --- what runs ------------------------------------------------------------------------------

    def _lock_file(self, number: int) -> Path:
        return self._locks / f"{number}.lock"

    def _wake(self) -> None:
        with self._lock:
            if self._closing:
                return
            self._stirred = True
            self._stir.notify_all()
            if self._scheduler is None:
                self._scheduler = threading.Thread(target=self._schedule, name="jobs")
                self._scheduler.start()

    def _schedule(self) -> None:
        """Looks as often as there is something to wait for, and ends where there is nothing."""
        while True:
            with self._lock:
                if self._closing:
                    self._scheduler = None
                    return
                self._stirred = False
            try:
                sleep = self._look()
            except Failure:
                sleep = _LOOK_EVERY  # the store does not answer just now
            except Exception as error:  # noqa: BLE001 - told to stderr
                # A defect, perhaps of a gate; jobs must be run when it is over.
                sys.excepthook(type(error), error, error.__traceback__)
                sleep = _LONGEST_SLEEP
            with self._lock:
                if self._closing or self._stirred:
                    continue
                if sleep is None:
                    # Under the lock, so that an order coming now is either seen or finds no scheduler.
                    self._scheduler = None
                    return
                self._stir.wait(sleep)

    def _look(self) -> float | None:
        """Begins what may begin; seconds until the next look, None where there is nothing to wait for."""
        self._obey(self._store.unfinished())
        hopeful = self._hopeful(self._store.unfinished())
        for stored in hopeful:
            if self._lane_of(stored.view.kind).passed(stored):
                self._steer(stored.view.id, "resume")
                self._on_change()
                break  # one at a time: what it takes is not there for the next
        if self._startable(self._store.unfinished())[0]:
            self._begin()
        unfinished = self._store.unfinished()
        startable, elsewhere = self._startable(unfinished)
        if startable or self._unsettled(unfinished, elsewhere):
            return _SOON
        mine = [stored for stored in self._mine(unfinished) if stored.view.state != "paused"]
        if self.busy() or (mine and elsewhere):
            return _LOOK_EVERY
        sleeps = [left for left in map(self._delays.left, mine) if left > 0]
        if hopeful:
            sleeps.append(_PASSING_EVERY)
        return min(*sleeps, _LONGEST_SLEEP) if sleeps else None

    def _startable(self, unfinished: Sequence[StoredJob]) -> tuple[Sequence[StoredJob], set[int]]:
        """What is to begin here now, the first first; and what other processes run."""
        elsewhere = self._elsewhere(unfinished)
        with self._lock:
            running = elsewhere | set(self._running)
        # What waits for another engine would keep ours waiting for ever, where there is none.
        mine = {stored.view.id for stored in self._mine(unfinished)} | running
        planned = self._plan([each for each in unfinished if each.view.id in mine], elsewhere)
        return planned.start, elsewhere

    def _begin(self) -> None:
        """Begins what may begin, as nobody else does meanwhile."""
        with ProcessLock(self._locks / "begin.lock") as beginning:
            # Where the disk has no room for a job it has none for a lock, and nobody else knows the job.
            if self._store.in_memory or beginning.acquire():
                for stored in self._startable(self._store.unfinished())[0]:
                    self._start(stored.view.id)

    def _start(self, number: int) -> None:
        """Begins a job if no other process has its lock."""
        lock = ProcessLock(self._lock_file(number))
        if not self._store.in_memory and not lock.acquire():
            return
        started = False
        try:
            stored = self._store.get(number)
            if stored is None or stored.view.state in {*FINISHED, "paused"} or stored.unsettled:
                return
            job = Job(stored, self._store)
            if stored.cancelled:
                job.cancel()
            self._store.begin(number)
            thread = threading.Thread(target=self._run, args=(job, stored, lock), name=f"job-{number}")
            with self._lock:
                if self._closing:
                    return
                self._running[number] = job
                self._threads.add(thread)
                thread.start()
            started = True
        finally:
            if not started:
                lock.release()
        self._on_change()

    def _run(self, job: Job, stored: StoredJob, lock: ProcessLock) -> None:
        try:
            self._work(job, stored)
        finally:
            with self._lock:
                self._running.pop(job.id, None)
            lock.release()
            with contextlib.suppress(Failure):
                # What was wished when nobody could be told any more, and nobody else had the lock yet.
                left = self._store.get(job.id)
                if left is not None and left.unsettled:
                    self._settle(job.id)
            self._tell_waiters()
            self._wake()
            self._on_change()
            with self._lock:
                self._threads.discard(threading.current_thread())

    def _tell_waiters(self) -> None:
        with self._lock:
            self._ended += 1
            self._done.notify_all()

    def _work(self, job: Job, stored: StoredJob) -> None:
        """Does a job's work and writes down how it ended."""
        state: JobState = "failed"
        told: Problem | None = None
        outcome: Outcome | None = None
        later: Later | None = None
        try:
            work = self._works.get(stored.view.kind)
            if work is None:
                raise Failure("job-kind-unknown", kind=stored.view.kind)
            outcome = work(job, stored.order)
            state = "done"
        except Interrupted:
            state = "queued"
        except Cancelled:
            state = "cancelled"
        except Paused as pause:
            state, told = ("paused" if pause.problem else "queued"), pause.problem
        except Later as put_off:
            state, told, later = "queued", put_off.problem, put_off
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
        with self._lock:
            job.over = True
            if state in {"queued", "paused"} and job.paused:
                # Somebody wants it so, whatever else was in its way.
                state, told, later = "paused", None, None
        try:
            self._store.set_progress(job.id, job.last())
            if later is not None and told is not None:
                self._store.put_off(job.id, told, later.seconds)
            elif state == "paused":
                self._store.pause(job.id, told)
            elif state not in FINISHED:
                self._store.set_state(job.id, state)
            elif outcome is not None:
                self._store.finish(job.id, state, result=outcome.result, undoable=outcome.undoable)
            else:
                self._store.finish(job.id, state, problem=told)
        except Failure as failure:
            # It ended all the same. The next start does it once more, which every work can bear.
            view = msgspec.structs.replace(
                stored.view,
                state="paused" if state == "paused" else "failed",
                problem=told or failure.problem,
                progress=job.last(),
            )
            with self._lock:
                self._unwritten[job.id] = view


def _tell(job: Job, wish: Wish) -> None:
    if wish == "cancel":
        job.cancel()
    else:
        job.pause(wish == "pause")
