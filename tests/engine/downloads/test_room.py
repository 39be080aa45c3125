"""Space that is promised to downloads, on disks that the test fills."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hubkeep.engine.downloads.promises import Promises
from hubkeep.engine.downloads.room import MARGIN, NoRoom, Room
from hypothesis import given
from hypothesis import strategies as st

MIB = 1 << 20
OTHER_VOLUME = Path("/proc")
"""A volume of its own on every Linux; nothing is written there."""


class Disk:
    """A disk with `free` bytes, and downloads that write to it."""

    def __init__(self, home: Path, free: int) -> None:
        self.free = free
        self.promises = Promises(home / "promises.sqlite", home / "jobs")
        self.room = Room(self.promises, lambda path: self.free)
        self.left: dict[int, int] = {}

    def write(self, job: int, amount: int) -> None:
        self.left[job] -= amount
        self.free -= amount

    def promised(self, stack: ExitStack, folder: Path, job: int, needed: int) -> None:
        self.left[job] = needed
        stack.enter_context(self.room.promised(job, folder, lambda: self.left[job]))


MakeDisk = Callable[[int], Disk]


@pytest.fixture
def make_disk(tmp_path: Path) -> Iterator[MakeDisk]:
    made: list[Disk] = []

    def make(free: int) -> Disk:
        made.append(Disk(tmp_path / f"home-{len(made)}", free))
        return made[-1]

    yield make
    for disk in made:
        disk.promises.close()


def test_what_fits_to_the_last_byte_fits(tmp_path: Path, make_disk: MakeDisk) -> None:
    with ExitStack() as stack:
        make_disk(MARGIN + 100).promised(stack, tmp_path, 1, 100)
    with ExitStack() as stack, pytest.raises(NoRoom) as told:
        make_disk(MARGIN + 99).promised(stack, tmp_path / "not" / "there" / "yet", 1, 100)
    assert told.value.problem.code == "download-space"
    where = str(tmp_path / "not" / "there" / "yet")
    assert told.value.problem.params == {"path": where, "needed": 100, "missing": 1}
    assert told.value.problem.sentence().startswith(f"{where}: 1 B more are needed")


def test_two_that_fit_alone_do_not_fit_together(tmp_path: Path, make_disk: MakeDisk) -> None:
    disk = make_disk(MARGIN + 100)
    with ExitStack() as first:
        disk.promised(first, tmp_path, 1, 60)
        with ExitStack() as second:
            with pytest.raises(NoRoom) as told:
                disk.promised(second, tmp_path, 2, 50)
            assert told.value.problem.params["missing"] == 10
            disk.promised(second, tmp_path, 3, 40)  # who was refused holds nothing
        # What is written is no longer promised: it is not counted twice.
        disk.write(1, 50)
        with ExitStack() as second:
            disk.promised(second, tmp_path, 2, 40)
            with ExitStack() as third, pytest.raises(NoRoom):
                disk.promised(third, tmp_path, 4, 1)
    with ExitStack() as stack:
        disk.promised(stack, tmp_path, 2, 50)


def test_a_promise_ends_with_the_download_whatever_ends_it(tmp_path: Path, make_disk: MakeDisk) -> None:
    disk = make_disk(MARGIN + 100)
    with pytest.raises(ZeroDivisionError), disk.room.promised(1, tmp_path, lambda: 100):
        raise ZeroDivisionError
    with disk.room.promised(2, tmp_path, lambda: 100):
        pass


def test_other_volumes_have_room_of_their_own(tmp_path: Path, make_disk: MakeDisk) -> None:
    disk = make_disk(MARGIN + 100)
    with disk.room.promised(1, tmp_path, lambda: 100), disk.room.promised(2, OTHER_VOLUME, lambda: 100):
        pass


def test_who_needs_nothing_may_begin_on_a_full_disk(tmp_path: Path, make_disk: MakeDisk) -> None:
    with make_disk(0).room.promised(1, tmp_path, lambda: 0):
        pass


def test_the_watch_ends_it_before_the_last_bytes_are_gone(tmp_path: Path, make_disk: MakeDisk) -> None:
    disk = make_disk(MARGIN // 2)
    disk.room.check(tmp_path / "later", 5 * MIB)
    disk.free -= 1
    with pytest.raises(NoRoom) as told:
        disk.room.check(tmp_path / "later", 5 * MIB)
    assert told.value.problem.code == "download-disk-full"
    assert told.value.problem.params["missing"] == 5 * MIB + MARGIN // 2 + 1
    sentence = told.value.problem.sentence()
    assert str(tmp_path / "later") in sentence
    assert "38.8 MB more are needed" in sentence


@given(
    free=st.integers(0, 300),
    steps=st.lists(st.tuples(st.integers(1, 5), st.integers(0, 120), st.integers(0, 120)), max_size=30),
)
def test_no_promise_is_made_that_cannot_be_kept(free: int, steps: list[tuple[int, int, int]]) -> None:
    """Downloads begin, write some, and end, in any order."""
    with tempfile.TemporaryDirectory() as folder:
        no_promise_too_much(Path(folder), free, steps)


def no_promise_too_much(home: Path, free: int, steps: list[tuple[int, int, int]]) -> None:
    disk = Disk(home, MARGIN + free)
    running: dict[int, ExitStack] = {}
    for job, needed, written in steps:
        if job in running:
            disk.write(job, min(written, disk.left[job]))
            running.pop(job).close()
            continue
        stack = ExitStack()
        before = sum(disk.left[other] for other in running)
        try:
            disk.promised(stack, Path("/"), job, needed)
        except NoRoom:
            assert needed
            assert before + needed > disk.free - MARGIN
        else:
            running[job] = stack
            assert not needed or before + needed <= disk.free - MARGIN
    for stack in running.values():
        stack.close()
    disk.promises.close()
