"""Two programs that fetch the same at the same time, on one cache."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.e2e.desk import MIB, Arrived, Desk, ended, sent, weights
from tests.hub import faults
from tests.hub.client import environment
from tests.hub.content import Repo
from tests.hub.messages import Route
from tests.hub.server import Hub
from tests.waiting import wait_until

SIZE = 24 * MIB + 321
TAIL = 2 * MIB
"""What a connection that is slow to end was asked for, another one may fetch as well: a busy machine makes
it slow. Two that both fetch a file would ask for all of it twice."""


@pytest.fixture
def repo(hub: Hub, tmp_path: Path) -> Repo:
    files = {
        "model.safetensors": weights(tmp_path / "weights", SIZE),
        "second.safetensors": weights(tmp_path / "second", SIZE // 2),
        **{f"small/{number:02}.json": b'{"n": %d}' % number for number in range(30)},
    }
    return hub.add("org/name", files)


@pytest.fixture
def desk(tmp_path: Path, hub: Hub) -> Desk:
    return Desk(tmp_path / "desk", hub)


def total(repo: Repo) -> int:
    return sum(entry.size for entry in repo.head.files.values())


def test_two_of_ours_share_a_home(hub: Hub, desk: Desk, repo: Repo, arrived: Arrived) -> None:
    """One runs the job, the other waits for it and says the same."""
    hub.faults.set(faults.Slow(together=24 * MIB))
    both = [desk.begin("org/name") for _ in range(2)]
    ran = [ended(each) for each in both]
    assert [each.status for each in ran] == [0, 0], ran
    assert ran[0].data["commit"] == ran[1].data["commit"] == repo.head.id
    assert arrived(hub, desk, repo)
    assert total(repo) <= sent(hub) < total(repo) + TAIL


def test_the_one_that_runs_it_is_killed(hub: Hub, desk: Desk, repo: Repo, arrived: Arrived) -> None:
    """The other, which waited, goes on."""
    hub.faults.set(faults.Slow(together=16 * MIB))
    first = desk.begin("org/name")
    wait_until(lambda: sent(hub) > 4 * MIB)
    second = desk.begin("org/name")
    wait_until(lambda: sent(hub) > 16 * MIB)
    first.kill()
    first.communicate()
    hub.faults.clear()
    ran = ended(second)
    assert ran.status == 0, ran
    assert arrived(hub, desk, repo)
    assert sent(hub) - total(repo) < 8 * MIB


def test_two_of_ours_with_homes_of_their_own(
    hub: Hub, desk: Desk, repo: Repo, tmp_path: Path, arrived: Arrived
) -> None:
    """They know of each other only by the cache's locks."""
    hub.faults.set(faults.Slow(together=24 * MIB))
    other = Desk(tmp_path / "other", hub, {"HF_HUB_CACHE": str(desk.cache)})
    ran = [ended(each) for each in (desk.begin("org/name"), other.begin("org/name"))]
    assert [each.status for each in ran] == [0, 0], ran
    assert arrived(hub, desk, repo)
    # Each file was fetched by one of the two: small ones may be asked for by both at once.
    assert SIZE <= sent(hub, "model.safetensors") < SIZE + TAIL
    assert SIZE // 2 <= sent(hub, "second.safetensors") < SIZE // 2 + TAIL
    small = total(repo) - SIZE - SIZE // 2
    assert total(repo) <= sum(each.data["downloaded"] for each in ran) <= total(repo) + small


@pytest.mark.parametrize("first", ["ours", "theirs"])
def test_one_of_ours_beside_the_real_client(
    hub: Hub, desk: Desk, repo: Repo, first: str, arrived: Arrived
) -> None:
    hub.faults.set(faults.Slow(together=16 * MIB))
    if first == "ours":
        ours = desk.begin("org/name")
        wait_until(lambda: sent(hub) > MIB)
        theirs = download(hub, desk)
    else:
        theirs = download(hub, desk)
        wait_until(lambda: sent(hub) > MIB)
        ours = desk.begin("org/name")
    ran = ended(ours)
    out, err = theirs.communicate(timeout=60)
    assert ran.status == 0, ran
    assert theirs.returncode == 0, (out, err)
    assert arrived(hub, desk, repo)
    assert SIZE <= sent(hub, "model.safetensors") < SIZE + TAIL


def download(hub: Hub, desk: Desk) -> subprocess.Popen[bytes]:
    """`hf download`, begun."""
    program = "import sys; from huggingface_hub.cli.hf import main; sys.exit(main())"
    return subprocess.Popen(
        [sys.executable, "-c", program, "download", "org/name"],
        env=environment(hub, desk.user) | {"HF_HUB_CACHE": str(desk.cache), "HF_HUB_DISABLE_XET": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_the_real_client_goes_on_where_ours_was_killed(
    hub: Hub, desk: Desk, repo: Repo, arrived: Arrived
) -> None:
    """What ours left does not disturb it, nor what it writes ours."""
    hub.faults.set(faults.Slow(together=16 * MIB))
    process = desk.begin("org/name")
    wait_until(lambda: sent(hub) > 8 * MIB)
    process.kill()
    process.communicate()
    hub.faults.clear()
    theirs = download(hub, desk)
    out, err = theirs.communicate(timeout=60)
    assert theirs.returncode == 0, (out, err)
    before = len(hub.log.requests(Route.BYTES))
    began = time.monotonic()
    desk.got("org/name")
    assert time.monotonic() - began < 20
    assert len(hub.log.requests(Route.BYTES)) == before
    assert arrived(hub, desk, repo)
