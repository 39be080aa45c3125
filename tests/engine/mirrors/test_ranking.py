"""The order of mirrors is the true one in spite of noise, says why, and does not change with every breeze."""

from __future__ import annotations

import inspect
import math
import random
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

import pytest
from hubkeep.engine.mirrors import ranking
from hubkeep.engine.mirrors.expectation import Expectation, expected
from hubkeep.engine.mirrors.ranking import EARLY_MARGIN, MARGIN, Ranked, chosen, left_out, ranked
from hubkeep.engine.mirrors.values import Measured, Standing
from hubkeep.engine.problems import SENTENCES, Problem
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.mirrors.measured import DAY, HOUR, NOW, OFFICIAL, A, B, C, D, bad, fair, good

WEEK = 7 * DAY


def order(
    measured: Iterable[Measured], standing: dict[str, Standing] | None = None, now: float = NOW
) -> tuple[Ranked, ...]:
    return ranked({each.url: each for each in measured}, standing or {}, OFFICIAL, now)


def urls(*measured: Measured, standing: dict[str, Standing] | None = None, now: float = NOW) -> list[str]:
    return [each.url for each in order(measured, standing, now)]


def whys(*measured: Measured, standing: dict[str, Standing] | None = None) -> dict[str, Problem]:
    return {each.url: each.why for each in order(measured, standing)}


# --- order ---------------------------------------------------------------------------------------------


def test_the_fastest_comes_first_and_nobody_who_is_of_no_use() -> None:
    unknown = Measured(url=D, at=NOW, grade="unknown", rate=99e6)
    assert urls(good(A, 1e6), good(B, 3e6), bad(C), unknown, good(OFFICIAL, 2e6)) == [B, OFFICIAL, A]
    assert order([]) == order([bad(A)]) == ()


def test_who_is_left_out_is_told_why() -> None:
    unknown = Measured(url=D, at=NOW, grade="unknown")
    last = {each.url: each for each in (good(A), bad(B), good(C), unknown)}
    standing = {C: Standing(tries=8, failed=3, broken_until=NOW + 9)}
    why = left_out(last, standing, NOW)
    assert set(why) == set(last) - {each.url for each in ranked(last, standing, OFFICIAL, NOW)} == {B, C, D}
    assert why[B] == bad(B).verdict
    assert why[C].params == {"failed": 3, "tries": 8}
    assert C not in left_out(last, standing, NOW + 10)
    assert left_out({A: Measured(url=A, at=NOW, grade="bad")}, {}, NOW)[A].code == "mirror-rank-bad"


@pytest.mark.parametrize(
    ("worse", "code"),
    [
        (fair(A, 12e6, behind=True), "mirror-rank-stale"),
        (fair(A, 12e6, ranges=False), "mirror-rank-no-ranges"),
        (fair(A, 12e6, missing=("a", "b"), files=5), "mirror-rank-missing"),
        (fair(A, 12e6, xet="broken"), "mirror-rank-xet"),
        (fair(A, 12e6, failures=9), "mirror-rank-failing"),
        (good(A, 12e6, at=NOW - 10 * DAY), "mirror-rank-old"),
        (fair(A, 12e6, findings=(Problem(code="mirror-no-commit"),)), "mirror-rank-shortcoming"),
        (fair(A, 12e6, verdict=Problem(code="mirror-unlisted")), "mirror-rank-shortcoming"),
    ],
)
def test_what_a_mirror_lacks_counts_and_is_named(worse: Measured, code: str) -> None:
    assert urls(worse, good(B, 11e6)) == [B, A]
    assert whys(worse, good(B, 11e6))[A].code == code
    assert urls(worse, good(B, 0.5e6)) == [A, B]


def test_failures_of_the_last_days_count_and_one_among_few_hardly_does() -> None:
    def with_failures(failed: int, tries: int) -> list[str]:
        return urls(good(A, 13e6), good(B), standing={A: Standing(tries=tries, failed=failed, rate=13e6)})

    assert with_failures(1, 12) == [A, B]
    assert with_failures(6, 12) == [B, A]
    standing = {A: Standing(tries=12, failed=6, rate=13e6)}
    why = whys(good(A, 13e6), good(B), standing=standing)[A]
    assert (why.code, why.params) == ("mirror-rank-flaky", {"rate": "13.0 MB/s", "failed": 6, "tries": 12})


def test_a_throttle_counts_as_what_it_leaves() -> None:
    assert urls(fair(A, 2e6, burst=80e6, burst_bytes=16_000_000), good(B, 3e6)) == [B, A]


