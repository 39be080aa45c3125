"""The field for a rate."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hubkeep.app.translation import Languages
from hubkeep.app.widgets.rate_box import RateBox, parsed_rate, stepped
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.waiting import process_events


@pytest.fixture
def box(app: QApplication) -> Iterator[RateBox]:
    languages = Languages(app)
    languages.choose("en")
    made = RateBox("rate")
    made.tell_zero("no limit")
    made.show()
    yield made
    made.close()
    made.deleteLater()
    process_events()
    languages.deleteLater()


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("20", 20_000_000),
        ("20M", 20_000_000),
        ("1.5 MB/s", 1_500_000),
        ("1,5\u00a0MB/s", 1_500_000),
        ("500 kB", 500_000),
        ("1GiB/s", 1_000_000_000),
        ("0", 0),
        ("999999 T", 2_000_000_000_000),
        ("fast", None),
        ("-1", None),
        ("", None),
    ],
)
def test_a_rate_is_read_as_people_write_it(text: str, rate: int | None) -> None:
    assert parsed_rate(text) == rate


@given(st.integers(0, 2_000_000))
def test_a_step_up_and_down_come_back_to_the_ladder(value: int) -> None:
    up = stepped(value, 1)
    assert up > value
    assert stepped(up, -1) <= value < up
    assert stepped(stepped(up, -1), 1) == up


def test_the_ladder_ends_at_none_and_stays_at_the_top() -> None:
    assert stepped(100, -1) == 0
    assert stepped(0, -1) == 0
    assert stepped(2_000_000_000, 1) == 2_000_000_000
    assert stepped(0, 3) == 500


def test_typing_is_chosen_once_at_its_end(box: RateBox) -> None:
    heard: list[int] = []
    box.chosen.connect(lambda: heard.append(box.bytes))
    assert box.text() == "no limit"
    box.selectAll()
    QTest.keyClicks(box, "20M")
    assert heard == []
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert heard == [20_000_000]
    assert box.text().replace("\u00a0", " ") == "20.0 MB/s"


def test_nonsense_goes_back_to_what_was(box: RateBox) -> None:
    box.show_bytes(5_000_000)
    box.selectAll()
    QTest.keyClicks(box, "fast")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert box.bytes == 5_000_000


def test_nothing_typed_means_none_at_all(box: RateBox) -> None:
    box.show_bytes(5_000_000)
    box.selectAll()
    QTest.keyClicks(box, "0\r")
    assert (box.bytes, box.text()) == (0, "no limit")


def test_arrows_go_along_the_ladder(box: RateBox) -> None:
    QTest.keyClick(box, Qt.Key.Key_Up)
    QTest.keyClick(box, Qt.Key.Key_Up)
    assert box.bytes == 200_000
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert box.bytes == 100_000
