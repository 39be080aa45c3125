"""What each source of a transfer does, noted while it does it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from ..hub.experience import Deed, Experience
from ..transfer.source import Source


class Deeds:
    """Of one transfer. Looks at the sources and touches nothing of them."""

    def __init__(self, sources: Sequence[Source], experience: Experience) -> None:
        self._sources = sources
        self._experience = experience
        self._noted: dict[str, tuple[int, int]] = {}
        """Bytes and mishaps by endpoint."""
        self._seconds: dict[str, float] = {}
        self._liars: set[str] = set()
        self._looked: float | None = None

    def look(self, now: float) -> None:
        """To be called some times a second: who is waited for now was so since the last time."""
        passed = 0.0 if self._looked is None else now - self._looked
        self._looked = now
        for source in self._sources:
            if source.busy:
                self._seconds[source.endpoint] = self._seconds.get(source.endpoint, 0.0) + passed

    def note(self) -> None:
        """What is new since the last time."""
        for source in self._sources:
            bytes_before, mishaps_before = self._noted.get(source.endpoint, (0, 0))
            came, mishaps = max(bytes_before, source.bytes), source.mishaps
            lied = self._lies(source) and source.endpoint not in self._liars
            if (came, mishaps) == (bytes_before, mishaps_before) and not lied:
                continue
            if lied:
                self._liars.add(source.endpoint)
            self._noted[source.endpoint] = came, mishaps
            self._experience.note(
                Deed(
                    endpoint=source.endpoint,
                    bytes=came - bytes_before,
                    seconds=round(self._seconds.pop(source.endpoint, 0.0), 3),
                    failures=mishaps - mishaps_before,
                    lied=lied,
                )
            )

    @contextmanager
    def noted_at_the_end(self) -> Iterator[None]:
        """However it ends."""
        try:
            yield
        finally:
            self.note()

    @staticmethod
    def _lies(source: Source) -> bool:
        return source.barred and source.problem is not None and source.problem.code == "source-lied"
