"""What opens under the add bar: repos that were found, what is being looked at, or why that failed."""

from __future__ import annotations

from typing import Final, Literal

from PySide6.QtCore import QEvent, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QTabBar, QVBoxLayout, QWidget

from ...link.messages import Problem, SearchResult, fill
from .. import theme as scale
from ..problems import details, sentence
from ..theme import Theme
from ..widgets.blocks import Remark, quiet
from .found_list import FoundList

RepoType = Literal["model", "dataset", "space", "kernel"]
TYPES: Final[tuple[RepoType, ...]] = ("model", "dataset", "space", "kernel")
ROWS: Final = 8
"""So many lines are seen at once."""


class SearchPopup(QFrame):
    """Says what it is told to; the add bar decides what happens. `chosen` with a `Found`."""

    chosen = Signal(object)
    type_chosen = Signal(str)
    again = Signal()
    cancelled = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("searchPopup")
        self.setProperty("card", True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._problem: Problem | None = None
        self._result: SearchResult | None = None
        self._words = ""
        self._address = ""
        self._direct = ""
        self.tabs = QTabBar(self)
        self.tabs.setObjectName("searchTypes")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for _ in TYPES:
            self.tabs.addTab("")
        self.tabs.currentChanged.connect(self._type_changed)
        self.list = FoundList(theme, self)
        self.list.chosen.connect(self.chosen)
        self._told = quiet(self)
        self._told.setObjectName("searchTold")
        self._trouble = Remark(theme, self)
        self._trouble.label.setObjectName("searchTrouble")
        self._hint = QLabel(self)
        self._hint.setObjectName("searchHint")
        self._hint.setFont(theme.font("small"))
        self._hint.setProperty("tone", "muted")
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self.licence = self._button("searchLicence", self._open_licence)
        self.copy = self._button("searchCopy", self._copy_details)
        self.retry = self._button("searchAgain", self.again.emit)
        self.cancel = self._button("searchCancel", self.cancelled.emit)
        buttons = QHBoxLayout()
        buttons.setSpacing(scale.S)
        buttons.addWidget(self._hint, 1)
        for button in (self.copy, self.licence, self.retry, self.cancel):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(scale.M, scale.S, scale.M, scale.M)
        column.setSpacing(scale.S)
        column.addWidget(self.tabs)
        column.addWidget(self.list)
        column.addWidget(self._told)
        column.addWidget(self._trouble)
        column.addLayout(buttons)
        self.hide()
        self.retranslate()

    def _button(self, name: str, run: object) -> QPushButton:
        button = QPushButton(self)
        button.setObjectName(name)
        button.setAutoDefault(False)
        button.clicked.connect(run)
        return button

    @property
    def type(self) -> RepoType:
        """Among what to search."""
        return TYPES[self.tabs.currentIndex()]

    @property
    def trouble(self) -> Problem | None:
        """What it says is wrong."""
        return self._problem

    # --- what it can be told

    def tell_searching(self, words: str, direct: str) -> None:
        """The words are searched for; `direct` is the address that Enter opens, if they are one. What was
        found before stays until there is better."""
        self._words, self._direct, self._address, self._problem = words, direct, "", None
        if self._result is None:
            self.list.show_found((), self.type)
        self._show()

    def tell_found(self, result: SearchResult) -> None:
        """This was found."""
        self._result, self._problem = result, None
        self.list.show_found(result.found, self.type)
        self._show()

    def tell_looking(self, address: str) -> None:
        """This is being looked at."""
        self._address, self._problem = address, None
        self._show()

    def tell_trouble(self, problem: Problem) -> None:
        """Searching or looking failed."""
        self._problem = problem
        self._show()

    def forget(self) -> None:
        """Nothing was found or asked yet."""
        self._result = self._problem = None
        self._words = self._address = self._direct = ""
        self.list.show_found((), self.type)

    # --- what it shows

    def _show(self) -> None:
        looking = bool(self._address)
        found = self._result.found if self._result is not None else ()
        self.tabs.setVisible(not looking)
        listed = bool(found) and not looking and self._problem is None
        self.list.setVisible(listed)
        # As high as its lines, so that the page below stays in sight.
        self.list.setFixedHeight(scale.ROW * max(1, min(len(found), ROWS)) + 2)
        self._told.setText(self._sentence())
        self._told.setVisible(not listed and self._problem is None)
        self._trouble.tell(sentence(self._problem) if self._problem is not None else "", "error")
        self._hint.setText(self._hint_text(listed))
        self.retry.setVisible(self._problem is not None)
        self.copy.setVisible(self._problem is not None)
        self.licence.setVisible(bool(self._licence_page()))
        self.cancel.setVisible(looking and self._problem is None)
        self.setAccessibleName(self._trouble.text or self._told.text() or self.tr("Repos found"))
        self.adjustSize()

    def _sentence(self) -> str:
        if self._address:
            return _put(self.tr("Looking at {address}…"), address=self._address)
        if self._result is None:
            return self.tr("Searching…")
        if not self._result.found:
            return _put(
                self.tr("Nothing is called “{words}” here. Try fewer words, or look among the others above."),
                words=self._words,
            )
        return ""

    def _hint_text(self, listed: bool) -> str:
        if self._address or self._problem is not None:
            return ""
        parts = []
        if self._direct:
            parts.append(_put(self.tr("Enter opens {address}"), address=self._direct))
        elif listed:
            parts.append(self.tr("Up and Down choose, Enter opens"))
        if self._result is not None and self._result.endpoint:
            parts.append(_put(self.tr("found by {endpoint}"), endpoint=host_of(self._result.endpoint)))
        return " · ".join(parts)

    def _licence_page(self) -> str:
        url = str(self._problem.params.get("url", "")) if self._problem is not None else ""
        return url if url.startswith(("https://", "http://")) else ""

    def _open_licence(self) -> None:
        QDesktopServices.openUrl(QUrl(self._licence_page()))

    def _copy_details(self) -> None:
        if self._problem is not None:
            QGuiApplication.clipboard().setText(f"{sentence(self._problem)}\n\n{details(self._problem)}")

    def _type_changed(self) -> None:
        self._result = None
        self.type_chosen.emit(self.type)

    # --- language

    def retranslate(self) -> None:
        """Read the strings again."""
        names = {
            "model": self.tr("Models"),
            "dataset": self.tr("Datasets"),
            "space": self.tr("Spaces"),
            "kernel": self.tr("Kernels"),
        }
        for place, type in enumerate(TYPES):
            self.tabs.setTabText(place, names[type])
        self.tabs.setAccessibleName(self.tr("Among what to search"))
        self.list.setAccessibleName(self.tr("Repos found"))
        self.licence.setText(self.tr("Open the licence page"))
        self.copy.setText(self.tr("Copy details"))
        self.retry.setText(self.tr("Try again"))
        self.cancel.setText(self.tr("Cancel"))
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def host_of(endpoint: str) -> str:
    """An endpoint without its scheme: how a person calls it."""
    return endpoint.partition("://")[2].rstrip("/") or endpoint


def _put(sentence: str, **values: str) -> str:
    """`sentence` with values that may be hostile."""
    return fill(sentence, dict(values))
