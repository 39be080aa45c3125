"""A folder's path, typed or chosen in the system's dialog."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from .. import theme as scale


class FolderField(QWidget):
    """`can_browse`: the folders of this machine are the engine's. `path` is called `name`, and `browse` after
    it; what `path` is for is its owner's to say."""

    def __init__(self, name: str, browse: str, *, can_browse: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path = QLineEdit(self)
        self.path.setObjectName(name)
        self.setFocusProxy(self.path)
        self.browse = QPushButton(self)
        self.browse.setObjectName(browse)
        self.browse.setAutoDefault(False)
        self.browse.setVisible(can_browse)
        self.browse.clicked.connect(self._browse)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(scale.S)
        row.addWidget(self.path, 1)
        row.addWidget(self.browse)
        self.retranslate()

    @property
    def text(self) -> str:
        """The path, without spaces around it."""
        return self.path.text().strip()

    def _browse(self) -> None:
        chooser = QFileDialog(self)
        chooser.setObjectName("folderDialog")
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.setOption(QFileDialog.Option.ShowDirsOnly)
        chooser.fileSelected.connect(self.path.setText)
        chooser.open()

    def retranslate(self) -> None:
        """Read the strings again."""
        self.browse.setText(self.tr("Choose…"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
