"""Which endpoint brought how much of a download, over all its runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import msgspec

from ..jobs.job import Job
from ..transfer.source import Source

_UNDER_WAY: Final = "under-way"
"""The note of a job whose bytes come just now."""


class Brought:
    """Which endpoint brought how much, over all runs of a job."""

    def __init__(self, job: Job) -> None:
        self._job = job
        noted = job.noted("brought")
        self._before: dict[str, int] = msgspec.json.decode(noted, type=dict[str, int]) if noted else {}
        self._now: dict[str, int] = {}
        self.killed = job.noted(_UNDER_WAY) == b"true"
        """Whether the run before this one was: what it brought last it could not note."""

    @contextmanager
    def watched(self, sources: Callable[[], Sequence[Source]]) -> Iterator[None]:
        """While bytes come; all of them are noted at the end."""
        self._job.note(_UNDER_WAY, True)
        try:
            yield
        finally:
            self.note(sources())
            self._job.note(_UNDER_WAY, False)

    def note(self, sources: Sequence[Source]) -> bool:
        """Whether anything came since the last time."""
        now = {source.endpoint: source.bytes for source in sources if source.bytes}
        changed = now != self._now
        if changed:
            self._now = now
            self._job.note("brought", self.all())
        return changed

    def add(self, amount: int, endpoint: str) -> None:
        """Bytes of an earlier run: from where most of them came, or else from `endpoint`."""
        if amount > 0:
            name = max(self._before, key=lambda one: self._before[one], default=endpoint)
            self._before[name] = self._before.get(name, 0) + amount

    def all(self) -> dict[str, int]:
        names = [*self._before, *(name for name in self._now if name not in self._before)]
        return {name: self._before.get(name, 0) + self._now.get(name, 0) for name in names}

    def total(self) -> int:
        return sum(self.all().values())
