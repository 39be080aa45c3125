"""The library's kinds of job, and which of them may run side by side.

What a kind needs is imported when the first of it is run: an engine must answer at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import msgspec

from ..jobs.lanes import Lane
from ..jobs.runner import Job, Outcome, Work
from ..jobs.store import JobStore
from .orders import EmptyTrash, Join, Prune, Relocate, Remove, Undo, Verify

if TYPE_CHECKING:
    from .place import CachePlace

# Reading may go on beside writing; two that write to one cache never meet.
_READ: Final = Lane("read")
_WRITE: Final = Lane("write")
LIBRARY_LANES: Final[Mapping[str, Lane]] = {
    "verify": _READ,
    "remove": _WRITE,
    "prune": _WRITE,
    "join": _WRITE,
    "relocate": _WRITE,
    "undo": _WRITE,
    "empty-trash": _WRITE,
}

_Order = TypeVar("_Order", Verify, Remove, Prune, Join, Relocate, Undo, EmptyTrash)


def library_works(
    place_of: Callable[[str], CachePlace], store: JobStore, cores: int, user_home: Path
) -> dict[str, Work]:
    """Each kind's work, on the cache that its order names."""

    def work(kind: type[_Order], do: Callable[[CachePlace, Job, _Order], Outcome]) -> Work:
        decode = msgspec.json.Decoder(kind).decode

        def run(job: Job, data: bytes) -> Outcome:
            order = decode(data)
            return do(place_of(order.cache), job, order)

        return run

    def verify(place: CachePlace, job: Job, order: Verify) -> Outcome:
        from .verify import verify

        return verify(place, job, order, cores)

    def remove(place: CachePlace, job: Job, order: Remove) -> Outcome:
        from .removal import remove

        return remove(place, job, order)

    def prune(place: CachePlace, job: Job, order: Prune) -> Outcome:
        from .prune import prune

        return prune(place, job, order)

    def join(place: CachePlace, job: Job, order: Join) -> Outcome:
        from .join import join

        return join(place, job, order)

    def relocate(place: CachePlace, job: Job, order: Relocate) -> Outcome:
        from .relocation import relocate

        return relocate(place, job, order, user_home)

    def undo(place: CachePlace, job: Job, order: Undo) -> Outcome:
        from .removal import undo

        return undo(place, job, order, store)

    def empty_trash(place: CachePlace, job: Job, order: EmptyTrash) -> Outcome:
        from .trashed import empty_trash

        return empty_trash(place, job, store)

    return {
        "verify": work(Verify, verify),
        "remove": work(Remove, remove),
        "prune": work(Prune, prune),
        "join": work(Join, join),
        "relocate": work(Relocate, relocate),
        "undo": work(Undo, undo),
        "empty-trash": work(EmptyTrash, empty_trash),
    }
