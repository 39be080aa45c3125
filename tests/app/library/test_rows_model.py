"""The model behind the table: order, filter, and a selection that stays with its repos."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from hubkeep.app.library import words
from hubkeep.app.library.columns import ORDER_OF, Column
from hubkeep.app.library.rows_model import ROW_ROLE, VALUE_ROLE, RowsModel
from hubkeep.link.messages import ORDERS, Query, RowsChanged, parse_filter, problem
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelectionModel, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from tests.app.library.rows import HOSTILE, NOW, hostile, many, row, workstation

UP, DOWN = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


def changed(*rows: object, removed: tuple[str, ...] = (), reset: bool = False) -> RowsChanged:
    return RowsChanged("/cache", tuple(rows), removed, reset)  # type: ignore[arg-type]


@pytest.fixture
def model(app: QApplication) -> Iterator[RowsModel]:
    """A model under the eyes of Qt's own tester, which reports broken promises as warnings."""
    made = RowsModel(lambda: NOW)
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Warning, made)
    assert tester.model() is made
    yield made
    made.deleteLater()


def names(model: RowsModel) -> list[str]:
    return [each.name for each in model.shown()]


def test_sizes_come_biggest_first(model: RowsModel) -> None:
    model.take(changed(*workstation(), reset=True))
    sizes = [each.bytes for each in model.shown()]
    assert sizes == sorted(sizes, reverse=True)
    assert model.rowCount() == model.total == len(workstation())


@pytest.mark.parametrize("column", list(Column))
@pytest.mark.parametrize("order", [UP, DOWN])
def test_every_column_sorts_and_unknown_is_last(
    model: RowsModel, column: Column, order: Qt.SortOrder
) -> None:
    model.take(changed(*workstation(), *many(40), reset=True))
    model.sort(column, order)
    if column == Column.REPO:
        assert names(model) == sorted(names(model), key=str.casefold, reverse=order == DOWN)
        return
    figures = [ORDERS[ORDER_OF[column]](each) for each in model.shown()]
    known = [figure for figure in figures if figure != float("inf")]
    assert figures[: len(known)] == sorted(known, reverse=order == DOWN)
    for one, other in zip(model.shown(), model.shown()[1:], strict=False):
        if ORDERS[ORDER_OF[column]](one) == ORDERS[ORDER_OF[column]](other):
            assert one.name.casefold() <= other.name.casefold()


def test_a_filter_shows_what_matches_and_keeps_the_rest(model: RowsModel) -> None:
    model.take(changed(*workstation(), reset=True))
    model.filter(parse_filter("qwen"))
    assert names(model) == ["Qwen/Qwen3-32B", "unsloth/Qwen3-8B-GGUF"]
    model.filter(parse_filter("qwen read>10d"))
    assert names(model) == ["unsloth/Qwen3-8B-GGUF"]
    model.filter(Query())
    assert model.rowCount() == len(workstation())


def test_chunks_are_taken_up_together(model: RowsModel, wait_until: object) -> None:
    model.take(changed(row("a/first", 1), reset=True))
    model.take(changed(row("a/second", 2)))
    model.take(changed(row("a/third", 3)))
    assert names(model) == ["a/first"]
    wait_until(lambda: model.rowCount() == 3)  # type: ignore[operator]
    assert names(model) == ["a/third", "a/second", "a/first"]


def test_a_row_that_changed_moves_and_one_that_went_is_gone(model: RowsModel) -> None:
    model.take(changed(row("a/one", 1), row("a/two", 2), row("a/three", 3), reset=True))
    model.take(changed(row("a/one", 9), removed=("models--a--two",)))
    model.settle()
    assert names(model) == ["a/one", "a/three"]
    assert model.row("models--a--two") is None
    assert model.place_of("models--a--two") == -1
    assert model.place_of("models--a--three") == 1


def test_a_row_that_no_longer_matches_leaves(model: RowsModel) -> None:
    model.take(changed(row("a/one", 1), row("a/two", 2), reset=True))
    model.filter(parse_filter("size>1.5GB"))
    assert names(model) == ["a/two"]
    model.take(changed(row("a/two", 1), row("a/one", 5)))
    model.settle()
    assert names(model) == ["a/one"]


def test_reset_forgets(model: RowsModel) -> None:
    model.take(changed(*workstation(), reset=True))
    model.take(changed(row("b/only", 1), reset=True))
    assert names(model) == ["b/only"]
    model.take(changed(reset=True))
    assert model.rowCount() == 0


