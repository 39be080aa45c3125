"""What Hubkeep put in the trash: how much it is, and letting it go for good."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hubkeep.engine.engine import Engine, Surroundings
from hubkeep.engine.library.orders import EmptyTrash, Remove, Undo
from hubkeep.engine.library.trashed import trashed_items
from hubkeep.engine.library.values import Target

from tests.benchmarks.synthetic_cache import build


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    build(tmp_path / "hub", 3)
    worker = (sys.executable, "-m", "hubkeep", "scan-worker")
    engine = Engine(
        Surroundings(
            home=tmp_path / "home",
            environ={},
            user_home=tmp_path,
            worker=worker,
            cores=2,
            cache=str(tmp_path / "hub"),
        )
    )
    engine.look()
    yield engine
    engine.close()


def remove(engine: Engine, key: str) -> tuple[int, int]:
    """Moves a repo to the trash: the job and what it frees."""
    frees = engine.plan_removal([Target(key)]).frees
    job = engine.start(Remove(cache=engine.totals().cache, targets=(Target(key),)))
    assert engine.wait(job).state == "done"
    return job, frees


def test_totals_know_what_lies_in_the_trash(engine: Engine) -> None:
    assert engine.totals().trashed == 0
    job, frees = remove(engine, "models--org-1--model-00001")
    assert frees > 0
    assert engine.totals().trashed == frees
    engine.wait(engine.start(Undo(cache=engine.totals().cache, job=job)))
    assert engine.totals().trashed == 0


def test_emptying_deletes_what_was_moved_and_nothing_else(engine: Engine, tmp_path: Path) -> None:
    first, one = remove(engine, "models--org-1--model-00001")
    second, two = remove(engine, "models--org-2--model-00002")
    moved = [item for job in (first, second) for item in trashed_items(job, engine._store)]
    assert len(moved) == 2
    done = engine.wait(engine.start(EmptyTrash(cache=engine.totals().cache)))
    assert done.state == "done"
    assert engine.totals().trashed == 0
    assert b'"frees":%d' % (one + two) in engine.result(done.id)[1]
    assert [path.name for path in (tmp_path / "hub").glob("models--*")] == ["models--org-0--model-00000"]
    assert not any(Path(path).exists() for item in moved for path in (item.trashed, item.info))
    for job in (first, second):
        undone = engine.wait(engine.start(Undo(cache=engine.totals().cache, job=job)))
        assert undone.state == "failed"
        assert undone.problem is not None
        assert undone.problem.code == "trash-emptied"


def test_a_removal_that_somebody_emptied_himself_counts_no_more(engine: Engine) -> None:
    job, _ = remove(engine, "models--org-1--model-00001")
    for item in trashed_items(job, engine._store):
        shutil.rmtree(item.trashed)
    assert engine.totals().trashed == 0
