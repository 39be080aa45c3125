"""Jobs on disk."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hubkeep.engine.jobs.store import _MIGRATIONS, JobStore
from hubkeep.engine.problems import problem
from hubkeep.engine.state.database import open_database


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


def order_of(store: JobStore) -> list[int]:
    return [stored.view.id for stored in store.unfinished()]


def test_a_database_of_the_first_version_keeps_its_jobs_and_their_order(tmp_path: Path) -> None:
    file = tmp_path / "history.sqlite"
    with contextlib.closing(open_database(file, _MIGRATIONS[:1])) as connection:
        for state, finished in (("running", None), ("queued", None), ("done", 5.0)):
            connection.execute(
                'INSERT INTO job (kind, cache, subject, count, "order", state, progress, created, finished)'
                " VALUES ('w', '/c', '', 0, '{}', ?, '{}', 1, ?)",
                (state, finished),
            )
        connection.execute("INSERT INTO note VALUES (2, 'cancelled', 'true')")
    with contextlib.closing(JobStore(file)) as store:
        assert order_of(store) == [1, 2]
        assert [stored.cancelled for stored in store.unfinished()] == [False, True]
        assert all(stored.begun for stored in store.unfinished())  # it may have
        store.requeue(3)
        assert order_of(store) == [1, 2, 3]
        assert store.add("w", "/c", "", 0, b"") == 4
        assert order_of(store) == [1, 2, 3, 4]


def test_arranged_ones_come_first_and_new_ones_last(store: JobStore) -> None:
    one, two, three, four = (store.add("w", "/c", "", 0, b"") for _ in range(4))
    store.arrange([three, one])
    assert order_of(store) == [three, one, two, four]
    store.finish(three, "failed")
    store.arrange([four, three, 99, four, two])
    assert order_of(store) == [four, two, one]
    five = store.add("w", "/c", "", 0, b"")
    store.requeue(three)
    assert order_of(store) == [four, two, one, five, three]


def test_who_says_go_on_does_away_with_delay_attempts_and_problem(store: JobStore) -> None:
    number = store.add("w", "/c", "", 0, b"")
    for attempt in (1, 2):
        store.put_off(number, problem("source-slow", host="h"), 30.0)
        (stored,) = store.unfinished()
        assert (stored.attempt, stored.delay, stored.view.state) == (attempt, 30.0, "queued")
        assert stored.not_before == pytest.approx(time.time() + 30, abs=5)
        assert stored.view.waiting == problem("source-slow", host="h")
        store.begin(number)
        assert store.unfinished()[0].not_before is None
    store.pause(number, problem("disk-full", path="/c"))
    assert store.unfinished()[0].view.problem == problem("disk-full", path="/c")
    store.wish(number, "resume")
    store.settle(number)
    (stored,) = store.unfinished()
    assert (stored.attempt, stored.view.state, stored.view.problem, stored.wish) == (0, "queued", None, None)


def test_the_last_wish_counts_but_a_cancellation_stays(store: JobStore) -> None:
    number, fresh = (store.add("w", "/c", "", 0, b"") for _ in range(2))
    store.begin(number)
    store.wish(number, "pause")
    store.wish(number, "resume")
    store.obeyed(number, "pause", "paused")  # it was told of the first one only
    assert [stored.wish for stored in store.unfinished()] == ["resume", None]
    for wish in ("cancel", "pause"):
        store.wish(number, wish)  # type: ignore[arg-type]
        store.wish(fresh, wish)  # type: ignore[arg-type]
    store.settle(number)
    store.settle(fresh)
    (stored,) = store.unfinished()  # one that never ran has nothing to clean up
    assert (stored.view.id, stored.view.state, stored.cancelled) == (number, "queued", True)
    assert not stored.unsettled
    store.finish(number, "cancelled")
    store.requeue(number)
    assert not store.unfinished()[0].cancelled


def test_a_paused_lane_stays_so_over_a_restart(tmp_path: Path) -> None:
    for paused in (True, True, False):
        with contextlib.closing(JobStore(tmp_path / "history.sqlite")) as store:
            store.pause_lane("one", paused)
        with contextlib.closing(JobStore(tmp_path / "history.sqlite")) as store:
            assert store.paused_lanes() == ({"one"} if paused else set())
