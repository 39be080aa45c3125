"""A Library page on a stage, driven as a person would drive it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from hubkeep.app.library.page import LibraryPage
    from hubkeep.app.theme import Theme
    from PySide6.QtWidgets import QApplication

    from tests.app.stage import StagedLink

OpenPage = Callable[..., "LibraryPage"]


@pytest.fixture
def open_page(app: QApplication, theme: Theme, link: StagedLink, tmp_path: Path) -> Iterator[OpenPage]:
    """Opens the page at 1200 × 800 over `link`; choices are kept from one page to the next."""
    from hubkeep.app.library.page import LibraryPage
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QWidget

    from tests.app.library.rows import NOW

    opened: list[QWidget] = []
    state = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    state.setValue("greeted", 1)

    def open_one(width: int = 1200, height: int = 800) -> LibraryPage:
        holder = QWidget()
        holder.resize(width, height)
        page = LibraryPage(link, theme, state, holder, lambda: NOW)
        page.resize(width, height)
        for widget in page.head():
            widget.setParent(holder)
        page.move(0, 40)
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


@pytest.fixture
def page(open_page: OpenPage, link: StagedLink) -> LibraryPage:
    """The page with a workstation's rows."""
    from tests.app.library.rows import workstation

    made = open_page()
    rows = workstation()
    link.rows(rows, reset=True)
    link.totals(
        repos=len(rows) - 1, bytes=sum(row.bytes for row in rows), stale_bytes=318 * 10**9, trust="coarse"
    )
    return made
