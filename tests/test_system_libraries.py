"""The script that sees to the system libraries, on machines that a few stand-in commands describe."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "packaging" / "linux" / "system-libraries.sh"
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def machine(tmp_path: Path) -> Run:
    """Runs the script for `kind` where nothing exists but the shell's tools and the `commands` given."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("cat", "head", "mktemp", "rm", "sh", "sort", "tail", "tr", "uname", "env"):
        (tools / name).symlink_to(Path("/usr/bin", name))

    def run(kind: str, **commands: str) -> subprocess.CompletedProcess[str]:
        for name, body in commands.items():
            command = tools / name.replace("_", "-")
            command.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
            command.chmod(0o755)
        return subprocess.run(
            ["/bin/sh", str(SCRIPT), kind],
            env={"PATH": str(tools), "LOG": str(tmp_path / "log"), "HOME": os.environ["HOME"]},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    return run


NOTHING = 'echo "no packages found" >&2; exit 1'
EVERYTHING = "echo installed"
KNOWS_NEW_NAMES = 'case "$2" in *t64) exit 0;; *) exit 1;; esac'


def test_nothing_is_said_where_everything_is_there(machine: Run) -> None:
    run = machine("test", dpkg_query=EVERYTHING, apt_get="exit 9", apt_cache="exit 1", id="echo 1000")
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_an_ordinary_user_is_told_the_exact_command_in_one_line(machine: Run) -> None:
    run = machine("run", dpkg_query=NOTHING, apt_get="exit 9", apt_cache=KNOWS_NEW_NAMES, id="echo 1000")
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr.count("\n") == 1
    assert "sudo apt-get install -y libegl1 libgl1 libglib2.0-0t64 " in run.stderr
    assert "libxcb-cursor0" in run.stderr
    assert "xvfb" not in run.stderr


def test_the_tests_ask_for_a_screen_as_well(machine: Run) -> None:
    run = machine("test", dpkg_query=NOTHING, apt_get="exit 9", apt_cache="exit 1", id="echo 1000")
    assert "xvfb xdotool openbox" in run.stderr
    assert " libglib2.0-0 " in run.stderr


@pytest.mark.parametrize("user", ["echo 0", "echo 1000"], ids=["root", "sudo"])
def test_who_may_install_installs(machine: Run, tmp_path: Path, user: str) -> None:
    commands = {
        "apt_get": 'echo "$@" >>"$LOG"',
        "sudo": 'test "$1" = -n && shift && exec "$@"',
        "true": "exit 0",
    }
    run = machine("run", dpkg_query=NOTHING, apt_cache="exit 1", id=user, **commands)
    assert (run.returncode, run.stderr) == (0, "")
    update, install = (tmp_path / "log").read_text().splitlines()
    assert update.startswith("update")
    assert "libxcb-cursor0" in install
    assert "fonts-noto-cjk" in install


def test_an_installation_that_fails_is_named_too(machine: Run) -> None:
    run = machine(
        "run", dpkg_query=NOTHING, apt_get="echo no network; exit 1", apt_cache="exit 1", id="echo 0"
    )
    assert run.returncode == 1
    assert "no network" in run.stderr
    assert "sudo apt-get install -y libegl1" in run.stderr


def test_a_missing_font_stops_nobody(machine: Run) -> None:
    lacks_fonts = 'test "$4" != fonts-noto-cjk && echo installed'
    run = machine("run", dpkg_query=lacks_fonts, apt_get="exit 9", apt_cache="exit 1", id="echo 1000")
    assert (run.returncode, run.stderr) == (0, "")
    assert "fonts-noto-cjk" in run.stdout


def test_elsewhere_than_debian_the_missing_files_are_named(machine: Run) -> None:
    run = machine("run", ldconfig='echo "libEGL.so.1 (libc6,x86-64) => /usr/lib/libEGL.so.1"')
    assert run.returncode == 1
    assert "libGL.so.1 " in run.stderr
    assert "libEGL.so.1" not in run.stderr


def test_a_wrong_word_is_a_usage_error(machine: Run) -> None:
    assert machine("walk").returncode == 2
