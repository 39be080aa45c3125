"""The table of the library: columns to choose and move, rows of one height, everything by keyboard."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import (
    QByteArray,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QSettings,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from .. import theme as scale
from ..theme import Theme
from . import words
from .columns import Column
from .delegates import CellDelegate
from .rows_model import RowsModel

KEPT: Final = "columns-1"
"""Under a new number whenever the columns are others: what was kept would no longer fit."""
KEPT_SHOWN: Final = "columns-1-shown"

FIRST_SHOWN: Final = (Column.REPO, Column.SIZE, Column.READ, Column.WEIGHTS, Column.STATE)
WIDTHS: Final = {
    Column.TYPE: 90,
    Column.SIZE: 88,
    Column.FREES: 88,
    Column.READ: 132,
    Column.MODIFIED: 120,
    Column.WEIGHTS: 150,
    Column.REVISIONS: 84,
    Column.FILES: 70,
    Column.STATE: 150,
}

NAME_WIDTH: Final = 210
"""Where the repo's column would get narrower, others yield to it."""
YIELDING: Final = (
    Column.FILES,
    Column.REVISIONS,
    Column.MODIFIED,
    Column.TYPE,
    Column.WEIGHTS,
    Column.FREES,
    Column.READ,
)
"""Who yields first."""

MANY: Final = 200
"""So many selected rows are remembered by their keys while rows move."""

_SELECT_ROWS: Final = (
    QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
)


