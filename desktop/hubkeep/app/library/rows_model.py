"""The rows of the library as Qt's views see them: sorted and filtered in plain Python lists.

A proxy model would call back into Python for each comparison; sorting a list of tuples does not.
Rows come in chunks and are taken up together, a few times a second; whatever moves, selection and
current row stay with their repos.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, QTimer, Signal

from ...link.messages import (
    BIGGEST_FIRST,
    ORDERS,
    UNKNOWN,
    Query,
    RepoRow,
    RowsChanged,
    SortBy,
    Trust,
    searchable,
)
from ..formatting import ago, count, size
from . import words
from .columns import FIGURES, ORDER_OF, Column
from .words import Clock

ROW_ROLE: Final = Qt.ItemDataRole.UserRole + 1
"""The `RepoRow` itself, in every column."""
VALUE_ROLE: Final = Qt.ItemDataRole.UserRole + 2
"""The figure that the column is ordered by."""

COALESCE_MS: Final = 60

_NOWHERE: Final = QModelIndex()


class RowsModel(QAbstractTableModel):
    """`rows_changed`'s rows, those that pass the filter, in order. `renewed` after any of that changed."""

    renewed = Signal()
    moving = Signal()
    """Before rows change places; `moved` follows when they have. A view that holds many of them
    selected does better to let go meanwhile: Qt would make an index a cell and ask where each went."""
    moved = Signal()

    def __init__(self, now: Clock = words.clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._rows: dict[str, RepoRow] = {}
        self._texts: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._by_name: list[str] = []
        self._passed: list[RepoRow] = []
        self._shown: list[RepoRow] = []
        self._keys: set[str] = set()
        self._places: dict[str, int] | None = None
        self._query = Query()
        self._by: SortBy = "size"
        self._descending = True
        self._trust: Trust = "coarse"
        self._come: set[str] = set()
        self._gone = False
        self._timer = QTimer(self, singleShot=True, interval=COALESCE_MS)
        self._timer.timeout.connect(self.settle)

    # --- what is there

    @property
    def trust(self) -> Trust:
        """How far last accesses can be believed on this volume."""
        return self._trust

    def set_trust(self, trust: Trust) -> None:
        """Say how far last accesses can be believed."""
        if trust != self._trust:
            self._trust = trust
            self._refresh()

    @property
    def total(self) -> int:
        """How many rows there are, whether they pass the filter or not."""
        return len(self._rows)

    def row(self, key: str) -> RepoRow | None:
        """The row with that key, shown or not."""
        return self._rows.get(key)

    def row_at(self, place: int) -> RepoRow:
        """The row shown at `place`."""
        return self._shown[place]

    def place_of(self, key: str) -> int:
        """Where the row with that key is shown; -1 where it is not."""
        if self._places is None:
            self._places = {row.key: place for place, row in enumerate(self._shown)}
        return self._places.get(key, -1)

    def shown(self) -> list[RepoRow]:
        """The rows that pass the filter, in order."""
        return list(self._shown)

    def all_rows(self) -> Iterable[RepoRow]:
        """All rows, in no order."""
        return self._rows.values()

    # --- what changes

    def take(self, change: RowsChanged) -> None:
        """Take rows up; soon, or at once where nothing is shown yet."""
        if change.reset:
            self._rows.clear()
            self._texts.clear()
            self._names.clear()
            self._by_name.clear()
            self._come.clear()
            self._gone = False
        for key in change.removed:
            if self._rows.pop(key, None) is not None:
                self._texts.pop(key, None)
                del self._names[key]
                self._gone = True
        for row in change.rows:
            if row.key not in self._names:
                # A name comes from the folder's, which is the key: it never changes.
                self._names[row.key] = f"{row.name.casefold()}\0{row.key}"
                self._come.add(row.key)
            self._rows[row.key] = row
            self._texts.pop(row.key, None)
        if change.reset or not self._shown:
            self.settle()
        elif not self._timer.isActive():
            self._timer.start()

    def settle(self) -> None:
        """Show what was taken up since the last time."""
        self._timer.stop()
        if self._gone or self._come:
            come, self._come, self._gone = self._come, set(), False
            names = self._names
            self._by_name = [key for key in self._by_name if key in names and key not in come]
            # Two runs in order: Timsort merges them.
            self._by_name += sorted((key for key in come if key in names), key=names.__getitem__)
            self._by_name.sort(key=names.__getitem__)
        self._passed = self._passing()
        self._adopt(self._sorted(list(self._passed)))

    def filter(self, query: Query) -> None:
        """Show only rows that match."""
        self._query = query
        self.settle()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._by = ORDER_OF[Column(column)] if 0 <= column < len(Column) else "size"
        self._descending = order == Qt.SortOrder.DescendingOrder
        if self._timer.isActive():
            self.settle()
        else:
            self.moving.emit()
            self._permute(self._sorted(list(self._passed)))
            self.moved.emit()
            self._refresh()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)

    # --- the list

    def _passing(self) -> list[RepoRow]:
        """The rows that match, in the order of their names."""
        rows = [self._rows[key] for key in self._by_name]
        query, now = self._query, self._now()
        if not query.terms:
            return rows
        if not query.reads_text:
            return [row for row in rows if query.matches(row, now)]
        texts = self._texts
        if len(texts) < len(rows):
            texts.update((row.key, searchable(row)) for row in rows if row.key not in texts)
        return [row for row in rows if query.matches(row, now, texts[row.key])]

    def _sorted(self, rows: list[RepoRow]) -> list[RepoRow]:
        """`rows`, which come in the order of names, as the table wants them.

        Sorting is stable both ways, so names go on breaking ties; and it makes no tuples, which
        would call up the garbage collector for longer than the sorting takes.
        """
        if self._by == "name":
            return rows[::-1] if self._descending else rows
        figure = ORDERS[self._by]
        rows.sort(key=figure, reverse=self._descending)
        if self._descending:
            known = next((place for place, row in enumerate(rows) if figure(row) != UNKNOWN), 0)
            rows = rows[known:] + rows[:known]
        return rows

    def _adopt(self, wanted: list[RepoRow]) -> None:
        """Show `wanted`, telling views what went, what came and what moved."""
        if self._in_place(wanted):
            self._refresh()
            return
        self.moving.emit()
        keys, had = {row.key for row in wanted}, self._keys
        if not had <= keys:
            kept = [row for row in self._shown if row.key in keys]
            gone = [row for row in self._shown if row.key not in keys]
            self._permute(kept + gone)
            self.beginRemoveRows(_NOWHERE, len(kept), len(kept) + len(gone) - 1)
            del self._shown[len(kept) :]
            self._places = None
            self.endRemoveRows()
        if len(self._shown) < len(wanted):
            come = [row for row in wanted if row.key not in had]
            self.beginInsertRows(_NOWHERE, len(self._shown), len(wanted) - 1)
            self._shown += come
            self._places = None
            self.endInsertRows()
        self._keys = keys
        self._permute(wanted)
        self.moved.emit()
        self._refresh()

    def _in_place(self, wanted: list[RepoRow]) -> bool:
        """Take `wanted` over where it is the same repos in the same places."""
        same = len(wanted) == len(self._shown) and all(
            new.key == old.key for new, old in zip(wanted, self._shown, strict=True)
        )
        if same:
            self._shown = wanted
        return same

    def _permute(self, wanted: list[RepoRow]) -> None:
        """Put the rows that are shown in the order of `wanted`, the same repos."""
        if self._in_place(wanted):
            return
        self.layoutAboutToBeChanged.emit()
        before: Sequence[QModelIndex] = self.persistentIndexList()
        keys = [self._shown[index.row()].key for index in before]
        self._shown = wanted
        self._places = None
        if before:
            pairs = zip(keys, before, strict=True)
            after = [self.createIndex(self.place_of(key), index.column()) for key, index in pairs]
            self.changePersistentIndexList(list(before), after)
        self.layoutChanged.emit()

    def _refresh(self) -> None:
        if self._shown:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, len(Column) - 1))
        self.renewed.emit()

    # --- what views ask

    def rowCount(self, parent: Any = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Any = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        row, column = self.row_at(index.row()), Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, column)
        if role == ROW_ROLE:
            return row
        if role == VALUE_ROLE:
            return ORDERS[ORDER_OF[column]](row)
        if role == Qt.ItemDataRole.ToolTipRole:
            told = words.read_tip(row, self._trust) if column == Column.READ else words.row_tip(row)
            return words.tip(told)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{words.column_word(column)}: {self._text(row, column)}"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(Column):
            return None
        column = Column(section)
        if role == Qt.ItemDataRole.DisplayRole:
            word = words.column_word(column)
            if ORDER_OF[column] != self._by:
                return word
            return f"{word}\u00a0{'↓' if self._descending else '↑'}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.InitialSortOrderRole:
            down = ORDER_OF[column] in BIGGEST_FIRST
            return Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder
        return None

    def _text(self, row: RepoRow, column: Column) -> str:
        if column == Column.REPO:
            return words.plain(row.name)
        if column == Column.TYPE:
            return words.type_word(row.type)
        if column == Column.SIZE:
            return size(row.bytes)
        if column == Column.FREES:
            return size(row.frees)
        if column == Column.READ:
            return words.read_word(row, self._trust, self._now())
        if column == Column.MODIFIED:
            return ago(row.last_modified, self._now())
        if column == Column.WEIGHTS:
            return words.weights_word(row.facts)
        if column == Column.REVISIONS:
            return count(row.revisions) if row.type != "other" else ""
        if column == Column.FILES:
            return count(row.files) if row.type != "other" else ""
        return words.state_word(row)


def _alignment(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in FIGURES else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
