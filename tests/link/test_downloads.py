"""Downloads over the link: a real `hubkeep engine`, a real hub."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hubkeep.link.messages import (
    AllowToken,
    ArrangeDownloads,
    ControlDownloads,
    ControlFiles,
    ControlJob,
    DescribeDownload,
    Download,
    DownloadDetail,
    DownloadResult,
    DownloadsChanged,
    DownloadView,
    FetchRates,
    FetchResult,
    JobResult,
    JobStarted,
    KeepToken,
    ListTokens,
    LookUp,
    Nothing,
    Offer,
    OpenCache,
    Rates,
    ReadSettings,
    Refusal,
    Repair,
    Search,
    SearchResult,
    Settings,
    StartJob,
    Tokens,
    WriteSettings,
)

from tests.e2e.small_disk import SmallDisk
from tests.hub import faults
from tests.hub.content import Repo
from tests.hub.server import Hub
from tests.link.client import Client
from tests.waiting import wait_until

MIB = 1 << 20
SIZE = 8 * MIB + 9
FILES = {"model.safetensors": os.urandom(SIZE), "config.json": b"{}\n"}
TOTAL = SIZE + 3


@pytest.fixture
def repo(hub: Hub) -> Repo:
    return hub.add("org/name", FILES)


class Window:
    """A client that has opened a cache, and what it knows of the queue."""

    def __init__(self, base: Path, hub: Hub, *, program: tuple[str, ...] = (), cache: str = "") -> None:
        self.cache = cache or str(base / "hub")
        options = ("--cache", self.cache, "--endpoint", hub.endpoint)
        self.client = Client(base / "home", *options, program=program)

    def __enter__(self) -> Window:
        self.client.__enter__()
        self.client.greet()
        assert self.client.ask(OpenCache()) == Nothing()
        return self

    def __exit__(self, *_: object) -> None:
        self.client.__exit__()
        assert self.client.strange == []
        assert self.client.errors == b""

    def start(self, order: Download | Repair) -> int:
        started = self.client.ask(StartJob(order))
        assert isinstance(started, JobStarted), started
        return started.id

    def queue(self) -> DownloadsChanged:
        """As it was told last."""
        told = self.client.of(DownloadsChanged)
        return told[-1][1] if told else DownloadsChanged()

    def view(self, job: int) -> DownloadView | None:
        return next((view for view in self.queue().downloads if view.id == job), None)

    def until(
        self, job: int, state: str, that: Callable[[DownloadView], object] = lambda view: True
    ) -> DownloadView:
        def there() -> bool:
            view = self.view(job)
            return view is not None and view.state == state and bool(that(view))

        wait_until(there, 20, what=f"{state}: {self.view(job)}")
        found = self.view(job)
        assert found is not None
        return found

    def result(self, job: int) -> DownloadResult:
        self.until(job, "done")
        result = self.client.ask(FetchResult(job))
        assert isinstance(result, JobResult)
        assert result.download is not None
        return result.download


def test_every_request_is_answered(hub: Hub, repo: Repo, tmp_path: Path) -> None:
    with Window(tmp_path, hub) as window:
        ask = window.client.ask
        found = ask(Search(text="name"))
        assert isinstance(found, SearchResult)
        assert [one.repo for one in found.found] == ["org/name"]
        offer = ask(LookUp(text=f"{hub.endpoint}/org/name/tree/main"))
        assert isinstance(offer, Offer)
        assert (offer.commit, len(offer.files)) == (repo.head.id, 2)
        refused = ask(LookUp(text="what is this?"))
        assert isinstance(refused, Refusal)
        assert refused.problem.code == "address-not-understood"
        assert ask(ControlDownloads("pause")) == Nothing()
        wait_until(lambda: window.queue().paused)
        one = window.start(Download(repo="org/name", commit=offer.commit))
        two = window.start(Download(repo="org/name", include=("config.json",)))
        assert ask(ArrangeDownloads((two, one))) == Nothing()
        wait_until(lambda: [view.id for view in window.queue().downloads] == [two, one])
        assert ask(ControlFiles(one, ("config.json",), "pause")) == Nothing()
        assert ask(ControlFiles(one, ("config.json",), "resume")) == Nothing()
        assert ask(DescribeDownload(one)) == DownloadDetail(id=one)
        assert ask(ControlDownloads("resume")) == Nothing()
        result = window.result(one)
        assert (result.downloaded + result.reused, result.commit) == (TOTAL, repo.head.id)
        assert set(result.sources) <= {hub.endpoint}
        detail = ask(DescribeDownload(one))
        assert isinstance(detail, DownloadDetail)
        assert [(file.path, file.state) for file in detail.files] == [
            ("config.json", "done"),
            ("model.safetensors", "done"),
        ]
        rates = ask(FetchRates())
        assert isinstance(rates, Rates)
        repair = window.start(Repair(repo="org/name"))
        window.until(repair, "done")
        repaired = ask(FetchResult(repair))
        assert isinstance(repaired, JobResult)
        assert repaired.repair is not None
        assert (repaired.repair.checked, repaired.download) == (TOTAL, None)
        for request in (DescribeDownload(99), ControlFiles(99, ("a",), "pause"), FetchResult(99)):
            refusal = ask(request)
            assert isinstance(refusal, Refusal)
            assert refusal.problem.code == "job-unknown"
        assert ask(ControlJob(one, "dismiss")) == Nothing()
        wait_until(lambda: window.view(one) is None)


def test_the_queue_is_told_four_to_seven_times_a_second_while_bytes_flow(
    hub: Hub, repo: Repo, tmp_path: Path
) -> None:
    hub.faults.set(faults.Slow(together=4 * MIB))
    with Window(tmp_path, hub) as window:
        job = window.start(Download(repo="org/name"))
        window.until(job, "running", lambda view: view.done > MIB // 2)
        window.until(job, "running", lambda view: view.done > 7 * MIB)
        flowing = [
            (at, event.downloads[0].done)
            for at, event in window.client.of(DownloadsChanged)
            if event.downloads and MIB // 2 < event.downloads[0].done < 7 * MIB
        ]
        seconds = flowing[-1][0] - flowing[0][0]
        assert 1 < seconds < 5
        assert 4 <= (len(flowing) - 1) / seconds <= 7
        assert [done for _, done in flowing] == sorted(done for _, done in flowing)


def test_an_idle_queue_says_nothing(hub: Hub, repo: Repo, tmp_path: Path) -> None:
    with Window(tmp_path, hub) as window:
        window.result(window.start(Download(repo="org/name")))
        window.client.ask(ControlDownloads("pause"))
        window.until(window.start(Download(repo="org/name", revision="next")), "queued")

        def quiet() -> bool:
            """For longer than two looks of an engine that has nothing to do."""
            at, _ = window.client.of(DownloadsChanged)[-1]
            return time.monotonic() - at > 2.3

        wait_until(quiet, 8)


def test_killed_it_goes_on_and_the_result_counts_all_runs(hub: Hub, repo: Repo, tmp_path: Path) -> None:
    hub.faults.set(faults.Slow(together=3 * MIB))
    with Window(tmp_path, hub) as window:
        job = window.start(Download(repo="org/name"))
        before = window.until(job, "running", lambda view: view.done > 3 * MIB).done
        window.client.process.kill()
        window.client.process.wait()
    hub.faults.clear()
    with Window(tmp_path, hub) as window:
        result = window.result(job)
        assert (result.downloaded, result.reused, result.bytes) == (TOTAL, 0, TOTAL)
        assert sum(result.sources.values()) == TOTAL
        assert hub.log.sent(file="model.safetensors") < SIZE + 2 * MIB
        assert before > 3 * MIB


def test_settings_and_tokens(hub: Hub, repo: Repo, tmp_path: Path) -> None:
    secret = "hf_" + "secret" * 6
    with Window(tmp_path, hub) as window:
        ask = window.client.ask
        settings = ask(ReadSettings())
        assert isinstance(settings, Settings)
        changed = msgspec.structs.replace(
            settings, endpoints=(hub.endpoint,), download_rate=5 * MIB, downloads_at_once=1
        )
        assert ask(WriteSettings(changed)) == changed
        listed = ask(ListTokens())
        assert isinstance(listed, Tokens)
        # No keyring here: it is said so, and the token repeated nowhere.
        kept = ask(KeepToken(endpoint=hub.endpoint, token=secret))
        assert isinstance(kept, Refusal) is not listed.keyring
        assert ask(AllowToken(endpoint=hub.endpoint, allowed=True)) == Nothing()
        refused = ask(AllowToken(endpoint="https://user:pw@mirror.example", allowed=True))
        assert isinstance(refused, Refusal)
        for text in (*(line for _, line in window.client.lines), repr(KeepToken(endpoint="e", token=secret))):
            assert "secret" not in str(text)
            assert "pw@" not in str(text)
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert written
    assert not [path for path in written if secret.encode() in path.read_bytes()]


def test_a_disk_that_fills_up_pauses_it_until_there_is_room(hub: Hub, repo: Repo, tmp_path: Path) -> None:
    size = 160
    hub.faults.set(faults.Slow(together=4 * MIB))
    with SmallDisk(tmp_path / "disk", size * MIB) as disk:
        program = (*disk.prefix, sys.executable, "-m", "hubkeep")
        with Window(tmp_path, hub, program=program, cache=str(disk.at / "hub")) as window:
            job = window.start(Download(repo="org/name"))
            window.until(job, "running", lambda view: view.done > MIB)
            disk.resize(10 * MIB)
            view = window.until(job, "paused")
            assert view.problem is not None
            assert view.problem.code in ("download-disk-full", "disk-full")
            assert str(disk.at) in view.problem.sentence()
            assert view.done > MIB
            disk.resize(size * MIB)
            hub.faults.clear()
            assert window.client.ask(ControlJob(job, "resume")) == Nothing()
            assert window.result(job).downloaded == TOTAL
            snapshot = disk.seen / "hub" / "models--org--name" / "snapshots" / repo.head.id
            assert (snapshot / "model.safetensors").read_bytes() == FILES["model.safetensors"]
