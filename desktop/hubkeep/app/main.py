"""Puts the window together: the engine is started first, then all that can be seen."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping
from importlib.resources import files

from PySide6.QtCore import QSettings
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QWidget

from ..link.program import engine_command
from ..options import Options
from .engine_link import EngineLink, Link
from .theme import CHOICES as SCHEMES
from .theme import Theme
from .translation import CHOICES as LANGUAGE_CHOICES
from .translation import Languages

KEPT = "window.ini"
"""In Hubkeep's home: where the window was, and what was chosen for it."""


def run(options: Options) -> int:
    """Show the window until it is closed; the exit status."""
    if not has_screen(sys.platform, os.environ):
        sys.stderr.write(
            "hubkeep: there is no screen here to show the window on. The command line works without one: "
            "hubkeep ls, hubkeep --help.\n"
        )
        return 1
    # Ctrl+C in a terminal must end a program that waits inside Qt.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    app = QApplication([sys.argv[0] if sys.argv else "hubkeep"])
    app.setApplicationName("hubkeep")
    app.setApplicationDisplayName("Hubkeep")
    app.setDesktopFileName("hubkeep")
    link = EngineLink([*engine_command(), *options.arguments()])
    link.start()
    window = make_window(app, link, options)
    if options.hidden:
        window.showMinimized()
    else:
        window.show()
    status = app.exec()
    window.hide()
    link.close()
    # Widgets go before what they listen to does.
    window.deleteLater()
    app.processEvents()
    return status


def has_screen(platform: str, environ: Mapping[str, str]) -> bool:
    """Whether there is something to show a window on; Qt would end the program with an abort."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return platform in {"win32", "darwin"} or any(environ.get(name) for name in names)


def make_window(app: QApplication, link: Link, options: Options) -> QWidget:
    """The window over `link`, in the language and the scheme that were chosen last."""
    from .archive.page import ArchivePage
    from .downloads.addresses import address_in
    from .downloads.page import DownloadsPage
    from .library.page import LibraryPage
    from .mirrors.page import MirrorsPage
    from .settings.page import SettingsPage
    from .shell.window import PageSpec, Window

    kept = options.home / KEPT
    chosen = QSettings(str(kept), QSettings.Format.IniFormat)
    chosen.beginGroup("settings")
    theme = Theme(app)
    theme.choose(_one_of(SCHEMES, chosen.value("theme")))
    languages = Languages(app)
    languages.choose(_one_of(LANGUAGE_CHOICES, chosen.value("language")))
    app.setWindowIcon(_window_icon())

    def settings_page(link: Link, theme: Theme, state: QSettings, parent: QWidget) -> QWidget:
        return SettingsPage(link, theme, languages, state, parent)

    pages = (
        PageSpec("library", LibraryPage),
        PageSpec("downloads", DownloadsPage),
        PageSpec("mirrors", MirrorsPage),
        PageSpec("archive", ArchivePage),
        PageSpec("settings", settings_page, foot=True, shortcut="Ctrl+,"),
    )
    window = Window(link, theme, kept, pages)
    library, downloads, archive = window.page("library"), window.page("downloads"), window.page("archive")
    assert isinstance(library, LibraryPage)
    assert isinstance(archive, ArchivePage)
    assert isinstance(downloads, DownloadsPage)

    def show_in_library(repo: str) -> None:
        window.show_page("library")
        library.search.setText(repo)

    def show_settings() -> None:
        window.show_page("settings")

    downloads.library_wanted.connect(show_in_library)

    def free_space() -> None:
        window.show_page("library")
        library.open_free_dialog()

    def propose_archive(keys: tuple[str, ...]) -> None:
        window.show_page("archive")
        archive.propose(keys)

    library.archive_wanted.connect(propose_archive)
    downloads.settings_wanted.connect(show_settings)
    downloads.space_wanted.connect(free_space)

    def take_address(text: str) -> None:
        if address_in(text):
            window.show_page("downloads")
            downloads.add_bar.take(text)

    window.given.connect(take_address)
    take_address(options.link)
    # What they have put into the application goes with the window: translations, for one.
    theme.setParent(window)
    languages.setParent(window)
    return window


def _one_of(choices: tuple[str, ...], value: object) -> str:
    """`value` where it is a choice: the file may be older, newer or edited by hand."""
    return value if isinstance(value, str) and value in choices else choices[0]


def _window_icon() -> QIcon:

    return QIcon(str(files("hubkeep.resources") / "icons" / "hubkeep.svg"))
