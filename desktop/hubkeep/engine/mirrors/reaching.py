"""Whether a mirror can be reached, and how long each step there takes."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from ..net.failure import NetFailure
from .seen import Reached
from .way import Way, trouble_of

_SECONDS: Final = 5.0
_SILENT: Final = frozenset({"timeout", "closed"})


def reach(way: Way) -> Reached:
    """Leaves the connection to whoever asks first. Raises what the way's `heed` raises."""
    bad = None
    try:
        way.pool.give(way.connect(way.origin, within=way.patience(_SECONDS)))
    except NetFailure as failure:
        way.failures += 1
        bad = trouble_of(failure)
        if way.origin.scheme == "https" and way.steps.connect is not None and bad.kind in _SILENT:
            # Somebody is there; what fails, or is cut off on the way, is the greeting in secret.
            bad = replace(bad, kind="tls")
    steps = way.steps
    return Reached(resolve=steps.resolve, connect=steps.connect, tls=steps.tls, bad=bad)
