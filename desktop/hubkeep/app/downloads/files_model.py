"""The files of a repo as a tree to pick from. Made for a hundred thousand of them: a folder is a range of
the sorted paths, and its nodes are made when it is opened."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import accumulate, compress
from typing import Any, Final

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from ...link.messages import OfferedFile, fill
from ..formatting import size
from ..icons import icon
from ..translated import Translated
from .selection import Sums

Index = QModelIndex | QPersistentModelIndex
RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Node:
    """A line. The files below it are those from `low` to `high` of the shown ones."""

    __slots__ = ("above", "children", "high", "id", "low", "name", "row", "start")

    def __init__(self, id: int, name: str, above: int, row: int, low: int, high: int, start: int) -> None:
        self.id, self.name, self.above, self.row = id, name, above, row
        self.low, self.high = low, high
        self.start = start
        """Where names of children begin in the paths; 0 for a file."""
        self.children: list[int] | None = None


class OfferWords(Translated):
    """What is said beside a file."""

    def size(self, whole: int, here: int) -> str:
        """How large, and whether it is here."""
        if whole and here >= whole:
            return self.tr("{size} · here").format(size=size(whole))
        if here:
            return self.tr("{size} · {part} here").format(size=size(whole), part=size(here))
        return size(whole)


class FilesModel(QAbstractItemModel):
    """`picked` when the user has ticked something. Columns: the name with its box, the size."""

    picked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._files: list[OfferedFile] = []
        self._ticks = bytearray()
        self._shown: Sequence[int] = range(0)
        self._paths: list[str] = []
        self._boxes = bytearray()
        self._sizes = [0]
        self._here = [0]
        self._nodes = [Node(0, "", -1, 0, 0, 0, 0)]
        self._words = OfferWords()

    # --- what is shown

    def show_files(self, files: Iterable[OfferedFile]) -> None:
        """Show these; none is ticked."""
        self._files = sorted(files, key=_path)
        self._ticks = bytearray(len(self._files))
        self.filter("")

    def filter(self, text: str) -> None:
        """Show the files whose paths hold every word of `text`."""
        words = text.casefold().split()
        self.beginResetModel()
        if words:
            folded = [file.path.casefold() for file in self._files]
            self._shown = [place for place, path in enumerate(folded) if all(word in path for word in words)]
        else:
            self._shown = range(len(self._files))
        shown = [self._files[place] for place in self._shown]
        self._paths = [file.path for file in shown]
        self._boxes = bytearray(map(self._ticks.__getitem__, self._shown))
        self._sizes = [0, *accumulate(file.size for file in shown)]
        self._here = [0, *accumulate(file.size if file.here else 0 for file in shown)]
        self._nodes = [Node(0, "", -1, 0, 0, len(shown), 0)]
        self.endResetModel()

    @property
    def shown(self) -> int:
        """How many files are shown."""
        return len(self._paths)

    # --- what is ticked

    def tick(self, chosen: Collection[str] | Callable[[str], bool]) -> None:
        """Tick just these paths, shown or not; `picked` is not for what the program does."""
        is_chosen = chosen if callable(chosen) else frozenset(chosen).__contains__
        self._ticks = bytearray(is_chosen(file.path) for file in self._files)
        self._boxes = bytearray(map(self._ticks.__getitem__, self._shown))
        self._boxes_changed()

    def ticked(self) -> list[str]:
        """The paths that are ticked, shown or not, in their order."""
        return [file.path for file in compress(self._files, self._ticks)]

    def sums(self) -> Sums:
        """What they come to."""
        chosen = list(compress(self._files, self._ticks))
        whole = sum(file.size for file in chosen)
        return Sums(len(chosen), whole, whole - sum(file.size for file in chosen if file.here))

    def _set(self, node: Node, ticked: bool) -> None:
        value = 1 if ticked else 0
        self._boxes[node.low : node.high] = bytes([value]) * (node.high - node.low)
        for place in self._shown[node.low : node.high]:
            self._ticks[place] = value
        self._boxes_changed()
        self.picked.emit()

    def _boxes_changed(self) -> None:
        for node in self._nodes:
            if node.children:
                first, last = self._nodes[node.children[0]], self._nodes[node.children[-1]]
                role = [Qt.ItemDataRole.CheckStateRole]
                self.dataChanged.emit(self._index(first), self._index(last), role)

    def _state(self, node: Node) -> Qt.CheckState:
        ticked = self._boxes.count(1, node.low, node.high)
        if not ticked:
            return Qt.CheckState.Unchecked
        whole = ticked == node.high - node.low
        return Qt.CheckState.Checked if whole else Qt.CheckState.PartiallyChecked

    # --- the tree

    def _children(self, node: Node) -> list[int]:
        """The nodes below, made when they are asked for first: folders, then files."""
        if node.children is not None:
            return node.children
        node.children = []
        if node.id and not node.start:
            return node.children
        folders: list[tuple[str, int, int]] = []
        files: list[tuple[str, int, int]] = []
        low = node.low
        while low < node.high:
            path = self._paths[low]
            end = path.find("/", node.start)
            if end < 0:
                files.append((path[node.start :], low, low + 1))
                low += 1
            else:
                # "0" is what comes after "/": the first path beyond the folder.
                high = bisect_left(self._paths, path[:end] + "0", low, node.high)
                folders.append((path[node.start : end], low, high))
                low = high
        for row, (name, begin, stop) in enumerate((*folders, *files)):
            start = node.start + len(name) + 1 if row < len(folders) else 0
            made = Node(len(self._nodes), name, node.id, row, begin, stop, start)
            self._nodes.append(made)
            node.children.append(made.id)
        return node.children

    def _node(self, index: Index) -> Node:
        return self._nodes[index.internalId()] if index.isValid() else self._nodes[0]

    def _index(self, node: Node) -> QModelIndex:
        return self.createIndex(node.row, 0, node.id) if node.id else QModelIndex()

    def index_of(self, path: str) -> QModelIndex:
        """The line of a file or folder; an invalid one where it is not shown."""
        node = self._nodes[0]
        for name in path.strip("/").split("/"):
            below = (self._nodes[id] for id in self._children(node))
            found = next((each for each in below if each.name == name), None)
            if found is None:
                return QModelIndex()
            node = found
        return self._index(node)

    def index(self, row: int, column: int, parent: Index | None = None) -> QModelIndex:
        children = self._children(self._node(parent or QModelIndex()))
        if 0 <= row < len(children) and 0 <= column < 2:
            return self.createIndex(row, column, children[row])
        return QModelIndex()

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]
        above = self._node(index).above
        return self._index(self._nodes[above]) if above > 0 else QModelIndex()

    def rowCount(self, parent: Index | None = None) -> int:
        if parent is not None and parent.column() > 0:
            return 0
        return len(self._children(self._node(parent or QModelIndex())))

    def hasChildren(self, parent: Index | None = None) -> bool:
        if parent is not None and parent.column() > 0:
            return False
        node = self._node(parent or QModelIndex())
        return node.high > node.low and (node.id == 0 or node.start > 0)

    def columnCount(self, parent: Index | None = None) -> int:
        return 2

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return base | Qt.ItemFlag.ItemIsUserCheckable if index.column() == 0 else base

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        node = self._node(index)
        if index.column() == 1:
            if role == Qt.ItemDataRole.DisplayRole:
                return self._size(node)
            return RIGHT if role == Qt.ItemDataRole.TextAlignmentRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return _printable(node.name)
        if role == Qt.ItemDataRole.CheckStateRole:
            return self._state(node)
        if role == Qt.ItemDataRole.DecorationRole:
            return icon("folder" if node.start else "file")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{_printable(node.name)}, {self._size(node)}"
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        self._set(self._node(index), Qt.CheckState(value) == Qt.CheckState.Checked)
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        return None

    def _size(self, node: Node) -> str:
        whole = self._sizes[node.high] - self._sizes[node.low]
        return self._words.size(whole, self._here[node.high] - self._here[node.low])


def _path(file: OfferedFile) -> str:
    return file.path


def _printable(name: str) -> str:
    return fill("{name}", {"name": name})
