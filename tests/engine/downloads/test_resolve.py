"""Whose word counts: real hubs that are slow, silent, dead, stale, or know nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import permutations

import pytest
from hubkeep.engine.cache.names import RepoId, RepoType
from hubkeep.engine.downloads.resolve import Answered, look_at, most_trusted, tree_of
from hubkeep.engine.hub.api import HubClient, RepoInfo
from hubkeep.engine.net.client import Client
from hubkeep.engine.net.dialer import Dialer, Pool
from hubkeep.engine.net.proxies import Proxies
from hubkeep.engine.net.trust import Trust
from hubkeep.engine.problems import Failure, problem
from hypothesis import given
from hypothesis import strategies as st

from tests.hub import faults
from tests.hub.content import About, Repo
from tests.hub.faults import Fault
from tests.hub.messages import Route
from tests.hub.server import Hub

NAME = RepoId(RepoType.MODEL, "org/name")
OFFICIAL = "https://huggingface.co"
DAYS = ("2024-01-01T00:00:00.000Z", "2024-01-02T00:00:00.000Z", "")


def answered(rank: int, endpoint: str, day: str | None) -> Answered:
    if day is None:
        return Answered(rank, endpoint, problem=problem("source-refused", host=endpoint))
    info = RepoInfo(
        repo=NAME, name="org/name", commit="a" * 40, revision="main", endpoint=endpoint, last_modified=day
    )
    return Answered(rank, endpoint, info)


# --- the rule -----------------------------------------------------------------------------------


@given(
    days=st.lists(st.sampled_from([*DAYS, None]), max_size=4),
    official=st.integers(-1, 3),
    pinned=st.booleans(),
)
def test_the_official_one_counts_else_the_newest_else_the_preferred(
    days: list[str | None], official: int, pinned: bool
) -> None:
    answers = [
        answered(rank, OFFICIAL if rank == official else f"https://{rank}.example", day)
        for rank, day in enumerate(days)
    ]
    best = most_trusted(answers, pinned=pinned)
    told = [one for one in answers if one.info is not None]
    if not told:
        assert best is None
        return
    assert best is not None
    assert best in told
    if any(one.endpoint == OFFICIAL for one in told):
        assert best.endpoint == OFFICIAL
    elif pinned:
        assert best == told[0]
    else:
        assert best.info is not None
        newest = max(day for day in days if day is not None)
        assert best.info.last_modified == newest
        assert best.rank == days.index(newest)
    # In whatever order the answers came.
    assert all(most_trusted(list(other), pinned=pinned) == best for other in permutations(answers))


# --- real hubs ----------------------------------------------------------------------------------


@pytest.fixture
def pool() -> Iterator[Pool]:
    pool = Pool(Dialer(Trust("", {}), Proxies("none", {})))
    yield pool
    pool.close()


@pytest.fixture
def repo(hub: Hub) -> Repo:
    return hub.add("org/name", {"config.json": b"{}"})


def clients_of(pool: Pool, *hubs: Hub | str) -> list[HubClient]:
    endpoints = [each if isinstance(each, str) else each.endpoint for each in hubs]
    return [HubClient(Client(pool), endpoint, lambda url: None) for endpoint in endpoints]


@contextmanager
def within(least: float, most: float) -> Iterator[None]:
    """Takes so long, and leaves no thread."""
    before, began = set(threading.enumerate()), time.monotonic()
    yield
    assert least <= time.monotonic() - began <= most
    left = {each.name for each in set(threading.enumerate()) - before}
    assert not left & {"look-at"}


def no_check() -> None:
    pass


def test_one_that_is_silent_is_waited_for_no_longer_than_a_newer_commit_is_worth(
    pool: Pool, hub: Hub, repo: Repo
) -> None:
    with hub.mirror() as slow:
        slow.faults.set(faults.Delay(20))
        with within(1.0, 3.0):
            info, told = look_at(clients_of(pool, slow, hub), NAME, "main", no_check)
        assert (info.commit, told.endpoint) == (repo.head.id, hub.endpoint)
        # What a commit holds everybody knows alike: nobody is waited for.
        with within(0, 1.0):
            info, told = look_at(clients_of(pool, slow, hub), NAME, repo.head.id, no_check)
        assert told.endpoint == hub.endpoint


def test_when_all_have_answered_nobody_is_waited_for(pool: Pool, hub: Hub, repo: Repo) -> None:
    with hub.mirror() as other, within(0, 1.0):
        _, told = look_at(clients_of(pool, other, hub), NAME, "main", no_check)
    assert told.endpoint == other.endpoint  # equally new: by preference


def test_a_stale_mirror_is_not_believed_though_it_is_preferred(pool: Pool, hub: Hub, repo: Repo) -> None:
    newest = repo.commit({"config.json": b"[]"})
    with hub.mirror() as stale:
        stale.faults.set(faults.StaleCommit())
        hub.faults.set(faults.Delay(0.4))
        info, told = look_at(clients_of(pool, stale, hub), NAME, "main", no_check)
        assert (info.commit, told.endpoint) == (newest.id, hub.endpoint)
        # Alone it is believed: what it has is better than nothing.
        info, told = look_at(clients_of(pool, stale), NAME, "main", no_check)
        assert info.commit != newest.id


def test_dead_ones_and_those_without_the_repo_are_no_hindrance(pool: Pool, hub: Hub, repo: Repo) -> None:
    with Hub() as empty, within(0, 3.0):
        clients = clients_of(pool, hub.dead, empty, hub)
        info, told = look_at(clients, NAME, "main", no_check)
        assert (info.commit, told.endpoint) == (repo.head.id, hub.endpoint)


def test_the_most_telling_failure_is_the_one_that_is_told(pool: Pool, hub: Hub, repo: Repo) -> None:
    """That a licence is missing says more than that somebody has no such repo, and that says more than that
    somebody can't be reached."""

    def code(*hubs: Hub | str) -> str:
        with pytest.raises(Failure) as told:
            look_at(clients_of(pool, *hubs), NAME, "main", no_check)
        return told.value.problem.code

    with Hub() as empty, Hub() as private:
        private.add("org/name", {"a": b"a"}, about=About(private=True))
        refuses = Fault(faults.Refuse(403, code="GatedRepo"), route=Route.INFO)
        private.faults.set(refuses)
        expected = {
            (empty, private): "hub-gated",
            (private, empty): "hub-gated",
            (hub.dead, empty, private): "hub-gated",
            (hub.dead, empty): "hub-not-found",
            (empty, hub.dead): "hub-not-found",
            (hub.dead, hub.dead): "source-refused",
        }
        # Side by side: whoever is dead is tried again.
        with ThreadPoolExecutor(len(expected)) as several:
            for began, said in zip(
                expected.values(), several.map(lambda hubs: code(*hubs), expected), strict=True
            ):
                assert said.startswith(began)


