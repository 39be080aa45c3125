"""Whole transfers from hubs that do as they should: what comes, from whom, and how it is counted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest
from hubkeep.engine.problems import Failure, problem
from hubkeep.engine.transfer import transfer as transfers
from hubkeep.engine.transfer.digest import SUM
from hubkeep.engine.transfer.errand import Goal
from hubkeep.engine.transfer.pace import TokenBucket
from hubkeep.engine.transfer.shares import PIECE, SMALL_FILE

from tests.hub import faults
from tests.hub.content import Repo
from tests.hub.faults import Fault
from tests.hub.messages import Route
from tests.hub.pacing import Gate
from tests.hub.server import Hub

from .bringing import MIB, Errand, Shelf, data, failure_of, goals_of, sent, sources_of

SIZES = {
    "empty.txt": 0,
    "one.bin": 1,
    "deep/er/some.bin": 100_000,
    "largest-small.bin": SMALL_FILE,
    "least-large.bin": SMALL_FILE + 1,
    "large.bin": 9 * MIB + 123,
}


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "shelf")


@pytest.fixture
def repo(hub: Hub) -> Repo:
    return hub.add("org/name", {path: data(size, size) for path, size in SIZES.items()})


@pytest.fixture
def mirrors(hub: Hub) -> Iterator[list[Hub]]:
    """The hub and two mirrors."""
    with ExitStack() as stack:
        yield [hub, *(stack.enter_context(hub.mirror()) for _ in range(2))]


def test_files_of_all_sizes_from_one_source(hub: Hub, repo: Repo, shelf: Shelf) -> None:
    errand = Errand(goals_of(repo), sources_of(repo, [hub]), shelf).run()
    assert errand.is_right(repo)
    assert sent(hub) == errand.total, "nothing twice"
    assert errand.brought() == [errand.total]
    assert set(errand.transfer.cells()) == {"A"}
    assert errand.looks
    for path, size in SIZES.items():
        pieces = 0 if size <= SMALL_FILE else -(-size // PIECE)
        assert len(shelf.sums[path]) == pieces * SUM
        assert (errand.file(path).brought, errand.file(path).reused) == (size, 0)
        assert errand.file(path).status == "done"
    assert {path.name for path in shelf.folder.iterdir()} == {"done"}


def test_three_sources_bring_it_together(mirrors: list[Hub], shelf: Shelf) -> None:
    repo = mirrors[0].add("org/big", {"big.bin": data(24 * MIB), "small.bin": data(1000)})
    for hub in mirrors:
        hub.faults.set(Fault(faults.Slow(together=20 * MIB), route=Route.BYTES))
    errand = Errand(goals_of(repo), sources_of(repo, mirrors), shelf).run()
    assert errand.is_right(repo)
    assert sum(errand.brought()) == errand.total
    assert min(errand.brought()) > 3 * MIB
    assert errand.seconds < 24 / 60 + 1.5
    # Each compares its first piece with another's, and the last tenth of a second may be fetched twice.
    assert sent(*mirrors) <= errand.total + 3 * MIB + 9 * MIB
    assert set(errand.transfer.cells()) == set("ABC")


def test_most_is_the_most(hub: Hub, repo: Repo, shelf: Shelf) -> None:
    hub.faults.set(Fault(faults.Slow(together=30 * MIB), route=Route.BYTES))
    at_once: list[int] = []

    def look(errand: Errand) -> None:
        at_once.append(errand.transfer.sources()[0].workers)

    errand = Errand(goals_of(repo), sources_of(repo, [hub]), shelf, most=2).run(look)
    assert errand.is_right(repo)
    assert 1 <= max(at_once) <= 2


# --- locked, here, paused -----------------------------------------------------------------------


def test_what_others_fetch_is_asked_for_again(hub: Hub, repo: Repo, shelf: Shelf) -> None:
    shelf.begins = {"large.bin": ["locked", "go"], "one.bin": ["locked", "here"]}
    states: set[str] = set()

    def look(errand: Errand) -> None:
        states.update(file.status for file in errand.transfer.files() if file.goal.path == "large.bin")

    errand = Errand(goals_of(repo), sources_of(repo, [hub]), shelf).run(look)
    assert "locked" in states
    assert errand.file("one.bin").status == "here"
    assert errand.file("one.bin").reused == 1
    assert shelf.has("one.bin") is None
    assert (shelf.has("large.bin"), errand.failed()) == (data(SIZES["large.bin"], SIZES["large.bin"]), {})
    assert sent(hub, path="one.bin") == 0
    assert set(errand.transfer.cells()) == {"A"}, "a byte does not show"


def test_all_may_be_in_other_hands_for_longer_than_patience_lasts(
    hub: Hub, repo: Repo, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfers, "_HOPE_SECONDS", 0.2)
    goal = Goal("large.bin", SIZES["large.bin"], repo.head.files["large.bin"].etag)
    shelf.begins = {"large.bin": ["locked"] * 2 + ["here"]}
    errand = Errand([goal], sources_of(repo, [hub]), shelf, patience=0.1).run()
    assert errand.file("large.bin").status == "here"
    assert errand.seconds > 0.9
    assert errand.transfer.cells() == "h" * len(errand.transfer.cells())


def test_paused_files_wait_and_come_later(hub: Hub, repo: Repo, shelf: Shelf) -> None:
    paused = {"large.bin", "one.bin"}
    asked: list[set[str]] = []

    def go_on_once_all_else_is_here(errand: Errand) -> None:
        left = {file.goal.path for file in errand.transfer.files() if not file.ended}
        if paused and left == paused:
            asked.append({each.file for each in hub.log.now()})
            paused.clear()

    errand = Errand(
        goals_of(repo), sources_of(repo, [hub]), shelf, patience=0.5, paused=lambda: frozenset(paused)
    ).run(go_on_once_all_else_is_here)
    assert errand.is_right(repo)
    assert len(asked) == 1
    assert not asked[0] & {"large.bin", "one.bin"}


def test_a_file_that_is_paused_on_the_way_stops_at_once_and_goes_on_where_it_was(
    hub: Hub, shelf: Shelf
) -> None:
    """All of it was asked for, and no more than 4 MiB can have come when it is paused; the other file comes
    while it stands."""
    repo = hub.add("org/two", {"a.bin": data(24 * MIB, 1), "b.bin": data(8 * MIB, 2)})
    gates = {"a.bin": Gate(4 * MIB), "b.bin": Gate(MIB)}
    hub.faults.set(
        *(Fault(faults.Held(gate), route=Route.BYTES, path=path) for path, gate in gates.items()),
    )
    paused: set[str] = set()
    stood: list[int] = []

    def look(errand: Errand) -> None:
        a, b = errand.file("a.bin"), errand.file("b.bin")
        if a.done > MIB and not paused and not stood:
            paused.add("a.bin")
        elif paused and not stood:
            gates["a.bin"].open()  # what was asked for may come, and nobody takes it
            if not a.active:
                stood.append(a.done)
                gates["b.bin"].open()
        elif paused:
            stood.append(a.done)
            if b.ended:
                paused.clear()

    errand = Errand(
        goals_of(repo), sources_of(repo, [hub]), shelf, most=2, paused=lambda: frozenset(paused)
    ).run(look)
    assert errand.is_right(repo)
    assert len(set(stood)) == 1, "it went on"
    assert len(stood) > 1
    assert MIB < stood[0] <= 4 * MIB + 2 * MIB, "each of two connections ends what it was about to write"
    assert sum(errand.brought()) == errand.total


# --- rates --------------------------------------------------------------------------------------


def test_it_keeps_to_a_limit(hub: Hub, repo: Repo, shelf: Shelf) -> None:
    rate = 20 * MIB
    errand = Errand(goals_of(repo), sources_of(repo, [hub]), shelf, limits=[TokenBucket(lambda: rate)]).run()
    assert errand.is_right(repo)
    # What gathers while nobody takes, and one portion for each connection, come for nothing.
    assert errand.total - 0.1 * rate - 17 * 0.05 * rate <= rate * errand.seconds
    assert errand.seconds < errand.total / rate + 1


def test_small_files_keep_to_a_limit_too(hub: Hub, shelf: Shelf) -> None:
    repo = hub.add("org/many", {f"{index}.bin": data(MIB // 4, index) for index in range(16)})
    rate = 8 * MIB
    errand = Errand(
        goals_of(repo), sources_of(repo, [hub]), shelf, limits=[TokenBucket(lambda: rate)], most=2
    ).run()
    assert errand.is_right(repo)
    assert errand.seconds > errand.total / rate - 0.1 - 3 * 0.05


def test_a_limit_may_be_lifted_on_the_way(hub: Hub, repo: Repo, shelf: Shelf) -> None:
    rate = [2 * MIB]

    def lift(errand: Errand) -> None:
        if errand.transfer.sources()[0].bytes > MIB:
            rate[0] = 0

    errand = Errand(goals_of(repo), sources_of(repo, [hub]), shelf, limits=[TokenBucket(lambda: rate[0])])
    errand.run(lift)
    assert errand.is_right(repo)
    assert errand.seconds < 5


# --- ends ---------------------------------------------------------------------------------------


class Enough(Exception):
    pass


@pytest.mark.parametrize("after", [0, 1, 4 * MIB])
def test_whoever_looks_may_end_it_and_what_came_stays(
    hub: Hub, shelf: Shelf, after: int, tmp_path: Path
) -> None:
    repo = hub.add("org/name", {"large.bin": data(12 * MIB), "small.bin": data(3000)})
    hub.faults.set(Fault(faults.Slow(together=16 * MIB), route=Route.BYTES))

    def enough(errand: Errand) -> None:
        if sum(errand.brought()) >= after:
            raise Enough

    descriptors = psutil.Process().num_fds()
    errand = Errand(goals_of(repo), sources_of(repo, [hub]), shelf)
    with pytest.raises(Enough):
        errand.run(enough)
    assert psutil.Process().num_fds() <= descriptors + len(hub.log.now()), "those of the hub's own ends"
    first = sum(errand.brought())
    assert first >= after
    hub.faults.clear()
    hub.log.clear()
    errand = Errand(
        [goal for goal in goals_of(repo) if shelf.has(goal.path) is None], sources_of(repo, [hub]), shelf
    ).run()
    assert errand.is_right(repo)
    here = sum(len(shelf.has(goal.path) or b"") for goal in goals_of(repo))
    assert sum(errand.brought()) == here - first
    assert sent(hub) == here - first, "nothing is fetched again"
    if "large.bin" in {goal.path for goal in errand.goals} and after > MIB:
        assert errand.file("large.bin").reused >= after - 3000
        assert errand.transfer.cells().count("A") == len(errand.transfer.cells()), "it is known from whom"


def test_a_folder_that_is_gone_ends_it(hub: Hub, repo: Repo, shelf: Shelf) -> None:
    folder = shelf.folder
    shelf.folder = folder / "gone"
    errand = Errand(goals_of(repo), sources_of(repo, [hub]), shelf)
    assert failure_of(errand.run) == "path-missing"


@pytest.mark.parametrize("path", ["one.bin", "large.bin"])
def test_a_file_that_can_not_be_given_its_name_ends_it(hub: Hub, repo: Repo, shelf: Shelf, path: str) -> None:
    def refuse(goal: Goal) -> None:
        if goal.path == path:
            raise Failure("disk-full", path="here")

    shelf.on_publish = refuse
    errand = Errand(goals_of(repo), sources_of(repo, [hub]), shelf)
    assert failure_of(errand.run) == problem("disk-full", path="here").code
    assert shelf.has(path) is None


def test_nothing_to_do_is_done_at_once(hub: Hub, repo: Repo, shelf: Shelf) -> None:
    errand = Errand([], sources_of(repo, [hub]), shelf).run()
    assert (errand.transfer.cells(), errand.seconds < 1) == ("", True)
    assert hub.log.now() == ()
