"""Which mirrors really serve this machine: all of them measured in half a minute.

First everybody is asked side by side, which takes few bytes. What they say is compared, so that it is known
what is true, and their bytes are looked at. Then those that are of use send for a while, one after the
other: two at once would take each other's bandwidth, and none would be told its own rate. The best of them
have a second turn, since a network is never quiet.
"""

from __future__ import annotations

import queue
import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from ..cache.names import RepoId, parse_repo
from ..net.dialer import Dialer
from ..net.http import Header
from ..problems import Failure
from . import known
from .blame import troubles_here
from .crew import side_by_side
from .judge import judge, of_no_use
from .probe import Probe
from .reference import Reference, Right, reference_of, right_of
from .seen import Asked
from .values import Entry, Measured, Stage

Told = Callable[[str, Stage, float, float], None]
"""URL, stage, share done 0 to 1, bytes a second now."""

MOST: Final = 40 << 20
"""Bytes that all requests to one mirror may bring. What is on the way when a host is left comes on top."""
_FIRST_TURN: Final = 20 << 20
_SECOND_TURN: Final = 8 << 20
_AT_ONCE: Final = 32
_PIECES_AT_ONCE: Final = 6
_SHORTEST: Final = 0.8
"""Seconds of a turn: less shows nothing."""
_LONGEST: Final = 2.5
_FOR_FIRST_TURNS: Final = 0.7
"""Of the time that is left."""
_BEST: Final = 4
"""Mirrors that have a second turn."""
_CLOSE: Final = 0.5
"""Of the best one's rate: who is slower has no second turn."""
_GLANCE: Final = 0.5
"""Seconds of a look at one among others."""
_GLANCED: Final = 2 << 20
_GLANCES_AT_ONCE: Final = 4
_ASKING: Final = 0.31
_HISTORY: Final = 0.36
_LOOKING: Final = 0.5
_PIECES: Final = 0.65
"""When each step is over at the latest, as a share of all the time."""


class Means(Struct, frozen=True):
    """What a probe goes out with."""

    dialer: Dialer
    headers: tuple[Header, ...]
    header_for: Callable[[str], Header | None]
    """The login that may be sent to a URL."""
    official: str
    """The origin's endpoint."""
    seconds: float = 26.0
    """For everything."""


def bench(
    entries: Sequence[Entry], repo: str, means: Means, told: Told, check: Callable[[], None]
) -> tuple[Measured, ...]:
    """Each of `entries` measured, in their order, with `repo` (`org/name`; empty: a small public one).

    `told` and `check` are called by the caller's own thread, `check` some twenty times a second; what they
    raise ends everything at once. Raises `Failure` for a repo's name that is none, and where the settings of
    proxy or certificates can't be followed.
    """
    about = parse_repo(repo) if repo else known.REPO
    if about is None:
        raise Failure("not-a-repo-name", what=repo)
    run = _Run(entries, about, means, told, check)
    try:
        return run.measured()
    finally:
        run.close()


