"""The files of one download: order, what changes in place, pausing single ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hubkeep.app.downloads.files import ROW, Column, FilesModel, FilesView, in_order, share
from hubkeep.link.messages import (
    ControlFiles,
    ControlJob,
    DescribeDownload,
    DownloadDetail,
    DownloadView,
    FileView,
    Nothing,
    problem,
)
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelectionModel, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy, QTest

from tests.waiting import process_events, wait_until

if TYPE_CHECKING:
    from hubkeep.app.downloads.page import DownloadsPage
    from PySide6.QtWidgets import QApplication

    from tests.app.downloads.conftest import OpenPage
    from tests.app.stage import StagedLink

STATES = ("waiting", "fetching", "checking", "done", "here", "paused", "failed")

some_files = st.lists(
    st.builds(
        lambda path, size, done, state: FileView(path=path, size=size, done=min(done, size), state=state),
        st.sampled_from([f"part-{number}" for number in range(12)]),
        st.integers(0, 10**12),
        st.integers(0, 10**12),
        st.sampled_from(STATES),
    ),
    unique_by=lambda file: file.path,
    max_size=12,
)


@given(some_files)
def test_what_failed_comes_first_and_what_is_here_last(files: list[FileView]) -> None:
    states = [file.state for file in in_order(files)]
    assert sorted(states, key=lambda state: state != "failed") == states
    last = [place for place, state in enumerate(states) if state == "here"]
    assert last == list(range(len(states) - len(last), len(states)))
    assert all(0 <= share(file) <= 1 for file in files)


@given(st.lists(some_files, max_size=5))
def test_the_model_keeps_its_word_whatever_comes(app: QApplication, rounds: list[list[FileView]]) -> None:
    model = FilesModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    for files in rounds:
        model.show_files(files)
        rows = [model.index(row, Column.PATH).data() for row in range(model.rowCount())]
        assert rows == [file.path for file in in_order(files)]
    tester.deleteLater()
    model.deleteLater()


def many(count: int, done: int = 0) -> list[FileView]:
    return [
        FileView(
            path=f"data/part-{number:05}.parquet",
            size=10**6,
            done=done if number == 7 else 0,
            state="fetching" if number == 7 else "waiting",
        )
        for number in range(count)
    ]


def test_progress_changes_one_row(app: QApplication) -> None:
    model = FilesModel()
    model.show_files(many(5000))
    changed, moved, reset = (
        QSignalSpy(signal) for signal in (model.dataChanged, model.layoutChanged, model.modelReset)
    )
    model.show_files(many(5000, done=500_000))
    assert changed.count() == 1
    assert changed.at(0)[0].row() == changed.at(0)[1].row() == 0
    assert (moved.count(), reset.count()) == (0, 0)
    model.show_files(many(5000, done=500_000))
    assert changed.count() == 1
    model.deleteLater()


def test_a_selected_row_stays_selected_where_it_goes(app: QApplication) -> None:
    model = FilesModel()
    files = many(20)
    model.show_files(files)
    kept = QPersistentModelIndex(model.index(3, Column.PATH))
    path = kept.data()
    spy = QSignalSpy(model.layoutChanged)
    failed = FileView(path=path, size=10**6, state="failed", problem=problem("file-nowhere", path=path))
    model.show_files([failed if file.path == path else file for file in files])
    assert spy.count() == 1
    assert kept.row() == 0
    assert kept.data() == path
    assert "No source has" in model.index(0, Column.STATE).data()
    model.deleteLater()


# --- on the page


@pytest.fixture
def unfolded(open_page: OpenPage, link: StagedLink) -> DownloadsPage:
    """A page with the files of download 1 open."""
    link.answers[DescribeDownload] = lambda request: DownloadDetail(id=request.id, files=tuple(many(3000)))
    link.answers[ControlFiles] = Nothing()
    page = open_page()
    link.downloads(DownloadView(id=1, repo="org/name", state="running", total=3 * 10**9, files=3000, done=1))
    page.setFocus()
    QTest.keyClick(page.queue.card(1), Qt.Key.Key_Return)
    wait_until(lambda: view(page).files.rowCount() == 3000)
    return page


def view(page: DownloadsPage) -> FilesView:
    card = page.queue.card(1)
    assert card is not None
    assert isinstance(card.below, FilesView)
    return card.below


def choose(files: FilesView, *paths: str) -> None:
    model, selection = files.model(), files.selectionModel()
    selection.clear()
    for row in range(model.rowCount()):
        if model.index(row, 0).data() in paths:
            flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
            selection.select(model.index(row, 0), flags)


def test_enter_unfolds_the_files_and_folds_them(unfolded: DownloadsPage) -> None:
    card = unfolded.queue.card(1)
    files = view(unfolded)
    assert files.height() < 12 * ROW
    assert files.isVisible()
    QTest.keyClick(card, Qt.Key.Key_Return)
    assert card.below is None
    process_events()
    assert not unfolded.files.timer.isActive()


def test_single_files_are_paused_and_go_on(unfolded: DownloadsPage, link: StagedLink) -> None:
    files = view(unfolded)
    paths = ("data/part-00003.parquet", "data/part-00007.parquet")
    choose(files, *paths)
    files.setFocus()
    QTest.keyClick(files, Qt.Key.Key_Space)
    orders = [request for request in link.asked if isinstance(request, ControlFiles)]
    assert [(order.id, set(order.paths), order.action) for order in orders] == [(1, set(paths), "pause")]
    paused = [
        FileView(path=file.path, size=file.size, state="paused") if file.path in paths else file
        for file in many(3000)
    ]
    files.show_files(paused)
    assert {file.path for file in files.selected()} == set(paths)
    QTest.keyClick(files, Qt.Key.Key_Space)
    orders = [request for request in link.asked if isinstance(request, ControlFiles)]
    assert orders[-1].action == "resume"


def test_keys_in_the_files_mean_the_files(unfolded: DownloadsPage, link: StagedLink) -> None:
    files = view(unfolded)
    files.setFocus()
    wait_until(files.hasFocus)
    QTest.keyClick(files, Qt.Key.Key_Delete)
    QTest.keyClick(files, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(files.selected()) == 3000
    assert len(unfolded.queue.chosen()) == 1
    QTest.keyClick(files, Qt.Key.Key_Return)
    assert unfolded.queue.card(1).below is files
    QTest.keyClick(files, Qt.Key.Key_Escape)
    assert unfolded.queue.card(1).hasFocus()
    assert not [request for request in link.asked if isinstance(request, ControlJob)]


def test_it_is_asked_again_while_it_is_seen(unfolded: DownloadsPage, link: StagedLink) -> None:
    def asked() -> int:
        return sum(isinstance(request, DescribeDownload) for request in link.asked)

    before = asked()
    wait_until(lambda: asked() > before, timeout=5)
    unfolded.hide()
    assert not unfolded.files.timer.isActive()


def test_an_answer_that_comes_too_late_hurts_nobody(open_page: OpenPage, link: StagedLink) -> None:
    page = open_page()
    link.downloads(DownloadView(id=1, repo="org/name", state="running", total=5, done=1))
    page.files.toggle(1)
    waiting = max(link._waiting)
    link.downloads()
    link.answer(waiting, DownloadDetail(id=1, files=tuple(many(3))))
    assert page.queue.card(1) is None
