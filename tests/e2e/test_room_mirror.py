"""A room's mirror as its people use it: the real `hf download` and `hubkeep get`, through the real nginx."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.e2e.desk import MIB, Desk, digest, hf_agrees, is_here, sent, source_digest, weights
from tests.engine.hub.test_keyring_access import in_session
from tests.engine.net.certificates import Authority
from tests.hub.client import ClientFailed, hf
from tests.hub.content import About, Repo
from tests.hub.messages import Route
from tests.hub.resident import Resident
from tests.hub.routes.context import Settings
from tests.hub.server import Hub
from tests.peers.room_mirror import RunningMirror

SIZE = 9 * MIB + 4321


def stocked(hub: Hub, tmp_path: Path, size: int = SIZE, **how: object) -> Repo:
    files: dict[str, bytes | Path] = {
        "model.safetensors": weights(tmp_path / "weights", size),
        "config.json": b"{}",
        "a folder/with space.txt": b"words\n" * 500,
        "empty.txt": b"",
    }
    return hub.add("org/name", files, **how)  # type: ignore[arg-type]


def downloaded(endpoint: str, home: Path, repo: Repo, **env: str) -> bool:
    """By the real `hf download`, every file right. Xet is as a user has it: on."""
    ran = hf(endpoint, home, ["download", "--quiet", repo.id], env=env)
    snapshot = Path(ran.stdout.strip())
    assert snapshot.name == repo.head.id
    for path, entry in repo.head.files.items():
        assert digest(snapshot / path) == source_digest(entry), path
    return True


def test_the_second_machine_costs_the_hub_nothing(
    hub: Hub, tmp_path: Path, soaking: bool, client: Resident
) -> None:
    """1 GiB: `make soak`, and the benchmark."""
    repo = stocked(hub, tmp_path, 1024 * MIB if soaking else 64 * MIB)
    size = sum(entry.size for entry in repo.head.files.values())
    with RunningMirror(hub.endpoint, tmp_path / "mirror") as mirror:
        assert downloaded(mirror.endpoint, tmp_path / "first", repo)
        assert sent(hub) == size
        hub.log.clear()
        second, third = Desk(tmp_path / "second", mirror.endpoint), tmp_path / "third"
        data = second.got(repo.id)
        assert data["sources"] == {mirror.endpoint: size}
        assert is_here(second, repo)
        assert downloaded(mirror.endpoint, third, repo)
        assert sent(hub) == 0
        assert hub.log.requests(Route.BYTES) == hub.log.requests(Route.RESOLVE_CACHE) == ()
        assert not mirror.complaints()
    assert hf_agrees(client, hub, second, repo)


def test_the_first_machine_may_be_hubkeeps(hub: Hub, tmp_path: Path) -> None:
    """It asks for pieces from everywhere at once; nothing comes twice for that."""
    repo = stocked(hub, tmp_path, 24 * MIB + 77)
    repo.commit({}, delete=["empty.txt"])  # which Hubkeep does not ask for: it knows what is in it
    size = sum(entry.size for entry in repo.head.files.values())
    with RunningMirror(hub.endpoint, tmp_path / "mirror") as mirror:
        first = Desk(tmp_path / "first", mirror.endpoint)
        first.got(repo.id, "--connections", "8")
        assert is_here(first, repo)
        assert sent(hub) == size
        # While the hub is away, who comes second has it all the same.
        hub.close()
        second = Desk(tmp_path / "second", mirror.endpoint)
        second.got(repo.id)
        assert is_here(second, repo)
        assert downloaded(mirror.endpoint, tmp_path / "third", repo)


def test_a_client_with_xet_stays_with_the_mirror(hub: Hub, tmp_path: Path) -> None:
    """huggingface_hub goes by what the listing says of Xet, and by what is said of the file."""
    repo = stocked(hub, tmp_path, xet=True)
    assert downloaded(hub.endpoint, tmp_path / "direct", repo)
    assert hub.log.requests(Route.XET_TOKEN), "it would use Xet"
    hub.log.clear()
    with RunningMirror(hub.endpoint, tmp_path / "mirror") as mirror:
        assert downloaded(mirror.endpoint, tmp_path / "first", repo)
        assert not hub.log.requests(Route.XET_TOKEN)
        assert hub.log.sent(Route.BYTES) == SIZE


def test_a_gated_repo(hub: Hub, tmp_path: Path) -> None:
    hub.content.token("hf_ada", "ada")
    hub.content.token("hf_bob", "bob")
    repo = stocked(hub, tmp_path, about=About(gated="auto", readers=frozenset({"ada"})))
    with RunningMirror(hub.endpoint, tmp_path / "mirror") as mirror:
        for name in ("one", "two"):
            assert downloaded(mirror.endpoint, tmp_path / name, repo, HF_TOKEN="hf_ada")
        assert hub.log.sent(Route.BYTES) == SIZE
        for number, env in enumerate(({}, {"HF_TOKEN": "hf_bob"})):
            with pytest.raises(ClientFailed, match="requires approval"):
                hf(mirror.endpoint, tmp_path / f"refused{number}", ["download", repo.id], env=env)
            ran = Desk(tmp_path / f"desk{number}", mirror.endpoint, env).get(repo.id)
            assert (ran.status, "accepted its terms" in ran.err) == (1, True)
        allowed = Desk(tmp_path / "desk", mirror.endpoint, {"HF_TOKEN": "hf_ada"})
        assert allowed.run("token", "allow", mirror.endpoint).status == 0
        allowed.got(repo.id)
        assert is_here(allowed, repo)
        assert hub.log.sent(Route.BYTES) == SIZE


def test_a_login(hub: Hub, tmp_path: Path) -> None:
    """huggingface_hub takes it from the address, Hubkeep from the keyring; listings of several pages too."""
    hub.settings = Settings(page_size=3)
    repo = stocked(hub, tmp_path)
    with RunningMirror(hub.endpoint, tmp_path / "mirror", user="ada", password="p:w %") as mirror:
        with_login = mirror.endpoint.replace("//", "//ada:p%3Aw%20%25@")
        # Its token is not sent along: one header can't hold both.
        assert downloaded(with_login, tmp_path / "first", repo, HF_TOKEN="hf_ada")
        assert hub.log.tokens() == set()
        with pytest.raises(ClientFailed, match="401"):
            hf(mirror.endpoint, tmp_path / "stranger", ["download", repo.id])
        hub.log.clear()
        hubkeep = f'"{sys.executable}" -m hubkeep --endpoint {mirror.endpoint}'
        script = f"""
            set -e
            echo "ada:p:w %" | {hubkeep} token set {mirror.endpoint} >"{tmp_path}/said"
            {hubkeep} --cache "{tmp_path}/hub" get {repo.id} --json
        """
        ran = in_session(tmp_path, ["sh", "-c", script])
        assert ran.returncode == 0, ran.stderr
        assert json.loads(ran.stdout)["sources"] == {
            mirror.endpoint: sum(entry.size for entry in repo.head.files.values())
        }
        assert hub.log.requests(Route.BYTES) == ()
        refused = Desk(tmp_path / "desk", mirror.endpoint).get(repo.id)
        assert refused.status == 1


def test_a_certificate_of_ones_own(hub: Hub, tmp_path: Path) -> None:
    authority = Authority(tmp_path / "authority")
    certificate, key = authority.files("IP:127.0.0.1")
    trusted = {"SSL_CERT_FILE": str(authority.file)}
    repo = stocked(hub, tmp_path)
    with RunningMirror(
        hub.endpoint, tmp_path / "mirror", certificate=str(certificate), key=str(key)
    ) as mirror:
        assert downloaded(mirror.endpoint, tmp_path / "first", repo, **trusted)
        desk = Desk(tmp_path / "desk", mirror.endpoint, trusted)
        desk.got(repo.id)
        assert is_here(desk, repo)
        assert hub.log.sent(Route.BYTES) == SIZE
        ran = Desk(tmp_path / "stranger", mirror.endpoint).get(repo.id)
        assert (ran.status, "certificate" in ran.err) == (1, True)
