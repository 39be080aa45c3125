"""Folders on two volumes, and processes that use files."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest


@pytest.fixture
def other_volume(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory: another device than `tmp_path`."""
    folder = Path(tempfile.mkdtemp(prefix="hubkeep-tests-", dir="/dev/shm"))
    assert os.stat(folder).st_dev != os.stat(tmp_path).st_dev
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def started() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts Python with a piece of code and arguments, and waits for the first line that it prints.

    The process lives until its stdin is closed, at the end of the test at the latest.
    """
    with contextlib.ExitStack() as stack:

        def start(code: str, *arguments: str, **options: object) -> subprocess.Popen[str]:
            code += "\nimport sys\nprint('ready', flush=True)\nsys.stdin.read()\n"
            process = subprocess.Popen(  # type: ignore[call-overload]
                [sys.executable, "-c", code, *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                **options,
            )
            stack.callback(_finish, process)
            assert process.stdout.readline() == "ready\n"
            return process

        yield start


def _finish(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.close()
    try:
        process.wait(10)
    finally:
        process.kill()
        process.stdout.close()
