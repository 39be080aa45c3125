"""How texts that stand in one line share it. Pure."""

from __future__ import annotations

from collections.abc import Sequence


def shares(room: int, wanted: Sequence[int], least: Sequence[int]) -> list[int]:
    """A width for each of `wanted`, in `room` together where that can be.

    Each gets what it wants as long as there is room; then the last gives way first, down to its `least`,
    and where even that is too much, from the last on they get nothing. What that leaves over goes to
    those that are left, the first first.
    """
    given = list(wanted)
    over = sum(given) - max(room, 0)
    for floor in (list(least), [0] * len(given)):
        for place in reversed(range(len(given))):
            if over <= 0:
                break
            taken = min(over, max(0, given[place] - floor[place]))
            # Less than the least can't be read: then rather nothing.
            if not floor[place]:
                taken = given[place]
            given[place] -= taken
            over -= taken
    for place, wide in enumerate(given):
        if wide and over < 0:
            added = min(-over, wanted[place] - wide)
            given[place] += added
            over += added
    return given
