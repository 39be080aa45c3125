"""The workers of a transfer: how many each source has, how fast they are, and which source rests."""

from __future__ import annotations

import threading
import time
from typing import Final

from ..problems import problem
from . import shares
from .shares import Growth
from .source import Source
from .under_way import UnderWay
from .worker import Desk, Worker

_GROW_SECONDS: Final = 0.5
"""What comes in less is too uneven to judge by."""
_SETTLE_SECONDS: Final = 0.2
"""New connections need so long, beside their round trips, to be as fast as they get."""
_GROW_BYTES: Final = 1 << 20
_NEAR: Final = 2
"""Connections at first to a source that is near: they are enough, and cost the processor least."""
_FEWEST: Final = 6
"""Connections at first to any other, at least."""
_TOGETHER: Final = 16
"""Connections to all sources together, where each does little."""
_LITTLE: Final = 16 << 20
"""Bytes a second."""
_MUCH: Final = 128 << 20
"""Bytes a second of a connection of which a few are enough: more would only cost the processor."""
_GLANCE_SECONDS: Final = 0.1
_MOST: Final = 16
"""Connections to a source at most, where nothing else is asked for."""
_MOST_SMALL: Final = 16
"""While small files are fetched: each is a round trip, and none lasts."""
_REST_SECONDS: Final = 30.0
"""How long a slow source rests before it is tried again."""


class Crew:
    """Its methods take the lock themselves, what is marked otherwise excepted."""

    def __init__(self, under_way: UnderWay, desk: Desk, most: int) -> None:
        """At most `most` connections to each source; 0: as many as pay."""
        self._at = under_way
        self._desk = desk
        self._most = most
        self._workers: list[Worker] = []
        self._threads: list[threading.Thread] = []
        self._looks: dict[Source, tuple[float, int]] = {}
        """When the growth of a source was looked at last, and how many bytes came since."""
        self._begun: dict[Source, float] = {}
        """When its first bytes were seen."""

    def begin(self) -> None:
        with self._at.lock:
            for source in self._at.sources:
                first = _NEAR if source.near else self._several()
                source.growth = Growth(min(first, self._limit(source)))
        self.staff()

    def limit(self, most: int) -> None:
        """From now on at most `most` connections to each source; 0: as many as pay."""
        with self._at.lock:
            if most == self._most:
                return
            self._most = most
            for source in self._at.sources:
                # What was learnt under another limit is no reason not to look again.
                source.growth = Growth(min(source.growth.connections, self._limit(source)))
                self._looks.pop(source, None)

    def look(self) -> None:
        """Measures, rests slow sources, gives up connections that stall. To be called now and then."""
        now = time.monotonic()
        with self._at.news:
            for source in self._at.sources:
                self._measure(source, now)
                if source.barred:
                    self._abort(source)
            self._rest_slow_ones(now)
            for worker in self._workers:
                if worker.since is not None and now - worker.since > shares.STALL_SECONDS:
                    worker.since, worker.stalled = now, True
                    worker.abort()

    def staff(self) -> None:
        """Sees that every source has its workers."""
        now = time.monotonic()
        with self._at.lock:
            self._threads = [thread for thread in self._threads if thread.is_alive()]
            starting = []
            for source in self._at.sources:
                if not source.usable(now) or self._at.stopped.is_set():
                    continue
                source.wanted = self._wanted(source)
                for _ in range(min(source.wanted, self._useful()) - source.workers):
                    worker = Worker(self._desk, source)
                    source.workers += 1
                    self._workers.append(worker)
                    starting.append(
                        threading.Thread(target=self._work, args=(worker,), name="transfer-worker")
                    )
            self._threads += starting
        for thread in starting:
            thread.start()

    def end(self) -> list[threading.Thread]:
        """Ends whatever is waited for; the threads to join."""
        with self._at.news:
            for worker in self._workers:
                worker.abort()
            return list(self._threads)

    # --- under the lock -------------------------------------------------------------------------

    def _measure(self, source: Source, now: float) -> None:
        came, source.counted = source.counted, 0
        source.speed.add(came, now)
        busy = sum(1 for worker in self._workers if worker.source is source and worker.since is not None)
        source.busy = busy
        if busy and came:
            source.each = source.speed.value / busy
            self._glance(source, now)
        at, since = self._looks.get(source, (now + _SETTLE_SECONDS + 3 * source.latency, 0))
        if now >= at:
            since += came
        self._looks[source] = at, since
        if now - at >= max(_GROW_SECONDS, 3 * source.latency) and since >= _GROW_BYTES:
            del self._looks[source]
            if busy >= source.growth.connections and (source.growth.before or source.each < _MUCH):
                source.growth = shares.grown(source.growth, since / (now - at), self._limit(source))

    def _glance(self, source: Source, now: float) -> None:
        """Just after the first bytes: gives a source more connections at once where each brings little."""
        begun, growth = self._begun.setdefault(source, now), source.growth
        if growth.before or growth.settled or not _GLANCE_SECONDS <= now - begun < _GROW_SECONDS:
            return
        if source.each < _LITTLE and growth.connections < self._several():
            source.growth = Growth(min(self._several(), self._limit(source)))
            self._looks.pop(source, None)

    def _rest_slow_ones(self, now: float) -> None:
        sources = self._at.sources
        at_work = [source for source in sources if source.usable(now) and source.each]
        for source in sources:
            peers = [other for other in at_work if other is not source]
            # Both: with many connections each does little, and with few all of them together do.
            slow = shares.is_slow(source.each, [other.each for other in peers]) and shares.is_slow(
                source.speed.value, [other.speed.value for other in peers]
            )
            if source not in at_work or not slow:
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

    def _several(self) -> int:
        """Connections to a source of which each does little."""
        return max(_FEWEST, _TOGETHER // len(self._at.sources))

    def _limit(self, source: Source) -> int:
        return 1 if source.rangeless else self._most or _MOST

    def _wanted(self, source: Source) -> int:
        if self._at.small and not self._most and not source.failures:
            return max(source.growth.connections, min(_MOST_SMALL, len(self._at.small)))
        return source.growth.connections

    def _useful(self) -> int:
        """No more workers than there is something to do for."""
        left = len(self._at.small) + bool(self._at.asked)  # somebody to ask instead of whoever is late
        for file in self._at.large:
            if not file.ended:
                left += max(1, (file.goal.size - file.done) // shares.PIECE)
        return left

    def _abort(self, source: Source) -> None:
        for worker in self._workers:
            if worker.source is source:
                worker.abort()

    # --- a worker's thread ----------------------------------------------------------------------

    def _work(self, worker: Worker) -> None:
        try:
            worker.run()
        finally:
            with self._at.news:
                worker.source.workers -= 1
                self._workers.remove(worker)
                self._at.news.notify_all()
