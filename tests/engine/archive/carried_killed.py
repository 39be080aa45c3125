"""Exports and imports in a child that kills itself (SIGKILL) before the n-th step it takes on the disk or in
the database, or whose n-th step on the disk fails, for one n after the other; then the same home must make
everything right, also where the first try of that is killed too.

    python -m tests.engine.archive.carried_killed SCENARIO kill|ENOSPC|EIO|EROFS|EACCES [STEP [OFFSET]]

STEP 1 tries every n, STEP 7 every seventh. Says how many were tried; ends with 1 where one went wrong.
"""

from __future__ import annotations

import errno
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

from hubkeep.engine.archive.orders import Export, Import
from hubkeep.engine.jobs.values import FINISHED
from hubkeep.engine.state import database

from tests.engine.archive.carried import Carrier, carrier, files_of
from tests.engine.cache.laid import lay
from tests.engine.library.trees import tree

KEY = "models--org--model"
BIG = b"weights!" * (1 << 16) * 9
FIRST = {"config.json": b"{}", "sub/model.bin": BIG, "gone/old.txt": b"old"}
SECOND = {"config.json": b'{"v": 2}', "sub/model.bin": BIG, "new.txt": b"new"}
_WRITING = os.O_WRONLY | os.O_RDWR
_STEPS = frozenset(
    f"os.{name}"
    for name in (
        "rename",
        "remove",
        "rmdir",
        "mkdir",
        "link",
        "symlink",
        "utime",
        "chmod",
        "chown",
        "truncate",
    )
)
"""The audit events of calls that change the disk; each is raised before its call."""


class Bed:
    """The folders of one try."""

    def __init__(self, base: Path, far: Path) -> None:
        self.base = base
        self.cache = base / "hub"
        self.near = base / "out"
        self.far = far / "out"
        """On another volume."""

    def lay(self) -> None:
        lay(self.cache, KEY, FIRST, revision="one", ref="v1")
        lay(self.cache, KEY, SECOND, revision="two")

    def export(self, to: Path, revision: str = "") -> Export:
        return Export(cache=str(self.cache), key=KEY, to=str(to), revision=revision)

    def prepared(self, order: Export) -> None:
        with carrier(self.base / "before") as first:
            first.done(order)


@dataclass(frozen=True)
class Scenario:
    prepare: Callable[[Bed], None]
    order: Callable[[Bed], Export | Import]
    result: Callable[[Bed], Path]
    """The folder that is to change; nothing beside it may."""
    whole: Callable[[Bed], None]


def _exported(folder: Path) -> None:
    assert files_of(folder) == SECOND
    assert len((folder / "SHA256SUMS").read_text().splitlines()) == len(SECOND)
    assert (folder / ".cache/huggingface/hubkeep-export.json").exists()
    left = [path.name for path in folder.rglob("*") if path.name.startswith("tmp_") or "ready" in path.name]
    assert left == []
    notes = sorted(path.name for path in folder.rglob("*.metadata"))
    assert notes == ["config.json.metadata", "model.bin.metadata", "new.txt.metadata"]
    assert [path.name for path in folder.parent.iterdir() if "hubkeep" in path.name] == []


def _imported(cache: Path) -> None:
    (snapshot,) = (cache / KEY / "snapshots").iterdir()
    assert files_of(snapshot) == SECOND
    assert (cache / KEY / "refs" / "main").read_text() == snapshot.name
    assert sorted(os.listdir(cache / KEY / "blobs")) == sorted(
        Path(os.readlink(snapshot / path)).name for path in SECOND
    )


SCENARIOS = {
    "copied": Scenario(
        lambda bed: None,
        lambda bed: bed.export(bed.far),
        lambda bed: bed.far.parent,
        lambda bed: _exported(bed.far),
    ),
    "linked": Scenario(
        lambda bed: None,
        lambda bed: bed.export(bed.near),
        lambda bed: bed.near,
        lambda bed: _exported(bed.near),
    ),
    "renewed": Scenario(
        lambda bed: bed.prepared(bed.export(bed.far, "v1")),
        lambda bed: bed.export(bed.far),
        lambda bed: bed.far.parent,
        lambda bed: _exported(bed.far),
    ),
    "imported": Scenario(
        lambda bed: bed.prepared(bed.export(bed.far)),
        lambda bed: Import(cache=str(bed.base / "new"), folder=str(bed.far)),
        lambda bed: bed.base / "new",
        lambda bed: _imported(bed.base / "new"),
    ),
}


