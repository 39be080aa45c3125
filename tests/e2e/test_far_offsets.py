"""A file of more than 50 GB: it comes, by HTTP, from where it had got to, and every number is right.

An earlier run brought all of it but 8 MiB around the offsets where numbers grow too large. To hash the
whole takes a minute each time: `make soak` waits for it, and lets the real client look.
"""

from __future__ import annotations

import signal
from pathlib import Path

import psutil
import pytest
from hubkeep.engine.transfer.part import landed_before, seed

from tests.e2e.desk import Desk, ended, has_arrived, sent
from tests.hub.client import hf
from tests.hub.content import Repo
from tests.hub.far import (
    AMOUNT,
    GB,
    MIB,
    SHA256,
    SIZE,
    WINDOWS,
    ZEROS,
    empty,
    far_file,
    on_disk,
    window_bytes,
    windows_of,
)
from tests.hub.messages import Route
from tests.hub.resident import Resident
from tests.hub.server import Hub
from tests.waiting import wait_until

CONFIG = b"{}\n"
TOTAL = SIZE + len(CONFIG)


@pytest.fixture
def repo(hub: Hub, tmp_path: Path) -> Repo:
    return hub.add("org/far", {"model.safetensors": far_file(tmp_path / "far"), "config.json": CONFIG})


@pytest.fixture
def desk(tmp_path: Path, hub: Hub, repo: Repo) -> Desk:
    """Where an earlier run was ended."""
    desk = Desk(tmp_path / "desk", hub)
    part, journal = growing(desk, repo)
    part.parent.mkdir(parents=True)
    seed(journal, digest=SHA256, size=SIZE, good=ZEROS)
    empty(part)
    return desk


def growing(desk: Desk, repo: Repo) -> tuple[Path, Path]:
    """The part file and its journal."""
    blobs = desk.repo_folder(repo) / "blobs"
    return blobs / f"{SHA256}.hubkeep-part", blobs / f"{SHA256}.hubkeep-journal"


def all_but_hashed(desk: Desk, repo: Repo) -> None:
    """Runs `get` until every byte is there, and interrupts it while it hashes them."""
    part, journal = growing(desk, repo)
    process = desk.begin(repo.id)
    try:
        wait_until(lambda: landed_before(journal, digest=SHA256, size=SIZE) == SIZE, 20)
        wait_until(part.with_name(repo.head.files["config.json"].etag).exists)
        opened = psutil.Process(process.pid).open_files
        wait_until(lambda: str(part) in [each.path for each in opened()], what="it reads the part file")
    finally:
        process.send_signal(signal.SIGINT)
        ran = ended(process)
    assert (ran.status, ran.data["interrupted"]) == (130, True), ran


def test_what_is_missing_of_it_comes_and_nothing_else(
    hub: Hub, desk: Desk, repo: Repo, tmp_path: Path, soaking: bool
) -> None:
    part, journal = growing(desk, repo)
    assert desk.get(repo.id, "--dry-run").data["bytes"] == TOTAL
    all_but_hashed(desk, repo)
    assert windows_of(part) == window_bytes()
    assert part.stat().st_size == SIZE
    assert on_disk(part) < 2 * AMOUNT, "nobody wrote a zero"
    assert not part.with_name(SHA256).exists(), "it has its name before it was hashed"
    # What was missing and nothing else; of a connection that is slow to end, perhaps twice.
    assert AMOUNT <= sent(hub, "model.safetensors") < AMOUNT + 2 * MIB
    asked = sorted(
        tuple(map(int, each.range.removeprefix("bytes=").split("-")))
        for each in hub.log.requests(Route.BYTES, file="model.safetensors")
        if each.range
    )
    assert all(any(low <= start and end < high for low, high in WINDOWS) for start, end in asked)
    (job,) = desk.run("jobs", "--json").data["jobs"]
    assert (job["done"], job["total"]) == (TOTAL, TOTAL)

    hub.log.clear()
    all_but_hashed(desk, repo)
    assert sent(hub, "model.safetensors") == 0
    assert windows_of(part) == window_bytes()
    assert landed_before(journal, digest=SHA256, size=SIZE) == SIZE

    if soaking:
        data = ended(desk.begin(repo.id), within=900.0).data
        assert (data["bytes"], data["downloaded"] + data["reused"]) == (TOTAL, TOTAL)
        assert sent(hub, "model.safetensors") == 0
        with Resident(tmp_path / "client", patience=900.0) as client:
            assert has_arrived(client, hub, desk, repo)


def test_the_real_client_refuses_it_by_http(hub: Hub, desk: Desk, repo: Repo, tmp_path: Path) -> None:
    """That is why it matters here."""
    ran = hf(
        hub,
        tmp_path / "theirs",
        ["download", repo.id, "model.safetensors"],
        env={"HF_HUB_DISABLE_XET": "1"},
        status=1,
    )
    assert "too large" in ran.stdout + ran.stderr
    assert SIZE > 50 * GB
