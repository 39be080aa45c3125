"""Locks between processes: held by one, seen by others, gone with their holder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from hubkeep.engine.system.locks import ProcessLock, is_held

HOLD = """
import sys
from pathlib import Path
from hubkeep.engine.system.locks import ProcessLock
lock = ProcessLock(Path(sys.argv[1]))
assert lock.acquire()
"""
LOOK = """
import sys
from pathlib import Path
from hubkeep.engine.system.locks import is_held
is_held(Path(sys.argv[1]))
print("ready", flush=True)
while True:
    is_held(Path(sys.argv[1]))
"""


def test_another_process_is_seen_and_its_death_frees(
    tmp_path: Path, started: Callable[..., subprocess.Popen[str]]
) -> None:
    path = tmp_path / "locks" / "job.lock"
    assert not is_held(path)
    assert not path.exists()
    holder = started(HOLD, str(path))
    assert is_held(path)
    assert path.read_text() == f"{holder.pid}\n"
    lock = ProcessLock(path)
    assert not lock.acquire()
    assert not lock.held
    assert path.read_text() == f"{holder.pid}\n"
    holder.send_signal(signal.SIGKILL)
    holder.wait(10)
    assert not is_held(path)
    assert lock.acquire()
    lock.release()


def test_our_own_lock_is_not_another_ones(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with ProcessLock(path) as lock:
        assert lock.acquire()
        assert lock.acquire()
        assert lock.held
        assert path.read_text() == f"{os.getpid()}\n"
        assert not is_held(path)
        assert not ProcessLock(path).acquire()
    assert not lock.held
    lock.release()
    with ProcessLock(path) as again:
        assert again.acquire()


def test_looking_does_not_keep_anyone_from_taking_it(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    path.touch()
    command = [sys.executable, "-c", LOOK, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as looking:
        try:
            assert looking.stdout is not None
            assert looking.stdout.readline() == "ready\n"
            lock = ProcessLock(path)
            for _ in range(500):
                assert lock.acquire()
                lock.release()
        finally:
            looking.kill()