def test_between_equals_it_is_who_answers_sooner_and_then_the_official_one() -> None:
    assert urls(good(A, first_byte=0.9), good(B, first_byte=0.1)) == [B, A]
    assert urls(good(A, first_byte=None, answer=0.9), good(B, first_byte=None, answer=0.1)) == [B, A]
    assert urls(good(A), good(OFFICIAL), good(B)) == [OFFICIAL, A, B]
    assert urls(good(B), good(A)) == urls(good(A), good(B)) == [A, B]


def test_who_has_no_rate_comes_behind_all_that_have_one() -> None:
    slow = good(A, 10.0, behind=True, ranges=False, at=NOW - 80 * DAY, failures=19)
    assert urls(good(B, None), slow, good(C, None, first_byte=0.01)) == [A, C, B]


def test_who_failed_in_downloads_rests_and_comes_back() -> None:
    standing = {B: Standing(tries=9, failed=3, rate=30e6, broken_until=NOW + 60)}
    assert urls(good(A), good(B, 30e6), standing=standing) == [A]
    assert urls(good(A), good(B, 30e6), standing=standing, now=NOW + 61) == [B, A]


@given(
    st.floats(1e4, 1e9),
    st.lists(
        st.tuples(st.floats(-0.04, 0.04), st.floats(-0.04, 0.04), st.floats(0.0, 5.0)),
        min_size=2,
        max_size=8,
    ),
    st.integers(0, 7),
)
def test_with_rates_a_fifth_apart_noise_of_a_twentyfifth_changes_nothing(
    slowest: float, noise: list[tuple[float, float, float]], official: int
) -> None:
    names = [f"https://{number}.example" for number in range(len(noise))]
    names[official % len(names)] = OFFICIAL
    measured, standing = [], {}
    for place, (name, (now, usual, latency)) in enumerate(zip(names, noise, strict=True)):
        true = slowest * 1.2**place
        measured.append(good(name, true * math.exp(now), first_byte=latency))
        standing[name] = Standing(tries=3, rate=true * math.exp(usual))
    assert urls(*measured, standing=standing) == names[::-1]
    assert urls(*measured) == names[::-1]


def test_over_a_week_the_true_order_comes_out_of_much_noise() -> None:
    for seed in range(300):
        chance = random.Random(seed)
        names = [f"https://{number}.example" for number in range(6)]
        chance.shuffle(names)
        measured, standing = [], {}
        for place, name in enumerate(names):
            rates = [5e6 * 1.2**place * chance.uniform(0.9, 1.1) for _ in range(21)]
            measured.append(good(name, rates[-1], first_byte=chance.uniform(0.02, 0.6)))
            standing[name] = Standing(tries=21, rate=median(rates))
        assert urls(*measured, standing=standing) == names[::-1], seed


measurements = st.builds(
    fair,
    st.sampled_from([A, B, C, D, OFFICIAL]),
    st.none() | st.floats(1e3, 1e9),
    st.floats(NOW - 90 * DAY, NOW + DAY),
    behind=st.none() | st.booleans(),
    ranges=st.none() | st.booleans(),
    missing=st.lists(st.text(), max_size=4).map(tuple),
    files=st.integers(0, 3),
    xet=st.sampled_from([None, "works", "broken", "absent"]),
    failures=st.integers(0, 30),
    requests=st.integers(0, 20),
    first_byte=st.none() | st.floats(0, 100),
    answer=st.none() | st.floats(0, 100),
    findings=st.lists(st.sampled_from(["mirror-no-commit", "mirror-gated", "mirror-x"]), max_size=3).map(
        lambda codes: tuple(Problem(code=code) for code in codes)
    ),
)
standings = st.dictionaries(
    st.sampled_from([A, B, C, D, OFFICIAL]),
    st.integers(0, 20).flatmap(
        lambda tries: st.builds(
            Standing, tries=st.just(tries), failed=st.integers(0, tries), rate=st.none() | st.floats(1e3, 1e9)
        )
    ),
)


@given(st.lists(measurements, max_size=5, unique_by=lambda each: each.url), standings)
def test_whatever_was_measured_everyone_has_a_place_and_a_sentence(
    measured: list[Measured], standing: dict[str, Standing]
) -> None:
    found = order(measured, standing)
    assert {each.url for each in found} == {each.url for each in measured}
    rated = [each for each in found if each.why.code != "mirror-rank-no-rate"]
    assert list(found[: len(rated)]) == rated
    assert all(one.worth >= other.worth for one, other in pairwise(rated))
    assert order(measured[::-1], standing) == found
    for each in found:
        assert each.worth > 0
        assert each.why.code.startswith("mirror-rank-")
        assert "{" not in each.why.sentence()


