"""The order of the queue: how it is shown, and what becomes of it when some move. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal

from ...link.messages import FINISHED, DownloadView

Place = Literal["first", "up", "down", "last"]


def arranged(downloads: Sequence[DownloadView]) -> tuple[DownloadView, ...]:
    """As shown: what runs, what failed, what waits, what is over.

    The engine puts failed ones behind everything that waits, where nobody would see that they need
    somebody. Otherwise its order stays.
    """
    unfinished = [view for view in downloads if view.state not in FINISHED]
    cut = max((place for place, view in enumerate(unfinished, 1) if view.state == "running"), default=0)
    failed = [view for view in downloads if view.state == "failed"]
    over = [view for view in downloads if view.state in FINISHED and view.state != "failed"]
    return (*unfinished[:cut], *failed, *unfinished[cut:], *over)


def movable(downloads: Sequence[DownloadView]) -> tuple[int, ...]:
    """Those that have a place in the queue, in its order."""
    return tuple(view.id for view in downloads if view.state not in FINISHED)


def moved(ids: Sequence[int], chosen: Collection[int], before: int | None) -> tuple[int, ...]:
    """`ids` with the `chosen` ones, in their order, put before `before`, or last where that is None.

    `before` may be one of the chosen: then they go before whatever follows it.
    """
    moving = [id for id in ids if id in chosen]
    staying = [id for id in ids if id not in chosen]
    behind = list(ids[ids.index(before) :]) if before is not None and before in ids else []
    mark = next((id for id in behind if id not in chosen), None)
    place = len(staying) if mark is None else staying.index(mark)
    return (*staying[:place], *moving, *staying[place:])


def stepped(ids: Sequence[int], chosen: Collection[int], to: Place) -> tuple[int, ...]:
    """`ids` with the `chosen` ones a place up or down, or first or last; the others keep their order."""
    if to == "first":
        return (*(id for id in ids if id in chosen), *(id for id in ids if id not in chosen))
    if to == "last":
        return (*(id for id in ids if id not in chosen), *(id for id in ids if id in chosen))
    made = list(ids) if to == "up" else list(reversed(ids))
    for place in range(1, len(made)):
        if made[place] in chosen and made[place - 1] not in chosen:
            made[place - 1], made[place] = made[place], made[place - 1]
    return tuple(made if to == "up" else reversed(made))
