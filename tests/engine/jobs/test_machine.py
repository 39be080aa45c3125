"""The queue against a model of it: whatever is asked, by whichever process, and whoever is killed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import hypothesis
from hubkeep.engine.jobs.lanes import Lane
from hubkeep.engine.jobs.runner import JobRunner
from hubkeep.engine.jobs.store import JobStore
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.waiting import wait_until

ENGINE = """
import json, sys, threading
from pathlib import Path
from hubkeep.engine.jobs import runner as room
from hubkeep.engine.jobs.lanes import Lane
from hubkeep.engine.jobs.runner import JobRunner, Later, Outcome
from hubkeep.engine.jobs.store import JobStore
from hubkeep.engine.problems import Failure, problem
room._LOOK_EVERY = 0.05
home = Path(sys.argv[1])
def work(job, order):
    told = home / f"told-{order.decode()}"
    while True:
        job.heed()
        if told.exists():
            what = told.read_text()
            told.unlink()
            if what == "fail":
                raise Failure("defect", what="a test")
            if what == "later":
                raise Later(problem("source-slow", host="h"), 600)
            return Outcome(None)
        threading.Event().wait(0.002)
store = JobStore(home / "history.sqlite")
slots = lambda: int((home / "slots").read_text())
queue = Lane("queue", slots=slots, per_cache=False, adopted=False)
runner = JobRunner(store, home / "jobs", {"get": work}, {"get": queue})
runner.resume()
def heartbeat():
    while not over.wait(0.03):
        runner.jobs()
over = threading.Event()
beating = threading.Thread(target=heartbeat)
beating.start()
print("ready", flush=True)
for line in sys.stdin:
    method, *arguments = json.loads(line)
    getattr(runner, method)(*arguments)
    print("done", flush=True)
