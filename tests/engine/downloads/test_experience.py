"""Whom downloads ask by what was measured and what happened: real hubs, and huggingface.co behind a proxy."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hubkeep.engine.mirrors.catalogue import Catalogue
from hubkeep.engine.mirrors.history import Measurements
from hubkeep.engine.mirrors.records import HISTORY
from hubkeep.engine.mirrors.values import Entry, Measured
from hubkeep.engine.problems import problem
from hubkeep.engine.state.settings import Settings

from tests.hub import faults
from tests.hub.content import Repo
from tests.hub.faults import Fault
from tests.hub.messages import Route
from tests.hub.server import Hub
from tests.peers.official import ENDPOINT, Official

from .desk import MIB, Desk, sent, weights

SIZE = 6 * MIB
FILES = {"model.safetensors": weights(SIZE), "other.safetensors": weights(SIZE), "config.json": b"{}\n"}
TOTAL = 2 * SIZE + 3


@pytest.fixture
def repo(hub: Hub) -> Repo:
    return hub.add("org/name", FILES)


@pytest.fixture
def mirror(hub: Hub, repo: Repo) -> Iterator[Hub]:
    with hub.mirror() as mirror:
        yield mirror


@pytest.fixture
def official(hub: Hub, tmp_path: Path) -> Iterator[Official]:
    with Official(hub, tmp_path) as official:
        yield official


def desk_at(base: Path, official: Official, settings: Settings | None = None) -> Desk:
    return Desk(base / "desk", settings=settings, env=official.environ)


def learnt(desk: Desk, rates: Mapping[str, float]) -> None:
    """They are in the list, and this is what a probe found of each a moment ago; 0: of no use."""
    measurements = Measurements(desk.home / HISTORY)
    measurements.keep(
        [
            Measured(
                url=url,
                at=time.time(),
                grade="good" if rate else "bad",
                verdict=problem("queue-paused"),
                rate=rate or None,
                first_byte=0.1 if rate else None,
                requests=9,
                failures=0 if rate else 9,
            )
            for url, rate in rates.items()
        ]
    )
    measurements.close()
    catalogue = Catalogue(desk.home)
    for url in rates:
        if url != ENDPOINT:
            catalogue.add(Entry(url=url))


# --- a fixed choice ---------------------------------------------------------------------------------


def test_a_chosen_mirror_gives_all_it_has_and_the_official_one_the_rest(
    hub: Hub, repo: Repo, mirror: Hub, official: Official, tmp_path: Path
) -> None:
    mirror.faults.set(
        Fault(faults.Missing(), path="other.safetensors"),
        Fault(faults.Slow(together=20 * MIB), route=Route.BYTES),
    )
    with desk_at(tmp_path, official) as desk:
        assert desk.engine.mirrors.use(mirror.endpoint) == mirror.endpoint
        result = desk.get("org/name")
    assert result.sources == {mirror.endpoint: SIZE + 3, ENDPOINT: SIZE}


def test_where_the_official_one_is_blocked_downloads_wait_for_it_once(
    hub: Hub, repo: Repo, mirror: Hub, official: Official, tmp_path: Path
) -> None:
    """With a mirror that answers, nobody waits again and again for one that does not."""
    official.blocked = True
    with desk_at(tmp_path, official) as desk:
        desk.engine.mirrors.use(mirror.endpoint)
        waits = []
        for name in ("a", "b", "c", "d"):
            hub.add(f"org/{name}", {"config.json": name.encode()})
            began = time.monotonic()
            assert desk.get(f"org/{name}").sources == {mirror.endpoint: 1}
            waits.append(time.monotonic() - began)
        assert waits[0] > 4, "the first one can't know"
        assert max(waits[-2:]) < 3, waits
        asked = official.asked
        official.blocked = False
        assert desk.get("org/name").downloaded == TOTAL
        assert official.asked > asked, "it is asked all the same, so that it is noticed when it answers"


# --- automatic choice -------------------------------------------------------------------------------


def test_the_measured_ones_are_asked_the_best_first_and_the_official_one_at_last(
    hub: Hub, repo: Repo, mirror: Hub, official: Official, tmp_path: Path
) -> None:
    with hub.mirror() as slower, hub.mirror() as useless:
        desk = desk_at(tmp_path, official, Settings(mirrors_auto=True))
        learnt(desk, {slower.endpoint: 10.0 * MIB, mirror.endpoint: 30.0 * MIB, useless.endpoint: 0})
        with desk:
            assert desk.engine.mirrors.order() == (mirror.endpoint, slower.endpoint, ENDPOINT)
            result = desk.get("org/name")
            assert sent(useless) == 0
            assert set(result.sources) <= {mirror.endpoint, slower.endpoint, ENDPOINT}
            assert result.downloaded == TOTAL


def test_without_measurements_it_is_as_without_automatic_choice(
    hub: Hub, repo: Repo, official: Official, tmp_path: Path
) -> None:
    settings = Settings(mirrors_auto=True, endpoints=(hub.endpoint,))
    with desk_at(tmp_path, official, settings) as desk:
        assert desk.engine.mirrors.order() == (hub.endpoint,)
        assert desk.get("org/name").sources == {hub.endpoint: TOTAL}


def test_one_that_fails_while_bytes_flow_is_left_alone_by_the_next_download(
    hub: Hub, repo: Repo, mirror: Hub, official: Official, tmp_path: Path
) -> None:
    mirror.faults.set(Fault(faults.Refuse(500), route=Route.RESOLVE))
    hub.faults.set(Fault(faults.Slow(together=4 * MIB), route=Route.BYTES))
    desk = desk_at(tmp_path, official, Settings(mirrors_auto=True))
    learnt(desk, {mirror.endpoint: 50.0 * MIB, ENDPOINT: 5.0 * MIB})
    with desk:
        assert desk.engine.mirrors.order()[0] == mirror.endpoint
        assert desk.get("org/name").sources == {ENDPOINT: TOTAL}
        view = next(one for one in desk.engine.mirrors.view().mirrors if one.entry.url == mirror.endpoint)
        assert view.standing.broken_until > time.time()
        assert desk.engine.mirrors.order()[0] == ENDPOINT
