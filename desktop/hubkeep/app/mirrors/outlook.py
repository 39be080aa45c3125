"""How it looks with all mirrors together. Pure."""

from __future__ import annotations

from typing import Final, Literal

from ...link.messages import Measured, MirrorsView
from . import words

Outlook = Literal["unmeasured", "offline", "insecure", "none", "served"]
"""None was measured ever; none, the official one neither, can be reached, or none in secret; none serves;
some do."""

OURS: Final = frozenset({"mirror-proxy", "mirror-offline", "mirror-insecure"})
"""Verdicts of what fails on this side, which grade no mirror."""

UNREACHED: Final = frozenset(
    {"mirror-no-name", "mirror-unreachable", "mirror-refused", "mirror-silent", "mirror-dead", *OURS}
)
"""Verdicts of mirrors from which no answer came."""


def outlook(view: MirrorsView) -> Outlook:
    """What is to be said of them all."""
    if view.job:
        return "served"
    known = [
        each.last
        for each in view.mirrors
        if each.last is not None and (each.last.grade != "unknown" or _code(each.last) in OURS)
    ]
    if not known:
        return "unmeasured"
    if words.serving(view.mirrors):
        return "served"
    verdicts = [_code(each) for each in known]
    if set(verdicts) == {"mirror-insecure"}:
        return "insecure"
    reached = [code for code in verdicts if code not in UNREACHED]
    return "none" if reached or len(known) < 2 else "offline"


def _code(measured: Measured) -> str:
    return measured.verdict.code if measured.verdict is not None else ""
