"""The cache folders that Hubkeep knows, as a list to add to, take from and choose from."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ...link.messages import Settings
from .. import theme as scale
from ..shell.elided import ElidedLabel
from ..theme import Theme


class CacheRow(QWidget):
    """One folder. `path` is empty for the one that the environment names."""

    use = Signal(str)
    remove = Signal(str)

    def __init__(self, path: str, shown: str, current: bool, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("cacheRow")
        self._path = path
        self._shown = shown
        self._current = current
        self._name = ElidedLabel(self, Qt.TextElideMode.ElideMiddle)
        self._name.setObjectName("cacheRowPath")
        self._name.setFont(theme.font("strong" if current else "text"))
        self._note = QLabel(self)
        self._note.setObjectName("cacheRowNote")
        self._note.setFont(theme.font("small"))
        self._note.setProperty("tone", "muted")
        self._use = QPushButton(self)
        self._use.setObjectName("cacheRowUse")
        self._use.clicked.connect(self._use_this)
        self._remove = QPushButton(self)
        self._remove.setObjectName("cacheRowRemove")
        self._remove.clicked.connect(self._remove_this)
        self._use.setVisible(not current)
        self._remove.setVisible(bool(path))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._name)
        words.addWidget(self._note)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, scale.S, 0, scale.S)
        row.setSpacing(scale.S)
        row.addLayout(words, 1)
        row.addWidget(self._use)
        row.addWidget(self._remove)
        self.retranslate()

    def _use_this(self) -> None:
        self.use.emit(self._path)

    def _remove_this(self) -> None:
        self.remove.emit(self._path)

    def retranslate(self) -> None:
        """Read the strings again."""
        named = self.tr("named by the environment")
        self._name.setText(self._shown or self.tr("The environment's folder"))
        notes = [named] if not self._path else []
        if self._current:
            notes.insert(0, self.tr("shown now"))
        self._note.setText(" · ".join(notes))
        self._note.setVisible(bool(notes))
        self._use.setText(self.tr("Show this one"))
        self._use.setAccessibleName(self.tr("Show {path}").format(path=self._name.text()))
        self._remove.setText(self.tr("Forget"))
        self._remove.setToolTip(self.tr("Takes the folder off this list; nothing on disk changes."))
        self._remove.setAccessibleName(self.tr("Forget {path}").format(path=self._name.text()))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class CacheList(QWidget):
    """`used(path)`, `added(path)`, `removed(path)` are wishes; the engine's settings decide."""

    used = Signal(str)
    added = Signal(str)
    removed = Signal(str)

    def __init__(self, local: bool, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self._path = QLineEdit(self)
        self._path.setObjectName("cachePath")
        self._path.returnPressed.connect(self._add)
        self._path.textChanged.connect(self._allow_add)
        self._browse = QPushButton(self)
        self._browse.setObjectName("cacheBrowse")
        self._browse.setVisible(local)
        self._browse.clicked.connect(self._ask_folder)
        self._add_button = QPushButton(self)
        self._add_button.setObjectName("cacheAdd")
        self._add_button.clicked.connect(self._add)
        self._complaint = QLabel(self)
        self._complaint.setObjectName("cacheComplaint")
        self._complaint.setProperty("tone", "bad")
        self._complaint.setWordWrap(True)
        self._complaint.hide()
        entry = QHBoxLayout()
        entry.setSpacing(scale.S)
        entry.addWidget(self._path, 1)
        entry.addWidget(self._browse)
        entry.addWidget(self._add_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scale.S)
        column.addLayout(self._rows)
        column.addLayout(entry)
        column.addWidget(self._complaint)
        self._allow_add()
        self.retranslate()

    def show_caches(self, settings: Settings, environment: str) -> None:
        """List the environment's folder (`environment`: its path, empty if unknown) and the added ones."""
        while self._rows.count():
            item = self._rows.takeAt(0)
            if item is not None and (gone := item.widget()) is not None:
                gone.hide()
                gone.deleteLater()
        for path in ("", *settings.caches):
            row = CacheRow(path, path or environment, path == settings.current, self._theme, self)
            row.use.connect(self.used)
            row.remove.connect(self.removed)
            self._rows.addWidget(row)
        self._complaint.hide()

    def complain(self, sentence: str) -> None:
        """Say under the list what went wrong."""
        self._complaint.setText(sentence)
        self._complaint.show()

    def _allow_add(self) -> None:
        self._add_button.setEnabled(bool(self._path.text().strip()))

    def _add(self) -> None:
        path = self._path.text().strip()
        if path:
            self._path.clear()
            self.added.emit(path)

    def _ask_folder(self) -> None:
        dialog = QFileDialog(self, self.tr("Choose a cache folder"))
        dialog.setObjectName("cacheDialog")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.added)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def retranslate(self) -> None:
        """Read the strings again."""
        self._path.setPlaceholderText(self.tr("Path of another cache folder"))
        self._path.setAccessibleName(self.tr("Path of another cache folder"))
        self._browse.setText(self.tr("Browse…"))
        self._add_button.setText(self.tr("Add"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
