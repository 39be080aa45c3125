"""The table of what is archived: sorting in the model, selections that stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hubkeep.app.archive.kept_columns import Column
from hubkeep.app.archive.kept_model import KeptModel
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from tests.app import archive_showcase as showcase
from tests.app.archive.conftest import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication


@pytest.fixture
def model(app: QApplication) -> Iterator[KeptModel]:
    made = KeptModel(lambda: NOW)
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    made.show_kept(showcase.kept(NOW), showcase.archives(NOW))
    yield made
    tester.deleteLater()
    made.deleteLater()


def names(model: KeptModel) -> list[str]:
    return [model.kept(row).repo for row in range(model.rowCount())]


def test_the_biggest_come_first(model: KeptModel) -> None:
    sizes = [model.kept(row).bytes for row in range(model.rowCount())]
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize("column", list(Column))
def test_every_column_sorts_both_ways(model: KeptModel, column: Column) -> None:
    model.sort(column, Qt.SortOrder.AscendingOrder)
    up = names(model)
    model.sort(column, Qt.SortOrder.DescendingOrder)
    down = names(model)
    assert sorted(up) == sorted(down)
    assert up != down


def test_what_a_view_holds_goes_along(model: KeptModel) -> None:
    held = QPersistentModelIndex(model.index(2, 0))
    repo = model.kept(2).repo
    model.sort(Column.REPO, Qt.SortOrder.AscendingOrder)
    assert model.kept(held.row()).repo == repo
    model.show_kept([each for each in showcase.kept(NOW) if each.repo != repo], showcase.archives(NOW))
    assert not held.isValid()


def test_the_same_again_changes_nothing(model: KeptModel) -> None:
    told: list[object] = []
    model.layoutChanged.connect(lambda: told.append(1))
    model.show_kept(showcase.kept(NOW), showcase.archives(NOW))
    assert told == []


def test_cells_say_name_tier_size_and_archive(model: KeptModel) -> None:
    row = names(model).index("bigcode/starcoder2-15b")
    cells = [str(model.index(row, column).data()).replace("\u00a0", " ") for column in Column]
    assert cells == ["bigcode/starcoder2-15b", "frozen", "63.9 GB", "41.8 GB", "10 month(s) ago", "Vault"]
    assert model.index(row, Column.SIZE).data(Qt.ItemDataRole.AccessibleTextRole).startswith("Size: ")
    assert "thawed" in model.index(row, Column.TIER).data(Qt.ItemDataRole.ToolTipRole)
