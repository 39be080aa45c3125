"""Jobs on disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hubkeep.engine.jobs.store import JobStore
from hubkeep.engine.problems import problem


@pytest.fixture
def store(tmp_path: Path) -> Iterator[JobStore]:
    opened = JobStore(tmp_path / "history.sqlite")
    yield opened
    opened.close()


def test_an_end_is_written_all_at_once_and_stays(store: JobStore) -> None:
    number = store.add("verify", "/c", "a/b", 1, b"{}")
    store.set_undoable(number, True)
    assert not store.listed()[0].view.undoable  # not before it is finished
    store.finish(number, "failed", problem=problem("not-cached", what="a/b"))
    store.set_state(number, "running")
    store.set_state(number, "paused")
    (stored,) = store.listed()
    assert stored.view.state == "failed"
    assert stored.view.undoable  # what it did until then
    assert stored.view.problem == problem("not-cached", what="a/b")
    assert stored.order == b"{}"
    assert store.unfinished() == []


def test_fifty_finished_ones_and_all_others_are_listed(store: JobStore) -> None:
    waiting = [store.add("w", "/c", "", 0, b"") for _ in range(3)]
    done = [store.add("w", "/c", "", 0, b"") for _ in range(60)]
    for number in done:
        store.finish(number, "done", result={})
    assert [stored.view.id for stored in store.listed()] == [*reversed(done[10:]), *reversed(waiting)]
    store.dismiss(done[-1])
    assert store.listed()[0].view.id == done[-2]
    assert [stored.view.id for stored in store.unfinished()] == waiting


def test_notes_come_back_in_order_and_of_their_job_alone(store: JobStore) -> None:
    one, other = (store.add("w", "/c", "", 0, b"") for _ in range(2))
    for turn in (2, 10, 1):
        store.note(one, f"part/{turn:04}", turn)
    store.note(one, "partial", "no")
    store.note(other, "part/0001", "no")
    assert store.notes(one, "part/") == [b"1", b"2", b"10"]
    store.note(one, "part/0002", 3)
    assert store.noted(one, "part/0002") == b"3"
    assert store.noted(one, "nothing") is None
