"""A room's mirror: what the second machine's gigabyte costs the hub, and how long it takes.

The hub is behind a line of 50 MiB/s, as an office has one; the room's network is this machine.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.downloaders import HF, HUBKEEP, Downloader, Job
from tests.benchmarks.figures import Figure
from tests.hub.faults import Slow
from tests.hub.messages import Route
from tests.hub.server import Hub
from tests.hub.sources import sha256_of, source_of
from tests.peers.room_mirror import RunningMirror

_LINE = 50 << 20
_REPO = "bench/room"
_PATH = "model.safetensors"


def measure(*, quick: bool = False) -> list[Figure]:
    """For each program, with a mirror that has kept nothing yet."""
    size = (128 << 20) if quick else (1 << 30)
    base = Path(tempfile.mkdtemp(prefix="hubkeep-bench-", dir="/dev/shm"))
    try:
        source = base / "source"
        with source.open("wb") as file:
            for _ in range(size >> 20):
                file.write(os.urandom(1 << 20))
        with Hub() as hub:
            hub.add(_REPO, {_PATH: source})
            hub.faults.add(Slow(together=_LINE))
            return [_figure(hub, source, each, size, base / each.name) for each in (HF, HUBKEEP)]
    finally:
        shutil.rmtree(base)


def _figure(hub: Hub, source: Path, program: Downloader, size: int, base: Path) -> Figure:
    with RunningMirror(hub.endpoint, base / "mirror") as mirror:
        job = Job(_REPO, (mirror.endpoint,), {_PATH: sha256_of(source_of(source))})
        seconds, asked = [], []
        for name in ("first", "second"):
            hub.log.clear()
            ran = program.run(job, base / name)
            assert ran.arrived, ran.said
            seconds.append(ran.seconds)
            asked.append(hub.log.sent(Route.BYTES))
            shutil.rmtree(base / name)
    return Figure(
        f"{size >> 20:,} MiB by {program.name} on a room's second machine, hub at {_LINE >> 20} MiB/s",
        f"first machine {seconds[0]:.1f} s, {asked[0] / 2**20:,.0f} MiB from the hub",
        f"{seconds[1]:.1f} s, {asked[1]:,} bytes from the hub",
        asked[1] / size,
        "0 bytes from the hub",
        asked[1] == 0,
    )


if __name__ == "__main__":
    for figure in measure(quick="--quick" in sys.argv):
        print(figure)
