"""`hubkeep get` killed without warning, at any moment, or the power gone: what comes in the end is right,
and little of it came twice."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hubkeep.engine.transfer.journal import Durable, Landed, decode

from tests.e2e.desk import MIB, Arrived, Desk, ended, sent, weights
from tests.hub.content import Repo
from tests.hub.faults import Slow
from tests.hub.server import Hub

SMALL = {f"shards/part-{number:02}.json": b'{"n": %d}' % number * 50 for number in range(12)}


@pytest.fixture
def desk(tmp_path: Path, hub: Hub) -> Desk:
    return Desk(tmp_path / "desk", hub)


def stocked(hub: Hub, tmp_path: Path, size: int) -> Repo:
    files = {"model.safetensors": weights(tmp_path / "weights", size), **SMALL}
    return hub.add("org/name", files)


def killed(desk: Desk, when: Callable[[], bool]) -> bool:
    """Starts a download and kills it as soon as `when`; whether it still ran."""
    process = desk.begin("org/name")
    try:
        while process.poll() is None and not when():
            time.sleep(0.001)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode in (0, -signal.SIGKILL)
    return process.returncode != 0


def test_killed_at_random_moments_of_one_download(
    hub: Hub, desk: Desk, tmp_path: Path, soaking: bool, arrived: Arrived
) -> None:
    """At a hundred moments: `make soak`."""
    kills, size = (100, 1024 * MIB) if soaking else (10, 128 * MIB)
    repo = stocked(hub, tmp_path, size)
    hub.faults.set(Slow(together=96 * MIB))
    chosen = random.Random() if soaking else random.Random(7)
    done = 0
    while done < kills:
        before = sent(hub)
        if chosen.random() < 0.3:
            until = time.monotonic() + chosen.uniform(0.05, 0.8)  # it starts, asks, opens
            came = killed(desk, lambda until=until: time.monotonic() > until)
        else:
            amount = int(chosen.uniform(0, 1.6 * size / kills))
            came = killed(desk, lambda goal=before + amount: sent(hub) > goal)
        if not came:
            break
        done += 1
    assert done > kills / 2
    desk.got("org/name")
    assert arrived(hub, desk, repo)
    wasted = sent(hub) - sum(entry.size for entry in repo.head.files.values())
    print(f"{done} kills, {wasted / MIB:.1f} MiB came twice")
    assert wasted < 4 * MIB * done


def test_killed_at_half_of_a_big_file(
    hub: Hub, desk: Desk, tmp_path: Path, soaking: bool, arrived: Arrived
) -> None:
    """At half of 1 GiB: `make soak`."""
    size = (1024 if soaking else 128) * MIB
    repo = stocked(hub, tmp_path, size)
    hub.faults.set(Slow(each=16 * MIB, together=100 * MIB))
    assert killed(desk, lambda: sent(hub) > size // 2)
    assert sent(hub) < 0.7 * size
    # The same job goes on, so its answer tells of both runs.
    assert desk.got("org/name")["downloaded"] == sum(entry.size for entry in repo.head.files.values())
    assert arrived(hub, desk, repo)
    wasted = sent(hub, "model.safetensors") - size
    print(f"{wasted / MIB:.1f} MiB came twice")
    assert wasted < 8 * MIB


def test_the_power_fails_before_all_was_on_the_disk(
    hub: Hub, desk: Desk, tmp_path: Path, arrived: Arrived
) -> None:
    size = 110 * MIB
    repo = stocked(hub, tmp_path, size)
    hub.faults.set(Slow(together=100 * MIB))
    assert killed(desk, lambda: sent(hub) > 95 * MIB)
    lost = lose_what_was_not_synced(desk.repo_folder(repo) / "blobs", repo)
    assert 0 < lost < 90 * MIB
    hub.faults.clear()
    desk.got("org/name")
    assert arrived(hub, desk, repo)
    assert lost < sent(hub, "model.safetensors") - size + MIB < lost + 9 * MIB


def lose_what_was_not_synced(blobs: Path, repo: Repo) -> int:
    """What the disk would hold: zeros where bytes had not reached it. How many there were."""
    entry = repo.head.files["model.safetensors"]
    (part,) = (each for each in blobs.iterdir() if each.stat().st_size == entry.size)
    (journal,) = (each for each in blobs.iterdir() if each != part and each.name.startswith(entry.etag))
    records = list(decode(journal.read_bytes()))
    synced = max((record.place for _, record in records if isinstance(record, Durable)), default=0)
    assert synced
    lost = 0
    with part.open("r+b") as file:
        for place, record in records:
            if isinstance(record, Landed) and place > synced:
                file.seek(record.start)
                file.write(bytes(record.length))
                lost += record.length
    return lost


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_it_says_so_and_goes_on(
    hub: Hub, desk: Desk, tmp_path: Path, how: signal.Signals, arrived: Arrived
) -> None:
    size = 48 * MIB
    repo = stocked(hub, tmp_path, size)
    hub.faults.set(Slow(together=48 * MIB))
    process = desk.begin("org/name")
    while sent(hub) < size // 2 and process.poll() is None:
        time.sleep(0.002)
    process.send_signal(how)
    ran = ended(process)
    assert (ran.status, len(ran.problems)) == (130, 1), ran
    assert "kept" in ran.err
    assert ran.data["interrupted"] is True
    hub.faults.clear()
    assert desk.got("org/name")["downloaded"] == sum(entry.size for entry in repo.head.files.values())
    assert arrived(hub, desk, repo)
    # What was in buffers on the way when it was interrupted, and no more.
    assert sent(hub, "model.safetensors") - size < 8 * MIB
