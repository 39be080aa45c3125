"""A transfer with all real parts around it: hosts, connections, a folder; and a look at what it did."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Literal, Self
from urllib.parse import urlsplit

from hubkeep.engine.net.dialer import Pool
from hubkeep.engine.problems import Failure
from hubkeep.engine.transfer.cells import Cells
from hubkeep.engine.transfer.digest import digest_of
from hubkeep.engine.transfer.errand import FileUnderWay, Goal
from hubkeep.engine.transfer.pace import Limit, Pace
from hubkeep.engine.transfer.source import Source
from hubkeep.engine.transfer.transfer import Transfer

from tests.engine.net.dialling import dialer
from tests.hub.content import Repo
from tests.hub.messages import Route
from tests.hub.server import Hub

MIB = 1 << 20
MARKS = "ABCDEFGH"


def data(size: int, seed: int = 1) -> bytes:
    return Random(seed).randbytes(size)


class Shelf:
    """A `Landing` in a folder. Files go to `folder/done`; `begin` may be told what to say first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.begins: dict[str, list[Literal["go", "here", "locked"]]] = {}
        """What is said of a path, one after the other; in the end `go`."""
        self.sums: dict[str, bytes] = {}
        self.held: set[str] = set()
        self.on_publish: Callable[[Goal], None] = lambda goal: None
        self._lock = threading.Lock()
        (folder / "done").mkdir(parents=True)

    def begin(self, goal: Goal) -> Literal["go", "here", "locked"]:
        with self._lock:
            said = self.begins.get(goal.path)
            answer = said.pop(0) if said else "go"
            if answer == "go":
                assert goal.path not in self.held, f"{goal.path} is begun twice"
                self.held.add(goal.path)
            return answer

    def part(self, goal: Goal) -> Path:
        return self.folder / f"{goal.digest}.part"

    def journal(self, goal: Goal) -> Path:
        return self.folder / f"{goal.digest}.journal"

    def publish(self, goal: Goal, sums: bytes) -> None:
        with self._lock:
            assert goal.path in self.held, f"{goal.path} is published without its lock"
            assert goal.path not in self.sums, f"{goal.path} is published twice"
            self.sums[goal.path] = sums
        self.on_publish(goal)
        self.part(goal).replace(self.file(goal.path))
        self.journal(goal).unlink(missing_ok=True)

    def end(self, goal: Goal) -> None:
        with self._lock:
            assert goal.path in self.held, f"the lock of {goal.path} is given back twice"
            self.held.remove(goal.path)

    def file(self, path: str) -> Path:
        return self.folder / "done" / path.replace("/", "_")

    def has(self, path: str) -> bytes | None:
        try:
            return self.file(path).read_bytes()
        except FileNotFoundError:
            return None


def goals_of(repo: Repo) -> list[Goal]:
    return [Goal(path, entry.size, entry.etag) for path, entry in sorted(repo.head.files.items())]


def goal_of(path: str, content: bytes) -> Goal:
    return Goal(path, len(content), digest_of(content, "0" * 64))


def source_of(base: str, *, commit: str = "", trusted: bool = False) -> Source:
    """An endpoint whose files lie right under `base`."""
    return Source(
        base,
        urlsplit(base).netloc,
        lambda path: f"{base}/{path}",
        lambda url: None,
        commit=commit,
        trusted=trusted,
        now=time.monotonic(),
    )


def sources_of(
    repo: Repo, hubs: Sequence[Hub], *, trusted: int | None = 0, reserve: int | None = None
) -> list[Source]:
    def source(index: int, hub: Hub) -> Source:
        return Source(
            hub.endpoint,
            urlsplit(hub.endpoint).netloc,
            lambda path: f"{hub.endpoint}/{repo.id}/resolve/{repo.head.id}/{path}",
            lambda url: None,
            commit=repo.head.id,
            trusted=index == trusted,
            reserve=index == reserve,
            now=time.monotonic(),
        )

    return [source(index, hub) for index, hub in enumerate(hubs)]


class Errand:
    """One run of a transfer."""

    def __init__(
        self,
        goals: Sequence[Goal],
        sources: Sequence[Source],
        shelf: Shelf,
        *,
        limits: Sequence[Limit] = (),
        most: int = 0,
        patience: float = 20.0,
        paused: Callable[[], frozenset[str]] = frozenset,
    ) -> None:
        self.goals = list(goals)
        self.shelf = shelf
        self.pool = Pool(dialer())
        self.total = sum(goal.size for goal in goals)
        self.looks = 0
        self.seconds = 0.0
        self.transfer = Transfer(
            goals,
            sources,
            shelf,
            self.pool,
            pace=Pace(limits),
            cells=Cells(self.total, 400, "h", ".", MARKS),
            headers=(("User-Agent", "test"),),
            most=most,
            patience=patience,
            paused=paused,
        )

    def run(self, check: Callable[[Errand], None] = lambda errand: None) -> Self:
        """To its end; whatever happens, no lock and no thread is left. `check` is called now and then."""
        before = set(threading.enumerate())
        began = time.monotonic()
        try:
            self.transfer.run(lambda: check(self), self._look)
        finally:
            self.pool.close()
            self.seconds = time.monotonic() - began
            left = [
                thread.name
                for thread in threading.enumerate()
                if thread not in before and thread.name.startswith("transfer")
            ]
            assert left == []
            assert self.shelf.held == set()
        return self

    def _look(self) -> None:
        self.looks += 1
        row = self.transfer.cells()
        assert set(row) <= set(".h" + MARKS)
        for file in self.transfer.files():
            assert 0 <= file.done <= file.goal.size

    def file(self, path: str) -> FileUnderWay:
        return next(file for file in self.transfer.files() if file.goal.path == path)

    def brought(self) -> list[int]:
        """Good bytes by source."""
        return [source.bytes for source in self.transfer.sources()]

    def failed(self) -> dict[str, str]:
        """Codes by path."""
        return {file.goal.path: file.problem.code for file in self.transfer.files() if file.problem}

    def is_right(self, repo: Repo) -> bool:
        """Whether every file is there as the repo has it, and all is counted."""
        for goal in self.goals:
            with repo.head.files[goal.path].source.open() as file:
                assert self.shelf.has(goal.path) == file.read(), goal.path
            assert self.file(goal.path).status in ("done", "here")
        assert self.failed() == {}
        return True


def failure_of(run: Callable[[], object]) -> str:
    """The code of what `run` must fail with."""
    try:
        run()
    except Failure as failure:
        return failure.problem.code
    raise AssertionError("it did not fail")


def sent(*hubs: Hub, path: str | None = None) -> int:
    """Bytes of files that hubs gave out. Answers that are held back are not waited for."""
    return sum(
        each.sent
        for hub in hubs
        for each in hub.log.requests(file=path, timeout=0.1)
        if each.status in (200, 206) and each.route in (Route.BYTES, Route.RESOLVE, Route.RESOLVE_CACHE)
    )
