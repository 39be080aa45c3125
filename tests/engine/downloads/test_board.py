"""The queue as it is shown: what the store knows of each job."""

from __future__ import annotations

from typing import Any

import msgspec
from hubkeep.engine.downloads.board import in_order, order_of, paused_files, view_of
from hubkeep.engine.downloads.limits import Limits
from hubkeep.engine.downloads.live import Live
from hubkeep.engine.downloads.orders import Download, DownloadsOrder, Repair
from hubkeep.engine.downloads.values import DownloadedFile, DownloadResult, DownloadView, RepairResult
from hubkeep.engine.jobs.store import StoredJob
from hubkeep.engine.jobs.values import JobView, Progress
from hubkeep.engine.problems import problem

A, B = "a" * 40, "b" * 40
DOWNLOAD = Download(cache="/c", repo="org/name", revision="v1")


def stored(number: int = 1, order: DownloadsOrder = DOWNLOAD, **job: Any) -> StoredJob:
    kind = "download" if isinstance(order, Download) else "repair"
    return StoredJob(JobView(id=number, **{"kind": kind, "cache": "/c", **job}), msgspec.json.encode(order))


def shown(one: StoredJob, **more: Any) -> DownloadView:
    given: dict[str, Any] = {"job": one.view, "live": None, "commit": "", "result": None, **more}
    return view_of(one, **given)


def test_unfinished_ones_keep_their_order_and_finished_ones_follow_newest_first() -> None:
    jobs = [
        stored(7, state="paused"),
        stored(3, state="running"),
        stored(1, state="done", finished=10.0),
        stored(9, kind="verify"),
        stored(4, state="failed", finished=30.0),
        stored(2, order=Repair(repo="org/name"), state="cancelled", finished=20.0),
        stored(5),
    ]
    assert [one.view.id for one in in_order(jobs)] == [7, 3, 5, 4, 2, 1]


def test_the_last_twenty_finished_ones_and_every_other_are_shown() -> None:
    over = [stored(number, state="done", finished=float(number)) for number in range(1, 31)]
    waiting = [stored(number) for number in range(100, 150)]
    found = [one.view.id for one in in_order([*over, *waiting])]
    assert found == [*range(100, 150), *range(30, 10, -1)]


def test_before_it_ran_all_is_known_from_the_order() -> None:
    view = shown(stored(state="queued", waiting=problem("job-waits-turn")))
    assert (view.repo, view.revision, view.commit, view.cache) == ("org/name", "v1", "", "/c")
    assert (view.kind, view.state, view.waiting) == ("download", "queued", problem("job-waits-turn"))
    assert (view.rate, view.eta, view.cells, view.sources) == (None, None, "", ())
    assert shown(stored(order=Download(repo="org/name"))).revision == "main"
    assert shown(stored(order=Download(repo="org/name", commit=A))).commit == A
    assert shown(stored(order=Download(repo="org/name", commit=A)), commit=B).commit == B
    assert shown(stored(order=Download(repo="a/b", local_dir="/plain"))).local_dir == "/plain"


def test_what_another_process_runs_has_its_rate_and_what_waits_has_none() -> None:
    progress = Progress(done=10, total=40, note="model.bin")
    running = shown(stored(state="running", progress=progress, rate=5.0, eta=6.0))
    assert (running.done, running.total, running.note) == (10, 40, "model.bin")
    assert (running.rate, running.eta) == (5.0, 6.0)
    paused = shown(stored(state="paused", progress=progress, rate=5.0, eta=6.0))
    assert (paused.done, paused.total, paused.rate, paused.eta) == (10, 40, None, None)


def test_what_runs_here_is_shown_as_it_stands_but_with_what_the_runner_says() -> None:
    seen = DownloadView(id=1, repo="org/name", commit=B, total=99, rate=1.0, eta=2.0)
    live = Live(seen, frozenset(), Limits())
    job = stored(state="running", progress=Progress(done=1, total=2))
    view = shown(job, live=live)
    assert (view.commit, view.total, view.done, view.rate) == (B, 99, 0, 1.0)
    full = problem("download-disk-full", path="/c", free=1)
    view = shown(stored(state="paused", problem=full), live=live)
    assert (view.state, view.problem, view.rate, view.eta) == ("paused", full, None, None)
    # It ended since: what was seen of it last is no longer true.
    assert shown(stored(state="done", finished=1.0), live=live).commit == ""


def test_a_problem_that_a_page_helps_with_has_its_link() -> None:
    url = "https://huggingface.co/org/name"
    failed = stored(state="failed", problem=problem("hub-gated-terms", repo="org/name", url=url))
    assert shown(failed).link == url
    assert shown(stored(state="failed", problem=problem("file-nowhere", path="a"))).link == ""


def test_a_done_one_has_its_result() -> None:
    result = DownloadResult(
        repo="org/name",
        commit=B,
        path="/c/s",
        files=tuple(DownloadedFile(path=path, bytes=50, blob=path) for path in "ab"),
        bytes=100,
        downloaded=70,
        reused=30,
    )
    view = shown(stored(state="done", finished=5.0), result=msgspec.json.encode(result))
    assert (view.commit, view.files, view.files_done) == (B, 2, 2)
    assert (view.total, view.done, view.reused, view.finished) == (100, 100, 30, 5.0)
    # One that is done again, and has not got so far, does not boast with what it brought before.
    assert shown(stored(state="running"), result=msgspec.json.encode(result)).files == 0


def test_a_repair_is_shown_as_one() -> None:
    order = Repair(cache="/c", repo="dataset/org/name")
    repaired = msgspec.json.encode(RepairResult(repo=order.repo, refetched=9, files=("a", "b", "c")))
    view = shown(stored(order=order, state="done", finished=1.0), result=repaired)
    assert (view.kind, view.repo, view.revision, view.files) == ("repair", order.repo, "", 3)
    assert order_of(stored(order=order)) == order


def test_paused_files_are_kept_as_they_are_named() -> None:
    assert paused_files(None) == frozenset()
    assert paused_files(msgspec.json.encode(["a/ü.bin", "b"])) == {"a/ü.bin", "b"}
