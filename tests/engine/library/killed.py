"""Runs a job in a child that kills itself (SIGKILL) before the n-th step it takes on the disk or in the
database, for one n after the other; then a new engine on the same home must make everything right.

    python -m tests.engine.library.killed SCENARIO [STEP [OFFSET]]

STEP 1 tries every n, STEP 7 every seventh. Says how many were tried; ends with 1 where one went wrong.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hubkeep.engine.engine import Engine, Surroundings
from hubkeep.engine.jobs.values import FINISHED, JobView
from hubkeep.engine.library import orders
from hubkeep.engine.library.values import Target
from hubkeep.engine.state import database

from tests.engine.cache.laid import lay, settle
from tests.engine.library.trees import hard_links, tree

REPO = "models--acme--doomed"
OTHER = "models--acme--other"
DATA = "datasets--acme--data"

_WRITING = os.O_WRONLY | os.O_RDWR

Tree = dict[str, tuple[object, ...]]

_STEPS = {
    "os.rename",
    "os.remove",
    "os.rmdir",
    "os.mkdir",
    "os.link",
    "os.symlink",
    "os.utime",
    "os.chmod",
    "os.chown",
    "os.truncate",
}
"""The audit events of calls that change the disk; each is raised before its call."""


class Bed:
    """The folders of one try."""

    def __init__(self, base: Path, far: Path) -> None:
        self.base = base
        self.cache = base / "hub"
        self.home = base / "home"
        self.outside = base / "outside"
        self.user = base / "user"
        self.far = far / "models"
        """On another volume."""

    def engine(self) -> Engine:
        return Engine(
            Surroundings(
                home=self.home,
                environ={"HF_HUB_CACHE": str(self.cache)},
                user_home=self.user,
                worker=(sys.executable, "-m", "hubkeep", "scan-worker"),
                cores=1,
            )
        )

    def lay(self) -> None:
        """A repo of two revisions that share a file, one that is to stay, something outside."""
        self.outside.mkdir(parents=True)
        self.user.mkdir()
        (self.outside / "precious").write_text("not yours")
        first = {"config.json": b"{}", "deep/er/model.bin": b"m" * 500, "vocab.txt": b"v"}
        lay(self.cache, REPO, first, revision="one", ref="old")
        lay(self.cache, REPO, {**first, "vocab.txt": b"w"}, revision="two")
        lay(self.cache, OTHER, {"config.json": b"{}", "other.bin": b"o" * 300})
        lay(self.cache, DATA, {"data.csv": b"1,2\n"}, links=False)
        os.link(self.cache / OTHER / "blobs" / _largest(self.cache / OTHER), self.cache / "linked-twice")
        (self.cache / REPO / "out").symlink_to(self.outside)
        (self.cache / REPO / "blobs" / _largest(self.cache / REPO)).chmod(0o440)
        locks = self.cache / ".locks" / REPO
        locks.mkdir(parents=True)
        (locks / "x.lock").touch()
        settle(self.cache)


def _largest(repo: Path) -> str:
    return max((repo / "blobs").iterdir(), key=lambda path: path.stat().st_size).name


@dataclass(frozen=True)
class Scenario:
    """What is killed, and who sees that all is right afterwards: `after` gets the tree as it was."""

    order: Callable[[Bed], orders.LibraryOrder]
    after: Callable[[Bed, Tree], None]
    prepare: Callable[[Bed], None] | None = None
    """Done to the cache before, not killed."""
    folder_times: bool = False


def finish_all(opened: Engine) -> list[JobView]:
    """Resumes and waits; the jobs, newest first."""
    opened.resume_jobs()
    for view in opened.jobs():
        if view.state not in FINISHED:
            opened.wait(view.id)
    return list(opened.jobs())


def carried_out(opened: Engine, order: orders.LibraryOrder) -> JobView:
    """Starts an order and waits for its end."""
    return opened.wait(opened.start(order))


# --- what is killed -----------------------------------------------------------------------------


def _remove(*targets: Target, permanent: bool = False) -> Callable[[Bed], orders.LibraryOrder]:
    return lambda bed: orders.Remove(cache=str(bed.cache), targets=targets, permanent=permanent)


def _whole_is_gone_and_comes_back(bed: Bed, was: Tree) -> None:
    _gone_and_back(bed, was, lambda path: path == REPO or path.startswith(f"{REPO}/"))


def _revision_is_gone_and_comes_back(bed: Bed, was: Tree) -> None:
    commit = next(path for path in was if path.startswith(f"{REPO}/refs/old"))
    named = was[commit][-1]
    assert isinstance(named, bytes)
    gone = f"{REPO}/snapshots/{named.decode()}"
    vocab = str(was[f"{gone}/vocab.txt"][1]).rpartition("/")[2]
    parts = (gone, f"{REPO}/refs/old", f"{REPO}/blobs/{vocab}")
    _gone_and_back(bed, was, lambda path: path in parts or path.startswith(f"{gone}/"))


def _gone_and_back(bed: Bed, was: Tree, goes: Callable[[str], bool]) -> None:
    opened = bed.engine()
    try:
        opened.look(str(bed.cache))
        jobs = finish_all(opened)
        if not jobs:  # killed before anything was ordered
            assert tree(bed.cache) == was
            return
        assert [job.state for job in jobs] == ["done"], jobs
        left = {path: item for path, item in was.items() if not goes(path) and ".locks" not in path}
        assert {p: i for p, i in tree(bed.cache).items() if ".locks" not in p} == left
        assert jobs[0].undoable
        undone = carried_out(opened, orders.Undo(cache=str(bed.cache), job=jobs[0].id))
        assert undone.state == "done", undone
    finally:
        opened.close()
    _as_it_was(bed, was)


def _as_it_was(bed: Bed, was: Tree) -> None:
    now = {path: item for path, item in tree(bed.cache).items() if ".locks" not in path}
    assert now == {path: item for path, item in was.items() if ".locks" not in path}
    assert tree(bed.outside) == {"precious": tree(bed.outside)["precious"]}


def _gone_for_good(bed: Bed, was: Tree) -> None:
    opened = bed.engine()
    try:
        opened.look(str(bed.cache))
        jobs = finish_all(opened)
    finally:
        opened.close()
    if not jobs:
        assert tree(bed.cache) == was
        return
    assert [job.state for job in jobs] == ["done"], jobs
    assert not jobs[0].undoable
    left = {p: item for p, item in was.items() if not (p + "/").startswith((f"{REPO}/", ".locks/"))}
    assert {p: item for p, item in tree(bed.cache).items() if not p.startswith(".locks")} == left
    assert (bed.outside / "precious").read_text() == "not yours"


def _remove_first(bed: Bed) -> None:
    opened = bed.engine()
    try:
        opened.look(str(bed.cache))
        order = orders.Remove(cache=str(bed.cache), targets=(Target(REPO, _commit(bed)), Target(DATA)))
        assert carried_out(opened, order).state == "done"
    finally:
        opened.close()


def _commit(bed: Bed) -> str:
    return (bed.cache / REPO / "refs" / "old").read_text()


def _undone(bed: Bed, was: Tree) -> None:
    opened = bed.engine()
    try:
        opened.look(str(bed.cache))
        jobs = finish_all(opened)
        if len(jobs) == 1:  # killed before the undo was ordered
            assert carried_out(opened, orders.Undo(cache=str(bed.cache), job=1)).state == "done"
        jobs = list(opened.jobs())
        assert {job.state for job in jobs} == {"done"}, jobs
        assert not any(job.undoable for job in jobs)
    finally:
        opened.close()
    _as_it_was(bed, was)
    trash = bed.user / "data" / "Trash"
    assert not list((trash / "files").iterdir())


def _relocate(bed: Bed) -> orders.LibraryOrder:
    return orders.Relocate(cache=str(bed.cache), target=str(bed.far))


def _rename(bed: Bed) -> orders.LibraryOrder:
    return orders.Relocate(cache=str(bed.cache), target=str(bed.base / "elsewhere" / "models"))


def _moved(bed: Bed, was: Tree) -> None:
    _moved_to(bed, was, bed.far)


def _renamed(bed: Bed, was: Tree) -> None:
    _moved_to(bed, was, bed.base / "elsewhere" / "models")


def _moved_to(bed: Bed, was: Tree, target: Path) -> None:
    opened = bed.engine()
    try:
        opened.look(str(bed.cache))
        jobs = finish_all(opened)
    finally:
        opened.close()
    if not jobs:
        assert tree(bed.cache, folder_times=True) == was
        assert not target.exists()
        return
    assert [job.state for job in jobs] == ["done"], jobs
    _is_there(bed, was, target)


def _is_there(bed: Bed, was: Tree, target: Path) -> None:
    assert tree(target, folder_times=True) == was
    (twice,) = hard_links(target)
    assert "linked-twice" in twice
    assert len(twice) == 2
    assert os.readlink(bed.cache) == str(target)
    assert sorted(path.name for path in bed.base.iterdir() if "hubkeep" in path.name) == []


def _cancelled_or_moved(bed: Bed, was: Tree) -> None:
    opened = bed.engine()
    try:
        opened.look(str(bed.cache))
        for view in opened.jobs():
            if view.state not in FINISHED:
                opened.control(view.id, "cancel")
        jobs = finish_all(opened)
    finally:
        opened.close()
    if jobs and jobs[0].state == "done":  # the swap had been made
        _is_there(bed, was, bed.far)
        return
    assert [job.state for job in jobs] in ([], ["cancelled"]), jobs
    assert tree(bed.cache, folder_times=True) == was
    assert not bed.far.exists()


SCENARIOS = {
    "trash-repo": Scenario(_remove(Target(REPO)), _whole_is_gone_and_comes_back),
    "trash-revision": Scenario(
        lambda bed: orders.Remove(cache=str(bed.cache), targets=(Target(REPO, _commit(bed)),)),
        _revision_is_gone_and_comes_back,
    ),
    "delete-repo": Scenario(_remove(Target(REPO), permanent=True), _gone_for_good),
    "undo": Scenario(lambda bed: orders.Undo(cache=str(bed.cache), job=1), _undone, _remove_first),
    "relocate": Scenario(_relocate, _moved, folder_times=True),
    "relocate-cancelled": Scenario(_relocate, _cancelled_or_moved, folder_times=True),
    "rename": Scenario(_rename, _renamed, folder_times=True),
}


# --- killing ------------------------------------------------------------------------------------


def _arm(at: int) -> None:
    """From now on counts the steps of this process, and kills it before step `at`."""
    counted = 0

    def step() -> None:
        nonlocal counted
        counted += 1
        if counted == at:
            os.kill(os.getpid(), signal.SIGKILL)

    def heard(event: str, arguments: tuple[Any, ...]) -> None:
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITING
        if writes or event in _STEPS:
            step()

    execute = database.Connection.execute

    def counting(self: database.Connection, statement: str, values: Any = (), /) -> Any:
        if statement == "COMMIT":
            step()
        return execute(self, statement, values)

    database.Connection.execute = counting  # type: ignore[method-assign]
    sys.addaudithook(heard)


def _in_child(work: Callable[[], None]) -> int:
    """Runs `work` in a fork; its wait status."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        except Exception:  # noqa: BLE001 - its status says it
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
    return os.waitpid(child, 0)[1]