class _Run:
    """One such measurement."""

    def __init__(
        self, entries: Sequence[Entry], repo: RepoId, means: Means, told: Told, check: Callable[[], None]
    ) -> None:
        self._repo = repo
        self._thorough = repo != known.REPO
        self._official = means.official
        self._told = told
        self._check = check
        self._began = time.monotonic()
        self._seconds = means.seconds
        self._over = threading.Event()
        self._news: queue.SimpleQueue[tuple[str, Stage, float, float]] = queue.SimpleQueue()
        urls = {entry.url: entry for entry in entries}
        self._entries = tuple(urls.values())
        self._probes = {url: self._probe(url, means) for url in urls}
        if means.official not in urls:
            # Nobody wants to know of it, but it knows what is true.
            self._probes[means.official] = self._probe(means.official, means)

    def measured(self) -> tuple[Measured, ...]:
        probes = list(self._probes.values())
        self._all([partial(self._asking, probe) for probe in probes], _AT_ONCE, _ASKING)
        told = {probe.url: probe.seen.asked for probe in probes if probe.seen.asked is not None}
        reached = {probe.url: probe.seen.reached for probe in probes if probe.seen.reached is not None}
        reference = replace(
            reference_of(self._repo, told, self._official, random.random()),
            troubles_here=troubles_here(reached),
        )
        reference = self._with_history(reference, told)
        self._all([partial(self._looking, probe, reference) for probe in probes], _AT_ONCE, _LOOKING)
        self._all([partial(self._piece, probe, reference) for probe in probes], _PIECES_AT_ONCE, _PIECES)
        right = self._right(reference)
        self._turns(reference, right)
        self._tell_news()
        at = time.time()
        return tuple(self._result(entry, reference, right, at) for entry in self._entries)

    def close(self) -> None:
        self._end()
        for probe in self._probes.values():
            probe.close()

    # --- steps ----------------------------------------------------------------------------------

    def _asking(self, probe: Probe) -> None:
        self._told_by(probe, "reaching", 0.0)
        if probe.reach():
            self._told_by(probe, "asking", 0.1)
            probe.ask(self._repo)

    def _looking(self, probe: Probe, reference: Reference) -> None:
        if probe.answers and self._wanted(probe):
            self._told_by(probe, "comparing", 0.3)
            probe.look(reference, thorough=self._thorough)

    def _with_history(self, reference: Reference, told: Mapping[str, Asked]) -> Reference:
        """`reference`, with what came before the newest commit: one request more, of the official endpoint
        alone, and only where somebody is behind."""
        if reference.by != "official" or all(each.commit in {"", reference.commit} for each in told.values()):
            return reference
        probe = self._probes[self._official]
        self._all([partial(probe.list_commits, self._repo)], 1, _HISTORY)
        return replace(reference, commits=probe.seen.commits)

    def _piece(self, probe: Probe, reference: Reference) -> None:
        if probe.answers:
            self._told_by(probe, "comparing", 0.4)
            probe.compare(reference, official=probe.url == self._official)

    def _turns(self, reference: Reference, right: Right) -> None:
        """Sustained rates, one mirror after the other, the fastest first."""
        waiting = [
            probe
            for probe in self._probes.values()
            if probe.serves
            and self._wanted(probe)
            and not of_no_use(probe.seen, probe.host, reference, right)
        ]
        for probe in waiting:
            self._told_by(probe, "waiting", 0.5)
        if len(waiting) * _SHORTEST > _FOR_FIRST_TURNS * self._left:
            # Not all can have a turn: a glance at a few at once says who is to have one.
            seen = [each for each in waiting if each.bounded]
            looks = [partial(self._receive, each, reference, _GLANCE, _GLANCED, False) for each in seen]
            self._all(looks, _GLANCES_AT_ONCE, 1.0)
            waiting = [probe for probe in waiting if probe.serves and not probe.failed]
        turns = sorted(waiting, key=_by_rate)
        while turns and self._left >= _SHORTEST:
            share = _FOR_FIRST_TURNS * self._left / len(turns)
            self._turn(turns.pop(0), reference, share, _FIRST_TURN)
        well = sorted((probe for probe in waiting if probe.steady), key=_by_rate)
        again = [probe for probe in well if (probe.rate or 0.0) >= _CLOSE * (well[0].rate or 0.0)][:_BEST]
        # The other way round, so that what changes with time hits everybody alike.
        again = again[::-1] if len(again) > 1 else []
        while again and self._left >= _SHORTEST:
            share = self._left / len(again)
            self._turn(again.pop(0), reference, share, _SECOND_TURN)

    def _turn(self, probe: Probe, reference: Reference, seconds: float, most: int) -> None:
        seconds = min(_LONGEST, max(_SHORTEST, seconds))
        self._all([partial(self._receive, probe, reference, seconds, most, True)], 1, 1.0)

    def _receive(self, probe: Probe, reference: Reference, seconds: float, most: int, alone: bool) -> None:
        def told(share: float, rate: float) -> None:
            self._news.put((probe.url, "receiving", 0.5 + share / 2, rate))

        probe.receive(reference, seconds, most, told, alone=alone)

    # --- within ---------------------------------------------------------------------------------

    @property
    def _left(self) -> float:
        return self._seconds - (time.monotonic() - self._began)

    def _all(self, tasks: Sequence[Callable[[], None]], at_once: int, share: float) -> None:
        """`share` of all the time is over when they must be."""
        until = self._began + share * self._seconds
        for probe in self._probes.values():
            probe.until = until
        side_by_side(tasks, at_once, self._watch, self._end)

    def _probe(self, url: str, means: Means) -> Probe:
        return Probe(url, means.dialer, means.headers, means.header_for, MOST, self._over)

    def _wanted(self, probe: Probe) -> bool:
        """Whether it is to be measured, not only heard."""
        return any(entry.url == probe.url for entry in self._entries)

    def _right(self, reference: Reference) -> Right:
        probes = self._probes.values()
        pieces = {probe.url: probe.seen.piece for probe in probes if probe.seen.piece is not None}
        openings = {probe.url: probe.opening for probe in probes if probe.opening}
        return right_of(reference, pieces, openings, self._official)

    def _told_by(self, probe: Probe, stage: Stage, share: float) -> None:
        self._news.put((probe.url, stage, share, 0.0))

    def _watch(self) -> None:
        self._check()
        self._tell_news()

    def _tell_news(self) -> None:
        while not self._news.empty():
            url, stage, share, rate = self._news.get()
            if any(entry.url == url for entry in self._entries):
                self._told(url, stage, share, rate)

    def _end(self) -> None:
        self._over.set()
        for probe in self._probes.values():
            probe.abort()

    def _result(self, entry: Entry, reference: Reference, right: Right, at: float) -> Measured:
        probe = self._probes[entry.url]
        seen = probe.seen
        found = judge(entry, seen, reference, right)
        self._told(entry.url, "idle", 1.0, 0.0)
        return probe.measured(found, reference, at)


def _by_rate(probe: Probe) -> float:
    """The fastest first."""
    return -(probe.rate or 0.0)
