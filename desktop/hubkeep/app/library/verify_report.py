"""What a verification found, file by file where something is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHeaderView, QPushButton, QTreeWidget, QTreeWidgetItem, QWidget

from ...link.messages import BadFile, VerifyResult
from ..formatting import count, size
from ..problems import sentence
from ..theme import Theme
from ..widgets.blocks import Remark
from ..widgets.lines import dress_lines
from ..widgets.sheet import Sheet
from . import words

MOST: Final = 2000


class VerifyReport(Sheet):
    """A list of what did not pass, and a way to hand it on."""

    def __init__(self, theme: Theme, result: VerifyResult, parent: QWidget | None = None) -> None:
        super().__init__(theme, "verifyReport", parent, 680)
        self._theme = theme
        self._result = result
        self._next_step = Remark(theme, self)
        self._next_step.label.setObjectName("verifyNextStep")
        self._files = QTreeWidget(self)
        self._files.setObjectName("verifyFiles")
        self._files.setColumnCount(3)
        self._files.setRootIsDecorated(False)
        dress_lines(self._files, theme)
        self._files.setMinimumHeight(200)
        header = self._files.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._unnamed = Remark(theme, self)
        self._unnamed.label.setObjectName("verifyUnnamed")
        self.copy = QPushButton(self)
        self.copy.setObjectName("verifyCopy")
        self.copy.setAutoDefault(False)
        self.copy.clicked.connect(self._copy_details)
        self.buttons.insertWidget(0, self.copy)
        self.body.addWidget(self._next_step)
        self.body.addWidget(self._files, 1)
        self.body.addWidget(self._unnamed)
        self.act.hide()
        self.retranslate()

    @property
    def bad(self) -> bool:
        """Whether anything did not pass."""
        return bool(self._result.corrupt or self._result.missing)

    def details(self) -> str:
        """The findings as text, one file a line: verdict, repo, path, blob."""
        found = [("corrupt", self._result.corrupt), ("missing", self._result.missing)]
        return "\n".join(
            "\t".join((verdict, words.plain(file.repo), words.plain(file.path), words.plain(file.blob)))
            for verdict, files in found
            for file in files
        )

    def _copy_details(self) -> None:
        QGuiApplication.clipboard().setText(self.details())

    def _items(self, files: Sequence[BadFile], verdict: str) -> list[QTreeWidgetItem]:
        items = []
        for file in files:
            item = QTreeWidgetItem([words.plain(file.path), words.plain(file.repo), verdict])
            item.setForeground(2, self._theme.tokens.bad)
            told = [words.plain(file.path), words.plain(file.blob)]
            if file.problem is not None:
                told.append(sentence(file.problem))
            for column in range(3):
                item.setToolTip(column, words.tip("\n".join(line for line in told if line)))
            items.append(item)
        return items

    def retranslate(self) -> None:
        """Read the strings again."""
        result = self._result
        self.setWindowTitle(self.tr("Verification"))
        self.cancel.setText(self.tr("Close"))
        self.copy.setText(self.tr("Copy details"))
        self.copy.setVisible(self.bad)
        self._files.setVisible(self.bad)
        self._files.setAccessibleName(self.tr("Files that did not pass"))
        self._files.setHeaderLabels([self.tr("File"), self.tr("Repo"), self.tr("Verdict")])
        if self.bad:
            number = len(result.corrupt) + len(result.missing)
            self.head.setText(self.tr("%n file(s) did not pass", "", number))
        else:
            self.head.setText(self.tr("All intact"))
        told = self.tr("%n file(s) read, {bytes}: {ok} are what their names say.", "", result.files)
        self.lead.setText(told.format(bytes=size(result.bytes), ok=count(result.ok)))
        self._next_step.tell(
            self.tr("Download the repo again, or delete the file: the next download brings it back whole.")
            if self.bad
            else "",
            "warning",
        )
        unnamed, away = result.unnamed, result.kept_away
        unsure = []
        if unnamed:
            told = self.tr("%n file(s) can't be checked: nothing here says what they should be.", "", unnamed)
            unsure.append(told)
        if away:
            unsure.append(self.tr("%n file(s) are frozen or in a bucket, and were not read.", "", away))
        self._unnamed.tell(" ".join(unsure))
        self._files.clear()
        items = self._items(result.corrupt[:MOST], self.tr("corrupt"))
        items += self._items(result.missing[: max(0, MOST - len(items))], self.tr("missing"))
        more = len(result.corrupt) + len(result.missing) - len(items)
        if more > 0:
            items.append(QTreeWidgetItem([self.tr("and %n more", "", more), "", ""]))
        self._files.addTopLevelItems(items)
        self._files.setColumnWidth(1, 220)
        self._files.setColumnWidth(2, 90)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
