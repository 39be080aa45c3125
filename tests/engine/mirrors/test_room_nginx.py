"""What a room's mirror does, as the real nginx runs it in front of the local hub."""

from __future__ import annotations

import base64
import http.client
import json
import os
import ssl
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hubkeep.engine.mirrors.nginx_config import SLICE

from tests.engine.net.certificates import Authority
from tests.hub.asking import Reply, ask, follow
from tests.hub.content import About, Repo
from tests.hub.faults import Fault, ShortLived, Slow
from tests.hub.messages import Host, Route
from tests.hub.routes.context import Settings
from tests.hub.server import Hub
from tests.peers.far_hub import CDN, HUB, FarHub
from tests.peers.nginx import Origin
from tests.peers.room_mirror import RunningMirror, aged
from tests.waiting import wait_until

SIZE = SLICE + (1 << 20) + 12345
README = b"# A model\n" * 300
MODEL = "/org/name/resolve/main/model.safetensors"


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("weights") / "model.safetensors"
    path.write_bytes(os.urandom(SIZE))
    return path


@pytest.fixture
def repo(hub: Hub, weights: Path) -> Repo:
    files = {
        "model.safetensors": weights,
        "README.md": README,
        "a folder/with space & 100%.json": b"{}",
        "empty.txt": b"",
    }
    return hub.add("org/name", files)


@pytest.fixture
def mirror(hub: Hub, repo: Repo, tmp_path: Path) -> Iterator[RunningMirror]:
    with RunningMirror(hub.endpoint, tmp_path / "mirror") as running:
        yield running
        assert not running.complaints()