def test_the_selection_stays_with_its_repos(model: RowsModel) -> None:
    model.take(changed(*many(300), reset=True))
    selection = QItemSelectionModel(model)
    chosen = [model.row_at(place).key for place in (3, 50, 120, 299)]
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for key in chosen:
        selection.select(model.index(model.place_of(key), 0), flags)
    held = {key: QPersistentModelIndex(model.index(model.place_of(key), 4)) for key in chosen}

    def selected() -> set[str]:
        return {index.data(ROW_ROLE).key for index in selection.selectedRows()}

    model.sort(Column.READ, UP)
    assert selected() == set(chosen)
    model.take(changed(*(each for each in many(320)[300:]), row("zz/new", 10**4)))
    model.settle()
    assert model.row_at(0).name != "zz/new"
    model.sort(Column.SIZE, DOWN)
    assert model.row_at(0).name == "zz/new"
    assert selected() == set(chosen)
    assert {key: index.data(ROW_ROLE).key for key, index in held.items()} == {key: key for key in chosen}
    model.take(changed(removed=(chosen[0],)))
    model.settle()
    assert selected() == set(chosen[1:])
    selection.deleteLater()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(["", "bf16", "size>100MB", "-type:dataset"]))
def test_whatever_comes_the_list_is_what_sorting_all_would_give(
    app: QApplication, seed: int, text: str
) -> None:
    dice = random.Random(seed)
    model = RowsModel(lambda: NOW)
    rows = {each.key: each for each in many(60, seed)}
    model.take(changed(*rows.values(), reset=True))
    model.filter(parse_filter(text))
    model.sort(dice.choice(list(Column)), dice.choice([UP, DOWN]))
    for step in range(4):
        gone = dice.sample(sorted(rows), 5)
        for key in gone:
            del rows[key]
        come = [each for each in many(20, seed + step) if each.key not in gone]
        again = [row(rows[key].name, dice.random(), key=key) for key in dice.sample(sorted(rows), 5)]
        rows.update((each.key, each) for each in (*come, *again))
        model.take(changed(*come, *again, removed=tuple(gone)))
        model.settle()
    merged = [each.key for each in model.shown()]
    model.filter(parse_filter(text))
    assert merged == [each.key for each in model.shown()]
    query = parse_filter(text)
    assert sorted(merged) == sorted(key for key, each in rows.items() if query.matches(each, NOW))
    model.deleteLater()


def test_what_a_cell_shows(model: RowsModel) -> None:
    model.take(changed(row("a/b", 65.5, read=5), row("a/never", 1, read=None), reset=True))
    index = model.index(0, Column.SIZE)
    assert index.data() == "65.5\u00a0GB"
    assert index.data(VALUE_ROLE) == 65.5e9
    assert index.data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert model.index(0, Column.READ).data().startswith("≈")
    assert "to the day" in model.index(0, Column.READ).data(Qt.ItemDataRole.ToolTipRole)
    assert model.index(1, Column.READ).data() == "unknown"
    model.set_trust("good")
    assert not model.index(0, Column.READ).data().startswith("≈")
    model.set_trust("none")
    assert model.index(0, Column.READ).data() == "unknown"
    assert model.index(0, Column.STATE).data() == "intact"


def test_problems_are_said_in_the_tool_tip(model: RowsModel) -> None:
    model.take(changed(*workstation(), reset=True))
    place = model.place_of("models--deepinsight--inswapper-128")
    assert model.index(place, Column.STATE).data().startswith("1 broken link")
    assert "lost their bytes" in model.index(place, Column.REPO).data(Qt.ItemDataRole.ToolTipRole)


def test_hostile_names_are_text(model: RowsModel) -> None:
    model.take(changed(*hostile(), reset=True))
    for place in range(len(HOSTILE)):
        index = model.index(place, Column.REPO)
        assert index.data().isprintable()
        tip = index.data(Qt.ItemDataRole.ToolTipRole)
        assert "<b>" not in tip
        assert "<img" not in tip
    shown = [model.index(place, 0).data() for place in range(len(HOSTILE))]
    assert "evil/line\\nbreak\\x07bell\\x1b[31m" in shown
    assert "evil/abc\\u202egnp.exe" in shown


def test_words_of_the_summary_speak_the_language_of_the_window(app: QApplication) -> None:
    from hubkeep.app.translation import Languages
    from hubkeep.link.messages import ModelFacts

    languages = Languages(app)
    try:
        languages.choose("zh_CN")
        assert words.weights_word(ModelFacts(summary="no weights")) == "无权重"
        assert words.weights_word(ModelFacts(summary="kernel · 2 variants")) == "内核 · 2 个变体"
        assert words.weights_word(ModelFacts(summary="Q4_K_M · 7.6B")) == "Q4_K_M · 7.6B"
    finally:
        languages.choose("en")
    assert words.weights_word(ModelFacts(summary="kernel · 1 variant")) == "kernel · 1 variant"


@pytest.mark.parametrize(
    ("state", "said"),
    [("archive-offline", "on disk vault, not connected"), ("frozen", "frozen"), ("bucket", "in a bucket")],
)
def test_what_is_away_says_where_it_is(app: QApplication, state: str, said: str) -> None:
    away = problem("archive-offline", count=9, path="/media/me/vault")
    assert words.state_word(row("acme/one", 1.0, state=state, problems=(away,))) == said
    assert words.STATE_TONES[state]  # type: ignore[index]
