"""Which job runs next, and why another does not: pure rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ..problems import Problem, problem
from .store import StoredJob


def _one() -> int:
    return 1


def _open(job: StoredJob) -> Problem | None:
    return None


def _never(job: StoredJob) -> bool:
    return False


@dataclass(frozen=True)
class Lane:
    """Jobs that share a number of slots."""

    name: str
    slots: Callable[[], int] = _one
    """How many of them run at once, in all processes of the home together; asked anew each time."""
    per_cache: bool = True
    """Whether every cache has slots of its own."""
    gate: Callable[[StoredJob], Problem | None] = _open
    """Why a job is not run now; a running one is asked to let go. Must answer at once, from any thread."""
    passing: frozenset[str] = frozenset()
    """Codes of problems for which jobs pause themselves and that may go away again."""
    passed: Callable[[StoredJob], bool] = _never
    """Whether the problem of a job that paused itself is gone, so that it goes on. Asked every few seconds;
    may take a moment."""
    conflicts: frozenset[str] = frozenset()
    """Kinds of other lanes that never run beside these on the same cache, and the other way round."""
    adopted: bool = True
    """Whether whoever runs a job of the lane runs the others that wait as well. If not, they are left to
    an engine that was told to `resume`."""


class Plan(NamedTuple):
    """What is to begin now, the first first, and why each other queued job waits."""

    start: tuple[StoredJob, ...]
    waiting: dict[int, Problem]
    put_off: frozenset[int] = frozenset()
    """Those that wait for nothing but the moment at which they are tried again."""


def plan(
    unfinished: Sequence[StoredJob],
    running: Collection[int],
    lane_of: Callable[[str], Lane],
    paused: Collection[str],
    due: Callable[[StoredJob], bool],
) -> Plan:
    """`unfinished` in the order of the queue; `running` those that some process runs, paused ones that
    kept their place included; `paused` the names of lanes that are paused as a whole."""
    waiting: dict[int, Problem] = {}
    put_off: set[int] = set()
    start: list[StoredJob] = []
    able: list[StoredJob] = []
    at_work: dict[tuple[str, str], int] = {}
    """By cache and kind, a job that runs."""
    elders: dict[tuple[str, str], int] = {}
    """By cache and kind, the oldest that could run."""
    taken: Counter[tuple[str, str]] = Counter()

    def begin(job: StoredJob, lane: Lane) -> None:
        at_work.setdefault((job.view.cache, job.view.kind), job.view.id)
        if not _free_of_slots(job, lane):
            taken[_track(job, lane)] += 1

    for job in unfinished:
        lane = lane_of(job.view.kind)
        if job.view.id in running:
            begin(job, lane)
        elif job.view.state != "paused":
            why = held(job, lane, paused)
            if why is None and not job.cancelled and not due(job):
                why = job.view.waiting or problem("job-waits-turn")
                put_off.add(job.view.id)
            if why is not None:
                waiting[job.view.id] = why
                continue
            able.append(job)
            here = (job.view.cache, job.view.kind)
            elders[here] = min(elders.get(here, job.view.id), job.view.id)
    slots = {lane.name: lane.slots() for lane in {lane_of(job.view.kind) for job in able}}
    for job in able:
        lane = lane_of(job.view.kind)
        other = _kept_apart(job, at_work, elders, lane_of)
        if other is not None:
            waiting[job.view.id] = problem("job-waits-other", job=other)
        elif not _free_of_slots(job, lane) and taken[_track(job, lane)] >= slots[lane.name]:
            waiting[job.view.id] = problem("job-waits-turn")
        else:
            start.append(job)
            begin(job, lane)
    return Plan(tuple(start), waiting, frozenset(put_off))


def held(job: StoredJob, lane: Lane, paused: Collection[str]) -> Problem | None:
    """Why a job shall not run now that may be running already."""
    if job.at_once or job.cancelled:
        return None
    if lane.name in paused:
        return problem("queue-paused")
    return lane.gate(job)


def kinds_apart(kind: str, other: str, lane_of: Callable[[str], Lane]) -> bool:
    """Whether jobs of these kinds never run on the same cache at the same time."""
    return other in lane_of(kind).conflicts or kind in lane_of(other).conflicts


def lane_finder(lanes: Mapping[str, Lane]) -> Callable[[str], Lane]:
    """The lane of a kind; kinds that nobody knows share one, and fail in it."""
    unknown = Lane("unknown")
    return lambda kind: lanes.get(kind, unknown)


def _kept_apart(
    job: StoredJob,
    at_work: Mapping[tuple[str, str], int],
    elders: Mapping[tuple[str, str], int],
    lane_of: Callable[[str], Lane],
) -> int | None:
    """The job that this one must not run beside. An older one that could run goes before, so that a
    queue that never empties does not keep a relocation out."""
    for (cache, kind), number in at_work.items():
        if cache == job.view.cache and kinds_apart(job.view.kind, kind, lane_of):
            return number
    for (cache, kind), number in elders.items():
        if cache == job.view.cache and number < job.view.id and kinds_apart(job.view.kind, kind, lane_of):
            return number
    return None


def _free_of_slots(job: StoredJob, lane: Lane) -> bool:
    # What a cancelled job of a whole cache has to clean up must not meet another writer.
    return job.at_once or (job.cancelled and not lane.per_cache)


def _track(job: StoredJob, lane: Lane) -> tuple[str, str]:
    """Whose slots a job takes."""
    return lane.name, job.view.cache if lane.per_cache else ""
