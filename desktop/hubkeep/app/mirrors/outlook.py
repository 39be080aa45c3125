"""How it looks with all mirrors together, and what is to be said of that."""

from __future__ import annotations

from typing import Final, Literal

from ...link.messages import Measured, MirrorsView
from ..translated import Translated
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


class OutlookWords(Translated):
    """A sentence for each outlook of which there is something to say."""

    def words(self, seen: Outlook) -> str:
        """What the matter is, and what to do; empty: nothing."""
        told: dict[Outlook, str] = {
            "offline": self.tr(
                "None of them can be reached, huggingface.co included: this machine seems to be offline, or "
                "a firewall or proxy stands in the way. Look at the network, then measure again."
            ),
            "insecure": self.tr(
                "No secure connection can be made from here to any of them: the clock of this machine is "
                "wrong, or a login page or a filter stands between. Put that right, then measure again."
            ),
            "none": self.tr(
                "None of them serves you now. Try again later, add a mirror of your own, or set up one for "
                "this room on a machine that reaches the Hub."
            ),
        }
        return told.get(seen, "")


outlook_words = OutlookWords().words
