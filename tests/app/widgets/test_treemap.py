"""The treemap as a widget: cells under the pointer, keys, selection, the rest."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hubkeep.app.theme import Theme
from hubkeep.app.widgets.treemap import Look, Treemap
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

SIZES = {"a": 500.0, "b": 300.0, "c": 150.0, "d": 100.0, "e": 60.0}


@pytest.fixture
def treemap(theme: Theme) -> Iterator[Treemap]:
    made = Treemap(
        theme,
        lambda key: Look(
            key, f"{SIZES.get(key, 0)}", theme.tokens.accent, 0.5, f"tip of {key}", f"{key} spoken"
        ),
        lambda count, size: Look(f"{count} more"),
    )
    made.resize(600, 200)
    made.show_sizes(SIZES.items())
    made.show()
    yield made
    made.hide()
    made.deleteLater()


def test_every_size_has_a_cell_and_no_pixel_two(treemap: Treemap) -> None:
    assert [cell.key for cell in treemap.cells] == ["a", "b", "c", "d", "e"]
    covered = sum(cell.box.width() * cell.box.height() for cell in treemap.cells)
    assert covered == (600 + 2) * (200 + 2)
    for number, cell in enumerate(treemap.cells):
        assert all(not cell.box.intersects(other.box) for other in treemap.cells[number + 1 :])


def test_a_click_selects_and_control_adds(treemap: Treemap) -> None:
    told: list[set[str]] = []
    treemap.chosen.connect(lambda: told.append(treemap.selected))
    cells = {cell.key: cell.box.center() for cell in treemap.cells}
    QTest.mouseClick(treemap, Qt.MouseButton.LeftButton, pos=cells["b"])
    QTest.mouseClick(treemap, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, cells["c"])
    QTest.mouseClick(treemap, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, cells["b"])
    assert told == [{"b"}, {"b", "c"}, {"c"}]


def test_a_selection_from_outside_says_nothing(treemap: Treemap) -> None:
    told: list[bool] = []
    treemap.chosen.connect(lambda: told.append(True))
    treemap.select(["d"], "d")
    assert treemap.selected == {"d"}
    assert treemap.accessibleDescription() == "d spoken"
    assert told == []


def test_arrows_go_from_cell_to_cell(treemap: Treemap) -> None:
    treemap.setFocus()
    QTest.keyClick(treemap, Qt.Key.Key_Home)
    assert treemap.current == "a"
    QTest.keyClick(treemap, Qt.Key.Key_Left)
    assert treemap.current == "a", "there is nothing left of it"
    seen = {"a"}
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Up):
        QTest.keyClick(treemap, key)
        seen.add(treemap.current)
    assert len(seen) >= 3
    assert treemap.selected == {treemap.current}


def test_every_cell_can_be_reached_by_arrows(treemap: Treemap) -> None:
    steps = (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Up)
    reached, todo = {"a"}, ["a"]
    while todo:
        start = todo.pop()
        for key in steps:
            treemap.select([start], start)
            QTest.keyClick(treemap, key)
            if treemap.current not in reached:
                reached.add(treemap.current)
                todo.append(treemap.current)
    assert reached == set(SIZES)


def test_enter_and_a_double_click_open(treemap: Treemap) -> None:
    opened: list[str] = []
    treemap.opened.connect(opened.append)
    treemap.select(["b"], "b")
    QTest.keyClick(treemap, Qt.Key.Key_Return)
    QTest.mouseDClick(treemap, Qt.MouseButton.LeftButton, pos=treemap.cells[2].box.center())
    assert opened == ["b", "c"]


def test_the_tiny_rest_is_one_cell(treemap: Treemap) -> None:
    sizes = {"big": 10.0**6, "next": 4.0 * 10**5, **{f"tiny{n}": 5.0 for n in range(5000)}, "none": 0.0}
    clicked: list[bool] = []
    treemap.rest_clicked.connect(lambda: clicked.append(True))
    treemap.show_sizes(sizes.items())
    rest = treemap.cells[-1]
    assert [cell.key for cell in treemap.cells] == ["big", "next", ""]
    assert rest.look.label == "5000 more"
    QTest.mouseClick(treemap, Qt.MouseButton.LeftButton, pos=rest.box.center())
    assert clicked == [True]
    assert treemap.selected == set()


def test_it_can_be_painted_at_any_size(treemap: Treemap) -> None:
    for width, height in ((600, 200), (80, 80), (1, 1), (3000, 90)):
        treemap.resize(width, height)
        assert not treemap.grab().isNull()
    treemap.show_sizes([])
    assert treemap.cells == []
    assert not treemap.grab().isNull()


def test_only_cells_that_are_shown_are_asked_for(theme: Theme) -> None:
    asked: list[str] = []

    def look(key: str) -> Look:
        asked.append(key)
        return Look(key)

    made = Treemap(theme, look, lambda count, size: Look(""))
    made.resize(800, 200)
    made.show_sizes((str(number), 1.0 + 1e6 / (number + 1)) for number in range(10_000))
    assert len(made.cells) <= 401
    assert len(asked) == len(made.cells) - 1
    made.deleteLater()


def test_nothing_lies_outside(treemap: Treemap) -> None:
    assert treemap.cell_at(QPoint(-5, -5)) is None
    assert treemap.cell_at(QPoint(5000, 5)) is None
