"""Brings many files from several sources at once: who fetches what, and what follows from what comes."""

from __future__ import annotations

import os
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Final

from ..net.http import Header
from ..problems import Failure, Problem, from_os_error, problem
from . import shares
from .cells import Cells
from .digest import RunningDigest
from .errand import Extent, FileUnderWay, Goal, Landing
from .intervals import Range
from .pace import Pace
from .part import PartFile
from .shares import SMALL_FILE, Active, Growth
from .source import ENOUGH, Source
from .worker import Check, Connections, Open, Share, Task, Whole, Worker

_TICK: Final = 0.1
_GROW_SECONDS: Final = 0.2
_GROW_BYTES: Final = 1 << 20
_START: Final = 8
"""Connections to a source at first."""
MOST: Final = 16
"""Connections to a source at most, where nothing else is asked for."""
_MOST_SMALL: Final = 32
"""While small files are fetched: each is a round trip, and none lasts."""
_LOCK_SECONDS: Final = 0.5
_REST_SECONDS: Final = 30.0
"""How long a slow source rests before it is tried again."""
_LATE_SECONDS: Final = 2.0
"""A small file that did not come for so long is asked of another source as well."""
_SYNC_BYTES: Final = 64 << 20
_SYNC_SECONDS: Final = 2.0
_CHECK_LEAST: Final = 256 << 10
_CHECK_EVERY: Final = 64 << 20
"""A source is compared with another one after its first bytes, and again each time it brought so many."""
_CHECK_SIZE: Final = 64 << 10
_FINAL_FAILURES: Final = 4
"""Failures in a row after which a source is counted out when no other is left."""


