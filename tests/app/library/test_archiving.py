"""From the Library into an archive, back, and out as a folder."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from hubkeep.link.messages import Export, JobStarted, Restore, StartJob, Totals
from msgspec.structs import replace
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton

from tests.app import archive_showcase, showcase
from tests.app.library.rows import NOW, workstation
from tests.waiting import process_events, wait_until

if TYPE_CHECKING:
    from hubkeep.app.library.page import LibraryPage
    from hubkeep.app.shell.window import Window

    from tests.app.stage import StagedLink

CACHE = "/cache"


def chosen(page: LibraryPage, *keys: str) -> None:
    page.table.select_keys(keys, keys[0])
    process_events()


@pytest.fixture
def keys(page: LibraryPage, link: StagedLink) -> list[str]:
    """Keys of repos in the cache; the last one lies in an archive."""
    rows = [row for row in workstation() if row.type != "other" and row.state == "ok"][:3]
    link.totals_changed.emit(Totals(cache=CACHE, repos=3, phase="ready"))
    link.rows([*rows[:2], replace(rows[2], state="archived", archived=rows[2].bytes, bytes=10)], reset=True)
    process_events()
    return [row.key for row in rows]


def test_what_is_here_can_be_archived(page: LibraryPage, keys: list[str]) -> None:
    asked: list[object] = []
    page.archive_wanted.connect(asked.append)
    chosen(page, *keys)
    page.actions_.archive.trigger()
    assert [set(each) for each in asked] == [set(keys[:2])]  # type: ignore[call-overload]
    chosen(page, keys[2])
    assert not page.actions_.archive.isEnabled()


def test_what_is_archived_can_be_restored(page: LibraryPage, link: StagedLink, keys: list[str]) -> None:
    link.answers[StartJob] = JobStarted(4)
    chosen(page, keys[0])
    assert not page.actions_.restore.isEnabled()
    chosen(page, keys[2])
    page.actions_.restore.trigger()
    [request] = [each for each in link.asked if isinstance(each, StartJob)]
    assert request.order == Restore(cache=CACHE, keys=(keys[2],))


def test_one_repo_can_be_exported(page: LibraryPage, link: StagedLink, keys: list[str]) -> None:
    link.answers[StartJob] = JobStarted(4)
    chosen(page, *keys)
    assert not page.actions_.export.isEnabled()
    chosen(page, keys[0])
    page.actions_.export.trigger()
    [dialog] = [each for each in page.findChildren(QDialog) if each.isVisible()]
    line, act = dialog.findChild(QLineEdit, "exportFolder"), dialog.findChild(QPushButton, "exportDialogAct")
    assert line is not None
    assert act is not None
    line.setText("/media/usb/it")
    act.click()
    [request] = [each for each in link.asked if isinstance(each, StartJob)]
    assert request.order == Export(cache=CACHE, key=keys[0], to="/media/usb/it")


def test_the_archive_page_takes_over_with_these_ticked(
    open_window: Callable[[], Window], link: StagedLink
) -> None:
    link.answers.update(showcase.set_stage(NOW).answers)
    window = open_window()
    showcase.raise_curtain(link, NOW)
    library, archive = window.page("library"), window.page("archive")
    wait_until(lambda: library.model.total > 0)  # type: ignore[attr-defined]
    chosen(library, archive_showcase.BIG[1])  # type: ignore[arg-type]
    library.actions_.archive.trigger()  # type: ignore[attr-defined]
    assert window.current == "archive"
    assert archive.moves.chosen_keys() == (archive_showcase.BIG[1],)  # type: ignore[attr-defined]
