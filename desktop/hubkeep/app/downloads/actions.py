"""What can be done in the queue: one action each for the menus and the shortcuts."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from ..theme import Theme

_SHORTCUTS: Final = {
    "add": ("Ctrl+N", "Ctrl+L"),
    "cancel": ("Del",),
    "copy": ("Ctrl+C",),
    "up": ("Alt+Up",),
    "down": ("Alt+Down",),
    "first": ("Alt+Home",),
    "last": ("Alt+End",),
    "pause_all": ("Ctrl+Shift+P",),
}
_ICONS: Final = {
    "add": "plus",
    "pause": "pause",
    "resume": "play",
    "retry": "refresh",
    "cancel": "trash",
    "dismiss": "close",
    "files": "file",
    "copy": "copy",
    "copy_details": "copy",
    "limits": "settings",
    "library": "library",
    "up": "arrow-up",
    "down": "arrow-down",
    "first": "arrow-up",
    "last": "arrow-down",
    "pause_all": "pause",
    "clear": "close",
}


class DownloadsActions(QWidget):
    """Attributes are the actions. A widget only to be told of a change of language; it is never shown."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self._owner = parent
        self._theme = theme
        self.add = self._made("add")
        self.pause = self._made("pause")
        self.resume = self._made("resume")
        self.retry = self._made("retry")
        self.cancel = self._made("cancel")
        self.dismiss = self._made("dismiss")
        self.files = self._made("files")
        self.limits = self._made("limits")
        self.copy = self._made("copy")
        self.copy_details = self._made("copy_details")
        self.library = self._made("library")
        self.up = self._made("up")
        self.down = self._made("down")
        self.first = self._made("first")
        self.last = self._made("last")
        self.pause_all = self._made("pause_all")
        self.clear = self._made("clear")
        self._all_paused = False
        self.retranslate()

    def _made(self, name: str) -> QAction:
        action = QAction(self._owner)
        action.setObjectName(f"downloads-{name.replace('_', '-')}")
        # Only where the page is in sight: other pages have the same keys.
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setShortcuts([QKeySequence(keys) for keys in _SHORTCUTS.get(name, ())])
        self._theme.dress(action, _ICONS[name])
        self._owner.addAction(action)
        return action

    def for_queue(self) -> tuple[QAction, ...]:
        """Those that change places."""
        return (self.first, self.up, self.down, self.last)

    def menu(self, parent: QWidget) -> QMenu:
        """The menu of what is selected; it deletes itself when it closes."""
        menu = QMenu(parent)
        menu.setObjectName("downloadMenu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        doing = [self.pause, self.resume, self.retry]
        menu.addActions([action for action in doing if action.isEnabled()])
        menu.addActions([self.files, *([self.limits] if self.limits.isEnabled() else [])])
        menu.addSeparator()
        if any(action.isEnabled() for action in self.for_queue()):
            menu.addActions(list(self.for_queue()))
            menu.addSeparator()
        menu.addAction(self.copy)
        menu.addActions([action for action in (self.copy_details, self.library) if action.isEnabled()])
        menu.addSeparator()
        menu.addActions([action for action in (self.dismiss, self.cancel) if action.isEnabled()])
        return menu

    def show_paused(self, paused: bool) -> None:
        """Whether the whole queue is paused: the same action then lets it go on."""
        if paused != self._all_paused:
            self._all_paused = paused
            self._theme.dress(self.pause_all, "play" if paused else "pause")
            self.retranslate()

    def retranslate(self) -> None:
        """Read the strings again."""
        self.add.setText(self.tr("Add a download"))
        self.pause.setText(self.tr("Pause"))
        self.resume.setText(self.tr("Resume"))
        self.retry.setText(self.tr("Try now"))
        self.cancel.setText(self.tr("Cancel…"))
        self.dismiss.setText(self.tr("Dismiss"))
        self.files.setText(self.tr("Files"))
        self.limits.setText(self.tr("Limits…"))
        self.copy.setText(self.tr("Copy name"))
        self.copy_details.setText(self.tr("Copy details"))
        self.library.setText(self.tr("Open in Library"))
        self.up.setText(self.tr("Move up"))
        self.down.setText(self.tr("Move down"))
        self.first.setText(self.tr("Move to the front"))
        self.last.setText(self.tr("Move to the end"))
        self.pause_all.setText(self.tr("Resume all") if self._all_paused else self.tr("Pause all"))
        self.clear.setText(self.tr("Clear finished"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