@given(
    st.floats(1e4, 1e8), st.floats(0.1, 10), st.floats(-0.02, 0.02), st.floats(-0.02, 0.02), st.floats(0, 2)
)
def test_a_small_change_changes_little(
    usual: float, off: float, change: float, usual_change: float, latency: float
) -> None:
    def worth(last: float, days: float, seconds: float) -> float:
        (one,) = order([good(A, last, first_byte=seconds)], {A: Standing(tries=5, rate=days)})
        return one.worth

    before = worth(usual * off, usual, latency)
    after = worth(usual * off * math.exp(change), usual * math.exp(usual_change), latency * 1.02)
    assert abs(math.log(after / before)) <= 1.3 * (abs(change) + abs(usual_change)) + 0.001


# --- reasons -------------------------------------------------------------------------------------------


def test_each_place_has_its_reason_with_numbers() -> None:
    why = whys(
        good(A, 12.34e6),
        good(OFFICIAL, 150e3),
        good(B, 11.9e6, first_byte=0.9),
        good(C, 4e6),
        fair(D, 12e6, behind=True),
    )
    assert {url: each.code.removeprefix("mirror-rank-") for url, each in why.items()} == {
        A: "best",
        B: "latency",
        D: "stale",
        C: "slower",
        OFFICIAL: "fallback",
    }
    assert why[A].sentence() == "The best of 5: 12.3 MB/s sustained, 100 ms to the first byte."
    assert why[C].sentence() == "Slower than a.example: 4.00 MB/s sustained, where that one does 12.3 MB/s."
    assert "150 kB/s" in why[OFFICIAL].sentence()
    assert why[B].params["ms"] == 900
    assert whys(good(A))[A].code == "mirror-rank-only"
    assert whys(good(A, None))[A].code == "mirror-rank-no-rate"


def test_every_sentence_of_a_reason_can_be_said() -> None:
    source = inspect.getsource(ranking)
    unused = [code for code in SENTENCES if code.startswith("mirror-rank-") and code not in source]
    assert not unused


@pytest.mark.parametrize(
    ("rate", "shown"),
    [
        (7.0, "7 B/s"),
        (999.6, "1.00 kB/s"),
        (99.96e6, "100 MB/s"),
        (1.234e9, "1.23 GB/s"),
        (5e12, "5000 GB/s"),
    ],
)
def test_rates_have_three_figures(rate: float, shown: str) -> None:
    assert whys(good(A, rate))[A].params["rate"] == shown


# --- what to expect ------------------------------------------------------------------------------------


def test_what_a_download_may_expect() -> None:
    assert expected(None, Standing()) == Expectation()
    assert expected(None, Standing(rate=3e6)) == Expectation(rate=3e6)
    assert expected(good(A), Standing()) == Expectation(rate=10e6, latency=0.1)
    assert expected(good(A, None, first_byte=None), Standing(rate=3e6)) == Expectation(rate=3e6, latency=0.05)


@given(st.floats(1e3, 1e9), st.floats(1e3, 1e9))
def test_it_lies_between_the_last_measurement_and_the_usual(last: float, usual: float) -> None:
    rate = expected(good(A, last), Standing(tries=3, rate=usual)).rate
    assert rate is not None
    assert min(last, usual) * 0.999 <= rate <= max(last, usual) * 1.001


def test_noise_counts_little_and_a_fall_counts_much() -> None:
    noisy = expected(good(A, 11e6), Standing(tries=3, rate=10e6)).rate
    fallen = expected(good(A, 1e6), Standing(tries=3, rate=10e6)).rate
    assert noisy is not None
    assert noisy < 10.4e6
    assert fallen is not None
    assert fallen < 2e6


# --- choice --------------------------------------------------------------------------------------------


def choose(current: str, rates: dict[str, tuple[float, float]], *, tries: int = 9) -> str:
    """`rates`: of the last measurement and over the last days."""
    last = {url: good(url, now) for url, (now, _) in rates.items()}
    standing = {url: Standing(tries=tries, rate=usual) for url, (_, usual) in rates.items()}
    return chosen(current, ranked(last, standing, OFFICIAL, NOW), last, standing)


def test_the_best_is_taken_where_nobody_was_chosen_and_the_chosen_one_stays_where_nobody_is_of_use() -> None:
    assert choose("", {A: (1e6, 1e6), B: (3e6, 3e6)}) == B
    assert choose("https://gone.example", {A: (1e6, 1e6), B: (3e6, 3e6)}) == B
    assert choose(A, {}) == A
    assert choose("", {}) == ""


