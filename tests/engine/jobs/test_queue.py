"""A queue of jobs that let go when they are paused, as downloads do: one runner, the real store and locks."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hubkeep.engine.jobs.lanes import Lane
from hubkeep.engine.jobs.runner import Job, JobRunner, Later, Outcome, Paused
from hubkeep.engine.jobs.store import JobStore, StoredJob
from hubkeep.engine.jobs.values import JobView, Progress
from hubkeep.engine.problems import Problem, problem

from tests.waiting import wait_until

FULL = problem("disk-full", path="/c")
SLOW = problem("source-slow", host="h")
CLOSED = problem("source-busy", host="the gate")


class Net:
    """What the works stand on, as the test has it."""

    def __init__(self) -> None:
        self.slots = 2
        self.closed: Problem | None = None
        self.ready: set[bytes] = set()
        self.troubles: dict[bytes, list[Exception]] = {}
        self.runs: list[bytes] = []
        self.now: set[bytes] = set()
        self.attempts: list[int] = []

    def get(self, job: Job, order: bytes) -> Outcome:
        self.runs.append(order)
        self.now.add(order)
        self.attempts.append(job.attempt)
        try:
            while order not in self.ready:
                job.heed()
                if self.troubles.get(order):
                    raise self.troubles[order].pop(0)
                threading.Event().wait(0.003)
        finally:
            self.now.discard(order)
        return Outcome(order.decode())

    def gate(self, job: StoredJob) -> Problem | None:
        return self.closed

    def lanes(self) -> dict[str, Lane]:
        queue = Lane(
            "queue",
            slots=lambda: self.slots,
            per_cache=False,
            gate=self.gate,
            conflicts=frozenset({"move"}),
            adopted=False,
        )
        return {"get": queue, "move": Lane("write")}


class Queue:
    """A runner with orders that are one letter each."""

    def __init__(self, home: Path, net: Net) -> None:
        self.net = net
        self.store = JobStore(home / "history.sqlite")
        works = {"get": net.get, "move": net.get}
        self.runner = JobRunner(self.store, home / "jobs", works, net.lanes())

    def order(self, letters: str, kind: str = "get", *, at_once: bool = False) -> list[int]:
        return [self.runner.order(kind, "/c", "", 1, each.encode(), at_once=at_once) for each in letters]

    def view(self, number: int) -> JobView:
        return next(view for view in self.runner.jobs() if view.id == number)

    def waiting(self, number: int) -> str:
        view = self.view(number)
        assert view.state == "queued"
        return view.waiting.code if view.waiting else ""

    def runs(self, letters: str) -> bool:
        return self.net.now == {each.encode() for each in letters}

    def wait_runs(self, letters: str) -> None:
        wait_until(lambda: self.runs(letters), what=f"{letters} run, not {self.net.now}")

    def close(self) -> None:
        self.runner.close()
        self.store.close()


@contextlib.contextmanager
def opened(home: Path, net: Net) -> Iterator[Queue]:
    made = Queue(home, net)
    try:
        yield made
    finally:
        made.close()


@pytest.fixture
def net() -> Net:
    return Net()


@pytest.fixture
def queue(tmp_path: Path, net: Net) -> Iterator[Queue]:
    with opened(tmp_path, net) as made:
        yield made


def idle() -> bool:
    """Whether no thread of a runner lives."""
    return not any(thread.name.startswith("job") for thread in threading.enumerate())


def test_as_many_run_as_the_setting_says_now(queue: Queue, net: Net) -> None:
    _, _, third, fourth = queue.order("abcd")
    queue.wait_runs("ab")
    assert queue.waiting(third) == "job-waits-turn"
    net.slots = 3
    queue.runner.nudge()
    queue.wait_runs("abc")
    net.slots = 1  # what runs goes on
    queue.runner.nudge()
    net.ready |= {b"a", b"b"}
    queue.wait_runs("c")
    assert queue.waiting(fourth) == "job-waits-turn"
    net.ready |= {b"c"}
    queue.wait_runs("d")


def test_the_queue_runs_in_the_order_it_is_put_into_and_stops_nothing(queue: Queue, net: Net) -> None:
    net.slots = 1
    numbers = queue.order("abcd")
    queue.wait_runs("a")
    queue.runner.arrange([numbers[3], numbers[1], numbers[0], numbers[2]])
    assert queue.runs("a")
    places = {view.id: view.position for view in queue.runner.jobs()}
    assert sorted(places, key=places.__getitem__) == [numbers[n] for n in (3, 1, 0, 2)]
    net.ready |= {b"a", b"b", b"c", b"d"}
    for number in numbers:
        assert queue.runner.wait(number).state == "done"
    assert net.runs == [b"a", b"d", b"b", b"c"]


def test_a_pause_gives_the_slot_to_the_next_and_resume_takes_its_turn(queue: Queue, net: Net) -> None:
    net.slots = 1
    first, second = queue.order("ab")
    queue.wait_runs("a")
    queue.runner.control(first, "pause")
    assert queue.view(first).state == "paused"
    queue.wait_runs("b")
    queue.runner.control(first, "resume")
    assert queue.waiting(first) == "job-waits-turn"
    queue.runner.control(second, "pause")
    queue.wait_runs("a")
    queue.runner.control(first, "pause")
    wait_until(idle)
    assert {view.state for view in queue.runner.jobs()} == {"paused"}


def test_a_closed_gate_asks_those_that_run_to_let_go_and_nobody_watches_it(queue: Queue, net: Net) -> None:
    first, second = queue.order("ab")
    (urgent,) = queue.order("u", at_once=True)
    queue.wait_runs("abu")
    net.closed = CLOSED
    queue.runner.nudge()
    queue.wait_runs("u")
    wait_until(lambda: queue.waiting(first) == queue.waiting(second) == "source-busy")
    queue.runner.control(urgent, "cancel")
    wait_until(idle)
    net.closed = None
    queue.runner.nudge()
    queue.wait_runs("ab")


def test_the_whole_queue_pauses_over_a_restart_but_not_who_is_waited_for(
    tmp_path: Path, net: Net, queue: Queue
) -> None:
    first, _ = queue.order("ab")
    queue.wait_runs("ab")
    queue.runner.pause_all("queue")
    queue.wait_runs("")
    wait_until(lambda: queue.waiting(first) == "queue-paused")
    queue.close()
    with opened(tmp_path, net) as again:
        again.runner.resume()
        assert again.runner.all_paused("queue")
        again.order("u", at_once=True)
        again.wait_runs("u")
        assert again.waiting(first) == "queue-paused"
        again.runner.resume_all("queue")
        again.wait_runs("abu")


def test_a_full_disk_pauses_a_job_and_says_so_until_it_is_resumed(
    tmp_path: Path, net: Net, queue: Queue
) -> None:
    net.troubles[b"a"] = [Paused(FULL)]
    (number,) = queue.order("a")
    view = queue.runner.wait(number, until=frozenset({"paused"}))
    assert (view.state, view.problem) == ("paused", FULL)
    queue.close()
    with opened(tmp_path, net) as again:
        again.runner.resume()
        assert again.view(number).problem == FULL
        again.runner.control(number, "resume")
        again.wait_runs("a")
        assert again.view(number).problem is None
        net.ready.add(b"a")
        assert again.runner.wait(number).state == "done"


def test_later_gives_the_slot_away_counts_and_comes_back(queue: Queue, net: Net) -> None:
    net.slots = 1
    net.troubles[b"a"] = [Later(SLOW, 0.15), Later(SLOW, 600)]
    first, second = queue.order("ab")
    queue.wait_runs("b")
    assert queue.view(first).waiting == SLOW
    net.ready.add(b"b")
    queue.runner.wait(second)
    wait_until(lambda: net.runs == [b"a", b"b", b"a"])
    wait_until(lambda: queue.view(first).state == "queued")
    assert net.attempts == [0, 0, 1]
    assert queue.view(first).waiting == SLOW
    left = queue.view(first).retry_in
    assert left is not None
    assert 590 < left <= 600
    queue.runner.pause_all("queue")
    assert queue.view(first).retry_in is None  # no moment would let it go on now
    queue.runner.resume_all("queue")
    assert queue.view(first).retry_in in range(left - 10, left + 1)
    queue.runner.control(first, "retry")  # not in ten minutes but now, and counted anew
    queue.wait_runs("a")
    assert net.attempts == [0, 0, 1, 0]


def test_a_job_that_got_somewhere_counts_its_attempts_anew(tmp_path: Path) -> None:
    attempts: list[int] = []

    def work(job: Job, order: bytes) -> Outcome:
        attempts.append(job.attempt)
        if len(attempts) == 3:
            job.count_anew()
        if len(attempts) < 5:
            raise Later(SLOW, 0.0)
        return Outcome(None)

    store = JobStore(tmp_path / "history.sqlite")
    runner = JobRunner(store, tmp_path / "jobs", {"w": work}, {"w": Lane("w")})
    assert runner.wait(runner.order("w", "/c", "", 0, b"")).state == "done"
    assert attempts == [0, 1, 2, 1, 2]
    runner.close()
    store.close()


def test_pausing_one_that_comes_back_later_keeps_it_paused(queue: Queue, net: Net) -> None:
    net.troubles[b"a"] = [Later(SLOW, 0.1)]
    (number,) = queue.order("a")
    wait_until(lambda: queue.view(number).waiting == SLOW)
    queue.runner.control(number, "pause")
    wait_until(idle)
    assert queue.view(number).state == "paused"
    assert net.runs == [b"a"]


def test_what_conflicts_waits_and_says_for_whom(queue: Queue, net: Net) -> None:
    (first,) = queue.order("a")
    queue.wait_runs("a")
    (move,) = queue.order("m", "move")
    (second,) = queue.order("b")
    assert queue.waiting(move) == queue.waiting(second) == "job-waits-other"
    net.ready.add(b"a")
    queue.wait_runs("m")
    assert queue.waiting(second) == "job-waits-other"
    net.ready.add(b"m")
    queue.wait_runs("b")
    assert queue.runner.wait(first).state == "done"


def test_cancelling_what_never_ran_ends_it_and_what_ran_cleans_up_whatever_is_closed(
    tmp_path: Path, net: Net
) -> None:
    cleaned: list[bytes] = []

    def work(job: Job, order: bytes) -> Outcome:
        try:
            return net.get(job, order)
        finally:
            if job.stopping():
                cleaned.append(order)

    store = JobStore(tmp_path / "history.sqlite")
    runner = JobRunner(store, tmp_path / "jobs", {"get": work}, net.lanes())
    net.slots = 1
    first, second = (runner.order("get", "/c", "", 1, each) for each in (b"a", b"b"))
    wait_until(lambda: net.now == {b"a"})
    runner.control(second, "cancel")
    assert runner.wait(second, timeout=0).state == "cancelled"
    runner.control(first, "pause")
    wait_until(lambda: not net.now)
    net.closed = CLOSED
    runner.pause_all("queue")
    runner.control(first, "cancel")
    assert runner.wait(first).state == "cancelled"
    assert cleaned == [b"a"]
    runner.close()
    store.close()


def test_a_failed_one_keeps_its_problem_and_goes_on_as_itself_at_the_end(queue: Queue, net: Net) -> None:
    net.slots = 1
    net.troubles[b"a"] = [OSError(28, "full", "/c")]
    (failed,) = queue.order("a")
    view = queue.runner.wait(failed)
    assert (view.state, view.problem) == ("failed", problem("disk-full", path="/c"))
    other, _ = queue.order("bc")
    queue.wait_runs("b")
    queue.runner.control(failed, "retry")
    assert queue.view(failed).problem is None
    net.ready |= {b"a", b"b", b"c"}
    assert queue.runner.wait(failed).state == "done"
    assert net.runs == [b"a", b"b", b"c", b"a"]
    assert queue.view(other).state == "done"


def test_only_an_engine_takes_on_what_others_queued(tmp_path: Path, net: Net) -> None:
    """A command line that fetches one repo must not begin the whole queue, nor wait for it."""
    net.slots = 1
    with contextlib.closing(JobStore(tmp_path / "history.sqlite")) as store:
        left = store.add("get", "/c", "", 1, b"left")
    with opened(tmp_path, net) as command:
        net.ready.add(b"x")
        (number,) = command.order("x")
        assert command.runner.wait(number).state == "done"
        assert net.runs == [b"x"]
        command.runner.control(left, "pause")
        command.runner.control(left, "resume")
        wait_until(idle)
        with opened(tmp_path, net) as engine:
            engine.runner.resume()
            wait_until(lambda: b"left" in net.now)
            net.ready.add(b"left")
            engine.runner.wait(left)
            wait_until(idle)
            # Added by somebody else: whoever looks once a second hears of it.
            added = command.store.add("get", "/c", "", 1, b"added")
            wait_until(lambda: engine.view(added).state == "running")


def test_a_running_job_says_why_it_does_not_move(tmp_path: Path) -> None:
    over = threading.Event()

    def work(job: Job, order: bytes) -> Outcome:
        job.report(Progress(done=1, total=2), waiting=SLOW)
        over.wait(10)
        return Outcome(None)

    store = JobStore(tmp_path / "history.sqlite")
    runner = JobRunner(store, tmp_path / "jobs", {"w": work}, {"w": Lane("w")})
    number = runner.order("w", "/c", "", 0, b"")
    wait_until(lambda: runner.jobs()[0].waiting == SLOW)
    assert runner.jobs()[0].state == "running"
    over.set()
    assert runner.wait(number).waiting is None
    runner.close()
    store.close()


def test_a_gate_that_breaks_does_not_end_the_queue(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = True

    def gate(job: StoredJob) -> Problem | None:
        if broken:
            raise ZeroDivisionError("a defect")
        return None

    store = JobStore(tmp_path / "history.sqlite")
    works = {"w": lambda job, order: Outcome(None)}
    runner = JobRunner(store, tmp_path / "jobs", works, {"w": Lane("w", gate=gate)})
    number = runner.order("w", "/c", "", 0, b"")
    wait_until(lambda: "a defect" in capsys.readouterr().err)
    broken = False
    runner.nudge()
    assert runner.wait(number).state == "done"
    runner.close()
    store.close()


ELSEWHERE = """
import sys, threading
from pathlib import Path
from hubkeep.engine.jobs.lanes import Lane
from hubkeep.engine.jobs.runner import JobRunner, Outcome
from hubkeep.engine.jobs.store import JobStore
home = Path(sys.argv[1])
def work(job, order):
    print("began", order.decode(), flush=True)
    while True:
        job.heed(); threading.Event().wait(0.01)
