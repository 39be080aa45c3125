"""Looking at archives again in good time, without anybody waiting for a disk."""

from __future__ import annotations

import threading

import pytest
from hubkeep.engine.archive import lookout
from hubkeep.engine.archive.lookout import Lookout
from hubkeep.engine.archive.values import ArchiveView, KnownArchive
from hubkeep.engine.problems import Failure

from tests.waiting import wait_until

EMPTY = ArchiveView()
ONE = ArchiveView(archives=(KnownArchive(id="a", path="/v"),))


class Disk:
    """What is seen, and how often it was looked at; `asleep` while it does not answer."""

    def __init__(self) -> None:
        self.view = EMPTY
        self.looks = 0
        self.broken = False
        self.awake = threading.Event()
        self.awake.set()

    def look(self) -> ArchiveView:
        self.looks += 1
        self.awake.wait()
        if self.broken:
            raise Failure("disk-full", path="/v")
        return self.view


@pytest.fixture
def disk() -> Disk:
    return Disk()


def test_what_was_seen_last_is_said_at_once(disk: Disk) -> None:
    told: list[int] = []
    looking = Lookout(disk.look, lambda: told.append(1))
    disk.awake.clear()
    assert looking.glance() is None
    disk.view = ONE
    disk.awake.set()
    wait_until(lambda: looking.glance() == ONE)
    assert told == [1]
    looking.close()


def test_nobody_looks_all_the_time(disk: Disk) -> None:
    looking = Lookout(disk.look, lambda: None)
    wait_until(lambda: looking.glance() is not None)
    for _ in range(100):
        looking.glance()
    assert disk.looks == 1
    looking.close()


def test_what_changed_is_seen_at_the_next_look(disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookout, "EVERY", 0.02)
    told: list[int] = []
    looking = Lookout(disk.look, lambda: told.append(1))
    wait_until(lambda: looking.glance() == EMPTY)
    disk.view = ONE
    wait_until(lambda: looking.glance() == ONE)
    disk.broken = True
    before = disk.looks
    wait_until(lambda: looking.glance() is not None and disk.looks > before + 1)
    assert looking.glance() == ONE
    assert told == [1, 1]
    looking.close()


def test_whoever_says_that_it_changed_is_heard_even_during_a_look(disk: Disk) -> None:
    looking = Lookout(disk.look, lambda: None)
    disk.awake.clear()
    looking.glance()
    wait_until(lambda: disk.looks == 1)
    looking.again()
    disk.awake.set()
    wait_until(lambda: looking.glance() is not None and disk.looks == 2)
    looking.close()


def test_after_the_end_nobody_looks(disk: Disk) -> None:
    looking = Lookout(disk.look, lambda: None)
    wait_until(lambda: looking.glance() is not None)
    looking.close()
    looking.again()
    looking.glance()
    assert disk.looks == 1
