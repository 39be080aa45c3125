"""Programs started here never outlive whoever started them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psutil

from tests.peers.tied import Tied
from tests.waiting import wait_until

FAMILY = """
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(os.getpid(), child.pid, flush=True)
time.sleep(600)
"""
STARTER = """
import sys, time
from pathlib import Path
from tests.peers.tied import Tied
Tied([sys.executable, "-c", sys.argv[2]], Path(sys.argv[1]))
time.sleep(600)
"""


def family(tied_said: Path) -> list[psutil.Process]:
    """The program and its child, as soon as it has said who they are."""
    wait_until(lambda: tied_said.is_file() and tied_said.read_text().endswith("\n"))
    return [psutil.Process(int(word)) for word in tied_said.read_text().split()]


def gone(processes: list[psutil.Process]) -> bool:
    return not any(each.is_running() and each.status() != psutil.STATUS_ZOMBIE for each in processes)


def test_closing_ends_the_program_and_its_children(tmp_path: Path) -> None:
    with Tied([sys.executable, "-c", FAMILY], tmp_path) as tied:
        members = family(tied.said)
        assert tied.running
    wait_until(lambda: gone(members))
    assert not tied.running


def test_a_kill_of_the_starter_ends_them_too(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", STARTER, tmp_path, FAMILY]) as starter:
        members = family(tmp_path / "said.log")
        starter.kill()
    wait_until(lambda: gone(members))


def test_a_program_that_does_not_want_to_end_is_ended(tmp_path: Path) -> None:
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + FAMILY
    with Tied([sys.executable, "-c", deaf], tmp_path) as tied:
        members = family(tied.said)
    wait_until(lambda: gone(members))


def test_what_ends_by_itself_is_known_to_have_ended(tmp_path: Path) -> None:
    with Tied([sys.executable, "-c", "print('done')"], tmp_path) as tied:
        wait_until(lambda: not tied.running)
        assert tied.words() == "done\n"
