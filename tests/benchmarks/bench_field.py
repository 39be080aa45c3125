"""What people write of their lines, tried: a slow and shaky way to the origin, and a mirror that does well.

Articles tell of 80 to 200 KB/s from huggingface.co with one connection in seven failing, and of 2 to 5 MB/s
from a mirror, for a model of 1 GB. Here the rates are those, and the model is smaller, so that fifty tries
each take minutes: `hf download` direct, `hf download` with HF_ENDPOINT, and `hubkeep get` on auto after one
measurement. Tries run side by side, several at a time.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from tests.hub.client import environment
from tests.hub.server import Hub
from tests.peers.nginx import Origin
from tests.peers.shaped import Link, Shape

from .downloaders import HF, Downloader, Job, Ran
from .figures import Figure, users_environment

REPO = "field/model"
FILE = "model.safetensors"
SIZE = 4_500_000
"""Of the model; 1 GB is `SCALE` times as much."""
SCALE = round(1e9 / SIZE)
DIRECT = (80_000, 110_000, 140_000, 170_000, 200_000)
"""Bytes a second of a connection, line by line."""
MIRROR = (2_000_000, 3_000_000, 4_000_000, 5_000_000)
TRIES = 50
_SIDE_BY_SIDE = {"direct": 15, "mirror": 4}


def measure(*, quick: bool = False) -> Iterator[Figure]:
    """Fifty tries each; `quick`: five."""
    tries = 5 if quick else TRIES
    base = Path(tempfile.mkdtemp(prefix="hubkeep-field-", dir="/dev/shm"))
    try:
        data = random.Random(1).randbytes(SIZE)
        with ExitStack() as stack:
            hub = stack.enter_context(Hub())
            hub.add(REPO, {FILE: data, "config.json": b"{}"})
            origin = stack.enter_context(Origin(hub))
            direct = [
                stack.enter_context(Link(origin.port, Shape(each=rate, delay=0.1, break_every=7)))
                for rate in DIRECT
            ]
            mirrors = [
                stack.enter_context(Link(origin.port, Shape(each=rate, delay=0.02))) for rate in MIRROR
            ]
            sums = {FILE: hashlib.sha256(data).hexdigest()}
            slow = _tried(HF, base / "a", tries, "direct", lambda n: _job(direct[n % len(direct)], sums))
            quicker = _tried(HF, base / "b", tries, "mirror", lambda n: _job(mirrors[n % len(mirrors)], sums))
            homes = [
                _measured_home(base / f"home-{number}", [mirror, direct[number % len(direct)]])
                for number, mirror in enumerate(mirrors)
            ]
            ours = _tried(
                _hubkeep(homes), base / "c", tries, "mirror", lambda n: _job(mirrors[n % len(mirrors)], sums)
            )
        good = sum(ran.arrived for ran in ours)
        yield Figure(
            f"the field's lines, {tries} tries of 1/{SCALE} of a 1 GB model: median, p99, arrived",
            f"hf direct {_words(slow)}; hf with HF_ENDPOINT {_words(quicker)}",
            _words(ours),
            _median(ours) / _median(quicker),
            "no slower than HF_ENDPOINT, all arrive",
            good == tries and _median(ours) <= _median(quicker),
        )
    finally:
        shutil.rmtree(base)


def _job(link: Link, sums: dict[str, str]) -> Job:
    return Job(REPO, (link.endpoint,), sums)


def _tried(downloader: Downloader, base: Path, tries: int, line: str, job: Callable[[int], Job]) -> list[Ran]:
    with ThreadPoolExecutor(_SIDE_BY_SIDE[line]) as pool:
        return list(pool.map(lambda number: downloader.run(job(number), base / str(number)), range(tries)))


def _hubkeep(homes: Sequence[Path]) -> Downloader:
    """On auto: no endpoint is named. Each try has a home of its own, that has measured once."""
    turns = itertools.count()

    def command(job: Job, folder: Path) -> list[str | Path]:
        number = next(turns)
        home = folder / "home"
        shutil.copytree(homes[number % len(homes)], home)
        return [sys.executable, "-m", "hubkeep", "get", job.repo, "--cache", folder / "hub", "--home", home]

    def found(job: Job, folder: Path, path: str) -> Path:
        snapshots = folder / "hub" / f"models--{job.repo.replace('/', '--')}" / "snapshots"
        return next(snapshots.glob(f"*/{path}"), snapshots / path)

    return Downloader("hubkeep", command, found, {"HF_ENDPOINT": ""})


def _measured_home(home: Path, links: Sequence[Link]) -> Path:
    """A home that knows these mirrors, has measured them once, and leaves the choice to Hubkeep."""
    endpoints = [link.endpoint for link in links]
    for words in (
        *(["add", each] for each in endpoints),
        ["bench", *endpoints, "--repo", REPO],
        ["use", "auto"],
    ):
        command = [sys.executable, "-m", "hubkeep", "mirrors", *words, "--home", str(home)]
        subprocess.run(command, check=True, capture_output=True, env=_environ(home))
    return home


def _environ(home: Path) -> dict[str, str]:
    kept = users_environment()
    found = environment("http://127.0.0.1:9", home)
    found.pop("HF_ENDPOINT", None)
    return {name: value for name, value in found.items() if name in kept or name not in os.environ}


def _median(runs: Sequence[Ran]) -> float:
    return statistics.median(ran.seconds for ran in runs)


def _words(runs: Sequence[Ran]) -> str:
    last = statistics.quantiles([ran.seconds for ran in runs], n=100, method="inclusive")[-1]
    return f"{_median(runs):.1f} s, {last:.1f} s, {sum(ran.arrived for ran in runs)} of {len(runs)}"


if __name__ == "__main__":
    for figure in measure(quick="--quick" in sys.argv):
        verdict = "ok  " if figure.met else "MISS"
        print(f"{verdict} {figure.what}: {figure.ours} | {figure.peer} | {figure.aim}")
