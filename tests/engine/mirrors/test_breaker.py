"""The breaker: it opens after failures, is tried again, and no clock keeps it open for good."""

from __future__ import annotations

import math

import pytest
from hubkeep.engine.mirrors.breaker import (
    ENOUGH,
    FAILURES,
    FIRST_PAUSE,
    LONGEST_PAUSE,
    LONGEST_WISH,
    Breaker,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

NOW = 1_700_000_000.0


def opened(pauses: int = 1, now: float = NOW) -> tuple[Breaker, float]:
    """A breaker that has just opened for the `pauses`th time, and the moment of that."""
    breaker = Breaker().failed(now, times=FAILURES)
    for _ in range(pauses - 1):
        now = breaker.until(now)
        breaker = breaker.failed(now)
    return breaker, now


def test_a_few_failures_in_a_row_open_it_and_one_that_serves_between_does_not() -> None:
    breaker = Breaker()
    for _ in range(10):
        for _ in range(FAILURES - 1):
            breaker = breaker.failed(NOW)
        assert breaker.state(NOW) == "closed"
        breaker = breaker.succeeded()
    for _ in range(FAILURES):
        breaker = breaker.failed(NOW)
    assert breaker.state(NOW) == "open"
    assert breaker.until(NOW) == NOW + FIRST_PAUSE


def test_after_the_pause_the_first_word_decides() -> None:
    breaker, now = opened()
    now += FIRST_PAUSE
    assert breaker.state(now) == "half-open"
    assert breaker.until(now) == 0
    assert breaker.succeeded().state(now + 1) == "closed"
    again = breaker.failed(now + 2)
    assert again.state(now + 2) == "open"
    assert again.until(now + 2) == now + 2 + 2 * FIRST_PAUSE
    # Two downloads tried it at once: the second one's failure makes the pause no longer.
    assert again.failed(now + 3) == again


def test_pauses_double_up_to_a_limit() -> None:
    pauses = [opened(count)[0].pause for count in range(1, 12)]
    expected = [min(FIRST_PAUSE * 2**n, LONGEST_PAUSE) for n in range(11)]
    assert pauses == expected


def test_what_was_asked_before_it_opened_tells_nothing_new() -> None:
    breaker, now = opened()
    assert breaker.failed(now + 5).until(now + 5) == now + FIRST_PAUSE
    assert breaker.succeeded().state(now + 5) == "closed"


def test_a_mirror_that_asks_to_be_left_alone_is_left_alone_within_reason() -> None:
    breaker = Breaker().failed(NOW, wish=120)
    assert breaker.until(NOW) == NOW + 120
    assert breaker.failed(NOW + 10, wish=300).until(NOW + 10) == NOW + 310
    assert breaker.failed(NOW + 10, wish=20).until(NOW + 10) == NOW + 120
    for wish in (1e9, math.inf):
        assert Breaker().failed(NOW, wish=wish).until(NOW) == NOW + LONGEST_WISH
    assert Breaker().failed(NOW, wish=-5).state(NOW) == "closed"


@pytest.mark.parametrize(
    ("came", "failures", "state"),
    [
        (0, FAILURES, "open"),
        (ENOUGH, FAILURES, "open"),
        (FAILURES * ENOUGH, FAILURES, "closed"),  # ends its connections, and serves
        (0, FAILURES - 1, "closed"),
        (1, 0, "closed"),
        (0, 0, "closed"),
    ],
)
def test_what_downloads_tell(came: int, failures: int, state: str) -> None:
    assert Breaker().noted(came, failures, NOW).state(NOW) == state


def test_a_download_that_gets_bytes_closes_it_and_one_that_gets_nothing_changes_nothing() -> None:
    breaker, now = opened()
    assert breaker.noted(0, 0, now) == breaker
    assert breaker.noted(1, 0, now) == Breaker()


def test_what_probes_tell() -> None:
    assert Breaker().probed("bad", NOW).state(NOW) == "open"
    breaker, now = opened()
    assert breaker.probed("unknown", now) == breaker
    assert breaker.probed("fair", now) == breaker.probed("good", now) == Breaker()


@pytest.mark.parametrize("jump", [-1e9, -3600.0, -20.0, 20.0, 3600.0, 1e9])
def test_a_clock_that_jumps_opens_it_for_no_longer(jump: float) -> None:
    breaker, now = opened(20)
    moved = now + jump
    left = max(0.0, breaker.until(moved) - moved)
    assert left <= breaker.pause <= LONGEST_PAUSE
    assert breaker.state(moved + left) == "half-open"


events = st.lists(
    st.tuples(
        st.floats(-1e10, 1e10),
        st.sampled_from(["failed", "succeeded", "wish", "bad"]),
    ),
    max_size=40,
)


@given(events, st.floats(0, 1e10))
@settings(max_examples=300)
def test_wherever_clocks_have_been_it_can_be_asked_soon(told: list[tuple[float, str]], now: float) -> None:
    breaker = Breaker()
    for at, what in told:
        match what:
            case "failed":
                breaker = breaker.failed(at)
            case "succeeded":
                breaker = breaker.succeeded()
            case "wish":
                breaker = breaker.failed(at, wish=1e12)
            case _:
                breaker = breaker.probed("bad", at)
    # At most one pause, though such a clock may make it begin only then.
    soon = max(now, breaker.until(now))
    assert soon <= now + LONGEST_WISH
    assert breaker.state(soon) != "open"


class AsTold(RuleBasedStateMachine):
    """The breaker beside what its description says, with a clock that only goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.breaker = Breaker()
        self.now = NOW
        self.row = 0
        """Failures since it last served."""
        self.pause = 0.0
        self.rests_until = 0.0

    def resting(self) -> bool:
        return self.now < self.rests_until

    @rule(seconds=st.sampled_from([0.5, 5.0, FIRST_PAUSE, LONGEST_PAUSE]))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds

    @rule()
    def it_serves(self) -> None:
        self.breaker = self.breaker.succeeded()
        self.row, self.pause, self.rests_until = 0, 0.0, 0.0

    @rule()
    def it_fails(self) -> None:
        self.breaker = self.breaker.failed(self.now)
        if self.resting():
            return
        self.row += 1
        if self.pause or self.row >= FAILURES:
            self.pause = min(2 * self.pause, LONGEST_PAUSE) if self.pause else FIRST_PAUSE
            self.rests_until = self.now + self.pause

    @invariant()
    def both_say_the_same(self) -> None:
        state = "open" if self.resting() else "half-open" if self.pause else "closed"
        assert self.breaker.state(self.now) == state
        assert self.breaker.until(self.now) == (self.rests_until if self.resting() else 0)


TestAsTold = AsTold.TestCase
