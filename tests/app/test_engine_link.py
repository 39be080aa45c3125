"""The window's end of the link, over real processes."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from hubkeep.app import engine_link
from hubkeep.app.engine_link import EngineLink
from hubkeep.link.messages import MirrorsView, Nothing, OpenCache, ReadSettings, Refresh, Refusal, Settings
from PySide6.QtCore import QElapsedTimer, QTimer
from PySide6.QtWidgets import QApplication

from tests.app import scripted_engine

Wait = Callable[..., None]


class Company:
    """A link to a scripted engine, and all that it said."""

    def __init__(self, how: str, log: Path) -> None:
        self._log = log
        self.link = EngineLink([sys.executable, scripted_engine.__file__, how, str(log)])
        self.states: list[str] = []
        self.rows: list[str] = []
        self.resets = 0
        self.link.state_changed.connect(self.states.append)
        self.link.rows_changed.connect(self._count)

    def _count(self, event) -> None:
        self.resets += event.reset
        self.rows = [row.name for row in event.rows] + ([] if event.reset else self.rows)

    def heard(self) -> list[str]:
        return self._log.read_text().split() if self._log.exists() else []


@pytest.fixture
def keep_company(app: QApplication, tmp_path: Path) -> Iterator[Callable[[str], Company]]:
    made: list[Company] = []

    def start(how: str) -> Company:
        company = Company(how, tmp_path / "heard")
        made.append(company)
        company.link.start()
        return company

    yield start
    for company in made:
        company.link.close()
        company.link.deleteLater()


def test_it_opens_the_cache_and_gets_answers(keep_company, wait_until: Wait) -> None:
    company = keep_company("well")
    assert company.link.state == "starting"
    wait_until(lambda: company.rows == ["a/0"])
    assert company.link.welcome.host == "atelier"
    got: list[Settings] = []
    company.link.call(ReadSettings(), got.append)
    wait_until(lambda: got == [Settings(stale_days=30)])
    assert company.states == ["ready"]


def test_it_hears_of_mirrors(keep_company, wait_until: Wait) -> None:
    company = keep_company("well")
    heard: list[MirrorsView] = []
    company.link.mirrors_changed.connect(heard.append)
    wait_until(lambda: heard)
    assert heard == [MirrorsView(endpoint="https://hf-mirror.com")]


def test_a_killed_engine_comes_back_with_its_cache(keep_company, wait_until: Wait) -> None:
    company = keep_company("well")
    wait_until(lambda: company.resets == 1)
    opened: list[Nothing] = []
    company.link.call(OpenCache("/elsewhere"), opened.append)
    wait_until(lambda: company.resets == 2)
    first = company.link.pid
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: company.states[-1] == "restarting")
    wait_until(lambda: company.resets == 3)
    assert company.states == ["ready", "restarting", "ready"]
    assert company.link.pid not in (0, first)
    assert company.heard() == ["Hello", "OpenCache", "OpenCache", "Hello", "OpenCache"]


def test_what_was_asked_of_a_killed_engine_is_refused(keep_company, wait_until: Wait) -> None:
    company = keep_company("well")
    wait_until(lambda: company.resets == 1)
    psutil.Process(company.link.pid).suspend()
    refused: list[Refusal] = []
    company.link.call(Refresh(), pytest.fail, refused.append)
    os.kill(company.link.pid, signal.SIGKILL)
    wait_until(lambda: refused)
    assert [each.problem.code for each in refused] == ["engine-restarted"]


def test_a_call_while_the_engine_is_away_is_refused_later(keep_company, wait_until: Wait) -> None:
    company = keep_company("well")
    refused: list[Refusal] = []
    company.link.call(Refresh(), pytest.fail, refused.append)
    assert refused == []
    wait_until(lambda: refused)
    assert refused[0].problem.code == "engine-restarted"


def test_an_engine_that_always_dies_is_given_up(keep_company, wait_until: Wait, monkeypatch) -> None:
    monkeypatch.setattr(engine_link, "BACKOFF_MS", (1, 1))
    company = keep_company("dies")
    wait_until(lambda: company.link.state == "failed")
    assert company.link.problem.code == "engine-failed"
    assert company.link.problem.params == {"reason": "RuntimeError: no good"}
    company.link.restart()
    assert company.link.state == "restarting"
    wait_until(lambda: company.link.state == "failed")


def test_a_program_that_is_not_there_is_given_up(app, wait_until: Wait, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(engine_link, "BACKOFF_MS", (1, 1))
    link = EngineLink([str(tmp_path / "nothing")])
    link.start()
    wait_until(lambda: link.state == "failed")
    assert link.problem.params["reason"]
    link.close()


def test_what_is_no_message_counts_as_a_crash(keep_company, wait_until: Wait, monkeypatch) -> None:
    monkeypatch.setattr(engine_link, "BACKOFF_MS", (1, 1))
    company = keep_company("mumbles")
    wait_until(lambda: company.link.state == "failed")
    assert "hello there" in company.link.problem.params["reason"]


def test_a_goodbye_is_told_and_not_answered_by_a_restart(keep_company, wait_until: Wait) -> None:
    company = keep_company("leaves")
    wait_until(lambda: company.link.state == "failed")
    assert company.link.problem.code == "disk-full"
    wait_until(lambda: company.link.pid == 0)
    assert company.heard() == ["Hello", "EOF"]


def test_trying_again_does_not_wait_for_one_that_lingers(keep_company, wait_until: Wait, monkeypatch) -> None:
    company = keep_company("lingers")
    wait_until(lambda: company.link.state == "failed")
    first = psutil.Process(company.link.pid)
    company.link.restart()
    wait_until(lambda: company.states == ["failed", "restarting", "failed"])
    wait_until(lambda: not first.is_running() or first.status() == psutil.STATUS_ZOMBIE)
    assert company.heard() == ["Hello", "Hello"]
    monkeypatch.setattr(engine_link, "GRACE_MS", 200)  # the second one lingers, too
    company.link.close()


def test_closing_ends_the_engine_by_the_end_of_its_input(keep_company, wait_until: Wait) -> None:
    company = keep_company("well")
    wait_until(lambda: company.resets == 1)
    child = psutil.Process(company.link.pid)
    company.link.close()
    assert not child.is_running()
    assert company.heard()[-1] == "EOF"
    assert company.states == ["ready"]


def test_an_engine_that_does_not_listen_is_killed(keep_company, wait_until: Wait, monkeypatch) -> None:
    monkeypatch.setattr(engine_link, "GRACE_MS", 200)
    company = keep_company("deaf")
    wait_until(lambda: company.heard() == ["Hello"])
    child = psutil.Process(company.link.pid)
    started = time.monotonic()
    company.link.close()
    assert not child.is_running()
    assert time.monotonic() - started < 2


def test_a_flood_of_rows_leaves_the_event_loop_its_turns(keep_company, wait_until: Wait, app) -> None:
    company = keep_company("floods")
    clock, last, gaps = QElapsedTimer(), [0], []
    clock.start()

    def tick() -> None:
        now = clock.elapsed()
        gaps.append(now - last[0])
        last[0] = now

    timer = QTimer()
    timer.timeout.connect(tick)
    timer.start(1)
    wait_until(lambda: len(company.rows) == scripted_engine.FLOOD)
    timer.stop()
    # The machine may be busy with other things: the median is ours, the worst is not.
    assert sorted(gaps)[len(gaps) // 2] <= engine_link.TURN_MS + 10
    assert len(gaps) > 5
