"""A transfer of a file of more than 50 GB that goes on: what it asks for, writes down and shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from hubkeep.engine.transfer.part import landed_before, seed

from tests.hub import faults
from tests.hub.far import AMOUNT, SHA256, SIZE, ZEROS, empty, far_file, on_disk, window_bytes, windows_of
from tests.hub.faults import Fault
from tests.hub.messages import Route
from tests.hub.server import Hub

from .bringing import MIB, Errand, Shelf, goals_of, sent, sources_of


class Enough(Exception):
    """All has landed; to hash it would take half a minute."""


def test_two_sources_bring_what_is_missing_at_the_far_end(hub: Hub, tmp_path: Path) -> None:
    repo = hub.add("org/far", {"far.bin": far_file(tmp_path / "far")})
    shelf = Shelf(tmp_path / "shelf")
    (goal,) = goals_of(repo)
    seed(shelf.journal(goal), digest=SHA256, size=SIZE, good=ZEROS)
    empty(shelf.part(goal))

    def enough(errand: Errand) -> None:
        if errand.file("far.bin").done == SIZE:
            raise Enough

    with hub.mirror() as mirror:
        for each in (hub, mirror):
            each.faults.set(Fault(faults.Slow(together=8 * MIB), route=Route.BYTES))
        errand = Errand([goal], sources_of(repo, [hub, mirror]), shelf)
        with pytest.raises(Enough):
            errand.run(enough)
        # Each compares its first piece with the other's, and the last moment's may come from both.
        assert AMOUNT <= sent(hub, mirror) <= AMOUNT + 4 * MIB
    file = errand.file("far.bin")
    assert (file.reused, file.brought) == (SIZE - AMOUNT, AMOUNT)
    assert sum(errand.brought()) == AMOUNT
    assert min(errand.brought()) > 0
    assert errand.transfer.cells() == "h" * 400, "7 MiB are less than half of any cell"
    assert windows_of(shelf.part(goal)) == window_bytes()
    assert on_disk(shelf.part(goal)) < 2 * AMOUNT
    assert landed_before(shelf.journal(goal), digest=SHA256, size=SIZE) == SIZE
