"""What every download of an engine shares."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from ..hub.outward import Outward
from ..transfer.pace import Pace
from .room import Room


class Means(Struct, frozen=True):
    """What every download of this engine shares."""

    outward: Outward
    room: Room
    bucket: Pace
    """The general limits."""
    at_most: Callable[[], int]
    """Connections to one source; 0 for as many as pay."""
    pieces: Path
    """Where the sums of pieces are kept, for repairs."""
