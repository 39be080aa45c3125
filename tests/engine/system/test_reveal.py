"""Showing files: the right program is asked, the next one where it fails, with a clean environment."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hubkeep.engine.problems import Failure
from hubkeep.engine.system.reveal import commands, reveal


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all of PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def program(folder: Path, name: str, answer: int) -> Path:
    """Puts a program there that writes its arguments and library path to a file; returns that file."""
    noted = folder / f"{name}.noted"
    script = f"#!/bin/sh\nprintf '%s\\n' \"$@\" \"[$LD_LIBRARY_PATH]\" > '{noted}'\nexit {answer}\n"
    (folder / name).write_text(script)
    (folder / name).chmod(0o755)
    return noted


def test_the_file_manager_is_asked_first(programs: Path, tmp_path: Path) -> None:
    noted = program(programs, "gdbus", 0)
    others = [program(programs, name, 0) for name in ("dbus-send", "xdg-open")]
    file = tmp_path / "it's, a 模型"
    file.touch()
    reveal(file)
    said = noted.read_text().splitlines()
    uri = f"file://{tmp_path}/it%27s%2C%20a%20%E6%A8%A1%E5%9E%8B"
    assert said[-3:] == [f"['{uri}']", "", "[]"]
    assert "--method=org.freedesktop.FileManager1.ShowItems" in said
    assert not [other for other in others if other.exists()]


def test_the_next_one_is_asked_where_one_fails(
    programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/bundle")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/usual")
    program(programs, "gdbus", 1)
    noted = program(programs, "xdg-open", 0)
    (tmp_path / "dangling").symlink_to("nowhere")
    reveal(tmp_path / "dangling")
    assert noted.read_text().splitlines() == [str(tmp_path), "[/usual]"]


def test_where_there_is_none_it_says_so(programs: Path, tmp_path: Path) -> None:
    program(programs, "xdg-open", 3)
    (tmp_path / "file").touch()
    with pytest.raises(Failure, match="no file manager answered"):
        reveal(tmp_path / "file")
    with pytest.raises(Failure, match="not there any more"):
        reveal(tmp_path / "missing")


def test_other_systems_have_a_command_of_their_own() -> None:
    path = Path("/models/a b")
    assert commands(path, "darwin") == [["open", "-R", "/models/a b"]]
    assert commands(path, "win32") == [["explorer", "/select,/models/a b"]]
    assert os.path.basename(commands(path, "linux")[-1][0]) == "xdg-open"
