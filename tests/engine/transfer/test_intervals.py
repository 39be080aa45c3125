"""Intervals behave as a set of positions does."""

from __future__ import annotations

from hubkeep.engine.transfer.intervals import Intervals
from hypothesis import given
from hypothesis import strategies as st

SPACE = 60
ranges = st.tuples(st.integers(0, SPACE), st.integers(0, SPACE))
steps = st.lists(st.tuples(st.sampled_from(["add", "remove", "take"]), ranges), max_size=25)


@given(steps, ranges)
def test_they_behave_as_a_set_of_positions(history, probe):
    intervals, model = Intervals(), set()
    for action, (start, end) in history:
        if action == "add":
            new = set(range(start, end))
            assert intervals.add(start, end) == len(new - model)
            model |= new
        elif action == "remove":
            gone = set(range(start, end))
            assert intervals.remove(start, end) == len(gone & model)
            model -= gone
        else:
            taken = intervals.take(start + 1)
            if taken is None:
                assert not model
                continue
            positions = set(range(*taken))
            assert positions
            assert positions <= model
            assert min(model) in positions
            assert len(positions) <= start + 1
            model -= positions
    assert intervals.total == len(model)
    assert {p for low, high in intervals for p in range(low, high)} == model
    edges = [edge for low, high in intervals for edge in (low, high)]
    assert edges == sorted(set(edges)), "disjoint, in order, never touching"
    start, end = probe
    asked = set(range(start, end))
    assert intervals.covers(start, end) == (asked <= model)
    assert {p for low, high in intervals.within(start, end) for p in range(low, high)} == asked & model
    assert {p for low, high in intervals.gaps(start, end) for p in range(low, high)} == asked - model
    reach = start
    while reach in model:
        reach += 1
    assert intervals.reach(start) == reach
