"""How it looks with all mirrors together. Pure."""

from __future__ import annotations

from typing import Final, Literal

from ...link.messages import MirrorsView
from . import words

Outlook = Literal["unmeasured", "offline", "none", "served"]
"""None was measured ever; none, the official one neither, can be reached; none serves; some do."""

UNREACHED: Final = frozenset(
    {"mirror-no-name", "mirror-unreachable", "mirror-refused", "mirror-silent", "mirror-proxy", "mirror-dead"}
)
"""Verdicts of mirrors from which no answer came."""


def outlook(view: MirrorsView) -> Outlook:
    """What is to be said of them all."""
    if view.job:
        return "served"
    known = [each.last for each in view.mirrors if each.last is not None and each.last.grade != "unknown"]
    if not known:
        return "unmeasured"
    if words.serving(view.mirrors):
        return "served"
    verdicts = [each.verdict.code if each.verdict is not None else "" for each in known]
    reached = [code for code in verdicts if code not in UNREACHED]
    return "none" if reached or len(known) < 2 else "offline"
