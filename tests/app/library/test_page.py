"""The page as a whole: search, selection in step, states, keys, and what it asks of the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hubkeep.link.messages import (
    Describe,
    FetchResult,
    JobResult,
    JobStarted,
    JobView,
    Refresh,
    RemovalResult,
    RepoDetail,
    Reveal,
    StartJob,
    Undo,
    Verify,
    VerifyResult,
    problem,
)
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QPushButton, QWidget

from tests.app.library.rows import GB, HOSTILE, hostile, many, row, workstation
from tests.waiting import process_events, wait_until

if TYPE_CHECKING:
    from hubkeep.app.library.page import LibraryPage

    from tests.app.library.conftest import OpenPage
    from tests.app.stage import StagedLink

FLUX = "models--black-forest-labs--FLUX.1-dev"
QWEN = "models--Qwen--Qwen3-32B"
LLAMA = "models--meta-llama--Llama-3.1-70B-Instruct"


def detail_of(page: LibraryPage, key: str) -> RepoDetail:
    found = page.model.row(key)
    assert found is not None
    return RepoDetail(row=found, path=f"/cache/{key}")


def select(page: LibraryPage, *keys: str) -> None:
    page.table.select_keys(keys, keys[-1])


def map_is_in_step(page: LibraryPage) -> bool:
    """Whether the map shows the rows of the table and has the same ones selected."""
    shown = {each.key for each in page.model.shown() if each.bytes}
    cells = {cell.key for cell in page.map.treemap.cells if cell.key}
    rest = any(not cell.key for cell in page.map.treemap.cells)
    same = cells < shown if rest else cells == shown
    return same and page.map.treemap.selected == set(page.table.selected_keys())


# --- the sentence, the states


def test_the_summary_says_it_in_numbers(page: LibraryPage) -> None:
    assert page.title() == "Library"
    assert "16 repo" in page.summary()
    assert "525\u00a0GB on disk" in page.summary()
    assert "318\u00a0GB not read for 90 day" in page.summary()


def test_before_the_first_rows_there_are_grey_bars(open_page: OpenPage) -> None:
    page = open_page()
    assert page.stack.currentWidget().objectName() == "librarySkeleton"
    assert page.summary() == "Reading the disk…"


def test_no_cache_says_where_it_looked_and_looks_again(open_page: OpenPage, link: StagedLink) -> None:
    page = open_page()
    link.totals(phase="missing")
    assert page.stack.currentWidget().objectName() == "libraryPlaceholder"
    text = page.findChild(QLabel, "placeholderText").text()
    assert "/cache" in text
    page.findChild(QPushButton, "placeholderAction").click()
    assert isinstance(link.asked[-1], Refresh)
    link.rows(workstation(), reset=True)
    assert page.stack.currentWidget() is page.views


def test_a_cache_that_can_not_be_read_says_why(open_page: OpenPage, link: StagedLink) -> None:
    page = open_page()
    link.totals(phase="failed", problems=(problem("cache-unreadable", path="/cache", reason="denied"),))
    assert "Check its permissions" in page.findChild(QLabel, "placeholderText").text()


def test_an_empty_cache_says_so(open_page: OpenPage, link: StagedLink) -> None:
    page = open_page()
    link.rows((), reset=True)
    link.totals()
    assert page.findChild(QLabel, "placeholderHead").text() == "The cache is empty"
    assert not page.free_button.isEnabled()


def test_the_first_time_it_says_what_was_found(open_page: OpenPage, link: StagedLink) -> None:
    page = open_page()
    page._state.remove("greeted")
    link.rows(workstation(), reset=True)
    link.totals(repos=16, bytes=522 * GB)
    assert "/cache" in page.notice.text
    page.notice.dismiss()
    link.totals(repos=16, bytes=521 * GB)
    assert page.notice.text == ""


# --- search


def test_search_filters_as_one_types(page: LibraryPage) -> None:
    field = page.parent().findChild(QLineEdit, "librarySearch")
    QTest.keyClicks(field, "qwen")
    wait_until(lambda: page.model.rowCount() == 2)
    assert "2 of 17 shown" in page.status()
    wait_until(lambda: map_is_in_step(page))
    QTest.keyClick(field, Qt.Key.Key_Escape)
    wait_until(lambda: page.model.rowCount() == len(workstation()))


def test_nothing_matches_offers_to_clear(page: LibraryPage) -> None:
    page.search.setText("<i>zzz</i>")
    wait_until(lambda: page.model.rowCount() == 0)
    assert "<i>zzz</i>" in page.findChild(QLabel, "placeholderText").text()
    page.findChild(QPushButton, "placeholderAction").click()
    wait_until(lambda: page.stack.currentWidget() is page.views)


def test_a_filter_without_sense_keeps_what_is_shown_and_says_why(page: LibraryPage) -> None:
    page.search.setText("qwen")
    wait_until(lambda: page.model.rowCount() == 2)
    page.search.setText("qwen size>")
    remark = page.findChild(QWidget, "libraryRemark")
    wait_until(remark.isVisible)
    assert "size>" in remark.accessibleName()
    assert page.model.rowCount() == 2
    page.search.setText("qwen size>20GB")
    wait_until(lambda: page.model.rowCount() == 1)
    assert not remark.isVisible()


def test_letters_typed_in_the_table_go_to_the_search(page: LibraryPage) -> None:
    page.table.setFocus()
    QTest.keyClicks(page.table, "f")
    assert page.search.text() == "f"


# --- table, map and inspector in step


def test_the_map_follows_the_table(page: LibraryPage) -> None:
    wait_until(lambda: page.map.treemap.cell_of(FLUX) is not None)
    select(page, FLUX, QWEN)
    assert map_is_in_step(page)
    assert page.map.treemap.current == QWEN
    assert page.inspector.figure("size").startswith("99.2")


def test_the_table_follows_the_map(page: LibraryPage) -> None:
    wait_until(lambda: page.map.treemap.cell_of(FLUX) is not None)
    treemap = page.map.treemap
    cell = treemap.cell_of(FLUX)
    assert cell is not None
    QTest.mouseClick(treemap, Qt.MouseButton.LeftButton, pos=cell.box.center())
    assert page.table.selected_keys() == [FLUX]
    assert page.table.current_key() == FLUX
    other = treemap.cell_of(LLAMA)
    assert other is not None
    control = Qt.KeyboardModifier.ControlModifier
    QTest.mouseClick(treemap, Qt.MouseButton.LeftButton, control, other.box.center())
    assert set(page.table.selected_keys()) == {FLUX, LLAMA}
    assert map_is_in_step(page)


def test_the_selection_survives_rows_that_change(page: LibraryPage, link: StagedLink) -> None:
    select(page, FLUX, QWEN)
    link.rows([row("black-forest-labs/FLUX.1-dev", 300), row("zz/new", 900)])
    wait_until(lambda: page.model.row_at(0).name == "zz/new")
    assert set(page.table.selected_keys()) == {FLUX, QWEN}
    assert page.inspector.figure("size").startswith("366")
    link.rows((), removed=(QWEN,))
    wait_until(lambda: page.table.selected_keys() == [FLUX])
    wait_until(lambda: map_is_in_step(page))


def test_selecting_all_sums_up(page: LibraryPage) -> None:
    page.table.setFocus()
    QTest.keySequence(page.table, "Ctrl+A")
    assert page.status().startswith("17 selected")
    assert "deleting frees" in page.status()


def test_enter_looks_into_the_row_and_escape_comes_back(page: LibraryPage) -> None:
    select(page, FLUX)
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert page.inspector.isAncestorOf(QApplication.focusWidget())
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is page.table


def test_in_a_narrow_window_the_inspector_takes_the_table_s_place(
    open_page: OpenPage, link: StagedLink
) -> None:
    page = open_page(700, 560)
    link.rows(workstation(), reset=True)
    assert page.inspector.isHidden()
    select(page, FLUX)
    page.open_inspector()
    assert not page.inspector.isHidden()
    assert not page.table.isVisible()
    page.findChild(QWidget, "inspectorClose").click()
    assert page.inspector.isHidden()
    assert page.table.isVisible()


def test_views_are_chosen_and_kept(page: LibraryPage, open_page: OpenPage) -> None:
    page.set_view("map")
    assert page.table.isHidden()
    assert not page.map.isHidden()
    again = open_page()
    assert again.table.isHidden()
    again.set_view("table")
    assert again.map.isHidden()


# --- columns


def test_columns_order_widths_and_sorting_are_kept(
    page: LibraryPage, open_page: OpenPage, link: StagedLink
) -> None:
    from hubkeep.app.library.columns import Column

    header = page.table.horizontalHeader()
    page.table.sortByColumn(Column.READ, Qt.SortOrder.AscendingOrder)
    header.moveSection(header.visualIndex(Column.STATE), 1)
    page.table.columns_menu().close()
    page.table.setColumnWidth(Column.SIZE, 123)
    action = next(a for a in page.table.columns_menu().actions() if a.objectName() == "column-revisions")
    assert not action.isChecked()
    action.trigger()
    again = open_page(1600, 800)
    link.rows(workstation(), reset=True)
    header = again.table.horizontalHeader()
    assert header.sortIndicatorSection() == Column.READ
    assert header.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
    assert header.visualIndex(Column.STATE) == 1
    assert again.table.columnWidth(Column.SIZE) == 123
    assert not again.table.isColumnHidden(Column.REVISIONS)
    again.table.reset_columns()
    assert again.table.isColumnHidden(Column.REVISIONS)
    process_events()


def test_columns_yield_where_there_is_no_room(open_page: OpenPage, link: StagedLink) -> None:
    from hubkeep.app.library.columns import Column

    page = open_page(560, 560)
    link.rows(workstation(), reset=True)
    assert page.table.isColumnHidden(Column.WEIGHTS)
    assert page.table.columnWidth(Column.REPO) >= 150
    wide = open_page(1400, 800)
    link.rows(workstation(), reset=True)
    assert not wide.table.isColumnHidden(Column.WEIGHTS)


def test_a_click_on_a_head_sorts_biggest_first(page: LibraryPage) -> None:
    from hubkeep.app.library.columns import Column

    header = page.table.horizontalHeader()
    page.table.sortByColumn(Column.REPO, Qt.SortOrder.AscendingOrder)
    at = QPoint(header.sectionViewportPosition(Column.SIZE) + 20, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
    assert page.model.row_at(0).key == LLAMA
    assert "↓" in page.model.headerData(Column.SIZE, Qt.Orientation.Horizontal)


# --- what it asks of the engine


def test_the_inspector_asks_once_the_selection_rests(page: LibraryPage, link: StagedLink) -> None:
    for key in (LLAMA, QWEN, FLUX):
        select(page, key)
    wait_until(lambda: any(isinstance(each, Describe) for each in link.asked))
    assert [each for each in link.asked if isinstance(each, Describe)] == [Describe(FLUX)]


def test_copying(page: LibraryPage, link: StagedLink) -> None:
    link.answers[Describe] = lambda request: detail_of(page, request.key)
    clipboard = QGuiApplication.clipboard()
    select(page, FLUX, QWEN)
    page.actions_.copy_id.trigger()
    assert clipboard.text() == "Qwen/Qwen3-32B\nblack-forest-labs/FLUX.1-dev"
    assert not page.actions_.copy_path.isEnabled()
    select(page, FLUX)
    page.actions_.copy_lines.trigger()
    assert clipboard.text().startswith("from diffusers import DiffusionPipeline\n")
    page.actions_.copy_path.trigger()
    wait_until(lambda: clipboard.text() == f"/cache/{FLUX}")


def test_reveal_goes_to_the_engine(page: LibraryPage, link: StagedLink) -> None:
    link.answers[Describe] = lambda request: detail_of(page, request.key)
    select(page, FLUX)
    wait_until(lambda: page.inspector.detail is not None)
    page.actions_.reveal.trigger()
    assert link.asked[-1] == Reveal(f"/cache/{FLUX}")


def test_verifying_the_selection_and_its_report(page: LibraryPage, link: StagedLink) -> None:
    link.answers[StartJob] = JobStarted(7)
    link.answers[FetchResult] = JobResult(id=7, verify=VerifyResult(files=3, ok=3, bytes=9))
    select(page, FLUX)
    page.findChild(QPushButton, "inspectorVerify").click()
    assert link.asked[-1] == StartJob(Verify(cache="/cache", keys=(FLUX,)))
    process_events()
    link.jobs(JobView(id=7, kind="verify", state="running"))
    assert not any(isinstance(each, FetchResult) for each in link.asked)
    link.jobs(JobView(id=7, kind="verify", state="done"))
    wait_until(lambda: "all intact" in page.notice.text)
    page.notice.button.click()
    report = page.findChild(QWidget, "verifyReport")
    assert report is not None
    report.close()


def test_a_job_that_ends_before_its_number_is_known(page: LibraryPage, link: StagedLink) -> None:
    link.answers[FetchResult] = JobResult(id=1, verify=VerifyResult(files=1, ok=1, bytes=1))
    page.verify_all()
    link.jobs(JobView(id=7, kind="verify", state="done"))
    link.answer(link._last, JobStarted(7))
    wait_until(lambda: "all intact" in page.notice.text)


def test_after_a_removal_there_is_a_way_back(page: LibraryPage, link: StagedLink) -> None:
    from hubkeep.link.messages import Remove, Target

    link.answers[StartJob] = JobStarted(8)
    link.answers[FetchResult] = JobResult(id=8, removal=RemovalResult(frees=41 * GB, repos=3, undoable=True))
    page.errands.start(Remove(cache="/cache", targets=(Target(FLUX),)))
    process_events()
    link.jobs(JobView(id=8, kind="remove", cache="/cache", state="done", undoable=True))
    wait_until(lambda: "in the trash" in page.notice.text)
    page.notice.button.click()
    assert link.asked[-1] == StartJob(Undo(cache="/cache", job=8))


def test_jobs_of_others_are_not_reported_here(page: LibraryPage, link: StagedLink) -> None:
    link.jobs(JobView(id=99, kind="verify", state="done"))
    process_events()
    assert page.notice.text == ""


def test_a_refusal_is_said_in_a_sentence(page: LibraryPage, link: StagedLink) -> None:
    link.answers[StartJob] = problem("engine-restarted")
    page.verify_all()
    wait_until(lambda: "Try once more" in page.notice.text)


def test_a_failed_job_says_why(page: LibraryPage, link: StagedLink) -> None:
    link.answers[StartJob] = JobStarted(9)
    page.verify_all()
    process_events()
    link.jobs(JobView(id=9, kind="verify", state="failed", problem=problem("no-permission", path="/cache/x")))
    wait_until(lambda: "permission denied" in page.notice.text)


# --- menus, keys, names


def test_the_menu_is_the_shortcuts(page: LibraryPage) -> None:
    select(page, FLUX)
    page.open_menu(QPoint(10, 10))
    menu = page.findChild(QMenu, "selectionMenu")
    assert page.actions_.remove in menu.actions()
    assert page.actions_.remove.shortcut().toString() == "Del"
    menu.close()
    process_events()


def test_shortcuts(page: LibraryPage, link: StagedLink) -> None:
    page.table.setFocus()
    wait_until(page.table.hasFocus)
    QTest.keySequence(page.table, "F5")
    assert isinstance(link.asked[-1], Refresh)
    QTest.keySequence(page.table, "Ctrl+F")
    assert page.search.hasFocus()
    QTest.keyClick(page.search, Qt.Key.Key_Down)
    assert page.table.hasFocus()


def test_whatever_takes_the_focus_has_a_name(page: LibraryPage) -> None:
    select(page, FLUX)
    nameless = [
        widget.objectName() or type(widget).__name__
        for widget in [*page.findChildren(QWidget), *page.head()]
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and not widget.accessibleName()
        and not getattr(widget, "text", lambda: "")()
    ]
    assert nameless == []


@pytest.mark.parametrize("place", range(len(HOSTILE)))
def test_hostile_names_are_shown_as_they_are(page: LibraryPage, link: StagedLink, place: int) -> None:
    from hubkeep.app.library import words

    rows = hostile()
    link.rows(rows, reset=True)
    select(page, rows[place].key)
    name = words.org_and_name(rows[place])[1]
    assert page.findChild(QLabel, "inspectorName").text() == name
    for label in page.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText or not label.text().count("<b>")
    assert not page.grab().isNull()
    assert page.inspector.minimumSizeHint().width() < 400


def test_the_language_is_switched_while_it_is_open(page: LibraryPage, theme: object) -> None:
    from hubkeep.app.translation import Languages

    app = QApplication.instance()
    assert isinstance(app, QApplication)
    languages = Languages(app)
    languages.choose("zh_CN")
    try:
        process_events()
        assert page.title() != "Library"
        assert page.free_button.text() != "Free space…"
        QApplication.sendEvent(page, QEvent(QEvent.Type.LanguageChange))
    finally:
        languages.choose("en")
        process_events()
        languages.deleteLater()
    assert page.title() == "Library"


def test_dark_and_light_are_painted(page: LibraryPage, theme: object) -> None:
    from hubkeep.app.theme import Theme

    assert isinstance(theme, Theme)
    before = page.grab().toImage()
    theme.choose("dark")
    process_events()
    after = page.grab().toImage()
    assert before.pixelColor(300, 300).lightness() > 128 > after.pixelColor(300, 700).lightness()


def test_ten_thousand_rows_and_all_of_them_selected(open_page: OpenPage, link: StagedLink) -> None:
    page = open_page()
    link.rows(many(10_000), reset=True)
    page.table.selectAll()
    assert page.status().replace(",", "").startswith("10000 selected")
    page.search.setText("model-1")
    wait_until(lambda: page.model.rowCount() < 5000)
    assert set(page.table.selected_keys()) == {each.key for each in page.model.shown()}
