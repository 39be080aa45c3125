"""A Downloads page on a stage, driven as a person would drive it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from hubkeep.app.downloads.page import DownloadsPage
    from hubkeep.app.theme import Theme
    from PySide6.QtWidgets import QApplication

    from tests.app.stage import StagedLink

OpenPage = Callable[..., "DownloadsPage"]


@pytest.fixture
def opened_links() -> list[str]:
    """The pages that a browser was asked for."""
    return []


@pytest.fixture
def open_page(
    app: QApplication, theme: Theme, link: StagedLink, tmp_path: Path, opened_links: list[str]
) -> Iterator[OpenPage]:
    """Opens the page at 1100 × 800 over `link`."""
    from hubkeep.app.downloads.page import DownloadsPage
    from hubkeep.app.translation import Languages
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QWidget

    opened: list[QWidget] = []
    languages = Languages(app)
    languages.choose("en")
    state = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)

    def open_one(width: int = 1100, height: int = 800) -> DownloadsPage:
        holder = QWidget()
        holder.resize(width, height + 50)
        page = DownloadsPage(link, theme, state, holder, opened_links.append)
        page.resize(width, height)
        for place, widget in enumerate(page.head()):
            widget.setParent(holder)
            widget.move(10 + 400 * place, 5)
        page.move(0, 50)
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
def page(open_page: OpenPage, link: StagedLink) -> DownloadsPage:
    """The page with a queue in every state."""
    from hubkeep.link.messages import FetchRates

    from tests.app import downloads_showcase

    link.answers[FetchRates] = downloads_showcase.rates(0)
    made = open_page()
    link.downloads_changed.emit(downloads_showcase.changed(1_000_000))
    return made
