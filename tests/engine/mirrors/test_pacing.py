from __future__ import annotations

import pytest
from hubkeep.engine.mirrors.pacing import BIN, Pace, Tally, knee_of, pace_of, together
from hypothesis import given
from hypothesis import strategies as st

MIB = 1 << 20
SWING = st.floats(0.65, 1.35)


def tallied(rates: list[tuple[float, float]], step: float = 0.01) -> Tally:
    """Bytes that come at each rate for so many seconds, a little at a time."""
    tally = Tally()
    for rate, seconds in rates:
        for _ in range(round(seconds / step)):
            tally.add(int(rate * step), step)
    return tally


@given(rate=st.floats(10_000, 1e9), seconds=st.floats(0.5, 4))
def test_an_even_rate_is_told_as_it_is(rate: float, seconds: float) -> None:
    pace = tallied([(rate, seconds)]).pace()
    assert pace.burst is None
    assert pace.rate == pytest.approx(rate, rel=0.05)


@given(
    burst=st.floats(4 * MIB, 400 * MIB),
    held=st.floats(0.2, 1.5),
    share=st.floats(0.01, 0.35),
    after=st.floats(0.8, 2.0),
)
def test_a_burst_before_a_throttle_is_told_apart(
    burst: float, held: float, share: float, after: float
) -> None:
    pace = tallied([(burst, held), (burst * share, after)]).pace()
    assert pace.burst is not None
    assert pace.rate == pytest.approx(burst * share, rel=0.3)
    assert pace.burst > 1.5 * burst * share
    assert pace.burst_bytes == pytest.approx(burst * held, rel=0.35)


@given(st.lists(SWING, min_size=5, max_size=40), st.floats(MIB, 100 * MIB))
def test_a_host_that_swings_has_no_throttle(swings: list[float], rate: float) -> None:
    bins = [rate * BIN * swing for swing in swings]
    assert knee_of(bins) == 0
    pace = pace_of(bins, len(bins) * BIN)
    assert pace.rate is not None
    assert 0.6 * rate < pace.rate < 1.4 * rate


def test_what_lay_in_buffers_is_no_burst() -> None:
    assert knee_of([300_000.0, *[20_000.0] * 15]) == 0


def test_a_short_breath_is_no_throttle() -> None:
    assert knee_of([MIB * 1.0] * 8 + [0.0] * 3) == 0


def test_a_connection_finds_its_speed_before_it_counts() -> None:
    pace = tallied([(0.2 * MIB, 0.3), (2 * MIB, 1.7)]).pace()
    assert pace.rate == pytest.approx(2 * MIB, rel=0.02)


@given(st.lists(st.tuples(st.integers(0, 1 << 20), st.floats(0, 0.5)), max_size=60))
def test_no_byte_is_lost_between_bins(arrivals: list[tuple[int, float]]) -> None:
    tally = Tally()
    for amount, passed in arrivals:
        tally.add(amount, passed)
    assert sum(tally.bins) == pytest.approx(sum(amount for amount, _ in arrivals), rel=1e-6, abs=1e-3)
    rate = tally.pace().rate
    assert rate is None or rate >= 0


def test_nothing_at_all_is_no_rate_and_silence_is_one() -> None:
    assert Tally().pace().rate is None
    silent = Tally()
    silent.add(0, 1.0)
    assert silent.pace().rate == 0


def test_two_turns_weigh_by_their_length_and_a_throttle_stays() -> None:
    both = together([Pace(2.0, bytes=2, seconds=1.0), Pace(4.0, bytes=12, seconds=3.0)])
    assert both.rate == pytest.approx(3.5)
    throttled = Pace(1.0, 9.0, 90, bytes=1, seconds=1.0)
    assert together([Pace(8.0, bytes=8, seconds=1.0), throttled]) == throttled
    assert together([]).rate is None