class Transfer:
    """Fetches `goals` from `sources` into `landing`. Make it, `run` it once; `view` it from any thread."""

    def __init__(
        self,
        goals: Sequence[Goal],
        sources: Sequence[Source],
        landing: Landing,
        connections: Connections,
        *,
        pace: Pace,
        cells: Cells,
        headers: Sequence[Header] = (),
        most: int = 0,
        first: int = 0,
        patience: float = 60.0,
        paused: Callable[[], frozenset[str]] = frozenset,
    ) -> None:
        """`most` connections to each source (0: as many as pay); the goals begin at byte `first` of the
        row that `cells` shows; `patience` seconds without a byte from anybody end the transfer; files whose
        paths `paused` names wait."""
        self.headers = tuple(headers)
        self.pace = pace
        self.stopped = threading.Event()
        """Set when every worker is to end."""
        self._sources = list(sources)
        self._landing = landing
        self._connections = connections
        self._most = most
        self._patience = patience
        self._paused = paused
        self._cells = cells
        self._lock = threading.RLock()
        self._news = threading.Condition(self._lock)
        """Something is to be done that was not before, or a file ended."""
        self._files: list[FileUnderWay] = []
        self._small: deque[FileUnderWay] = deque()
        self._large: list[FileUnderWay] = []
        self._asked: dict[FileUnderWay, None] = {}
        """Small files that somebody fetches, the first to be asked for first."""
        self._checks: deque[Check] = deque()
        self._threads: list[threading.Thread] = []
        self._workers: list[Worker] = []
        self._problem: Problem | None = None
        self._last_byte = time.monotonic()
        self._grow_at: dict[Source, tuple[float, int]] = {}
        offset = first
        for goal in goals:
            file = FileUnderWay(goal, offset)
            offset += goal.size
            self._files.append(file)
            if goal.size <= SMALL_FILE:
                self._small.append(file)
            else:
                self._large.append(file)
        self._unfinished = len(self._files)

    # --- for who runs it ------------------------------------------------------------------------

    def run(self, check: Callable[[], None], every: Callable[[], None]) -> None:
        """Blocks until all files are done or can't be had. `check` is called ten times a second and ends
        the transfer by raising; `every` too, to show how it goes. What has landed stays for the next run.
        Raises `Failure` where nothing more can come; single files that failed are told by `files`."""
        syncing = threading.Thread(target=self._sync_now_and_then, name="transfer-sync")
        syncing.start()
        try:
            self._begin()
            while True:
                with self._news:
                    if self._unfinished and not self.stopped.is_set():
                        self._news.wait(_TICK)
                    over = not self._unfinished or self.stopped.is_set()
                if over:
                    break
                check()
                self._tick()
                every()
            if self._problem is not None:
                raise Failure.of(self._problem)
        finally:
            self._end()
            syncing.join()
            every()

    def files(self) -> list[FileUnderWay]:
        """All of them; to be looked at, not touched."""
        return self._files

    def sources(self) -> list[Source]:
        return self._sources

    def cells(self) -> str:
        with self._lock:
            return self._cells.row()

    # --- what workers do next -------------------------------------------------------------------

    def take(self, source: Source, rate: float, *, ahead: bool = False) -> Task | None:
        """The next thing for a connection to `source` that does `rate`; None where there is nothing now.
        Taken `ahead` of its turn, it is something that nobody fetches yet."""
        now = time.monotonic()
        with self._lock:
            if self.stopped.is_set() or not source.usable(now):
                return None
            return self._next(source, rate or source.each, now, ahead=ahead)

    def _next(self, source: Source, rate: float, now: float, *, ahead: bool) -> Task | None:
        if not ahead:
            for check in self._checks:
                if check.of is not source and check.by in {None, source}:
                    self._checks.remove(check)
                    return check
        if (whole := self._next_small(source, now)) is not None:
            return whole
        paused = self._paused()
        for file in self._large:
            if file.ended or source in file.excluded or file.goal.path in paused:
                continue
            if file.status in {"waiting", "locked"} and now >= file.ask_again:
                if ahead:
                    return None
                file.status = "opening"
                return Open(file)
            if file.status == "fetching" and file.left:
                return self._share(file, source, rate, now)
        return None if ahead else self._stolen(source, rate, now, paused)

    def _next_small(self, source: Source, now: float) -> Task | None:
        paused = self._paused() if self._small else frozenset()
        for _ in range(len(self._small)):
            file = self._small.popleft()
            if file.ended:
                continue
            if source in file.excluded or now < file.ask_again or file.goal.path in paused:
                self._small.append(file)
                continue
            if file.status in {"waiting", "locked"}:
                file.status = "opening"
                return Open(file)
            file.status = "fetching"
            file.asked_of, file.asked_at = source, now
            self._asked[file] = None
            return Whole(file)
        for file in self._asked:
            # Somebody else was asked for it, and is slow to answer: whoever comes first wins.
            late = now - file.asked_at > max(_LATE_SECONDS, 10 * source.latency)
            if late and file.asked_of is not source and not file.ended and source not in file.excluded:
                file.asked_of, file.asked_at = source, now
                return Whole(file)
        return None

    def _share(self, file: FileUnderWay, source: Source, rate: float, now: float) -> Share | None:
        if source.rangeless:
            if any(extent.source is source for extent in file.active):
                return None
            size = file.goal.size
        else:
            size = shares.share(rate, file.left.total, sum(one.workers for one in self._sources))
        taken = file.left.take(size)
        if taken is None:
            return None
        extent = Extent(*taken, source, now)
        file.active.append(extent)
        return Share(file, extent)

    def _stolen(self, source: Source, rate: float, now: float, paused: frozenset[str]) -> Share | None:
        found = [
            (file, extent)
            for file in self._large
            if file.status == "fetching" and source not in file.excluded and file.goal.path not in paused
            for extent in file.active
        ]
        if not found or source.rangeless:
            return None
        active = [
            Active(
                left=extent.end - extent.at,
                rate=extent.speed.value,
                copies=2 if extent.copy or (extent.source is source and now - extent.last < 1.0) else 1,
                idle=max(0.0, now - extent.last - 0.5),
            )
            for _, extent in found
        ]
        cut = shares.steal(active, rate or 1 << 20, source.latency)
        if cut is None:
            return None
        file, owner = found[cut.index]
        new = Extent(owner.end - cut.size, owner.end, source, now, copy=cut.copy)
        if cut.copy:
            owner.copy = True
        else:
            owner.end = new.start
        file.active.append(new)
        return Share(file, new)

    def wait_for_work(self, source: Source) -> bool:
        """Blocks for a moment; whether the worker is still wanted."""
        with self._news:
            if self.stopped.is_set() or not self._unfinished or source.barred:
                return False
            if source.workers > max(1, self._wanted(source)) or time.monotonic() < source.wait_until:
                return False
            self._news.wait(_TICK)
            return True

    def give_back(self, task: Task) -> None:
        """What was taken is not being fetched any more; what did not come of it is free again."""
        with self._news:
            if isinstance(task, Check):
                return
            if isinstance(task, Open):
                task.file.status = "waiting"
                if task.file.goal.size <= SMALL_FILE:
                    self._small.appendleft(task.file)
            elif isinstance(task, Whole) and task.file in self._asked:
                del self._asked[task.file]
                self._small.appendleft(task.file)
            elif isinstance(task, Share):
                self._leave(task.file, task.extent)
            self._news.notify_all()

    def leave(self, file: FileUnderWay, extent: Extent) -> None:
        """Nobody fetches `extent` any more."""
        with self._news:
            self._leave(file, extent)

    def _leave(self, file: FileUnderWay, extent: Extent) -> None:
        if extent not in file.active:
            return
        file.active.remove(extent)
        if file.part is None or file.status != "fetching":
            return
        for start, end in file.part.gaps(extent.start, extent.end):
            others = [(max(start, one.at), min(end, one.end)) for one in file.active]
            file.left.add(start, end)
            for low, high in others:
                file.left.remove(low, high)
        self._news.notify_all()

    # --- files ----------------------------------------------------------------------------------

    def open(self, file: FileUnderWay) -> None:
        """Begins with a file: takes its lock and takes over what an earlier run left. Raises OSError,
        `Failure`."""
        begun = self._landing.begin(file.goal)
        if begun != "go":
            with self._news:
                if begun == "here":
                    file.reused = file.goal.size
                    self._cells.add(file.offset, file.offset + file.goal.size, -1)
                    self._ended(file, "here")
                else:
                    file.status, file.ask_again = "locked", time.monotonic() + _LOCK_SECONDS
                    if file.goal.size <= SMALL_FILE:
                        self._small.append(file)
            return
        goal = file.goal
        if goal.size <= SMALL_FILE:
            with self._news:
                file.status, file.held = "fetching", True
                if goal.size:
                    self._small.appendleft(file)
                    self._news.notify_all()
            if not goal.size:
                self.landed_whole(file, memoryview(b""), None)
            return
        try:
            part = PartFile(
                self._landing.part(goal), self._landing.journal(goal), digest=goal.digest, size=goal.size
            )
        except BaseException:
            self._landing.end(goal)
            raise
        with self._news:
            file.part = part
            for start, end in part.missing():
                file.left.add(start, end)
            file.reused = part.done
            for name, ranges in part.sources().items():
                for start, end in ranges:
                    self._cells.add(file.offset + start, file.offset + end, self._index(name))
            file.status = "fetching"
            thread = threading.Thread(target=self._prove, args=(file, part), name="transfer-digest")
            self._threads.append(thread)
            thread.start()
            self._news.notify_all()

    def landed_whole(self, file: FileUnderWay, data: memoryview, source: Source | None) -> None:
        """A small file came and is right. Raises OSError, `Failure`."""
        goal = file.goal
        with self._lock:
            if file.status != "fetching":
                return
            file.status = "checking"
            self._asked.pop(file, None)
        try:
            _write_durably(self._landing.part(goal), data)
            self._landing.publish(goal, b"")
        finally:
            file.held = False
            self._landing.end(goal)
        with self._news:
            file.brought = goal.size
            self._cells.add(
                file.offset, file.offset + goal.size, self._sources.index(source) if source else -1
            )
            if source is not None:
                source.bytes += goal.size
            self._last_byte = time.monotonic()
            self._ended(file, "done")

    def landed(
        self, file: FileUnderWay, start: int, data: memoryview, source: Source, extent: Extent
    ) -> bool:
        """Bytes of a large file came; whether nothing is left to fetch of `extent`. Raises OSError."""
        part = file.part
        if part is None or source.barred:
            return True
        written = part.write(start, data, source.endpoint)
        new = sum(high - low for low, high in written)
        with self._lock:
            self._last_byte = time.monotonic()
            source.bytes += new
            file.brought += new
            index = self._sources.index(source)
            for low, high in written:
                self._cells.add(file.offset + low, file.offset + high, index)
            if source.usable(float("inf")):
                source.unchecked += new
                self._maybe_check(file, start, len(data), source)
            else:
                self._forget(file, part, written, source.endpoint)  # it was barred while this was written
        file.landed.set()
        return extent.at >= extent.end or part.covers(extent.at, extent.end)

    def _ended(self, file: FileUnderWay, status: str, told: Problem | None = None) -> None:
        """Under the lock."""
        if file.ended:
            return
        file.status, file.problem = status, told  # type: ignore[assignment]
        file.active.clear()
        file.left = type(file.left)()
        self._unfinished -= 1
        self._news.notify_all()

    # --- digests --------------------------------------------------------------------------------

    def _prove(self, file: FileUnderWay, part: PartFile) -> None:
        """The thread of one large file: hashes as it grows, and ends it when it is whole."""
        digest = RunningDigest(part, file.goal.digest)
        held = True
        try:
            while not self.stopped.is_set() and not file.ended:
                file.landed.wait(_TICK)
                file.landed.clear()
                with self._lock:
                    rewind, file.rewind = file.rewind, None
                if rewind is not None:
                    digest.rewind(rewind)
                digest.advance(self.stopped.is_set)
                if not digest.finished or file.rewind is not None:
                    continue
                if digest.is_right():
                    held = False
                    self._finish(file, part, digest)
                    return
                self._doubt(file, part, digest)
        except OSError as error:
            self.stop_for_disk(error)
        except Failure as failure:
            self.stop_with(failure.problem)
        finally:
            if held:
                with self._lock:
                    file.part = None
                part.close()
                self._landing.end(file.goal)

    def _finish(self, file: FileUnderWay, part: PartFile, digest: RunningDigest) -> None:
        with self._lock:
            file.status = "checking"
        try:
            part.finish()
            self._landing.publish(file.goal, digest.sums())
        finally:
            self._landing.end(file.goal)
        with self._lock:
            self._convict(file, digest)
            self._ended(file, "done")

    def _doubt(self, file: FileUnderWay, part: PartFile, digest: RunningDigest) -> None:
        """The digest is wrong: the bytes of one source after the other are fetched again from others,
        the least trusted first, until it is right."""
        with self._news:
            brought = part.sources()
            ranks = {source.endpoint: index for index, source in enumerate(self._sources)}
            trusted = {source.endpoint for source in self._sources if source.trusted}
            open_suspects = sorted(
                (name for name in brought if name not in file.suspects),
                key=lambda name: (name in trusted, -ranks.get(name, len(ranks))),
            )
            now = time.monotonic()
            if not open_suspects:
                told = problem("file-wrong", path=file.goal.path)
                self._ended(file, "failed", told)
                part.drop([(0, file.goal.size)])
                return
            suspect = open_suspects[0]
            file.suspects.append(suspect)
            source = next((one for one in self._sources if one.endpoint == suspect), None)
            others = [one for one in self._sources if one is not source and one not in file.excluded]
            if source is not None and any(not one.barred for one in others):
                file.excluded[source] = problem("source-doubted", host=source.host, path=file.goal.path)
            file.old_sums = digest.sums()
            self._forget(file, part, brought[suspect], suspect)
            self._last_byte = now
            self._news.notify_all()

    def _forget(self, file: FileUnderWay, part: PartFile, ranges: Sequence[Range], name: str) -> None:
        """Bytes are to be fetched again. Under the lock; raises OSError."""
        if not ranges:
            return
        for start, end in ranges:
            self._cells.remove(file.offset + start, file.offset + end, self._index(name))
            file.left.add(start, end)
        dropped = part.drop(ranges)
        file.brought = max(0, file.brought - dropped)
        for source in self._sources:
            if source.endpoint == name:
                source.bytes = max(0, source.bytes - dropped)
        first = min(start for start, _ in ranges)
        file.rewind = first if file.rewind is None else min(first, file.rewind)
        file.landed.set()

    def _convict(self, file: FileUnderWay, digest: RunningDigest) -> None:
        """The digest is right at last: whoever's bytes had to be replaced lied."""
        if not file.suspects or digest.sums() == file.old_sums:
            return
        for source in self._sources:
            if source.endpoint == file.suspects[-1] and source in file.excluded:
                self._bar(source, problem("source-lied", host=source.host, path=file.goal.path))

    def _bar(self, source: Source, told: Problem) -> None:
        """Nothing more from this source, and nothing that it brought stays unproven. Under the lock."""
        if source.barred:
            return
        source.bar(told)
        self._abort(source)
        for file in self._large:
            if file.status == "fetching" and file.part is not None:
                brought = file.part.sources().get(source.endpoint, [])
                self._forget(file, file.part, brought, source.endpoint)
        self._news.notify_all()

    # --- spot checks ----------------------------------------------------------------------------

    def _maybe_check(self, file: FileUnderWay, start: int, length: int, source: Source) -> None:
        """Under the lock."""
        due = _CHECK_EVERY if source.checked else _CHECK_LEAST
        if source.unchecked < due or length < _CHECK_SIZE:
            return
        if sum(1 for one in self._sources if one is not source and not one.barred) == 0:
            return
        source.unchecked, source.checked = 0, True
        low = start + random.randrange(length - _CHECK_SIZE + 1)
        self._checks.append(Check(file, low, low + _CHECK_SIZE, source))
        self._news.notify_all()

    def checked(self, check: Check, data: bytes, by: Source) -> None:
        """What `by` says that the bytes of a check are. Raises OSError."""
        with self._news:
            file, part = check.file, check.file.part
            if part is None or not part.covers(check.start, check.end):
                return
            brought = part.sources().get(check.of.endpoint, [])
            if not any(start <= check.start and check.end <= end for start, end in brought):
                return
            there = memoryview(bytearray(len(data)))
            part.read_into(there, check.start)
            if there == data:
                if check.accuser is not None:
                    told = problem("source-lied", host=check.accuser.host, path=file.goal.path)
                    self._bar(check.accuser, told)
                return
            # One of the two lies. Who told what the files are is believed, and asked where it is neither.
            judge = next((one for one in self._sources if one.trusted and not one.barred), None)
            liar = by if check.of is judge else check.of if by is judge else None
            if liar is not None:
                self._bar(liar, problem("source-lied", host=liar.host, path=file.goal.path))
            elif judge is not None:
                self._checks.append(Check(file, check.start, check.end, check.of, by=judge, accuser=by))
                self._news.notify_all()

    # --- failures -------------------------------------------------------------------------------

    def source_failed(self, source: Source, told: Problem, wait: float | None) -> None:
        """A connection failed. Where it brought something before, it is tried again at once."""
        with self._news:
            now = time.monotonic()
            if source.since_failure >= ENOUGH and told.code != "source-stalled":
                source.since_failure = 0
                return
            pause = shares.backoff(source.failures + 1, random.random()) if wait is None else wait
            source.failed(told, now, pause)
            self._news.notify_all()

    def source_refused(self, source: Source, file: FileUnderWay, told: Problem, wait: float | None) -> None:
        """A source answered, but not with the bytes."""
        with self._news:
            now = time.monotonic()
            match told.code:
                case "source-busy" | "source-failing":
                    source.growth = shares.halved(source.growth)
                    pause = shares.backoff(source.failures + 1, random.random()) if wait is None else wait
                    source.failed(told, now, pause)
                case "source-lied":
                    if any(one is not source and not one.barred for one in self._sources):
                        self._bar(source, told)
                    self._exclude(file, source, told)
                case "source-html" | "source-encoded" | "source-nonsense" | "source-redirect":
                    source.failed(told, now, shares.backoff(source.failures + 1, random.random()))
                    if source.failures >= 2:
                        self._exclude(file, source, told)
                case "source-wrong-range":
                    source.failed(told, now, shares.backoff(source.failures + 1, random.random()))
                    if source.failures >= 2:
                        self._exclude(file, source, told)
                case _:
                    self._exclude(file, source, told)
            self._news.notify_all()

    def url_expired(self, source: Source, file: FileUnderWay, told: Problem) -> None:
        """A signed URL was refused: another one is asked for, at most a few times in a row."""
        with self._news:
            source.failures += 1
            if source.failures > _FINAL_FAILURES:
                self._exclude(file, source, told)
            self._news.notify_all()

    def has_no_ranges(self, source: Source) -> None:
        with self._lock:
            source.rangeless = True
            source.growth = Growth(1, settled=True)

    def _exclude(self, file: FileUnderWay, source: Source, told: Problem) -> None:
        """Under the lock."""
        file.excluded[source] = told
        if source.problem is None:
            source.problem = told
        self._fail_if_nowhere(file)

    def _fail_if_nowhere(self, file: FileUnderWay) -> None:
        if file.ended or any(not one.barred and one not in file.excluded for one in self._sources):
            return
        # The one that told what the files are knows best why not.
        ranked = sorted(file.excluded, key=lambda one: not one.trusted)
        told = file.excluded[ranked[0]] if ranked else None
        if told is None or told.code == "source-doubted":
            told = next(
                (one.problem for one in self._sources if one.problem),
                problem("file-nowhere", path=file.goal.path),
            )
        if file.held:
            file.held = False
            self._landing.end(file.goal)
        self._asked.pop(file, None)
        self._ended(file, "failed", told)
        file.landed.set()

    def stop_for_disk(self, error: OSError) -> None:
        """The disk refused: nothing more can land."""
        self.stop_with(from_os_error(error, str(error.filename or "")).problem)

    def stop_with(self, told: Problem) -> None:
        with self._news:
            if self._problem is None:
                self._problem = told
            self.stopped.set()
            self._news.notify_all()

    # --- ten times a second ---------------------------------------------------------------------

    def _begin(self) -> None:
        now = time.monotonic()
        with self._lock:
            self._last_byte = now
            for source in self._sources:
                source.growth = Growth(min(_START, self._limit(source)))
        self._staff(now)

    def _tick(self) -> None:
        now = time.monotonic()
        with self._news:
            for source in self._sources:
                self._measure(source, now)
            self._rest_slow_ones(now)
            for worker in self._workers:
                if worker.since is not None and now - worker.since > shares.STALL_SECONDS:
                    worker.since, worker.stalled = now, True
                    if worker.connection is not None:
                        worker.connection.abort()
            for file in self._files:
                if not file.ended and file.excluded:
                    self._fail_if_nowhere(file)
            self._give_up_if_hopeless(now)
        self._staff(now)

    def _measure(self, source: Source, now: float) -> None:
        came, source.counted = source.counted, 0
        source.speed.add(came, now)
        busy = source.busy = sum(
            1 for worker in self._workers if worker.source is source and worker.since is not None
        )
        if busy and came:
            source.each = source.speed.value / busy
        at, since = self._grow_at.get(source, (now, 0))
        since += came
        self._grow_at[source] = at, since
        if now - at >= max(_GROW_SECONDS, 3 * source.latency) and since >= _GROW_BYTES:
            rate = since / (now - at)
            self._grow_at[source] = now, 0
            if busy >= source.growth.connections:
                source.growth = shares.grown(source.growth, rate, self._limit(source))

    def _rest_slow_ones(self, now: float) -> None:
        each = {source: source.each for source in self._sources if source.usable(now) and source.each}
        for source in self._sources:
            peers = [rate for other, rate in each.items() if other is not source]
            if source not in each or not shares.is_slow(each[source], peers):
                source.slow_since = None
                if source.state == "slow" and now >= source.wait_until:
                    source.state, source.problem = "ok", None
            elif source.slow_since is None:
                source.slow_since = now
            elif now - source.slow_since > shares.SLOW_SECONDS:
                source.slow_since = None
                source.state, source.problem = "slow", problem("source-slow", host=source.host)
                source.wait_until = now + _REST_SECONDS
                source.growth = Growth(1)
                self._abort(source)

    def _give_up_if_hopeless(self, now: float) -> None:
        """Where no source that is left answers, waiting on is not what anybody wants."""
        if now - self._last_byte < 2.0 or not self._unfinished:
            return
        left = [source for source in self._sources if not source.barred]
        silent = now - self._last_byte
        hopeless = all(
            source.failures >= _FINAL_FAILURES and source.state == "unreachable" for source in left
        )
        if self._waits_for_others():
            self._last_byte = now
        elif not left or hopeless or silent > self._patience:
            told = next((source.problem for source in self._sources if source.problem), None)
            self._problem = told or problem("transfer-silent", seconds=int(silent))
            self.stopped.set()
            self._news.notify_all()

    def _waits_for_others(self) -> bool:
        """Whether all that is left is in another program's hands, paused, or being hashed."""
        paused = self._paused()
        return all(
            file.ended
            or file.status in {"locked", "checking"}
            or file.goal.path in paused
            or (file.part is not None and file.part.done == file.goal.size)
            for file in self._files
        )

    # --- workers --------------------------------------------------------------------------------

    def _limit(self, source: Source) -> int:
        if source.rangeless:
            return 1
        return self._most or MOST

    def _wanted(self, source: Source) -> int:
        if self._small and not self._most and not source.failures:
            return max(source.growth.connections, min(_MOST_SMALL, len(self._small)))
        return source.growth.connections

    def _staff(self, now: float) -> None:
        """Sees that every source has its workers."""
        with self._lock:
            self._threads = [thread for thread in self._threads if thread.is_alive()]
            starting = []
            for source in self._sources:
                if not source.usable(now) or self.stopped.is_set():
                    continue
                for _ in range(min(self._wanted(source), self._useful()) - source.workers):
                    worker = Worker(self, source, self._connections)
                    source.workers += 1
                    self._workers.append(worker)
                    starting.append(
                        threading.Thread(target=self._work, args=(worker,), name="transfer-worker")
                    )
            self._threads += starting
        for thread in starting:
            thread.start()

    def _useful(self) -> int:
        """No more workers than there is something to do for."""
        left = len(self._small)
        for file in self._large:
            if not file.ended:
                missing = file.goal.size - file.done
                left += max(1, missing // (1 << 20))
        return left

    def _work(self, worker: Worker) -> None:
        try:
            worker.run()
        finally:
            with self._news:
                worker.source.workers -= 1
                self._workers.remove(worker)
                self._news.notify_all()

    def _abort(self, source: Source) -> None:
        for worker in self._workers:
            if worker.source is source and worker.connection is not None:
                worker.connection.abort()

    def _end(self) -> None:
        """Ends all threads; what has landed is on the disk then."""
        with self._news:
            self.stopped.set()
            for worker in self._workers:
                if worker.connection is not None:
                    worker.connection.abort()
            for file in self._files:
                file.landed.set()
            threads = list(self._threads)
            self._news.notify_all()
        for thread in threads:
            thread.join()
        for file in self._files:
            if file.held:
                file.held = False
                self._landing.end(file.goal)

    def _sync_now_and_then(self) -> None:
        """Puts what has landed on the disk, so that a power cut costs little."""
        while not self.stopped.wait(_SYNC_SECONDS / 4):
            now = time.monotonic()
            for file in self._large:
                part = file.part
                if part is None or file.status != "fetching" or not part.unsynced():
                    continue
                if part.unsynced() >= _SYNC_BYTES or now - file.synced >= _SYNC_SECONDS:
                    try:
                        part.sync()
                    except OSError as error:
                        if file.part is not None:
                            self.stop_for_disk(error)
                    file.synced = now

    def _index(self, name: str) -> int:
        return next((index for index, one in enumerate(self._sources) if one.endpoint == name), -1)


def _write_durably(path: os.PathLike[str], data: memoryview) -> None:
    """Writes a small file; it is on the disk on return. Raises OSError."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(path, flags | getattr(os, "O_CLOEXEC", 0), 0o666)
    try:
        written = 0
        while written < len(data):
            written += os.write(descriptor, data[written:])
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
