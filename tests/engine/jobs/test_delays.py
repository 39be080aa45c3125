"""A delay ends in time, whatever happens to the clock."""

from __future__ import annotations

import pytest
from hubkeep.engine.jobs.delays import Delays
from hubkeep.engine.jobs.store import StoredJob
from hubkeep.engine.jobs.values import JobView
from hypothesis import given
from hypothesis import strategies as st


class Clocks:
    """The clock on the wall, which people set, and one that only goes on."""

    def __init__(self) -> None:
        self.wall = 1_000_000.0
        self.steady = 50.0

    def delays(self) -> Delays:
        return Delays(lambda: self.wall, lambda: self.steady)

    def put_off(self, seconds: float) -> StoredJob:
        view = JobView(id=1, kind="w")
        return StoredJob(view, b"", not_before=self.wall + seconds, delay=seconds)

    def go(self, seconds: float) -> None:
        self.wall += seconds
        self.steady += seconds


def test_a_delay_ends_when_it_is_over_and_not_before() -> None:
    clocks = Clocks()
    delays, job = clocks.delays(), clocks.put_off(60)
    assert delays.left(job) == 60
    clocks.go(59)
    assert delays.left(job) == pytest.approx(1)
    clocks.go(1)
    assert delays.due(job)
    assert delays.left(StoredJob(JobView(id=1, kind="w"), b"")) == 0


def test_it_goes_on_over_a_restart_and_over_sleep() -> None:
    clocks = Clocks()
    job = clocks.put_off(60)
    clocks.go(40)
    clocks.steady = 3.0  # the machine was started anew
    delays = clocks.delays()
    assert delays.left(job) == pytest.approx(20)
    clocks.wall += 25  # while it slept, the steady clock stood still
    assert delays.due(job)


@given(st.floats(0, 1000), st.floats(-1e7, 1e7), st.floats(0, 1000))
def test_a_clock_that_is_set_makes_no_delay_longer_than_it_was_meant(
    before: float, jump: float, after: float
) -> None:
    clocks = Clocks()
    delays, job = clocks.delays(), clocks.put_off(1000)
    clocks.go(before)
    assert delays.left(job) == pytest.approx(1000 - before)
    clocks.wall += jump
    clocks.go(after)
    assert delays.left(job) <= max(0, 1000 - before - after) + 1e-3
    assert clocks.delays().left(job) <= 1000


def test_a_delay_anew_is_another() -> None:
    clocks = Clocks()
    delays = clocks.delays()
    first = clocks.put_off(10)
    assert delays.left(first) == 10
    clocks.go(10)
    assert delays.due(first)
    assert delays.left(clocks.put_off(20)) == 20
