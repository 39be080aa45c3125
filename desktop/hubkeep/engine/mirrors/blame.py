"""Whose fault it is that a mirror could not be used. Pure.

A proxy that fails, no network, a wrong clock: what is the matter on this side says nothing of a mirror, and
nor does a repo that it lacks, which may be misspelt. So none of it is held against a mirror for the days to
come, and what was known of it before still counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..net.address import split_url
from .seen import Reached, TroubleKind
from .values import Measured

OURS: Final = frozenset({"mirror-proxy", "mirror-offline", "mirror-insecure"})
"""Verdicts of what fails on this side."""
_BLAMELESS: Final = OURS | {"mirror-lacks-repo"}
_NAMES: Final = frozenset[TroubleKind]({"name"})
_OFFLINE: Final = frozenset[TroubleKind]({"unreachable", "timeout", "refused"})
_INSECURE: Final = frozenset[TroubleKind]({"tls", "other-name"})
_AT_LEAST: Final = 2
"""Of one host nobody knows whether it is to blame itself."""


def tells(measured: Measured) -> bool:
    """Whether a measurement says how the mirror does."""
    return measured.verdict is None or measured.verdict.code not in _BLAMELESS


def troubles_here(reached: Mapping[str, Reached]) -> frozenset[TroubleKind]:
    """The kinds of trouble that are not those of the endpoints (by URL) that have them: nobody outside could
    be reached for just such a reason. Who is in a network of one's own proves nothing of the way out."""
    outside = [one for url, one in reached.items() if not split_url(url)[0].is_local]
    if any(one.resolve is not None for one in outside):
        # Names are looked up, so who has none is to blame itself.
        outside = [one for one in outside if one.bad is None or one.bad.kind not in _NAMES]
        offline = _OFFLINE
    else:
        offline = _OFFLINE | _NAMES
    if len(outside) < _AT_LEAST:
        return frozenset()
    kinds = {one.bad.kind if one.bad is not None else None for one in outside}
    return next((alike for alike in (offline, _INSECURE) if kinds <= alike), frozenset())


def code_of(kind: TroubleKind) -> str:
    """The verdict for such trouble."""
    return "mirror-insecure" if kind in _INSECURE else "mirror-offline"
