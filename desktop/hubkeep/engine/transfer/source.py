"""An endpoint that files are fetched from: where each of them lies there, and how the endpoint does."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final, Literal

from msgspec import Struct

from ..net.http import Header
from ..problems import Problem
from .rates import SHORT, Speed
from .shares import Growth

SourceState = Literal["ok", "slow", "waiting", "barred", "unreachable"]

_UNREACHABLE: Final = 3
"""Failures in a row after which a source counts as unreachable until it answers again."""

_TOGETHER: Final = 0.3
ENOUGH: Final = 64 << 10
"""Bytes after which a source is taken to work again."""


class Place(Struct, frozen=True):
    """Where the bytes of one file lie, at one source."""

    url: str
    until: float | None = None
    """Monotonic second after which the URL is asked for anew; None: never."""
    resolved: bool = False
    """Whether `url` is what the endpoint's own address led to, and not that address itself."""


class Source:
    """One endpoint, as one transfer sees it. All but `place_of` is used under the transfer's lock."""

    def __init__(
        self,
        endpoint: str,
        host: str,
        url_of: Callable[[str], str],
        header_for: Callable[[str], Header | None],
        *,
        commit: str = "",
        trusted: bool = False,
        near: bool = False,
        reserve: bool = False,
        each: float = 0.0,
        now: float = 0.0,
    ) -> None:
        """`url_of` a path is where the endpoint says that the file is; `header_for` a URL is the login that
        may be sent there. `trusted`: it told what the files are; `near`: its answers take next to no time;
        `reserve`: it gives what no other can; `each`: bytes a second that one connection may do, 0 where
        nobody knows."""
        self.endpoint = endpoint
        self.host = host
        self.url_of = url_of
        self.header_for = header_for
        self.commit = commit
        self.trusted = trusted
        self.near = near
        self.reserve = reserve
        self.growth = Growth(0)
        self.wanted = 0
        """How many workers it is to have."""
        self.workers = 0
        self.busy = 0
        """Workers that wait for bytes."""
        self.bytes = 0
        """Good bytes that came from here. Below 0 where what an earlier run brought was found to be wrong,
        and for a moment while what is just being counted is."""
        self.counted = 0
        """Bytes that came, good or not, for the speed."""
        self.speed = Speed(SHORT, now)
        self.each = each
        """Bytes a second that one busy connection does."""
        self.latency = 0.05
        """Seconds from a request to the first byte of its answer, smoothed."""
        self.failures = 0
        """In a row, with next to nothing between."""
        self.mishaps = 0
        """All of them, but for those that only ask to wait."""
        self.since_failure = 0
        """Bytes that came since the last one."""
        self.failed_at = float("-inf")
        self.wait_until = 0.0
        self.state: SourceState = "ok"
        self.problem: Problem | None = None
        self.slow_since: float | None = None
        self.unchecked = 0
        """Bytes since the last spot check."""
        self.checked = False
        self.rangeless = False
        self.leads_on = False
        """Whether it answers for small files with a redirect: none is then asked for ahead of its turn."""
        self._places: dict[str, Place] = {}
        self._finding: set[str] = set()
        self._found = threading.Condition()

    @property
    def barred(self) -> bool:
        return self.state == "barred"

    def usable(self, now: float) -> bool:
        """Whether a request may be sent now."""
        return not self.barred and now >= self.wait_until

    @property
    def gone(self) -> bool:
        """Whether nothing comes from it as it stands."""
        return self.state in {"barred", "unreachable"}

    def answered(self, seconds: float) -> None:
        """A request was answered after so many seconds."""
        self.latency += 0.3 * (seconds - self.latency)

    def delivered(self, amount: int) -> None:
        """Bytes came: whatever was wrong is over."""
        self.counted += amount
        self.since_failure += amount
        if self.since_failure < ENOUGH:
            return
        if self.failures or self.state in {"unreachable", "waiting"}:
            self.failures = 0
            if self.state in {"unreachable", "waiting"}:
                self.state, self.problem = "ok", None

    def failed(self, problem: Problem, now: float, wait: float) -> None:
        """A request failed without a byte; nothing more is asked for `wait` seconds."""
        if now - self.failed_at > _TOGETHER:  # many connections that fail at once are one failure
            self.failures += 1
            self.mishaps += problem.code != "source-busy"
        self.failed_at, self.since_failure = now, 0
        self.wait_until = max(self.wait_until, now + wait)
        if self.barred:
            return
        self.problem = problem
        if problem.code == "source-busy":
            self.state = "waiting"
        elif self.failures >= _UNREACHABLE:
            self.state = "unreachable"

    def bar(self, problem: Problem) -> None:
        """It is not used again in this transfer."""
        self.state, self.problem = "barred", problem

    def pardon(self) -> None:
        """It was barred on a liar's word, perhaps, and is used again."""
        if self.barred:
            self.state, self.problem = "ok", None

    # --- where the files lie --------------------------------------------------------------------

    def place_of(self, path: str, now: float, *, wait: float) -> Place | None:
        """Where to ask for `path`. None: the caller is the first, is to ask the endpoint, and to say what
        came with `found` or `lost`; the others wait for it, up to `wait` seconds."""
        with self._found:
            while True:
                place = self._places.get(path)
                if place is not None and (place.until is None or now < place.until):
                    return place
                if path not in self._finding:
                    self._finding.add(path)
                    return None
                if not self._found.wait(wait):
                    return Place(self.url_of(path))

    def known(self, path: str, now: float) -> Place | None:
        """Where `path` lies, if that was found out."""
        with self._found:
            place = self._places.get(path)
            return place if place is not None and (place.until is None or now < place.until) else None

    def found(self, path: str, place: Place) -> None:
        with self._found:
            self._places[path] = place
            self._finding.discard(path)
            self._found.notify_all()

    def lost(self, path: str) -> None:
        """What was known of `path` is not true any more, or could not be found out."""
        with self._found:
            self._places.pop(path, None)
            self._finding.discard(path)
            self._found.notify_all()
