"""An engine with a home of its own on a cache, for tests."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

from hubkeep.engine.engine import Engine, Surroundings
from hubkeep.engine.library.index import Index
from hubkeep.engine.library.inventory import Inventory
from hubkeep.engine.library.orders import LibraryOrder
from hubkeep.engine.library.values import RepoRow

WORKER = (sys.executable, "-m", "hubkeep", "scan-worker")


@contextlib.contextmanager
def engine(cache: Path, home: Path) -> Iterator[Engine]:
    """An engine that has looked at `cache`, its state in `home`."""
    user_home = home.parent / "user"
    user_home.mkdir(parents=True, exist_ok=True)
    opened = Engine(
        Surroundings(
            home=home,
            environ={
                "HF_HOME": str(cache.parent),
                "HF_HUB_CACHE": str(cache),
                "XDG_DATA_HOME": str(user_home / "data"),
            },
            user_home=user_home,
            worker=WORKER,
            cores=1,
        )
    )
    try:
        opened.look(str(cache))
        yield opened
    finally:
        opened.close()


def carry_out(opened: Engine, order: LibraryOrder) -> None:
    """Starts an order and waits; an AssertionError where it does not get done."""
    view = opened.wait(opened.start(order))
    assert view.state == "done", view.problem
    assert view.problem is None


@contextlib.contextmanager
def inventory(cache: Path, home: Path, *, workers: int = 1) -> Iterator[Inventory]:
    """An inventory that has not looked yet."""
    index = Index(home / "index.sqlite", str(cache))
    try:
        yield Inventory(str(cache), index, worker=WORKER, workers=workers)
    finally:
        index.close()


def looked(known: Inventory) -> dict[str, RepoRow]:
    """The rows after all the steps."""
    known.confirm()
    known.deepen()
    return {row.key: row for row in known.rows()}
