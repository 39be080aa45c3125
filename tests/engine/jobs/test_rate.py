"""Speed and time left."""

from __future__ import annotations

import pytest
from hubkeep.engine.jobs.rate import Rate


def test_two_readings_make_a_rate_and_a_pause_lets_it_fall() -> None:
    rate = Rate()
    assert rate.rate(0.0) is None
    rate.read(0.0, 0)
    rate.read(1.0, 100)
    assert rate.rate(1.0) == pytest.approx(100)
    assert rate.eta(1.0, 300) == pytest.approx(2)
    assert rate.rate(4.0) == pytest.approx(25)
    assert rate.eta(1.0, 0) is None


def test_what_is_long_past_counts_no_more() -> None:
    rate = Rate()
    rate.read(0.0, 0)
    for second in range(1, 30):
        rate.read(float(second), 1000 + second)
    assert rate.rate(29.0) == pytest.approx(1, rel=0.2)


def test_work_that_begins_anew_is_measured_anew() -> None:
    rate = Rate()
    rate.read(0.0, 500)
    rate.read(1.0, 1000)
    rate.read(2.0, 10)
    assert rate.rate(2.0) is None
    assert rate.eta(2.0, 1000) is None
