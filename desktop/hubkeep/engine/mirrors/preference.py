"""Whom downloads ask, in which order, and whom they leave alone: what was measured, and what happened since.

This is the `Experience` that whoever fetches asks and tells.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..hub.experience import Deed
from ..hub.urls import OFFICIAL
from ..problems import Failure, Problem
from ..state.settings import Settings
from .breaker import FAILURES, BreakerState
from .records import Records, State
from .values import Measured, Standing

if TYPE_CHECKING:
    from .ranking import Ranked

_AT_MOST: Final = 4
"""Mirrors of which one file is asked, beside the official one: more would only be a burden to them."""
_KEPT: Final = "mirror-in-use"
"""Names who was best last: who is only a little better does not take its place."""


class Preference:
    """Of one home; asked from any thread."""

    def __init__(
        self,
        home: Path,
        records: Records,
        settings: Callable[[], Settings],
        usual: Callable[[], tuple[str, ...]],
        changed: Callable[[], None],
    ) -> None:
        """`usual`: who is asked where nothing was measured; `changed` is told when something was learnt."""
        self._file = home / _KEPT
        self._records = records
        self._settings = settings
        self._usual = usual
        self._changed = changed

    # --- Experience -----------------------------------------------------------------------------

    def endpoints(self) -> tuple[str, ...]:
        settings = self._settings()
        if not settings.mirrors_auto:
            return settings.endpoints
        try:
            order = self.measured()
        except Failure:
            return settings.endpoints
        return order or settings.endpoints

    def resting(self) -> frozenset[str]:
        return self._whose_breaker_is("open")

    def doubted(self) -> frozenset[str]:
        return self._whose_breaker_is("half-open")

    def reserve(self) -> frozenset[str]:
        settings = self._settings()
        if settings.official_in_reserve and not settings.mirrors_auto and len(settings.endpoints) > 1:
            return frozenset({OFFICIAL})
        return frozenset()

    def expected(self, endpoint: str) -> float:
        if self._records.is_unwritten():
            return 0.0
        from .expectation import expected

        try:
            state = self._state()
        except Failure:
            return 0.0
        standing = state.standing.get(endpoint, Standing())
        return expected(state.telling.get(endpoint), standing).rate or 0.0

    def insisted(self) -> frozenset[str]:
        if self._records.is_unwritten():
            return frozenset()
        try:
            return self._records.catalogue().insisted()
        except Failure:
            return frozenset()

    def note(self, deed: Deed) -> None:
        failures = FAILURES if deed.lied or deed.silent else deed.failures
        came = max(deed.bytes, int(deed.answered))
        with contextlib.suppress(Failure):  # the store does not answer just now
            self._records.measurements().note_download(
                deed.endpoint, came, deed.seconds, failures, time.time()
            )
            self._records.forget()
            self._changed()

    # --- the order by measurement ---------------------------------------------------------------

    def ranked(self, state: State) -> tuple[Ranked, ...]:
        """Who of the list is of use, the best first."""
        listed = {OFFICIAL, *(entry.url for entry in state.entries if not entry.dead)}
        return self.ranked_of({url: one for url, one in state.telling.items() if url in listed}, state)

    def ranked_of(self, last: Mapping[str, Measured], state: State) -> tuple[Ranked, ...]:
        """Who of these measurements is of use, the best first."""
        from .ranking import ranked

        return ranked(last, state.standing, OFFICIAL, time.time())

    def left_out(self, state: State) -> dict[str, Problem]:
        """Why others that were measured have no place in that order."""
        from .ranking import left_out

        return left_out(state.last, state.standing, time.time())

    def measured(self) -> tuple[str, ...]:
        """The endpoints that automatic choice asks; none where none was found to be of use. Raises
        `Failure`."""
        from .ranking import chosen

        state = self._state()
        order = self.ranked(state)
        if not order:
            return ()
        before = self._kept()
        first = chosen(before, order, state.telling, state.standing)
        if first != before:
            from ..system.atomic import write_atomically  # brings tempfile

            with contextlib.suppress(OSError):  # then it is chosen anew the next time
                self._file.parent.mkdir(parents=True, exist_ok=True)
                write_atomically(self._file, f"{first}\n".encode())
        return in_order(first, [one.url for one in order])

    def _whose_breaker_is(self, which: BreakerState) -> frozenset[str]:
        if self._records.is_unwritten():
            return frozenset()
        try:
            breakers = self._state().breakers
        except Failure:
            return frozenset()
        now = time.time()
        return frozenset(url for url, breaker in breakers.items() if breaker.state(now) == which)

    def _kept(self) -> str:
        try:
            return self._file.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            return ""

    def _state(self) -> State:
        return self._records.state(self._usual())


def in_order(first: str, ranked: Sequence[str]) -> tuple[str, ...]:
    """`first`, the best of the others, and the official one, which knows what is true and has what others
    lack. Pure."""
    mirrors = [url for url in (first, *ranked) if url and url != OFFICIAL]
    order = list(dict.fromkeys(mirrors))[:_AT_MOST]
    order.insert(0 if first == OFFICIAL else len(order), OFFICIAL)
    return tuple(order)
