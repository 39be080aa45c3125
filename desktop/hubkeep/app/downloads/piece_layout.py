"""Where the cells of a piece bar lie, and which of them is under a point. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

ROWS: Final = 2
FEW: Final = 24
"""So many cells stand in one row: in two they would be broad and low."""
GAP: Final = 1


@dataclass(frozen=True)
class Cell:
    """One cell in whole pixels."""

    x: int
    y: int
    width: int
    height: int

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in it, the gap behind it included."""
        return self.x <= x < self.x + self.width + GAP and self.y <= y < self.y + self.height + GAP


def cells(count: int, width: int, height: int) -> tuple[Cell, ...]:
    """`count` cells in rows, read like text: the first row is the download's first half.

    They fill `width` × `height` whatever the remainder: neighbours differ by a pixel at most. More cells
    than there are pixels share theirs.
    """
    if count <= 0 or width <= 0 or height <= 0:
        return ()
    rows = 1 if count <= FEW else ROWS
    across = -(-count // rows)
    edges = [column * (width + GAP) // across for column in range(across + 1)]
    tops = [row * (height + GAP) // rows for row in range(rows + 1)]
    made = []
    for index in range(count):
        row, column = divmod(index, across)
        x, y = edges[column], tops[row]
        made.append(Cell(x, y, max(1, edges[column + 1] - x - GAP), max(1, tops[row + 1] - y - GAP)))
    return tuple(made)


def cell_at(laid: tuple[Cell, ...], x: float, y: float) -> int:
    """The index of the cell at a point; -1 where there is none."""
    return next((index for index, cell in enumerate(laid) if cell.holds(x, y)), -1)