store = JobStore(home / "history.sqlite")
queue = Lane("queue", slots=lambda: 2, per_cache=False, conflicts=frozenset({"move"}), adopted=False)
runner = JobRunner(store, home / "jobs", {"get": work, "move": work}, {"get": queue, "move": Lane("write")})
for order in sys.argv[3:]:
    runner.order(sys.argv[2], "/c", "", 1, order.encode())
sys.stdin.readline()
runner.close(); store.close()
"""


@contextlib.contextmanager
def elsewhere(home: Path, kind: str, *orders: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that runs orders until it is told to let go."""
    other = subprocess.Popen(
        [sys.executable, "-c", ELSEWHERE, str(home), kind, *orders],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdout is not None
    for _ in orders:
        assert other.stdout.readline().startswith("began ")
    try:
        yield other
    finally:
        other.kill()
        other.communicate()


def test_slots_and_conflicts_count_what_another_process_runs(queue: Queue, net: Net, tmp_path: Path) -> None:
    with elsewhere(tmp_path, "get", "x") as other:
        first, second = queue.order("ab")
        queue.wait_runs("a")
        assert queue.waiting(second) == "job-waits-turn"
        (move,) = queue.order("m", "move")
        assert queue.waiting(move) == "job-waits-other"
        net.ready |= {b"a", b"b"}
        assert queue.runner.wait(first).state == queue.runner.wait(second).state == "done"
        assert queue.waiting(move) == "job-waits-other"
        other.kill()
        queue.wait_runs("m")


def test_another_process_lets_go_of_what_is_paused_here(queue: Queue, tmp_path: Path) -> None:
    with elsewhere(tmp_path, "get", "x", "y"):
        first, second = (view.id for view in reversed(queue.runner.jobs()))
        queue.runner.control(first, "pause")
        wait_until(lambda: not queue.runner.runs_elsewhere(first))
        assert queue.view(first).state == "paused"
        queue.runner.pause_all("queue")
        wait_until(lambda: not queue.runner.runs_elsewhere(second))
        assert queue.waiting(second) == "queue-paused"
        queue.runner.resume_all("queue")
        queue.runner.control(first, "resume")
        queue.runner.control(second, "cancel")
        assert queue.runner.wait(second, timeout=10).state == "cancelled"
