"""Space that is promised to downloads, on disks that the test fills."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest
from hubkeep.engine.downloads.room import MARGIN, NoRoom, Room
from hypothesis import given
from hypothesis import strategies as st

MIB = 1 << 20
OTHER_VOLUME = Path("/proc")
"""A volume of its own on every Linux; nothing is written there."""


class Disk:
    """A disk with `free` bytes, and downloads that write to it."""

    def __init__(self, free: int) -> None:
        self.free = free
        self.room = Room(lambda path: self.free)
        self.left: dict[int, int] = {}

    def write(self, job: int, amount: int) -> None:
        self.left[job] -= amount
        self.free -= amount

    def promised(self, stack: ExitStack, folder: Path, job: int, needed: int) -> None:
        self.left[job] = needed
        stack.enter_context(self.room.promised(job, folder, lambda: self.left[job]))


def test_what_fits_to_the_last_byte_fits(tmp_path: Path) -> None:
    with ExitStack() as stack:
        Disk(MARGIN + 100).promised(stack, tmp_path, 1, 100)
    with ExitStack() as stack, pytest.raises(NoRoom) as told:
        Disk(MARGIN + 99).promised(stack, tmp_path / "not" / "there" / "yet", 1, 100)
    assert told.value.problem.code == "download-space"
    assert told.value.problem.params == {
        "path": str(tmp_path / "not" / "there" / "yet"),
        "needed": 100,
        "free": 99,
    }


def test_two_that_fit_alone_do_not_fit_together(tmp_path: Path) -> None:
    disk = Disk(MARGIN + 100)
    with ExitStack() as first:
        disk.promised(first, tmp_path, 1, 60)
        with ExitStack() as second:
            with pytest.raises(NoRoom) as told:
                disk.promised(second, tmp_path, 2, 50)
            assert (told.value.problem.params["needed"], told.value.problem.params["free"]) == (110, 100)
            disk.promised(second, tmp_path, 3, 40)  # who was refused holds nothing
        # What is written is no longer promised: it is not counted twice.
        disk.write(1, 50)
        with ExitStack() as second:
            disk.promised(second, tmp_path, 2, 40)
            with ExitStack() as third, pytest.raises(NoRoom):
                disk.promised(third, tmp_path, 4, 1)
    with ExitStack() as stack:
        disk.promised(stack, tmp_path, 2, 50)


def test_a_promise_ends_with_the_download_whatever_ends_it(tmp_path: Path) -> None:
    disk = Disk(MARGIN + 100)
    with pytest.raises(ZeroDivisionError), disk.room.promised(1, tmp_path, lambda: 100):
        raise ZeroDivisionError
    with disk.room.promised(2, tmp_path, lambda: 100):
        pass


def test_other_volumes_have_room_of_their_own(tmp_path: Path) -> None:
    disk = Disk(MARGIN + 100)
    with disk.room.promised(1, tmp_path, lambda: 100), disk.room.promised(2, OTHER_VOLUME, lambda: 100):
        pass


def test_who_needs_nothing_may_begin_on_a_full_disk(tmp_path: Path) -> None:
    with Disk(0).room.promised(1, tmp_path, lambda: 0):
        pass


def test_the_watch_ends_it_before_the_last_bytes_are_gone(tmp_path: Path) -> None:
    disk = Disk(MARGIN // 2)
    disk.room.check(tmp_path / "later")
    disk.free -= 1
    with pytest.raises(NoRoom) as told:
        disk.room.check(tmp_path / "later")
    assert told.value.problem.code == "download-disk-full"
    assert str(tmp_path / "later") in told.value.problem.sentence()


@given(
    free=st.integers(0, 300),
    steps=st.lists(st.tuples(st.integers(1, 5), st.integers(0, 120), st.integers(0, 120)), max_size=30),
)
def test_no_promise_is_made_that_cannot_be_kept(free: int, steps: list[tuple[int, int, int]]) -> None:
    """Downloads begin, write some, and end, in any order."""
    disk = Disk(MARGIN + free)
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