def part(weights: Path, start: int, length: int) -> bytes:
    with weights.open("rb") as file:
        file.seek(start)
        return file.read(length)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def basic(user: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


# --- files --------------------------------------------------------------------------------------


def test_each_byte_comes_from_the_hub_once(hub: Hub, mirror: RunningMirror, weights: Path) -> None:
    first = ask(mirror.endpoint, MODEL)
    assert (first.status, first.headers["x-cache-status"]) == (200, "MISS")
    assert hub.log.sent(Route.BYTES) == SIZE
    hub.log.clear()
    second = ask(mirror.endpoint, MODEL)
    assert (second.status, second.headers["x-cache-status"]) == (200, "HIT")
    assert first.body == second.body == weights.read_bytes()
    assert hub.log.requests() == ()


def test_ranges_at_odd_places(hub: Hub, mirror: RunningMirror, weights: Path) -> None:
    places = [(0, 1), (1, 999), (SLICE - 7, 7), (SLICE - 7, 15), (SLICE, 1), (SIZE - 12, 12), (333, SLICE)]
    for start, length in places:
        reply = ask(mirror.endpoint, MODEL, headers={"Range": f"bytes={start}-{start + length - 1}"})
        assert (reply.status, reply.body) == (206, part(weights, start, length))
        assert reply.headers["content-range"] == f"bytes {start}-{start + length - 1}/{SIZE}"
    last = ask(mirror.endpoint, MODEL, headers={"Range": "bytes=-5"})
    assert (last.status, last.body) == (206, part(weights, SIZE - 5, 5))
    assert ask(mirror.endpoint, MODEL, headers={"Range": f"bytes={SIZE}-"}).status == 416
    assert hub.log.sent(Route.BYTES) == SIZE


def test_what_a_client_needs_to_know_of_a_file(hub: Hub, repo: Repo, mirror: RunningMirror) -> None:
    sha256 = repo.head.files["model.safetensors"].sha256
    head = ask(mirror.endpoint, MODEL, method="HEAD")
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", str(SIZE))
    assert hub.log.requests(Route.BYTES) == ()
    got = ask(mirror.endpoint, MODEL, headers={"Range": "bytes=5-9"})
    for said in (head.headers, got.headers):
        assert said["x-repo-commit"] == repo.head.id
        assert said["etag"] == said["x-linked-etag"] == f'"{sha256}"'
        assert said["x-linked-size"] == str(SIZE)
        assert "location" not in said
    assert head.headers["accept-ranges"] == "bytes"
    kept = ask(mirror.endpoint, MODEL, headers={"Range": "bytes=0-9", "If-Range": f'"{sha256}"'})
    assert kept.status == 206
    assert ask(mirror.endpoint, MODEL, headers={"Range": "bytes=0-9", "If-Range": '"other"'}).status == 200


def test_small_files_and_none(hub: Hub, repo: Repo, mirror: RunningMirror) -> None:
    for path in ("README.md", "a%20folder/with%20space%20%26%20100%25.json", "empty.txt"):
        address = f"/org/name/resolve/main/{path}"
        sent_on = ask(mirror.endpoint, address)
        assert sent_on.headers["location"].startswith("/api/resolve-cache/"), "it stays with the mirror"
        for expected in ("MISS", "HIT"):
            reply = follow(mirror.endpoint, address)
            assert (reply.status, reply.headers["x-cache-status"]) == (200, expected)
            assert (reply.headers["x-repo-commit"], "content-encoding" in reply.headers) == (
                repo.head.id,
                False,
            )
    assert follow(mirror.endpoint, "/org/name/resolve/main/README.md").body == README
    piece = follow(mirror.endpoint, "/org/name/resolve/main/README.md", headers={"Range": "bytes=3-5"})
    assert (piece.status, piece.body) == (206, README[3:6])
    gone = ask(mirror.endpoint, "/org/name/resolve/main/nothing")
    assert (gone.status, gone.headers["x-error-code"]) == (404, "EntryNotFound")
    gone = ask(mirror.endpoint, "/org/nobody/resolve/main/nothing")
    assert (gone.status, gone.headers["x-error-code"]) == (401, "RepoNotFound")


@pytest.mark.parametrize("upstream", ["direct", "beside"])
def test_an_upstream_without_a_cdn(
    upstream: str, hub: Hub, repo: Repo, weights: Path, tmp_path: Path
) -> None:
    """Such as another mirror: it sends the bytes itself, or by a redirect to its own host."""
    pinned = f"/org/name/resolve/{repo.head.id}/model.safetensors"
    with (
        Origin(hub, redirect=None if upstream == "direct" else "") as origin,
        RunningMirror(origin.endpoint, tmp_path / "mirror") as mirror,
    ):
        head = ask(mirror.endpoint, MODEL, method="HEAD")
        assert (head.status, head.headers["content-length"]) == (200, str(SIZE))
        for path in (MODEL, pinned, MODEL):
            reply = ask(mirror.endpoint, path)
            assert (reply.status, reply.headers["x-repo-commit"]) == (200, repo.head.id)
            assert reply.body == weights.read_bytes()
        assert ask(mirror.endpoint, "/org/name/resolve/main/empty.txt").body == b""
        small = ask(mirror.endpoint, "/org/name/resolve/main/README.md", headers={"Range": "bytes=1-4"})
        assert (small.status, small.body) == (206, README[1:5])
        wait_until(lambda: sum(each.sent for each in origin.served()) > SIZE)
        assert sum(each.sent for each in origin.served()) < SIZE + 4 * len(README)
        assert not mirror.complaints()


def test_two_at_once_fetch_each_byte_once(hub: Hub, mirror: RunningMirror, weights: Path) -> None:
    hub.faults.add(Slow(each=16 << 20))
    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(lambda _: ask(mirror.endpoint, MODEL, timeout=30), range(4)))
    assert {reply.body == weights.read_bytes() for reply in replies} == {True}
    assert hub.log.sent(Route.BYTES) == SIZE
    assert len(hub.log.requests(Route.RESOLVE)) == 1


def test_a_signed_address_that_expired_is_made_anew(
    hub: Hub, repo: Repo, mirror: RunningMirror, weights: Path
) -> None:
    """What the hub says of a commit's file is kept for a day, its signed address lives for an hour."""
    path = f"/org/name/resolve/{repo.head.id}/model.safetensors"
    hub.faults.add(Fault(ShortLived(0.0), times=1))
    assert ask(mirror.endpoint, path).body == weights.read_bytes()
    assert {each.status for each in hub.log.requests(Route.BYTES)} == {403, 206}
    # Kept under neither of both addresses, but as the file that it is.
    assert ask(mirror.endpoint, path).headers["x-cache-status"] == "HIT"


def test_an_address_that_stays_refused_is_refused(hub: Hub, mirror: RunningMirror) -> None:
    hub.faults.add(ShortLived(0.0))
    assert ask(mirror.endpoint, MODEL).status == 403
    hub.faults.clear()