def test_a_better_one_takes_over_only_by_a_margin_at_last_and_over_the_days() -> None:
    little, much = 10e6 * MARGIN * 0.97, 10e6 * MARGIN * 1.03
    assert choose(A, {A: (10e6, 10e6), B: (little, little)}) == A
    assert choose(A, {A: (10e6, 10e6), B: (much, much)}) == B
    assert choose(A, {A: (10e6, 10e6), B: (50e6, 10e6)}) == A  # luck
    assert choose(A, {A: (10e6, 10e6), B: (10e6, 50e6)}) == A  # that was once
    assert choose(A, {A: (2e6, 10e6), B: (10e6, 10e6)}) == A  # a bad moment
    assert choose(A, {A: (2e6, 2e6), B: (10e6, 10e6)}) == B


def test_what_was_measured_once_must_be_far_better() -> None:
    little, much = 10e6 * EARLY_MARGIN * 0.97, 10e6 * EARLY_MARGIN * 1.03
    assert choose(A, {A: (10e6, 10e6), B: (little, little)}, tries=1) == A
    assert choose(A, {A: (10e6, 10e6), B: (much, much)}, tries=1) == B


def test_one_that_broke_is_left_at_once_and_taken_back_by_merit() -> None:
    well = {A: good(A, 12e6), B: good(B, 10e6)}
    standing = {url: Standing(tries=9, rate=each.rate) for url, each in well.items()}

    def choice(current: str, last: dict[str, Measured], standing: dict[str, Standing]) -> str:
        return chosen(current, ranked(last, standing, OFFICIAL, NOW), last, standing)

    assert choice(A, {**well, A: bad(A)}, standing) == B
    resting = {**standing, A: Standing(tries=9, failed=1, rate=12e6, broken_until=NOW + 15)}
    assert choice(A, well, resting) == B
    assert choice(B, well, standing) == B  # not better by the margin: nothing is gained by going back
    assert choice(B, {**well, A: good(A, 30e6)}, {**standing, A: Standing(tries=9, rate=30e6)}) == A
    assert choice(A, {A: fair(A, 12e6, behind=True), B: good(B)}, standing) == B


class Watched:
    """A user whose mirrors are measured every six hours, and who leaves the choice to Hubkeep."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self.rates: dict[str, list[float]] = {name: [] for name in names}
        self.current = ""
        self.switches = 0
        self.medians: list[tuple[float, ...]] = []

    def round(self, rates: Sequence[float]) -> None:
        last, standing = {}, {}
        for name, rate in zip(self.names, rates, strict=True):
            self.rates[name] = [*self.rates[name], rate][-int(WEEK // (6 * HOUR)) :]
            last[name] = good(name, rate)
            standing[name] = Standing(tries=len(self.rates[name]), rate=median(self.rates[name]))
        self.medians.append(tuple(standing[name].rate or 0 for name in self.names))
        before = self.current
        self.current = chosen(before, ranked(last, standing, OFFICIAL, NOW), last, standing)
        self.switches += before not in {"", self.current}


@given(st.lists(st.tuples(st.floats(-0.5, 0.5), st.floats(-0.5, 0.5)), max_size=120))
def test_on_any_walk_of_rates_switches_are_paid_for_by_real_change(steps: list[tuple[float, float]]) -> None:
    watched, walk = Watched([A, B]), [math.log(10e6), math.log(10e6)]
    for step in steps:
        walk = [min(20.0, max(10.0, each + move)) for each, move in zip(walk, step, strict=True)]
        watched.round([math.exp(each) for each in walk])
    apart = [math.log(a / b) for a, b in watched.medians]
    moved = sum(abs(after - before) for before, after in pairwise(apart))
    # From one that is better by the margin to the other that is: the medians have to come all that way.
    assert watched.switches <= 1 + moved / (2 * math.log(MARGIN)) + 1e-6


@given(st.randoms(use_true_random=False), st.integers(2, 6))
@settings(max_examples=30)
def test_among_equals_noise_of_a_third_makes_nobody_switch_again_and_again(
    chance: random.Random, count: int
) -> None:
    watched = Watched([f"https://{number}.example" for number in range(count)])
    for _ in range(120):  # a month
        watched.round([10e6 * chance.uniform(0.67, 1.33) for _ in range(count)])
    assert watched.switches <= 2


def test_a_lasting_change_is_followed_within_days_and_once() -> None:
    watched, chance = Watched([A, B]), random.Random(4)
    for number in range(112):
        falls = number >= 56
        watched.round([chance.uniform(0.9, 1.1) * (3e6 if falls else 12e6), chance.uniform(0.9, 1.1) * 9e6])
        if number == 55:
            assert watched.current == A
        if number == 56 + 4 * 4:
            assert watched.current == B
    assert (watched.current, watched.switches) == (B, 1)
