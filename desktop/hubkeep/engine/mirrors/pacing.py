"""What a while of arriving bytes says: a sustained rate, and a burst before a throttle. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

BIN: Final = 0.1
"""Seconds that bytes are counted together for: less shows the system's breath, not the host's rate."""
_WARM_UP: Final = 0.3
"""Seconds in which a connection finds its speed; they do not count where there is more."""
_SLOWER: Final = 0.5
"""A throttle is at most so much of what came before it."""
_LONG: Final = 0.5
"""Seconds that it holds at least; a shorter one is a breath."""
_WORTH: Final = 512 << 10
"""Bytes that a burst is at least ahead of the rate after it: what lies in buffers is none."""


class Pace(Struct, frozen=True):
    """Bytes a second."""

    rate: float | None = None
    """Sustained."""
    burst: float | None = None
    """Before that, where it was much more."""
    burst_bytes: int = 0
    bytes: int = 0
    """What `rate` was measured over."""
    seconds: float = 0.0


class Tally:
    """Counts what comes, by the clock of those moments in which something was due."""

    def __init__(self) -> None:
        self.bins: list[float] = []
        """Bytes by `BIN`."""
        self.seconds = 0.0
        self.bytes = 0

    def add(self, amount: int, passed: float) -> None:
        """`amount` bytes came in the `passed` seconds since the last ones."""
        self.bytes += amount
        begin, self.seconds = self.seconds, self.seconds + passed
        first, last = int(begin / BIN), int(self.seconds / BIN)
        self.bins += [0.0] * (last + 1 - len(self.bins))
        passed = self.seconds - begin
        if passed <= 0:
            self.bins[last] += amount
            return
        # They came all along, not at the end: a slow host's would else stand in one bin.
        for index in range(first, last + 1):
            share = min(self.seconds, (index + 1) * BIN) - max(begin, index * BIN)
            self.bins[index] += amount * max(0.0, share) / passed

    def pace(self) -> Pace:
        return pace_of(self.bins, self.seconds)


def pace_of(bins: Sequence[float], seconds: float) -> Pace:
    """Of bytes by `BIN`, the last of which is over after `seconds` in all."""
    whole = int(seconds / BIN)
    total = sum(bins)
    if not total or seconds <= 0:
        return Pace(0.0 if seconds > 0 else None, seconds=seconds)
    if whole < 3:
        return Pace(total / seconds, bytes=int(total), seconds=seconds)
    knee = knee_of(bins[:whole])
    if knee:
        # The bin of the knee itself may hold some of both.
        before, after = sum(bins[:knee]), sum(bins[knee + 1 :])
        lasted = seconds - (knee + 1) * BIN
        return Pace(after / lasted, before / (knee * BIN), int(before), int(after), lasted)
    skipped = round(_WARM_UP / BIN) if seconds >= 3 * _WARM_UP else 0
    kept, lasted = sum(bins[skipped:]), seconds - skipped * BIN
    return Pace(kept / lasted, bytes=int(kept), seconds=lasted)


def knee_of(bins: Sequence[float]) -> int:
    """The bin that a throttle begins with; 0: there is none.

    The cut that leaves both sides as even as can be. What lies behind it must be much less than what lies
    before it, all along: a host that swings up and down has no knee.
    """
    count, total = len(bins), sum(bins)
    best, knee, before = 0.0, 0, 0.0
    for cut in range(1, count):
        before += bins[cut - 1]
        left, right = before / cut, (total - before) / (count - cut)
        # What cutting here takes off the sum of squares.
        gain = cut * (count - cut) / count * (left - right) ** 2
        if left > right and gain > best:
            best, knee = gain, cut
    if not knee or (count - knee) * BIN < _LONG:
        return 0
    left, right = sum(bins[:knee]) / knee, sum(bins[knee:]) / (count - knee)
    ahead = sum(bins[:knee]) - right * knee
    steady = max(bins[knee + 1 :], default=0.0) < 0.8 * left
    return knee if right < _SLOWER * left and ahead >= _WORTH and steady else 0


def together(paces: Sequence[Pace]) -> Pace:
    """Of several measurements of one host: a throttle that showed in any of them is there."""
    told = [pace for pace in paces if pace.rate is not None and pace.seconds > 0]
    if not told:
        return Pace()
    throttled = [pace for pace in told if pace.burst is not None]
    counted = throttled or told
    amount, seconds = sum(pace.bytes for pace in counted), sum(pace.seconds for pace in counted)
    first = counted[0]
    return Pace(amount / seconds, first.burst, first.burst_bytes, amount, seconds)
