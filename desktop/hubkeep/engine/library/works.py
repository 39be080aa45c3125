"""The library's kinds of job, and which of them may run side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from ..jobs.runner import Job, Outcome, Work
from ..jobs.store import JobStore
from .join import join
from .orders import Join, Prune, Relocate, Remove, Undo, Verify
from .place import CachePlace
from .prune import prune
from .relocation import relocate
from .removal import remove, undo
from .verify import verify

LIBRARY_LANES: Final[Mapping[str, str]] = {
    # Reading may go on beside writing; two that write to one cache never meet.
    "verify": "read",
    "remove": "write",
    "prune": "write",
    "join": "write",
    "relocate": "write",
    "undo": "write",
}

_Order = TypeVar("_Order", Verify, Remove, Prune, Join, Relocate, Undo)


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

    return {
        "verify": work(Verify, lambda place, job, order: verify(place, job, order, cores)),
        "remove": work(Remove, remove),
        "prune": work(Prune, prune),
        "join": work(Join, join),
        "relocate": work(Relocate, lambda place, job, order: relocate(place, job, order, user_home)),
        "undo": work(Undo, lambda place, job, order: undo(place, job, order, store)),
    }
