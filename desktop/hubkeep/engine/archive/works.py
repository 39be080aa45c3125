"""The archive's kinds of job, and which of them may run side by side.

What a kind needs is imported when the first of it is run: an engine must answer at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

import msgspec

from ..jobs.job import Job, Outcome, Work
from ..jobs.lanes import Lane
from .ground import Ground
from .orders import Adopt, Archive, ClearOrphans, Export, Freeze, Import, Mend, Restore, Thaw
from .subjects import BUCKET

# The library's lane of that name: whoever writes to a cache meets nobody else who does.
_WRITE: Final = Lane("write")
# These write snapshots and refs, as a download does. The others go blob by blob, each under the lock that
# whoever fetches a blob takes, and a download of hours must not keep them waiting.
_ENTER: Final = Lane("write", conflicts=frozenset({"download", "repair"}))
# Reads the cache, and what takes as long as a disk must not hold up a verification.
_EXPORT: Final = Lane("export")
ARCHIVE_LANES: Final[Mapping[str, Lane]] = {
    "archive": _WRITE,
    "restore": _WRITE,
    "freeze": _WRITE,
    "thaw": _WRITE,
    "clear-orphans": _WRITE,
    "mend-archive": _ENTER,
    "adopt": _ENTER,
    "import": _ENTER,
    "export": _EXPORT,
}
ARCHIVE_KINDS: Final = tuple(ARCHIVE_LANES)

_Order = TypeVar("_Order", Archive, Restore, Freeze, Thaw, Mend, Adopt, ClearOrphans, Export, Import)


def archive_works(ground_of: Callable[[str], Ground], ended: Callable[[], None]) -> dict[str, Work]:
    """Each kind's work, on the cache that its order names. `ended` is told when one is over."""

    def work(kind: type[_Order], do: Callable[[Ground, Job, _Order], Outcome]) -> Work:
        decode = msgspec.json.Decoder(kind).decode

        def run(job: Job, data: bytes) -> Outcome:
            order = decode(data)
            try:
                return do(ground_of(order.cache), job, order)
            finally:
                ended()

        return run

    def archive(ground: Ground, job: Job, order: Archive) -> Outcome:
        from .archive import archive
        from .looking import remember

        try:
            return archive(ground, job, order)
        finally:
            remember(ground.home, order.to)

    def restore(ground: Ground, job: Job, order: Restore) -> Outcome:
        from .restore import restore

        return restore(ground, job, order)

    def freeze(ground: Ground, job: Job, order: Freeze) -> Outcome:
        from .freeze import freeze
        from .freeze_plan import default_archive
        from .looking import remember

        try:
            return freeze(ground, job, order)
        finally:
            remember(ground.home, order.to or str(default_archive(ground.root)))

    def thaw(ground: Ground, job: Job, order: Thaw) -> Outcome:
        from .thaw import thaw

        return thaw(ground, job, order)

    def mend(ground: Ground, job: Job, order: Mend) -> Outcome:
        from .mend import mend

        return mend(ground, job, order)

    def adopt(ground: Ground, job: Job, order: Adopt) -> Outcome:
        from .adopt import adopt

        if order.archive.startswith(BUCKET):
            from .bucket_stand_in import located, meet

            stand_in = meet(ground.home, located(ground.home, order.archive), job.check)
            order = msgspec.structs.replace(order, archive=str(stand_in.path))
        return adopt(ground, job, order)

    def clear_orphans(ground: Ground, job: Job, order: ClearOrphans) -> Outcome:
        from .orphans import clear_orphans

        return clear_orphans(ground, job, order)

    def export(ground: Ground, job: Job, order: Export) -> Outcome:
        from .export import export

        return export(ground, job, order)

    def take_in(ground: Ground, job: Job, order: Import) -> Outcome:
        from .take_in import take_in

        return take_in(ground, job, order)

    return {
        "archive": work(Archive, archive),
        "restore": work(Restore, restore),
        "freeze": work(Freeze, freeze),
        "thaw": work(Thaw, thaw),
        "mend-archive": work(Mend, mend),
        "adopt": work(Adopt, adopt),
        "clear-orphans": work(ClearOrphans, clear_orphans),
        "export": work(Export, export),
        "import": work(Import, take_in),
    }