def test_a_branch_that_moves_meanwhile(
    hub: Hub, repo: Repo, mirror: RunningMirror, weights: Path, tmp_path: Path
) -> None:
    """The rest of a file comes from the commit that its beginning came from."""
    ask(mirror.endpoint, MODEL, headers={"Range": "bytes=0-9"})
    before = repo.head
    other = tmp_path / "other"
    other.write_bytes(bytes(SIZE))
    repo.commit({"model.safetensors": other})
    for each in hub.log.requests(Route.BYTES):
        hub.signer.revoke(each.url.partition("?")[2])
    reply = ask(mirror.endpoint, MODEL)
    assert (reply.headers["x-repo-commit"], reply.body) == (before.id, weights.read_bytes())


def test_a_revision_that_moves_and_has_slashes(
    hub: Hub, repo: Repo, mirror: RunningMirror, tmp_path: Path
) -> None:
    """Its file has no address by commit; so nothing that does not fit is sent."""
    path = "/org/name/resolve/refs/pr/1/model.safetensors"
    other = tmp_path / "other"
    other.write_bytes(bytes(SIZE))
    repo.commit({"README.md": b"pr"}, branch="refs/pr/1")
    ask(mirror.endpoint, path, headers={"Range": "bytes=0-9"})
    repo.commit({"model.safetensors": other}, branch="refs/pr/1")
    for each in hub.log.requests(Route.BYTES):
        hub.signer.revoke(each.url.partition("?")[2])
    reply = ask(mirror.endpoint, path, headers={"Range": f"bytes={SLICE}-"})
    assert reply.status == 502


@pytest.mark.parametrize("revision", ["main", "refs/pr/1"])
def test_small_files_of_a_hub_that_sends_them_at_once(
    hub: Hub, repo: Repo, mirror: RunningMirror, revision: str
) -> None:
    hub.settings = Settings(resolve_cache=False)
    if revision != "main":
        repo.commit({}, branch=revision)
    where = f"/org/name/resolve/{revision}"
    assert ask(mirror.endpoint, f"{where}/README.md").body == README
    assert ask(mirror.endpoint, f"{where}/README.md").headers["x-cache-status"] == "HIT"
    empty = ask(mirror.endpoint, f"{where}/empty.txt")
    assert (empty.status, empty.body, empty.headers["content-length"]) == (200, b"", "0")
    head = ask(mirror.endpoint, f"{where}/a%20folder/with%20space%20%26%20100%25.json", method="HEAD")
    assert head.headers["content-length"] == "2"
    # What is said of it is a minute old, what comes is new: it may pass, but must not be kept as the old.
    repo.commit({"a folder/with space & 100%.json": b"[]"}, branch=revision)
    kept = mirror.kept()
    reply = ask(mirror.endpoint, f"{where}/a%20folder/with%20space%20%26%20100%25.json")
    assert reply.body == (b"{}" if revision == "main" else b"[]")
    assert (mirror.kept() > kept) == (revision == "main")


def test_a_file_of_two_commits_is_kept_once(hub: Hub, repo: Repo, mirror: RunningMirror) -> None:
    ask(mirror.endpoint, f"/org/name/resolve/{repo.head.id}/model.safetensors")
    repo.commit({"README.md": b"new"})
    reply = ask(mirror.endpoint, f"/org/name/resolve/{repo.head.id}/model.safetensors")
    assert (reply.headers["x-repo-commit"], reply.headers["x-cache-status"]) == (repo.head.id, "HIT")
    assert hub.log.sent(Route.BYTES) == SIZE


# --- the API ------------------------------------------------------------------------------------


def test_the_next_page_is_at_the_mirror_too(hub: Hub, tmp_path: Path) -> None:
    hub.settings = Settings(page_size=2)
    hub.add("org/many", {f"{number}.txt": b"x" for number in range(5)})
    with RunningMirror(hub.endpoint, tmp_path / "mirror") as mirror:
        url, names = f"{mirror.endpoint}/api/models/org/many/tree/main?recursive=true", []
        while url:
            with urllib.request.urlopen(url) as reply:
                names += [line["path"] for line in json.load(reply)]
                links = reply.headers.get_all("Link", [])
            assert all(link.startswith(f"<{mirror.endpoint}/api/") for link in links)
            assert all(link.endswith('>; rel="next"') for link in links)
            url = links[0][1:].partition(">")[0] if links else ""
        assert names == [f"{number}.txt" for number in range(5)]


