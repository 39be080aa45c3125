"""The rules by which connections share a file: what they hand out, and that a download by them ends soon."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

from hubkeep.engine.transfer import shares
from hubkeep.engine.transfer.intervals import Intervals
from hubkeep.engine.transfer.shares import PIECE, Active, Growth
from hypothesis import example, given
from hypothesis import strategies as st

MIB = 1 << 20
GIB = 1 << 30
rates = st.one_of(
    st.just(0.0), st.builds(lambda digits, zeros: digits * 10.0**zeros, st.floats(1, 10), st.integers(2, 8))
)
latencies = st.one_of(st.sampled_from([0.0, 0.03, 0.3]), st.floats(0, 30))
actives = st.builds(
    Active,
    left=st.one_of(st.integers(1, 200).map(lambda count: count * 100_000), st.integers(-MIB, MIB)),
    rate=rates,
    copies=st.sampled_from([1, 1, 1, 2, 3]),
    idle=st.one_of(st.just(0.0), st.floats(0, 60)),
)


# --- shares from the front ----------------------------------------------------------------------


@given(rates, st.integers(1, 4 * GIB), st.integers(0, 100), latencies)
def test_a_share_is_whole_pieces_and_neither_tiny_nor_huge(
    rate: float, left: int, workers: int, latency: float
) -> None:
    size = shares.share(rate, left, workers, latency)
    assert size % PIECE == 0
    assert PIECE <= size <= 8 * PIECE


@given(rates, rates, st.integers(1, 4 * GIB), st.integers(1, 100), latencies, latencies)
def test_who_is_faster_or_waits_longer_for_answers_takes_no_less(
    rate: float, more: float, left: int, workers: int, latency: float, later: float
) -> None:
    # 0 means that nobody knows yet how fast it is.
    size = shares.share(1 + rate, left, workers, latency)
    assert shares.share(1 + rate + more, left, workers, latency) >= size
    assert shares.share(1 + rate, left, workers, latency + later) >= size
    assert shares.share(1 + rate, left, workers + 1, latency) <= size


@given(rates, st.integers(1, 4 * GIB), st.integers(1, 100), latencies)
def test_towards_the_end_nobody_takes_more_than_half_of_what_would_be_fair(
    rate: float, left: int, workers: int, latency: float
) -> None:
    size = shares.share(rate, left, workers, latency)
    assert size == PIECE or (size - PIECE) * 2 * workers < left


def test_a_share_lasts_about_a_second_and_longer_where_answers_are_slow() -> None:
    assert shares.share(3.5 * MIB, GIB, 4) == 4 * MIB
    assert shares.share(100 * MIB, GIB, 4) == 8 * MIB
    assert shares.share(0.1 * MIB, GIB, 4) == MIB
    assert shares.share(0.0, GIB, 4) == 8 * MIB
    assert shares.share(MIB, GIB, 4, latency=0.5) == 5 * MIB
    assert shares.share(0.2 * MIB, GIB, 4, latency=60) == 4 * MIB, "twenty seconds at most"


# --- from others --------------------------------------------------------------------------------


def test_a_thief_takes_the_end_of_something_and_leaves_its_owner_what_is_under_way() -> None:
    seen = {"cut": 0, "copy": 0, "nothing": 0}
    for left, theirs, copies, idle, mine, hope, latency in itertools.product(
        [-5, 0, 1, 200 << 10, 400 << 10, MIB, 3 * MIB, 8 * MIB, 20 * MIB],
        [0.0, 10e3, 300e3, 2e6, 9e6, 80e6],
        [1, 2, 3],
        [0.0, 0.5, 1.5, 20.0],
        [0.0, 10e3, 300e3, 3e6, 50e6],
        [0.0, 20e6],
        [0.0, 0.03, 0.3, 2.0],
    ):
        owner = Active(left, theirs, copies, idle)
        cut = shares.steal([owner], mine, hope, latency)
        seen["nothing" if cut is None else "copy" if cut.copy else "cut"] += 1
        if cut is None:
            continue
        assert 0 < cut.size <= left
        assert copies < 3, "nothing comes four times"
        if cut.copy:
            assert cut.size == left
            assert latency + left / max(mine, hope, 1) < owner.eta / 2**copies
            continue
        assert copies == 1, "who shares its bytes with another can't give any away"
        kept = left - cut.size
        assert kept >= 128 << 10
        assert cut.size >= 256 << 10
        assert owner.eta > 2 * latency, "the thief would hardly have begun"
        if idle <= 1:
            assert kept >= int(theirs * (0.25 + latency)), "it would have come before the thief began"
            # In the ratio of the speeds: the two end together, or the thief before.
            assert cut.size / mine <= kept / max(theirs, 1e-9) + 1e-3
    assert min(seen.values()) > 500, seen


@given(st.lists(actives, min_size=1, max_size=6), rates, rates, latencies)
def test_it_takes_from_whoever_would_be_done_last(
    active: list[Active], rate: float, hope: float, latency: float
) -> None:
    cut = shares.steal(active, rate, hope, latency)
    worth = [
        index for index, one in enumerate(active) if shares.steal([one], rate, hope, latency) is not None
    ]
    assert (cut is not None) == bool(worth)
    if cut is not None:
        assert active[cut.index].eta == max(active[index].eta for index in worth)


def test_a_third_comes_only_where_both_others_are_far_behind() -> None:
    both_slow = Active(left=128 << 10, rate=0, copies=2, idle=2.0, elsewhere=1.0)
    cut = shares.steal([both_slow], 3e6, 3e6, 0.03)
    assert cut is not None
    assert (cut.size, cut.copy) == (128 << 10, True)
    one_quick = Active(left=128 << 10, rate=0, copies=2, idle=2.0, elsewhere=0.2)
    assert shares.steal([one_quick], 3e6, 3e6, 0.03) is None


def test_whoever_is_silent_loses_all_but_a_little() -> None:
    silent = Active(left=8 * MIB, rate=50 * MIB, idle=3.0)
    cut = shares.steal([silent], MIB, MIB, 0.05)
    assert cut is not None
    assert (cut.size, cut.copy) == (8 * MIB - (128 << 10), False)
    short = Active(left=200 << 10, rate=50 * MIB, idle=3.0)
    cut = shares.steal([short], MIB, MIB, 0.05)
    assert cut is not None
    assert (cut.size, cut.copy) == (200 << 10, True)
    assert shares.steal([Active(left=200 << 10, rate=50 * MIB)], MIB, MIB, 0.05) is None, (
        "it is as good as here"
    )


# --- a download by these rules, without a network -----------------------------------------------


@dataclass(eq=False)
class Range:
    """What one simulated connection fetches."""

    start: int
    at: float
    end: int
    began: float
    """When its first byte came."""
    copied: bool = False

    def go_on(self, now: float, speed: float) -> None:
        self.at = min(self.end, self.start + max(0.0, now - self.began) * speed)

    def done_at(self, speed: float) -> float:
        return self.began + (self.end - self.start) / speed


def simulated(size: int, speeds: list[float], latency: float) -> tuple[float, int]:
    """Seconds until connections of such speeds have all of a file, and how many bytes were asked for twice.
    What is no copy is handed out once."""
    left, have = Intervals([(0, size)]), Intervals()
    free = [(0.0, worker) for worker in range(len(speeds))]
    active: dict[int, Range] = {}
    copied = 0
    while free or active:
        # What happens next: somebody is free, or has all of its range.
        now, worker = min([*free, *((one.done_at(speeds[who]), who) for who, one in active.items())])
        for who, one in active.items():
            one.go_on(now, speeds[who])
            have.add(one.start, math.ceil(one.at))
        if have.total == size:
            return now, copied
        free = [each for each in free if each[1] != worker]
        busy = active.pop(worker, None) is not None
        for who, one in list(active.items()):
            if one.copied and have.covers(math.ceil(one.at), one.end):  # another brought the rest
                del active[who]
                free.append((now, who))
        taken = left.take(shares.share(speeds[worker], left.total, len(speeds), latency)) if left else None
        # While it fetches it asks for the next share ahead, which costs no time; for a cut it does not.
        wait, copy = (0.0 if busy and taken else latency), False
        if taken is None:
            others = list(active.values())
            offers = [
                Active(one.end - math.ceil(one.at), speeds[who], copies=2 if one.copied else 1)
                for who, one in active.items()
            ]
            cut = shares.steal(offers, speeds[worker], speeds[worker], latency)
            if cut is None:
                free.append((now + 0.1, worker))
                continue
            owner, copy = others[cut.index], cut.copy
            taken = owner.end - cut.size, owner.end
            assert taken[0] >= owner.at
            if copy:
                owner.copied, copied = True, copied + cut.size
            else:
                owner.end = taken[0]
        for one in active.values():
            assert copy or one.copied or one.end <= taken[0] or taken[1] <= one.start, "handed out twice"
        assert copy or not have.within(*taken), "handed out again"
        active[worker] = Range(taken[0], taken[0], taken[1], now + wait, copy)
    raise AssertionError("nobody does anything, and the file is not there")


@given(
    size=st.integers(shares.SMALL_FILE, 400 * MIB),
    speeds=st.lists(st.floats(0.05 * MIB, 60 * MIB), min_size=1, max_size=12),
    latency=st.sampled_from([0.0, 0.03, 0.3]),
)
@example(size=300 * MIB, speeds=[50.0 * MIB, 50.0 * MIB, 0.05 * MIB], latency=0.03)
@example(size=9 * MIB, speeds=[0.05 * MIB] * 6 + [60.0 * MIB], latency=0.0)
def test_a_download_ends_about_when_it_could(size: int, speeds: list[float], latency: float) -> None:
    seconds, copied = simulated(size, speeds, latency)
    ideal = size / sum(speeds)
    # The last bytes cost a few round trips.
    assert seconds <= ideal * 1.1 + 8 * latency + 0.6
    assert copied <= size // 4 + 8 * MIB


# --- how many connections -----------------------------------------------------------------------


@given(
    per=st.floats(1e4, 1e8),
    pipe=st.floats(1e4, 1e9),
    start=st.integers(1, 16),
    most=st.integers(1, 64),
)
def test_connections_grow_while_that_pays_and_then_stay(
    per: float, pipe: float, start: int, most: int
) -> None:
    growth = Growth(min(start, most))
    seen = []
    for _ in range(12):
        growth = shares.grown(growth, min(pipe, per * growth.connections), most)
        seen.append(growth.connections)
        assert 1 <= growth.connections <= most
    assert len(set(seen[-5:])) == 1, "it comes to rest"
    enough = min(pipe, per * growth.connections)
    assert growth.connections == most or enough * 1.25 >= min(pipe, per * min(most, growth.connections * 2))


def test_a_step_up_that_brings_nothing_is_taken_back() -> None:
    growth = shares.grown(Growth(4), 10e6, 16)
    assert growth.connections == 8
    back = shares.grown(growth, 11e6, 16)
    assert (back.connections, back.settled) == (4, True)
    assert shares.grown(back, 99e6, 16).connections == 4
    kept = shares.grown(growth, 15e6, 16)
    assert (kept.connections, kept.settled) == (16, False)
    assert shares.grown(Growth(8), 1e6, 3).connections == 3


@given(st.integers(1, 100), st.booleans())
def test_too_much_is_halved_down_to_one(connections: int, settled: bool) -> None:
    growth = shares.halved(Growth(connections, 5.0, 3, settled))
    assert growth.connections == max(1, connections // 2)
    assert growth.settled
    assert shares.grown(growth, 1e9, 100).connections == growth.connections, "it does not grow again"


# --- slow sources and pauses --------------------------------------------------------------------


@given(st.floats(0, 1e9), st.lists(st.floats(0, 1e9), max_size=8))
def test_a_source_is_slow_only_beside_faster_ones(rate: float, peers: list[float]) -> None:
    slow = shares.is_slow(rate, peers)
    if not peers or rate >= max(peers):
        assert not slow
    if slow:
        assert not shares.is_slow(max(peers), [*peers, rate])
        assert shares.is_slow(rate / 2, peers)
    if peers and rate < min(peers) / 4:
        assert slow


def test_a_quarter_of_what_others_do_is_slow() -> None:
    assert shares.is_slow(2.4e6, [10e6, 11e6, 1e6])
    assert not shares.is_slow(2.6e6, [10e6, 11e6, 1e6])
    assert not shares.is_slow(1e3, [])
    assert shares.is_slow(1e3, [3e3]), "next to nothing"
    assert not shares.is_slow(3e3, [3e3])


@given(st.integers(1, 1000), st.floats(0, 1))
def test_pauses_double_up_to_a_minute(failures: int, jitter: float) -> None:
    pause = shares.backoff(failures, jitter)
    middle = min(60.0, 0.5 * 2 ** (min(failures, 20) - 1))
    assert middle * 0.75 <= pause <= middle * 1.25
    assert shares.backoff(failures + 1, jitter) >= pause
