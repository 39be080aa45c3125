"""Limits on the rate, by a clock of the test's own; and speeds."""

from __future__ import annotations

import heapq

import pytest
from hubkeep.engine.transfer.pace import Pace, TokenBucket
from hubkeep.engine.transfer.rates import Speed
from hypothesis import given
from hypothesis import strategies as st

DEPTH = 0.1


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def taken(
    pace: Pace | TokenBucket, clock: Clock, takers: int, seconds: float, most: int = 1 << 30
) -> list[tuple[float, int]]:
    """When how much was paid for, by takers that do nothing but take: as a worker does, each waits after
    it received."""
    end = clock.now + seconds
    paid: list[tuple[float, int]] = []
    queue = [(clock.now, taker, 0) for taker in range(takers)]
    while queue:
        clock.now, taker, amount = heapq.heappop(queue)
        if clock.now > end:
            break
        if amount:
            paid.append((clock.now, amount))
        amount = min(most, pace.portion() or most)
        heapq.heappush(queue, (clock.now + pace.reserve(amount), taker, amount))
    return paid


@given(rate=st.integers(1, 10**9), takers=st.integers(1, 40), small=st.floats(0.005, 1))
def test_it_is_never_more_than_the_rate_allows_and_nearly_as_much(
    rate: int, takers: int, small: float
) -> None:
    clock = Clock()
    bucket = TokenBucket(lambda: rate, clock)
    began = clock.now
    most = max(1, int(small * bucket.portion()))
    # As long as a few hundred of them take.
    seconds = 20 * takers * most / rate
    paid = taken(bucket, clock, takers, seconds, most)
    total = 0
    for at, amount in paid:
        total += amount
        assert total <= rate * (at - began + DEPTH) * (1 + 1e-6) + 1
    # Each taker has one portion that is not paid for yet.
    assert total + takers * most >= rate * seconds * 0.99


def test_many_takers_share_fairly() -> None:
    clock = Clock()
    bucket = TokenBucket(lambda: 1_000_000, clock)
    amounts = [0] * 8
    free = [(clock.now, taker) for taker in range(8)]
    end = clock.now + 10
    while free[0][0] < end:
        clock.now, taker = heapq.heappop(free)
        amounts[taker] += bucket.portion()
        heapq.heappush(free, (clock.now + bucket.reserve(bucket.portion()), taker))
    assert max(amounts) - min(amounts) <= 2 * bucket.portion()


def test_what_nobody_took_is_not_saved_up() -> None:
    clock = Clock()
    bucket = TokenBucket(lambda: 1_000_000, clock)
    assert bucket.reserve(100_000) == 0
    clock.now += 3600
    assert bucket.reserve(100_000) == 0, "a tenth of a second's worth gathers"
    assert bucket.reserve(500_000) == pytest.approx(0.5), "and not more"


def test_the_rate_may_change_at_any_time() -> None:
    clock, rate = Clock(), 1_000_000
    bucket = TokenBucket(lambda: rate, clock)
    assert bucket.reserve(600_000) == pytest.approx(0.5)
    rate = 2_000_000
    assert bucket.reserve(1_000_000) == pytest.approx(1.0), "from now on twice as fast"
    rate = 0
    assert (bucket.portion(), bucket.reserve(1 << 40)) == (0, 0.0)
    clock.now += 10
    rate = 1000
    assert bucket.portion() == 4096, "not in crumbs"
    assert bucket.reserve(1000) == pytest.approx(0.9)


@given(st.lists(st.integers(1, 10**8), min_size=1, max_size=4))
def test_of_several_limits_the_tightest_holds(rates: list[int]) -> None:
    clock = Clock()
    pace = Pace([TokenBucket(lambda rate=rate: rate, clock) for rate in (0, *rates)])  # type: ignore[misc]
    assert pace.portion() == max(4096, int(min(rates) * 0.05))
    began = clock.now
    paid = taken(pace, clock, 3, 50 * pace.portion() / min(rates))
    assert paid
    assert sum(amount for _, amount in paid) <= min(rates) * (clock.now - began + DEPTH) + 1


def test_without_a_limit_nobody_waits() -> None:
    assert (Pace([]).portion(), Pace([]).reserve(1 << 40)) == (0, 0.0)
    free = Pace([TokenBucket(lambda: 0)])
    assert (free.portion(), free.reserve(1 << 40)) == (0, 0.0)


# --- speeds -------------------------------------------------------------------------------------


@given(
    rate=st.floats(0, 1e9),
    steps=st.lists(st.floats(0.001, 10), min_size=1, max_size=20),
    span=st.floats(0.5, 60),
)
def test_a_steady_speed_is_told_from_the_first_step_on(rate: float, steps: list[float], span: float) -> None:
    speed, now, carried = Speed(span, 0.0), 0.0, 0.0
    for step in steps:
        now += step
        carried += rate * step
        speed.add(int(carried), now)
        # Whole bytes come; what is left of one comes with the next.
        carried -= int(carried)
        assert speed.value == pytest.approx(rate, rel=1e-6, abs=1.01 / min(steps))


@given(
    st.lists(st.tuples(st.integers(0, 10**9), st.floats(0.001, 100)), min_size=1, max_size=20),
    st.floats(0.5, 60),
)
def test_a_speed_lies_between_the_slowest_and_the_fastest_step(
    steps: list[tuple[int, float]], span: float
) -> None:
    speed, now = Speed(span, 5.0), 5.0
    for amount, passed in steps:
        now += passed
        speed.add(amount, now)
    rates = [amount / passed for amount, passed in steps]
    assert min(rates) * 0.999 - 1 <= speed.value <= max(rates) * 1.001 + 1


def test_what_is_long_over_is_forgotten_and_a_clock_that_stands_is_borne() -> None:
    speed = Speed(2.0, 0.0)
    assert speed.value == 0
    speed.add(1000, 0.0)
    assert speed.value == 0
    speed.add(10_000_000, 1.0)
    speed.add(0, 2.0)
    assert 2_000_000 < speed.value < 5_000_000
    speed.add(0, 30.0)
    assert speed.value < 10
    speed.add(5, 29.0)
    assert speed.value < 10
