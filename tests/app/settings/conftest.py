"""The settings page on a stage."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from hubkeep.app.settings.page import SettingsPage
    from hubkeep.app.theme import Theme
    from hubkeep.link.messages import Settings, Tokens
    from PySide6.QtWidgets import QApplication

    from tests.app.stage import StagedLink

OpenPage = Callable[..., "SettingsPage"]


@pytest.fixture
def open_page(app: QApplication, theme: Theme, link: StagedLink, tmp_path: Path) -> Iterator[OpenPage]:
    """Opens the page over these settings and tokens; what is written is what is read from then on."""
    from hubkeep.app.settings.page import SettingsPage
    from hubkeep.app.translation import Languages
    from hubkeep.link.messages import AllowToken, KeepToken, ListTokens, Nothing, ReadSettings, WriteSettings
    from PySide6.QtCore import QSettings

    from tests.waiting import process_events, wait_until

    languages = Languages(app)
    languages.choose("en")
    opened: list[SettingsPage] = []

    def open_one(settings: Settings, tokens: Tokens) -> SettingsPage:
        kept = [settings]

        def write(request: WriteSettings) -> Settings:
            kept[0] = request.settings
            return kept[0]

        link.answers |= {
            ReadSettings: lambda _request: kept[0],
            WriteSettings: write,
            ListTokens: tokens,
            KeepToken: Nothing(),
            AllowToken: Nothing(),
        }
        state = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
        page = SettingsPage(link, theme, languages, state)
        opened.append(page)
        page.resize(800, 1600)
        page.show()
        page.activateWindow()
        wait_until(page.isActiveWindow)
        wait_until(page.downloads.isEnabled)
        return page

    yield open_one
    for page in opened:
        page.close()
        page.deleteLater()
    process_events()
    languages.deleteLater()
