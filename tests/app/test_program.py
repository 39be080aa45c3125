"""The program as a user starts it: a window in one process, an engine in another."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

Wait = Callable[..., None]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., psutil.Popen]]:
    """Starts `hubkeep` in a home of its own; its stderr goes to `tmp_path / "stderr"`."""
    started: list[psutil.Popen] = []
    with (tmp_path / "stderr").open("wb") as errors:

        def start_one(*arguments: str) -> psutil.Popen:
            options = ["--home", str(tmp_path / "home"), "--cache", str(tmp_path / "hub")]
            command = [sys.executable, "-m", "hubkeep", *options, *arguments]
            program = psutil.Popen(command, stdin=subprocess.DEVNULL, stdout=errors, stderr=errors)
            started.append(program)
            return program

        yield start_one
        for program in started:
            for child in program.children() if program.is_running() else []:
                child.kill()
            if program.poll() is None:
                program.kill()
            program.wait()


def engine_of(window: psutil.Popen) -> psutil.Process | None:
    """The engine that a window has started."""
    return next((child for child in window.children() if child.cmdline()[-1:] == ["engine"]), None)


@pytest.mark.parametrize(
    "arguments", [(), ("--hidden",), ("hf://org/name",)], ids=["plain", "hidden", "link"]
)
def test_it_opens_a_window_over_an_engine_and_says_nothing(
    start: Callable[..., psutil.Popen], wait_until: Wait, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    window = start(*arguments)
    wait_until(lambda: engine_of(window))
    # The engine's index appears once the window has greeted it and opened the cache.
    wait_until(lambda: any((tmp_path / "home").glob("*")))
    assert window.poll() is None
    assert (tmp_path / "stderr").read_text() == ""


def test_an_engine_does_not_outlive_a_killed_window(
    start: Callable[..., psutil.Popen], wait_until: Wait
) -> None:
    window = start()
    wait_until(lambda: engine_of(window))
    engine = engine_of(window)
    window.send_signal(signal.SIGKILL)
    window.wait()
    wait_until(lambda: not engine.is_running() or engine.status() == psutil.STATUS_ZOMBIE)


def test_ctrl_c_in_a_terminal_ends_the_window(start: Callable[..., psutil.Popen], wait_until: Wait) -> None:
    window = start()
    wait_until(lambda: engine_of(window))
    engine = engine_of(window)
    os.kill(window.pid, signal.SIGINT)
    assert window.wait(10) == -signal.SIGINT
    wait_until(lambda: not engine.is_running() or engine.status() == psutil.STATUS_ZOMBIE)


STARTED = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from hubkeep.app.engine_link import EngineLink
from hubkeep.app.main import make_window
from hubkeep.options import Options
app = QApplication(["hubkeep"])
window = make_window(app, EngineLink([""]), Options(home=Path(sys.argv[2])))
window.show()
app.processEvents()
print(sorted(name for name in sys.argv[1].split() if name in sys.modules))
"""
NOT_WANTED = "PySide6.QtNetwork PySide6.QtDBus humanize huggingface_hub importlib.metadata numpy ruamel.yaml"


def test_a_window_shows_without_what_it_does_not_need_yet(tmp_path: Path) -> None:
    command = [sys.executable, "-c", STARTED, NOT_WANTED, str(tmp_path)]
    run = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert (run.stdout, run.stderr) == ("[]\n", "")


def test_without_a_screen_it_says_so_in_one_line(tmp_path: Path) -> None:
    blind = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    environment = {name: value for name, value in os.environ.items() if name not in blind}
    done = subprocess.run(
        [sys.executable, "-m", "hubkeep", "--home", str(tmp_path)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("hubkeep: there is no screen")
    assert done.stderr.count("\n") == 1
