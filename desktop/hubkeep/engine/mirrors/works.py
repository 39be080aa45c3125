"""The job that measures mirrors.

What it needs is imported when the first one is run: an engine must answer at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from ..jobs.job import Job, Outcome, Work
from ..jobs.lanes import Lane
from ..jobs.values import Progress
from ..net.address import split_url
from .probing import Probing
from .values import Bench, BenchResult, Entry, Measured, Stage

if TYPE_CHECKING:
    from .bench import Means

LANE: Final = "mirrors"
KIND: Final = "bench"


def mirror_lanes() -> Mapping[str, Lane]:
    """One at a time: two would measure each other. Whoever orders one runs it, or an engine does."""
    return {KIND: Lane(LANE, per_cache=False, adopted=False)}


def mirror_works(
    entries: Callable[[Sequence[str]], tuple[Entry, ...]],
    means: Callable[[], Means],
    probing: Probing,
    keep: Callable[[Sequence[Measured]], tuple[Measured, ...]],
) -> dict[str, Work]:
    """`entries` are those of an order's URLs; `keep` remembers what was measured, and gives it back with
    the best first."""

    def bench(job: Job, data: bytes) -> Outcome:
        from .bench import bench

        order = msgspec.json.decode(data, type=Bench)
        wanted = entries(order.urls)
        names = {entry.url: split_url(entry.url)[0].netloc for entry in wanted}

        def told(url: str, stage: Stage, done: float, rate: float) -> None:
            probing.told(url, stage, done, rate)
            job.report(
                Progress(done=probing.over(), total=len(wanted), unit="mirrors", note=names.get(url, ""))
            )

        with probing.running(names):
            job.report(Progress(total=len(wanted), unit="mirrors"))
            # After a kill or a pause all of it begins anew: figures of two moments can't be compared.
            measured = keep(bench(wanted, order.repo, means(), told, job.heed))
        job.report(Progress(done=len(wanted), total=len(wanted), unit="mirrors"))
        best = next((one.url for one in measured if one.grade in {"good", "fair"}), "")
        return Outcome(BenchResult(mirrors=measured, best=best))

    return {KIND: bench}
