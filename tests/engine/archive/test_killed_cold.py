"""Freezing and thawing, killed or refused at many steps: see `killed_cold`."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("scenario", "step"),
    [
        ("freeze-cached", 13),
        ("freeze-archived", 14),
        ("thaw-cached", 13),
        ("thaw-archived", 12),
        ("freeze-cached-refused", 17),
        ("freeze-archived-refused", 18),
        ("thaw-archived-refused", 13),
    ],
)
def test_killed_or_refused_at_many_steps_it_goes_on(
    scenario: str, step: int, pytestconfig: pytest.Config
) -> None:
    """At every single step: `make soak`."""
    if pytestconfig.getoption("--hypothesis-profile") == "soak":
        step = 1
    command = [sys.executable, "-m", "tests.engine.archive.killed_cold", scenario, str(step), "2"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert int(run.stdout.split()[1]) >= 4
