"""What tests of the window stand on: a link on stage, a theme, and slots that must not raise."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from hubkeep.app.shell.window import Window
    from hubkeep.app.theme import Theme
    from PySide6.QtWidgets import QApplication

    from tests.app.stage import StagedLink


@pytest.fixture(autouse=True)
def no_slot_raises() -> Iterator[None]:
    """PySide prints what a slot raises and goes on; here the test fails."""
    raised: list[str] = []

    def keep(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        raised.append("".join(traceback.format_exception(kind, error, trace)))

    before, sys.excepthook = sys.excepthook, keep
    yield
    sys.excepthook = before
    assert not raised, "\n".join(raised)


@pytest.fixture(autouse=True)
def no_word_of_what_the_platform_lacks(nothing_left_behind: None) -> Iterator[None]:
    """Tests run without a screen: that one can't raise a window or grab a key for a menu, and says so."""
    from PySide6.QtCore import QtMsgType, qInstallMessageHandler

    def pass_on(level: QtMsgType, context: object, text: str) -> None:
        if not text.startswith("This plugin does not support") and callable(before):
            before(level, context, text)

    before = qInstallMessageHandler(pass_on)
    yield
    qInstallMessageHandler(before)


@pytest.fixture(autouse=True)
def sentences_as_they_are_written(no_slot_raises: None) -> Iterator[None]:
    """A language that one test chose is not that of the next: without one, sentences read as in the code."""
    from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

    before = QLocale()
    yield
    application = QCoreApplication.instance()
    if application is not None:
        for translator in application.findChildren(QTranslator):
            application.removeTranslator(translator)
    QLocale.setDefault(before)


@pytest.fixture
def theme(app: QApplication) -> Iterator[Theme]:
    """The light scheme, whatever the machine's is."""
    from hubkeep.app.theme import Theme

    made = Theme(app)
    made.choose("light")
    yield made
    made.choose("system")
    made.deleteLater()


@pytest.fixture
def link(app: QApplication) -> Iterator[StagedLink]:
    """A link that is ready and answers what every window asks."""
    from hubkeep.link.messages import ReadSettings, Settings, WriteSettings

    from tests.app.stage import StagedLink

    made = StagedLink({ReadSettings: Settings(), WriteSettings: lambda request: request.settings})
    yield made
    made.deleteLater()


@pytest.fixture
def open_window(app: QApplication, link: StagedLink, tmp_path: Path) -> Iterator[Callable[[], Window]]:
    """Opens the whole window over `link`; each one is closed in the end."""
    from hubkeep.app.main import make_window
    from hubkeep.options import Options

    opened: list[Window] = []

    def open_one() -> Window:
        window = make_window(app, link, Options(home=tmp_path))
        opened.append(window)
        window.show()
        app.processEvents()
        return window

    yield open_one
    for window in opened:
        window.close()
        window.deleteLater()
    app.processEvents()