def attempt(scenario: Scenario, at: int) -> bool:
    """One try with a kill before step `at`. Whether there was such a step. Raises AssertionError."""
    base = Path(tempfile.mkdtemp(prefix="hubkeep-killed-"))
    far = Path(tempfile.mkdtemp(prefix="hubkeep-killed-", dir="/dev/shm"))
    bed = Bed(base, far)
    os.environ["XDG_DATA_HOME"] = str(bed.user / "data")
    os.environ["HOME"] = str(bed.user)
    try:
        bed.lay()
        was = tree(bed.cache, folder_times=scenario.folder_times)
        prepare = scenario.prepare
        if prepare is not None:
            assert _in_child(lambda: prepare(bed)) == 0

        def run() -> None:
            opened = bed.engine()
            opened.look(str(bed.cache))
            order = scenario.order(bed)
            _arm(at)
            carried_out(opened, order)
            opened.close()

        status = _in_child(run)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        assert killed or status == 0, f"step {at}: the job's process ended with {status}"
        after = _in_child(lambda: scenario.after(bed, was))
        assert after == 0, f"step {at}: not right afterwards"
        return killed
    finally:
        shutil.rmtree(base)
        shutil.rmtree(far)


def main(arguments: list[str]) -> int:
    name, step, offset = arguments[0], int([*arguments, "1"][1]), int([*arguments, "1", "1"][2])
    scenario = SCENARIOS[name]
    tried = 0
    at = offset
    failed = 0
    while True:
        try:
            more = attempt(scenario, at)
        except AssertionError as error:
            print(f"{name}: {error}", file=sys.stderr)
            failed += 1
            more = True
        tried += 1
        if not more or failed > 3:
            break
        at += step
    print(f"{name}: {tried} tried, up to step {at}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
