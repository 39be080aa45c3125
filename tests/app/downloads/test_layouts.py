"""Where things lie and in which order: rules without a window."""

from __future__ import annotations

import itertools

import pytest
from hubkeep.app.downloads.graph_layout import SPAN, curve, second_at, smooth
from hubkeep.app.downloads.order import arranged, movable, moved, stepped
from hubkeep.app.downloads.piece_layout import cell_at, cells
from hubkeep.app.widgets.rate_scale import LOWEST, top_of
from hubkeep.app.widgets.share import shares
from hubkeep.link.messages import FINISHED, DownloadView
from hypothesis import given
from hypothesis import strategies as st

STATES = ("queued", "running", "paused", "done", "failed", "cancelled")
ids = st.lists(st.integers(1, 30), unique=True, max_size=12)
rates = st.lists(st.floats(0, 1e10), max_size=700)


# --- cells


@given(st.integers(1, 140), st.integers(300, 3000), st.integers(10, 40))
def test_cells_fill_the_bar_and_share_no_pixel(count: int, width: int, height: int) -> None:
    laid = cells(count, width, height)
    assert len(laid) == count
    taken: set[tuple[int, int]] = set()
    for cell in laid:
        assert cell.x >= 0
        assert cell.x + cell.width <= width
        assert cell.y + cell.height <= height
        corner = (cell.x, cell.y)
        assert corner not in taken
        taken.add(corner)
    assert max(cell.x + cell.width for cell in laid) == width
    assert max(cell.y + cell.height for cell in laid) == height
    widths = {cell.width for cell in laid}
    assert max(widths) - min(widths) <= 1


@given(st.integers(1, 140), st.integers(300, 3000))
def test_a_cell_is_found_where_it_lies(count: int, width: int) -> None:
    laid = cells(count, width, 19)
    for place, cell in enumerate(laid):
        assert cell_at(laid, cell.x, cell.y) == place
        assert cell_at(laid, cell.x + cell.width - 1, cell.y + cell.height - 1) == place
    assert cell_at(laid, -1, 0) == -1
    assert cell_at(laid, 0, 100) == -1


def test_cells_are_read_like_text() -> None:
    laid = cells(140, 1120, 19)
    assert {cell.y for cell in laid[:70]} == {0}
    assert len({cell.y for cell in laid[70:]}) == 1
    assert [cell.x for cell in laid[:70]] == [cell.x for cell in laid[70:]]
    assert len({cell.y for cell in cells(12, 1120, 19)}) == 1


@pytest.mark.parametrize(("count", "width", "height"), [(0, 100, 19), (5, 0, 19), (5, 100, 0)])
def test_no_cells_where_there_is_no_room(count: int, width: int, height: int) -> None:
    assert cells(count, width, height) == ()


# --- sharing a line


@given(
    st.integers(-50, 2000),
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), max_size=8),
)
def test_no_more_is_given_than_there_is(room: int, wishes: list[tuple[int, int]]) -> None:
    wanted = [max(pair) for pair in wishes]
    least = [min(pair) for pair in wishes]
    given_ = shares(room, wanted, least)
    assert all(0 <= width <= want for width, want in zip(given_, wanted, strict=True))
    assert sum(given_) <= max(room, 0)
    # Each is readable or not there at all.
    assert all(width == 0 or width >= low for width, low in zip(given_, least, strict=True))
    if sum(wanted) <= room:
        assert given_ == wanted


def test_the_last_gives_way_first() -> None:
    assert shares(250, [100, 100, 100], [40, 40, 40]) == [100, 100, 50]
    assert shares(150, [100, 100, 100], [40, 40, 40]) == [70, 40, 40]
    assert shares(90, [100, 100, 100], [40, 40, 40]) == [50, 40, 0]


# --- the graph


@given(rates)
def test_the_scale_ends_above_the_peak(values: list[float]) -> None:
    top = top_of(values)
    assert top >= LOWEST
    assert top > max(values, default=0) * 1.0
    assert top <= max(LOWEST, 1.7 * max(values, default=0))


@given(rates, st.integers(50, 2000), st.integers(20, 300))
def test_the_curve_stays_in_its_area_and_ends_now(values: list[float], width: int, height: int) -> None:
    points = curve(values, width, height, top_of(values))
    assert len(points) == min(len(values), SPAN)
    for x, y in points:
        assert -1e-6 <= x <= width + 1e-6
        assert 0 <= y <= height
    if points:
        assert points[-1][0] == pytest.approx(width)
        assert all(a[0] < b[0] for a, b in itertools.pairwise(points))


