"""Which sources rest beside their peers."""

from __future__ import annotations

import time
from typing import Any, cast

from hubkeep.engine.transfer import shares
from hubkeep.engine.transfer.cells import Cells
from hubkeep.engine.transfer.crew import Crew
from hubkeep.engine.transfer.source import Source
from hubkeep.engine.transfer.under_way import UnderWay

from .bringing import MIB, source_of


def states(*rates: tuple[float, float]) -> list[str]:
    """What becomes of sources that keep up a rate (bytes a second: each connection, all together)."""
    sources = [source_of(f"http://mirror-{number}") for number in range(len(rates))]
    nowhere = cast(Any, None)
    at = UnderWay([], sources, nowhere, Cells(0, 1, "h", ".", "AB"), first=0, paused=frozenset)
    crew = Crew(at, nowhere, 0)

    def look(now: float) -> None:
        for source, (each, together) in zip(sources, rates, strict=True):
            keep(source, each, together, now)
        crew._rest_slow_ones(now)

    began = time.monotonic()
    look(began)
    look(began + shares.SLOW_SECONDS / 2)
    assert {source.state for source in sources} == {"ok"}, "a moment says nothing"
    look(began + shares.SLOW_SECONDS + 1)
    return [source.state for source in sources]


def keep(source: Source, each: float, together: float, now: float) -> None:
    source.each = each
    source.speed.add(round(together * (now - source.speed._last)), now)


def test_one_that_does_little_in_all_and_by_each_connection_rests() -> None:
    assert states((8 * MIB, 48 * MIB), (5 * MIB, 30 * MIB), (MIB // 6, MIB)) == ["ok", "ok", "slow"]


def test_many_connections_that_do_little_each_are_no_slow_source() -> None:
    assert states((25 * MIB, 50 * MIB), (2.5 * MIB, 30 * MIB), (1.7 * MIB, 20 * MIB)) == ["ok", "ok", "ok"]


def test_nor_is_one_that_is_asked_by_a_single_connection() -> None:
    assert states((3 * MIB, 48 * MIB), (3 * MIB, 45 * MIB), (4 * MIB, 4 * MIB)) == ["ok", "ok", "ok"]
