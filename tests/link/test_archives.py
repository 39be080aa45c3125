"""Archives over the link: a real `hubkeep engine`, a cache and an archive on the disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hubkeep.engine.archive.folder import ArchiveFolder
from hubkeep.link.messages import (
    ArchiveChanged,
    ArchiveView,
    ListArchives,
    Nothing,
    OpenCache,
    Policy,
    Refusal,
    RevealArchive,
    SetPinned,
    SetPolicies,
)

from tests.link.client import Client

KEY = "models--org--name"


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    folder = tmp_path / "hub"
    (folder / KEY / "blobs").mkdir(parents=True)
    return folder


@pytest.fixture
def client(tmp_path: Path, cache: Path) -> Iterator[Client]:
    with Client(tmp_path / "home", "--cache", str(cache)) as client:
        client.greet()
        client.ask(OpenCache())
        yield client


def told(client: Client) -> ArchiveView | None:
    """What the engine said of archives last, of its own accord."""
    views = [message.view for _, message in client.of(ArchiveChanged)]
    return views[-1] if views else None


def test_what_is_kept_is_told_of_its_own_accord(client: Client, tmp_path: Path) -> None:
    client.wait_for(lambda: told(client) is not None)
    policy = Policy(name="old", to=str(tmp_path / "vault"), unread_days=30)
    assert client.ask(SetPolicies((policy,))) == Nothing()
    assert client.ask(SetPinned((KEY,), True)) == Nothing()
    client.wait_for(lambda: (seen := told(client)) is not None and seen.pinned == (KEY,))
    seen = told(client)
    assert seen is not None
    assert seen.policies == (policy,)
    view = client.ask(ListArchives())
    assert isinstance(view, ArchiveView)
    assert view.policies == (policy,)
    assert view.volume is not None
    client.ask(SetPinned((KEY,), False))
    client.wait_for(lambda: (seen := told(client)) is not None and seen.pinned == ())


def test_an_archive_that_comes_is_seen(client: Client, tmp_path: Path) -> None:
    vault = ArchiveFolder(tmp_path / "vault")
    policy = Policy(name="old", to=str(vault.path))
    client.ask(SetPolicies((policy,)))
    mark = vault.begin("Vault")
    client.wait_for(lambda: (seen := told(client)) is not None and bool(seen.archives), timeout=20)
    seen = told(client)
    assert seen is not None
    assert [(one.id, one.name, one.path) for one in seen.archives] == [(mark.id, "Vault", str(vault.path))]


def test_an_archive_that_nobody_met_can_not_be_shown(client: Client) -> None:
    refusal = client.ask(RevealArchive("nothing"))
    assert isinstance(refusal, Refusal)
    assert refusal.problem.code == "archive-unknown"
