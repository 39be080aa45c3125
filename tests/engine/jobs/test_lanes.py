"""Which job runs next: slots, caches, gates, conflicts, as rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from hubkeep.engine.jobs.lanes import Lane, Plan, kinds_apart, lane_finder, plan
from hubkeep.engine.jobs.store import StoredJob
from hubkeep.engine.jobs.values import JobState, JobView
from hubkeep.engine.problems import problem
from hypothesis import given
from hypothesis import strategies as st

CLOSED = problem("source-slow", host="the gate")
WRITE = Lane("write")
QUEUE = Lane(
    "queue",
    slots=lambda: 2,
    per_cache=False,
    gate=lambda job: CLOSED if job.order == b"gated" else None,
    conflicts=frozenset({"move"}),
)
LANES = {"tidy": WRITE, "move": WRITE, "get": QUEUE, "mend": QUEUE}
lane_of = lane_finder(LANES)


def job(
    number: int,
    kind: str = "get",
    cache: str = "/a",
    state: JobState = "queued",
    *,
    order: bytes = b"",
    at_once: bool = False,
    cancelled: bool = False,
) -> StoredJob:
    view = JobView(id=number, kind=kind, cache=cache, state=state)
    return StoredJob(view, order, at_once=at_once, begun=True, wish="cancel" if cancelled else None)


def planned(
    unfinished: Sequence[StoredJob], running: Sequence[int] = (), *, paused: Sequence[str] = ()
) -> Plan:
    return plan(unfinished, frozenset(running), lane_of, frozenset(paused), lambda job: job.order != b"later")


def started(found: Plan) -> list[int]:
    return [job.view.id for job in found.start]


def codes(found: Plan) -> dict[int, str]:
    return {number: why.code for number, why in found.waiting.items()}


def test_as_many_run_as_there_are_slots_in_the_order_of_the_queue() -> None:
    found = planned([job(3), job(1), job(2)])
    assert started(found) == [3, 1]
    assert codes(found) == {2: "job-waits-turn"}
    assert started(planned([job(3), job(1), job(2)], running=[2])) == [3]


def test_a_lane_of_each_cache_has_slots_of_its_own() -> None:
    found = planned([job(1, "tidy"), job(2, "tidy"), job(3, "tidy", "/b")])
    assert started(found) == [1, 3]


def test_a_paused_one_that_kept_its_place_keeps_its_slot_and_another_does_not() -> None:
    jobs = [job(1, "tidy", state="paused"), job(2, "tidy")]
    assert started(planned(jobs, running=[1])) == []
    assert started(planned(jobs)) == [2]


def test_a_gate_a_pause_and_a_delay_hold_back_and_let_others_pass() -> None:
    jobs = [job(1, order=b"gated"), job(2, order=b"later"), job(3)]
    found = planned(jobs)
    assert started(found) == [3]
    assert found.waiting[1] == CLOSED
    assert found.put_off == {2}
    found = planned(jobs, paused=["queue"])
    assert started(found) == []
    assert found.put_off == frozenset()  # its moment is not what it waits for
    assert set(codes(found).values()) == {"queue-paused"}


def test_who_is_waited_for_passes_gate_pause_and_slots_and_takes_none() -> None:
    jobs = [job(1, order=b"gated", at_once=True), job(2), job(3), job(4, at_once=True), job(5)]
    assert started(planned(jobs)) == [1, 2, 3, 4]
    assert started(planned(jobs, paused=["queue"])) == [1, 4]
    assert started(planned([job(1, "move"), job(2, at_once=True)], running=[1])) == []  # nor a conflict


def test_a_cancelled_one_cleans_up_at_once_but_never_beside_another_writer() -> None:
    jobs = [job(1), job(2), job(3, order=b"gated", cancelled=True)]
    assert started(planned(jobs, running=[1, 2], paused=["queue"])) == [3]
    assert started(planned([job(1, "tidy"), job(2, "tidy", cancelled=True)], running=[1])) == []


def test_what_conflicts_never_meets_on_one_cache_and_the_older_goes_first() -> None:
    found = planned([job(1, "move"), job(2), job(3, cache="/b")])
    assert started(found) == [1, 3]
    assert found.waiting[2] == problem("job-waits-other", job=1)
    found = planned([job(1), job(2, "move"), job(3)], running=[1])
    assert started(found) == []
    assert found.waiting[2] == problem("job-waits-other", job=1)
    assert found.waiting[3] == problem("job-waits-other", job=2)  # else the move would never come
    assert started(planned([job(1, order=b"gated"), job(2, "move")])) == [2]


jobs = st.lists(
    st.builds(
        job,
        st.just(0),
        st.sampled_from(sorted(LANES)),
        st.sampled_from(["/a", "/b"]),
        st.sampled_from(["queued", "queued", "running", "paused"]),
        order=st.sampled_from([b"", b"", b"gated", b"later"]),
        at_once=st.sampled_from([False, False, True]),
        cancelled=st.sampled_from([False, False, False, True]),
    ),
    max_size=8,
)


@given(jobs, st.data())
def test_no_plan_breaks_a_rule_and_none_leaves_a_slot_empty(
    drawn: list[StoredJob], data: st.DataObject
) -> None:
    numbers = data.draw(st.permutations(range(1, len(drawn) + 1)))
    unfinished = [
        job(
            number,
            each.view.kind,
            each.view.cache,
            each.view.state,
            order=each.order,
            at_once=each.at_once,
            cancelled=each.cancelled,
        )
        for number, each in zip(numbers, drawn, strict=True)
    ]
    # From nothing, round by round: whatever a round begins runs on, so that rules are kept by induction.
    running: set[int] = set()
    for _ in range(3):
        found = planned(unfinished, sorted(running))
        assert not set(started(found)) & (running | set(found.waiting))
        assert set(started(found)) | running | set(found.waiting) == {
            each.view.id for each in unfinished if each.view.state != "paused"
        }
        running |= set(started(found))
        at_work = [each for each in unfinished if each.view.id in running]
        for one in at_work:
            for other in at_work:
                assert one.view.cache != other.view.cache or not kinds_apart(
                    one.view.kind, other.view.kind, lane_of
                )
        taken = Counter(
            (lane.name, each.view.cache if lane.per_cache else "")
            for each in at_work
            for lane in [lane_of(each.view.kind)]
            if not (each.at_once or (each.cancelled and not lane.per_cache))
        )
        for (name, cache), count in taken.items():
            assert count <= (2 if name == "queue" else 1), (name, cache)
        assert started(planned(unfinished, sorted(running))) == []
    if any(each.view.state != "paused" and each.order == b"" for each in unfinished):
        assert running  # whatever waits, waits for one that runs
