"""The link with the real engine, over a small real cache."""

from __future__ import annotations

import hashlib
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from hubkeep.app.engine_link import EngineLink
from hubkeep.link.messages import (
    Describe,
    JobView,
    ReadSettings,
    RepoDetail,
    RepoRow,
    Settings,
    StartJob,
    Totals,
    Verify,
    WriteSettings,
)
from hubkeep.link.program import engine_command
from PySide6.QtWidgets import QApplication

Wait = Callable[..., None]
COMMIT = "a" * 40


def add_repo(cache: Path, name: str, content: bytes) -> str:
    """A model of one file, as huggingface_hub lays it out; its key."""
    folder = cache / f"models--{name.replace('/', '--')}"
    digest = hashlib.sha256(content).hexdigest()
    for part in ("blobs", "refs", f"snapshots/{COMMIT}"):
        (folder / part).mkdir(parents=True)
    (folder / "blobs" / digest).write_bytes(content)
    (folder / "refs" / "main").write_text(COMMIT)
    (folder / "snapshots" / COMMIT / "weights.bin").symlink_to(f"../../blobs/{digest}")
    return folder.name


class Heard:
    """All that an engine has told, as a page would keep it."""

    def __init__(self, link: EngineLink) -> None:
        self.rows: dict[str, RepoRow] = {}
        self.totals: list[Totals] = []
        self.jobs: tuple[JobView, ...] = ()
        self.states: list[str] = []
        link.rows_changed.connect(self._rows)
        link.totals_changed.connect(self.totals.append)
        link.jobs_changed.connect(self._jobs)
        link.state_changed.connect(self.states.append)

    def _rows(self, event) -> None:
        if event.reset:
            self.rows.clear()
        for row in event.rows:
            self.rows[row.key] = row
        for key in event.removed:
            self.rows.pop(key, None)

    def _jobs(self, jobs: tuple[JobView, ...]) -> None:
        self.jobs = jobs

    def settled(self) -> bool:
        return bool(self.totals) and self.totals[-1].phase == "ready"


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    made = tmp_path / "hub"
    for number in range(3):
        add_repo(made, f"org/model-{number}", b"%d" % number * 1000 * (number + 1))
    return made


@pytest.fixture
def link(app: QApplication, tmp_path: Path, cache: Path) -> Iterator[EngineLink]:
    command = [*engine_command(), "--home", str(tmp_path / "home"), "--cache", str(cache)]
    made = EngineLink(command)
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def heard(link: EngineLink, wait_until: Wait) -> Heard:
    made = Heard(link)
    link.start()
    wait_until(made.settled, what="the engine has read the cache")
    return made


def test_rows_and_totals_arrive(heard: Heard, link: EngineLink) -> None:
    assert sorted(row.name for row in heard.rows.values()) == ["org/model-0", "org/model-1", "org/model-2"]
    assert heard.totals[-1].repos == 3
    assert link.welcome is not None
    assert link.welcome.pid == link.pid


def test_killed_it_comes_back_with_its_rows(
    heard: Heard, link: EngineLink, cache: Path, wait_until: Wait
) -> None:
    first = link.pid
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: heard.states[-1] == "restarting")
    key = add_repo(cache, "org/newcomer", b"new")
    wait_until(lambda: heard.states[-1] == "ready")
    wait_until(lambda: key in heard.rows and len(heard.rows) == 4)
    assert link.pid not in (0, first)
    assert not psutil.pid_exists(first)


def test_questions_are_answered(heard: Heard, link: EngineLink, wait_until: Wait) -> None:
    key = next(iter(heard.rows))
    got: list[RepoDetail] = []
    link.call(Describe(key), got.append)
    wait_until(lambda: got)
    assert got[0].row.key == key
    assert [file.path for file in got[0].revisions[0].files] == ["weights.bin"]


def test_settings_are_kept_by_the_engine(heard: Heard, link: EngineLink, wait_until: Wait) -> None:
    got: list[Settings] = []
    link.call(ReadSettings(), got.append)
    wait_until(lambda: got)
    link.call(WriteSettings(Settings(stale_days=30)), got.append)
    wait_until(lambda: len(got) == 2)
    link.call(ReadSettings(), got.append)
    wait_until(lambda: len(got) == 3)
    assert got[-1].stale_days == 30


def test_a_job_runs_and_is_done(heard: Heard, link: EngineLink, cache: Path, wait_until: Wait) -> None:
    link.call(StartJob(Verify(cache=str(cache))), lambda _started: None)
    wait_until(lambda: [job.state for job in heard.jobs] == ["done"])
    assert heard.jobs[0].kind == "verify"


def test_closing_the_link_ends_the_engine(heard: Heard, link: EngineLink) -> None:
    child = psutil.Process(link.pid)
    link.close()
    assert not child.is_running()
