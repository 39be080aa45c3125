"""Cells count as a naive model does that knows of every byte."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest
from hubkeep.engine.transfer.cells import Cells
from hubkeep.engine.transfer.shares import PIECE
from hypothesis import given
from hypothesis import strategies as st

MARKS = "ABC"


FAR = 50 * 10**9


@st.composite
def histories(
    draw: st.DrawFn, least: int = 1, most: int = 6 * PIECE
) -> tuple[int, int, list[tuple[int, int, int]]]:
    """Total, most cells, and what landed: each byte at most once."""
    total = draw(st.integers(least, most))
    edges = sorted(draw(st.lists(st.integers(0, total), max_size=12, unique=True)))
    landed = [
        (start, end, draw(st.integers(-1, 4)))
        for start, end in itertools.pairwise(edges)
        if draw(st.booleans())
    ]
    return total, draw(st.integers(1, 20)), draw(st.permutations(landed))


def naive(total: int, count: int, landed: list[tuple[int, int, int]]) -> list[set[str]]:
    """What each cell may show: more than one mark where two brought as much."""
    cells = []
    for index in range(count):
        low, high = index * total // count, (index + 1) * total // count
        by: Counter[int] = Counter()
        for start, end, source in landed:
            by[source] += max(0, min(end, high) - max(start, low))
        there = sum(by.values())
        if there * 2 < high - low or not there:
            cells.append({"."})
        else:
            most = max(by.values())
            cells.append(
                {MARKS[one % 3] if one >= 0 else "h" for one, amount in by.items() if amount == most}
            )
    return cells


@given(histories() | histories(FAR, 2 * FAR), st.data())
def test_a_cell_shows_who_brought_most_of_it(
    history: tuple[int, int, list[tuple[int, int, int]]], data: st.DataObject
) -> None:
    total, most, landed = history
    cells = Cells(total, most, "h", ".", MARKS)
    for each in landed:
        cells.add(*each)
    row = cells.row()
    assert 1 <= len(row) <= most
    assert len(row) <= -(-total // PIECE), "no finer than what is counted"
    for shown, allowed in zip(row, naive(total, len(row), landed), strict=True):
        assert shown in allowed
    # What was found to be wrong goes again.
    gone = data.draw(st.lists(st.sampled_from(landed), unique=True) if landed else st.just([]))
    for each in gone:
        cells.remove(*each)
    kept = [each for each in landed if each not in gone]
    for shown, allowed in zip(cells.row(), naive(total, len(row), kept), strict=True):
        assert shown in allowed


@given(histories())
def test_it_is_the_same_in_many_small_steps(
    history: tuple[int, int, list[tuple[int, int, int]]],
) -> None:
    total, most, landed = history
    at_once, bit_by_bit = Cells(total, most, "h", ".", MARKS), Cells(total, most, "h", ".", MARKS)
    for start, end, source in landed:
        at_once.add(start, end, source)
        for low in range(start, end, PIECE // 3):
            bit_by_bit.add(low, min(end, low + PIECE // 3), source)
    assert at_once.row() == bit_by_bit.row()


def test_no_byte_is_counted_in_its_neighbour() -> None:
    total = 2 * PIECE + 2
    edges = [index * total // 3 for index in range(4)]
    assert any(edge * 3 % total for edge in edges), "they are rounded"
    cells = Cells(total, 10, "h", ".", MARKS)
    for low, high in itertools.pairwise(edges):
        cells.add(low, low + -(-(high - low) // 2), 0)
    assert cells.row() == "AAA", "just half of each"
    for low in edges[:3]:
        cells.remove(low, low + 1, 0)
    assert cells.row() == "...", "a byte less"


@pytest.mark.parametrize(("total", "row"), [(0, ""), (1, "."), (3 * PIECE, "..."), (1000 * PIECE, "." * 10)])
def test_at_first_nothing_is_there(total: int, row: str) -> None:
    assert Cells(total, 10, "h", ".", MARKS).row() == row
