"""What a transfer knows of one endpoint: how it does, and where the files lie there."""

from __future__ import annotations

import threading

import pytest
from hubkeep.engine.problems import problem
from hubkeep.engine.transfer.source import ENOUGH, Place, Source

from tests.waiting import wait_until

REFUSED = problem("source-refused", host="h")
BUSY = problem("source-busy", host="h")
LIED = problem("source-lied", host="h", path="p")


@pytest.fixture
def source() -> Source:
    return Source("https://h", "h", lambda path: f"https://h/{path}", lambda url: None)


def test_three_failures_in_a_row_make_it_unreachable_and_some_bytes_make_it_well(source: Source) -> None:
    for index, state in enumerate(["ok", "ok", "unreachable"]):
        source.failed(REFUSED, 10.0 * index, 1.0)
        assert (source.failures, source.state) == (index + 1, state)
        assert not source.usable(10.0 * index + 0.9)
        assert source.usable(10.0 * index + 1.1)
    source.delivered(ENOUGH - 1)
    assert (source.failures, source.state) == (3, "unreachable")
    source.delivered(1)
    assert (source.failures, source.state, source.problem) == (0, "ok", None)


def test_connections_that_fail_at_once_are_one_failure(source: Source) -> None:
    for connection in range(16):
        source.failed(REFUSED, 5.0 + connection * 0.01, 1.0 + connection)
    assert source.failures == 1
    assert not source.usable(20.0)
    source.failed(REFUSED, 6.0, 0.1)
    assert source.failures == 2
    assert not source.usable(20.0), "a shorter pause does not end a longer one"


def test_what_came_between_two_failures_does_not_count_where_it_is_next_to_nothing(source: Source) -> None:
    for turn in range(4):
        source.delivered(ENOUGH // 2)
        source.failed(REFUSED, 10.0 * turn, 1.0)
    assert source.failures == 4
    assert source.counted == 2 * ENOUGH, "it counts for the speed all the same"


def test_who_is_busy_is_waited_for(source: Source) -> None:
    source.failed(BUSY, 0.0, 5.0)
    assert (source.state, source.problem) == ("waiting", BUSY)
    source.delivered(ENOUGH)
    assert source.state == "ok"


def test_who_is_barred_stays_so_but_for_a_pardon(source: Source) -> None:
    source.bar(LIED)
    source.failed(REFUSED, 0.0, 1.0)
    source.delivered(ENOUGH)
    assert (source.state, source.problem) == ("barred", LIED)
    assert not source.usable(1e9)
    source.pardon()
    assert (source.state, source.problem) == ("ok", None)
    assert source.usable(1e9)


def test_one_asks_where_a_file_lies_and_the_others_wait_for_it(source: Source) -> None:
    assert source.place_of("a", 0.0, wait=5.0) is None
    assert source.known("a", 0.0) is None
    assert source.place_of("b", 0.0, wait=5.0) is None, "another file is another matter"
    found: list[Place | None] = []
    threads = [
        threading.Thread(target=lambda: found.append(source.place_of("a", 0.0, wait=20.0))) for _ in range(5)
    ]
    for thread in threads:
        thread.start()
    place = Place("https://cdn/1", until=100.0, resolved=True)
    source.found("a", place)
    for thread in threads:
        thread.join()
    assert found == [place] * 5
    assert source.place_of("a", 99.0, wait=0.0) == place == source.known("a", 99.0)
    assert source.known("a", 100.0) is None, "it is worth nothing any more"
    assert source.place_of("a", 100.0, wait=0.0) is None


def test_where_the_first_fails_to_find_out_the_next_one_asks(source: Source) -> None:
    assert source.place_of("a", 0.0, wait=5.0) is None
    found: list[Place | None] = []
    threads = [
        threading.Thread(target=lambda: found.append(source.place_of("a", 0.0, wait=20.0))) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    source.lost("a")
    wait_until(lambda: found == [None])
    source.found("a", Place("https://cdn/2"))
    for thread in threads:
        thread.join()
    assert found == [None, Place("https://cdn/2")]
    source.lost("a")
    assert source.known("a", 0.0) is None


def test_nobody_waits_for_ever_for_another(source: Source) -> None:
    assert source.place_of("a", 0.0, wait=5.0) is None
    assert source.place_of("a", 0.0, wait=0.01) == Place("https://h/a"), "the endpoint itself leads on"
