"""Files replaced as a whole."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import pytest
from hubkeep.engine.problems import Failure
from hubkeep.engine.system.atomic import write_atomically


@pytest.mark.parametrize("durable", [True, False])
def test_a_file_is_made_and_replaced(durable: bool, tmp_path: Path) -> None:
    path = tmp_path / ("n" * 250)
    for content in (b"first", b"", b"third" * 1000):
        write_atomically(path, content, durable=durable)
        assert path.read_bytes() == content
        assert list(tmp_path.iterdir()) == [path]


def test_a_new_file_has_the_mode_that_any_program_gives(tmp_path: Path) -> None:
    write_atomically(tmp_path / "ours", b"")
    subprocess.run(["touch", tmp_path / "usual"], check=True)
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "usual").stat().st_mode


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755, 0o444])
def test_the_mode_of_a_replaced_file_stays(mode: int, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    path.chmod(mode)
    write_atomically(path, b"new")
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_who_reads_keeps_the_old_content_and_a_link_is_replaced_itself(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"old")
    link.symlink_to(target)
    with target.open("rb") as reader:
        write_atomically(target, b"new")
        assert reader.read() == b"old"
    write_atomically(link, b"other")
    assert not link.is_symlink()
    assert (target.read_bytes(), link.read_bytes()) == (b"new", b"other")


def test_where_it_fails_all_is_as_before(tmp_path: Path) -> None:
    (tmp_path / "folder" / "inner").mkdir(parents=True)
    with pytest.raises(Failure):
        write_atomically(tmp_path / "folder", b"x")
    assert os.listdir(tmp_path) == ["folder"]
    with pytest.raises(Failure, match="not there any more"):
        write_atomically(tmp_path / "missing" / "file", b"x")
