"""The same bytes stored twice: searched for on request, then made one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ...link.messages import JoinResult
from .. import theme as scale
from ..formatting import size
from ..theme import Theme
from ..widgets.blocks import Remark, heading, quiet
from ..widgets.choice import Choice
from ..widgets.folder_field import FolderField


class Duplicates(QWidget):
    """`search_wanted` with the folders to look into beside the cache; `chosen` when the answer is new."""

    search_wanted = Signal(object)
    chosen = Signal()

    def __init__(self, theme: Theme, *, can_browse: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._result: JoinResult | None = None
        self._busy = False
        self._head = heading(theme, self)
        self._note = quiet(self)
        self.folder = FolderField("joinFolder", "joinBrowse", can_browse=can_browse, parent=self)
        self.folder.path.setClearButtonEnabled(True)
        self.folder.path.textChanged.connect(self._forget)
        self.search = QPushButton(self)
        self.search.setObjectName("joinSearch")
        self.search.setAutoDefault(False)
        self.search.clicked.connect(self._search)
        self.choice = Choice(theme, "free-join", self)
        self.choice.box.toggled.connect(self.chosen)
        self._trouble = Remark(theme, self)
        self._trouble.label.setObjectName("joinTrouble")
        row = QHBoxLayout()
        row.setSpacing(scale.S)
        row.addWidget(self.folder, 1)
        row.addWidget(self.search)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scale.S)
        column.addWidget(self._head)
        column.addWidget(self._note)
        column.addLayout(row)
        column.addWidget(self.choice)
        column.addWidget(self._trouble)
        self._trouble.tell("")
        self.retranslate()

    def folders(self) -> tuple[str, ...]:
        """Folders to look into beside the cache."""
        text = self.folder.text
        return (text,) if text else ()

    def saves(self) -> int:
        """What joining gives back, where it is wanted."""
        wanted = self._result is not None and self.choice.box.isChecked()
        return self._result.saves if wanted and self._result is not None else 0

    def searching(self) -> None:
        """A search is under way."""
        self._busy, self._result = True, None
        self._trouble.tell("")
        self._show()

    def found(self, result: JoinResult) -> None:
        """The search came to its end."""
        if self._busy:
            self._busy, self._result = False, result
            self.choice.box.setChecked(True)
            self._show()

    def failed(self, told: str) -> None:
        """The search ended without an answer."""
        self._busy = False
        self._trouble.tell(told, "error")
        self._show()

    def _search(self) -> None:
        self.search_wanted.emit(self.folders())

    def _forget(self) -> None:
        """What was found was found elsewhere."""
        self._result = None
        self._show()
        self.chosen.emit()

    def _show(self) -> None:
        result = self._result
        self.search.setEnabled(not self._busy)
        self.search.setText(self.tr("Searching…") if self._busy else self.tr("Search"))
        some = result is not None and result.saves > 0
        self.choice.setVisible(some)
        if result is not None and some:
            self.choice.tell(
                self.tr("Store %n file(s) once", "", len(result.found)),
                size(result.saves),
                self.tr("Every path stays; the copies share their bytes by reflink or hard link."),
            )
        if result is not None and not some:
            self._note.setText(self.tr("Nothing is stored twice."))
        else:
            self._note.setText(
                self.tr("Blobs that several repos hold, and copies in folders made with local_dir.")
            )

    def retranslate(self) -> None:
        """Read the strings again."""
        self._head.setText(self.tr("Stored twice"))
        self.folder.path.setPlaceholderText(self.tr("Also look in this folder (optional)"))
        self.folder.path.setAccessibleName(self.tr("Also look in this folder"))
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