def test_nobody_is_offered_xet(hub: Hub, weights: Path, tmp_path: Path) -> None:
    hub.add("org/name", {"model.safetensors": weights}, xet=True)
    sincere = ask(hub, MODEL, method="HEAD").headers
    assert {"x-xet-hash", "link"} <= set(sincere)
    with RunningMirror(hub.endpoint, tmp_path / "mirror") as mirror:
        for method in ("HEAD", "GET"):
            said = ask(mirror.endpoint, MODEL, method=method).headers
            assert not {"x-xet-hash", "link"} & set(said)
        tree = "/api/models/org/name/tree/main?recursive=true"
        assert b'"xetHash":' in ask(hub, tree).body
        lines = json.loads(ask(mirror.endpoint, tree).body)
        assert [line["path"] for line in lines] == ["model.safetensors"]
        assert "xetHash" not in lines[0]
        assert ask(mirror.endpoint, "/api/models/org/name/xet-read-token/main").status == 404


def test_what_is_asked_of_the_api(hub: Hub, repo: Repo, mirror: RunningMirror) -> None:
    assert json.loads(ask(mirror.endpoint, "/api/models/org/name").body)["sha"] == repo.head.id
    body = json.dumps({"paths": ["README.md"]}).encode()
    asked = ask(
        mirror.endpoint,
        "/api/models/org/name/paths-info/main",
        method="POST",
        headers={"Content-Type": "application/json"},
        body=body,
    )
    assert [line["path"] for line in json.loads(asked.body)] == ["README.md"]
    for method, path in (("POST", "/api/models/org/name/commit/main"), ("DELETE", "/api/repos/delete")):
        assert ask(mirror.endpoint, path, method=method).status == 405
    assert ask(mirror.endpoint, "/org/name").status == 404
    assert not hub.log.requests(Route.PAGE)


def test_a_moved_branch_is_noticed(hub: Hub, repo: Repo, tmp_path: Path) -> None:
    with RunningMirror(hub.endpoint, tmp_path / "mirror", change=aged) as mirror:
        before = repo.head.id
        assert ask(mirror.endpoint, MODEL, method="HEAD").headers["x-repo-commit"] == before
        after = repo.commit({"README.md": b"new"}).id

        def said() -> set[str]:
            head = ask(mirror.endpoint, MODEL, method="HEAD").headers["x-repo-commit"]
            return {head, json.loads(ask(mirror.endpoint, "/api/models/org/name").body)["sha"]}

        wait_until(lambda: said() == {after})


# --- an upstream that is down -------------------------------------------------------------------


def test_what_was_kept_is_served_while_the_hub_is_down(
    hub: Hub, repo: Repo, weights: Path, tmp_path: Path
) -> None:
    api, small = "/api/models/org/name", "/org/name/resolve/main/README.md"
    with RunningMirror(hub.endpoint, tmp_path / "mirror", change=aged) as mirror:
        for path in (api, MODEL, small):
            follow(mirror.endpoint, path)
        hub.close()
        wait_until(lambda: ask(mirror.endpoint, api).headers["x-cache-status"] == "STALE")
        assert json.loads(ask(mirror.endpoint, api).body)["sha"] == repo.head.id
        assert ask(mirror.endpoint, MODEL).body == weights.read_bytes()
        # At an offset that nobody asked for as such.
        odd = ask(mirror.endpoint, MODEL, headers={"Range": f"bytes={SLICE + 3}-{SLICE + 9}"})
        assert odd.body == part(weights, SLICE + 3, 7)
        assert follow(mirror.endpoint, small).body == README
        gone = ask(mirror.endpoint, "/api/models/org/other")
        assert gone.status == 502
        assert hub.endpoint in gone.headers["x-error-message"]
        assert ask(mirror.endpoint, "/org/other/resolve/main/x").status == 502


# --- tokens -------------------------------------------------------------------------------------


@pytest.fixture
def gated(hub: Hub, weights: Path) -> Repo:
    hub.content.token("hf_ada", "ada")
    hub.content.token("hf_bob", "bob")
    files = {"model.safetensors": weights, "config.json": b'{"secret": 1}'}
    return hub.add("org/gated", files, about=About(gated="auto", readers=frozenset({"ada"})))


