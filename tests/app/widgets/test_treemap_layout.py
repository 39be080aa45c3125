"""The treemap's layout: true areas, no overlap, nothing outside, cells one can click."""

from __future__ import annotations

import pytest
from hubkeep.app.widgets.treemap_layout import Rect, squarify, worth_a_cell
from hypothesis import given
from hypothesis import strategies as st

sizes = st.lists(st.integers(1, 10**12), min_size=1, max_size=120).map(
    lambda each: sorted(each, reverse=True)
)
bounds = st.builds(Rect, st.floats(-50, 50), st.floats(-50, 50), st.floats(10, 4000), st.floats(10, 3000))


@given(sizes, bounds)
def test_areas_are_in_proportion_and_fill_the_bounds(sizes: list[int], bounds: Rect) -> None:
    cells = squarify(sizes, bounds)
    assert len(cells) == len(sizes)
    total = sum(sizes)
    for size, cell in zip(sizes, cells, strict=True):
        assert cell.area == pytest.approx(bounds.area * size / total, rel=1e-6, abs=bounds.area * 1e-7)


@given(sizes, bounds)
def test_cells_stay_inside_and_apart(sizes: list[int], bounds: Rect) -> None:
    cells = squarify(sizes, bounds)
    slack = 1e-6 * max(bounds.width, bounds.height)
    for cell in cells:
        assert cell.x >= bounds.x - slack
        assert cell.y >= bounds.y - slack
        assert cell.right <= bounds.right + slack
        assert cell.bottom <= bounds.bottom + slack
    for i, one in enumerate(cells):
        for other in cells[i + 1 :]:
            across = min(one.right, other.right) - max(one.x, other.x)
            down = min(one.bottom, other.bottom) - max(one.y, other.y)
            assert across <= slack or down <= slack


@given(st.integers(1, 200), st.floats(100, 2000), st.floats(100, 2000))
def test_equal_sizes_give_cells_that_are_nearly_square(count: int, width: float, height: float) -> None:
    cells = squarify([1.0] * count, Rect(0, 0, width, height))
    shape = max(width / height, height / width)
    for cell in cells:
        ratio = max(cell.width / cell.height, cell.height / cell.width)
        assert ratio <= max(4, shape)


def test_the_sizes_of_a_disk_are_laid_out_with_sane_sides() -> None:
    disk = [141, 93, 65.5, 54, 48, 33.7, 31.4, 6.2, 6.2, 6.2, 1.1, 0.5]
    cells = squarify(disk, Rect(0, 0, 850, 165))
    ratios = [max(c.width / c.height, c.height / c.width) for c in cells]
    assert max(ratios) < 5
    assert cells[0].height == 165


@pytest.mark.parametrize("bounds", [Rect(3, 4, 0, 10), Rect(3, 4, 10, 0), Rect(3, 4, 0, 0)])
def test_empty_bounds_give_empty_cells(bounds: Rect) -> None:
    cells = squarify([3, 2, 1], bounds)
    assert [cell.area for cell in cells] == [0, 0, 0]


def test_nothing_gives_nothing() -> None:
    assert squarify([], Rect(0, 0, 10, 10)) == []


@given(sizes, st.floats(100, 1e6), st.floats(1, 500), st.integers(1, 50))
def test_every_cell_of_its_own_is_big_enough(
    sizes: list[int], area: float, smallest: float, most: int
) -> None:
    own = worth_a_cell(sizes, area, smallest, smallest * 4, most)
    assert 0 <= own <= min(len(sizes), most)
    for size in sizes[:own]:
        assert size / sum(sizes) * area >= smallest * (1 - 1e-9)


def test_the_rest_swallows_small_ones_until_its_label_has_room() -> None:
    sizes = [1000.0, 500.0, *[10.0] * 20]
    own = worth_a_cell(sizes, 1700, 8, 100, 400)
    assert own == len(sizes), "all have room: there is no rest"
    own = worth_a_cell([*sizes, 1.0], 1701, 8, 100, 400)
    assert sum(sizes[own:]) + 1 >= 100
    assert own >= 2, "the big ones keep their cells"


@given(st.floats(0, 99, exclude_max=True), st.floats(0, 49, exclude_max=True))
def test_every_point_belongs_to_exactly_one_cell(x: float, y: float) -> None:
    cells = squarify([8, 4, 2, 1, 1], Rect(0, 0, 99, 49))
    assert sum(cell.contains(x, y) for cell in cells) == 1
