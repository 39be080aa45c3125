"""A user's engine in this process, in front of local hubs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec
from hubkeep.engine.cache.names import parse_repo
from hubkeep.engine.downloads.orders import Download, Repair
from hubkeep.engine.downloads.values import DownloadResult, DownloadView, FileView, RepairResult
from hubkeep.engine.engine import Engine, Surroundings
from hubkeep.engine.jobs.values import FINISHED, JobState
from hubkeep.engine.state.settings import Settings, write_settings

from tests.engine.library.opened import WORKER
from tests.hub.messages import Route
from tests.hub.server import Hub
from tests.waiting import wait_until

KIB = 1 << 10
MIB = 1 << 20


class Desk:
    """One home, one cache, and an engine that can be closed and opened again. Used as a context manager."""

    def __init__(
        self,
        base: Path,
        *endpoints: Hub | str,
        settings: Settings | None = None,
        env: Mapping[str, str] | None = None,
    ) -> None:
        """`endpoints` in order of preference."""
        base.mkdir(parents=True, exist_ok=True)
        self.base = base
        self.cache = base / "hub"
        self.home = base / "state"
        self._at = Surroundings(
            home=self.home,
            environ={"HF_HOME": str(base / "hf"), "HF_HUB_CACHE": str(self.cache), **(env or {})},
            user_home=base,
            worker=WORKER,
            cores=1,
            endpoints=tuple(each if isinstance(each, str) else each.endpoint for each in endpoints),
        )
        if settings is not None:
            write_settings(self.home / "settings.json", settings)
        self._opened: Engine | None = None

    @property
    def engine(self) -> Engine:
        assert self._opened is not None
        return self._opened

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def open(self) -> None:
        """As the window does it: what was left unfinished goes on."""
        self._opened = Engine(self._at)
        self._opened.resume_jobs()

    def another(self) -> Engine:
        """A second engine of the same home, as a command line has one; the caller closes it."""
        return Engine(self._at)

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def restart(self) -> None:
        self.close()
        self.open()

    def set(self, **changes: Any) -> None:
        """Changes settings, as the user does while the engine runs."""
        self.engine.write_settings(msgspec.structs.replace(self.engine.settings, **changes))

    # --- asking ---------------------------------------------------------------------------------

    def start(self, repo: str, **more: Any) -> int:
        """Queues a download; its job."""
        return self.engine.start(Download(repo=repo, **more))

    def get(self, repo: str, **more: Any) -> DownloadResult:
        """A download that must succeed."""
        return self.got(self.start(repo, **more))

    def got(self, job: int) -> DownloadResult:
        return msgspec.json.decode(self._result(job), type=DownloadResult)

    def repair(self, repo: str, **more: Any) -> RepairResult:
        """A repair that must succeed."""
        job = self.engine.start(Repair(repo=repo, **more))
        return msgspec.json.decode(self._result(job), type=RepairResult)

    def _result(self, job: int) -> bytes:
        view = self.engine.wait(job, timeout=30)
        assert view.state == "done", (view.state, view.problem and view.problem.sentence())
        return self.engine.result(job)[1]

    def failed(self, job: int) -> DownloadView:
        """A download that must fail."""
        state = self.engine.wait(job, timeout=30).state
        assert state == "failed", state
        return self.view(job)

    # --- looking --------------------------------------------------------------------------------

    def views(self) -> dict[int, DownloadView]:
        """By job, in the order of the queue."""
        return {view.id: view for view in self.engine.downloads().downloads}

    def view(self, job: int) -> DownloadView:
        return self.views()[job]

    def running(self) -> list[int]:
        return [view.id for view in self.views().values() if view.state == "running"]

    def until(
        self, job: int, *states: JobState, that: Callable[[DownloadView], object] = lambda view: True
    ) -> DownloadView:
        """Waits until a download is in one of these states and `that` holds; how it was then."""
        seen: list[DownloadView] = []

        def there() -> bool:
            seen.append(self.view(job))
            assert states[0] in FINISHED or seen[-1].state not in FINISHED, seen[-1]
            return seen[-1].state in states and bool(that(seen[-1]))

        try:
            wait_until(there, 20)
        except AssertionError as error:
            raise AssertionError(f"{error}: last seen {seen[-1]}") from error
        return seen[-1]

    def files(self, job: int) -> dict[str, FileView]:
        return {file.path: file for file in self.engine.download_detail(job).files}

    def folder(self, repo: str) -> Path:
        """Of a repo in the cache."""
        found = parse_repo(repo)
        assert found is not None
        return self.cache / found.folder

    def ref(self, repo: str, name: str = "main") -> str:
        """The commit that the cache's ref names; empty where there is none."""
        try:
            return (self.folder(repo) / "refs" / name).read_text()
        except FileNotFoundError:
            return ""


def weights(size: int) -> bytes:
    """Bytes that nothing else has."""
    return os.urandom(size)


def sent(*hubs: Hub, file: str = "") -> int:
    """Bytes of files that hubs have given to the system so far."""
    routes = (Route.BYTES, Route.RESOLVE_CACHE, Route.RESOLVE)
    return sum(
        each.sent
        for hub in hubs
        for each in hub.log.now()
        if each.route in routes and each.status in (200, 206) and file in ("", each.file)
    )


def asked_files(hub: Hub) -> set[str]:
    """Files that somebody asked a hub for."""
    return {each.file for each in hub.log.now() if each.route is Route.RESOLVE}


def contents(folder: Path) -> dict[str, bytes]:
    """All files below a folder, by their paths, links followed."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def whole(desk: Desk, repo: str, commit: str, files: Mapping[str, bytes], paths: Iterable[str] = ()) -> bool:
    """Whether a snapshot holds exactly these files (only `paths` of them, where given)."""
    wanted = {path: files[path] for path in paths} if paths else dict(files)
    return contents(desk.folder(repo) / "snapshots" / commit) == wanted
