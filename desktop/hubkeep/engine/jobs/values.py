"""A job as everyone sees it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from ..problems import Problem

JobState = Literal["queued", "running", "paused", "done", "failed", "cancelled"]
FINISHED: frozenset[JobState] = frozenset({"done", "failed", "cancelled"})


class Progress(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How far a job is. `total` is 0 while it is not known yet."""

    done: int = 0
    total: int = 0
    unit: Literal["bytes", "files", "mirrors"] = "bytes"
    note: str = ""
    """What it is at right now: a repo or a file, as it is."""


class JobView(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A snapshot of one job."""

    id: int
    kind: str
    """The order's tag: verify, remove, prune, join, relocate, undo, …"""
    subject: str = ""
    """What it is about: a repo, or a folder; empty for everything."""
    count: int = 0
    """How many things it is about."""
    cache: str = ""
    state: JobState = "queued"
    progress: Progress = Progress()
    rate: float | None = None
    """Units a second, over the last seconds."""
    eta: float | None = None
    """Seconds left, None while unknown."""
    problem: Problem | None = None
    """Why it failed; of one that paused itself, why."""
    waiting: Problem | None = None
    """Why a queued one is not run now, or a running one does not move."""
    retry_in: int | None = None
    """Whole seconds until one that was put off is tried again, by the clock of whoever tells it; None where
    no moment is set, or where something else holds it back."""
    undoable: bool = False
    created: float = 0
    finished: float | None = None
    position: float = 0
    """Those with a smaller one run first."""
