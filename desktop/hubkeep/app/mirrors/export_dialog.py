"""Use everywhere: the endpoint for shells and sessions, lines to paste, and who really has it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QStackedWidget, QTabBar, QWidget

from ...link.messages import MirrorsView
from .. import theme as scale
from ..engine_link import Link
from ..theme import Theme
from ..widgets.sheet import Sheet
from . import words
from .reached_pane import ReachedPane
from .shells_pane import ShellsPane
from .snippets_pane import SnippetsPane

SHELLS, SNIPPETS, REACHED = range(3)
HEIGHT: Final = 600


class ExportDialog(Sheet):
    """`applied` when something was written."""

    applied = Signal()

    def __init__(self, link: Link, theme: Theme, view: MirrorsView, parent: QWidget | None = None) -> None:
        super().__init__(theme, "exportDialog", parent, 760)
        self._view = MirrorsView()
        self._label = QLabel(self)
        self.which = QComboBox(self)
        self.which.setObjectName("exportWhich")
        self.which.setMinimumContentsLength(24)
        self._label.setBuddy(self.which)
        self.tabs = QTabBar(self)
        self.tabs.setObjectName("exportTabs")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.shells = ShellsPane(link, theme, self)
        self.snippets = SnippetsPane(link, theme, self)
        self.reached = ReachedPane(link, theme, self)
        self._stack = QStackedWidget(self)
        for pane in (self.shells, self.snippets, self.reached):
            self.tabs.addTab("")
            self._stack.addWidget(pane)
        row = QHBoxLayout()
        row.setSpacing(scale.M)
        row.addWidget(self._label)
        row.addWidget(self.which)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self._stack, 1)
        self.act.hide()
        self.shells.applied.connect(self.applied)
        self.tabs.currentChanged.connect(self._turn)
        self.which.currentIndexChanged.connect(self._choose)
        self.show_view(view)
        self.retranslate()
        self.resize(self.width(), HEIGHT)

    def show_view(self, view: MirrorsView) -> None:
        """Take the mirrors as they are: what was written may be another one by now."""
        if view == self._view:
            return
        first = not self._view.mirrors
        self._view = view
        offered = [(self._named(each.entry.url), each.entry.url) for each in view.mirrors]
        there = [(self.which.itemText(n), self.which.itemData(n)) for n in range(self.which.count())]
        if offered != there and not self.which.view().isVisible():
            chosen = view.endpoint if first else self.which.currentData()
            self.which.blockSignals(True)
            self.which.clear()
            for name, url in offered:
                self.which.addItem(name, url)
            self.which.setCurrentIndex(max(0, self.which.findData(chosen)))
            self.which.blockSignals(False)
        self._choose()

    def _named(self, url: str) -> str:
        host = words.host(url)
        return self.tr("{host}, in use").format(host=host) if url == self._view.endpoint else host

    def _choose(self) -> None:
        endpoint = self.which.currentData() or ""
        self.shells.show_endpoint(endpoint, self._view.exported)
        self.snippets.show_endpoint(endpoint)

    def _turn(self, place: int) -> None:
        self._stack.setCurrentIndex(place)
        # Who runs is not about what would be written.
        self._label.setVisible(place != REACHED)
        self.which.setVisible(place != REACHED)
        if place == REACHED:
            self.reached.look()

    def show_tab(self, place: int) -> None:
        """Turn to `SHELLS`, `SNIPPETS` or `REACHED`."""
        self.tabs.setCurrentIndex(place)

    def retranslate(self) -> None:
        """Read the strings again."""
        self.setWindowTitle(self.tr("Use everywhere"))
        self.head.setText(self.tr("Use a mirror everywhere on this machine"))
        self.lead.setText(
            self.tr(
                "Whatever loads models through huggingface_hub asks the endpoint that HF_ENDPOINT names. "
                "Hubkeep itself needs none of this."
            )
        )
        self._label.setText(self.tr("Endpoint"))
        self.which.setAccessibleName(self.tr("Endpoint"))
        self.tabs.setAccessibleName(self.tr("Ways to use it"))
        names = (self.tr("Shells and session"), self.tr("To paste"), self.tr("Who uses what"))
        for place, text in enumerate(names):
            self.tabs.setTabText(place, text)
        for place in range(self.which.count()):
            self.which.setItemText(place, self._named(self.which.itemData(place)))
        self.cancel.setText(self.tr("Close"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
