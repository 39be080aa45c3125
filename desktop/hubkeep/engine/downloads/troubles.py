"""What the queue does about a download that goes wrong: pause it, try it again later, or let it fail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from ..jobs.job import Job, Later, Paused
from ..problems import Failure
from ..transfer.shares import backoff
from .room import NoRoom

_PASSING: Final = frozenset(
    {
        "source-no-name",
        "source-refused",
        "source-unreachable",
        "source-timeout",
        "source-closed",
        "source-stalled",
        "source-busy",
        "source-failing",
        "transfer-silent",
        "hub-busy",
        "hub-failing",
    }
)
"""Troubles that go by: a download in the queue tries again by itself."""
_FULL: Final = frozenset({"disk-full", "quota-full", "download-disk-full", "download-space"})


@contextmanager
def troubles(job: Job, *, at_once: bool) -> Iterator[None]:
    """Makes of what goes wrong what the queue does about it: a full disk pauses, what goes by is tried
    again later, unless somebody waits for it. Raises `Failure`, `Paused`, `Later`."""
    try:
        yield
    except Failure as failure:
        code = failure.problem.code
        if code in _FULL:
            raise Paused(failure.problem) from failure
        if code in _PASSING and not at_once:
            raise Later(failure.problem, 4 * backoff(job.attempt + 1, 0.5)) from failure
        raise
    except NoRoom as full:
        if at_once:
            raise Failure.of(full.problem) from full
        raise Paused(full.problem) from full
