"""`hubkeep archive --to s3://…` as scripts run it, against Ceph's gateway, from two machines."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.command import Machine
from tests.engine.archive.buckets import new_bucket
from tests.engine.cache.laid import lay, settle
from tests.peers.radosgw import Radosgw

BIG = "models--acme--big"
WEIGHTS = os.urandom(3 << 20)


@pytest.fixture(scope="module")
def server() -> Iterator[Radosgw]:
    with Radosgw() as running:
        yield running


@pytest.fixture
def keys(server: Radosgw) -> dict[str, str | None]:
    return {"AWS_ACCESS_KEY_ID": server.keys.id, "AWS_SECRET_ACCESS_KEY": server.keys.secret}


def machine_at(folder: Path) -> Machine:
    folder.mkdir()
    return Machine(folder)


def loaded_by_the_real_client(machine: Machine) -> bytes:
    """The weights as `huggingface_hub` finds them, offline."""
    code = (
        "import sys, huggingface_hub\n"
        "path = huggingface_hub.hf_hub_download('acme/big', 'model.safetensors')\n"
        "sys.stdout.buffer.write(open(path, 'rb').read())"
    )
    environment = {**machine.environment, "HF_HUB_OFFLINE": "1"}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=False)
    assert run.returncode == 0, run.stderr.decode()
    return run.stdout


def test_a_repo_goes_to_a_bucket_and_another_machine_takes_it_up(
    server: Radosgw, keys: dict[str, str | None], tmp_path: Path
) -> None:
    first, second = machine_at(tmp_path / "first"), machine_at(tmp_path / "second")
    lay(first.cache, BIG, {"config.json": b"{}", "model.safetensors": WEIGHTS})
    settle(first.cache)
    bucket = new_bucket(server)
    to = ("s3://" + bucket.name + "/kept", "--s3-endpoint", server.endpoint)

    refused = first.run("archive", "acme/big", "--to", *to, env={**keys, "AWS_SECRET_ACCESS_KEY": "wrong"})
    assert refused.status == 1
    assert "the secret that belongs to it is another one" in refused.problems[0]

    ran = first.run("archive", "acme/big", "--to", *to, "--json", env=keys)
    assert (ran.status, ran.err, ran.data["moved"]) == (0, "", len(WEIGHTS))
    assert ran.data["archive"] == f"s3://{bucket.name}/kept?endpoint={server.endpoint}"
    [row] = first.run("ls", "--json").data["repos"]
    assert (row["id"], row["state"]) == ("acme/big", "archived")

    # What the second one is told: it asks for the same bucket, and has nothing but its keys.
    second.cache.mkdir()
    ran = second.run("adopt", ran.data["archive"], "--json", env=keys)
    assert (ran.status, ran.err) == (0, "")
    ran = second.run("restore", "acme/big", "--json", env=keys)
    assert (ran.status, ran.err, ran.data["moved"]) == (0, "", len(WEIGHTS))
    assert loaded_by_the_real_client(second) == WEIGHTS

    assert first.run("restore", "acme/big", env=keys).status == 0
    assert loaded_by_the_real_client(first) == WEIGHTS
    secret = server.keys.secret.encode()
    for machine in (first, second):
        files = [path for path in machine.base.rglob("*") if path.is_file() and not path.is_symlink()]
        assert not [path for path in files if secret in path.read_bytes()]
