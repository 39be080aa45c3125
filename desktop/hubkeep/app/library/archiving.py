"""What the Library does with a selection for the archive: hand it over, bring it back, export it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ...link.messages import RepoRow, Restore
from ..engine_link import Link
from ..theme import Theme
from .actions import LibraryActions
from .errands import Errands

_CAN_GO: Final = frozenset({"ok", "partly-archived"})


class Archiving(QObject):
    """`wanted(keys)` where repos are to be archived: the Archive page takes it from there."""

    wanted = Signal(object)

    def __init__(
        self,
        link: Link,
        theme: Theme,
        actions: LibraryActions,
        errands: Errands,
        selected: Callable[[], Sequence[RepoRow]],
        cache: Callable[[], str],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._link = link
        self._theme = theme
        self._actions = actions
        self._errands = errands
        self._selected = selected
        self._cache = cache
        self._page = parent
        actions.archive.triggered.connect(self._archive)
        actions.restore.triggered.connect(self._restore)
        actions.export.triggered.connect(self._export)

    def enable(self, rows: Sequence[RepoRow]) -> None:
        """What makes sense for a selection."""
        repos = [row for row in rows if row.type != "other"]
        self._actions.archive.setEnabled(any(row.state in _CAN_GO for row in repos))
        self._actions.restore.setEnabled(any(_is_away(row) for row in repos))
        self._actions.export.setEnabled(len(repos) == len(rows) == 1)

    def _archive(self) -> None:
        keys = tuple(row.key for row in self._selected() if row.type != "other" and row.state in _CAN_GO)
        if keys:
            self.wanted.emit(keys)

    def _restore(self) -> None:
        keys = tuple(row.key for row in self._selected() if row.type != "other" and _is_away(row))
        if keys:
            self._errands.start(Restore(cache=self._cache(), keys=keys))

    def _export(self) -> None:
        from ..archive.export_dialog import ExportDialog

        rows = [row for row in self._selected() if row.type != "other"]
        if len(rows) == 1:
            dialog = ExportDialog(
                self._theme, self._cache(), rows[0], can_browse=self._link.local, parent=self._page
            )
            dialog.ordered.connect(self._errands.start)
            dialog.open()


def _is_away(row: RepoRow) -> bool:
    """Whether something of it lies in an archive that it could come back from."""
    return bool(row.archived) and row.state != "archive-offline"
