"""What can be done on the Archive page: one action each for buttons, menus and shortcuts."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from ..theme import Theme

_SHORTCUTS: Final = {
    "look": ("F5", "Ctrl+R"),
    "restore": ("Ctrl+Shift+R",),
    "policy": ("Ctrl+N",),
    "copy": ("Ctrl+C",),
}
_ICONS: Final = {
    "look": "refresh",
    "restore": "undo",
    "freeze": "snow",
    "thaw": "sun",
    "reveal": "external",
    "copy": "copy",
    "pin": "pin",
    "policy": "plus",
    "adopt": "disk",
    "bring": "arrow-down",
}


class ArchiveActions(QWidget):
    """Attributes are the actions. A widget only to be told of a change of language; it is never shown."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self._owner = parent
        self._theme = theme
        self.look = self._made("look")
        self.restore = self._made("restore")
        self.freeze = self._made("freeze")
        self.thaw = self._made("thaw")
        self.reveal = self._made("reveal")
        self.copy = self._made("copy")
        self.pin = self._made("pin")
        self.policy = self._made("policy")
        self.adopt = self._made("adopt")
        self.bring = self._made("bring")
        self._unpins = False
        self.retranslate()

    def _made(self, name: str) -> QAction:
        action = QAction(self._owner)
        action.setObjectName(f"archive-{name}")
        # Only where the page is in sight: other pages have the same keys.
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setShortcuts([QKeySequence(keys) for keys in _SHORTCUTS.get(name, ())])
        self._theme.dress(action, _ICONS[name])
        self._owner.addAction(action)
        return action

    def for_kept(self) -> tuple[QAction, ...]:
        """Those that are about what is selected of the archived repos."""
        return (self.restore, self.freeze, self.thaw, self.reveal, self.copy)

    def page_menu(self, parent: QWidget) -> QMenu:
        """The menu of the page; it deletes itself when it closes."""
        menu = self._menu(parent, "archivePageMenu")
        menu.addActions([self.bring, self.adopt])
        menu.addSeparator()
        menu.addActions([self.policy, self.look])
        return menu

    def kept_menu(self, parent: QWidget) -> QMenu:
        """The menu of the selected archived repos; it deletes itself when it closes."""
        menu = self._menu(parent, "keptMenu")
        menu.addActions([self.restore, self.freeze, self.thaw])
        menu.addSeparator()
        menu.addActions([self.reveal, self.copy])
        return menu

    def moves_menu(self, parent: QWidget) -> QMenu:
        """The menu of a repo that could move; it deletes itself when it closes."""
        menu = self._menu(parent, "movesMenu")
        menu.addAction(self.pin)
        return menu

    def _menu(self, parent: QWidget, name: str) -> QMenu:
        menu = QMenu(parent)
        menu.setObjectName(name)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def show_pinned(self, pinned: bool) -> None:
        """Whether the current repo is pinned: the same action then lets go of it."""
        self._unpins = pinned
        self.retranslate()

    def retranslate(self) -> None:
        """Read the strings again."""
        self.look.setText(self.tr("Look again"))
        self.restore.setText(self.tr("Restore"))
        self.freeze.setText(self.tr("Freeze"))
        self.thaw.setText(self.tr("Thaw"))
        self.reveal.setText(self.tr("Show in the file manager"))
        self.copy.setText(self.tr("Copy name"))
        pinned = self.tr("Let policies move it again")
        self.pin.setText(pinned if self._unpins else self.tr("Pin: no policy moves it"))
        self.policy.setText(self.tr("Add a policy…"))
        self.adopt.setText(self.tr("Open an archive…"))
        self.bring.setText(self.tr("Import a folder…"))
        self.restore.setToolTip(self.tr("Bring it back into the cache"))
        self.freeze.setToolTip(self.tr("Compress it where it is; programs can't load it until it is thawed"))
        self.thaw.setToolTip(self.tr("Make it readable again where it is"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
