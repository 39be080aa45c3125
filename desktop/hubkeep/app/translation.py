"""The language of the window, switched while it is open."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

LANGUAGES: Final = {"en": "English", "zh_CN": "简体中文"}
"""Each under the name its readers call it by."""

CHOICES: Final = ("system", *LANGUAGES)


class Languages(QObject):
    """Installs translations. Every widget is told by a `LanguageChange` event."""

    def __init__(self, app: QCoreApplication) -> None:
        super().__init__(app)
        self._app = app
        self._choice = ""
        self._current = ""
        self._installed: list[QTranslator] = []

    @property
    def choice(self) -> str:
        """What was chosen: one of `CHOICES`."""
        return self._choice

    @property
    def current(self) -> str:
        """The language in use: one of `LANGUAGES`."""
        return self._current

    def choose(self, choice: str) -> None:
        """Use "en", "zh_CN" or the "system"'s language. Raises `ValueError` for anything else."""
        if choice not in CHOICES:
            raise ValueError(choice)
        self._choice = choice
        language = nearest(QLocale.system().uiLanguages()) if choice == "system" else choice
        if language != self._current:
            self._current = language
            self._install(language)

    def _install(self, language: str) -> None:
        # The locale first: whoever re-reads its sentences formats its numbers as well.
        QLocale.setDefault(_locale(language))
        for translator in self._installed:
            self._app.removeTranslator(translator)
            translator.deleteLater()
        self._installed = []
        ours = str(files("hubkeep.resources") / "translations" / f"hubkeep_{language}.qm")
        qts = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath), f"qtbase_{language}.qm")
        for file in (str(qts), ours):
            translator = QTranslator(self)
            if translator.load(file):
                self._app.installTranslator(translator)
                self._installed.append(translator)


def nearest(wanted: list[str]) -> str:
    """The language to use for someone who reads `wanted`, best first."""
    for tag in wanted:
        language = tag.replace("-", "_").partition("_")[0]
        for ours in LANGUAGES:
            if ours.partition("_")[0] == language:
                return ours
    return "en"


def _locale(language: str) -> QLocale:
    """The system's locale where it is of that language: it knows the user's way to write dates."""
    named, system = QLocale(language), QLocale.system()
    return system if system.language() == named.language() else named
