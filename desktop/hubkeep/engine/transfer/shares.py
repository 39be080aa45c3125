"""Who fetches what: the rules by which connections share a file. Pure; bytes and seconds."""

from __future__ import annotations

import math
from typing import Final

from msgspec import Struct

PIECE: Final = 1 << 20
"""The unit that pieces are counted, summed and shown in."""
SMALL_FILE: Final = 4 << 20
"""Up to this size a file is fetched by one request and held in memory until it is proven."""
_SECONDS_AHEAD: Final = 1.0
_MOST_SECONDS_AHEAD: Final = 20.0
_LATENCIES_AHEAD: Final = 10
"""A request is to bring bytes for so many times as long as its answer took to begin."""
_LARGEST_SHARE: Final = 8 << 20
_LEAST_SHARE: Final = 1 << 20
_LEAST_SPLIT: Final = 256 << 10
_SAFE_SECONDS: Final = 0.25
"""What an owner will have received before a cut could reach it."""
_SAFE_BYTES: Final = 128 << 10
_HEDGE_LEAST: Final = 0.1
"""Seconds that the owner must still need for it to be worth a second try."""
_HEDGE_GAIN: Final = 0.5
"""A remainder is fetched by one more where that one would be done in this share of the others' time; by a
third, in this share of this share."""
_MOST_COPIES: Final = 3
SLOW_SECONDS: Final = 6.0
"""A source that was slow for so long rests."""
SLOW_SHARE: Final = 0.25
"""Slow is below this share of what its peers' connections do in the median."""
SLOW_FLOOR: Final = 4 << 10
STALL_SECONDS: Final = 8.0
"""A connection that brings nothing for so long is given up."""
_GAIN: Final = 1.25
"""More connections are kept where they bring this much more together."""


def share(rate: float, left: int, workers: int, latency: float = 0.0) -> int:
    """How many bytes a connection takes at once that does `rate`, where `left` wait for `workers`, and the
    host needs `latency` seconds before it begins to answer: the more, the fewer requests.

    Shares are taken from the front, so that the file grows without gaps and can be hashed as it comes.
    """
    wanted = max(_LEAST_SHARE, min(_LARGEST_SHARE, int(rate * _seconds_ahead(latency)) or 8 * PIECE))
    fair = -(-left // max(1, 2 * workers))
    size = max(_LEAST_SHARE, min(wanted, fair))
    return -(-size // PIECE) * PIECE


def _seconds_ahead(latency: float) -> float:
    return min(_MOST_SECONDS_AHEAD, max(_SECONDS_AHEAD, latency * _LATENCIES_AHEAD))


class Active(Struct, frozen=True):
    """A range that somebody fetches: what is left of it, at what rate, how often it is being fetched."""

    left: int
    rate: float
    copies: int = 1
    idle: float = 0.0
    """Seconds since its last byte."""
    elsewhere: float = math.inf
    """Seconds until another one is done that fetches it as well."""

    @property
    def eta(self) -> float:
        """Seconds until it is done; a silent one gets worse the longer it is silent."""
        return min(self.elsewhere, self.left / max(self.rate, 1.0) + self.idle)


class Cut(Struct, frozen=True):
    """Take the last `size` bytes of an active range; with `copy`, without its owner's giving them up."""

    index: int
    size: int
    copy: bool = False


def steal(active: list[Active], rate: float, hope: float, latency: float) -> Cut | None:
    """What an idle connection that does `rate` takes of the ranges that others fetch, None where it had
    better wait: from the range that will be done last, in the ratio of the two speeds, beyond what its
    owner will have received before. `hope` is what the connection may do now that its neighbours are idle:
    enough to try it beside the owner, not to take something away from it."""
    best: tuple[float, Cut] | None = None
    for index, one in enumerate(active):
        if one.left <= 0 or (best is not None and one.eta <= best[0]):
            continue
        cut = _cut(index, one, rate, hope, latency)
        if cut is not None:
            best = one.eta, cut
    return best[1] if best else None


def _cut(index: int, one: Active, rate: float, hope: float, latency: float) -> Cut | None:
    silent = one.idle > 1.0
    safe = _SAFE_BYTES if silent else max(_SAFE_BYTES, int(one.rate * (_SAFE_SECONDS + latency)))
    theirs = 0.0 if silent else one.rate
    mine = int((one.left - safe) * rate / max(rate + theirs, 1.0))
    # A cut must pay for the request it costs: the owner would need longer than a new one takes to begin.
    if one.copies == 1 and mine >= _LEAST_SPLIT and one.eta > 2 * latency + 0.1:
        return Cut(index, mine)
    alone = latency + one.left / max(rate, hope, 1.0)
    gain = _HEDGE_GAIN**one.copies
    if one.copies < _MOST_COPIES and one.eta > _HEDGE_LEAST and alone < one.eta * gain:
        return Cut(index, one.left, copy=True)
    return None


class Growth(Struct, frozen=True):
    """How many connections a source has, what they bring together, and whether more are worth a try."""

    connections: int
    rate: float = 0.0
    before: int = 0
    """Connections before the last step up; 0: no step is being tried."""
    settled: bool = False


def grown(growth: Growth, rate: float, most: int) -> Growth:
    """After a look at `rate`, what all connections bring now: twice as many while that pays."""
    if growth.before and rate < growth.rate * _GAIN:
        return Growth(growth.before, rate, 0, settled=True)
    if growth.settled or growth.connections >= most:
        return Growth(min(growth.connections, most), rate, 0, settled=growth.settled)
    return Growth(min(most, growth.connections * 2), rate, growth.connections)


def halved(growth: Growth) -> Growth:
    """After a host said that it is too much."""
    return Growth(max(1, growth.connections // 2), 0.0, 0, settled=True)


def is_slow(rate: float, peers: list[float]) -> bool:
    """Whether a source whose connections do `rate` each falls behind its peers. Alone it never does."""
    if not peers:
        return False
    median = sorted(peers)[len(peers) // 2]
    return rate < max(SLOW_FLOOR, median * SLOW_SHARE) and rate < median


def backoff(failures: int, jitter: float) -> float:
    """Seconds to wait after so many failures in a row: doubling from half a second to a minute."""
    return min(60.0, 0.5 * 2.0 ** min(failures - 1, 10)) * (0.75 + 0.5 * jitter)
