"""Killed (-9) at the steps that archiving and restoring take on the disk, once and again in the recovery, and
refused them by the system: every model loads, no byte is lost, nothing is left over."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("scenario", "step"),
    [
        ("archive", 13),
        ("restore", 13),
        ("archive-twice", 47),
        ("restore-twice", 47),
        ("archive-refused", 11),
        ("restore-refused", 11),
    ],
)
@pytest.mark.timeout(3600)
def test_at_many_steps(scenario: str, step: int, pytestconfig: pytest.Config) -> None:
    """At every single step: `make soak`."""
    if pytestconfig.getoption("--hypothesis-profile") == "soak":
        step = 7 if scenario.endswith("twice") else 1
    run = subprocess.run(
        [sys.executable, "-m", "tests.engine.archive.killed", scenario, str(step)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert int(run.stdout.split()[1]) >= 9
