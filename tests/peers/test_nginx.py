"""nginx in front of the local hub, as the real client sees it."""

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
from tests.peers.nginx import CacheMirror, Origin
from tests.waiting import wait_until

NO_XET = {"HF_HUB_DISABLE_XET": "1"}
SIZE = (2 << 20) + 12345
README = b"# A model\n" * 300


@pytest.fixture
def repo(hub: Hub, tmp_path: Path) -> Repo:
    """A repo with a file for the CDN and small ones."""
    weights = tmp_path / "weights.bin"
    weights.write_bytes(os.urandom(SIZE))
    files = {"model.safetensors": weights, "README.md": README, "a folder/with space.json": b"{}"}
    return hub.add("org/name", files)


@pytest.fixture
def mirror(hub: Hub, repo: Repo) -> Iterator[CacheMirror]:
    with CacheMirror(hub) as running:
        yield running
        assert not running.complaints()


def same(snapshot: Path, repo: Repo) -> bool:
    """Whether `snapshot` holds the newest commit of `repo`."""
    assert snapshot.name == repo.head.id
    for path, entry in repo.head.files.items():
        with entry.source.open() as source:
            assert (snapshot / path).read_bytes() == source.read()
    return True


def test_the_client_downloads_from_an_origin_and_the_hub_sends_no_file(
    hub: Hub, repo: Repo, hf_home: Path
) -> None:
    with Origin(hub) as origin:
        run = hf(origin.endpoint, hf_home, ["download", "--quiet", repo.id], env=NO_XET)
        assert same(Path(run.stdout.strip()), repo)
        assert hub.log.requests(Route.INFO) or hub.log.requests(Route.TREE)
        assert not hub.log.requests(Route.RESOLVE)
        assert not hub.log.requests(Route.BYTES)
        wait_until(lambda: sum(each.sent for each in origin.served() if each.method == "GET") > SIZE)
        assert not origin.complaints()


def test_an_origin_answers_ranges_and_heads_as_a_hub_does(hub: Hub, repo: Repo) -> None:
    weights = repo.head.files["model.safetensors"]
    path = f"/{repo.id}/resolve/main/model.safetensors"
    with Origin(hub) as direct, Origin(hub, redirect="") as redirecting:
        part = ask(direct.endpoint, path, headers={"Range": "bytes=1000-1999"})
        with weights.source.open() as source:
            data = source.read()
        assert (part.status, part.body) == (206, data[1000:2000])
        assert part.headers["content-range"] == f"bytes 1000-1999/{SIZE}"
        assert part.headers["etag"] == part.headers["x-linked-etag"] == f'"{weights.sha256}"'
        assert part.headers["x-repo-commit"] == repo.head.id
        head = ask(direct.endpoint, path, method="HEAD")
        assert (head.status, head.headers["content-length"]) == (200, str(SIZE))
        changed = {"Range": "bytes=0-9", "If-Range": '"other"'}
        assert ask(direct.endpoint, path, headers=changed).status == 200
        kept = {"Range": "bytes=0-9", "If-Range": f'"{weights.sha256}"'}
        assert ask(direct.endpoint, path, headers=kept).status == 206

        sent_on = ask(redirecting.endpoint, path)
        assert (sent_on.status, sent_on.headers["x-repo-commit"]) == (302, repo.head.id)
        assert follow(redirecting.endpoint, path).body == data
        gone = ask(direct.endpoint, f"/{repo.id}/resolve/main/nothing")
        assert (gone.status, gone.headers["x-error-code"]) == (404, "EntryNotFound")


