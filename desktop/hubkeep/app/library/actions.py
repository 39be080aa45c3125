"""What can be done in the Library: one action each for the menus, the shortcuts and the buttons."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from ..theme import Theme

_SHORTCUTS: Final = {
    "search": ("Ctrl+F",),
    "refresh": ("F5", "Ctrl+R"),
    "remove": ("Del",),
    "verify": ("Ctrl+Shift+V",),
    "copy_id": ("Ctrl+C",),
    "copy_path": ("Ctrl+Shift+C",),
    "free_space": ("Ctrl+Shift+F",),
}
_ICONS: Final = {
    "search": "search",
    "refresh": "refresh",
    "inspect": "info",
    "verify": "shield-check",
    "repair": "refresh",
    "archive": "archive",
    "restore": "undo",
    "export": "arrow-up",
    "verify_all": "shield-check",
    "remove": "trash",
    "reveal": "folder",
    "copy_id": "copy",
    "copy_path": "copy",
    "copy_lines": "copy",
    "free_space": "scissors",
    "relocate": "move",
    "columns": "columns",
}


class LibraryActions(QWidget):
    """Attributes are the actions. A widget only to be told of a change of language; it is never shown."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self._owner = parent
        self._theme = theme
        self.search = self._made("search")
        self.refresh = self._made("refresh")
        self.inspect = self._made("inspect")
        self.verify = self._made("verify")
        self.repair = self._made("repair")
        self.archive = self._made("archive")
        self.restore = self._made("restore")
        self.export = self._made("export")
        self.verify_all = self._made("verify_all")
        self.remove = self._made("remove")
        self.reveal = self._made("reveal")
        self.copy_id = self._made("copy_id")
        self.copy_path = self._made("copy_path")
        self.copy_lines = self._made("copy_lines")
        self.free_space = self._made("free_space")
        self.relocate = self._made("relocate")
        self.columns = self._made("columns")
        self.retranslate()

    def _made(self, name: str) -> QAction:
        action = QAction(self._owner)
        action.setObjectName(name.replace("_", "-"))
        # Only where the page is in sight: other pages have a search of their own.
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setShortcuts([QKeySequence(keys) for keys in _SHORTCUTS.get(name, ())])
        self._theme.dress(action, _ICONS[name])
        self._owner.addAction(action)
        return action

    def for_selection(self) -> tuple[QAction, ...]:
        """Those that need something selected."""
        return (
            self.inspect,
            self.verify,
            self.repair,
            self.archive,
            self.restore,
            self.export,
            self.remove,
            self.reveal,
            self.copy_id,
            self.copy_path,
            self.copy_lines,
        )

    def selection_menu(self, parent: QWidget) -> QMenu:
        """The menu of what is selected; it deletes itself when it closes."""
        menu = QMenu(parent)
        menu.setObjectName("selectionMenu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions([self.inspect, self.verify, self.repair])
        menu.addSeparator()
        menu.addActions([self.archive, self.restore, self.export])
        menu.addSeparator()
        menu.addActions([self.reveal, self.copy_id, self.copy_path, self.copy_lines])
        menu.addSeparator()
        menu.addAction(self.remove)
        return menu

    def more_menu(self, parent: QWidget) -> QMenu:
        """What a button with three dots offers for the repo in the inspector; kept by `parent`."""
        menu = QMenu(parent)
        menu.addActions([self.archive, self.restore, self.export])
        menu.addSeparator()
        menu.addActions([self.copy_id, self.copy_path, self.copy_lines])
        menu.addSeparator()
        menu.addAction(self.reveal)
        return menu

    def retranslate(self) -> None:
        """Read the strings again."""
        self.search.setText(self.tr("Search"))
        self.refresh.setText(self.tr("Refresh"))
        self.inspect.setText(self.tr("Look into it"))
        self.verify.setText(self.tr("Verify"))
        self.repair.setText(self.tr("Repair"))
        self.archive.setText(self.tr("Archive…"))
        self.restore.setText(self.tr("Restore from the archive"))
        self.export.setText(self.tr("Export as a folder…"))
        self.verify_all.setText(self.tr("Verify all repos"))
        self.remove.setText(self.tr("Delete…"))
        self.reveal.setText(self.tr("Show in the file manager"))
        self.copy_id.setText(self.tr("Copy name"))
        self.copy_path.setText(self.tr("Copy path"))
        self.copy_lines.setText(self.tr("Copy the lines that load it"))
        self.free_space.setText(self.tr("Free space…"))
        self.relocate.setText(self.tr("Move the cache…"))
        self.columns.setText(self.tr("Columns"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
