"""Mirrors over the link: a real `hubkeep engine`, real hubs, and huggingface.co behind a proxy."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hubkeep.engine.mirrors.history import Measurements
from hubkeep.engine.mirrors.records import HISTORY
from hubkeep.engine.mirrors.values import Measured
from hubkeep.engine.state.settings import Settings, write_settings
from hubkeep.link import server
from hubkeep.link.messages import (
    AddMirror,
    ApplyEndpoint,
    Bench,
    BenchResult,
    CheckRoomMirror,
    ControlJob,
    DraftRoomMirror,
    EndpointExport,
    Entry,
    ExportedMirrors,
    ExportMirrors,
    FetchHistory,
    FetchReached,
    FetchResult,
    History,
    ImportMirrors,
    JobResult,
    JobsChanged,
    JobStarted,
    JobView,
    ListMirrors,
    ListSnippets,
    MirrorsChanged,
    MirrorsView,
    MirrorView,
    Nothing,
    OpenCache,
    PlanEndpoint,
    Reached,
    ReadSettings,
    Refusal,
    RemoveMirror,
    RoomMirror,
    RoomMirrorCheck,
    RoomMirrorFiles,
    Snippets,
    StartJob,
    UseMirror,
    WriteRoomMirror,
)

from tests.hub import faults
from tests.hub.faults import Fault
from tests.hub.messages import Route
from tests.hub.server import Hub
from tests.link.client import Client
from tests.peers.official import ENDPOINT, Official
from tests.waiting import wait_until

MIB = 1 << 20
REPO = "org/name"


@pytest.fixture
def official(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Official]:
    """A hub with one repo, as huggingface.co."""
    hub.add(REPO, {"config.json": b"{}\n" * 50, "model.safetensors": os.urandom(24 * MIB)})
    with Official(hub, tmp_path) as official:
        for name, value in official.environ.items():
            monkeypatch.setenv(name, value)
        yield official


@pytest.fixture
def mirror(hub: Hub, official: Official) -> Iterator[Hub]:
    with hub.mirror() as mirror:
        mirror.faults.set(Fault(faults.Slow(together=12 * MIB), route=Route.BYTES))
        yield mirror


class Window:
    """A client, and what it knows of mirrors."""

    def __init__(self, base: Path) -> None:
        self.home = base / "home"
        self.client = Client(self.home, "--cache", str(base / "hub"))

    def __enter__(self) -> Window:
        self.client.__enter__()
        self.client.greet()
        assert self.ask(OpenCache()) == Nothing()
        return self

    def __exit__(self, *_: object) -> None:
        self.client.__exit__()
        assert self.client.strange == []
        assert self.client.errors == b""

    def ask(self, request: Any) -> Any:
        return self.client.ask(request)

    def view(self) -> MirrorsView:
        """As it was told last."""
        told = self.client.of(MirrorsChanged)
        return told[-1][1].view if told else MirrorsView()

    def mirror(self, url: str) -> MirrorView | None:
        return next((one for one in self.view().mirrors if one.entry.url == url), None)

    def job(self, number: int) -> JobView | None:
        told = self.client.of(JobsChanged)
        return next((one for one in told[-1][1].jobs if one.id == number), None) if told else None

    def measure(self, *urls: str) -> int:
        started = self.ask(StartJob(Bench(urls=urls, repo=REPO)))
        assert isinstance(started, JobStarted), started
        return started.id

    def until(self, number: int, state: str) -> None:
        def there() -> bool:
            view = self.job(number)
            return view is not None and view.state == state

        wait_until(there, 60, what=f"{state}: {self.job(number)}")


def test_every_request_is_answered(mirror: Hub, tmp_path: Path) -> None:
    url = mirror.endpoint
    with Window(tmp_path) as window:
        ask = window.ask
        view = ask(ListMirrors())
        assert isinstance(view, MirrorsView)
        assert (view.mode, view.endpoint, view.order, view.job) == ("environment", ENDPOINT, (ENDPOINT,), 0)
        assert [one.first for one in view.mirrors if one.official] == [True]
        assert ask(AddMirror(Entry(url=f"{url}/", name="Ours"))) == Nothing()
        wait_until(lambda: window.mirror(url))
        own = window.mirror(url)
        assert own is not None
        assert (own.entry.name, own.entry.own, own.local, own.used) == ("Ours", True, True, False)
        exported = ask(ExportMirrors())
        assert isinstance(exported, ExportedMirrors)
        assert ask(RemoveMirror(url)) == Nothing()
        wait_until(lambda: window.mirror(url) is None)
        assert ask(ImportMirrors(exported.text)) == Nothing()
        wait_until(lambda: window.mirror(url))
        assert ask(UseMirror(url)) == Nothing()
        wait_until(lambda: window.view().mode == "fixed")
        assert window.view().order == (url, ENDPOINT)
        assert ask(ReadSettings()).endpoints == (url, ENDPOINT)
        snippets = ask(ListSnippets(""))
        assert isinstance(snippets, Snippets)
        assert all(url in one.text for one in snippets.snippets)
        assert ask(FetchHistory()) == History()
        reached = ask(FetchReached())
        assert isinstance(reached, Reached)
        assert reached.last is None
        assert ask(UseMirror("official")) == Nothing()
        wait_until(lambda: window.view().order == (ENDPOINT,))
        assert ask(UseMirror("auto")) == Nothing()
        wait_until(lambda: window.view().mode == "auto")
        for request, code in (
            (AddMirror(Entry(url="ftp://x")), "endpoint-no-address"),
            (RemoveMirror(ENDPOINT), "mirror-not-own"),
            (UseMirror("https://a:b@c"), "endpoint-login"),
            (UseMirror("https://mirrors.tuna.tsinghua.edu.cn/hugging-face"), "mirror-note-tuna"),
            (StartJob(Bench(urls=("https://a?b",))), "endpoint-query"),
            (StartJob(Bench(repo="what is this")), "not-a-repo-name"),
            (CheckRoomMirror(str(tmp_path)), "mirror-room-none"),
        ):
            refusal = ask(request)
            assert isinstance(refusal, Refusal), request
            assert refusal.problem.code == code


def test_an_endpoint_for_the_shells_is_shown_given_and_taken_back(
    mirror: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = tmp_path / "user"
    user.mkdir()
    profile = user / ".profile"
    profile.write_text("umask 022\n")
    monkeypatch.setenv("HOME", str(user))
    with Window(tmp_path) as window:
        export = window.ask(PlanEndpoint(mirror.endpoint))
        assert isinstance(export, EndpointExport)
        assert str(profile) in {edit.path for edit in export.edits}
        assert profile.read_text() == "umask 022\n"
        assert window.ask(ApplyEndpoint(export)) == Nothing()
        assert mirror.endpoint in profile.read_text()
        wait_until(lambda: window.view().exported == mirror.endpoint)
        refusal = window.ask(ApplyEndpoint(export))
        assert isinstance(refusal, Refusal), "all is different from what was shown"
        assert window.ask(ApplyEndpoint(window.ask(PlanEndpoint("")))) == Nothing()
        assert profile.read_text() == "umask 022\n"
        wait_until(lambda: window.view().exported == "")


def test_a_mirror_for_a_room_is_drafted_written_and_checked(mirror: Hub, tmp_path: Path) -> None:
    room = RoomMirror(upstream=mirror.endpoint, folder=str(tmp_path / "bytes"))
    into = tmp_path / "room"
    with Window(tmp_path) as window:
        drafted = window.ask(DraftRoomMirror(room))
        assert isinstance(drafted, RoomMirrorFiles)
        assert not into.exists()
        written = window.ask(WriteRoomMirror(room, str(into)))
        assert isinstance(written, RoomMirrorFiles)
        assert written.endpoint == drafted.endpoint
        assert (into / "nginx.conf").read_text() == written.config
        checked = window.ask(CheckRoomMirror(str(into)))
        assert isinstance(checked, RoomMirrorCheck)
        assert checked.ok, checked


def test_a_probe_is_seen_as_it_goes_and_what_it_brought_stays(hub: Hub, mirror: Hub, tmp_path: Path) -> None:
    url = mirror.endpoint
    with Window(tmp_path) as window:
        window.ask(AddMirror(Entry(url=url)))
        number = window.measure(url, ENDPOINT, hub.dead)
        window.until(number, "done")
        told = window.client.of(MirrorsChanged)
        during = [(at, event.view) for at, event in told if event.view.job == number]
        stages = {one.stage for _, view in during for one in view.mirrors if one.entry.url == url}
        assert {"receiving"} < stages
        assert {view.repo for _, view in during} == {REPO}
        rates = [one.rate_now for _, view in during for one in view.mirrors if one.entry.url == url]
        assert max(rates) > MIB
        seconds = during[-1][0] - during[0][0]
        assert (len(during) - 1) / seconds <= 1.1 / server._EVENT_SECONDS
        result = window.ask(FetchResult(number))
        assert isinstance(result, JobResult)
        assert isinstance(result.bench, BenchResult)
        assert result.bench.best == result.bench.mirrors[0].url
        assert result.bench.best in (url, ENDPOINT)
        assert {one.url: one.grade for one in result.bench.mirrors}[hub.dead] == "bad"
        wait_until(lambda: window.view().job == 0)
        own = window.mirror(url)
        assert own is not None
        assert own.last is not None
        assert own.rank in (1, 2)
        assert (window.view().repo, own.stage) == (REPO, "idle")
        points = window.ask(FetchHistory()).points
        assert set(points) == {url, ENDPOINT, hub.dead}
        assert window.ask(UseMirror("auto")) == Nothing()
        wait_until(lambda: window.view().order[0] == result.bench.best)

        def quiet() -> bool:
            """For longer than two looks of an engine that has nothing to do."""
            at, _ = window.client.of(MirrorsChanged)[-1]
            return time.monotonic() - at > 2.3

        wait_until(quiet, 8)
    with Window(tmp_path) as window:
        wait_until(lambda: window.view().measured)
        assert window.view().order[0] == result.bench.best


def test_a_probe_is_cancelled_at_once_and_begins_anew_after_a_kill(mirror: Hub, tmp_path: Path) -> None:
    with Window(tmp_path) as window:
        number = window.measure(mirror.endpoint)
        wait_until(lambda: window.view().job == number)
        window.until(number, "running")
        assert window.ask(ControlJob(number, "cancel")) == Nothing()
        began = time.monotonic()
        window.until(number, "cancelled")
        assert time.monotonic() - began < 3
        assert window.view().measured == 0
        number = window.measure(mirror.endpoint)
        window.until(number, "running")
        window.client.process.kill()
        window.client.process.wait()
    with Window(tmp_path) as window:
        window.until(number, "done")
        result = window.ask(FetchResult(number))
        assert result.bench.mirrors[0].grade in ("good", "fair")


def test_left_to_hubkeep_what_was_measured_long_ago_is_measured_again(
    hub: Hub, mirror: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    write_settings(home / "settings.json", Settings(mirrors_auto=True))
    measurements = Measurements(home / HISTORY)
    old = time.time() - 13 * 3600
    measurements.keep([Measured(url=ENDPOINT, at=old, grade="good", rate=9.0 * MIB)])
    measurements.close()
    with Window(tmp_path) as window:
        wait_until(lambda: window.view().measured == old)
        wait_until(lambda: window.view().job, 40, what="a probe by itself")
