"""The hours of full speed, over midnight and around the day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hubkeep.engine.downloads.hours import in_full_hours, limit_now, next_change
from hubkeep.engine.state.settings import Settings
from hypothesis import given
from hypothesis import strategies as st

minutes = st.builds(time, st.integers(0, 23), st.integers(0, 59))
rates = st.integers(0, 10**9)


def written(moment: time) -> str:
    return moment.strftime("%H:%M")


@pytest.mark.parametrize(
    ("start", "end", "inside", "outside"),
    [
        ("08:00", "18:30", ["08:00", "12:00", "18:29"], ["07:59", "18:30", "23:59", "00:00"]),
        ("23:00", "07:00", ["23:00", "23:59", "00:00", "06:59"], ["07:00", "22:59", "12:00"]),
        ("00:00", "06:00", ["00:00", "05:59"], ["06:00", "23:59"]),
        ("18:00", "00:00", ["18:00", "23:59"], ["00:00", "17:59"]),
    ],
)
def test_the_first_minute_is_inside_and_the_last_outside(
    start: str, end: str, inside: list[str], outside: list[str]
) -> None:
    assert [moment for moment in inside if not in_full_hours(time.fromisoformat(moment), start, end)] == []
    assert [moment for moment in outside if in_full_hours(time.fromisoformat(moment), start, end)] == []


@pytest.mark.parametrize(("start", "end"), [("", ""), ("08:00", ""), ("x", "y"), ("25:00", "26:00")])
@given(now=st.times())
def test_hours_that_are_none_are_the_whole_day(start: str, end: str, now: time) -> None:
    assert in_full_hours(now, start, end)
    assert next_change(Settings(full_speed_from=start, full_speed_to=end), now) is None


@given(now=st.times(), start=minutes, end=minutes)
def test_the_hours_and_the_hours_turned_round_make_a_day(now: time, start: time, end: time) -> None:
    there = in_full_hours(now, written(start), written(end))
    assert there != in_full_hours(now, written(end), written(start)) or start == end


@given(now=st.times(), start=minutes, end=minutes, full=rates, other=rates)
def test_the_limit_is_never_above_either_and_waiting_is_for_the_other_hours(
    now: time, start: time, end: time, full: int, other: int
) -> None:
    settings = Settings(
        full_speed_from=written(start),
        full_speed_to=written(end),
        download_rate=full,
        other_hours_rate=other,
    )
    limit = limit_now(settings, now)
    if in_full_hours(now, written(start), written(end)):
        assert limit == full
    elif other == 0:
        assert limit is None
    else:
        assert limit is not None
        assert 0 < limit <= other
        assert full == 0 or limit <= full


@given(now=st.times(), start=minutes, end=minutes)
def test_the_next_change_is_where_it_changes_and_not_before(now: time, start: time, end: time) -> None:
    settings = Settings(full_speed_from=written(start), full_speed_to=written(end))
    left = next_change(settings, now)
    if start == end:
        assert left is None
        return
    assert left is not None
    assert 0 < left <= 86400
    day = datetime.combine(date(2030, 1, 1), now)
    inside = in_full_hours(now, written(start), written(end))
    for share in (0.0, 0.5, 0.99):
        meanwhile = (day + timedelta(seconds=left * share)).time()
        assert in_full_hours(meanwhile, written(start), written(end)) == inside
    after = (day + timedelta(seconds=left, milliseconds=1)).time()
    assert in_full_hours(after, written(start), written(end)) != inside
