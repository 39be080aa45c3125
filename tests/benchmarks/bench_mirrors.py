"""Measuring mirrors: how long it takes, whether the verdicts are right, and whether the order is.

python -m tests.benchmarks.bench_mirrors
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from hubkeep.engine.mirrors.bench import bench
from hubkeep.engine.mirrors.values import Entry

from tests.engine.mirrors.noise import restless
from tests.engine.mirrors.places import MIB, REPO, means, open_places, put_repo
from tests.hub.server import Hub
from tests.peers.nginx import Origin
from tests.peers.shaped import Link, Shape

from .figures import Figure

_SLOWEST = 0.2 * MIB
_ROUNDS = 3
_RIVALS = 6


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="hubkeep-bench-") as folder, Hub() as hub:
        put_repo(hub, Path(folder))
        yield from _verdicts(hub, Path(folder))
        with Origin(hub) as origin:
            yield _order_of_rivals(hub, origin)
            yield _order_of_thirty(hub, origin)


def _verdicts(hub: Hub, folder: Path) -> Iterator[Figure]:
    with open_places(hub, folder) as places:
        way_out = means(hub.endpoint, trust=str(places.authority.file), login_for=places.login_for)
        began = time.monotonic()
        found = bench(places.entries(), REPO, way_out, lambda *_: None, lambda: None)
        seconds = time.monotonic() - began
        sent = [sum(each.sent for each in mirror.log.now()) for mirror in places.hubs.values()]
    many = len(found)
    right = sum(each.verdict is not None and each.verdict.code == places.expected[each.url] for each in found)
    most = max(*sent, *(each.fetched for each in found)) / MIB
    what = f"measure {many} mirrors, each with one thing wrong"
    yield Figure(what, "-", f"{seconds:.1f} s", seconds, "under 30 s", seconds < 30)
    yield Figure(f"{what}: verdicts", "-", f"{right} of {many} right", right / many, "all", right == many)
    yield Figure(f"{what}: sent by one", "-", f"at most {most:.0f} MiB", most, "64 MiB", most <= 64)


def _order_of_rivals(hub: Hub, origin: Origin) -> Figure:
    """A few, whose rates swing by a third."""
    right, off = 0, []
    for number in range(_ROUNDS):
        draw = random.Random(number)
        rates = [MIB * 1.2**step for step in range(_RIVALS)]
        draw.shuffle(rates)
        with ExitStack() as stack:
            links = {stack.enter_context(Link(origin.port, Shape(each=rate))): rate for rate in rates}
            stack.enter_context(restless(links, draw))
            measured = _rates(hub, list(links))
        right += _order(measured) == _order(rates)
        off += [abs(each / rate - 1) for each, rate in zip(measured, rates, strict=True)]
    what = f"order of {_RIVALS} mirrors a fifth apart, their rates swinging by a third"
    ours = f"right in {right} of {_ROUNDS}, rates off by {100 * statistics.median(off):.0f} %"
    return Figure(what, "-", ours, right / _ROUNDS, "right", right == _ROUNDS)


def _order_of_thirty(hub: Hub, origin: Origin) -> Figure:
    """As many as the catalogue may hold, all of them good."""
    draw = random.Random(30)
    rates = [_SLOWEST * 1.2**step for step in range(30)]
    draw.shuffle(rates)
    with ExitStack() as stack:
        links = [
            stack.enter_context(Link(origin.port, Shape(each=rate, delay=draw.uniform(0.002, 0.05))))
            for rate in rates
        ]
        began = time.monotonic()
        measured = _rates(hub, links)
        seconds = time.monotonic() - began
    best = 10
    right = _order(measured)[:best] == _order(rates)[:best]
    ours = f"{'right' if right else 'wrong'} after {seconds:.1f} s"
    return Figure(
        f"the {best} best of 30 mirrors a fifth apart",
        "-",
        ours,
        seconds,
        "right, 30 s",
        right and seconds < 30,
    )


def _rates(hub: Hub, links: list[Link]) -> list[float]:
    entries = [Entry(url=link.endpoint) for link in links]
    found = bench(entries, REPO, means(hub.endpoint), lambda *_: None, lambda: None)
    return [each.rate or 0.0 for each in found]


def _order(rates: list[float]) -> list[int]:
    """The fastest first."""
    return sorted(range(len(rates)), key=lambda index: -rates[index])


if __name__ == "__main__":
    for figure in measure():
        print(f"{'ok  ' if figure.met else 'MISS'} {figure.what}: {figure.ours} ({figure.aim})")