def test_an_origin_lies_or_sends_pages_where_asked_to(hub: Hub, repo: Repo, tmp_path: Path) -> None:
    path = f"/{repo.id}/resolve/main/model.safetensors"
    wrong = tmp_path / "wrong"
    wrong.write_bytes(bytes(SIZE))
    with Origin(hub, instead={"model.safetensors": wrong}) as liar, Origin(hub, html=True) as portal:
        lie = ask(liar.endpoint, path)
        assert (lie.status, lie.body) == (200, bytes(SIZE))
        assert lie.headers["etag"] == f'"{repo.head.files["model.safetensors"].sha256}"'
        assert ask(portal.endpoint, path, method="HEAD").headers["content-length"] == str(SIZE)
        page = ask(portal.endpoint, path)
        assert (page.status, page.headers["content-type"]) == (200, "text/html")
        assert b"sign in" in page.body


def test_an_origin_keeps_to_its_rate(hub: Hub, repo: Repo) -> None:
    path = f"/{repo.id}/resolve/main/model.safetensors"
    with Origin(hub, each=8 << 20) as slow:
        reply = ask(slow.endpoint, path)
        assert len(reply.body) == SIZE
        assert reply.seconds > 0.8 * SIZE / (8 << 20)


def test_the_client_downloads_from_a_cache_that_asks_the_hub_once(
    hub: Hub, repo: Repo, mirror: CacheMirror, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        run = hf(mirror.endpoint, tmp_path / name, ["download", "--quiet", repo.id], env=NO_XET)
        assert same(Path(run.stdout.strip()), repo)
    slices = -(-SIZE // (1 << 20))
    assert len(hub.log.requests(Route.BYTES)) == slices
    assert hub.log.sent(Route.BYTES) == SIZE
    assert hub.log.sent(Route.RESOLVE_CACHE) < 2 * len(README)


def test_a_cache_answers_ranges_and_forwards_what_a_client_needs(repo: Repo, mirror: CacheMirror) -> None:
    weights = repo.head.files["model.safetensors"]
    path = f"/{repo.id}/resolve/main/model.safetensors"
    start = (1 << 20) - 100
    part = ask(mirror.endpoint, path, headers={"Range": f"bytes={start}-{start + 199}"})
    with weights.source.open() as source:
        source.seek(start)
        assert part.body == source.read(200)
    assert (part.status, part.headers["content-range"]) == (206, f"bytes {start}-{start + 199}/{SIZE}")
    assert part.headers["x-repo-commit"] == repo.head.id
    assert part.headers["x-linked-etag"] == part.headers["etag"] == f'"{weights.sha256}"'
    head = ask(mirror.endpoint, path, method="HEAD")
    assert (head.status, head.headers["content-length"], head.body) == (200, str(SIZE), b"")
    small = ask(mirror.endpoint, f"/{repo.id}/resolve/main/README.md")
    assert (small.body, small.headers["x-repo-commit"]) == (README, repo.head.id)
    gone = ask(mirror.endpoint, f"/{repo.id}/resolve/main/nothing")
    assert (gone.status, gone.headers["x-error-code"]) == (404, "EntryNotFound")


def test_a_cache_keeps_a_token_from_the_cdn(hub: Hub, repo: Repo, mirror: CacheMirror) -> None:
    hub.content.token("hf_secret", "ada")
    path = f"/{repo.id}/resolve/main/model.safetensors"
    reply = ask(mirror.endpoint, path, headers={"Authorization": "Bearer hf_secret"})
    assert reply.status == 200
    assert all(each.authorization is None for each in hub.log.requests(Route.BYTES))
    assert {each.authorization for each in hub.log.requests(Route.RESOLVE)} == {"Bearer hf_secret"}


def test_a_cache_may_be_stale(hub: Hub, repo: Repo) -> None:
    address = f"/api/models/{repo.id}"
    with CacheMirror(hub, remember=600) as stale:
        before = ask(stale.endpoint, address).body
        repo.commit({"README.md": b"new"})
        assert ask(stale.endpoint, address).body == before != ask(hub, address).body
        assert not stale.complaints()


def test_nginx_says_what_it_does_not_understand(hub: Hub) -> None:
    from tests.peers.nginx import Nginx

    with pytest.raises(AssertionError, match="unknown directive"):
        Nginx(lambda _: "nonsense on;")
