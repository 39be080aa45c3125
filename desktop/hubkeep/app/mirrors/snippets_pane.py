"""Lines to paste: the endpoint for one shell, container, service or program."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ...link.messages import ListSnippets, Refusal, Snippet, Snippets
from .. import theme as scale
from ..engine_link import Link
from ..problems import sentence
from ..theme import Theme
from ..widgets.answers import Newest
from ..widgets.blocks import Remark, quiet
from ..widgets.lines import dress_lines

COPIED_MS: Final = 2000
NAMES_WIDTH: Final = 150
NAMES: Final = {
    "bash": "bash, zsh",
    "fish": "fish",
    "powershell": "PowerShell",
    "docker": "Docker",
    "compose": "Docker Compose",
    "systemd": "systemd",
    "python": "Python",
}


class SnippetsPane(QWidget):
    """Names at the left, the lines of the chosen one at the right."""

    def __init__(self, link: Link, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("snippetsPane")
        self._link = link
        self._endpoint = ""
        self._snippets: tuple[Snippet, ...] = ()
        self._newest = Newest(self)
        self._said = quiet(self)
        self.names = QTreeWidget(self)
        self.names.setObjectName("snippetNames")
        self.names.setFixedWidth(NAMES_WIDTH)
        self.names.setHeaderHidden(True)
        self.names.setRootIsDecorated(False)
        dress_lines(self.names, theme)
        self.names.currentItemChanged.connect(self._show)
        self.text = QPlainTextEdit(self)
        self.text.setObjectName("snippetText")
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._trouble = Remark(theme, self)
        self.copy = QPushButton(self)
        self.copy.setObjectName("snippetCopy")
        self.copy.setAutoDefault(False)
        theme.dress(self.copy, "copy")
        self.copy.clicked.connect(self._copy)
        self._copied = QTimer(self, singleShot=True, interval=COPIED_MS)
        self._copied.timeout.connect(self.retranslate)
        beside = QVBoxLayout()
        beside.setSpacing(scale.S)
        beside.addWidget(self.text, 1)
        beside.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignRight)
        row = QHBoxLayout()
        row.setSpacing(scale.M)
        row.addWidget(self.names)
        row.addLayout(beside, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, scale.M, 0, 0)
        column.setSpacing(scale.M)
        column.addWidget(self._said)
        column.addWidget(self._trouble)
        column.addLayout(row, 1)
        self.retranslate()

    def show_endpoint(self, endpoint: str) -> None:
        """The endpoint that the lines are to name."""
        if endpoint == self._endpoint:
            return
        self._endpoint = endpoint
        self._newest.anew()
        if endpoint:
            request = ListSnippets(endpoint)
            self._link.call(request, self._newest.only(self._take), self._newest.only(self._refused))

    def _refused(self, refusal: Refusal) -> None:
        self._trouble.tell(sentence(refusal.problem), "error")

    def _take(self, answer: Snippets) -> None:
        snippets = answer.snippets
        self._trouble.tell("")
        chosen = max(0, self._place())
        self._snippets = snippets
        self.names.clear()
        for snippet in snippets:
            self.names.addTopLevelItem(QTreeWidgetItem([NAMES.get(snippet.name, snippet.name)]))
        item = self.names.topLevelItem(min(chosen, len(snippets) - 1))
        if item is not None:
            self.names.setCurrentItem(item)
        self._show()

    def _place(self) -> int:
        return self.names.currentIndex().row()

    def _show(self) -> None:
        place = self._place()
        known = 0 <= place < len(self._snippets)
        self.text.setPlainText(self._snippets[place].text if known else "")
        self.copy.setEnabled(known)
        self.retranslate()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.copy.setText(" " + self.tr("Copied"))
        self._copied.start()

    def retranslate(self) -> None:
        """Read the strings again."""
        self._said.setText(
            self.tr("For one program alone, or for machines without Hubkeep. Nothing is written.")
        )
        self.names.setAccessibleName(self.tr("Where it is to be pasted"))
        self.text.setAccessibleName(self.tr("Lines to paste"))
        self.copy.setText(" " + self.tr("Copy"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
