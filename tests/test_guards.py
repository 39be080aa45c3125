"""The guards can fail: each is given a test that deserves it, in a pytest of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from huggingface_hub import constants
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

ROOT = Path(__file__).parents[1]

TESTS = '''
import subprocess, sys, threading, time, warnings
import pytest
from PySide6.QtCore import QCoreApplication, QObject, QThread, QTimer, qDebug, qWarning
from PySide6.QtWidgets import QWidget

kept = []

def test_good_thread():
    thread = threading.Thread(target=time.sleep, args=(0.05,))
    thread.start()

def test_bad_thread():
    stop = threading.Event()
    kept.append(stop)
    threading.Thread(target=stop.wait, name="straggler", daemon=True).start()

def test_good_process():
    subprocess.run([sys.executable, "-c", ""], check=True)

def test_bad_process():
    kept.append(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]))

def test_bad_zombie():
    child = subprocess.Popen([sys.executable, "-c", "print(1)"], stdout=subprocess.PIPE)
    kept.append(child)
    child.stdout.read()
    child.stdout.close()

def test_good_timer(app):
    owner = QObject()
    timer = QTimer(owner)
    timer.start(10_000)
    kept.append(timer)
    owner.deleteLater()

def test_bad_timer(app):
    timer = QTimer()
    timer.start(10_000)
    kept.append(timer)

def test_good_qthread(app):
    thread = QThread()
    kept.append(thread)
    thread.start()
    thread.quit()
    assert thread.wait(5000)

def test_bad_qthread(app):
    thread = QThread()
    kept.append(thread)
    thread.start()

def test_good_qt_message(app):
    qDebug("only a remark")

def test_bad_qt_message(app):
    qWarning("something is odd")

def test_bad_qt_message_from_within(app):
    QObject().killTimer(12345)

def test_bad_warning():
    warnings.warn("careless")

def test_bad_unclosed_file(tmp_path):
    (tmp_path / "file").write_text("")
    open(tmp_path / "file")

def test_end(app):
    """Lets the others' leftovers go, so that this pytest ends well."""
    for each in kept:
        if isinstance(each, threading.Event):
            each.set()
        elif isinstance(each, QThread):
            each.quit()
            each.wait()
'''


def pytest_says(tmp_path: Path, source: str) -> str:
    """All that a pytest with this project's configuration and conftest says of a file holding `source`."""
    file = tmp_path / "test_inner.py"
    file.write_text(source, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT)]
    command += ["-p", "tests.conftest", "-p", "no:cacheprovider", "-o", "patience=0.3", "-v", str(file)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=100, check=False)
    return run.stdout + run.stderr


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, set[str]], str]:
    """The outcomes of each of `TESTS`, and all that was said."""
    said = pytest_says(tmp_path_factory.mktemp("guarded"), TESTS)
    outcomes: dict[str, set[str]] = {}
    for name, outcome in re.findall(r"::(test_\w+) (PASSED|FAILED|ERROR)", said):
        outcomes.setdefault(name, set()).add(outcome)
    return outcomes, said


@pytest.mark.parametrize("name", re.findall(r"def (test_\w+)", TESTS))
def test_what_is_left_behind_is_seen_and_nothing_else(
    name: str, guarded: tuple[dict[str, set[str]], str]
) -> None:
    outcomes, said = guarded
    seen = outcomes[name] != {"PASSED"}
    assert seen == name.startswith("test_bad_"), said


@pytest.mark.parametrize(
    "complaint",
    [
        "left a thread behind: <Thread(straggler",
        "left a process behind",
        "(zombie)",
        "left a Qt object behind: <PySide6.QtCore.QTimer",
        "left a Qt object behind: <PySide6.QtCore.QThread",
        "Qt said: something is odd",
        "UserWarning: careless",
        "ResourceWarning: unclosed file",
    ],
)
def test_the_complaint_names_what_was_left(complaint: str, guarded: tuple[dict[str, set[str]], str]) -> None:
    assert complaint in guarded[1]


def test_a_marker_nobody_declared_ends_the_run(tmp_path: Path) -> None:
    said = pytest_says(tmp_path, "import pytest\n@pytest.mark.unheard_of\ndef test_it():\n    pass\n")
    assert "'unheard_of' not found in `markers`" in said


def test_a_test_that_hangs_is_ended(tmp_path: Path) -> None:
    source = (
        "import threading, pytest\n@pytest.mark.timeout(0.5)\ndef test_it():\n    threading.Event().wait()\n"
    )
    assert "Timeout (>0.5s)" in pytest_says(tmp_path, source)


def test_an_expected_failure_that_passes_is_a_failure(tmp_path: Path) -> None:
    said = pytest_says(tmp_path, "import pytest\n@pytest.mark.xfail\ndef test_it():\n    pass\n")
    assert "[XPASS(strict)]" in said


def test_every_home_lies_in_a_folder_of_this_run() -> None:
    home = os.environ["HOME"]
    assert "hubkeep-tests-" in home
    for name in ("HF_HOME", "HUBKEEP_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        assert os.environ[name].startswith(home), name
    assert Path(constants.HF_HUB_CACHE).is_relative_to(home)


def test_waiting_ends_with_the_condition_or_in_words(wait_until: Callable[..., None]) -> None:
    looks = iter([False, False, True])
    wait_until(lambda: next(looks))
    with pytest.raises(AssertionError, match=r"^not within 0\.05 s: the moon is full$"):
        wait_until(lambda: False, timeout=0.05, what="the moon is full")


def test_waiting_delivers_what_qt_holds(app: QApplication, wait_until: Callable[..., None]) -> None:
    seen: list[int] = []
    QTimer.singleShot(1, lambda: seen.append(1))
    wait_until(lambda: seen)