@given(st.integers(1, SPAN), st.integers(600, 2000))
def test_each_second_is_found_under_its_point(count: int, width: int) -> None:
    points = curve([1.0] * count, width, 100, 2.0)
    for place in {0, count // 2, count - 1}:
        assert second_at(points[place][0], width, count) == place
    assert second_at(width + 5, width, count) == -1


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=50))
def test_smoothing_keeps_within_what_was_measured(values: list[int]) -> None:
    smoothed = smooth([float(value) for value in values])
    assert len(smoothed) == len(values)
    assert min(values) - 1e-6 <= min(smoothed)
    assert max(smoothed) <= max(values) + 1e-6
    assert smoothed[0] == values[0]


# --- the order


@given(ids, st.sets(st.integers(1, 30)), st.one_of(st.none(), st.integers(1, 30)))
def test_moving_loses_none_and_keeps_the_order_of_the_others(
    queue: list[int], chosen: set[int], before: int | None
) -> None:
    made = moved(queue, chosen, before)
    assert sorted(made) == sorted(queue)
    assert [id for id in made if id not in chosen] == [id for id in queue if id not in chosen]
    moving = [id for id in queue if id in chosen]
    assert [id for id in made if id in chosen] == moving
    if moving:
        place = made.index(moving[0])
        assert list(made[place : place + len(moving)]) == moving
        if before in queue and before not in chosen:
            assert made[place + len(moving)] == before


def test_what_is_put_before_itself_stays() -> None:
    assert moved([1, 2, 3, 4], {2}, 2) == (1, 2, 3, 4)
    assert moved([1, 2, 3, 4], {2}, 3) == (1, 2, 3, 4)
    assert moved([1, 2, 3, 4], {2, 4}, 2) == (1, 2, 4, 3)
    assert moved([1, 2, 3, 4], {1}, None) == (2, 3, 4, 1)


@given(ids, st.sets(st.integers(1, 30)), st.sampled_from(["first", "up", "down", "last"]))
def test_stepping_loses_none_and_keeps_both_orders(queue: list[int], chosen: set[int], to: str) -> None:
    made = stepped(queue, chosen, to)  # type: ignore[arg-type]
    assert sorted(made) == sorted(queue)
    for group in (lambda id: id in chosen, lambda id: id not in chosen):
        assert list(filter(group, made)) == list(filter(group, queue))


@given(ids, st.sets(st.integers(1, 30)))
def test_down_undoes_up_where_there_was_room(queue: list[int], chosen: set[int]) -> None:
    room = bool(queue) and queue[0] not in chosen
    if room:
        assert list(stepped(stepped(queue, chosen, "up"), chosen, "down")) == queue


def test_a_block_moves_together() -> None:
    assert stepped([1, 2, 3, 4, 5], {3, 4}, "up") == (1, 3, 4, 2, 5)
    assert stepped([1, 2, 3, 4, 5], {3, 4}, "down") == (1, 2, 5, 3, 4)
    assert stepped([1, 2, 3], {1}, "up") == (1, 2, 3)
    assert stepped([1, 2, 3], {3}, "first") == (3, 1, 2)


views = st.lists(st.sampled_from(STATES), max_size=12).map(
    lambda states: tuple(
        DownloadView(id=number, repo="org/name", state=state) for number, state in enumerate(states, 1)
    )
)


@given(views)
def test_all_are_shown_and_the_queue_keeps_its_order(queue: tuple[DownloadView, ...]) -> None:
    shown = arranged(queue)
    assert sorted(view.id for view in shown) == [view.id for view in queue]
    assert movable(shown) == movable(queue)
    failed = [place for place, view in enumerate(shown) if view.state == "failed"]
    over = [place for place, view in enumerate(shown) if view.state in FINISHED and view.state != "failed"]
    running = [place for place, view in enumerate(shown) if view.state == "running"]
    assert not failed or not running or max(running) < min(failed)
    assert not failed or not over or max(failed) < min(over)
    unfinished = [place for place, view in enumerate(shown) if view.state not in FINISHED]
    assert not over or not unfinished or max(unfinished) < min(over)
