"""Exports and imports run as jobs, on caches and a home of the test's own."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from hubkeep.engine.archive.export import export
from hubkeep.engine.archive.ground import Ground
from hubkeep.engine.archive.orders import Export, Import
from hubkeep.engine.archive.take_in import take_in
from hubkeep.engine.archive.values import ArchiveResult
from hubkeep.engine.jobs.job import Job, Outcome
from hubkeep.engine.jobs.lanes import Lane
from hubkeep.engine.jobs.runner import JobRunner
from hubkeep.engine.jobs.store import JobStore
from hubkeep.engine.jobs.values import JobView


class Carrier:
    """One home with its jobs."""

    def __init__(self, home: Path, on_check: Callable[[], None] | None = None) -> None:
        """`on_check` is called whenever a work asks whether to go on, before it is told."""
        self.home = home
        self.changed: list[str] = []
        self.store = JobStore(home / "history.sqlite")
        self._on_check = on_check
        self.runner = JobRunner(
            self.store,
            home / "jobs",
            {"export": self._export, "import": self._import},
            {"export": Lane("one"), "import": Lane("one")},
        )

    def ground(self, cache: str) -> Ground:
        return Ground(root=cache, changed=self.changed.extend, stored=tuple, home=self.home)

    def begin(self, order: Export | Import) -> int:
        kind = "export" if isinstance(order, Export) else "import"
        return self.runner.order(kind, order.cache, "", 1, msgspec.json.encode(order))

    def run(self, order: Export | Import) -> JobView:
        return self.runner.wait(self.begin(order), timeout=60)

    def done(self, order: Export | Import) -> ArchiveResult:
        """An order that must get done; what it brought."""
        view = self.run(order)
        assert (view.state, view.problem) == ("done", None), view
        result = msgspec.json.decode(self.runner.result(view.id) or b"", type=ArchiveResult)
        assert view.progress.done == view.progress.total
        return result

    def refused(self, order: Export | Import) -> str:
        """The code of the problem with which an order must fail."""
        view = self.run(order)
        assert view.state == "failed", view
        assert view.problem is not None
        assert view.problem.sentence()
        return view.problem.code

    def audited(self) -> list[tuple[str, str, int, str]]:
        rows = self.store._connection.execute("SELECT action, subject, bytes, details FROM audit").fetchall()
        return [tuple(row) for row in rows]  # type: ignore[misc]

    def _export(self, job: Job, data: bytes) -> Outcome:
        order = msgspec.json.decode(data, type=Export)
        return export(self.ground(order.cache), self._watched(job), order)

    def _import(self, job: Job, data: bytes) -> Outcome:
        order = msgspec.json.decode(data, type=Import)
        return take_in(self.ground(order.cache), self._watched(job), order)

    def _watched(self, job: Job) -> Job:
        on_check, check = self._on_check, job.check
        if on_check is not None:

            def asked() -> None:
                on_check()
                check()

            job.check = asked  # type: ignore[method-assign]
        return job


@contextlib.contextmanager
def carrier(home: Path, on_check: Callable[[], None] | None = None) -> Iterator[Carrier]:
    opened = Carrier(home, on_check)
    try:
        yield opened
    finally:
        opened.runner.close()
        opened.store.close()


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below `folder` but what huggingface_hub and we note there."""
    found: dict[str, Any] = {}
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder).as_posix()
        if path.is_file() and not relative.startswith(".cache/huggingface/") and relative != "SHA256SUMS":
            found[relative] = path.read_bytes()
    return found
