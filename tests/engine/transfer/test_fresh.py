"""What landed and is still to be hashed, in memory."""

from __future__ import annotations

import threading

import pytest
from hubkeep.engine.transfer import fresh as freshly
from hubkeep.engine.transfer.fresh import CHUNK, Buffers, Chunk, Fresh

from tests.waiting import wait_until


def chunk(buffers: Buffers, length: int = CHUNK) -> Chunk:
    return Chunk(buffers.take(), length)


def test_a_chunk_is_taken_where_it_begins_and_once() -> None:
    buffers = Buffers()
    fresh = Fresh(buffers)
    first = chunk(buffers, 10)
    assert fresh.keep(0, first)
    assert fresh.take(5) is None
    assert fresh.take(0) is first
    assert fresh.take(0) is None
    fresh.give_back(first)
    assert buffers.take() is first.buffer


def test_no_more_is_kept_than_was_meant() -> None:
    buffers = Buffers()
    fresh = Fresh(buffers)
    kept = sum(fresh.keep(number * CHUNK, chunk(buffers)) for number in range(100))
    assert kept * CHUNK == 32 << 20


def test_what_the_digest_will_not_come_by_soon_is_not_kept() -> None:
    buffers = Buffers()
    fresh = Fresh(buffers)
    assert not fresh.keep(1 << 30, chunk(buffers))
    fresh.passed(1 << 30)
    assert fresh.keep(1 << 30, chunk(buffers))
    assert not fresh.keep((1 << 30) - CHUNK, chunk(buffers)), "it went by"


def test_a_gap_ends_where_a_chunk_begins() -> None:
    buffers = Buffers()
    fresh = Fresh(buffers)
    fresh.keep(500, chunk(buffers, 10))
    fresh.keep(700, chunk(buffers, 10))
    assert fresh.gap(0, 400) == 400
    assert fresh.gap(0, 1000) == 500
    assert fresh.gap(500, 1000) == 700, "the one that begins just there was asked for before"


def test_what_is_forgotten_gives_its_memory_back() -> None:
    buffers = Buffers()
    fresh = Fresh(buffers)
    one = chunk(buffers)
    fresh.keep(0, one)
    fresh.forget()
    assert fresh.take(0) is None
    assert buffers.take() is one.buffer


def test_what_the_digest_went_by_is_not_kept() -> None:
    """It may have read a chunk from the file just before it was kept here."""
    buffers = Buffers()
    fresh = Fresh(buffers)
    one, two = chunk(buffers), chunk(buffers)
    assert fresh.keep(0, one)
    assert fresh.keep(CHUNK, two)
    fresh.passed(CHUNK)
    assert buffers.take() is one.buffer
    assert fresh.take(CHUNK) is two


def test_of_a_file_that_is_over_nothing_is_kept() -> None:
    buffers = Buffers()
    fresh = Fresh(buffers)
    one = chunk(buffers)
    assert fresh.keep(0, one)
    fresh.close()
    assert buffers.take() is one.buffer
    assert not fresh.keep(0, one)


def test_who_brings_bytes_waits_for_the_digest() -> None:
    fresh = Fresh(Buffers())
    over = threading.Event()

    def bring() -> None:
        while fresh.hashed < 64 << 20:
            fresh.keep_step(80 << 20)
        over.set()

    thread = threading.Thread(target=bring)
    thread.start()
    assert not over.is_set()
    fresh.passed(64 << 20)
    wait_until(over.is_set)
    thread.join()


def test_nobody_waits_for_a_digest_that_is_beyond_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that an earlier run left is hashed for minutes; nor does anybody wait where it keeps step."""
    monkeypatch.setattr(freshly, "_PATIENCE", 1000.0)
    fresh = Fresh(Buffers())
    fresh.passed(1)
    fresh.keep_step(2 << 30)
    fresh.keep_step(8 << 20)
    assert fresh.hashed == 1
