"""How far the bars of the scorecards reach, and what lies in one. Pure; shares of the whole width."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ...link.messages import MirrorView

SEEN: Final = 0.006
"""What is there at all is seen: a mirror of 200 kB/s beside one of 100 MB/s."""
HEADROOM: Final = 0.96
"""So far the fastest reaches: a full bar would look like one that is done."""


@dataclass(frozen=True)
class Bar:
    """`rate`: what it sustains. `burst`: what it gave before a throttle, 0 where there was none."""

    rate: float = 0.0
    burst: float = 0.0
    live: bool = False
    """Whether this is of the probe under way."""


def fastest(views: Iterable[MirrorView]) -> float:
    """Bytes a second that the scale of all bars is made for; 0 where nothing is known."""
    rates = [0.0]
    for view in views:
        rates.append(view.rate_now)
        if view.last is not None and view.last.grade in {"good", "fair"}:
            rates += [view.last.rate or 0.0, view.last.burst or 0.0]
    return max(rates)


def bar_of(view: MirrorView, scale: float) -> Bar:
    """The bar of one mirror, with `scale` from `fastest`. What is of no use has an empty one."""
    if scale <= 0:
        return Bar()
    if view.stage == "receiving":
        return Bar(rate=_share(view.rate_now, scale), live=True)
    last = view.last
    if last is None or last.grade not in {"good", "fair"}:
        return Bar()
    rate, burst = _share(last.rate or 0.0, scale), _share(last.burst or 0.0, scale)
    return Bar(rate=rate, burst=burst if burst > rate else 0.0)


def _share(rate: float, scale: float) -> float:
    return max(SEEN, min(rate / scale, 1.0) * HEADROOM) if rate > 0 else 0.0
