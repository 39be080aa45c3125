"""What a transfer is to bring, where it goes, and how far each file is."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Literal, Protocol

from msgspec import Struct

from ..problems import Problem
from .fresh import Fresh
from .intervals import Intervals, Range
from .part import PartFile
from .rates import SHORT, Speed
from .shares import SMALL_FILE
from .source import Source

Status = Literal["waiting", "opening", "locked", "fetching", "checking", "done", "here", "paused", "failed"]
ENDED: frozenset[Status] = frozenset({"done", "here", "failed"})


class Goal(Struct, frozen=True):
    """A file, and what makes it the right one."""

    path: str
    """As the repo names it."""
    size: int
    digest: str
    """SHA-256, or Git's SHA-1, in hex."""


class Landing(Protocol):
    """Where the files of a transfer go. Its methods are called from several threads, for one goal by one
    at a time; all may raise OSError and `Failure`."""

    def begin(self, goal: Goal) -> Literal["go", "here", "locked"]:
        """Takes the lock of a file. `here`: it came by another hand meanwhile; `locked`: another program
        is about it, ask again. After `go` comes `end`."""

    def part(self, goal: Goal) -> Path:
        """Where the file grows."""

    def journal(self, goal: Goal) -> Path: ...

    def publish(self, goal: Goal, sums: bytes) -> None:
        """The file at `part` is whole, right, closed and on the disk: give it its name. `sums` are those
        of its pieces (`RunningDigest.sums`), empty for a small one."""

    def end(self, goal: Goal) -> None:
        """Gives the lock back."""


class Extent:
    """Bytes of a file that one connection fetches. `end` may come nearer while it does."""

    def __init__(self, start: int, end: int, source: Source, now: float) -> None:
        self.start = start
        self.at = start
        """Everything before has come, though perhaps it is not written yet."""
        self.written = start
        """Everything before is written: a connection that falls silent takes the rest with it."""
        self.end = end
        self.source = source
        """Whether others fetch the same."""
        self.speed = Speed(SHORT, now)
        self.last = now
        """When the last byte came."""


class FileUnderWay:
    """One file of a transfer. Used under the transfer's lock, what is marked otherwise excepted."""

    def __init__(self, goal: Goal, offset: int, fresh: Fresh) -> None:
        self.goal = goal
        self.offset = offset
        """Where the file begins in the row of all files."""
        self.small = goal.size <= SMALL_FILE
        """Whether it is fetched in one piece."""
        self.broke_off = 0
        """How often a good part of that piece came and then no more."""
        self.status: Status = "waiting"
        self.problem: Problem | None = None
        self.part: PartFile | None = None
        self.left = Intervals()
        """What nobody fetches yet."""
        self.active: list[Extent] = []
        self.excluded: dict[Source, Problem] = {}
        """Sources that this file can't come from, and why."""
        self.suspects: list[str] = []
        """Endpoints whose bytes were fetched again because the digest was wrong."""
        self.alone: list[str] = []
        """Endpoints that all of it was fetched from, when nothing else helped."""
        self.old_brought: dict[str, list[Range]] = {}
        """Who had brought what of `old_sums`."""
        self.questions = 0
        """Comparisons that are not answered yet."""
        self.questioned = 0
        """Among how many sources pieces were compared when the digest was wrong."""
        self.answers_until = 0.0
        """How long the answers are waited for."""
        self.ask_again = 0.0
        """When to try the lock once more."""
        self.reused = 0
        self.brought = 0
        """Bytes fetched that are still good; below 0 as `Source.bytes` is."""
        self.held = False
        """Whether a small file's lock is taken."""
        self.asked_of: Source | None = None
        self.asked_at = 0.0
        """Who was asked for a small file, and when."""
        self.synced = 0.0
        self.landed = threading.Event()
        """Something came, or changed: the digest's thread looks again."""
        self.fresh = fresh
        """What is still to be hashed, as far as it is kept. Needs no lock."""
        self.rewind: int | None = None
        """Where the digest must begin again."""
        self.old_sums = b""
        """Of the pieces before the suspect's were fetched again."""

    @property
    def done(self) -> int:
        if self.status in {"done", "here"}:
            return self.goal.size
        return self.part.done if self.part is not None else 0

    @property
    def ended(self) -> bool:
        return self.status in ENDED
