"""A source in reserve: it gives what no other can, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hub import faults
from tests.hub.content import Repo
from tests.hub.faults import Fault
from tests.hub.messages import Route
from tests.hub.server import Hub

from .bringing import MIB, Errand, Shelf, data, goals_of, sent, sources_of

FILES = {"large.bin": data(9 * MIB), "other.bin": data(8 * MIB, 2), "small.bin": data(70_000, 3)}


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "shelf")


@pytest.fixture
def repo(hub: Hub) -> Repo:
    return hub.add("org/name", FILES)


@pytest.fixture
def mirror(hub: Hub, repo: Repo) -> Iterator[Hub]:
    with hub.mirror() as mirror:
        yield mirror


def errand_of(repo: Repo, mirror: Hub, origin: Hub, shelf: Shelf) -> Errand:
    """The origin is in reserve, and told what the files are."""
    return Errand(goals_of(repo), sources_of(repo, [mirror, origin], trusted=1, reserve=1), shelf)


def test_it_is_left_alone_while_the_other_has_everything(
    hub: Hub, repo: Repo, mirror: Hub, shelf: Shelf
) -> None:
    mirror.faults.set(Fault(faults.Slow(together=20 * MIB), route=Route.BYTES))
    errand = errand_of(repo, mirror, hub, shelf).run()
    assert errand.is_right(repo)
    assert errand.brought() == [errand.total, 0]
    assert sent(hub) < 3 * MIB, "no more than what is compared"


@pytest.mark.parametrize("missing", ["large.bin", "small.bin"])
def test_it_gives_the_file_that_the_other_does_not_have_and_no_other(
    missing: str, hub: Hub, repo: Repo, mirror: Hub, shelf: Shelf
) -> None:
    mirror.faults.set(
        Fault(faults.Missing(), path=missing), Fault(faults.Slow(together=20 * MIB), route=Route.BYTES)
    )
    errand = errand_of(repo, mirror, hub, shelf).run()
    assert errand.is_right(repo)
    assert errand.brought() == [errand.total - len(FILES[missing]), len(FILES[missing])]


def test_it_takes_over_from_one_that_is_gone(hub: Hub, repo: Repo, mirror: Hub, shelf: Shelf) -> None:
    mirror.faults.set(Fault(faults.Refuse(500), route=Route.RESOLVE))
    errand = errand_of(repo, mirror, hub, shelf).run()
    assert errand.is_right(repo)
    assert errand.brought() == [0, errand.total]
    assert errand.transfer.sources()[0].mishaps >= 3
