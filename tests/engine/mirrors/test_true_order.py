"""Rates that differ by a fifth, on links that are never quiet."""

from __future__ import annotations

import random
from contextlib import ExitStack
from pathlib import Path

from hubkeep.engine.mirrors.bench import bench
from hubkeep.engine.mirrors.values import Entry

from tests.hub.server import Hub
from tests.peers.nginx import Origin
from tests.peers.shaped import Link, Shape

from .noise import restless
from .places import MIB, REPO, means, put_repo


def test_the_order_is_the_true_one_where_rates_differ_by_a_fifth(tmp_path: Path) -> None:
    draw = random.Random(7)
    rates = [MIB * 1.2**step for step in range(5)]
    draw.shuffle(rates)
    with ExitStack() as stack:
        hub = stack.enter_context(Hub())
        put_repo(hub, tmp_path)
        origin = stack.enter_context(Origin(hub))
        links = {stack.enter_context(Link(origin.port, Shape(each=rate))): rate for rate in rates}
        with restless(links, draw):
            entries = [Entry(url=link.endpoint) for link in links]
            found = bench(entries, REPO, means(hub.endpoint, seconds=12), lambda *_: None, lambda: None)
        received = max(link.counts().down for link in links)
    order = sorted(links, key=lambda link: -(found[list(links).index(link)].rate or 0))
    assert [links[link] for link in order] == sorted(rates, reverse=True)
    assert all(abs((each.rate or 0) / rate - 1) < 0.2 for each, rate in zip(found, rates, strict=True))
    assert received <= 64 * MIB
