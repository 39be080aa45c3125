"""The programs that race: what each is called with, and where it leaves a file."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.hub.client import environment

from .figures import users_environment
from .peak_memory import PeakMemory

TOO_LONG = 150.0
"""Seconds after which a download is given up."""
GIVEN_UP = -signal.SIGKILL
"""The status of one that was."""


@dataclass(frozen=True)
class Job:
    """A repo, where it can be had, and what its files must be."""

    repo: str
    endpoints: tuple[str, ...]
    """The best first."""
    sha256: Mapping[str, str]
    """By path in the repo."""


@dataclass(frozen=True)
class Ran:
    """How a download went."""

    status: int
    seconds: float
    right: bool
    """Whether every file is there and has the bytes it must have."""
    peak: int = 0
    """Bytes of memory, where they were asked for."""
    said: str = ""

    @property
    def arrived(self) -> bool:
        return self.status == 0 and self.right


@dataclass(frozen=True)
class Downloader:
    """A program. `command` takes the job and an empty folder; `found` is where a file then lies."""

    name: str
    command: Callable[[Job, Path], Sequence[str | Path]]
    found: Callable[[Job, Path, str], Path]
    variables: Mapping[str, str] = field(default_factory=dict)

    def start(self, job: Job, folder: Path) -> subprocess.Popen[bytes]:
        """The running program, in a session of its own; its words go to a file in `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        kept = users_environment()
        variables = {
            name: value
            for name, value in environment(job.endpoints[0], folder).items()
            if name in kept or name not in os.environ
        }
        with (folder / "said.log").open("ab") as said:
            return subprocess.Popen(
                [str(word) for word in self.command(job, folder)],
                env={**variables, **self.variables},
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )

    def run(self, job: Job, folder: Path, *, memory: bool = False) -> Ran:
        """From start to end. What was in `folder` before is gone on with; the caller removes it."""
        began = time.perf_counter()
        process = self.start(job, folder)
        try:
            sampler = PeakMemory(process.pid) if memory else None
            try:
                status = process.wait(TOO_LONG)
            except subprocess.TimeoutExpired:
                status = GIVEN_UP
            seconds = time.perf_counter() - began
            peak = sampler.stop() if sampler else 0
        finally:
            end(process)
        words = (folder / "said.log").read_text("utf-8", "replace")
        return Ran(status, seconds, self.right(job, folder), peak, words)

    def right(self, job: Job, folder: Path) -> bool:
        """Whether all files of the job are there, byte by byte."""
        for path, sha256 in job.sha256.items():
            place = self.found(job, folder, path)
            if not place.is_file():
                return False
            with place.open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                    return False
        return True


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill it and whatever it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _hubkeep(job: Job, folder: Path) -> list[str | Path]:
    command: list[str | Path] = [sys.executable, "-m", "hubkeep", "get", job.repo, "--json"]
    for endpoint in job.endpoints:
        command += ["--endpoint", endpoint]
    return [*command, "--cache", folder / "hub", "--home", folder / "home"]


def _hf(job: Job, folder: Path) -> list[str | Path]:
    return [Path(sys.executable).with_name("hf"), "download", "--quiet", job.repo]


def _in_cache(job: Job, folder: Path, path: str) -> Path:
    snapshots = folder / "hub" / f"models--{job.repo.replace('/', '--')}" / "snapshots"
    return next(snapshots.glob(f"*/{path}"), snapshots / path)


def _aria2c(*more: str, check: bool) -> Callable[[Job, Path], Sequence[str | Path]]:
    """A file by all connections it may have, many files side by side. It knows hashes only where told."""

    def command(job: Job, folder: Path) -> list[str | Path]:
        lines = []
        for path, sha256 in job.sha256.items():
            lines.append("\t".join(f"{each}/{job.repo}/resolve/main/{path}" for each in job.endpoints))
            lines.append(f"  out={path}")
            lines += [f"  checksum=sha-256={sha256}"] if check else []
        (folder / "urls").write_text("\n".join(lines) + "\n", "utf-8")
        options = [
            "-q",
            "-x16",
            "-s16",
            "-j16",
            "-k1M",
            "--file-allocation=none",
            "--timeout=10",
            "--continue",
        ]
        return [shutil.which("aria2c") or "aria2c", *options, *more, "-d", folder, "-i", folder / "urls"]

    return command


HUBKEEP = Downloader("hubkeep", _hubkeep, _in_cache)
HF = Downloader("hf", _hf, _in_cache, {"HF_HUB_DISABLE_XET": "1"})
ARIA2C = Downloader("aria2c", _aria2c(check=False), lambda job, folder, path: folder / path)
ARIA2C_CHECKING = Downloader(
    "aria2c --checksum", _aria2c(check=True), lambda job, folder, path: folder / path
)
ARIA2C_SAVING = Downloader(
    "aria2c saving each second",
    _aria2c("--auto-save-interval=1", check=False),
    lambda job, folder, path: folder / path,
)
