"""Jobs: lanes, control, progress, kills, defects, two runners on one home."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from hubkeep.engine.jobs.lanes import Lane
from hubkeep.engine.jobs.runner import Job, JobRunner, Outcome, Work
from hubkeep.engine.jobs.store import JobStore
from hubkeep.engine.jobs.values import FINISHED, JobView, Progress
from hubkeep.engine.problems import Failure

from tests.waiting import wait_until


class Bench:
    """Works whose steps the test controls."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.started: list[int] = []
        self.ended: list[int] = []
        self.at_once = 0
        self.most_at_once = 0
        self._lock = threading.Lock()

    def slow(self, job: Job, order: bytes) -> Outcome:
        """Works until `go`, checking."""
        with self._lock:
            self.started.append(job.id)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            while not self.go.wait(0.005):
                job.check()
        finally:
            with self._lock:
                self.at_once -= 1
        self.ended.append(job.id)
        return Outcome({"order": order.decode()}, undoable=True)

    def broken(self, job: Job, order: bytes) -> Outcome:
        raise ZeroDivisionError("a defect")

    def refused(self, job: Job, order: bytes) -> Outcome:
        job.report(Progress(done=1, total=2))
        raise Failure("not-cached", refused=True, what="a/b")

    def full(self, job: Job, order: bytes) -> Outcome:
        raise OSError(28, "No space left on device", "/some/where")

    def works(self) -> dict[str, Work]:
        return {
            "slow": self.slow,
            "beside": self.slow,
            "broken": self.broken,
            "refused": self.refused,
            "full": self.full,
        }


@pytest.fixture
def bench() -> Bench:
    return Bench()


LANES = dict.fromkeys(("slow", "w", "broken", "refused", "full"), Lane("one")) | {"beside": Lane("other")}


@contextlib.contextmanager
def runner(
    home: Path,
    works: dict[str, Work],
    on_change: Callable[[], None] = lambda: None,
    lanes: dict[str, Lane] | None = None,
) -> Iterator[tuple[JobRunner, JobStore]]:
    store = JobStore(home / "history.sqlite")
    opened = JobRunner(store, home / "jobs", works, lanes or LANES, on_change)
    try:
        yield opened, store
    finally:
        opened.close()
        store.close()


def states(jobs: JobRunner) -> dict[int, str]:
    return {view.id: view.state for view in jobs.jobs()}


def test_one_lane_runs_one_at_a_time_and_in_order_another_beside_it(tmp_path: Path, bench: Bench) -> None:
    with runner(tmp_path, bench.works()) as (jobs, _):
        numbers = [jobs.order("slow", "/c", "", 0, str(n).encode()) for n in range(3)]
        wait_until(lambda: bench.started == numbers[:1])
        beside = jobs.order("beside", "/c", "", 0, b"b")
        wait_until(lambda: set(bench.started) == {numbers[0], beside})
        assert states(jobs) == {1: "running", 2: "queued", 3: "queued", 4: "running"}
        bench.go.set()
        views = [jobs.wait(number) for number in numbers]
        jobs.wait(beside)
    assert [view.state for view in views] == ["done"] * 3
    assert [number for number in bench.started if number != beside] == numbers
    assert bench.most_at_once == 2


def test_a_result_is_kept_and_can_be_undone(tmp_path: Path, bench: Bench) -> None:
    bench.go.set()
    with runner(tmp_path, bench.works()) as (jobs, _):
        number = jobs.order("slow", "/c", "a/b", 1, b'"x"')
        view = jobs.wait(number)
        assert (view.state, view.undoable, view.subject, view.count) == ("done", True, "a/b", 1)
        assert view.finished is not None
        assert view.finished >= view.created
    with runner(tmp_path, {}) as (jobs, _):
        result = jobs.result(number)
        assert result is not None
        assert msgspec.json.decode(result) == {"order": '"x"'}
        assert jobs.result(99) is None


@pytest.mark.parametrize(
    ("kind", "code"),
    [("refused", "not-cached"), ("full", "disk-full"), ("unheard-of", "job-kind-unknown")],
)
def test_a_failure_says_why(tmp_path: Path, bench: Bench, kind: str, code: str) -> None:
    with runner(tmp_path, bench.works()) as (jobs, _):
        view = jobs.wait(jobs.order(kind, "/c", "", 0, b"1"))
        assert view.state == "failed"
        assert view.problem is not None
        assert view.problem.code == code
        assert jobs.jobs() == (view,)