@pytest.mark.parametrize("revision", ["main", "commit"])
def test_who_may_not_read_a_gated_repo_is_given_nothing_of_it(
    hub: Hub, gated: Repo, mirror: RunningMirror, weights: Path, revision: str
) -> None:
    where = f"/org/gated/resolve/{'main' if revision == 'main' else gated.head.id}"
    big, small = f"{where}/model.safetensors", f"{where}/config.json"
    kept = ask(mirror.endpoint, small, headers=bearer("hf_ada")).headers["location"]
    assert ask(mirror.endpoint, kept, headers=bearer("hf_ada")).body == b'{"secret": 1}'
    for _ in range(2):
        assert ask(mirror.endpoint, big, headers=bearer("hf_ada")).body == weights.read_bytes()
    # Who may read it is asked each time; the bytes came once, and the CDN saw no token.
    assert len(hub.log.requests(Route.RESOLVE, file="model.safetensors")) == 2
    assert hub.log.sent(Route.BYTES) == SIZE
    assert hub.log.tokens(Host.CDN) == set()
    assert hub.log.tokens(Host.HUB) == {"Bearer hf_ada"}
    for path in (big, small, kept):
        for method in ("GET", "HEAD"):
            assert ask(mirror.endpoint, path, method=method).status == 401
            assert ask(mirror.endpoint, path, method=method, headers=bearer("hf_bob")).status == 403
            assert ask(mirror.endpoint, path, method=method, headers=bearer("hf_no")).status == 401
    # Nor by the name of an open repo, whose file with this hash there is none of.
    assert (
        ask(mirror.endpoint, "/org/name/resolve/main/../../../gated/resolve/main/config.json").status != 200
    )


def test_an_answer_to_a_token_is_not_kept(hub: Hub, gated: Repo, mirror: RunningMirror) -> None:
    for _ in range(2):
        whoami = ask(mirror.endpoint, "/api/whoami-v2", headers=bearer("hf_ada"))
        assert json.loads(whoami.body)["name"] == "ada"
    assert len(hub.log.requests(Route.WHOAMI)) == 2
    assert ask(mirror.endpoint, "/api/whoami-v2").status == 401
    assert json.loads(ask(mirror.endpoint, "/api/whoami-v2", headers=bearer("hf_bob")).body)["name"] == "bob"
    # Nor is a stranger's kept answer given to a token: a reader sees more of some repos.
    for _ in range(2):
        ask(mirror.endpoint, "/api/models/org/name")
    hub.log.clear()
    ask(mirror.endpoint, "/api/models/org/name", headers=bearer("hf_ada"))
    assert len(hub.log.requests(Route.INFO)) == 1


# --- who may use it -----------------------------------------------------------------------------


def test_a_login(hub: Hub, repo: Repo, tmp_path: Path) -> None:
    password = "open sesame: 芝麻开门"
    with RunningMirror(hub.endpoint, tmp_path / "mirror", user="ada", password=password) as mirror:
        paths = (
            MODEL,
            "/api/models/org/name",
            "/org/name/resolve/main/README.md",
            "/org/name/raw/main/README.md",
        )
        for path in paths:
            for wrong in ({}, basic("ada", "guess"), basic("bob", password), bearer("hf_ada")):
                reply = ask(mirror.endpoint, path, headers=wrong)
                assert (reply.status, "www-authenticate" in reply.headers) == (401, True)
        assert hub.log.requests() == ()
        for path in paths:
            assert ask(mirror.endpoint, path, headers=basic("ada", password)).status in {200, 307}
        assert hub.log.tokens() == set(), "the login is nobody's business but the mirror's"


def test_the_next_page_needs_no_second_login(hub: Hub, tmp_path: Path) -> None:
    """huggingface_hub asks for it by the address that it was given, not with its own login."""
    hub.settings = Settings(page_size=2)
    hub.add("org/many", {f"{number}.txt": b"x" for number in range(3)})
    tree = "/api/models/org/many/tree/main"
    with RunningMirror(hub.endpoint, tmp_path / "mirror", user="ada", password="pw") as mirror:
        first = ask(mirror.endpoint, tree, headers=basic("ada", "pw"))
        parts = urlsplit(first.headers["link"][1:].partition(">")[0])
        where = f"{parts.path}?{parts.query}"
        assert (parts.hostname, parts.port) == ("127.0.0.1", mirror.port)
        known = basic(parts.username or "", parts.password or "")
        assert ask(mirror.endpoint, where).status == 401
        for guess in (basic(parts.username or "", "guess"), basic(parts.username or "", "pw")):
            assert ask(mirror.endpoint, where, headers=guess).status == 401
        assert ask(mirror.endpoint, where, headers=known).status == 200
        # A listing is all that it opens.
        assert ask(mirror.endpoint, MODEL, headers=known).status == 401
        assert hub.log.tokens() == set()


