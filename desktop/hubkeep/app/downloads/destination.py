"""Where a download goes: into the cache, or as a copy by plain names into a folder."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)

from .. import theme as scale


class Destination(QWidget):
    """`changed` when another place is chosen. `can_browse`: the folders of this machine are the engine's."""

    changed = Signal()

    def __init__(self, can_browse: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cache = QRadioButton(self)
        self.cache.setObjectName("intoCache")
        self.cache.setChecked(True)
        self.folder = QRadioButton(self)
        self.folder.setObjectName("intoFolder")
        group = QButtonGroup(self)
        group.addButton(self.cache)
        group.addButton(self.folder)
        self.path = QLineEdit(self)
        self.path.setObjectName("folderPath")
        self.browse = QPushButton(self)
        self.browse.setObjectName("folderBrowse")
        self.browse.setAutoDefault(False)
        self._can_browse = can_browse
        self.browse.clicked.connect(self._browse)
        self.path.textChanged.connect(self.changed)
        self.folder.toggled.connect(self._toggled)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(scale.S)
        row.addWidget(self.cache)
        row.addSpacing(scale.M)
        row.addWidget(self.folder)
        row.addWidget(self.path, 1)
        row.addWidget(self.browse)
        row.addStretch(0)
        self._toggled(False)
        self.retranslate()

    @property
    def local_dir(self) -> str:
        """The folder; empty for the cache, or where none is named yet."""
        return self.path.text().strip() if self.folder.isChecked() else ""

    @property
    def into_folder(self) -> bool:
        """Whether a folder is wanted, named or not."""
        return self.folder.isChecked()

    @property
    def complete(self) -> bool:
        """Whether a folder is named where one is wanted."""
        return self.cache.isChecked() or bool(self.path.text().strip())

    def _toggled(self, folder: bool) -> None:
        policy = self.path.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.path.setSizePolicy(policy)
        self.path.setVisible(folder)
        self.browse.setVisible(folder and self._can_browse)
        if folder and self.isVisible():
            self.path.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _browse(self) -> None:
        chooser = QFileDialog(self, self.tr("Choose a folder"))
        chooser.setObjectName("folderDialog")
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.setOption(QFileDialog.Option.ShowDirsOnly)
        chooser.fileSelected.connect(self.path.setText)
        chooser.open()

    def retranslate(self) -> None:
        """Read the strings again."""
        self.cache.setText(self.tr("Into the cache"))
        self.cache.setToolTip(self.tr("Every program that uses Hugging Face finds it there."))
        self.folder.setText(self.tr("Into a folder, by plain names"))
        self.path.setPlaceholderText(self.tr("A path, such as /data/models/qwen"))
        self.path.setAccessibleName(self.tr("Folder"))
        self.browse.setText(self.tr("Browse…"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
