"""Downloads on a disk that is too small: the real runner and its works, the space counted by the test."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from hubkeep.engine.downloads.board import Board
from hubkeep.engine.downloads.fetch import Means
from hubkeep.engine.downloads.orders import Download, Repair
from hubkeep.engine.downloads.promises import Promises
from hubkeep.engine.downloads.regained import STEADY_SECONDS, SpaceRegained
from hubkeep.engine.downloads.room import MARGIN, Room
from hubkeep.engine.downloads.works import download_lanes, download_works
from hubkeep.engine.hub.outward import Outward
from hubkeep.engine.jobs.runner import JobRunner
from hubkeep.engine.jobs.store import JobStore
from hubkeep.engine.jobs.values import JobView
from hubkeep.engine.problems import Problem
from hubkeep.engine.state.settings import Settings
from hubkeep.engine.transfer.pace import Pace

from tests.engine.downloads.desk import KIB, MIB, contents, sent, weights
from tests.hub import faults
from tests.hub.content import Repo
from tests.hub.server import Hub
from tests.waiting import wait_until

SIZE = 6 * MIB
FILES = {"model.safetensors": weights(SIZE)}


class SmallDisk:
    """A queue that believes its disk holds `size` bytes beside what is always left free."""

    def __init__(self, base: Path, hub: Hub, size: int) -> None:
        self.base = base
        self.cache = base / "hub"
        self.size = size
        self.looks = 0
        """How often somebody asked how much is free."""
        self._store = JobStore(base / "history.sqlite")
        outward = Outward(Settings, {"HF_ENDPOINT": hub.endpoint}, base, base)
        self._outward = outward
        self._promises = Promises(base / "promises.sqlite", base / "jobs")
        room = Room(self._promises, lambda path: self.free())
        means = Means(outward, room, Pace(()), lambda: 0, base / "pieces")
        works = download_works(lambda: means, Board(), None, lambda cache, repo: None)
        self.clock = 0.0
        regained = SpaceRegained(room, lambda: self.clock)
        lanes = download_lanes(lambda: 3, lambda job: None, regained)
        self.runner = JobRunner(self._store, base / "jobs", works, lanes)
        self.runner.resume()

    def free(self) -> int:
        """What is not taken yet. Parts are sparse: they take what has come."""
        self.looks += 1
        taken = sum(
            min(status.st_size, status.st_blocks * 512)
            for blobs in self.cache.glob("*/blobs")
            for status in (path.lstat() for path in list(blobs.iterdir()))
        )
        return MARGIN + self.size - taken

    def start(self, order: Download | Repair) -> int:
        order = msgspec.structs.replace(order, cache=str(self.cache))
        kind = "download" if isinstance(order, Download) else "repair"
        data = msgspec.json.encode(order)
        return self.runner.order(kind, str(self.cache), order.repo, 1, data, at_once=order.at_once)

    def view(self, job: int) -> JobView:
        return next(view for view in self.runner.jobs() if view.id == job)

    def until(self, job: int, state: str, that: Callable[[JobView], object] = lambda view: True) -> JobView:
        def there() -> bool:
            view = self.view(job)
            assert view.state != "failed", view.problem
            return view.state == state and bool(that(view))

        wait_until(there, 20)
        return self.view(job)

    def paused(self, job: int) -> Problem:
        """Why one has paused itself."""
        told = self.until(job, "paused").problem
        assert told is not None
        return told

    def looked(self) -> None:
        """Returns when the queue has looked whether there is room again."""
        before = self.looks

        def looked() -> bool:
            self.runner.nudge()  # an idle queue ends its thread, perhaps just now: an engine asks each second
            return self.looks > before + 2  # the one before the last is over, and what came of it is kept

        wait_until(looked)
        wait_until(lambda: not self.runner.busy())

    def close(self) -> None:
        self.runner.close()
        self._outward.close()
        self._promises.close()
        self._store.close()


@contextmanager
def small_disk(base: Path, hub: Hub, size: int) -> Iterator[SmallDisk]:
    disk = SmallDisk(base, hub, size)
    try:
        yield disk
    finally:
        disk.close()


@pytest.fixture
def repo(hub: Hub) -> Repo:
    return hub.add("org/name", FILES)


def test_what_does_not_fit_is_not_begun_and_waits_for_room(hub: Hub, repo: Repo, tmp_path: Path) -> None:
    with small_disk(tmp_path, hub, SIZE - 100 * KIB) as disk:
        job = disk.start(Download(repo="org/name"))
        told = disk.paused(job)
        assert (told.code, told.params["needed"]) == ("download-space", SIZE)
        assert sent(hub) == 0
        disk.runner.control(job, "resume")  # nothing has changed
        assert disk.paused(job).code == "download-space"
        disk.size = SIZE + 100 * KIB
        disk.runner.control(job, "resume")
        assert disk.until(job, "done").problem is None
        # Who waits for it is told at once.
        disk.size = 0
        hub.add("org/more", FILES | {"more.bin": b"more"})
        failed = disk.runner.wait(disk.start(Download(repo="org/more", at_once=True)), timeout=10)
        assert failed.problem is not None
        assert (failed.state, failed.problem.code) == ("failed", "download-space")


def test_two_that_fit_alone_do_not_run_into_one_another(hub: Hub, repo: Repo, tmp_path: Path) -> None:
    hub.add("org/other", {"other.safetensors": weights(SIZE)})
    hub.faults.set(faults.Slow(together=4 * MIB))
    with small_disk(tmp_path, hub, 2 * SIZE - MIB) as disk:
        one = disk.start(Download(repo="org/name"))
        disk.until(one, "running", lambda view: view.progress.done > MIB)
        two = disk.start(Download(repo="org/other"))
        told = disk.paused(two)
        assert told.code == "download-space"
        assert told.params["needed"] == SIZE
        # Beside what the first has still to write; its journal and notes take some as well.
        assert MIB <= told.params["missing"] < 1.5 * MIB
        assert disk.view(one).state == "running"
        hub.faults.clear()
        disk.until(one, "done")
        disk.size += 2 * MIB
        disk.runner.control(two, "resume")
        disk.until(two, "done")


def test_it_goes_on_by_itself_once_there_is_room_for_all_of_it_for_a_while(
    hub: Hub, repo: Repo, tmp_path: Path
) -> None:
    with small_disk(tmp_path, hub, SIZE - MIB) as disk:
        job = disk.start(Download(repo="org/name"))
        assert "by itself" in disk.paused(job).sentence()
        disk.size = SIZE + MARGIN - 1  # enough for a person who says so, with nothing to spare
        disk.looked()
        disk.clock = 60.0
        disk.looked()
        disk.size = SIZE + MARGIN
        disk.looked()
        disk.clock += STEADY_SECONDS - 1
        disk.looked()
        disk.size = 0  # somebody else took it meanwhile
        disk.looked()
        disk.size = SIZE + MARGIN
        disk.looked()
        disk.clock += STEADY_SECONDS - 1
        disk.looked()
        assert disk.view(job).state == "paused"
        assert sent(hub) == 0
        disk.clock += 1
        disk.runner.nudge()
        disk.until(job, "done")


def test_what_a_person_paused_stays_so_whatever_room_there_is(hub: Hub, repo: Repo, tmp_path: Path) -> None:
    with small_disk(tmp_path, hub, 0) as disk:
        job = disk.start(Download(repo="org/name"))
        disk.paused(job)
        disk.runner.control(job, "pause")
        assert disk.view(job).problem is None
        wait_until(lambda: not any(thread.name == "jobs" for thread in threading.enumerate()))
        disk.size = 10 * SIZE + MARGIN
        assert disk.view(job).state == "paused"
        disk.clock = 60.0
        wait_until(lambda: not any(thread.name == "jobs" for thread in threading.enumerate()))
        assert disk.view(job).state == "paused"
        disk.runner.control(job, "resume")
        disk.until(job, "done")


def test_the_same_room_lets_no_two_go_on(hub: Hub, repo: Repo, tmp_path: Path) -> None:
    """One at a time: what the first takes is not there for the second."""
    hub.add("org/other", {"other.safetensors": weights(SIZE)})
    with small_disk(tmp_path, hub, 0) as disk:
        one, two = disk.start(Download(repo="org/name")), disk.start(Download(repo="org/other"))
        disk.paused(one)
        disk.paused(two)
        disk.size = SIZE + MARGIN
        disk.looked()
        disk.clock += STEADY_SECONDS
        disk.runner.nudge()
        disk.until(one, "done")
        disk.clock += STEADY_SECONDS
        disk.looked()
        disk.clock += STEADY_SECONDS
        disk.looked()
        assert disk.paused(two).code == "download-space"
        disk.size += SIZE
        disk.looked()
        disk.clock += STEADY_SECONDS
        disk.runner.nudge()
        disk.until(two, "done")


def test_what_has_come_needs_no_room_any_more(hub: Hub, repo: Repo, tmp_path: Path) -> None:
    """A download that has most of its bytes goes on where only the rest of them fits."""
    hub.faults.set(faults.Slow(together=4 * MIB))
    with small_disk(tmp_path, hub, SIZE + 100 * KIB) as disk:
        job = disk.start(Download(repo="org/name"))
        disk.until(job, "running", lambda view: view.progress.done > 2 * MIB)
        disk.runner.control(job, "pause")
        wait_until(lambda: not disk.runner.busy())
        hub.faults.clear()
        disk.runner.control(job, "resume")
        disk.until(job, "done")
        assert contents(disk.cache / "models--org--name" / "snapshots" / repo.head.id) == FILES


def test_a_second_revision_needs_room_for_what_is_new(hub: Hub, repo: Repo, tmp_path: Path) -> None:
    with small_disk(tmp_path, hub, SIZE + MIB) as disk:
        disk.until(disk.start(Download(repo="org/name")), "done")
        repo.commit({"new.bin": weights(MIB // 2)})
        disk.until(disk.start(Download(repo="org/name", files=("new.bin", "model.safetensors"))), "done")


def test_a_disk_that_others_fill_pauses_it_with_a_sentence(hub: Hub, repo: Repo, tmp_path: Path) -> None:
    hub.faults.set(faults.Slow(together=2 * MIB))
    with small_disk(tmp_path, hub, SIZE + MIB) as disk:
        job = disk.start(Download(repo="org/name"))
        disk.until(job, "running", lambda view: view.progress.done > MIB)
        disk.size = -MARGIN
        told = disk.paused(job)
        assert told.code == "download-disk-full"
        assert str(disk.cache) in told.sentence()
        came = disk.view(job).progress.done
        assert came > MIB
        wait_until(lambda: not disk.runner.busy())
        before = sent(hub)
        disk.size = SIZE + MIB
        hub.faults.clear()
        disk.runner.control(job, "resume")
        disk.until(job, "done")
        assert sent(hub) - before < SIZE - MIB


def test_a_repair_without_room_pauses_too(hub: Hub, repo: Repo, tmp_path: Path) -> None:
    with small_disk(tmp_path, hub, SIZE + MIB) as disk:
        disk.until(disk.start(Download(repo="org/name")), "done")
        (disk.cache / "models--org--name" / "blobs" / repo.head.files["model.safetensors"].etag).unlink()
        disk.size = SIZE - MIB
        job = disk.start(Repair(repo="org/name"))
        assert disk.paused(job).code == "download-space"
        disk.size = SIZE + MIB
        disk.runner.control(job, "resume")
        disk.until(job, "done")
        assert contents(disk.cache / "models--org--name" / "snapshots" / repo.head.id) == FILES