def _arm(at: int, fault: int) -> None:
    """Step number `at` from now on kills this process, or fails with the errno `fault`."""
    counted = 0

    def step(path: str) -> None:
        nonlocal counted
        counted += 1
        if counted == at:
            if fault:
                raise OSError(fault, os.strerror(fault), path)
            os.kill(os.getpid(), signal.SIGKILL)

    def heard(event: str, arguments: tuple[Any, ...]) -> None:
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITING
        if (
            (writes or event in _STEPS)
            and "history" not in str(arguments[0])
            and "/jobs" not in str(arguments[0])
        ):
            step(str(arguments[0]))

    execute = database.Connection.execute

    def counting(self: database.Connection, statement: str, values: Any = (), /) -> Any:
        if statement == "COMMIT" and not fault:
            step("")
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


def _finished(opened: Carrier) -> list[str]:
    """Goes on with what is there and waits; the states of all jobs."""
    opened.runner.resume()
    for view in opened.runner.jobs():
        if view.state not in FINISHED:
            opened.runner.wait(view.id, timeout=60)
    return [view.state for view in opened.runner.jobs()]


def _seen(folder: Path) -> dict[str, tuple[object, ...]]:
    """A folder without the locks that huggingface_hub's way leaves, and without what a lookup makes."""
    return {path: item for path, item in tree(folder).items() if not path.endswith(".lock")}


def attempt(scenario: Scenario, at: int, fault: int) -> bool:
    """One try. Whether there was a step `at`. Raises AssertionError."""
    base = Path(tempfile.mkdtemp(prefix="hubkeep-killed-"))
    far = Path(tempfile.mkdtemp(prefix="hubkeep-killed-", dir="/dev/shm"))
    bed = Bed(base, far)
    home = base / "home"
    try:
        bed.lay()
        assert _in_child(lambda: scenario.prepare(bed)) == 0
        contents = {path: item[-1] for path, item in tree(bed.cache).items()}
        result = scenario.result(bed)
        was = _seen(result)

        def run() -> None:
            with carrier(home) as opened:
                order = scenario.order(bed)
                _arm(at, fault)
                view = opened.run(order)
                if fault and view.state == "failed":
                    assert view.problem is not None
                    assert view.problem.code != "defect", view
                    gathered = opened.store.noted(view.id, "gathered") is not None
                    # Nothing has its name before all is there; then it is carried to its end.
                    assert gathered or _seen(result) == was
                    opened.runner.control(view.id, "retry")
                    view = opened.runner.wait(view.id, timeout=60)
                assert view.state == "done", view
                scenario.whole(bed)

        def again(second: int) -> Callable[[], None]:
            def work() -> None:
                with carrier(home) as opened:
                    if second:
                        _arm(second, 0)
                    states = _finished(opened)
                if states:
                    assert states == ["done"]
                    scenario.whole(bed)
                else:
                    assert _seen(result) == was

            return work

        status = _in_child(run)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        assert killed or status == 0, f"step {at}: the job's process ended with {status}"
        if killed:
            once_more = _in_child(again(1 + at % 23))
            assert os.WIFSIGNALED(once_more) or once_more == 0, f"step {at}: not right when killed twice"
            assert _in_child(again(0)) == 0, f"step {at}: not right afterwards"
        assert {path: item[-1] for path, item in tree(bed.cache).items()} == contents
        return killed if not fault else at < _MOST
    finally:
        shutil.rmtree(base)
        shutil.rmtree(far)


_MOST = 60
"""Steps on the disk that are made to fail; there are fewer."""


def main(arguments: list[str]) -> int:
    name, fault = arguments[0], getattr(errno, arguments[1], 0)
    step, at = int([*arguments, "1"][2]), int([*arguments, "1", "1"][3])
    tried = failed = 0
    while True:
        try:
            more = attempt(SCENARIOS[name], at, fault)
        except AssertionError as error:
            print(f"{name}: {error}", file=sys.stderr)
            failed += 1
            more = True
        tried += 1
        if not more or failed > 3:
            break
        at += step
    print(f"{name} {arguments[1]}: {tried} tried, up to step {at}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
