"""Links that are never quiet."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tests.peers.shaped import Link, Shape

NOISE = 0.3
"""A link is at times so much faster or slower than it is in the mean."""
EVERY = 0.1


@contextmanager
def restless(links: Mapping[Link, float], draw: random.Random) -> Iterator[None]:
    """The rates of all links swing while the block lasts."""
    over = threading.Event()
    delays = {link: draw.uniform(0.002, 0.03) for link in links}

    def swing() -> None:
        while not over.wait(EVERY):
            for link, rate in links.items():
                now = rate * draw.uniform(1 - NOISE, 1 + NOISE)
                link.set(Shape(each=now, delay=delays[link]))

    thread = threading.Thread(target=swing)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
