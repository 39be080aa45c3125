"""Who is asked first, who beside, and who is left alone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hubkeep.engine.hub.experience import Deed
from hubkeep.engine.hub.urls import OFFICIAL
from hubkeep.engine.mirrors.breaker import FIRST_PAUSE
from hubkeep.engine.mirrors.preference import Preference, in_order
from hubkeep.engine.mirrors.records import Records
from hubkeep.engine.mirrors.values import Entry, Grade, Measured
from hubkeep.engine.problems import problem
from hubkeep.engine.state.settings import Settings

MIB = float(1 << 20)
A, B, C = "https://a.example", "https://b.example", "https://c.example"


class Chooser:
    """A preference over records of its own."""

    def __init__(self, home: Path, settings: Settings) -> None:
        self.home = home
        self.settings = settings
        self.changes = 0
        self.records = Records(home)
        self.preference = Preference(home, self.records, lambda: self.settings, lambda: (), self._changed)

    def _changed(self) -> None:
        self.changes += 1

    def learn(self, **rates: float) -> None:
        """What was measured of A, B and C just now, by their first letters; below 0: of no use."""
        urls = {"a": A, "b": B, "c": C, "official": OFFICIAL}
        self.records.measurements().keep([self._measured(urls[name], rate) for name, rate in rates.items()])
        self.records.forget()

    def _measured(self, url: str, rate: float) -> Measured:
        good = rate > 0
        return Measured(
            url=url,
            at=time.time(),
            grade="good" if good else "bad",
            verdict=problem("queue-paused"),
            rate=rate * MIB if good else None,
            first_byte=0.1 if good else None,
            requests=9,
            failures=0 if good else 9,
        )


@pytest.fixture
def chooser(tmp_path: Path) -> Iterator[Chooser]:
    chooser = Chooser(tmp_path, Settings(mirrors_auto=True))
    for url in (A, B, C):
        chooser.records.catalogue().add(Entry(url=url))
    yield chooser
    chooser.records.close()


def test_the_best_first_the_official_one_always_and_not_a_crowd() -> None:
    crowd = [f"https://{number}.example" for number in range(9)]
    assert in_order(A, [A, B]) == (A, B, OFFICIAL)
    assert in_order(B, [A, OFFICIAL, B]) == (B, A, OFFICIAL)
    assert in_order(OFFICIAL, [OFFICIAL, A]) == (OFFICIAL, A)
    assert in_order("", [A]) == (A, OFFICIAL)
    assert in_order(A, crowd) == (A, *crowd[:3], OFFICIAL)


def test_without_automatic_choice_the_settings_count(chooser: Chooser) -> None:
    chooser.learn(a=9, b=20)
    chooser.settings = Settings(endpoints=(C,))
    assert chooser.preference.endpoints() == (C,)
    chooser.settings = Settings(endpoints=(C,), mirrors_auto=True)
    assert chooser.preference.endpoints() == (B, A, OFFICIAL)


def test_where_nothing_is_of_use_the_settings_count_too(chooser: Chooser) -> None:
    chooser.settings = Settings(endpoints=(C,), mirrors_auto=True)
    assert chooser.preference.endpoints() == (C,)
    chooser.learn(a=-1, b=-1, official=-1)
    assert chooser.preference.endpoints() == (C,)


@pytest.mark.parametrize("code", ["mirror-proxy", "mirror-lacks-repo"])
def test_what_fails_here_changes_no_choice(code: str, chooser: Chooser) -> None:
    """A proxy that was down for a minute, or the name of a repo that was misspelt."""
    chooser.learn(a=20, b=10)
    before = chooser.preference.endpoints()
    said = problem(code, host="x", repo="org/name", reason="no answer")
    grade: Grade = "unknown" if code == "mirror-proxy" else "bad"
    lost = [Measured(url=url, at=time.time(), grade=grade, verdict=said) for url in (A, B, C, OFFICIAL)]
    chooser.records.measurements().keep(lost)
    chooser.records.forget()
    assert chooser.preference.endpoints() == before
    assert not chooser.preference.resting()
    left_out = chooser.preference.left_out(chooser.records.state())
    assert left_out[C] == said


def test_who_is_only_a_little_better_does_not_take_the_place_even_after_a_restart(
    chooser: Chooser, tmp_path: Path
) -> None:
    chooser.learn(a=20, b=10)
    assert chooser.preference.endpoints()[0] == A
    chooser.learn(a=20, b=21)
    assert chooser.preference.endpoints()[0] == A
    again = Chooser(tmp_path, chooser.settings)
    assert again.preference.endpoints()[0] == A
    again.learn(a=2, b=60)
    again.learn(a=2, b=60)
    again.learn(a=2, b=60)
    assert again.preference.endpoints()[0] == B
    again.records.close()


def test_one_that_was_taken_off_the_list_is_not_chosen_any_more(chooser: Chooser) -> None:
    chooser.learn(a=20, b=10)
    chooser.records.catalogue().remove(A)
    assert chooser.preference.endpoints() == (B, OFFICIAL)


@pytest.mark.parametrize(
    "deed",
    [
        Deed(endpoint=A, failures=3),
        Deed(endpoint=A, silent=True),
        Deed(endpoint=A, bytes=5, lied=True),
    ],
)
def test_one_that_failed_rests_then_is_doubted_until_it_serves_again(
    deed: Deed, chooser: Chooser, monkeypatch: pytest.MonkeyPatch
) -> None:
    preference = chooser.preference
    preference.note(Deed(endpoint=A, failures=1))
    assert not preference.resting()
    chooser.learn(a=20)
    preference.note(deed)
    assert chooser.changes == 2
    assert (preference.resting(), preference.doubted()) == ({A}, frozenset())
    later = time.time() + FIRST_PAUSE + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert (preference.resting(), preference.doubted()) == (frozenset(), {A})
    preference.note(Deed(endpoint=A, answered=True))
    assert (preference.resting(), preference.doubted()) == (frozenset(), frozenset())


def test_what_another_process_measured_is_seen(chooser: Chooser, tmp_path: Path) -> None:
    chooser.learn(a=20)
    assert chooser.preference.endpoints() == (A, OFFICIAL)
    other = Chooser(tmp_path, chooser.settings)
    other.learn(b=90, a=5)
    other.records.close()
    assert set(chooser.preference.endpoints()) == {A, B, OFFICIAL}


def test_the_official_one_is_in_reserve_where_a_mirror_was_chosen(chooser: Chooser) -> None:
    chosen = Settings(endpoints=(A, OFFICIAL), official_in_reserve=True)
    for settings, reserve in (
        (chosen, {OFFICIAL}),
        (Settings(endpoints=(A, OFFICIAL)), set()),
        (Settings(endpoints=(OFFICIAL,), official_in_reserve=True), set()),
        (Settings(endpoints=(A, OFFICIAL), official_in_reserve=True, mirrors_auto=True), set()),
    ):
        chooser.settings = settings
        assert chooser.preference.reserve() == reserve


def test_a_home_that_cannot_be_used_costs_no_download(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("no folder")
    chooser = Chooser(tmp_path / "home", Settings(mirrors_auto=True, endpoints=(A,)))
    assert chooser.preference.endpoints() == (A,)
    assert chooser.preference.resting() == frozenset()
    chooser.preference.note(Deed(endpoint=A, failures=9))


def test_what_to_expect_of_a_mirror_is_what_was_measured(chooser: Chooser) -> None:
    assert chooser.preference.expected(A) == 0
    chooser.learn(a=9, b=-1)
    assert chooser.preference.expected(A) == pytest.approx(9 * MIB)
    assert chooser.preference.expected(B) == 0
