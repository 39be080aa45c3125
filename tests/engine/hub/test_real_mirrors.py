"""What real mirrors pass on of a hub's answers: olah, and nginx with a cache."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hubkeep.engine.cache.names import RepoId, RepoType
from hubkeep.engine.hub.api import HubClient
from hubkeep.engine.net.client import Client
from hubkeep.engine.net.dialer import Dialer, Pool
from hubkeep.engine.net.http import Header
from hubkeep.engine.net.proxies import Proxies
from hubkeep.engine.net.trust import Trust
from hubkeep.engine.problems import Failure

from tests.hub.content import About
from tests.hub.server import Hub
from tests.peers.nginx import CacheMirror
from tests.peers.olah import Olah

MODEL = RepoId(RepoType.MODEL, "org/name")
DATASET = RepoId(RepoType.DATASET, "org/data")


@pytest.fixture(scope="module")
def upstream() -> Iterator[Hub]:
    """Eight entries a page; olah takes seconds to start, so there is one for all tests."""
    with Hub() as hub:
        hub.settings = replace(hub.settings, page_size=8)
        hub.content.token("hf_ada", "ada")
        hub.content.token("hf_bob", "bob")
        names = [f"{folder}{number}.bin" for folder in ("", "a/", "a/b/", "c/") for number in range(5)]
        hub.add("org/name", {name: name.encode() * 9 for name in names}, xet=True).tag("v1")
        hub.add("org/data", {"data.csv": b"1,2", "README.md": b"# Data"}, kind="dataset")
        ada = frozenset({"ada"})
        hub.add("org/gated", {"a.txt": b"a"}, about=About(gated="manual", readers=ada))
        hub.add("org/private", {"a.txt": b"a"}, about=About(private=True, readers=ada))
        yield hub


@pytest.fixture(scope="module", params=["olah", "nginx"])
def mirror(request: pytest.FixtureRequest, upstream: Hub) -> Iterator[str]:
    with Olah(upstream) if request.param == "olah" else CacheMirror(upstream) as running:
        yield running.endpoint


@pytest.fixture
def pool() -> Iterator[Pool]:
    found = Pool(Dialer(Trust("", {}), Proxies("none", {})))
    yield found
    found.close()


def connect(pool: Pool, endpoint: str, token: str = "") -> HubClient:
    def header_for(url: str) -> Header | None:
        return ("Authorization", f"Bearer {token}") if token and url.startswith(endpoint) else None

    return HubClient(Client(pool), endpoint, header_for)


def code(client: HubClient, name: str, revision: str = "main") -> str:
    try:
        return client.info(RepoId(RepoType.MODEL, name), revision).commit
    except Failure as failure:
        return failure.problem.code


def test_the_same_repo(upstream: Hub, mirror: str, pool: Pool) -> None:
    through, straight = connect(pool, mirror), connect(pool, upstream.endpoint)
    for repo in (MODEL, DATASET):
        told, truth = through.info(repo), straight.info(repo)
        assert (told.commit, told.last_modified, told.tags) == (truth.commit, truth.last_modified, truth.tags)
        # olah always gives the first page of a listing.
        files = {each.path: each for each in through.tree(repo, truth.commit)}
        assert len(files) == (20 if repo is MODEL else 2)
        assert files == {each.path: each for each in straight.tree(repo, truth.commit)}
        assert through.refs(repo) == straight.refs(repo)
    assert through.info(MODEL, "v1").commit == straight.info(MODEL).commit


@pytest.mark.parametrize("token", ["", "hf_ada", "hf_bob"])
def test_refusals(upstream: Hub, mirror: str, pool: Pool, token: str) -> None:
    through, straight = connect(pool, mirror, token), connect(pool, upstream.endpoint, token)
    assert code(through, "org/private") == code(straight, "org/private")
    assert code(through, "org/gated") == code(straight, "org/gated")
    assert code(through, "org/missing") == code(straight, "org/missing")
    assert code(through, "org/name", "nope") == code(straight, "org/name", "nope") == "hub-revision-not-found"
    gated = RepoId(RepoType.MODEL, "org/gated")
    commit = straight.info(gated).commit
    told = through.why_refused(gated, commit, "a.txt")
    truth = straight.why_refused(gated, commit, "a.txt")
    # A cache that all share passes no login on.
    expected = {truth and truth.code, "hub-gated-not-passed"} if token else {"hub-gated-login"}
    assert (told and told.code) in expected


def test_a_search_where_there_is_one(upstream: Hub, mirror: str, pool: Pool) -> None:
    through = connect(pool, mirror)
    try:
        found = [each.repo.name for each in through.search("name")]
    except Failure as failure:
        found = [failure.problem.code]
    assert found in (["org/name"], ["hub-no-search"])
