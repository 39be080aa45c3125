"""The page of choices: how the window looks and speaks, which caches there are, what is inside."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
from PySide6.QtCore import QEvent, QSettings, Qt, QTimer, Signal, qVersion
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)

from ...link.messages import OpenCache, ReadSettings, Refusal, Settings, Totals, WriteSettings
from ...version import VERSION
from .. import theme as scale
from ..engine_link import Link
from ..problems import sentence
from ..theme import CHOICES as SCHEMES
from ..theme import Theme
from ..translation import CHOICES as LANGUAGE_CHOICES
from ..translation import LANGUAGES, Languages
from .caches import CacheList
from .downloads import DownloadsSection
from .notices_dialog import NoticesDialog
from .section import Section
from .tokens import TokensSection

COLUMN = 720
WRITE_MS = 400
MAX_DAYS = 3650


class SettingsPage(QWidget):
    """Choices take effect at once. `kept` holds the window's own, the engine keeps the others."""

    changed = Signal()

    def __init__(
        self, link: Link, theme: Theme, languages: Languages, kept: QSettings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("settingsPage")
        self._link = link
        self._theme = theme
        self._languages = languages
        self._kept = kept
        self._settings: Settings | None = None
        self._environment = ""
        self._shown_cache = ""

        look = self._look = Section(theme)
        self._scheme = _combo("themeChoice", SCHEMES, theme.choice)
        self._scheme_label = look.row(self._scheme)
        self._language = _combo("languageChoice", LANGUAGE_CHOICES, languages.choice)
        self._language_label = look.row(self._language)
        self._scheme.activated.connect(self._choose_scheme)
        self._language.activated.connect(self._choose_language)

        folders = self._folders = Section(theme)
        self._folders_hint = folders.hint()
        self._caches = CacheList(link.local, theme)
        self._caches.used.connect(self._use_cache)
        self._caches.added.connect(self._add_cache)
        self._caches.removed.connect(self._remove_cache)
        folders.column.addWidget(self._caches)

        self.downloads = DownloadsSection(link.local, theme)
        self.downloads.changed.connect(self._downloads_changed)
        self.tokens = TokensSection(link, theme)
        self.tokens.changed.connect(self._read)

        stale = self._stale = Section(theme)
        self._days = QSpinBox(self)
        self._days.setObjectName("staleDays")
        self._days.setRange(1, MAX_DAYS)
        self._days.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._days.setMinimumWidth(96)
        self._days_label = stale.row(self._days)
        self._stale_hint = stale.hint()
        # A click on an arrow or a key at a time: write when the hand rests.
        self._write_days = QTimer(self, singleShot=True, interval=WRITE_MS)
        self._write_days.timeout.connect(self._keep_days)
        self._days.valueChanged.connect(self._days_changed)

        keys = self._keys = Section(theme)
        self._key_grid = QGridLayout()
        self._key_grid.setHorizontalSpacing(scale.XL)
        self._key_grid.setVerticalSpacing(scale.S)
        self._key_grid.setColumnStretch(1, 1)
        keys.column.addLayout(self._key_grid)
        self._key_labels = [self._key_row(row, sequence) for row, sequence in enumerate(_SEQUENCES)]

        about = self._about = Section(theme)
        self._version = QLabel(self)
        self._version.setObjectName("aboutVersion")
        self._version.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        about.column.addWidget(self._version)
        self._licence = about.hint()
        self._notices = QPushButton(self)
        self._notices.setObjectName("showNotices")
        self._notices.clicked.connect(self._show_notices)
        line = QHBoxLayout()
        line.addWidget(self._notices)
        line.addStretch(1)
        about.column.addLayout(line)

        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(scale.XL, 0, scale.XL, scale.XL)
        column.setSpacing(scale.L)
        for section in (look, folders, self.downloads, self.tokens, stale, keys, about):
            section.setMaximumWidth(COLUMN)
            column.addWidget(section)
        column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
        self.setFocusProxy(self._scheme)

        link.state_changed.connect(self._link_state)
        link.totals_changed.connect(self._totals)
        self._enable_engine(False)
        self._link_state(link.state)
        self.retranslate()

    # --- what the shell asks

    def title(self) -> str:
        return self.tr("Settings")

    def summary(self) -> str:
        return self.tr("Choices take effect at once.")

    def status(self) -> str:
        return ""

    def head(self) -> Sequence[QWidget]:
        return ()

    # --- the window's own choices

    def _choose_scheme(self) -> None:
        choice = str(self._scheme.currentData())
        self._kept.setValue("theme", choice)
        self._theme.choose(choice)

    def _choose_language(self) -> None:
        choice = str(self._language.currentData())
        self._kept.setValue("language", choice)
        self._languages.choose(choice)

    # --- the engine's

    def _link_state(self, state: str) -> None:
        if state == "ready":
            self._read()
            self.tokens.look()
        else:
            self._enable_engine(False)

    def _read(self) -> None:
        self._link.call(ReadSettings(), self._take, self._refused)

    def _enable_engine(self, enabled: bool) -> None:
        for control in (self._caches, self._days, self.downloads, self.tokens):
            control.setEnabled(enabled)

    def _take(self, settings: Settings) -> None:
        self._settings = settings
        self._enable_engine(True)
        self._learn_environment()
        if not self._write_days.isActive():
            self._days.blockSignals(True)
            self._days.setValue(settings.stale_days)
            self._days.blockSignals(False)
        self._caches.show_caches(settings, self._environment)
        self.downloads.show_settings(settings)
        self.tokens.show_settings(settings)

    def _totals(self, totals: Totals) -> None:
        if totals.cache != self._shown_cache:
            self._shown_cache = totals.cache
            before = self._environment
            self._learn_environment()
            if self._settings is not None and self._environment != before:
                self._caches.show_caches(self._settings, self._environment)

    def _learn_environment(self) -> None:
        """Which folder the environment names shows only while that one is open."""
        if self._settings is not None and not self._settings.current:
            self._environment = self._shown_cache

    def _write(self, *, complain: Callable[[str], None] | None = None, **changes: object) -> None:
        """Have the engine keep `changes`; `complain` is told why it did not."""
        before = self._settings
        if before is None:
            return
        # A second change may come before the answer to the first: it is not to take that back.
        self._settings = wanted = msgspec.structs.replace(before, **changes)

        def refused(refusal: Refusal) -> None:
            if self._settings is wanted:
                self._settings = before
            (complain or self._caches.complain)(sentence(refusal.problem))

        self._link.call(WriteSettings(wanted), self._take, refused)

    def _refused(self, refusal: Refusal) -> None:
        self._caches.complain(sentence(refusal.problem))

    def _downloads_changed(self, changes: dict[str, object]) -> None:
        self._write(complain=self.downloads.complain, **changes)

    def _use_cache(self, path: str) -> None:
        self._link.call(OpenCache(path), self._opened, self._refused)

    def _opened(self, _nothing: object) -> None:
        self._read()

    def _add_cache(self, path: str) -> None:
        if self._settings is not None and path not in self._settings.caches:
            self._write(caches=(*self._settings.caches, path))

    def _remove_cache(self, path: str) -> None:
        if self._settings is None:
            return
        left = tuple(each for each in self._settings.caches if each != path)
        if self._settings.current == path:
            self._write(caches=left, current="")
            self._use_cache("")
        else:
            self._write(caches=left)

    def _days_changed(self) -> None:
        self._write_days.start()

    def _keep_days(self) -> None:
        if self._settings is not None and self._days.value() != self._settings.stale_days:
            self._write(stale_days=self._days.value())

    # --- keys, about

    def _key_row(self, row: int, sequence: str) -> QLabel:
        keys = QLabel(_native(sequence), self)
        keys.setProperty("tone", "muted")
        what = QLabel(self)
        self._key_grid.addWidget(keys, row, 0)
        self._key_grid.addWidget(what, row, 1)
        return what

    def _show_notices(self) -> None:
        NoticesDialog(self).open()

    def retranslate(self) -> None:
        """Read the strings again."""
        self._look.name.setText(self.tr("Appearance"))
        self._scheme_label.setText(self.tr("Theme"))
        self._scheme.setAccessibleName(self.tr("Theme"))
        schemes = {
            "system": self.tr("Same as the system"),
            "light": self.tr("Light"),
            "dark": self.tr("Dark"),
        }
        for place, choice in enumerate(SCHEMES):
            self._scheme.setItemText(place, schemes[choice])
        self._language_label.setText(self.tr("Language"))
        self._language.setAccessibleName(self.tr("Language"))
        for place, choice in enumerate(LANGUAGE_CHOICES):
            self._language.setItemText(place, LANGUAGES.get(choice) or self.tr("Same as the system"))
        self._folders.name.setText(self.tr("Cache folders"))
        self._folders_hint.setText(
            self.tr("One is shown at a time. Adding or forgetting a folder here changes nothing on disk.")
        )
        self._stale.name.setText(self.tr("Stale models"))
        self._days_label.setText(self.tr("Stale when not read for"))
        self._days.setSuffix(self.tr(" days"))
        self._days.setAccessibleName(self.tr("Days until a repo counts as stale"))
        self._stale_hint.setText(self.tr("Stale repos are counted at the top of the Library."))
        self._keys.name.setText(self.tr("Keyboard"))
        for label, text in zip(self._key_labels, self._key_words(), strict=True):
            label.setText(text)
        self._about.name.setText(self.tr("About"))
        self._version.setText(
            self.tr("Hubkeep {version}, with Qt {qt}").format(version=VERSION, qt=qVersion())
        )
        self._licence.setText(
            self.tr(
                "Hubkeep is free software under the Apache License 2.0. It uses Qt and Qt for Python "
                "under the GNU LGPL version 3; you may replace them with your own builds."
            )
        )
        self._notices.setText(self.tr("Open-source notices…"))
        self.changed.emit()

    def _key_words(self) -> list[str]:
        return [
            self.tr("Search and filter"),
            self.tr("Look at the disk again"),
            self.tr("Details of the selected repo"),
            self.tr("Delete the selection"),
            self.tr("Select all"),
            self.tr("Copy the names of the selection"),
            self.tr("Look up the address that was copied"),
            self.tr("Library"),
            self.tr("Downloads"),
            self.tr("Settings"),
            self.tr("Activity"),
            self.tr("Close what lies on top, clear the search"),
            self.tr("Menu"),
            self.tr("Quit"),
        ]

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


_SEQUENCES = (
    "Ctrl+F",
    "F5",
    "Return",
    "Del",
    "Ctrl+A",
    "Ctrl+C",
    "Ctrl+V",
    "Ctrl+1",
    "Ctrl+2",
    "Ctrl+,",
    "Ctrl+J",
    "Esc",
    "F10",
    "Ctrl+Q",
)
"""In the order of `_key_words`."""


def _native(sequence: str) -> str:
    return QKeySequence(sequence).toString(QKeySequence.SequenceFormat.NativeText)


def _combo(name: str, choices: Sequence[str], current: str) -> QComboBox:
    combo = QComboBox()
    combo.setObjectName(name)
    combo.setMinimumWidth(180)
    # The one it comes with does not hear of the style sheet.
    combo.setItemDelegate(QStyledItemDelegate(combo))
    for choice in choices:
        combo.addItem("", choice)
    combo.setCurrentIndex(choices.index(current))
    return combo
