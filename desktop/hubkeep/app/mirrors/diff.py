"""What a file loses and gains, line by line. Pure."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Final, Literal

AROUND: Final = 2
"""So many lines that stay are shown on either side of a change."""


@dataclass(frozen=True)
class Line:
    """`stays`, `goes` or `comes`; `skipped` stands for the lines between two changes, and has no text."""

    what: Literal["stays", "goes", "comes", "skipped"]
    text: str = ""


def changes(before: str | None, after: str | None) -> tuple[Line, ...]:
    """From one text to the other; None: there is no file."""
    old, new = (before or "").splitlines(), (after or "").splitlines()
    made: list[Line] = []
    reached = 0
    groups = difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_grouped_opcodes(AROUND)
    for group in groups:
        if group[0][1] > reached:
            made.append(Line("skipped"))
        for tag, old_from, old_to, new_from, new_to in group:
            if tag == "equal":
                made += [Line("stays", text) for text in old[old_from:old_to]]
            else:
                made += [Line("goes", text) for text in old[old_from:old_to]]
                made += [Line("comes", text) for text in new[new_from:new_to]]
        reached = group[-1][2]
    if made and reached < len(old):
        made.append(Line("skipped"))
    return tuple(made)
