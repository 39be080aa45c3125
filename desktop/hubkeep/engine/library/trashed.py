"""What Hubkeep moved to the trash and is still there: its size, and letting it go."""

from __future__ import annotations

import os

import msgspec
from msgspec import Struct

from ..cache.spelling import spelled_throughout
from ..jobs.runner import Job, Outcome
from ..jobs.store import JobStore
from ..jobs.values import Progress
from ..system.trash import TrashedItem, discard
from .place import CachePlace
from .removal import as_on_disk, moved_by
from .values import RemovalResult


def trashed_items(job: int, store: JobStore) -> list[TrashedItem]:
    """What a job put in the trash and is still there: the user may have emptied it himself."""
    items = moved_by(job, store)
    return [item for item in items if item.trashed and os.path.lexists(item.trashed)]


def trashed_bytes(cache: str, store: JobStore) -> int:
    """What emptying the trash of things of `cache` gives back."""
    return sum(_size(stored.view.id, store) for stored in store.undoable(cache))


def _size(job: int, store: JobStore) -> int:
    result = store.result(job)
    if result is None or not trashed_items(job, store):
        return 0
    return msgspec.json.decode(result, type=RemovalResult).trashed


class Emptying(Struct, frozen=True):
    """What a job lets go, decided once."""

    items: tuple[TrashedItem, ...]
    bytes: int


def empty_trash(place: CachePlace, job: Job, store: JobStore) -> Outcome:
    """The work of an `EmptyTrash` order. Other things in the trash are none of ours."""
    noted = job.noted("emptying")
    if noted is None:
        removals = [stored.view.id for stored in store.undoable(place.root)]
        emptying = Emptying(
            tuple(spelled_throughout(item) for r in removals for item in trashed_items(r, store)),
            sum(_size(removal, store) for removal in removals),
        )
        job.note("emptying", emptying)
        for removal in removals:
            # From the first byte on there is nothing left to undo, whatever happens in between.
            job.set_undoable(removal, False)
    else:
        emptying = msgspec.json.decode(noted, type=Emptying)
    for number, item in enumerate(emptying.items):
        job.check()
        discard(as_on_disk(item))
        job.report(Progress(done=number + 1, total=len(emptying.items), unit="files", note=item.original))
    job.audit("empty-trash", place.root, emptying.bytes)
    place.changed(())
    return Outcome(RemovalResult(frees=emptying.bytes))
