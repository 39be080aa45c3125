"""olah in front of the local hub, as the real client sees it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hub.asking import ask, follow
from tests.hub.client import hf
from tests.hub.content import Repo
from tests.hub.messages import Route
from tests.hub.server import Hub
from tests.peers.olah import Olah

SIZE = (9 << 20) + 777


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
    """A repo with a file for the CDN, and small ones."""
    weights = tmp_path / "weights.bin"
    weights.write_bytes(os.urandom(SIZE))
    files = {"model.safetensors": weights, "config.json": b"{}", "folder/words.txt": b"words\n" * 500}
    repo = upstream.add(f"org/{tmp_path.name}", files)
    upstream.log.clear()
    yield repo
    upstream.content.remove(repo)


def test_the_client_downloads_and_the_hub_is_asked_once(
    upstream: Hub, olah: Olah, repo: Repo, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        arguments = ["download", "--quiet", repo.id]
        run = hf(olah.endpoint, tmp_path / name, arguments, env={"HF_HUB_DISABLE_XET": "1"})
        snapshot = Path(run.stdout.strip())
        assert snapshot.name == repo.head.id
        for path, entry in repo.head.files.items():
            with entry.source.open() as source:
                assert (snapshot / path).read_bytes() == source.read()
    assert SIZE <= upstream.log.sent(Route.BYTES) < 1.2 * SIZE


def test_it_answers_ranges(olah: Olah, repo: Repo) -> None:
    path = f"/{repo.id}/resolve/main/model.safetensors"
    start = (8 << 20) - 100
    part = follow(olah.endpoint, path, headers={"Range": f"bytes={start}-{start + 199}"})
    with repo.head.files["model.safetensors"].source.open() as source:
        source.seek(start)
        assert part.body == source.read(200)
    assert (part.status, part.headers["content-range"]) == (206, f"bytes {start}-{start + 199}/{SIZE}")
    head = ask(olah.endpoint, path, method="HEAD")
    assert head.headers["x-repo-commit"] == repo.head.id
