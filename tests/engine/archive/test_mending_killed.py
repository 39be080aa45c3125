"""Mending, adopting and clearing, killed (SIGKILL) or refused before each call that changes the disk or the
list of jobs, and going on."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hubkeep.engine.archive.adopt import adopt
from hubkeep.engine.archive.findings import findings
from hubkeep.engine.archive.looking import look
from hubkeep.engine.archive.mend import mend
from hubkeep.engine.archive.orders import Adopt, ClearOrphans, Mend
from hubkeep.engine.archive.orphans import clear_orphans
from hubkeep.engine.problems import Failure

from tests.engine.archive.grounds import sums_hold
from tests.engine.archive.put_away import Bench, put_away
from tests.engine.cache.laid import commit_of, digest_of, lay
from tests.engine.steps import ANSWERS, Steps, in_child, kill, refuse

ONE, TWO = "models--acme--one", "models--acme--two"
SHARED, OWN = b"shared" * 1000, b"own" * 1000
FILES = {ONE: {"config.json": b"{}", "a.bin": SHARED, "b.bin": OWN}, TWO: {"c.bin": SHARED}}
KILLED, REFUSED = 256, 3
"""How a child ended."""


@dataclass(frozen=True)
class Scenario:
    """Something that went wrong, and the order that puts it right."""

    spoil: Callable[[Path], object]
    do: Any
    order: Callable[[Path], Any]
    gone: tuple[bytes, ...] = ()
    """Bytes that are to go, and may."""


def _refetch(base: Path) -> None:
    blob = base / "hub" / ONE / "blobs" / digest_of(OWN)
    blob.unlink()
    blob.write_bytes(OWN)


def _shelf(base: Path) -> str:
    return str(base / "disk" / "shelf")


SCENARIOS = {
    "moved": Scenario(
        lambda base: (base / "before").rename(base / "disk"),
        mend,
        lambda base: Mend(cache=str(base / "hub"), archive=_shelf(base)),
    ),
    "refetched": Scenario(_refetch, mend, lambda base: Mend(cache=str(base / "hub"), archive=_shelf(base))),
    "adopted": Scenario(
        lambda base: shutil.rmtree(base / "hub" / ONE),
        adopt,
        lambda base: Adopt(cache=str(base / "hub"), archive=_shelf(base)),
    ),
    "cleared": Scenario(
        lambda base: shutil.rmtree(base / "hub" / ONE),
        clear_orphans,
        lambda base: ClearOrphans(cache=str(base / "hub"), archive=_shelf(base), keys=(ONE,)),
        gone=(OWN,),
    ),
}


def _lay(base: Path, name: str) -> None:
    """The bed of a scenario; the archive of the moved one begins elsewhere."""
    (base / "hub").mkdir(parents=True)
    for key, files in FILES.items():
        lay(base / "hub", key, files)
        put_away(base / "hub", key, base / ("before" if name == "moved" else "disk") / "shelf")
    SCENARIOS[name].spoil(base)


def _run(base: Path, name: str, at: int, act: Callable[[], None], *, resumed: bool = False) -> int:
    """Runs the order in a child that does `act` before its n-th step on the disk; how it ended."""

    def work() -> int:
        return 0 if _counted(base, name, at, act, resumed=resumed) else REFUSED

    return in_child(work)


def _counted(base: Path, name: str, at: int, act: Callable[[], None], *, resumed: bool = False) -> int:
    """The steps it took; 0 where it failed by the one that was refused."""
    steps = Steps(at, act, database_too=True)
    steps.watch()
    bench = Bench(base / "hub", base / "home")
    scenario = SCENARIOS[name]
    order = scenario.order(base)
    job = 1 if resumed else bench.job(order)
    steps.counting = True
    try:
        bench.run(scenario.do, order, job)
    except (Failure, OSError):
        if not steps.reached:
            raise
        return 0
    return steps.counted


def _no_byte_is_lost(base: Path, gone: tuple[bytes, ...]) -> None:
    there = {path.read_bytes() for path in base.rglob("*") if path.is_file() and not path.is_symlink()}
    assert {SHARED, OWN} - set(gone) <= there


def _is_right(base: Path, name: str) -> None:
    """All loads that should, nothing is left over, and nothing is to be put right any more."""
    shelf = base / "disk" / "shelf"
    for key, files in FILES.items():
        if name == "cleared" and key == ONE:
            assert not (base / "hub" / ONE).exists()
            continue
        for path, data in files.items():
            file = base / "hub" / key / "snapshots" / commit_of("one") / path
            assert file.read_bytes() == data
            assert (len(data) < 1000) != Path(os.path.realpath(file)).is_relative_to(shelf)
        blobs = set(os.listdir(base / "hub" / key / "blobs"))
        assert blobs == {digest_of(data) for data in files.values()}
        assert (base / "hub" / key / "refs" / "main").read_text() == commit_of("one")
    left = {SHARED} if name == "cleared" else {SHARED, OWN}
    assert set(os.listdir(shelf / "blobs")) == {digest_of(data) for data in left}
    assert sums_hold(shelf)
    bench = Bench(base / "hub", base / "home")
    assert findings(look(bench.ground, places=tuple)) == ()
    bench.close()


@pytest.fixture
def every(pytestconfig: pytest.Config) -> int:
    """At every step: `make soak`."""
    return 1 if pytestconfig.getoption("--hypothesis-profile") == "soak" else 4


@pytest.mark.parametrize("name", SCENARIOS)
def test_killed_anywhere_it_goes_on(name: str, every: int, tmp_path: Path) -> None:
    ended, tried = KILLED, 1 - every
    while ended == KILLED:
        tried += every
        base = tmp_path / str(tried)
        _lay(base, name)
        ended = _run(base, name, tried, kill)
        _no_byte_is_lost(base, SCENARIOS[name].gone)
        if ended == KILLED:
            if tried % (3 * every) == 1:  # and once more while it goes on
                _run(base, name, 1 + tried // 2, kill, resumed=True)
                _no_byte_is_lost(base, SCENARIOS[name].gone)
            assert _run(base, name, 0, kill, resumed=True) == 0
        _is_right(base, name)
        shutil.rmtree(base)
    assert ended == 0
    assert tried > 10


@pytest.mark.parametrize("name", SCENARIOS)
def test_refused_anywhere_nothing_is_lost_and_it_can_be_done_again(
    name: str, every: int, tmp_path: Path
) -> None:
    _lay(tmp_path / "counted", name)
    count = in_child(lambda: _counted(tmp_path / "counted", name, 0, kill))
    answers = itertools.cycle(ANSWERS)
    refused = tried = 0
    for at in range(1, count + 1, every):
        tried += 1
        base = tmp_path / str(at)
        _lay(base, name)
        refused += _run(base, name, at, refuse(next(answers))) == REFUSED
        _no_byte_is_lost(base, SCENARIOS[name].gone)
        assert _run(base, name, 0, kill, resumed=True) == 0
        _is_right(base, name)
        shutil.rmtree(base)
    assert refused > tried // 3  # the others may fail: a report, a folder that is there
