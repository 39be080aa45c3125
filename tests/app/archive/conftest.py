"""An Archive page on a stage, driven as a person would drive it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from hubkeep.app.archive.page import ArchivePage
    from hubkeep.app.theme import Theme
    from PySide6.QtWidgets import QApplication

    from tests.app.stage import StagedLink

OpenPage = Callable[..., "ArchivePage"]

NOW: Final = 1_780_000_000.0
"""The moment in which these tests play."""


@pytest.fixture
def open_page(app: QApplication, theme: Theme, link: StagedLink, tmp_path: Path) -> Iterator[OpenPage]:
    """Opens the page at 1200 × 800 over `link`; what the engine answers is there when it returns."""
    from hubkeep.app.archive.page import ArchivePage
    from hubkeep.app.translation import Languages
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QWidget

    opened: list[QWidget] = []
    languages = Languages(app)
    languages.choose("en")
    state = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)

    def open_one(width: int = 1200, height: int = 800) -> ArchivePage:
        holder = QWidget()
        holder.resize(width, height + 50)
        page = ArchivePage(link, theme, state, holder, lambda: NOW)
        page.resize(width, height)
        for place, widget in enumerate(page.head()):
            widget.setParent(holder)
            widget.move(10 + 240 * place, 5)
        page.move(0, 50)
        holder.addActions(page.actions())
        opened.append(holder)
        holder.show()
        holder.activateWindow()
        app.processEvents()
        return page

    yield open_one
    for holder in opened:
        holder.hide()
        holder.deleteLater()
    app.processEvents()
    languages.deleteLater()


@pytest.fixture
def page(open_page: OpenPage, link: StagedLink) -> ArchivePage:
    """The page over a workstation's cache, with a disk that is there, one that is away, and a bucket."""
    from tests.app import archive_showcase, showcase
    from tests.waiting import process_events, wait_until

    link.answers.update(archive_showcase.answers(NOW))
    made = open_page()
    rows = showcase.rows(NOW)
    link.cache = showcase.CACHE
    link.rows(rows, reset=True)
    link.totals_changed.emit(showcase.totals(rows, NOW))
    wait_until(lambda: made.moves.plan is not None)
    process_events()
    return made
