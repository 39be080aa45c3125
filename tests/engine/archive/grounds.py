"""A cache, an archive on another volume, and jobs between them, without the rest of an engine."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import msgspec
from hubkeep.engine.archive.archive import archive
from hubkeep.engine.archive.freeze import freeze
from hubkeep.engine.archive.ground import Ground
from hubkeep.engine.archive.orders import Archive, Freeze, Restore, Thaw
from hubkeep.engine.archive.restore import restore
from hubkeep.engine.archive.thaw import thaw
from hubkeep.engine.archive.values import ArchiveResult
from hubkeep.engine.jobs.lanes import Lane
from hubkeep.engine.jobs.runner import Job, JobRunner, Outcome
from hubkeep.engine.jobs.store import JobStore
from hubkeep.engine.jobs.values import JobView

from tests.engine.steps import Steps, kill


def ground_of(root: Path, home: Path, changed: list[str] | None = None) -> Ground:
    """The ground of the cache at `root`; keys that are said to be different go to `changed`."""
    told = [] if changed is None else changed
    return Ground(root=str(root), changed=told.extend, stored=tuple, home=home)


class Works:
    """Runs orders of the archive on one cache as an engine would. Close it."""

    def __init__(self, cache: Path, home: Path) -> None:
        self.cache = cache
        self.changed: list[str] = []
        self.ground = ground_of(cache, home, self.changed)
        home.mkdir(parents=True, exist_ok=True)
        self.around: Steps | None = None
        """Counts the steps of works."""
        self.store = JobStore(home / "history.sqlite")
        lane = Lane("write")
        self.runner = JobRunner(
            self.store,
            home / "locks",
            {
                "archive": self._archive,
                "restore": self._restore,
                "freeze": self._freeze,
                "thaw": self._thaw,
            },
            dict.fromkeys(("archive", "restore", "freeze", "thaw"), lane),
        )

    def _archive(self, job: Job, order: bytes) -> Outcome:
        with self._counted():
            return archive(self.ground, job, msgspec.json.decode(order, type=Archive))

    def _restore(self, job: Job, order: bytes) -> Outcome:
        with self._counted():
            return restore(self.ground, job, msgspec.json.decode(order, type=Restore))

    @contextlib.contextmanager
    def _counted(self) -> Iterator[None]:
        steps = self.around or Steps(0, kill)
        steps.counting = True
        try:
            yield
        finally:
            steps.counting = False

    def _freeze(self, job: Job, order: bytes) -> Outcome:
        return freeze(self.ground, job, msgspec.json.decode(order, type=Freeze))

    def _thaw(self, job: Job, order: bytes) -> Outcome:
        return thaw(self.ground, job, msgspec.json.decode(order, type=Thaw))

    def start(self, order: Archive | Restore | Freeze | Thaw) -> int:
        """Begins it; the job."""
        kind = type(order).__struct_config__.tag
        assert isinstance(kind, str)
        return self.runner.order(kind, str(self.cache), "", len(order.keys), msgspec.json.encode(order))

    def archived(self, *keys: str, to: Path | str) -> JobView:
        """Archives, and waits for the end."""
        return self.runner.wait(self.start(Archive(cache=str(self.cache), keys=keys, to=str(to))))

    def restored(self, *keys: str) -> JobView:
        """Restores, and waits for the end."""
        return self.runner.wait(self.start(Restore(cache=str(self.cache), keys=keys)))

    def frozen(self, *keys: str, to: Path | str = "") -> JobView:
        """Freezes, and waits for the end."""
        return self.runner.wait(self.start(Freeze(cache=str(self.cache), keys=keys, to=str(to))))

    def thawed(self, *keys: str) -> JobView:
        """Thaws, and waits for the end."""
        return self.runner.wait(self.start(Thaw(cache=str(self.cache), keys=keys)))

    def result(self, view: JobView) -> ArchiveResult:
        """What a job that got done brought."""
        assert (view.state, view.problem) == ("done", None)
        found = self.runner.result(view.id)
        assert found is not None
        return msgspec.json.decode(found, type=ArchiveResult)

    def close(self) -> None:
        self.runner.close()
        self.store.close()


def sums_hold(archive: Path) -> bool:
    """Whether the real sha256sum agrees with all that the archive says of its blobs, and of no others."""
    run = subprocess.run(
        ["sha256sum", "-c", "--strict", "--quiet", "SHA256SUMS"],
        cwd=archive,
        capture_output=True,
        check=False,
    )
    listed = {line.split("/")[1] for line in (archive / "SHA256SUMS").read_text().splitlines()}
    there = {path.name for path in (archive / "blobs").iterdir()}
    # Of nothing to check, sha256sum complains.
    return listed == there and (run.returncode == 0 or not listed)
