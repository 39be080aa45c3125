"""Bytes that several repos hold are counted once, and given back by the last of them."""

from __future__ import annotations

from hubkeep.engine.library.reclaim import plan_removal
from hubkeep.engine.library.shared_bytes import SharedBytes
from hubkeep.engine.library.summary import Tie, summarise
from hubkeep.engine.library.values import Target
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.library.grown import Plan, grown, plans


@settings(max_examples=60, deadline=None)
@given(plans)
def test_the_rows_add_up_to_the_disk(plan: Plan) -> None:
    with grown(plan) as cache:
        scans = cache.scans()
        known = cache.shared(scans)
        rows = {folder: summarise(scan).row for folder, scan in scans.items()}
        total = sum(row.bytes for row in rows.values()) - known.doubly_counted()
        assert total + cache.unused_payloads(known) == cache.bytes_in_cache()
        for folder, row in rows.items():
            # What the row says the repo gives back is what a plan to delete it says.
            planned = plan_removal(scans, [Target(folder)], known.users).plan
            assert row.bytes - known.kept(folder) == planned.frees
            assert 0 <= known.kept(folder) <= row.bytes
            assert planned.bytes == row.bytes


@settings(max_examples=30, deadline=None)
@given(plans, st.randoms(use_true_random=False))
def test_what_is_known_does_not_depend_on_the_order(plan: Plan, order: object) -> None:
    with grown(plan) as cache:
        scans = cache.scans()
        known = cache.shared(scans)
        again = SharedBytes()
        folders = [*scans, *scans]
        order.shuffle(folders)  # type: ignore[attr-defined]
        for folder in folders:
            again.take(folder, summarise(scans[folder]).ties)
        for folder in scans:
            assert again.kept(folder) == known.kept(folder)
        assert again.doubly_counted() == known.doubly_counted()
        assert again.store_used() == known.store_used()
        for folder in scans:
            again.drop(folder)
        assert again.doubly_counted() == 0
        assert again.store_used() == set()
        assert again.kept(folders[0]) == 0


def test_who_is_touched_by_a_change() -> None:
    known = SharedBytes()
    tie = Tie("store:x", 10, 0, 1, 1, "x")
    assert known.take("a", [tie]) == set()
    assert known.kept("a") == 0
    assert known.take("b", [tie]) == {"a"}
    assert (known.kept("a"), known.doubly_counted()) == (10, 10)
    assert known.take("b", []) == {"a"}
    assert known.kept("a") == 0
    assert known.drop("a") == set()
    assert known.drop("a") == set()
    assert known.users("store:x") == {}


def test_a_hard_link_outside_the_cache_keeps_the_bytes() -> None:
    known = SharedBytes()
    known.take("a", [Tie("inode:1:2", 10, 2, 3)])
    assert known.kept("a") == 10
    known.take("a", [Tie("inode:1:2", 10, 2, 2)])
    assert known.kept("a") == 0


def test_a_payload_joined_with_a_blob_goes_with_both() -> None:
    known = SharedBytes()
    known.take("a", [Tie("inode:1:2", 10, 1, 2)])
    assert known.kept("a") == 10
    known.take("b", [Tie("inode:1:2", 10, 0, 2, 3, "x")])
    assert (known.kept("a"), known.kept("b"), known.doubly_counted()) == (10, 10, 10)
    known.take("b", [Tie("inode:1:2", 10, 1, 2, 1, "x")])
    known.drop("a")
    assert (known.kept("b"), known.store_used()) == (0, {"x"})
