"""What follows when a source fails, or answers with anything but the bytes."""

from __future__ import annotations

import random
import time
from typing import Final

from ..problems import Problem
from . import shares
from .errand import FileUnderWay
from .proof import Proof
from .shares import Growth
from .source import ENOUGH, Source
from .under_way import UnderWay

FINAL_FAILURES: Final = 4
"""Failures in a row after which a source counts as lost where no other is left."""
_TWICE: Final = frozenset(
    {"source-html", "source-encoded", "source-nonsense", "source-redirect", "source-wrong-range"}
)
"""What a source may do once: a proxy on the way may have had a bad moment."""


class Verdicts:
    """Its methods take the lock themselves."""

    def __init__(self, under_way: UnderWay, proof: Proof) -> None:
        self._at = under_way
        self._proof = proof

    def failed(self, source: Source, told: Problem, brought: int) -> None:
        """A connection failed after it `brought` so many bytes. Where that was something, or others brought
        something meanwhile, it is tried again at once."""
        with self._at.news:
            if max(brought, source.since_failure) >= ENOUGH and told.code != "source-stalled":
                source.since_failure = 0
                return
            self._rest(source, told)
            self._at.news.notify_all()

    def refused(self, source: Source, file: FileUnderWay, told: Problem, wait: float | None) -> None:
        """A source answered, but not with the bytes; `wait` are the seconds that it asked for."""
        with self._at.news:
            if told.code in {"source-busy", "source-failing"}:
                source.growth = shares.halved(source.growth)
                self._rest(source, told, wait)
            elif told.code == "source-lied":
                if self._at.alternatives(source):
                    self._proof.bar(source, told)
                self._at.exclude(file, source, told)
            elif told.code in _TWICE:
                self._rest(source, told)
                if source.failures >= 2:
                    self._at.exclude(file, source, told)
            else:
                self._at.exclude(file, source, told)
            self._at.news.notify_all()

    def url_expired(self, source: Source, file: FileUnderWay, told: Problem) -> None:
        """A signed URL was refused: another one is asked for, at most a few times in a row. To be called
        once for each URL, however many connections used it."""
        with self._at.news:
            source.failures += 1
            if source.failures > FINAL_FAILURES:
                self._at.exclude(file, source, told)
            self._at.news.notify_all()

    def has_no_ranges(self, source: Source) -> None:
        """A source sends files only from their beginning: one connection is all that is any good."""
        with self._at.lock:
            source.rangeless = True
            source.growth = Growth(1, settled=True)

    def _rest(self, source: Source, told: Problem, wait: float | None = None) -> None:
        if wait is None:
            pause = shares.backoff(source.failures + 1, random.random())
        else:
            pause = max(wait, shares.backoff(1, random.random()))  # some ask for no time at all
        source.failed(told, time.monotonic(), pause)
