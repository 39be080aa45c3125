"""When mirrors are measured again by themselves, and which of them. Pure.

Only where the user leaves the choice to Hubkeep, at most every few hours, and never at a price: not beside
a download, not where nobody knows whether the connection costs by volume, not where it does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ..hub.urls import OFFICIAL
from .values import Entry, Measured

_AT_MOST: Final = 8


def is_due(now: float, measured: float, after: float) -> bool:
    """Whether it is time, `measured` being when it was done or tried last (0: never) and `after` the seconds
    between two times. A clock put back does not put it off."""
    return not 0 <= now - measured < after


def worth_measuring(
    entries: Sequence[Entry], last: Mapping[str, Measured], order: Sequence[str]
) -> tuple[str, ...]:
    """Who could be chosen: those in use, the official one, and the list without those that were given up
    or found to be of no use."""
    able = [
        entry.url
        for entry in entries
        if not entry.dead and (entry.url not in last or last[entry.url].grade != "bad")
    ]
    return tuple(dict.fromkeys((*order, OFFICIAL, *able)))[:_AT_MOST]
