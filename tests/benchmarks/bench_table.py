"""How long the table's model takes to sort, filter and take up rows."""

from __future__ import annotations

import time
from collections.abc import Callable

from hubkeep.app.library.columns import Column
from hubkeep.app.library.rows_model import RowsModel
from hubkeep.link.messages import Query, RowsChanged, parse_filter
from PySide6.QtCore import QCoreApplication, Qt

from tests.app.library.rows import NOW, many

from .figures import Figure


def measure(count: int = 100_000) -> list[Figure]:
    """Sorting and filtering against what a person does not notice."""
    found = timings(count)
    return [
        Figure(
            f"{count:,} rows in the window's table: {name.removesuffix(', ms')}",
            "-",
            f"{found[name]:.0f} ms",
            found[name] / 150,
            "≤ 150 ms",
            found[name] <= 150,
        )
        for name in ("sort by size, ms", "sort by last read, ms", "filter, ms")
    ]


def timings(count: int = 100_000) -> dict[str, float]:
    """Milliseconds, each the best of three, over `count` rows and over 10,000."""
    app = QCoreApplication.instance() or QCoreApplication([])
    rows = tuple(many(count))
    model = RowsModel(lambda: NOW)
    model.take(RowsChanged("", rows, (), True))
    down, up = Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder
    found = {
        "rows": float(count),
        "sort by size, ms": _best(
            lambda: model.sort(Column.SIZE, down), lambda: model.sort(Column.FILES, up)
        ),
        "sort by last read, ms": _best(
            lambda: model.sort(Column.READ, up), lambda: model.sort(Column.SIZE, up)
        ),
        "sort by name, ms": _best(lambda: model.sort(Column.REPO, up), lambda: model.sort(Column.SIZE, down)),
    }
    model.filter(parse_filter("warm the texts"))
    found["filter, ms"] = _best(lambda: model.filter(parse_filter("model-12")), lambda: model.filter(Query()))
    found["clear the filter, ms"] = _best(
        lambda: model.filter(Query()), lambda: model.filter(parse_filter("model-12"))
    )
    few = RowsModel(lambda: NOW)
    few.take(RowsChanged("", rows[:10_000], (), True))
    few.filter(parse_filter("warm"))
    found["filter 10,000, ms"] = _best(
        lambda: few.filter(parse_filter("model-12")), lambda: few.filter(Query())
    )
    few.filter(Query())
    chunk = RowsChanged("", tuple(many(200, seed=11)), tuple(row.key for row in rows[:50]))

    def upsert() -> None:
        few.take(chunk)
        few.settle()

    def undo() -> None:
        few.take(RowsChanged("", rows[:50], tuple(row.key for row in chunk.rows)))
        few.settle()

    found["200 new rows among 10,000, ms"] = _best(upsert, undo)
    model.deleteLater()
    few.deleteLater()
    app.processEvents()
    return found


def _best(act: Callable[[], object], before: Callable[[], object]) -> float:
    times = []
    for _ in range(3):
        before()
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return round(min(times) * 1000, 1)


if __name__ == "__main__":
    for name, value in timings().items():
        print(f"{name:35} {value:10,.1f}")
