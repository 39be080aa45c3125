"""Fifty mirrors, each with one thing wrong: hubs with faults, nginx, olah, dead ports, strangers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hubkeep.engine.mirrors.bench import bench
from hubkeep.engine.mirrors.judge import LEVELS
from hubkeep.engine.mirrors.values import Measured, Stage

from tests.hub.messages import Host as MessageHost
from tests.hub.server import Hub

from .places import MIB, REPO, SECRET, Places, means, open_places, put_repo

AT_LEAST = 30
"""Mirrors that are measured at once."""


@dataclass(frozen=True)
class Outcome:
    """What came of measuring all of them at once."""

    places: Places
    measured: dict[str, Measured]
    seconds: float
    told: list[tuple[str, Stage, float, float]]


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcome]:
    folder = tmp_path_factory.mktemp("places")
    with Hub() as hub:
        put_repo(hub, folder)
        with open_places(hub, folder) as places:
            told: list[tuple[str, Stage, float, float]] = []
            way_out = means(hub.endpoint, trust=str(places.authority.file), login_for=places.login_for)
            began = time.monotonic()
            found = bench(places.entries(), REPO, way_out, lambda *news: told.append(news), lambda: None)
            seconds = time.monotonic() - began
            yield Outcome(places, {each.url: each for each in found}, seconds, told)


def test_every_verdict_is_right(outcome: Outcome) -> None:
    said = {url: each.verdict.code for url, each in outcome.measured.items() if each.verdict is not None}
    wrong = {url: (outcome.places.expected[url], code) for url, code in said.items()}
    assert {url: both for url, both in wrong.items() if both[0] != both[1]} == {}
    assert len(said) == len(outcome.places.expected) >= AT_LEAST


def test_grades_follow_from_what_was_found(outcome: Outcome) -> None:
    for each in outcome.measured.values():
        assert each.verdict is not None
        expected = {"bad": "bad", "fair": "fair", "note": "good"}
        level = expected.get(LEVELS.get(each.verdict.code, ""), "")
        assert each.grade == (level or ("bad" if each.verdict.code == "mirror-dead" else "good"))
        assert each.verdict.sentence().endswith(".")


def test_it_takes_less_than_half_a_minute(outcome: Outcome) -> None:
    assert outcome.seconds < 30


def test_nobody_sends_more_than_64_mib(outcome: Outcome) -> None:
    sent = {code: sum(each.sent for each in hub.log.now()) for code, hub in outcome.places.hubs.items()}
    assert max(sent.values()) <= 64 * MIB
    assert max(each.fetched for each in outcome.measured.values()) <= 40 * MIB + (1 << 20)
    assert sent["mirror-good"] > 10 * MIB, "nothing was measured"


def test_only_who_is_allowed_is_sent_a_login(outcome: Outcome) -> None:
    places = outcome.places
    for mirror in places.hubs.values():
        assert mirror.log.tokens() == set()
    # Behind the one that is allowed stands the official hub, and behind that its CDN.
    assert places.hub.log.tokens() == {f"Bearer {SECRET}"}
    assert places.hub.log.tokens(MessageHost.CDN) == set()
    kept = outcome.measured[places.login_for]
    assert kept.verdict is not None
    assert SECRET not in repr(kept)


def test_who_asks_to_be_left_alone_is(outcome: Outcome) -> None:
    assert len(outcome.places.hubs["mirror-busy"].log.now()) == 1


def test_every_request_says_who_asks(outcome: Outcome) -> None:
    for mirror in outcome.places.hubs.values():
        assert {each.headers.get("user-agent") for each in mirror.log.now()} <= {"hubkeep/test"}


def test_all_times_are_told_apart(outcome: Outcome) -> None:
    good = outcome.measured[outcome.places.hubs["mirror-good"].endpoint]
    assert good.resolve is None, "an address is not looked up"
    assert good.connect is not None
    assert good.tls is None
    assert good.answer is not None
    assert good.first_byte is not None
    assert 0 < good.connect < good.first_byte < 5
    mirror = outcome.places.hubs["mirror-good"]
    assert good.hosts == (f"127.0.0.1:{mirror.port}", f"localhost:{mirror.port}")
    assert (good.ranges, good.intact, good.xet, good.gated, good.behind) == (
        True,
        True,
        "works",
        "login",
        False,
    )
    assert good.commit == mirror.content.repo(REPO).head.id  # type: ignore[union-attr]


def test_what_is_missing_is_named(outcome: Outcome) -> None:
    lacking = outcome.measured[outcome.places.hubs["mirror-lacks-files"].endpoint]
    assert (lacking.files, lacking.missing) == (4, ("vocab.txt",))


def test_progress_goes_up_and_ends(outcome: Outcome) -> None:
    for url in outcome.places.expected:
        mine = [(stage, share) for told, stage, share, _ in outcome.told if told == url]
        assert mine[0][0] == "reaching"
        assert mine[-1] == ("idle", 1.0)
    assert any(stage == "receiving" and rate > 0 for _, stage, _, rate in outcome.told)
