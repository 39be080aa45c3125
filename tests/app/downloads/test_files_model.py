"""The tree of files: folders, ticks and figures, at any size."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from hubkeep.app.downloads.files_model import FilesModel
from hubkeep.app.translation import Languages
from hubkeep.link.messages import OfferedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

CHECK = Qt.ItemDataRole.CheckStateRole
ON, OFF, PART = Qt.CheckState.Checked, Qt.CheckState.Unchecked, Qt.CheckState.PartiallyChecked

FILES = (
    OfferedFile(path="b/deep/two.bin", size=2000),
    OfferedFile(path="b/one.bin", size=1000, here=True),
    OfferedFile(path="b-side.txt", size=10),
    OfferedFile(path="b.txt", size=20),
    OfferedFile(path="a.txt", size=30, here=True),
    OfferedFile(path="bb/x", size=40),
)


@pytest.fixture(autouse=True)
def english(app: QApplication) -> Iterator[None]:
    languages = Languages(app)
    languages.choose("en")
    yield
    languages.deleteLater()


@pytest.fixture
def model(app: QApplication) -> Iterator[FilesModel]:
    made = FilesModel()
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Warning, made)
    assert tester.failureReportingMode() == QAbstractItemModelTester.FailureReportingMode.Warning
    made.show_files(FILES)
    yield made
    made.deleteLater()


def lines(model: FilesModel, parent: QModelIndex | None = None, depth: int = 0) -> list[str]:
    """The whole tree: names, indented, with their sizes."""
    parent = parent or QModelIndex()
    told = []
    for row in range(model.rowCount(parent)):
        index = model.index(row, 0, parent)
        assert model.parent(index) == parent
        told.append(
            f"{'  ' * depth}{index.data()} {model.index(row, 1, parent).data()}".replace("\u00a0", " ")
        )
        told += lines(model, index, depth + 1)
    return told


def states(model: FilesModel, *paths: str) -> list[Qt.CheckState]:
    return [model.index_of(path).data(CHECK) for path in paths]


def test_folders_stand_first_and_come_to_what_lies_in_them(model: FilesModel) -> None:
    assert lines(model) == [
        "b 3.00 kB · 1.00 kB here",
        "  deep 2.00 kB",
        "    two.bin 2.00 kB",
        "  one.bin 1.00 kB · here",
        "bb 40 B",
        "  x 40 B",
        "a.txt 30 B · here",
        "b-side.txt 10 B",
        "b.txt 20 B",
    ]


def test_a_folder_is_ticked_in_part_until_all_of_it_is(model: FilesModel) -> None:
    heard: list[None] = []
    model.picked.connect(lambda: heard.append(None))
    assert model.setData(model.index_of("b/deep/two.bin"), ON.value, CHECK)
    assert states(model, "b", "b/deep", "b/one.bin") == [PART, ON, OFF]
    assert model.setData(model.index_of("b"), ON.value, CHECK)
    assert states(model, "b", "b/deep", "b/one.bin", "bb", "b.txt") == [ON, ON, ON, OFF, OFF]
    assert model.ticked() == ["b/deep/two.bin", "b/one.bin"]
    assert (model.sums().files, model.sums().bytes, model.sums().to_fetch) == (2, 3000, 2000)
    assert model.setData(model.index_of("b"), OFF.value, CHECK)
    assert model.ticked() == []
    assert len(heard) == 3


def test_what_a_filter_hides_keeps_its_tick(model: FilesModel) -> None:
    model.tick(["a.txt", "b/one.bin"])
    model.filter("BIN two")
    assert lines(model) == ["b 2.00 kB", "  deep 2.00 kB", "    two.bin 2.00 kB"]
    model.setData(model.index_of("b"), ON.value, CHECK)
    assert model.ticked() == ["a.txt", "b/deep/two.bin", "b/one.bin"]
    model.setData(model.index_of("b"), OFF.value, CHECK)
    assert model.ticked() == ["a.txt", "b/one.bin"]
    model.filter("nothing")
    assert (model.rowCount(), model.shown) == (0, 0)
    model.filter("")
    assert states(model, "b", "a.txt", "b.txt") == [PART, ON, OFF]


def test_ticking_by_the_program_is_no_choice_of_the_users(model: FilesModel) -> None:
    heard: list[None] = []
    model.picked.connect(lambda: heard.append(None))
    model.tick(lambda path: path.endswith(".txt"))
    assert model.ticked() == ["a.txt", "b-side.txt", "b.txt"]
    assert heard == []


def test_a_hostile_name_is_shown_in_one_line(model: FilesModel) -> None:
    model.show_files([OfferedFile(path="a\nb\u202e", size=1)])
    assert model.index(0, 0).data() == "a\\nb\\u202e"


PATHS = st.lists(
    st.lists(st.sampled_from("ab0-."), min_size=1, max_size=3).map("".join), min_size=1, max_size=3
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(PATHS.map("/".join), max_size=12), st.data())
def test_a_folders_state_is_that_of_its_files(
    app: QApplication, paths: set[str], data: st.DataObject
) -> None:
    # A file and a folder never share a name.
    paths = {path for path in paths if not any(other.startswith(path + "/") for other in paths)}
    ticked = {path for path in paths if data.draw(st.booleans())}
    model = FilesModel()
    model.show_files([OfferedFile(path=path, size=1) for path in paths])
    model.tick(ticked)
    found = set()

    def look(parent: QModelIndex, above: str) -> set[str]:
        below: set[str] = set()
        for row in range(model.rowCount(parent)):
            index = model.index(row, 0, parent)
            path = f"{above}{index.data()}"
            files = look(index, path + "/") if model.hasChildren(index) else {path}
            on = len(files & ticked)
            assert index.data(CHECK) == (OFF if not on else ON if on == len(files) else PART)
            below |= files
        return below

    found = look(QModelIndex(), "")
    assert found == paths
    assert set(model.ticked()) == ticked


def test_a_hundred_thousand_files_are_no_burden(app: QApplication) -> None:
    files = [OfferedFile(path=f"data/{n % 300:03d}/part-{n:06d}.parquet", size=n) for n in range(100_000)]
    model = FilesModel()
    began = time.perf_counter()
    model.show_files(files)
    model.tick([file.path for file in files])
    shown = time.perf_counter() - began
    began = time.perf_counter()
    folder = model.index_of("data/150")
    model.setData(folder, OFF.value, CHECK)
    assert model.sums().files == 100_000 - model.rowCount(folder)
    ticked = time.perf_counter() - began
    # Ten times what it takes on a slow machine: what is meant is "not square".
    assert shown < 3
    assert ticked < 1
    print(f"shown in {shown:.3f} s, ticked in {ticked:.3f} s")
