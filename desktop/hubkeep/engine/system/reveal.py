"""Showing a file in the desktop's file manager."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import quote

from hubkeep.engine.problems import Failure
from hubkeep.engine.system.processes import outside_environment

_PATIENCE: Final = 5.0
"""Seconds that a file manager, possibly started by the call, is given to answer."""


def reveal(path: Path) -> None:
    """Opens the file manager with `path` selected, or at least its folder.

    Raises `Failure` where `path` is missing or there is no file manager to ask.
    """
    if not os.path.lexists(path):
        raise Failure("path-missing", path=str(path))
    environ = outside_environment(os.environ)
    if not any(_asked(command, environ) for command in commands(Path(os.path.abspath(path)), sys.platform)):
        raise Failure("system-no-file-manager", path=str(path))


def commands(path: Path, platform: str) -> list[list[str]]:
    """The commands that show the absolute `path`, best first."""
    if platform == "win32":
        return [["explorer", f"/select,{path}"]]
    if platform == "darwin":
        return [["open", "-R", str(path)]]
    # Quoting takes commas out, which part dbus-send's arrays, and apostrophes, which end gdbus's strings.
    uri = "file://" + quote(os.fsencode(path))
    name, place = "org.freedesktop.FileManager1", "/org/freedesktop/FileManager1"
    gdbus = ["gdbus", "call", "--session", f"--dest={name}", f"--object-path={place}"]
    dbus_send = ["dbus-send", "--session", "--print-reply", f"--dest={name}", place, f"{name}.ShowItems"]
    return [
        [*gdbus, f"--method={name}.ShowItems", f"['{uri}']", ""],
        [*dbus_send, f"array:string:{uri}", "string:"],
        ["xdg-open", str(path.parent)],
    ]


def _asked(command: list[str], environ: Mapping[str, str]) -> bool:
    """Whether `command` is there and did not fail. One that still runs after a while shows something."""
    if shutil.which(command[0], path=environ.get("PATH")) is None:
        return False
    try:
        child = subprocess.Popen(
            command,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return False
    try:
        answer = child.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        return True
    return answer == 0 or command[0] == "explorer"  # it says 1 when all went well
