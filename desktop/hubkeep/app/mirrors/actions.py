"""What can be done on the Mirrors page: one action each for the menus and the shortcuts."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from ..theme import Theme

_SHORTCUTS: Final = {
    "measure": ("F5", "Ctrl+R"),
    "check": ("Ctrl+F",),
    "add": ("Ctrl+N",),
    "remove": ("Del",),
    "copy": ("Ctrl+C",),
    "use": ("Ctrl+U",),
}
_ICONS: Final = {
    "measure": "refresh",
    "check": "search",
    "export": "link",
    "room": "disk",
    "add": "plus",
    "bring": "arrow-down",
    "give": "arrow-up",
    "use": "check",
    "one": "refresh",
    "edit": "settings",
    "remove": "trash",
    "copy": "copy",
    "copy_url": "copy",
}


class MirrorsActions(QWidget):
    """Attributes are the actions. A widget only to be told of a change of language; it is never shown."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self._owner = parent
        self._theme = theme
        self._running = False
        self.measure = self._made("measure")
        self.check = self._made("check")
        self.export = self._made("export")
        self.room = self._made("room")
        self.add = self._made("add")
        self.bring = self._made("bring")
        self.give = self._made("give")
        self.use = self._made("use")
        self.one = self._made("one")
        self.edit = self._made("edit")
        self.remove = self._made("remove")
        self.copy = self._made("copy")
        self.copy_url = self._made("copy_url")
        self.retranslate()

    def _made(self, name: str) -> QAction:
        action = QAction(self._owner)
        action.setObjectName(f"mirrors-{name.replace('_', '-')}")
        # Only where the page is in sight: other pages have the same keys.
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setShortcuts([QKeySequence(keys) for keys in _SHORTCUTS.get(name, ())])
        self._theme.dress(action, _ICONS[name])
        self._owner.addAction(action)
        return action

    def for_one(self) -> tuple[QAction, ...]:
        """Those that are about the current mirror."""
        return (self.use, self.one, self.edit, self.remove, self.copy, self.copy_url)

    def page_menu(self, parent: QWidget) -> QMenu:
        """The menu of the page; it deletes itself when it closes."""
        menu = self._menu(parent, "mirrorsMenu")
        menu.addActions([self.add, self.bring, self.give])
        menu.addSeparator()
        menu.addAction(self.room)
        return menu

    def card_menu(self, parent: QWidget) -> QMenu:
        """The menu of the current mirror; it deletes itself when it closes."""
        menu = self._menu(parent, "mirrorMenu")
        menu.addActions([self.use, self.one])
        menu.addSeparator()
        menu.addActions([self.copy_url, self.copy])
        own = [action for action in (self.edit, self.remove) if action.isEnabled()]
        if own:
            menu.addSeparator()
            menu.addActions(own)
        return menu

    def _menu(self, parent: QWidget, name: str) -> QMenu:
        menu = QMenu(parent)
        menu.setObjectName(name)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def show_running(self, running: bool) -> None:
        """Whether a probe runs: the same action then stops it."""
        if running != self._running:
            self._running = running
            self._theme.dress(self.measure, "close" if running else "refresh")
            self.retranslate()

    def retranslate(self) -> None:
        """Read the strings again."""
        self.measure.setText(self.tr("Stop measuring") if self._running else self.tr("Measure all"))
        self.check.setText(self.tr("Check a repo"))
        self.export.setText(self.tr("Use everywhere…"))
        self.room.setText(self.tr("Mirror for this room…"))
        self.add.setText(self.tr("Add a mirror…"))
        self.bring.setText(self.tr("Import…"))
        self.give.setText(self.tr("Export mine…"))
        self.use.setText(self.tr("Use this one"))
        self.one.setText(self.tr("Measure this one"))
        self.edit.setText(self.tr("Edit…"))
        self.remove.setText(self.tr("Remove"))
        self.copy.setText(self.tr("Copy details"))
        self.copy_url.setText(self.tr("Copy address"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
