"""Space that several processes promise to their downloads, on one volume."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest
from hubkeep.engine.downloads.promises import Promises
from hubkeep.engine.downloads.room import MARGIN, NoRoom, Room

MIB = 1 << 20
FREE = MARGIN + 100 * MIB


class Other:
    """Another Hubkeep of the same home that promises `needed` bytes to job `job`."""

    def __init__(self, home: Path, job: int, needed: int, folder: Path | None = None) -> None:
        command = [sys.executable, "-m", "tests.engine.downloads.promising", home, job, folder or home]
        self.process = subprocess.Popen(
            [str(part) for part in (*command, FREE, needed)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.said = self.hear()

    def hear(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def has_left(self, left: int) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{left}\n")
        self.process.stdin.flush()
        assert self.hear() == str(left)

    def killed(self) -> None:
        self.process.kill()
        self.process.wait()

    def __enter__(self) -> Other:
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.communicate()


@contextmanager
def room(home: Path) -> Iterator[Room]:
    """That of this process."""
    with closing(Promises(home / "promises.sqlite", home / "jobs")) as promises:
        yield Room(promises, lambda path: FREE)


def test_the_same_bytes_are_promised_by_one_process_only(tmp_path: Path) -> None:
    with Other(tmp_path, 1, 60 * MIB) as first:
        assert first.said == "promised"
        with Other(tmp_path, 2, 50 * MIB) as second:
            assert second.said == f"download-space {10 * MIB}"
        with Other(tmp_path, 3, 40 * MIB) as third, room(tmp_path) as here:
            assert third.said == "promised"
            with pytest.raises(NoRoom), here.promised(4, tmp_path, lambda: 1):
                pass
            assert here.holds(tmp_path, 0)
            assert not here.holds(tmp_path, 1)


def test_what_ends_gives_its_promise_back_and_what_is_killed_too(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        with Other(tmp_path, 1, 100 * MIB) as first:
            assert not here.holds(tmp_path, 1)
        assert first.process.returncode == 0
        assert here.holds(tmp_path, 100 * MIB)
        with Other(tmp_path, 2, 100 * MIB) as second:
            assert not here.holds(tmp_path, 1)
            second.killed()
            with here.promised(3, tmp_path, lambda: 100 * MIB):
                pass
        # Another job of that number, later on, has promised nothing yet.
        with Other(tmp_path, 2, 0):
            assert here.holds(tmp_path, 100 * MIB)


def test_what_is_written_is_promised_no_more(tmp_path: Path) -> None:
    with Other(tmp_path, 1, 100 * MIB) as first, room(tmp_path) as here:
        first.has_left(30 * MIB)
        assert here.holds(tmp_path, 70 * MIB)
        assert not here.holds(tmp_path, 71 * MIB)


def test_another_volume_has_promises_of_its_own(tmp_path: Path) -> None:
    with Other(tmp_path, 1, 100 * MIB, Path("/proc")), room(tmp_path) as here:
        assert here.holds(tmp_path, 100 * MIB)


def test_of_many_that_ask_at_once_as_many_get_it_as_there_is_room_for(tmp_path: Path) -> None:
    others: list[Other] = []

    def begin(job: int) -> None:
        others.append(Other(tmp_path, job, 30 * MIB))

    threads = [threading.Thread(target=begin, args=(job,)) for job in range(1, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with ExitStack() as stack:
        for other in others:
            stack.enter_context(other)
        assert [other.said for other in others].count("promised") == 3
