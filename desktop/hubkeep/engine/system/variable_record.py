"""What variables were before we set them, kept beside a place that holds values only. Pure.

The Windows registry is such a place: nothing in it tells our value from the user's own. So what stood
there is kept, and what we put there, in order to know when somebody has changed it since.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

from msgspec import Struct

Value = TypeVar("Value")
"""A value with whatever belongs to it, compared as a whole."""


class Record(Struct, Generic[Value], frozen=True):
    """Both by name."""

    before: dict[str, Value | None]
    """None: there was none."""
    ours: dict[str, Value]
    """What we set it to. A record of a former version lacks it."""


def changed(
    present: Mapping[str, Value], record: Record[Value], changes: Mapping[str, Value | None]
) -> tuple[dict[str, Value | None], Record[Value]]:
    """What to write (None: remove) so that `changes` are made (None: ours is taken back), and the record
    to keep then. What somebody has set since is theirs: taking back leaves it alone."""
    writes: dict[str, Value | None] = {}
    before, ours = dict(record.before), dict(record.ours)
    for name, value in changes.items():
        stands = present.get(name)
        is_ours = name in before and ours.get(name, stands) == stands
        if value is not None:
            if not is_ours:
                before[name] = stands
            ours[name] = value
            if stands != value:
                writes[name] = value
        elif name in before:
            former = before.pop(name)
            ours.pop(name, None)
            if is_ours and former != stands:
                writes[name] = former
    return writes, Record(before, ours)
