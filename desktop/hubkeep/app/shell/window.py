"""The window: sidebar, pages, status bar, activity; the actions and their shortcuts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QSettings, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from ...link.messages import FINISHED, ArchiveView, DownloadsChanged, Totals
from ..engine_link import Link
from ..formatting import count, size
from ..theme import Theme
from ..widgets.dropped import dropped_text
from .activity import WIDTH as ACTIVITY_WIDTH
from .activity import Activity
from .banner import Banner
from .page import Page, PageHead
from .sidebar import Sidebar
from .status_bar import StatusBar

MINIMUM = QSize(900, 600)
PREFERRED = QSize(1280, 820)

MakePage = Callable[[Link, Theme, QSettings, QWidget], QWidget]


@dataclass(frozen=True)
class PageSpec:
    """A page that the window offers. `name` is its icon's too, and that of its group of settings."""

    name: str
    make: MakePage
    foot: bool = False
    """Whether it stands at the foot of the sidebar."""
    shortcut: str = ""
    """Empty: Ctrl and its number."""


class Window(QMainWindow):
    """One engine's window. `kept` is the file in which it keeps its geometry and choices.

    `given` with a text that was dropped on it, or pasted where nothing else takes it.
    """

    given = Signal(str)

    def __init__(self, link: Link, theme: Theme, kept: Path, pages: Sequence[PageSpec]) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle("Hubkeep")
        self.setMinimumSize(MINIMUM)
        self.setAcceptDrops(True)
        self._link = link
        self._kept = QSettings(str(kept), QSettings.Format.IniFormat, self)
        self._names = [spec.name for spec in pages]
        self._pages: dict[str, Page] = {}
        self._holders: dict[str, QWidget] = {}
        self._page_actions: dict[str, QAction] = {}
        self._menu = QMenu(self)
        self._menu.setObjectName("programMenu")
        self._sidebar = Sidebar(theme, self._menu, self)
        self._banner = Banner(link, theme)
        self._stack = QStackedWidget()
        self._stack.setObjectName("pages")
        self._status = StatusBar(theme)
        self._body = QWidget(self)
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._banner)
        column.addWidget(self._stack, 1)
        column.addWidget(self._status)
        whole = QWidget(self)
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._sidebar)
        row.addWidget(self._body, 1)
        self.setCentralWidget(whole)
        for number, spec in enumerate(pages, 1):
            self._add_page(spec, theme, spec.shortcut or f"Ctrl+{number}", kept)
        self._activity = Activity(link, theme, self._body)
        self._activity.hide()
        self._activity.closed.connect(self.close_activity)
        self._make_actions(theme)
        self._fill_menu()

        self._sidebar.chosen.connect(self.show_page)
        self._status.activity_wanted.connect(self.toggle_activity)
        link.totals_changed.connect(self._show_totals)
        link.jobs_changed.connect(self._status.show_jobs)
        link.downloads_changed.connect(self._show_downloads)
        link.archives_changed.connect(self._show_archives)
        link.state_changed.connect(self._show_state)
        self._show_state(link.state)
        self.retranslate()
        self._restore()

    # --- pages

    def _add_page(self, spec: PageSpec, theme: Theme, shortcut: str, kept: Path) -> None:
        state = QSettings(str(kept), QSettings.Format.IniFormat, self)
        state.beginGroup(spec.name)
        holder = QWidget(self._stack)
        widget = spec.make(self._link, theme, state, holder)
        page: Page = widget  # type: ignore[assignment]
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(PageHead(page, theme, holder))
        column.addWidget(widget, 1)
        # The head is the page's too: what its shortcuts do is done from there as well.
        holder.addActions(widget.actions())
        self._stack.addWidget(holder)
        self._holders[spec.name] = holder
        self._pages[spec.name] = page
        self._sidebar.add_page(spec.name, page.title(), foot=spec.foot)
        page.changed.connect(self._show_status)
        action = QAction(self)
        action.setObjectName(f"show-{spec.name}")
        action.setData(spec.name)
        action.setShortcut(QKeySequence(shortcut))
        action.triggered.connect(self._show_asked)
        theme.dress(action, spec.name)
        self.addAction(action)
        self._page_actions[spec.name] = action

    def show_page(self, name: str) -> None:
        """Show the page `name`; the focus goes to it."""
        place = self._names.index(name)
        if place != self._stack.currentIndex():
            self._stack.setCurrentIndex(place)
        self._sidebar.select(name)
        self._lend_shortcuts()
        self._show_status()

    def _lend_shortcuts(self) -> None:
        """Sidebar and status bar answer to the shortcuts of the page that is shown."""
        for part in (self._sidebar, self._status):
            for action in part.actions():
                part.removeAction(action)
            part.addActions(self._holders[self.current].actions())

    def _focus_page(self) -> None:
        page = self._pages[self.current]
        if isinstance(page, QWidget):
            page.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def current(self) -> str:
        """The name of the page that is shown."""
        return self._names[self._stack.currentIndex()]

    def page(self, name: str) -> Page:
        """The page `name`."""
        return self._pages[name]

    def _show_asked(self) -> None:
        sender = self.sender()
        if isinstance(sender, QAction):
            self.show_page(sender.data())

    # --- activity

    def toggle_activity(self) -> None:
        """Open the drawer, or close it."""
        if self._activity.isVisible():
            self.close_activity()
        else:
            self._place_activity()
            self._activity.open()

    def close_activity(self) -> None:
        """Send the drawer away; the focus goes back to the page."""
        self._activity.hide()
        self._focus_page()

    def _place_activity(self) -> None:
        width = min(ACTIVITY_WIDTH, self._body.width())
        bottom = self._body.height() - self._status.height()
        self._activity.setGeometry(self._body.width() - width, 0, width, bottom)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Whoever has the focus was asked first.
        if event.key() == Qt.Key.Key_Escape and self._activity.isVisible():
            self.close_activity()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.given.emit(QGuiApplication.clipboard().text())
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasText():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.given.emit(dropped_text(event.mimeData()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_activity()

    # --- actions

    def _make_actions(self, theme: Theme) -> None:
        self._activity_action = self._action("toggle-activity", "Ctrl+J", self.toggle_activity)
        theme.dress(self._activity_action, "activity")
        self._menu_action = self._action("open-menu", "F10", self._sidebar.open_menu)
        self._quit_action = self._action("quit", "Ctrl+Q", self.close)
        self._quit_action.setMenuRole(QAction.MenuRole.QuitRole)
        theme.dress(self._quit_action, "close")
        settings = self._page_actions.get("settings")
        if settings is not None:
            settings.setMenuRole(QAction.MenuRole.PreferencesRole)

    def _action(self, name: str, shortcut: str, run: Callable[[], object]) -> QAction:
        action = QAction(self)
        action.setObjectName(name)
        action.setShortcut(QKeySequence(shortcut))
        action.triggered.connect(run)
        self.addAction(action)
        return action

    def _fill_menu(self) -> None:
        """The program's menu; on a Mac the same one hangs in the menu bar."""
        for name in self._names:
            self._menu.addAction(self._page_actions[name])
        self._menu.addAction(self._activity_action)
        for name in self._names:
            offered = self._pages[name]
            if isinstance(offered, QWidget) and offered.actions():
                self._menu.addSeparator()
                self._menu.addActions(offered.actions())
        self._menu.addSeparator()
        self._menu.addAction(self._quit_action)
        # Elsewhere even an empty menu bar takes a strip of the window.
        if QGuiApplication.platformName() == "cocoa":
            self.menuBar().addMenu(self._menu)

    # --- what the engine says

    def _show_totals(self, totals: Totals) -> None:
        self._sidebar.show_totals(totals)
        self._sidebar.set_badge("library", size(totals.bytes) if totals.repos or totals.bytes else "")
        self._status.show_totals(totals)

    def _show_downloads(self, queue: DownloadsChanged) -> None:
        if "downloads" in self._names:
            unfinished = sum(view.state not in FINISHED for view in queue.downloads)
            self._sidebar.set_badge("downloads", count(unfinished) if unfinished else "")

    def _show_archives(self, view: ArchiveView) -> None:
        if "archive" in self._names:
            archived = sum(kept.bytes for kept in view.kept)
            self._sidebar.set_badge("archive", size(archived) if archived else "")

    def _show_state(self, state: str) -> None:
        self._status.show_state(state)
        welcome = self._link.welcome
        self._sidebar.show_host(welcome.host if welcome else "", self._link.local)

    def _show_status(self) -> None:
        self._status.show_selection(self._pages[self.current].status())

    # --- what is kept

    def _restore(self) -> None:
        geometry = self._kept.value("geometry")
        if not isinstance(geometry, QByteArray) or not self.restoreGeometry(geometry):
            room = self.screen().availableGeometry()
            wanted = PREFERRED.boundedTo(QSize(round(room.width() * 0.92), round(room.height() * 0.9)))
            self.resize(wanted.expandedTo(MINIMUM))
            frame = self.frameGeometry()
            frame.moveCenter(room.center())
            self.move(frame.topLeft())
        name = str(self._kept.value("page", self._names[0]))
        self.show_page(name if name in self._names else self._names[0])
        self._focus_page()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._kept.setValue("geometry", self.saveGeometry())
        self._kept.setValue("page", self.current)
        self._kept.sync()
        super().closeEvent(event)

    def retranslate(self) -> None:
        """Read the strings again."""
        for name, page in self._pages.items():
            self._sidebar.rename(name, page.title())
            self._page_actions[name].setText(page.title())
        self._activity_action.setText(self.tr("Activity"))
        self._menu_action.setText(self.tr("Menu"))
        self._quit_action.setText(self.tr("Quit"))
        self._menu.setAccessibleName(self.tr("Menu"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            self._show_status()
        super().changeEvent(event)
