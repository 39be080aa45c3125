"""A Mirrors page on a stage, driven as a person would drive it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from hubkeep.app.mirrors.page import MirrorsPage
    from hubkeep.app.theme import Theme
    from PySide6.QtWidgets import QApplication

    from tests.app.stage import StagedLink

OpenPage = Callable[..., "MirrorsPage"]

NOW: Final = 1_780_000_000.0
"""The moment in which these tests play."""


@pytest.fixture
def open_page(app: QApplication, theme: Theme, link: StagedLink, tmp_path: Path) -> Iterator[OpenPage]:
    """Opens the page at 1100 × 800 over `link`; what the engine answers is there when it returns."""
    from hubkeep.app.mirrors.page import MirrorsPage
    from hubkeep.app.translation import Languages
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QWidget

    opened: list[QWidget] = []
    languages = Languages(app)
    languages.choose("en")
    state = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)

    def open_one(width: int = 1100, height: int = 800) -> MirrorsPage:
        holder = QWidget()
        holder.resize(width, height + 50)
        page = MirrorsPage(link, theme, state, holder, lambda: NOW)
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
def page(open_page: OpenPage, link: StagedLink) -> MirrorsPage:
    """The page four minutes after a probe that found something of everything."""
    from tests.app import mirrors_showcase

    link.answers.update(mirrors_showcase.answers(NOW))
    return open_page()
