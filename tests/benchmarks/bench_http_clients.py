"""Which HTTP client moves bulk bytes best: a file from nginx on this machine into memory.

The others' packages are no dependencies of ours; they are installed for the measurement.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.figures import Figure, users_environment
from tests.hub.server import Hub
from tests.peers.nginx import Origin

OTHERS = ("pycurl", "httpx2", "aiohttp", "niquests")
_SCRIPT = Path(__file__).with_name("http_clients.py")
_ROUNDS = 5


def measure(*, quick: bool = False) -> list[Figure]:
    """On one connection, and on eight."""
    size = (256 << 20) if quick else (1 << 30)
    base = Path(tempfile.mkdtemp(prefix="hubkeep-bench-", dir="/dev/shm"))
    try:
        source = base / "source"
        with source.open("wb") as file:
            for _ in range(size >> 20):
                file.write(os.urandom(1 << 20))
        with others() as python, Hub() as hub:
            hub.add("bench/clients", {"model.safetensors": source})
            with Origin(hub) as origin:
                url = f"{origin.endpoint}/bench/clients/resolve/main/model.safetensors"
                return [_figure(url, size, connections, base, python) for connections in (1, 8)]
    finally:
        shutil.rmtree(base)


@contextmanager
def others() -> Iterator[Path]:
    """A Python that has the other clients."""
    with tempfile.TemporaryDirectory(prefix="hubkeep-clients-") as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder, "bin", "python")
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *OTHERS]
        subprocess.run(install, check=True)
        yield python


def _figure(url: str, size: int, connections: int, base: Path, python: Path) -> Figure:
    rates: dict[str, list[float]] = {}
    cpu: dict[str, list[float]] = {}
    for _ in range(_ROUNDS):  # in turns: a machine is never quite idle
        for name in ("hubkeep", *OTHERS):
            path = base / name
            command = [sys.executable if name == "hubkeep" else python, _SCRIPT, name, url]
            command += [str(size), str(connections), path]
            ran = subprocess.run(command, env=users_environment(), capture_output=True, check=True)
            said = json.loads(ran.stdout)
            rates.setdefault(name, []).append(size / said["seconds"])
            cpu.setdefault(name, []).append(said["cpu"])
            path.unlink()
    rate = {name: statistics.median(each) for name, each in rates.items()}
    spent = {name: statistics.median(each) for name, each in cpu.items()}
    said = {name: f"{rate[name] / 2**20:.0f} MiB/s ({spent[name]:.2f} CPU s)" for name in rate}
    # On a machine with other work the CPU time says more than the clock.
    ratio = spent["hubkeep"] / min(spent[name] for name in OTHERS)
    many = "one connection" if connections == 1 else f"{connections} connections"
    return Figure(
        f"{size >> 20:,} MiB from nginx into memory, {many}, by HTTP client alone",
        ", ".join(f"{name} {said[name]}" for name in OTHERS),
        said["hubkeep"],
        ratio,
        "≤ 1.00 of the least CPU s",
        ratio <= 1,
    )


if __name__ == "__main__":
    for figure in measure(quick="--quick" in sys.argv):
        print(figure)
