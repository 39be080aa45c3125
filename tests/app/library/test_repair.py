"""Repairing from the Library: for what it is offered, what it asks, what it says in the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from hubkeep.app.translation import Languages
from hubkeep.link.messages import (
    FetchResult,
    JobResult,
    JobStarted,
    JobView,
    Repair,
    RepairResult,
    RepoRow,
    StartJob,
)
from PySide6.QtWidgets import QApplication, QPushButton

from tests.waiting import process_events, wait_until

if TYPE_CHECKING:
    from hubkeep.app.library.page import LibraryPage

    from tests.app.stage import StagedLink

ROWS = (
    RepoRow(key="models--a--whole", type="model", name="a/whole", bytes=5, files=1, revisions=1),
    RepoRow(key="models--a--lost", type="model", name="a/lost", bytes=4, state="broken"),
    RepoRow(key="datasets--a--half", type="dataset", name="a/half", bytes=3, state="incomplete"),
    RepoRow(key="x.txt", type="other", name="x.txt", bytes=2, state="foreign"),
)


@pytest.fixture
def page(app: QApplication, open_page: Callable[..., LibraryPage], link: StagedLink) -> Iterator[LibraryPage]:
    languages = Languages(app)
    languages.choose("en")
    made = open_page()
    link.rows(ROWS, reset=True)
    link.totals(repos=3, bytes=14)
    link.answers[StartJob] = JobStarted(5)
    yield made
    languages.deleteLater()


def choose(page: LibraryPage, *keys: str) -> None:
    page.table.select_keys(list(keys), keys[0])
    process_events()


def orders(link: StagedLink) -> list[object]:
    return [request.order for request in link.asked if isinstance(request, StartJob)]


@pytest.mark.parametrize(("place", "offered"), [(0, False), (1, True), (2, True), (3, False)])
def test_it_is_offered_for_what_lacks_something(page: LibraryPage, place: int, offered: bool) -> None:
    choose(page, ROWS[place].key)
    assert page.actions_.repair.isEnabled() == offered
    assert page.inspector.findChild(QPushButton, "inspectorRepair").isVisible() == offered


def test_each_repo_that_lacks_something_is_repaired(page: LibraryPage, link: StagedLink) -> None:
    choose(page, *(row.key for row in ROWS))
    page.inspector.findChild(QPushButton, "inspectorRepair").click()
    assert orders(link) == [
        Repair(cache="/cache", repo="a/lost"),
        Repair(cache="/cache", repo="dataset/a/half"),
    ]
    assert page.notice.text == "Repairing 2 repos. Downloads shows how far it is."


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (("x", "y"), "2 files of a/lost mended, 8.00\u00a0MB fetched."),
        ((), "Nothing of a/lost had to be mended."),
    ],
)
def test_in_the_end_it_says_what_was_mended(
    page: LibraryPage, link: StagedLink, files: tuple[str, ...], told: str
) -> None:
    result = RepairResult(repo="a/lost", refetched=8_000_000, files=files)
    link.answers[FetchResult] = JobResult(id=5, repair=result)
    choose(page, "models--a--lost")
    page.actions_.repair.trigger()
    process_events()
    link.jobs(JobView(id=5, kind="repair", subject="a/lost", state="done"))
    wait_until(lambda: page.notice.text == told)