@pytest.mark.parametrize(("allow", "status"), [(("127.0.0.0/8",), 200), (("10.0.0.0/8", "192.168.1.7"), 403)])
def test_an_address_list(hub: Hub, repo: Repo, tmp_path: Path, allow: tuple[str, ...], status: int) -> None:
    with RunningMirror(hub.endpoint, tmp_path / "mirror", allow=allow) as mirror:
        for path in (MODEL, "/api/models/org/name"):
            assert ask(mirror.endpoint, path).status == status
        assert bool(hub.log.requests()) == (status == 200)


def test_a_certificate(hub: Hub, repo: Repo, weights: Path, tmp_path: Path) -> None:
    authority = Authority(tmp_path / "authority")
    certificate, key = authority.files("DNS:mirror.lan", "IP:127.0.0.1")
    context = ssl.create_default_context(cafile=str(authority.file))
    with RunningMirror(
        hub.endpoint, tmp_path / "mirror", certificate=str(certificate), key=str(key)
    ) as mirror:
        assert mirror.endpoint == f"https://127.0.0.1:{mirror.port}"
        connection = http.client.HTTPSConnection("127.0.0.1", mirror.port, context=context, timeout=10)
        connection.request("GET", MODEL)
        assert connection.getresponse().read() == weights.read_bytes()
        connection.close()
        assert ask(f"http://127.0.0.1:{mirror.port}", MODEL).status == 400


# --- a hub on the Internet ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


def far_mirror(far: FarHub, folder: Path, ca_file: Path) -> RunningMirror:
    return RunningMirror(
        far.endpoint,
        folder,
        ca_file=str(ca_file),
        resolvers=("127.0.0.1",),
        change=lambda config: far.found_by(aged(config)),
    )


def small_file(reply: Reply) -> bool:
    return (reply.status, reply.body) == (200, README)


def test_names_and_certificates(
    hub: Hub, repo: Repo, authority: Authority, weights: Path, tmp_path: Path
) -> None:
    with FarHub(hub, authority) as far, far_mirror(far, tmp_path / "mirror", authority.file) as mirror:
        assert ask(mirror.endpoint, MODEL).body == weights.read_bytes()
        assert small_file(follow(mirror.endpoint, "/org/name/resolve/main/README.md"))
        assert {HUB, CDN} <= set(far.names.asked)
        assert not mirror.complaints()
        # Without a network there is no name server either, which nginx does not take for an upstream's fault.
        follow(mirror.endpoint, f"/org/name/resolve/{repo.head.id}/README.md")
        ask(mirror.endpoint, "/api/models/org/name")
        far.names.close()

        def answers() -> bool:
            assert ask(mirror.endpoint, "/api/models/org/name", timeout=30).status == 200
            assert ask(mirror.endpoint, MODEL, timeout=30).body == weights.read_bytes()
            assert small_file(follow(mirror.endpoint, "/org/name/resolve/main/README.md", timeout=30))
            return mirror.complaints().count("could not be resolved") > 1

        wait_until(answers)


def test_a_hub_with_somebody_elses_certificate_is_not_asked(
    hub: Hub, repo: Repo, authority: Authority, tmp_path: Path
) -> None:
    other = Authority(tmp_path / "other", "Somebody else")
    with FarHub(hub, authority) as far, far_mirror(far, tmp_path / "mirror", other.file) as mirror:
        assert ask(mirror.endpoint, MODEL).status == 502
        assert hub.log.requests() == ()
        assert "certificate verify error" in mirror.complaints()


@pytest.mark.parametrize("there", ["http://cdn.example.org", "https://127.0.0.1", "https://localhost"])
def test_a_hub_of_the_internet_sends_nobody_into_the_room(
    hub: Hub, repo: Repo, authority: Authority, tmp_path: Path, there: str
) -> None:
    with FarHub(hub, authority, cdn=there) as far, far_mirror(far, tmp_path / "m", authority.file) as mirror:
        assert ask(mirror.endpoint, MODEL).status == 502
        assert hub.log.requests(Route.BYTES) == ()
