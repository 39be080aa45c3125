"""When a mirror that fails is left alone, and when it is tried again. Pure.

Closed: it is asked. After a few failures in a row it opens: the mirror is left alone for a while. When that
has passed it is half open: whoever asks next asks it too, and does not wait long for it. The first one to
tell what came of it closes the breaker, or opens it for twice as long. No trial is counted or handed out: a
machine runs a few downloads at once, each leaves a source that fails within seconds, and a trial whose owner
was killed would only keep a mirror that is well from the others.

All moments are seconds of one clock, which may be put forward and back: no moment of the past is trusted to
lie before the present one, so that a clock can shorten a pause and never draw it out.
"""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct

from .values import Grade

BreakerState = Literal["closed", "open", "half-open"]

FAILURES: Final = 3
"""In a row, after which it opens."""
FIRST_PAUSE: Final = 15.0
LONGEST_PAUSE: Final = 900.0
LONGEST_WISH: Final = 3600.0
"""For so long a mirror may ask to be left alone (Retry-After)."""
ENOUGH: Final = 1 << 20
"""Good bytes for each failure with which a mirror still counts as well: some end every connection, and go
on where they were asked again."""


class Breaker(Struct, frozen=True, omit_defaults=True):
    """Of one mirror."""

    failures: int = 0
    """In a row."""
    opened: float = 0
    pause: float = 0
    """Seconds for which it was opened; 0: it is closed."""

    def state(self, now: float) -> BreakerState:
        if not self.pause:
            return "closed"
        return "open" if self.opened <= now < self.opened + self.pause else "half-open"

    def until(self, now: float) -> float:
        """The moment until which it is open; 0: it is not."""
        return self.opened + self.pause if self.state(now) == "open" else 0.0

    def failed(self, now: float, *, times: int = 1, wish: float = 0) -> Breaker:
        """After `times` failures. `wish`: seconds for which the mirror asked to be left alone."""
        wish = min(max(wish, 0.0), LONGEST_WISH)
        failures = self.failures + times
        match self.state(now):
            case "closed":
                if failures < FAILURES and not wish:
                    return Breaker(failures)
                return Breaker(failures, now, max(FIRST_PAUSE, wish))
            case "open":
                # Asked before it was opened: that says nothing new, unless the mirror itself does.
                longer = now + wish > self.opened + self.pause
                return Breaker(failures, now, wish) if longer else self
            case "half-open":
                return Breaker(failures, now, max(min(2 * self.pause, LONGEST_PAUSE), wish))

    def succeeded(self) -> Breaker:
        """It served."""
        return Breaker()

    def noted(self, came: int, failures: int, now: float) -> Breaker:
        """After a part of a download: `came` good bytes, and so many failures."""
        if failures and came < failures * ENOUGH:
            return self.failed(now, times=failures)
        return self.succeeded() if came else self

    def probed(self, grade: Grade, now: float) -> Breaker:
        """After a measurement, which is many requests: one that fails is enough."""
        if grade == "bad":
            return self.failed(now, times=FAILURES)
        return self if grade == "unknown" else self.succeeded()