over.set(); beating.join(); runner.close(); store.close()
"""
FINISHED = ("done", "failed", "cancelled")


class QueueMachine(RuleBasedStateMachine):
    """An engine in a process of its own, a command line in this one, and the model."""

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp(prefix="hubkeep-tests-"))
        self.slots = 1
        self._write_slots()
        self.store = JobStore(self.home / "history.sqlite")
        queue = Lane("queue", slots=lambda: self.slots, per_cache=False, adopted=False)
        self.command = JobRunner(self.store, self.home / "jobs", {}, {"get": queue})
        self.engine: subprocess.Popen[str] | None = None
        # The model
        self.queue: list[int] = []
        """Unfinished ones, in order."""
        self.states: dict[int, str] = {}
        self.urgent: set[int] = set()
        self.all_paused = False
        self.orders = 0

    def teardown(self) -> None:
        self._end_engine(kill=True)
        self.command.close()
        self.store.close()
        shutil.rmtree(self.home)

    # --- the machine ----------------------------------------------------------------------------

    def _start_engine(self) -> None:
        self.engine = subprocess.Popen(
            [sys.executable, "-c", ENGINE, str(self.home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.engine.stdout is not None
        assert self.engine.stdout.readline() == "ready\n"

    def _end_engine(self, *, kill: bool) -> None:
        if self.engine is not None:
            if kill:
                self.engine.kill()
            self.engine.communicate(timeout=10)
            self.engine = None

    def _ask(self, here: bool, method: str, *arguments: Any) -> None:
        """Asks the command line's runner, or the engine itself."""
        if here:
            getattr(self.command, method)(*arguments)
            return
        assert self.engine is not None
        assert self.engine.stdin is not None
        assert self.engine.stdout is not None
        self.engine.stdin.write(json.dumps([method, *arguments]) + "\n")
        self.engine.stdin.flush()
        assert self.engine.stdout.readline() == "done\n"

    def _write_slots(self) -> None:
        (self.home / "new").write_text(str(self.slots))
        (self.home / "new").replace(self.home / "slots")

    def _settle(self) -> None:
        """Brings the model to rest, and waits until the queue is where the model is."""
        free = self.slots
        for number in self.queue:
            if self.states[number] == "running" and number not in self.urgent:
                if self.all_paused:
                    self.states[number] = "queued"
                else:
                    free -= 1
        for number in self.queue:
            if self.states[number] == "queued":
                if number in self.urgent:
                    self.states[number] = "running"
                elif free > 0 and not self.all_paused:
                    self.states[number] = "running"
                    free -= 1
        try:
            wait_until(lambda: self._seen() == self._expected(), 5)
        except AssertionError:
            # Told here, as what is seen is another thing every time, and the failure must be one.
            print(f"seen {self._seen()}, expected {self._expected()}")
            raise
        assert [each.view.id for each in self.store.unfinished()] == self.queue

    def _expected(self) -> dict[int, tuple[str, bool]]:
        """By job: its state, and whether it says why it waits."""
        return {
            number: ("queued" if state == "later" else state, state in {"queued", "later"})
            for number, state in self.states.items()
        }

    def _seen(self) -> dict[int, tuple[str, bool]]:
        return {
            view.id: (view.state, view.waiting is not None) for view in self.command.jobs(everything=True)
        }

    def _tell(self, number: int, what: str) -> None:
        """Tells the work of a running job how to end."""
        stored = self.store.get(number)
        assert stored is not None
        aside = self.home / "aside"
        aside.write_text(what)
        aside.replace(self.home / f"told-{stored.order.decode()}")

    def _one(self, data: st.DataObject, *states: str) -> int:
        return data.draw(st.sampled_from([n for n, state in self.states.items() if state in states]))

    def _any(self, *states: str) -> bool:
        return any(state in states for state in self.states.values())

    # --- what is done to it ---------------------------------------------------------------------

    @initialize(slots=st.integers(1, 3), count=st.integers(2, 4))
    def begin(self, slots: int, count: int) -> None:
        self.slots = slots
        self._write_slots()
        self._start_engine()
        for _ in range(count):
            self.order(False, False)

    @rule(here=st.booleans(), urgent=st.sampled_from([False, False, True]))
    def order(self, here: bool, urgent: bool) -> None:
        self.orders += 1
        # What a command line orders is the engine's to run, so it only writes it down.
        number = self.store.add("get", "/c", "", 1, str(self.orders).encode(), at_once=urgent)
        if not here:
            self._ask(False, "nudge")
        self.states[number] = "queued"
        self.queue.append(number)
        if urgent:
            self.urgent.add(number)
        self._settle()

    @precondition(lambda self: self._any("running"))
    @rule(data=st.data(), how=st.sampled_from(["done", "fail", "later"]))
    def end(self, data: st.DataObject, how: str) -> None:
        number = self._one(data, "running")
        self._tell(number, how)
        if how == "later":
            self.states[number] = "later"
        else:
            self.states[number] = "failed" if how == "fail" else "done"
            self.queue.remove(number)
        self._settle()

    @precondition(lambda self: self._any("running", "queued", "later"))
    @rule(data=st.data(), here=st.booleans())
    def pause(self, data: st.DataObject, here: bool) -> None:
        number = self._one(data, "running", "queued", "later")
        self._ask(here, "control", number, "pause")
        self.states[number] = "paused"
        self._settle()

    @precondition(lambda self: self._any("paused", "later"))
    @rule(data=st.data(), here=st.booleans())
    def resume(self, data: st.DataObject, here: bool) -> None:
        number = self._one(data, "paused", "later")
        self._ask(here, "control", number, "resume")
        self.states[number] = "queued"
        self._settle()

    @precondition(lambda self: self.queue)
    @rule(data=st.data(), here=st.booleans())
    def cancel(self, data: st.DataObject, here: bool) -> None:
        number = data.draw(st.sampled_from(self.queue))
        # Who cancels may have to clean up; this one has no works, so what ran before is the engine's.
        self._ask(here and self.states[number] == "running", "control", number, "cancel")
        self.states[number] = "cancelled"
        self.queue.remove(number)
        self._settle()

    @precondition(lambda self: self._any("failed", "cancelled"))
    @rule(data=st.data(), here=st.booleans())
    def retry(self, data: st.DataObject, here: bool) -> None:
        number = self._one(data, "failed", "cancelled")
        self._ask(here, "control", number, "retry")
        self.states[number] = "queued"
        self.queue.append(number)
        self._settle()

    @precondition(lambda self: len(self.queue) > 1)
    @rule(data=st.data(), here=st.booleans())
    def arrange(self, data: st.DataObject, here: bool) -> None:
        wanted = data.draw(st.permutations(self.queue).flatmap(lambda p: st.sampled_from([p, p[:2]])))
        self._ask(here, "arrange", wanted)
        self.queue = [*wanted, *(number for number in self.queue if number not in wanted)]
        self._settle()

    @rule(here=st.booleans())
    def pause_or_resume_all(self, here: bool) -> None:
        self.all_paused = not self.all_paused
        self._ask(here, "pause_all" if self.all_paused else "resume_all", "queue")
        self._settle()

    @rule(slots=st.integers(0, 3))
    def set_slots(self, slots: int) -> None:
        self.slots = slots
        self._write_slots()
        self._ask(False, "nudge")
        self._settle()

    @rule(kill=st.booleans())
    def end_the_engine_and_start_another(self, kill: bool) -> None:
        self._end_engine(kill=kill)
        for number in self.queue:
            if self.states[number] == "running":
                self.states[number] = "queued"
        assert self._states_without_an_engine() <= {"queued", "paused"}
        self._start_engine()
        self._settle()

    def _states_without_an_engine(self) -> set[str]:
        return {view.state for view in self.command.jobs() if view.state not in FINISHED}


QueueMachine.TestCase.settings = hypothesis.settings(
    deadline=None,
    max_examples=hypothesis.settings.default.max_examples // 20,  # an example takes a second
    stateful_step_count=12,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
TestQueue = QueueMachine.TestCase
