"""The queue of one engine, in front of a real hub: order, pausing, limits, hours, retries."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hubkeep.engine.library.orders import Prune, Relocate
from hubkeep.engine.problems import Failure
from hubkeep.engine.state.settings import Settings

from tests.engine.downloads.desk import KIB, MIB, Desk, asked_files, sent, weights, whole
from tests.hub import faults
from tests.hub.content import Content, Repo
from tests.hub.server import Hub
from tests.waiting import wait_until

SLOW = faults.Slow(together=2 * MIB)
SIZE = 6 * MIB + 5
FILES: Mapping[str, bytes] = {"model.safetensors": weights(SIZE), "config.json": b"{}\n"}
TOTAL = SIZE + 3


@pytest.fixture
def repo(hub: Hub) -> Repo:
    return hub.add("org/name", FILES)


def others(hub: Hub, *names: str) -> list[Repo]:
    return [hub.add(f"org/{name}", {"a.bin": weights(100 * KIB)}) for name in names]


# --- order --------------------------------------------------------------------------------------


def test_one_at_a_time_in_the_order_it_is_put_into(hub: Hub, tmp_path: Path) -> None:
    others(hub, "a", "b", "c", "d")
    hub.faults.set(faults.Slow(together=64 * KIB))
    with Desk(tmp_path, hub, settings=Settings(downloads_at_once=1)) as desk:
        a, b, c, d = (desk.start(f"org/{name}") for name in "abcd")
        desk.until(a, "running", that=lambda view: view.files)
        assert list(desk.views()) == [a, b, c, d]
        assert desk.running() == [a]
        waiting = desk.view(b).waiting
        assert waiting is not None
        assert waiting.code == "job-waits-turn"
        desk.engine.arrange_downloads([d, b])
        assert list(desk.views()) == [d, b, a, c]
        assert desk.running() == [a]  # nobody is stopped for that
        hub.faults.clear()
        for job in (a, b, c, d):
            desk.got(job)
        finished = {job: desk.view(job).finished or 0 for job in (a, b, c, d)}
        assert sorted(finished, key=lambda job: finished[job]) == [a, d, b, c]
        assert list(desk.views()) == [c, b, d, a]  # the newest first


def test_the_number_at_once_is_that_of_the_settings_now(hub: Hub, tmp_path: Path) -> None:
    others(hub, "a", "b", "c")
    hub.faults.set(faults.Slow(together=64 * KIB))
    with Desk(tmp_path, hub, settings=Settings(downloads_at_once=1)) as desk:
        a, b, c = (desk.start(f"org/{name}") for name in "abc")
        desk.until(a, "running")
        desk.set(downloads_at_once=2)
        desk.until(b, "running")
        assert desk.running() == [a, b]
        urgent = desk.start("org/c", at_once=True)  # the same wish is the same job, and hurries
        assert urgent != c
        desk.until(urgent, "running")
        assert desk.view(c).state == "queued"


def test_two_downloads_of_one_file_fetch_it_once(hub: Hub, repo: Repo, tmp_path: Path) -> None:
    hub.faults.set(faults.Slow(together=8 * MIB))
    with Desk(tmp_path, hub) as desk:
        one = desk.start("org/name", include=("*.safetensors",))
        desk.until(one, "running", that=lambda view: view.done > MIB)
        two = desk.start("org/name")
        assert desk.start("org/name") == two  # the very same wish
        assert desk.got(one).downloaded == SIZE
        # What the other one brought was not downloaded by this one.
        assert desk.got(two).downloaded == 3
        assert desk.got(two).sources == {hub.endpoint: 3}
        assert sent(hub, file="model.safetensors") < SIZE + MIB
        assert whole(desk, "org/name", repo.head.id, FILES)


# --- pausing, cancelling, retrying --------------------------------------------------------------


def test_pausing_frees_line_and_slot_and_resuming_fetches_nothing_twice(
    hub: Hub, repo: Repo, tmp_path: Path
) -> None:
    others(hub, "next")
    hub.faults.set(SLOW)
    with Desk(tmp_path, hub, settings=Settings(downloads_at_once=1)) as desk:
        job, following = desk.start("org/name"), desk.start("org/next")
        desk.until(job, "running", that=lambda view: view.done > MIB)
        desk.engine.control(job, "pause")
        desk.until(following, "done")
        view = desk.view(job)
        assert (view.state, view.problem, view.rate, view.eta) == ("paused", None, None, None)
        assert view.total == TOTAL
        assert MIB < view.done < TOTAL
        hub.log.requests()  # all have ended
        before = len(hub.log.now())
        hub.faults.clear()
        desk.restart()
        assert desk.view(job).state == "paused"  # over a restart too
        assert desk.view(job).done == view.done
        assert view.cells
        assert desk.view(job).cells == view.cells
        assert [(one.endpoint, one.rate) for one in desk.view(job).sources] == [(hub.endpoint, 0)]
        assert desk.view(job).sources[0].bytes > MIB
        assert len(hub.log.now()) == before
        desk.engine.control(job, "resume")
        result = desk.got(job)
        assert (result.downloaded, result.reused, result.sources) == (TOTAL, 0, {hub.endpoint: TOTAL})
        assert sent(hub, file="model.safetensors") < SIZE + 2 * MIB
        assert whole(desk, "org/name", repo.head.id, FILES)


def test_going_on_it_begins_where_it_was(hub: Hub, repo: Repo, tmp_path: Path) -> None:
    """Nobody sees it fall back to nothing, not even while the hub is asked."""
    hub.faults.set(SLOW)
    with Desk(tmp_path, hub) as desk:
        job = desk.start("org/name")
        desk.until(job, "running", that=lambda view: view.done > MIB)
        desk.engine.control_files(job, ["model.safetensors"], "pause")
        before = desk.until(job, "paused")
        assert before.done > MIB
        hub.faults.set(SLOW, faults.Delay(0.3))
        desk.engine.control_files(job, ["model.safetensors"], "resume")
        seen = []

        def further() -> bool:
            seen.append(desk.view(job))
            return seen[-1].done > before.done

        wait_until(further)
        assert min(view.done for view in seen) == before.done
        assert {view.total for view in seen} == {TOTAL}


def test_a_cancelled_one_keeps_what_came_for_the_next(hub: Hub, repo: Repo, tmp_path: Path) -> None:
    hub.faults.set(SLOW)
    with Desk(tmp_path, hub, settings=Settings(downloads_at_once=1)) as desk:
        job = desk.start("org/name")
        waiting = desk.start("org/name", include=("config.json",))
        desk.until(job, "running", that=lambda view: view.done > MIB)
        desk.engine.control(waiting, "cancel")
        assert desk.until(waiting, "cancelled").problem is None
        desk.engine.control(job, "cancel")
        came = desk.until(job, "cancelled").done
        assert came > MIB
        assert not desk.ref("org/name")
        hub.faults.clear()
        result = desk.get("org/name")
        assert result.reused >= MIB
        assert result.downloaded == TOTAL - result.reused == result.sources[hub.endpoint]
        assert sent(hub, file="model.safetensors") < SIZE + 2 * MIB
        # A cancelled one can be taken up again, as itself.
        desk.engine.control(job, "retry")
        assert desk.got(job).commit == repo.head.id


def test_a_failed_one_says_why_and_retries_as_itself_a_done_one_as_another(hub: Hub, tmp_path: Path) -> None:
    with Desk(tmp_path, hub) as desk:
        job = desk.start("org/name")
        told = desk.failed(job).problem
        assert told is not None
        assert told.code.startswith("hub-not-found")
        assert "org/name" in told.sentence()
        hub.add("org/name", FILES)
        desk.engine.control(job, "retry")
        assert desk.got(job).downloaded == TOTAL
        desk.engine.control(job, "retry")
        (again,) = set(desk.views()) - {job}
        assert desk.got(again).reused == TOTAL


def test_dismissed_ones_are_not_shown(hub: Hub, repo: Repo, tmp_path: Path) -> None:
    with Desk(tmp_path, hub) as desk:
        job = desk.start("org/name")
        desk.got(job)
        desk.engine.control(job, "dismiss")
        assert desk.views() == {}
        assert whole(desk, "org/name", repo.head.id, FILES)


def test_the_whole_queue_pauses_over_a_restart(hub: Hub, repo: Repo, tmp_path: Path) -> None:
    others(hub, "next")
    hub.faults.set(SLOW)
    with Desk(tmp_path, hub, settings=Settings(downloads_at_once=1)) as desk:
        job, following = desk.start("org/name"), desk.start("org/next")
        desk.until(job, "running", that=lambda view: view.done > MIB)
        desk.engine.control_downloads("pause")
        for _ in range(2):
            desk.until(job, "queued", that=lambda view: view.waiting)
            told = desk.view(following).waiting
            assert told is not None
            assert (desk.engine.downloads().paused, told.code) == (True, "queue-paused")
            assert not desk.running()
            desk.restart()
        fetched = sent(hub)
        later = desk.start("org/next", include=("a.*",))
        assert desk.view(later).state == "queued"
        hub.faults.clear()
        desk.engine.control_downloads("resume")
        assert desk.got(job).downloaded == TOTAL
        desk.got(following)
        assert not desk.engine.downloads().paused
        assert sent(hub) > fetched
        assert sent(hub, file="model.safetensors") < SIZE + 2 * MIB


# --- single files -------------------------------------------------------------------------------


def test_single_files_wait_while_the_others_come(hub: Hub, tmp_path: Path) -> None:
    files = {name: weights(5 * MIB) for name in ("a.bin", "b.bin", "c.bin", "d.bin")}
    repo = hub.add("org/four", files)
    hub.faults.set(faults.Slow(together=6 * MIB))
    with Desk(tmp_path, hub, settings=Settings(download_connections=2)) as desk:
        job = desk.start("org/four")
        desk.until(job, "running", that=lambda view: view.done)
        desk.engine.control_files(job, ["d.bin"], "pause")
        wait_until(lambda: desk.files(job)["d.bin"].state == "paused")
        hub.faults.clear()
        view = desk.until(job, "paused")
        assert view.problem is not None
        assert view.problem.code == "download-files-paused"
        snapshot = desk.folder("org/four") / "snapshots" / repo.head.id
        assert {path.name for path in snapshot.iterdir()} == {"a.bin", "b.bin", "c.bin"}
        assert not desk.ref("org/four")

        # Over a restart; and who resumes the download alone is told again, without a race with itself.
        desk.restart()
        asked = len(hub.log.now())
        desk.engine.control(job, "resume")
        desk.until(job, "paused", that=lambda view: view.problem)
        wait_until(lambda: not desk.engine.busy())
        assert len(hub.log.now()) - asked < 8
        desk.engine.control_files(job, ["d.bin"], "resume")
        assert desk.got(job).downloaded == 20 * MIB
        assert whole(desk, "org/four", repo.head.id, files)
        assert {file.state for file in desk.files(job).values()} == {"done"}


def test_a_paused_file_stops_at_once(hub: Hub, repo: Repo, tmp_path: Path) -> None:
    hub.faults.set(SLOW)
    with Desk(tmp_path, hub) as desk:
        job = desk.start("org/name")
        desk.until(job, "running", that=lambda view: view.done > MIB)
        desk.engine.control_files(job, ["model.safetensors"], "pause")
        came = desk.until(job, "paused").done
        assert came < SIZE - 2 * MIB  # though all of it was asked for
        desk.engine.control_files(job, ["model.safetensors"], "resume")
        desk.until(job, "running", that=lambda view: view.done > came)


def test_a_file_may_be_paused_before_anything_began(hub: Hub, tmp_path: Path) -> None:
    repo = hub.add("org/two", {"a.bin": weights(KIB), "b.bin": weights(KIB)})
    with Desk(tmp_path, hub) as desk:
        desk.engine.control_downloads("pause")
        job = desk.start("org/two")
        desk.engine.control_files(job, ["a.bin", "b.bin"], "pause")
        desk.engine.control_files(job, ["b.bin"], "resume")
        desk.engine.control_downloads("resume")
        desk.until(job, "paused", that=lambda view: view.problem)
        assert asked_files(hub) == {"b.bin"}
        desk.engine.control_files(job, ["a.bin"], "resume")
        assert desk.got(job).commit == repo.head.id


# --- limits -------------------------------------------------------------------------------------


def test_the_rate_is_that_of_the_settings_now_for_all_together(hub: Hub, repo: Repo, tmp_path: Path) -> None:
    hub.add("org/other", {"b.bin": weights(SIZE)})
    with Desk(tmp_path, hub, settings=Settings(download_rate=2 * MIB)) as desk:
        jobs = [desk.start("org/name"), desk.start("org/other")]
        began = time.monotonic()
        wait_until(lambda: sum(view.done for view in desk.views().values()) > 6 * MIB)
        # Each connection has its portion before it waits.
        assert 1.6 < time.monotonic() - began < 3.6
        assert 0.6 * 2 * MIB < desk.engine.downloads().rate < 1.4 * 2 * MIB
        desk.set(download_rate=0)
        began = time.monotonic()
        for job in jobs:
            desk.got(job)
        assert time.monotonic() - began < 2.5
        rates = desk.engine.rates()
        assert sum(rates.rates) <= 2 * SIZE + MIB
        assert abs(rates.ended - time.time()) < 2


def test_the_slower_of_both_limits_holds_for_one_that_has_its_own(
    hub: Hub, repo: Repo, tmp_path: Path
) -> None:
    for own, general in ((8 * MIB, 80 * MIB), (80 * MIB, 8 * MIB)):
        desk = Desk(tmp_path / f"{own}-{general}", hub, settings=Settings(download_rate=general))
        with desk:
            assert 0.7 < SIZE / desk.get("org/name", limit_rate=own).seconds / (8 * MIB) < 1.3


def test_no_more_connections_than_allowed(hub: Hub, repo: Repo, tmp_path: Path) -> None:
    hub.faults.set(faults.Slow(each=4 * MIB))
    with Desk(tmp_path, hub, settings=Settings(download_connections=2)) as desk:
        job = desk.start("org/name")
        most = 0

        def over() -> bool:
            nonlocal most
            view = desk.view(job)
            most = max(most, *(source.connections for source in view.sources), 0)
            return view.state == "done"

        wait_until(over)
        assert most == 2


def test_the_limits_of_one_are_changed_while_it_waits_pauses_and_runs(hub: Hub, tmp_path: Path) -> None:
    """By its engine, or by another that only shares the home."""
    hub.add("org/large", {"large.bin": weights(24 * MIB)})
    hub.faults.set(faults.Slow(each=4 * MIB))
    with Desk(tmp_path, hub) as desk:
        desk.engine.control_downloads("pause")
        job = desk.start("org/large", limit_rate=MIB)
        assert (desk.view(job).limit_rate, desk.view(job).connections) == (MIB, 0)
        desk.engine.limit_download(job, 2 * MIB, 1)
        assert (desk.view(job).limit_rate, desk.view(job).connections) == (2 * MIB, 1)
        assert desk.start("org/large", limit_rate=MIB) == job  # the same wish is the same job still
        desk.engine.control_downloads("resume")
        began = time.monotonic()
        desk.until(job, "running", that=lambda view: view.done > 3 * MIB)
        assert time.monotonic() - began > 0.9
        assert [source.connections for source in desk.view(job).sources] == [1]
        desk.engine.control(job, "pause")
        desk.until(job, "paused")
        desk.engine.limit_download(job, 3 * MIB, 1)
        desk.restart()
        assert (desk.view(job).limit_rate, desk.view(job).connections) == (3 * MIB, 1)
        desk.engine.control(job, "resume")
        desk.until(job, "running", that=lambda view: view.rate)
        with contextlib.closing(desk.another()) as engine:
            engine.limit_download(job, 0, 3)
            view = desk.until(job, "running", that=lambda view: view.sources[0].connections == 3)
            assert (view.limit_rate, view.connections) == (0, 3)
            engine.limit_download(job, MIB, 2)
            desk.until(job, "running", that=lambda view: view.sources[0].connections == 2)
        hub.faults.clear()
        desk.engine.limit_download(job, 0, 0)
        desk.got(job)
        with pytest.raises(Failure, match="is finished"):
            desk.engine.limit_download(job, 0, 1)


# --- hours --------------------------------------------------------------------------------------


def hours_later() -> dict[str, str]:
    """Full-speed hours that begin in two hours."""
    now = datetime.now().astimezone()
    first, last = (now + timedelta(hours=hours) for hours in (2, 3))
    return {"full_speed_from": f"{first:%H:%M}", "full_speed_to": f"{last:%H:%M}"}


def test_outside_the_hours_what_runs_lets_go_and_the_queue_says_until_when(
    hub: Hub, repo: Repo, tmp_path: Path
) -> None:
    hub.faults.set(SLOW)
    hours = hours_later()
    with Desk(tmp_path, hub) as desk:
        job = desk.start("org/name")
        desk.until(job, "running", that=lambda view: view.done > MIB)
        desk.set(**hours)
        view = desk.until(job, "queued", that=lambda view: view.waiting)
        queue = desk.engine.downloads()
        assert view.waiting == queue.waiting
        assert queue.waiting is not None
        assert (queue.waiting.code, queue.waiting.params) == (
            "download-hours",
            {"time": hours["full_speed_from"]},
        )
        hub.log.requests()  # nothing is under way any more
        # Somebody who waits at a command line is not held back.
        hub.faults.clear()
        desk.get("org/name", include=("config.json",), at_once=True)
        assert desk.view(job).state == "queued"
        desk.set(full_speed_from="", full_speed_to="")
        assert desk.got(job).reused == 0
        assert sent(hub, file="model.safetensors") < SIZE + 2 * MIB


def test_outside_the_hours_it_may_be_slow(hub: Hub, repo: Repo, tmp_path: Path) -> None:
    settings = Settings(other_hours_rate=8 * MIB, **hours_later())
    with Desk(tmp_path, hub, settings=settings) as desk:
        assert 0.7 < SIZE / desk.get("org/name").seconds / (8 * MIB) < 1.3


# --- retries ------------------------------------------------------------------------------------


def test_a_hub_that_is_down_is_tried_again_until_it_is_back(tmp_path: Path) -> None:
    content = Content(tmp_path / "content")
    repo = content.add("org/name", FILES)
    with Hub(content) as gone:
        port, endpoint = gone.port, gone.endpoint
    with Desk(tmp_path / "desk", endpoint) as desk:
        job = desk.start("org/name")
        waiting = desk.until(job, "queued", that=lambda view: view.waiting)
        assert waiting.waiting is not None
        assert waiting.waiting.code == "source-refused"
        assert (waiting.problem, waiting.state) == (None, "queued")
        desk.restart()
        assert desk.view(job).state == "queued"
        with Hub(content, port=port):
            desk.got(job)
            assert whole(desk, "org/name", repo.head.id, FILES)


def test_a_hub_that_goes_in_the_middle_costs_a_wait_and_no_bytes(tmp_path: Path) -> None:
    content = Content(tmp_path / "content")
    repo = content.add("org/name", FILES)
    with Hub(content) as gone:
        port = gone.port
        gone.faults.set(SLOW)
        desk = Desk(tmp_path / "desk", gone)
        desk.open()
        job = desk.start("org/name")
        desk.until(job, "running", that=lambda view: view.done > 2 * MIB)
    try:
        view = desk.until(job, "queued", that=lambda view: view.waiting)
        assert view.waiting is not None
        assert view.waiting.code in ("source-refused", "source-closed")
        assert view.done > 2 * MIB
        with Hub(content, port=port) as back:
            began = time.monotonic()
            desk.engine.control(job, "resume")  # without waiting for the next try
            assert desk.got(job).downloaded == TOTAL
            assert time.monotonic() - began < 1.5
            assert sent(back) < SIZE - MIB
        assert whole(desk, "org/name", repo.head.id, FILES)
    finally:
        desk.close()


# --- beside the library -------------------------------------------------------------------------


def test_a_cache_is_not_moved_or_pruned_under_a_download(hub: Hub, repo: Repo, tmp_path: Path) -> None:
    hub.faults.set(faults.Slow(together=4 * MIB))
    with Desk(tmp_path / "desk", hub) as desk:
        desk.engine.look()
        job = desk.start("org/name")
        desk.until(job, "running", that=lambda view: view.done > MIB)
        prune = desk.engine.start(Prune(cache=str(desk.cache)))
        move = desk.engine.start(Relocate(cache=str(desk.cache), target=str(tmp_path / "elsewhere")))
        later = desk.start("org/name", include=("config.json",))

        def waiting() -> dict[int, str]:
            return {view.id: view.waiting.code if view.waiting else "" for view in desk.engine.jobs()}

        wait_until(lambda: waiting()[move] == "job-waits-other")
        assert waiting()[prune] == "job-waits-other"
        # What was asked for after the move waits for it, so that a busy queue does not keep it out.
        assert desk.view(later).state == "queued"
        hub.faults.clear()
        desk.got(job)
        for number in (prune, move):
            assert desk.engine.wait(number, timeout=20).state == "done"
        desk.got(later)
        assert not (desk.folder("org/name") / "blobs").is_symlink()
        assert whole(desk, "org/name", repo.head.id, FILES)
        moved = tmp_path / "elsewhere" / desk.folder("org/name").name / "snapshots" / repo.head.id
        assert (moved / "model.safetensors").read_bytes() == FILES["model.safetensors"]


def test_unknown_jobs_and_those_of_others_are_refused(hub: Hub, tmp_path: Path) -> None:
    with Desk(tmp_path, hub) as desk:
        desk.cache.mkdir()
        prune = desk.engine.start(Prune(cache=str(desk.cache)))
        for job in (prune, 999):
            with pytest.raises(Failure) as told:
                desk.engine.download_detail(job)
            assert told.value.problem.code == "job-unknown"
            with pytest.raises(Failure) as told:
                desk.engine.control_files(job, ["a"], "pause")
            assert told.value.problem.code == "job-unknown"
        assert desk.views() == {}
        desk.engine.wait(prune, timeout=10)