class LibraryTable(QTableView):
    """Rows of a `RowsModel`. The repo's column takes what room the others leave."""

    chosen = Signal()
    """The selection is another one."""
    opened = Signal()
    """Enter or a double click: look into the current row."""
    menu_wanted = Signal(QPoint)
    """Where on the screen the menu for the selection is to open."""
    typed = Signal(str)
    """Letters typed while the table had the focus: they are meant for the search."""

    def __init__(self, model: RowsModel, theme: Theme, state: QSettings, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("libraryTable")
        self._rows = model
        self._theme = theme
        self._state = state
        self._hovered = -1
        self._wanted = set(FIRST_SHOWN)
        self._insisted: list[Column] = []
        self._held: set[str] | None = None
        self.setModel(model)
        self.setItemDelegate(CellDelegate(theme, self, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.viewport().setAutoFillBackground(False)
        vertical = self.verticalHeader()
        vertical.hide()
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        vertical.setDefaultSectionSize(scale.ROW)
        vertical.setMinimumSectionSize(scale.ROW)
        self._column_actions = [self._column_action(column) for column in Column]
        self._reset_action = QAction(self)
        self._reset_action.setObjectName("resetColumns")
        self._reset_action.triggered.connect(self.reset_columns)
        header = self.horizontalHeader()
        header.setObjectName("libraryHeader")
        header.setSectionsMovable(True)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(56)
        header.setFont(theme.font("head"))
        # The head says which way it is sorted in its own words.
        header.setStyleSheet("QHeaderView::up-arrow, QHeaderView::down-arrow { image: none; width: 0px; }")
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self.open_columns_menu)
        self._restore()
        self.setSortingEnabled(True)
        for signal in (header.sectionResized, header.sectionMoved, header.sortIndicatorChanged):
            signal.connect(self._keep)
        model.moving.connect(self._let_go)
        model.moved.connect(self._take_again)
        self.selectionModel().selectionChanged.connect(self._selection_changed)
        self.selectionModel().currentRowChanged.connect(self._current_changed)
        self.doubleClicked.connect(self._double_clicked)
        theme.changed.connect(self.viewport().update)
        self.retranslate()

    # --- the selection, by keys

    def selected_keys(self) -> list[str]:
        """Keys of the selected rows, in the order of the table."""
        selection = self.selectionModel().selection()
        parts = [selection.at(number) for number in range(selection.count())]
        places = sorted({place for part in parts for place in range(part.top(), part.bottom() + 1)})
        return [self._rows.row_at(place).key for place in places]

    def current_key(self) -> str:
        """The current row's key; empty where there is none."""
        index = self.currentIndex()
        return self._rows.row_at(index.row()).key if index.isValid() else ""

    def select_keys(self, keys: Iterable[str], current: str = "") -> None:
        """Select these rows and no others, as far as they are shown; `current` is scrolled to."""
        selection = QItemSelection()
        last = len(Column) - 1
        for key in keys:
            place = self._rows.place_of(key)
            if place >= 0:
                selection.select(self._rows.index(place, 0), self._rows.index(place, last))
        place = self._rows.place_of(current) if current else -1
        if place >= 0:
            index = self._rows.index(place, self._first_visible())
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.scrollTo(index)
        self.selectionModel().select(selection, _SELECT_ROWS)

    def _let_go(self) -> None:
        """Remember a great selection by keys while rows move."""
        selection = self.selectionModel().selection()
        if sum(selection.at(number).height() for number in range(selection.count())) > MANY:
            self._held = set(self.selected_keys())
            self.selectionModel().clearSelection()

    def _take_again(self) -> None:
        if self._held is None:
            return
        places = sorted(place for key in self._held if (place := self._rows.place_of(key)) >= 0)
        selection = QItemSelection()
        start = 0
        for end in range(1, len(places) + 1):
            if end == len(places) or places[end] != places[end - 1] + 1:
                first = self._rows.index(places[start], 0)
                selection.select(first, self._rows.index(places[end - 1], len(Column) - 1))
                start = end
        lost = len(places) < len(self._held)
        self.selectionModel().select(selection, _SELECT_ROWS)
        self._held = None
        if lost:
            self.chosen.emit()

    def _selection_changed(self) -> None:
        if self._held is None:
            self.chosen.emit()

    def _current_changed(self) -> None:
        self.viewport().update()

    def _double_clicked(self) -> None:
        self.opened.emit()

    # --- what cells ask

    @property
    def hovered(self) -> int:
        return self._hovered

    def marked(self) -> tuple[int, int]:
        if not self.hasFocus():
            return -1, -1
        return self.currentIndex().row(), self._first_visible()

    def _first_visible(self) -> int:
        header = self.horizontalHeader()
        for visual in range(header.count()):
            logical = header.logicalIndex(visual)
            if not header.isSectionHidden(logical):
                return logical
        return 0

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.viewport().update()

    # --- columns

    def columns_menu(self) -> QMenu:
        """A menu that shows and hides columns."""
        menu = QMenu(self)
        menu.setObjectName("columnsMenu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for column, action in zip(Column, self._column_actions, strict=True):
            action.setChecked(column in self._wanted)
            menu.addAction(action)
        menu.addSeparator()
        menu.addAction(self._reset_action)
        return menu

    def open_columns_menu(self, at: QPoint) -> None:
        """Open it at a point of the header."""
        self.columns_menu().popup(self.horizontalHeader().mapToGlobal(at))

    def reset_columns(self) -> None:
        """Columns, order and widths as they first were."""
        header = self.horizontalHeader()
        for column in Column:
            header.moveSection(header.visualIndex(column), column)
            if column in WIDTHS:
                self.setColumnWidth(column, WIDTHS[column])
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(Column.REPO, QHeaderView.ResizeMode.Stretch)
        self._wanted = set(FIRST_SHOWN)
        self._make_room()
        self._keep()

    def _make_room(self) -> None:
        """Show the columns that are wanted, as far as there is room for them beside the name."""
        left = self.viewport().width() - NAME_WIDTH
        left -= sum(self._width_of(column) for column in self._wanted - {Column.REPO, *YIELDING})
        for column in Column:
            if column not in YIELDING:
                self._hide(column, column not in self._wanted)
        # What was asked for a moment ago should be seen.
        order = [*(column for column in YIELDING if column not in self._insisted), *self._insisted]
        for column in reversed(order):
            width = self._width_of(column)
            shown = column in self._wanted and left >= width
            left -= width if shown else 0
            self._hide(column, not shown)

    def _hide(self, column: Column, hidden: bool) -> None:
        if self.isColumnHidden(column) != hidden:
            self.setColumnHidden(column, hidden)

    def _width_of(self, column: Column) -> int:
        """How wide a column is, or would be."""
        return self.columnWidth(column) or WIDTHS.get(column, NAME_WIDTH)

    def _column_action(self, column: Column) -> QAction:
        action = QAction(self)
        action.setObjectName(f"column-{column.name.lower()}")
        action.setCheckable(True)
        action.setData(int(column))
        # Without its name a row says nothing.
        action.setEnabled(column != Column.REPO)
        action.toggled.connect(self._column_toggled)
        return action

    def _column_toggled(self, shown: bool) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            column = Column(action.data())
            self._wanted ^= {column} if shown != (column in self._wanted) else set()
            self._insisted = [each for each in self._insisted if each != column]
            if shown and column in YIELDING:
                self._insisted.append(column)
            self._make_room()
            self._keep()

    def _restore(self) -> None:
        header = self.horizontalHeader()
        kept = self._state.value(KEPT)
        self.reset_columns()
        if isinstance(kept, QByteArray) and header.restoreState(kept):
            header.setSectionResizeMode(Column.REPO, QHeaderView.ResizeMode.Stretch)
            wanted = str(self._state.value(KEPT_SHOWN, "")).split()
            self._wanted = {column for column in Column if column.name.lower() in wanted} | {Column.REPO}
            self._make_room()
        else:
            header.setSortIndicator(Column.SIZE, Qt.SortOrder.DescendingOrder)
        header.setSectionsMovable(True)

    def _keep(self) -> None:
        if self.isSortingEnabled():
            self._state.setValue(KEPT, self.horizontalHeader().saveState())
            names = sorted(column.name.lower() for column in self._wanted)
            self._state.setValue(KEPT_SHOWN, " ".join(names))

    # --- events

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit()
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        if search.strip():
            self.typed.emit(search)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(event.position().toPoint().y()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._rows.rowCount():
            index: QModelIndex = self._rows.index(0, self._first_visible())
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            self.menu_wanted.emit(event.globalPos())
            return
        at = self.visualRect(self.currentIndex()).bottomLeft()
        self.menu_wanted.emit(self.viewport().mapToGlobal(at))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def retranslate(self) -> None:
        """Read the strings again."""
        self.setAccessibleName(self.tr("Repos"))
        for column, action in zip(Column, self._column_actions, strict=True):
            action.setText(words.column_word(column))
        self._reset_action.setText(self.tr("As they first were"))
        self._rows.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)
        self.viewport().update()