def test_a_defect_fails_its_job_and_no_other(
    tmp_path: Path, bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.go.set()
    with runner(tmp_path, bench.works()) as (jobs, _):
        broken = jobs.order("broken", "/c", "", 0, b"1")
        fine = jobs.order("slow", "/c", "", 0, b"2")
        assert jobs.wait(fine).state == "done"
        view = jobs.wait(broken)
        assert view.state == "failed"
        assert view.problem is not None
        assert view.problem.sentence().count("ZeroDivisionError") == 1
        assert jobs.wait(jobs.order("slow", "/c", "", 0, b"3")).state == "done"
    assert "ZeroDivisionError: a defect" in capsys.readouterr().err


def test_pause_holds_resume_goes_on_and_a_pause_outlives_the_engine(tmp_path: Path, bench: Bench) -> None:
    with runner(tmp_path, bench.works()) as (jobs, _):
        number = jobs.order("slow", "/c", "", 0, b"1")
        wait_until(lambda: bench.started == [number])
        jobs.control(number, "pause")
        assert states(jobs) == {number: "paused"}
        jobs.control(number, "resume")
        assert states(jobs) == {number: "running"}
        jobs.control(number, "pause")
    with runner(tmp_path, bench.works()) as (jobs, _):
        jobs.resume()
        bench.go.set()
        other = jobs.order("slow", "/c", "", 0, b"2")
        assert jobs.wait(other).state == "done"
        assert states(jobs)[number] == "paused"
        jobs.control(number, "resume")
        assert jobs.wait(number).state == "done"


def test_cancel_ends_what_runs_and_what_waits(tmp_path: Path, bench: Bench) -> None:
    with runner(tmp_path, bench.works()) as (jobs, _):
        first = jobs.order("slow", "/c", "", 0, b"1")
        second = jobs.order("slow", "/c", "", 0, b"2")
        wait_until(lambda: bench.started == [first])
        jobs.control(second, "cancel")
        jobs.control(first, "cancel")
        assert jobs.wait(first).state == "cancelled"
        assert jobs.wait(second).state == "cancelled"
        with pytest.raises(Failure, match="There is no job 77"):
            jobs.control(77, "cancel")
    assert not bench.ended


def test_a_failed_job_goes_on_a_done_one_is_done_again(tmp_path: Path, bench: Bench) -> None:
    with runner(tmp_path, bench.works()) as (jobs, store):
        number = jobs.order("slow", "/c", "", 0, b"1")
        wait_until(lambda: bench.started == [number])
        store.note(number, "step", 3)
        jobs.control(number, "cancel")
        assert jobs.wait(number).state == "cancelled"
        bench.go.set()
        jobs.control(number, "retry")
        assert jobs.wait(number).state == "done"
        assert store.noted(number, "step") == b"3"
        jobs.control(number, "retry")
        (again,) = jobs.jobs()
        assert again.id != number
        assert jobs.wait(again.id).state == "done"
        jobs.control(again.id, "dismiss")
        assert jobs.jobs() == ()


def test_the_same_order_as_one_unfinished_is_that_one(tmp_path: Path, bench: Bench) -> None:
    with runner(tmp_path, bench.works()) as (jobs, _):
        number = jobs.order("slow", "/c", "", 0, b"same")
        assert jobs.order("slow", "/c", "", 0, b"same") == number
        assert jobs.order("slow", "/c", "", 0, b"other") != number
        bench.go.set()
        jobs.wait(number)
        assert jobs.order("slow", "/c", "", 0, b"same") != number


def test_progress_is_told_at_once_with_rate_and_time_left(tmp_path: Path) -> None:
    more = threading.Event()
    over = threading.Event()

    def work(job: Job, order: bytes) -> Outcome:
        job.report(Progress(done=0, total=1000, note="a \udcff"))
        more.wait(10)
        job.report(Progress(done=250, total=1000))
        while not over.wait(0.01):
            job.report(Progress(done=500, total=1000))
        return Outcome(None)

    with runner(tmp_path, {"w": work}) as (jobs, _):
        number = jobs.order("w", "/c", "", 0, b"")

        def view() -> JobView:
            return jobs.jobs()[0]

        wait_until(lambda: view().progress.total == 1000)
        msgspec.json.encode(view())  # a name that is no Unicode does not keep it from travelling
        assert (view().rate, view().eta) == (None, None)
        more.set()
        wait_until(lambda: view().eta is not None)
        rate, eta = view().rate, view().eta
        assert rate is not None
        assert eta is not None
        assert 0 < rate < 500 / 0.2
        assert eta == pytest.approx(500 / rate, rel=0.5)
        over.set()
        assert jobs.wait(number).state == "done"


WORKER = """
import sys, time
from pathlib import Path
from hubkeep.engine.jobs.lanes import Lane
from hubkeep.engine.jobs.runner import JobRunner, Outcome
from hubkeep.engine.jobs.store import JobStore
home, count = Path(sys.argv[1]), int(sys.argv[2])
def work(job, order):
    with open(home / "ran", "a") as ran:
        ran.write(f"{order.decode()}\\n")
    if order == b"hang":
        print("hanging", flush=True)
        while True:
            job.check(); time.sleep(0.01)
    return Outcome(None)
store = JobStore(home / "history.sqlite")
runner = JobRunner(store, home / "jobs", {"w": work}, {"w": Lane("one")})
if count:
    print("ready", flush=True)
    sys.stdin.readline()
for number in range(count):
    runner.order("w", "/c", "", 0, f"{sys.argv[3]}-{number}".encode())
runner.resume()
for view in runner.jobs():
    runner.wait(view.id)
runner.close(); store.close()
"""


def start(home: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, str(home), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_two_runners_on_one_home_run_each_job_once(tmp_path: Path) -> None:
    both = [start(tmp_path, "12", name) for name in ("a", "b")]
    for one in both:
        assert one.stdout is not None
        assert one.stdin is not None
        assert one.stdout.readline() == "ready\n"
    for one in both:
        one.communicate("\n", timeout=30)
    assert [one.returncode for one in both] == [0, 0]
    ran = (tmp_path / "ran").read_text().split()
    assert sorted(ran) == sorted(f"{name}-{n}" for name in "ab" for n in range(12))
    store = JobStore(tmp_path / "history.sqlite")
    assert not store.unfinished()
    store.close()


def test_a_job_survives_kill_9_and_is_called_queued_meanwhile(tmp_path: Path, bench: Bench) -> None:
    store = JobStore(tmp_path / "history.sqlite")
    number = store.add("w", "/c", "", 0, b"hang")
    store.close()
    victim = start(tmp_path, "0", "x")
    assert victim.stdout is not None
    assert victim.stdout.readline() == "hanging\n"
    with runner(tmp_path, {"w": bench.slow}) as (jobs, _):
        assert states(jobs) == {number: "running"}
        assert jobs.runs_elsewhere(number)
        os.kill(victim.pid, signal.SIGKILL)
        victim.communicate(timeout=10)
        assert states(jobs) == {number: "queued"}
        bench.go.set()
        jobs.resume()
        assert jobs.wait(number).state == "done"


def test_what_another_process_runs_is_paused_resumed_and_cancelled_from_here(
    tmp_path: Path, bench: Bench
) -> None:
    store = JobStore(tmp_path / "history.sqlite")
    number = store.add("w", "/c", "", 0, b"hang")
    store.close()
    other = start(tmp_path, "0", "x")
    assert other.stdout is not None
    assert other.stdout.readline() == "hanging\n"
    with runner(tmp_path, {"w": bench.slow}) as (jobs, _):
        jobs.control(number, "pause")
        wait_until(lambda: states(jobs) == {number: "paused"})
        assert jobs.runs_elsewhere(number)  # it keeps its place, as work does that waits in `check`
        jobs.control(number, "resume")
        wait_until(lambda: states(jobs) == {number: "running"})
        jobs.control(number, "cancel")
        assert jobs.wait(number, timeout=10).state == "cancelled"
        assert not jobs.runs_elsewhere(number)
    other.communicate(timeout=10)
    assert other.returncode == 0
    assert not bench.started


def test_cancelling_what_was_killed_lets_its_work_clean_up(tmp_path: Path) -> None:
    store = JobStore(tmp_path / "history.sqlite")
    number = store.add("w", "/c", "", 0, b"x")
    store.set_state(number, "running")
    store.close()
    cleaned: list[int] = []

    def work(job: Job, order: bytes) -> Outcome:
        try:
            job.check()
        finally:
            cleaned.append(job.id)
        return Outcome(None)

    with runner(tmp_path, {"w": work}) as (jobs, _):
        jobs.control(number, "cancel")
        assert jobs.wait(number).state == "cancelled"
    assert cleaned == [number]


def test_closing_keeps_the_job_for_the_next_start(tmp_path: Path, bench: Bench) -> None:
    with runner(tmp_path, bench.works()) as (jobs, _):
        number = jobs.order("slow", "/c", "", 0, b"1")
        wait_until(lambda: bench.started == [number])
    with runner(tmp_path, bench.works()) as (jobs, store):
        assert states(jobs) == {number: "queued"}
        assert [stored.view.state for stored in store.unfinished()] == ["queued"]


def test_a_store_that_fills_up_ends_the_job_and_not_the_lane(tmp_path: Path, bench: Bench) -> None:
    bench.go.set()
    with runner(tmp_path, bench.works()) as (jobs, store):
        numbers: list[int] = []

        def work(job: Job, order: bytes) -> Outcome:
            # From now on the database can grow by nothing.
            store._connection.execute("PRAGMA max_page_count = 1")
            job.note("big", "x" * 1_000_000)
            return Outcome(None)

        jobs._works = {**bench.works(), "w": work}
        numbers.append(jobs.order("w", "/c", "", 0, b"1"))
        view = jobs.wait(numbers[0])
        assert view.state == "failed"
        assert view.problem is not None
        assert view.problem.code == "disk-full"
        store._connection.execute("PRAGMA max_page_count = 1000000")
        assert jobs.wait(jobs.order("slow", "/c", "", 0, b"2")).state == "done"


def test_whoever_listens_hears_of_every_change(tmp_path: Path, bench: Bench) -> None:
    heard = threading.Semaphore(0)
    bench.go.set()
    with runner(tmp_path, bench.works(), heard.release) as (jobs, _):
        number = jobs.order("slow", "/c", "", 0, b"1")
        assert jobs.wait(number).state in FINISHED
        for _ in range(3):  # queued, running, done
            assert heard.acquire(timeout=5)
