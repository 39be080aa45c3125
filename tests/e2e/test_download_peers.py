"""`hubkeep get` from real mirrors: nginx's proxy_cache, olah, an nginx that serves from disk, all at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.desk import MIB, Arrived, Desk, weights
from tests.hub.content import Repo
from tests.hub.messages import Route
from tests.hub.server import Hub
from tests.peers.nginx import CacheMirror, Origin
from tests.peers.olah import Olah
from tests.peers.shaped import Link, Shape

SIZE = 9 * MIB + 4321


@pytest.fixture(scope="module")
def upstream() -> Iterator[Hub]:
    """The hub behind; olah takes seconds to start."""
    with Hub() as running:
        yield running


@pytest.fixture(scope="module")
def olah(upstream: Hub) -> Iterator[Olah]:
    with Olah(upstream) as running:
        yield running


@pytest.fixture
def repo(upstream: Hub, tmp_path: Path) -> Iterator[Repo]:
    files = {
        "model.safetensors": weights(tmp_path / "weights", SIZE),
        "config.json": b"{}",
        "a folder/with space.txt": b"words\n" * 500,
        "empty.txt": b"",
    }
    repo = upstream.add(f"org/{tmp_path.name}", files)
    upstream.log.clear()
    yield repo
    upstream.content.remove(repo)


def test_nginx_that_keeps_what_passes(upstream: Hub, repo: Repo, tmp_path: Path, arrived: Arrived) -> None:
    with CacheMirror(upstream) as mirror:
        for name in ("one", "two"):
            desk = Desk(tmp_path / name, mirror.endpoint)
            desk.got(repo.id)
            assert arrived(upstream, desk, repo)
        assert upstream.log.sent(Route.BYTES) == SIZE
        assert not mirror.complaints()


def test_olah(upstream: Hub, olah: Olah, repo: Repo, tmp_path: Path, arrived: Arrived) -> None:
    desk = Desk(tmp_path / "one", olah.endpoint)
    data = desk.got(repo.id)
    assert set(data["sources"]) == {olah.endpoint}
    assert arrived(upstream, desk, repo)


def test_three_kinds_at_once(upstream: Hub, olah: Olah, repo: Repo, tmp_path: Path, arrived: Arrived) -> None:
    """Each behind a link of a rate of its own, so that none can do it alone."""
    with (
        CacheMirror(upstream) as cache,
        Origin(upstream) as origin,
        Link(cache.port, Shape(together=4 * MIB)) as one,
        Link(origin.port, Shape(together=5 * MIB, drop_after=3 * MIB)) as two,
        Link(olah.port, Shape(together=4 * MIB)) as three,
    ):
        desk = Desk(tmp_path / "desk", upstream)
        sources = [each.endpoint for each in (one, two, three)]
        data = desk.got(repo.id, sources=sources)
        assert arrived(upstream, desk, repo)
        assert set(data["sources"]) <= set(sources)
        assert len([amount for amount in data["sources"].values() if amount > MIB]) >= 2
        assert sum(data["sources"].values()) == data["downloaded"]
        assert not cache.complaints()
        assert not origin.complaints()


def test_a_cache_that_is_stale(upstream: Hub, repo: Repo, tmp_path: Path, arrived: Arrived) -> None:
    """It names an older commit as `main`; the hub, asked as well, knows better."""
    desk = Desk(tmp_path / "desk", upstream)
    with CacheMirror(upstream, remember=600) as stale:
        desk.got(repo.id, "config.json", sources=[stale.endpoint])
        newer = repo.commit({"config.json": b'{"new": 1}'})
        data = desk.got(repo.id, sources=[stale.endpoint, upstream])
        assert data["commit"] == newer.id
        assert arrived(upstream, desk, repo, newer)
        assert set(data["sources"]) <= {stale.endpoint, upstream.endpoint}