def test_who_stops_waiting_stops_at_once(pool: Pool, hub: Hub, repo: Repo) -> None:
    class Enough(Exception):
        pass

    began = time.monotonic()

    def check() -> None:
        if time.monotonic() - began > 0.2:
            raise Enough

    with hub.mirror() as other:
        for each in (hub, other):
            each.faults.set(faults.Delay(20))
        with within(0.2, 1.5), pytest.raises(Enough):
            look_at(clients_of(pool, other, hub), NAME, "main", check)
        began = time.monotonic()
        with within(0.2, 1.5), pytest.raises(Enough):
            look_at(clients_of(pool, hub), NAME, "main", check)


def test_the_files_are_listed_by_whoever_can(pool: Pool, hub: Hub, repo: Repo) -> None:
    with hub.mirror() as other:
        first, second = clients_of(pool, other, hub)
        other.faults.set(Fault(faults.Refuse(404), route=Route.TREE))
        tree, listed = tree_of([first, second], first, NAME, repo.head.id, no_check)
        assert ([file.path for file in tree], listed) == (["config.json"], second)
        other.faults.clear()
        assert tree_of([first, second], second, NAME, repo.head.id, no_check)[1] is second
        for each in (other, hub):
            each.faults.set(Fault(faults.Refuse(403, message="no"), route=Route.TREE))
        with pytest.raises(Failure) as told:
            tree_of([first, second], second, NAME, repo.head.id, no_check)
        assert str(hub.port) in told.value.problem.sentence()  # of the one that was asked first
