"""Listing a cache: against a bare scandir + readlink + stat walk of the same tree in the same run."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from hubkeep.link.messages import OpenCache, RowsChanged, TotalsChanged
from hubkeep.link.protocol import ClientProtocol

from .figures import Figure, users_environment
from .peak_memory import PeakMemory
from .synthetic_cache import build

ROUNDS = 5


def walk(path: str) -> int:
    """The peer: every name below `path`, links read, files looked at. How many there are."""
    names = 0
    pending = [path]
    while pending:
        with os.scandir(pending.pop()) as entries:
            for entry in entries:
                names += 1
                if entry.is_symlink():
                    os.readlink(entry.path)
                elif entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)
                else:
                    entry.stat(follow_symlinks=False)
    return names


def walk_seconds(cache: Path) -> float:
    """The walk in a Python of its own, without that Python's start."""
    code = (
        "import sys, time; from tests.benchmarks.bench_listing import walk; began = time.perf_counter();"
        " walk(sys.argv[1]); print(time.perf_counter() - began)"
    )
    return float(subprocess.run([sys.executable, "-c", code, cache], capture_output=True, check=True).stdout)


class EngineRun:
    """One start of `hubkeep engine` on a cache, until all rows are true."""

    def __init__(self, cache: Path, home: Path) -> None:
        began = time.perf_counter()
        command = [sys.executable, "-m", "hubkeep", "--home", str(home), "--cache", str(cache), "engine"]
        self.first_rows = self.shown = self.ready = 0.0
        self.rows = 0
        environment = users_environment()
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            sampler = PeakMemory(process.pid)
            protocol = ClientProtocol()
            process.stdin.write(protocol.hello() + protocol.call(OpenCache(str(cache)))[1])
            process.stdin.flush()
            for line in process.stdout:
                message = protocol.receive(line.strip())
                now = time.perf_counter() - began
                if isinstance(message, RowsChanged) and message.rows:
                    self.first_rows = self.first_rows or now
                    self.rows += len(message.rows)
                elif isinstance(message, TotalsChanged):
                    if message.totals.phase == "ready":
                        self.ready = now
                        break
                    self.shown = self.shown or now
            self.peak = sampler.stop()
            process.stdin.close()
            process.stdout.read()


def scan_cache_dir(cache: Path) -> tuple[float, int]:
    """huggingface_hub's own listing: seconds of the call, and the process's peak memory."""
    code = (
        "import sys, time, json, resource; from huggingface_hub import scan_cache_dir;"
        " began = time.perf_counter(); scan_cache_dir(sys.argv[1]); took = time.perf_counter() - began;"
        " print(json.dumps([took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024]))"
    )
    done = subprocess.run([sys.executable, "-c", code, cache], capture_output=True, check=True)
    seconds, peak = json.loads(done.stdout)
    return seconds, peak


def measure(repos: int = 10_000, cache: Path | None = None, *, peer: bool = True) -> list[Figure]:
    """Cold and warm, `ROUNDS` times in turns with the walk; medians."""
    with tempfile.TemporaryDirectory() as folder:
        cache = cache or Path(folder, "hub")
        build(cache, repos)
        home = Path(folder, "home")
        walk_seconds(cache)  # the tree into the page cache, for everybody
        EngineRun(cache, home)  # and the bytecode onto the disk
        walks: list[float] = []
        cold: list[EngineRun] = []
        warm: list[EngineRun] = []
        for _ in range(ROUNDS):
            shutil.rmtree(home, ignore_errors=True)
            walks.append(walk_seconds(cache))
            cold.append(EngineRun(cache, home))
            walks.append(walk_seconds(cache))
            _wait_for_index(cache, home)
            warm.append(EngineRun(cache, home))
        bare = statistics.median(walks)
        theirs = scan_cache_dir(cache) if peer else None
    ready = statistics.median(run.ready for run in cold)
    peak = max(run.peak for run in cold)
    first = statistics.median(run.first_rows for run in warm)
    confirmed = statistics.median(run.ready - run.shown for run in warm)
    started = statistics.median(run.ready for run in warm)
    beside = f"walk {bare:.2f} s" + (f", scan_cache_dir {theirs[0]:.1f} s" if theirs else "")
    memory = f"scan_cache_dir {theirs[1] / 2**20:.0f} MiB" if theirs else "-"
    return [
        Figure(
            f"{repos:,} repos, nothing known: all rows, from the start of the process",
            beside,
            f"{ready:.2f} s",
            ready / bare,
            "≤ 1.00 of the walk",
            ready <= bare,
        ),
        Figure(
            "the same: memory of engine and workers together (PSS)",
            memory,
            f"{peak / 2**20:.0f} MiB",
            peak / 2**20 / 150,
            "≤ 150 MiB",
            peak <= 150 * 2**20,
        ),
        Figure(
            f"{repos:,} repos, known before: first rows, from the start of the process",
            "-",
            f"{first:.3f} s",
            first / 0.2,
            "≤ 0.2 s",
            first <= 0.2,
        ),
        Figure(
            "the same: all rows confirmed, from the last row shown",
            f"walk {bare:.2f} s",
            f"{confirmed:.3f} s ({started:.2f} s after the start)",
            confirmed / bare,
            "≤ 0.10 of the walk",
            confirmed <= bare / 10,
        ),
    ]


def _wait_for_index(cache: Path, home: Path) -> None:
    """The cold run was cut off at its last row; have the index written before the warm one."""
    command = [sys.executable, "-m", "hubkeep", "--home", str(home), "--cache", str(cache), "ls"]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
