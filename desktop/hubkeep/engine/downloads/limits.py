"""What a single download is held to: as it was ordered, or as somebody changed it since."""

from __future__ import annotations

from typing import Final

import msgspec
from msgspec import Struct

from .orders import Download, DownloadsOrder

LIMITS: Final = "limits"
"""The note of a job that holds what was changed. The order stays: asked for again, it is the same job."""


class Limits(Struct, frozen=True):
    """Of one download; 0 for none."""

    rate: int = 0
    """Bytes a second."""
    connections: int = 0
    """To each source."""


def limits_of(order: DownloadsOrder, noted: bytes | None) -> Limits:
    """What holds for a job now; `noted` is its note."""
    if noted is not None:
        return msgspec.json.decode(noted, type=Limits)
    return Limits(order.limit_rate, order.connections if isinstance(order, Download) else 0)
