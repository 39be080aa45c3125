"""Archiving one blob against a plain copy of it: copied, hashed, compared, on the disk.

From a volume in memory to the disk, with `shutil.copyfile` and `fsync`, and with `cp` and `sync`, in turns;
and between two places in memory, where the disk hides nothing: there hashing alone is told besides.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from hubkeep.engine.archive.one_pass import copy_blob

from tests.benchmarks.figures import Figure
from tests.engine.cache.laid import digest_of

_BLOCK = 64 << 20
_ROUNDS = 5


def measure(*, quick: bool = False) -> list[Figure]:
    """The rate of one pass beside a plain copy's."""
    size = (512 << 20) if quick else (2 << 30)
    with _folder("/dev/shm") as memory, _folder(None) as disk:
        block = os.urandom(_BLOCK)
        blob = memory / "blob"
        with blob.open("wb") as file:
            for number in range(size // _BLOCK):
                file.write(number.to_bytes(8, "big") + block[8:])
        with blob.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        assert digest != digest_of(block)
        ways: dict[str, Callable[[Path], None]] = {
            "copyfile": lambda target: _copyfile(blob, target),
            "cp": lambda target: _cp(blob, target),
            "ours": lambda target: _ours(blob, target, digest),
        }
        to_disk = _rates(ways, disk / "copy", size)
        in_memory = _rates(ways, memory / "copy", size)
        began = time.perf_counter()
        with blob.open("rb") as file:
            hashlib.file_digest(file, "sha256")
        hashing = size / (time.perf_counter() - began)
    peer = max(to_disk["copyfile"], to_disk["cp"])
    share = to_disk["ours"] / peer
    return [
        Figure(
            f"archive {size / (1 << 30):.3g} GiB from memory to the disk: one pass, hashed and flushed",
            f"copyfile and fsync {to_disk['copyfile'] / 1e9:.2f} GB/s, cp and sync {to_disk['cp'] / 1e9:.2f}",
            f"{to_disk['ours'] / 1e9:.2f} GB/s",
            share,
            "≥ 0.90 of the plain copy",
            share >= 0.90,
        ),
        Figure(
            "the same from memory to memory",
            f"copyfile {in_memory['copyfile'] / 1e9:.2f} GB/s, hashing alone {hashing / 1e9:.2f}",
            f"{in_memory['ours'] / 1e9:.2f} GB/s",
            in_memory["ours"] / 1e9,
            "≥ 0.8 GB/s",
            in_memory["ours"] >= 0.8e9,
        ),
    ]


@contextlib.contextmanager
def _folder(parent: str | None) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="hubkeep-bench-", dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _rates(ways: dict[str, Callable[[Path], None]], target: Path, size: int) -> dict[str, float]:
    """The median rate of each, in bytes a second; in turns, since a machine is never quite idle."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(_ROUNDS):
        for name, way in ways.items():
            began = time.perf_counter()
            way(target)
            taken[name].append(time.perf_counter() - began)
            target.unlink()
    return {name: size / statistics.median(seconds) for name, seconds in taken.items()}


def _copyfile(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
    with target.open("rb+") as file:
        os.fsync(file.fileno())


def _cp(source: Path, target: Path) -> None:
    subprocess.run(["cp", "--reflink=never", source, target], check=True)
    subprocess.run(["sync", target], check=True)


def _ours(source: Path, target: Path, digest: str) -> None:
    seen = copy_blob(source, target, digest, lambda count: None, lambda: None)
    assert seen.named == digest


if __name__ == "__main__":
    for figure in measure():
        print(figure)
