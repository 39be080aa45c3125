"""Which problems were refused because what was asked for would do harm."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ..engine.problems import Problem
from .answer import FAILED, REFUSED


def status_of(problems: Sequence[Problem]) -> int:
    return REFUSED if any(problem.code in _UNSAFE for problem in problems) else FAILED


_UNSAFE: Final = frozenset(
    {
        "archive-being-written",
        "archive-inside",
        "archive-is-cache",
        "archive-no-orphan",
        "archive-occupied",
        "archive-orphans-in-bucket",
        "archive-space",
        "foreign-left-alone",
        "in-use",
        "in-use-xet",
        "job-unfinished",
        "outside-cache",
        "relocate-came-into-use",
        "relocate-inside",
        "relocate-link",
        "relocate-mount",
        "relocate-occupied",
        "relocate-space",
        "restore-space",
        "system-restore-occupied",
        "undo-occupied",
    }
)
"""What was refused because it would do harm; any other refusal is a mistake to be put right."""
