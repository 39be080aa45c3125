"""The programs that the benchmarks race, on a small job: what is measured is what it should be."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.benchmarks.downloaders import ARIA2C, ARIA2C_CHECKING, HF, HUBKEEP, Downloader, Job
from tests.hub.server import Hub
from tests.peers.nginx import Origin

SIZE = 3 << 20


@pytest.fixture
def job(hub: Hub, tmp_path: Path) -> Iterator[Job]:
    """Two files, from an origin."""
    files = {"model.safetensors": os.urandom(SIZE), "second.bin": os.urandom(1000)}
    places = {path: tmp_path / path for path in files}
    for path, data in files.items():
        places[path].write_bytes(data)
    hub.add("org/name", places)
    with Origin(hub) as origin:
        sums = {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}
        yield Job("org/name", (origin.endpoint,), sums)


@pytest.mark.parametrize("downloader", [HF, ARIA2C, ARIA2C_CHECKING, HUBKEEP], ids=lambda each: each.name)
def test_each_fetches_the_right_files(job: Job, downloader: Downloader, tmp_path: Path) -> None:
    ran = downloader.run(job, tmp_path / "there", memory=True)
    assert (ran.status, ran.right) == (0, True), ran.said
    assert ran.arrived
    assert ran.seconds > 0
    other = Job(job.repo, job.endpoints, {"second.bin": "0" * 64})
    assert not downloader.right(other, tmp_path / "there")


def test_what_is_wrong_is_noticed_whether_the_program_did_or_not(hub: Hub, job: Job, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_bytes(bytes(SIZE))
    with Origin(hub, instead={"model.safetensors": wrong}) as liar:
        lied = Job(job.repo, (liar.endpoint,), job.sha256)
        for downloader, status in ((HF, 0), (ARIA2C, 0)):
            ran = downloader.run(lied, tmp_path / downloader.name)
            assert (ran.status, ran.right) == (status, False)
        for downloader in (ARIA2C_CHECKING, HUBKEEP):
            ran = downloader.run(lied, tmp_path / downloader.name)
            assert ran.status not in (0, -9)
            assert not ran.arrived
