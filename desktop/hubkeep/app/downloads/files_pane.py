"""The files of an offer: a field to find some, and the tree to pick from."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QStackedLayout, QTreeView, QVBoxLayout, QWidget

from ...link.messages import Offer
from .. import theme as scale
from ..theme import Theme
from ..widgets.blocks import quiet
from ..widgets.lines import dress_lines
from ..widgets.search_field import SearchField
from .files_model import FilesModel

TYPING_MS: Final = 60
FEW: Final = 60
"""So many files are shown with their folders opened."""


class FilesPane(QWidget):
    """`model` knows what is ticked."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = FilesModel(self)
        self.filter = SearchField(theme, self)
        self.filter.setObjectName("filesFilter")
        self.filter.textChanged.connect(self._typed)
        self.filter.installEventFilter(self)
        self._timer = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._timer.timeout.connect(self._filter)
        self.tree = QTreeView(self)
        self.tree.setObjectName("offerFiles")
        self.tree.setHeaderHidden(True)
        self.tree.setModel(self.model)
        dress_lines(self.tree, theme)
        self.tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.tree.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.tree.setIndentation(16)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        # Measuring every line would take long for a hundred thousand.
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(1, 150)
        theme.changed.connect(self.tree.viewport().update)
        self._nothing = quiet(self)
        self._nothing.setObjectName("filesNothing")
        self._nothing.setContentsMargins(scale.S, scale.S, 0, 0)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.tree)
        self._stack.addWidget(self._nothing)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scale.S)
        column.addWidget(self.filter)
        column.addLayout(self._stack, 1)
        self.retranslate()

    def show_offer(self, offer: Offer) -> None:
        """Show its files, none of them ticked."""
        self.filter.blockSignals(True)
        self.filter.clear()
        self.filter.blockSignals(False)
        self.model.show_files(offer.files)
        self._opened()
        if offer.path:
            index = self.model.index_of(offer.path)
            self.tree.setCurrentIndex(index)
            self.tree.expand(index)
            self.tree.scrollTo(index)

    def _typed(self) -> None:
        self._timer.start()

    def _filter(self) -> None:
        self._timer.stop()
        self.model.filter(self.filter.text())
        self._opened()

    def _opened(self) -> None:
        some = bool(self.model.shown)
        self._stack.setCurrentIndex(0 if some else 1)
        if self.model.shown <= FEW:
            self.tree.expandAll()
        elif self.model.rowCount() == 1:
            self.tree.expand(self.model.index(0, 0))

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if watched is self.filter and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape and self.filter.text():
                self.filter.clear()
                return True
            if event.key() == Qt.Key.Key_Down:
                if self._timer.isActive():
                    self._filter()
                self.tree.setFocus()
                if not self.tree.currentIndex().isValid():
                    self.tree.setCurrentIndex(self.model.index(0, 0))
                return True
        return False

    def retranslate(self) -> None:
        """Read the strings again."""
        self.filter.setPlaceholderText(self.tr("Find files…"))
        self.filter.setAccessibleName(self.tr("Find files"))
        self.tree.setAccessibleName(self.tr("Files"))
        self._nothing.setText(self.tr("No file has that in its name."))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
