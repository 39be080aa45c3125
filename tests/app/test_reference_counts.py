"""Some builds of PySide6 drop references when a signal carries a bool; this would notice such a build.

In a process of its own: an interpreter whose True has been freed aborts.
"""

from __future__ import annotations

import subprocess
import sys

EMITS = """
import sys
from PySide6.QtCore import QObject, Signal

class Sender(QObject):
    said = Signal(bool)
    told = Signal(object)
    counted = Signal(int)

heard = [0]
def hear(value):
    heard[0] += 1

sender = Sender()
for signal in (sender.said, sender.told, sender.counted):
    signal.connect(hear)

class Token: pass
token, number = Token(), 1_000_003
watched = {"True": True, "False": False, "None": None, "an object": token, "an int": number}
before = {name: sys.getrefcount(value) for name, value in watched.items()}
for _ in range(100):
    sender.said.emit(True)
    sender.said.emit(False)
    sender.told.emit(token)
    sender.told.emit(None)
    sender.counted.emit(number)
drift = {name: sys.getrefcount(value) - before[name] for name, value in watched.items()}
assert heard[0] == 500, heard
print({name: by for name, by in drift.items() if abs(by) > 20})
"""


def test_a_hundred_emits_leave_every_count_as_it_was() -> None:
    run = subprocess.run(
        [sys.executable, "-c", EMITS], capture_output=True, encoding="utf-8", timeout=60, check=False
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "{}\n", "")


def test_a_count_that_drifts_would_be_seen() -> None:
    keeps = EMITS.replace("heard[0] += 1", "heard[0] += 1; kept.append(value)").replace(
        "heard =", "kept = []; heard ="
    )
    run = subprocess.run(
        [sys.executable, "-c", keeps], capture_output=True, encoding="utf-8", timeout=60, check=False
    )
    assert "'an object': 100" in run.stdout, run.stderr
