"""Revisions of a repo and the files in them, as a tree that is filled where it is opened."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from ...link.messages import FileEntry, RepoDetail, Revision, Target
from ..formatting import moment, size
from ..icons import icon
from ..theme import Theme
from ..widgets.lines import dress_lines
from . import words

_OURS: Final = (QKeySequence.StandardKey.Delete, QKeySequence.StandardKey.Copy)

AT_ONCE: Final = 300
"""Entries of one folder that are shown before "more" is asked for: a dataset can have 100,000."""

Entries = dict[str, "FileEntry | Entries"]


class Node(QTreeWidgetItem):
    """One line: a revision, a folder or a file. `waiting` is what lies below and was not shown yet."""

    def __init__(self, text: str, figure: str = "") -> None:
        super().__init__([text, figure])
        self.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.target: Target | None = None
        self.path = ""
        self.more = False
        self.waiting: list[tuple[str, FileEntry | Entries]] = []

    def hold(self, entries: Entries) -> None:
        """Keep what lies below until this is opened."""
        self.waiting = list(entries.items())
        if entries:
            self.setChildIndicatorPolicy(QTreeWidgetItem.ChildIndicatorPolicy.ShowIndicator)


class FilesTree(QTreeWidget):
    """`remove_wanted` with a tuple of `Target`, `reveal_wanted` with a path."""

    remove_wanted = Signal(object)
    reveal_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filesTree")
        self._theme = theme
        self._detail: RepoDetail | None = None
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        dress_lines(self, theme)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setIndentation(14)
        self.header().setStretchLastSection(False)
        self.header().setMinimumSectionSize(60)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self.itemExpanded.connect(self._fill)
        self.itemActivated.connect(self._activated)
        self.remove_action = self._action("filesRemove", self._remove)
        self.copy_action = self._action("filesCopyPath", self._copy)
        self.reveal_action = self._action("filesReveal", self._reveal)
        theme.dress(self.remove_action, "trash")
        theme.dress(self.copy_action, "copy")
        theme.dress(self.reveal_action, "folder")
        theme.changed.connect(self._again)
        self.retranslate()

    def _action(self, name: str, run: object) -> QAction:
        action = QAction(self)
        action.setObjectName(name)
        action.triggered.connect(run)
        return action

    def show_detail(self, detail: RepoDetail | None) -> None:
        """Show the revisions of a repo, the one that is loaded by default opened."""
        self._detail = detail
        self.clear()
        if detail is None:
            return
        many = len(detail.revisions) > 1
        for revision in detail.revisions:
            item = self._revision_item(detail, revision)
            self.addTopLevelItem(item)
            if "main" in revision.refs or not many:
                item.setExpanded(True)
        for title, entries in (
            (self.tr("Broken-off downloads"), detail.partials),
            (self.tr("Bytes that no revision uses"), detail.orphans),
        ):
            if entries:
                self.addTopLevelItem(self._leftovers_item(title, entries))

    # --- items

    def _revision_item(self, detail: RepoDetail, revision: Revision) -> Node:
        refs = ", ".join(words.plain(ref) for ref in revision.refs) or self.tr("detached")
        commit = words.plain(revision.commit[:8])
        node = Node(f"{refs} · {commit}" if commit else refs, size(revision.bytes))
        node.setFont(0, self._theme.font("strong"))
        frees = self.tr("Deleting it alone frees {size}.").format(size=size(revision.frees))
        node.setToolTip(0, words.tip(f"{words.plain(revision.commit)}\n{frees}"))
        node.target = Target(detail.row.key, revision.commit)
        node.path = revision.path
        node.hold(_tree(revision.files))
        return node

    def _leftovers_item(self, title: str, entries: tuple[FileEntry, ...]) -> Node:
        node = Node(title, size(sum(entry.bytes for entry in entries)))
        node.setFont(0, self._theme.font("strong"))
        node.hold({entry.path: entry for entry in entries})
        return node

    def _fill(self, item: QTreeWidgetItem) -> None:
        """Make the first children of an item that was opened."""
        if isinstance(item, Node) and item.childCount() == 0:
            self._fill_next(item)

    def _fill_next(self, node: Node) -> None:
        now, node.waiting = node.waiting[:AT_ONCE], node.waiting[AT_ONCE:]
        top = node
        while isinstance(above := top.parent(), Node):
            top = above
        node.addChildren([self._child(name, entry, node, top.target) for name, entry in now])
        if node.waiting:
            more = Node(self.tr("%n more", "", len(node.waiting)))
            more.setForeground(0, self._theme.tokens.accent)
            more.more = True
            node.addChild(more)

    def _child(self, name: str, entry: FileEntry | Entries, above: Node, revision: Target | None) -> Node:
        path = f"{above.path}/{name}" if above.path else ""
        if isinstance(entry, dict):
            folder = Node(words.plain(name))
            folder.setIcon(0, icon("folder"))
            folder.path = path
            folder.hold(entry)
            return folder
        word, tone = self._state_word(entry)
        node = Node(words.plain(name), word or size(entry.bytes))
        node.setForeground(1, getattr(self._theme.tokens, tone))
        intact = entry.verified is not None and entry.state != "corrupt"
        node.setIcon(0, icon("shield-check" if intact else "file"))
        lines = [words.plain(entry.path), size(entry.bytes), words.plain(entry.blob), self._verdict(entry)]
        told = words.tip("\n".join(line for line in lines if line))
        node.setToolTip(0, told)
        node.setToolTip(1, told)
        node.path = path
        if revision is not None:
            node.target = Target(revision.key, revision.commit, entry.path)
        return node

    def _verdict(self, entry: FileEntry) -> str:
        """What the last verification found, and when."""
        if entry.verified is None:
            return ""
        when = moment(entry.verified)
        if entry.state == "corrupt":
            return self.tr("Verified {when}: the bytes are wrong.").format(when=when)
        return self.tr("Verified {when}: intact.").format(when=when)

    def _state_word(self, entry: FileEntry) -> tuple[str, str]:
        """What is to be said of a file's state, and the token to say it in."""
        if entry.state == "corrupt":
            return self.tr("corrupt"), "bad"
        if entry.state == "missing":
            return self.tr("missing"), "bad"
        if entry.state == "archived":
            return self.tr("archived"), "muted"
        if entry.state == "archive-offline":
            return self.tr("disk not connected"), "warn"
        if entry.state == "frozen":
            return self.tr("frozen"), "muted"
        if entry.state == "bucket":
            return self.tr("in a bucket"), "muted"
        if entry.state == "outside":
            return self.tr("outside the cache"), "warn"
        if entry.state == "incomplete":
            return self.tr("incomplete"), "warn"
        return "", "muted"

    # --- what can be done

    def _selected(self) -> list[Node]:
        return [item for item in self.selectedItems() if isinstance(item, Node)]

    def selected_targets(self) -> tuple[Target, ...]:
        """What is selected and can be removed: revisions and files."""
        return tuple(node.target for node in self._selected() if node.target is not None)

    def _selected_paths(self) -> list[str]:
        return [node.path for node in self._selected() if node.path]

    def _remove(self) -> None:
        targets = self.selected_targets()
        if targets:
            self.remove_wanted.emit(targets)

    def _copy(self) -> None:
        paths = self._selected_paths()
        if paths:
            QGuiApplication.clipboard().setText("\n".join(paths))

    def _reveal(self) -> None:
        paths = self._selected_paths()
        if paths:
            self.reveal_wanted.emit(paths[0])

    def _open_menu(self, at: QPoint) -> None:
        if not self.selectedItems():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        paths = bool(self._selected_paths())
        self.copy_action.setEnabled(paths)
        self.reveal_action.setEnabled(paths)
        self.remove_action.setEnabled(bool(self.selected_targets()))
        menu.addActions([self.reveal_action, self.copy_action])
        menu.addSeparator()
        menu.addAction(self.remove_action)
        menu.popup(self.viewport().mapToGlobal(at))

    def _activated(self, item: QTreeWidgetItem) -> None:
        above = item.parent()
        if isinstance(item, Node) and item.more and isinstance(above, Node):
            above.removeChild(item)
            self._fill_next(above)

    def event(self, event: QEvent) -> bool:
        # The page has shortcuts for the same keys: here they mean the files.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and (
                event.matches(QKeySequence.StandardKey.Delete) or event.matches(QKeySequence.StandardKey.Copy)
            )
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Delete):
            self._remove()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            self._again()
        super().changeEvent(event)

    def _again(self) -> None:
        self.show_detail(self._detail)

    def retranslate(self) -> None:
        """Read the strings again."""
        self.setAccessibleName(self.tr("Revisions and files"))
        self.remove_action.setText(self.tr("Delete…"))
        self.copy_action.setText(self.tr("Copy path"))
        self.reveal_action.setText(self.tr("Show in the file manager"))


def _tree(files: Iterable[FileEntry]) -> Entries:
    """Files by folder: folders first, each level in the order of names."""
    root: Entries = {}
    for entry in files:
        level = root
        *folders, name = entry.path.split("/")
        for folder in folders:
            below = level.get(folder)
            if not isinstance(below, dict):
                below = level[folder] = {}
            level = below
        level[name] = entry
    return _sorted(root)


def _sorted(level: Entries) -> Entries:
    folders = {name: _sorted(below) for name, below in sorted(level.items()) if isinstance(below, dict)}
    files = {name: entry for name, entry in sorted(level.items()) if not isinstance(entry, dict)}
    return {**folders, **files}
