"""Sources that send wrong bytes: the right file comes all the same, or none; and it is known who lied."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hubkeep.engine.transfer.shares import PIECE

from tests.hub import faults
from tests.hub.content import Repo
from tests.hub.faults import Fault
from tests.hub.messages import Route
from tests.hub.server import Hub

from .bringing import MIB, Errand, Shelf, data, goals_of, sent, sources_of

SIZE = 8 * MIB
RATE = Fault(faults.Slow(together=32 * MIB), route=Route.BYTES)
"""Each does its part."""


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "shelf")


@pytest.fixture
def hubs(hub: Hub) -> Iterator[list[Hub]]:
    with ExitStack() as stack:
        yield [hub, *(stack.enter_context(hub.mirror()) for _ in range(2))]


@pytest.fixture
def repo(hub: Hub) -> Repo:
    return hub.add("org/name", {"large.bin": data(SIZE)})


def lie(hub: Hub, offset: int, length: int, *, path: str = "*") -> None:
    hub.faults.set(RATE, Fault(faults.Corrupt(offset, length), route=Route.BYTES, path=path))


def states(errand: Errand) -> list[str]:
    return [
        source.problem.code if source.barred and source.problem else "ok"
        for source in errand.transfer.sources()
    ]


@pytest.mark.parametrize("liar", [0, 1, 2])
def test_one_of_three_lies_in_all_it_says(hubs: list[Hub], repo: Repo, shelf: Shelf, liar: int) -> None:
    """It is found out by its first piece, even where it is the one that told what the files are; what it
    brought comes again from others."""
    for index, hub in enumerate(hubs):
        if index == liar:
            lie(hub, 0, SIZE)
        else:
            hub.faults.set(RATE)
    errand = Errand(goals_of(repo), sources_of(repo, hubs), shelf).run()
    assert errand.is_right(repo)
    assert states(errand) == ["source-lied" if index == liar else "ok" for index in range(3)]
    assert errand.brought()[liar] == 0
    assert sum(errand.brought()) == SIZE
    assert errand.file("large.bin").brought == SIZE
    assert "ABC"[liar] not in errand.transfer.cells()
    honest = [hub for index, hub in enumerate(hubs) if index != liar]
    assert sent(*honest) <= SIZE + 12 * MIB


@pytest.mark.parametrize("liar", [0, 1])
def test_one_of_two_lies_and_the_other_told_what_the_files_are(
    hubs: list[Hub], repo: Repo, shelf: Shelf, liar: int
) -> None:
    lie(hubs[liar], 0, SIZE)
    hubs[1 - liar].faults.set(RATE)
    errand = Errand(goals_of(repo), sources_of(repo, hubs[:2], trusted=1 - liar), shelf).run()
    assert errand.is_right(repo)
    assert states(errand)[liar] == "source-lied"
    assert errand.brought()[liar] == 0


@pytest.mark.parametrize("trusted", [0, 1, None])
def test_a_lie_beyond_the_first_pieces_is_found_by_the_digest(
    hubs: list[Hub], repo: Repo, shelf: Shelf, trusted: int | None
) -> None:
    """It lies in the second half, of which it brings much; nothing is published until that is replaced."""
    lie(hubs[1], SIZE // 2, SIZE // 2)
    hubs[0].faults.set(RATE)
    errand = Errand(goals_of(repo), sources_of(repo, hubs[:2], trusted=trusted), shelf).run()
    assert errand.is_right(repo)
    assert sum(errand.brought()) == SIZE
    assert states(errand)[0] == "ok", "nobody is barred on a liar's word"


def test_a_single_wrong_byte(hubs: list[Hub], repo: Repo, shelf: Shelf) -> None:
    """In the last piece, which it alone can bring: the other one is too slow."""
    lie(hubs[1], SIZE - 5, 1)
    hubs[0].faults.set(Fault(faults.Slow(together=2 * MIB), route=Route.BYTES))
    freed = False

    def free(errand: Errand) -> None:
        nonlocal freed
        part = errand.file("large.bin").part
        if part is not None and not freed and part.covers(SIZE - PIECE, SIZE):
            freed = "http" in str([name for name, _ in part.sources().items()])
            hubs[0].faults.clear()

    errand = Errand(goals_of(repo), sources_of(repo, hubs[:2], trusted=0), shelf).run(free)
    assert errand.is_right(repo)
    assert freed
    assert sum(errand.brought()) == SIZE
    assert sent(*hubs) <= 3 * SIZE


@pytest.mark.parametrize("honest", [0, 1, 2])
def test_two_of_three_tell_the_same_lie(hubs: list[Hub], repo: Repo, shelf: Shelf, honest: int) -> None:
    """The majority is wrong: the hash alone knows."""
    for index, hub in enumerate(hubs):
        if index == honest:
            hub.faults.set(RATE)
        else:
            lie(hub, 0, SIZE)
    errand = Errand(goals_of(repo), sources_of(repo, hubs), shelf).run()
    assert errand.is_right(repo)
    assert errand.brought()[honest] == SIZE
    assert states(errand)[honest] == "ok"
    assert "source-lied" in states(errand)


def test_whoever_lies_alone_gets_nothing_published(hubs: list[Hub], shelf: Shelf) -> None:
    repo = hubs[0].add(
        "org/lies", {"large.bin": data(6 * MIB), "small.bin": data(1000), "good.bin": data(10)}
    )
    for path in ("large.bin", "small.bin"):
        hubs[0].faults.add(Fault(faults.Corrupt(500, 1), route=Route.BYTES, path=path))
    errand = Errand(goals_of(repo), sources_of(repo, hubs[:1]), shelf).run()
    assert errand.failed() == {"large.bin": "file-wrong", "small.bin": "source-lied"}
    assert errand.brought() == [10], "what was wrong does not count"
    assert (shelf.has("large.bin"), shelf.has("small.bin"), shelf.has("good.bin")) == (None, None, data(10))
    # Once it tells the truth all comes, and nothing of the lie is believed.
    hubs[0].faults.clear()
    again = Errand(goals_of(repo)[1:], sources_of(repo, hubs[:1]), shelf).run()
    assert again.is_right(repo)
    assert again.file("large.bin").reused == 0


def test_a_liar_in_small_files_is_not_asked_again(hubs: list[Hub], shelf: Shelf) -> None:
    repo = hubs[0].add("org/many", {f"{index}.bin": data(3000, index) for index in range(60)})
    hubs[1].faults.set(Fault(faults.Corrupt(100, 1), route=Route.BYTES))
    errand = Errand(goals_of(repo), sources_of(repo, hubs[:2]), shelf).run()
    assert errand.is_right(repo)
    assert states(errand) == ["ok", "source-lied"]
    assert errand.brought() == [60 * 3000, 0]
    # What was under way on each of its connections when the first came.
    assert len(hubs[1].log.requests(Route.BYTES)) <= 16 * 9


def test_what_a_liar_brought_of_other_files_comes_again(hubs: list[Hub], shelf: Shelf) -> None:
    """It is barred for one file; of another one, not whole yet, nothing of it is kept."""
    repo = hubs[0].add("org/two", {"a.bin": data(6 * MIB, 1), "b.bin": data(8 * MIB, 2)})
    hubs[0].faults.set(RATE)
    hubs[1].faults.set(RATE, Fault(faults.Corrupt(0, 8 * MIB), route=Route.BYTES, path="b.bin"))
    errand = Errand(goals_of(repo), sources_of(repo, hubs[:2]), shelf).run()
    assert errand.is_right(repo)
    assert states(errand) == ["ok", "source-lied"]
    assert errand.brought()[0] + errand.brought()[1] == errand.total
    shelf_of_b = errand.transfer.cells()[-(len(errand.transfer.cells()) * 8 // 14 - 1) :]
    assert set(shelf_of_b) == {"A"}
    assert errand.file("b.bin").brought == 8 * MIB


@pytest.mark.parametrize("effect", [faults.Pointer(), faults.Html(), faults.Gzip(), faults.WrongRange()])
def test_whoever_sends_no_bytes_of_the_file_is_done_without(
    hubs: list[Hub], shelf: Shelf, effect: faults.Effect
) -> None:
    repo = hubs[0].add("org/odd", {"large.bin": data(5 * MIB), "small.bin": data(1000)})
    hubs[0].faults.set(RATE)
    hubs[1].faults.set(Fault(effect, route=Route.BYTES))
    errand = Errand(goals_of(repo), sources_of(repo, hubs[:2]), shelf).run()
    assert errand.is_right(repo)
    if not isinstance(effect, faults.WrongRange):
        assert errand.brought() == [errand.total, 0]


@pytest.mark.parametrize(
    ("effect", "code"),
    [(faults.WrongEtag(), "source-other-file"), (faults.StaleCommit(), "source-other-commit")],
)
def test_another_file_of_that_name_is_not_taken(
    hubs: list[Hub], shelf: Shelf, effect: faults.Effect, code: str
) -> None:
    repo = hubs[0].add("org/old", {"large.bin": data(5 * MIB), "small.bin": data(1000)})
    hubs[0].faults.set(RATE)
    hubs[1].faults.set(effect)
    goals, sources = goals_of(repo), sources_of(repo, hubs[:2])
    if isinstance(effect, faults.StaleCommit):
        repo.commit({"other.txt": b"x"})
        # By the branch's name, as a mirror may be asked that lags behind.
        sources[1].url_of = lambda path: f"{hubs[1].endpoint}/{repo.id}/resolve/main/{path}"
        sources[1].commit = sources[0].commit = repo.head.id
        sources[0].url_of = lambda path: f"{hubs[0].endpoint}/{repo.id}/resolve/main/{path}"
    errand = Errand(goals, sources, shelf).run()
    assert errand.is_right(repo)
    assert errand.brought() == [errand.total, 0]
    assert {told.code for file in errand.transfer.files() for told in file.excluded.values()} <= {code}
