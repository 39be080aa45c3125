"""What is archived, as a table: sorted here, since a proxy over Python rows takes a minute where this takes
a moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ...link.messages import KeptRepo, KnownArchive
from ..formatting import ago, size
from ..library.words import plain, tip
from . import words
from .kept_columns import Column

Index = QModelIndex | QPersistentModelIndex
KEPT_ROLE = Qt.ItemDataRole.UserRole + 1
"""The `KeptRepo` of a line."""
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_FIGURES = frozenset({Column.SIZE, Column.TAKES})
_ROOT = QModelIndex()


class KeptModel(QAbstractTableModel):
    """Lines are known by repo and archive: one that stays keeps its selection through changes and sorting."""

    def __init__(self, now: Callable[[], float], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._kept: list[KeptRepo] = []
        self._archives: dict[str, KnownArchive] = {}
        self._sorting = (Column.SIZE, Qt.SortOrder.DescendingOrder)

    def show_kept(self, kept: Iterable[KeptRepo], archives: Iterable[KnownArchive]) -> None:
        """Take what there is now."""
        known = {archive.id: archive for archive in archives}
        rows = self._sorted(list(kept), known)
        if rows == self._kept and known == self._archives:
            return
        self._archives = known
        self._change(rows)

    def kept(self, row: int) -> KeptRepo:
        """The repo of a line."""
        return self._kept[row]

    def archive(self, kept: KeptRepo) -> KnownArchive | None:
        """Where it lies, as far as that is known."""
        return self._archives.get(kept.archive)

    # --- what a view asks

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._kept)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        kept, column = self._kept[index.row()], Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(kept, column)
        if role == KEPT_ROLE:
            return kept
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column in _FIGURES else _LEFT
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(words.tier_tip(kept.tier) if column == Column.TIER else plain(kept.repo))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.headerData(column, Qt.Orientation.Horizontal)}: {self._text(kept, column)}"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = Column(section)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column in _FIGURES else _LEFT
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            Column.REPO: self.tr("Repo"),
            Column.TIER: self.tr("Where"),
            Column.SIZE: self.tr("Size"),
            Column.TAKES: self.tr("Takes"),
            Column.READ: self.tr("Last read"),
            Column.ARCHIVE: self.tr("Archive"),
        }[column]

    def _text(self, kept: KeptRepo, column: Column) -> str:
        if column == Column.REPO:
            return plain(kept.repo)
        if column == Column.TIER:
            return words.tier(kept.tier)
        if column == Column.SIZE:
            return size(kept.bytes)
        if column == Column.TAKES:
            return size(kept.takes or kept.bytes)
        if column == Column.READ:
            return ago(kept.last_access, self._now())
        archive = self._archives.get(kept.archive)
        return words.name(archive) if archive is not None else plain(kept.archive)

    # --- sorting

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._sorting = (Column(column), order)
        self._change(self._sorted(self._kept, self._archives))

    def _sorted(self, kept: list[KeptRepo], archives: dict[str, KnownArchive]) -> list[KeptRepo]:
        column, order = self._sorting

        def key(each: KeptRepo) -> Any:
            if column == Column.SIZE:
                return each.bytes
            if column == Column.TAKES:
                return each.takes or each.bytes
            if column == Column.READ:
                return each.last_access or 0.0
            if column == Column.TIER:
                return each.tier
            if column == Column.ARCHIVE:
                archive = archives.get(each.archive)
                return words.name(archive).casefold() if archive is not None else each.archive
            return each.repo.casefold()

        by_name = sorted(kept, key=lambda each: each.repo.casefold())
        return sorted(by_name, key=key, reverse=order == Qt.SortOrder.DescendingOrder)

    def _change(self, rows: list[KeptRepo]) -> None:
        """Take `rows`; what views hold on to goes along with its repo."""
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        before = [_name(self._kept[index.row()]) for index in held]
        self._kept = rows
        places = {_name(kept): row for row, kept in enumerate(rows)}
        after = [
            self.index(places[name], index.column()) if name in places else QModelIndex()
            for name, index in zip(before, held, strict=True)
        ]
        self.changePersistentIndexList(held, after)
        self.layoutChanged.emit()

    def retranslate(self) -> None:
        """Heads and words are to be read again."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)
        if self._kept:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._kept) - 1, len(Column) - 1))


def _name(kept: KeptRepo) -> tuple[str, str]:
    return kept.key, kept.archive
