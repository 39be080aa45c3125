"""Mending, adopting and clearing, killed (SIGKILL) before each call that changes the disk, and going on."""

from __future__ import annotations

import os
import shutil
import signal
import sys
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

from tests.engine.archive.grounds import sums_hold
from tests.engine.archive.put_away import Bench, put_away
from tests.engine.cache.laid import commit_of, digest_of, lay

ONE, TWO = "models--acme--one", "models--acme--two"
SHARED, OWN = b"shared" * 1000, b"own" * 1000
FILES = {ONE: {"config.json": b"{}", "a.bin": SHARED, "b.bin": OWN}, TWO: {"c.bin": SHARED}}
_CHANGES = {
    "os.rename",
    "os.remove",
    "os.rmdir",
    "os.mkdir",
    "os.link",
    "os.symlink",
    "os.utime",
    "os.chmod",
    "os.truncate",
}
"""The audit events of calls that change the disk; each is raised before its call."""
_WRITING = os.O_WRONLY | os.O_RDWR
_KILLED = -signal.SIGKILL


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


def _in_child(base: Path, name: str, job: int | None, kill_at: int) -> int:
    """Runs the order in a child, which kills itself before its n-th change; how it ended."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        left = [kill_at]

        def hook(event: str, arguments: tuple[Any, ...]) -> None:
            opened = event == "open" and isinstance(arguments[2], int) and bool(arguments[2] & _WRITING)
            if event in _CHANGES or opened:
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        bench = Bench(base / "hub", base / "home")
        scenario = SCENARIOS[name]
        order = scenario.order(base)
        job = bench.job(order) if job is None else job
        sys.addaudithook(hook)
        bench.run(scenario.do, order, job)
    except Exception as error:  # noqa: BLE001  # whatever it was, the parent tells
        os.write(2, repr(error).encode())
        os._exit(1)
    os._exit(0)


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


@pytest.mark.parametrize("name", SCENARIOS)
def test_killed_anywhere_it_goes_on(name: str, tmp_path: Path) -> None:
    kills = 0
    for kill_at in range(1, 1000):
        base = tmp_path / str(kill_at)
        _lay(base, name)
        ended = _in_child(base, name, None, kill_at)
        _no_byte_is_lost(base, SCENARIOS[name].gone)
        if ended == _KILLED:
            kills += 1
            if kill_at % 2:  # and once more while it goes on
                assert _in_child(base, name, 1, 1 + kill_at // 2) in {0, _KILLED}
                _no_byte_is_lost(base, SCENARIOS[name].gone)
            assert _in_child(base, name, 1, 0) == 0
        _is_right(base, name)
        shutil.rmtree(base)
        if ended == 0:
            break
    assert ended == 0
    assert kills > 3
