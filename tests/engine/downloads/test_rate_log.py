"""What came, second by second, by clocks that the test moves."""

from __future__ import annotations

from hubkeep.engine.downloads.rate_log import RateLog
from hypothesis import given
from hypothesis import strategies as st


class Clocks:
    """A steady one and the wall's, which somebody may set."""

    def __init__(self) -> None:
        self.steady = 100.25
        self.wall = 1_700_000_000.5

    def log(self) -> RateLog:
        return RateLog(lambda: self.steady, lambda: self.wall)

    def pass_by(self, seconds: float) -> None:
        self.steady += seconds
        self.wall += seconds


def test_bytes_count_in_the_second_they_came_in() -> None:
    clocks = Clocks()
    log = clocks.log()
    assert log.read().rates == ()
    clocks.pass_by(30)  # nothing comes at first
    for amount in (5, 7):
        assert log.reserve(amount) == 0
    assert log.read().rates == ()  # this second is not over
    clocks.pass_by(1)
    assert log.read().rates == (12,)
    clocks.pass_by(2)
    log.reserve(3)
    clocks.pass_by(1)
    told = log.read()
    assert told.rates == (12, 0, 0, 3)
    assert told.ended == clocks.wall - 0.25  # the steady second began a quarter ago


def test_it_holds_nothing_back() -> None:
    log = Clocks().log()
    assert (log.portion(), log.reserve(1 << 40)) == (0, 0)


def test_ten_minutes_and_no_more() -> None:
    clocks = Clocks()
    log = clocks.log()
    for second in range(1000):
        log.reserve(second + 1)
        clocks.pass_by(1)
    assert log.read().rates == tuple(range(401, 1001))
    clocks.pass_by(599)
    assert log.read().rates == (1000, *[0] * 599)
    clocks.pass_by(1)
    assert log.read().rates == ()


def test_a_machine_that_slept_for_days_looks_at_once() -> None:
    clocks = Clocks()
    log = clocks.log()
    log.reserve(9)
    clocks.pass_by(30 * 86400)
    assert log.read().rates == ()
    log.reserve(4)
    clocks.pass_by(1)
    assert log.read().rates == (4,)


def test_a_clock_that_is_set_moves_the_end_and_no_rate() -> None:
    clocks = Clocks()
    log = clocks.log()
    log.reserve(9)
    clocks.pass_by(1)
    clocks.wall -= 3600
    assert log.read().rates == (9,)
    assert log.read().ended == clocks.wall - 0.25


@given(st.lists(st.tuples(st.floats(0, 3), st.integers(0, 1000)), max_size=40))
def test_nothing_is_lost_or_counted_twice(steps: list[tuple[float, int]]) -> None:
    clocks = Clocks()
    log = clocks.log()
    for seconds, amount in steps:
        clocks.pass_by(seconds)
        log.reserve(amount)
    clocks.pass_by(1)
    told = log.read()
    assert sum(told.rates) == sum(amount for _, amount in steps)
    assert not told.rates or told.rates[0]
    assert len(told.rates) <= 1 + sum(seconds for seconds, _ in steps) + 1
