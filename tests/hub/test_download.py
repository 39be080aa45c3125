"""Downloads by the real client: caches as it writes them, over Xet and without."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.hub.fixtures import hf
from tests.hub.messages import Host, Route
from tests.hub.models import Models
from tests.hub.server import Hub

SNAPSHOT = """
from huggingface_hub import snapshot_download
print(snapshot_download({repo!r}))
"""
NO_XET = {"HF_HUB_DISABLE_XET": "1"}


@pytest.mark.parametrize("xet", [True, False], ids=["xet", "plain"])
def test_a_snapshot_is_the_repo_and_verifies(hub: Hub, models: Models, hf_home: Path, xet: bool) -> None:
    repo = models.minilm.put(hub, xet=True)
    environment = {} if xet else NO_XET
    run = hf(hub, hf_home, SNAPSHOT.format(repo=repo.id), env=environment)
    snapshot = Path(run.stdout.strip())
    assert snapshot.name == repo.head.id
    for path, entry in repo.head.files.items():
        file = snapshot / path
        with entry.source.open() as source:
            assert file.read_bytes() == source.read(), path
    weights = repo.head.files["model.safetensors"]
    blob = snapshot.parents[1] / "blobs" / weights.sha256
    shared = hf_home / "hub" / "blobs" / weights.xet_hash[:2] / weights.xet_hash
    if xet:
        assert os.path.realpath(blob) == os.path.realpath(shared)
        assert (hf_home / "hub" / "blobs" / ".huggingface-shared-blobs").is_file()
        assert not hub.log.requests(Route.BYTES)
        assert len(hub.log.requests(Route.XET_TOKEN)) == 1
    else:
        assert blob.is_file()
        assert not blob.is_symlink()
        assert not shared.exists()
        (fetched,) = hub.log.requests(Route.BYTES)
        assert (fetched.host, fetched.sent, fetched.file) == (Host.CDN, weights.size, "model.safetensors")
    verified = hf(hub, hf_home, ["cache", "verify", repo.id], env=environment)
    assert f"Verified {len(repo.head.files)} file" in verified.stdout


def test_clients_share_the_xet_store_at_the_same_time(hub: Hub, models: Models, tmp_path: Path) -> None:
    import threading

    models.sharded.put(hub, xet=True)
    models.gguf.put(hub, xet=True)
    code = "from huggingface_hub import snapshot_download\n" + "\n".join(
        f"snapshot_download({each.repo_id!r})" for each in (models.sharded, models.gguf)
    )
    ended: list[int] = []

    def client(number: int) -> None:
        ended.append(hf(hub, tmp_path / str(number), code).returncode)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ended == [0, 0]
    assert not hub.log.requests(Route.BYTES)
    # The store takes more afterwards: nobody holds it.
    models.safetensors.put(hub, xet=True)


LATER = """
import json
from huggingface_hub import hf_hub_download, scan_cache_dir, snapshot_download
snapshot_download("hub-tests/tiny-llama", revision="refs/pr/1")
snapshot_download("hub-tests/numbered-sentences", repo_type="dataset", revision="v1.0")
snapshot_download("hub-tests/echo", repo_type="space")
snapshot_download("hub-tests/activation", repo_type="kernel")
try:
    hf_hub_download("hub-tests/tiny-llama", "adapter_config.json")
except Exception as error:
    print(type(error).__name__)
print(json.dumps({
    f"{repo.repo_type}/{repo.repo_id}": {each.commit_hash: sorted(each.refs) for each in repo.revisions}
    for repo in scan_cache_dir().repos
}))
"""


def test_revisions_types_and_missing_files(hub: Hub, models: Models, hf_home: Path) -> None:
    repo = models.safetensors.put(hub)
    dataset = models.dataset.put(hub)
    space, kernel = models.space.put(hub), models.kernel.put(hub)
    repo.ref("refs/pr/1")
    dataset.tag("v1.0")
    first = repo.head
    hf(hub, hf_home, SNAPSHOT.format(repo=repo.id))
    second = repo.commit({"config.json": b"{}"}, title="Begin anew")
    hf(hub, hf_home, SNAPSHOT.format(repo=repo.id))
    third = repo.commit({"config.json": b"[]"}, title="And again")
    hf(hub, hf_home, SNAPSHOT.format(repo=repo.id))

    error, cached = hf(hub, hf_home, LATER).stdout.splitlines()
    assert error == "RemoteEntryNotFoundError"
    assert json.loads(cached) == {
        f"model/{repo.id}": {first.id: ["refs/pr/1"], second.id: [], third.id: ["main"]},
        f"dataset/{dataset.id}": {dataset.head.id: ["v1.0"]},
        f"space/{space.id}": {space.head.id: ["main"]},
        f"kernel/{kernel.id}": {kernel.head.id: ["main"]},
    }
    folder = hf_home / "hub" / "models--hub-tests--tiny-llama"
    assert (folder / ".no_exist" / third.id / "adapter_config.json").is_file()


def test_nothing_is_fetched_from_a_hub_that_refuses(hub: Hub, models: Models, hf_home: Path) -> None:
    from tests.hub.faults import Refuse

    models.safetensors.put(hub)
    hub.faults.set(Refuse(503))
    code = "from huggingface_hub import model_info\nmodel_info('hub-tests/tiny-llama')"
    assert "503" in hf(hub, hf_home, code, status=1).stderr
