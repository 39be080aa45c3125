"""The trash: moved and never copied, told apart, taken back or gone for good."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

import pytest
from hubkeep.engine.problems import Failure
from hubkeep.engine.system.freedesktop_trash import cans, data_home, names, put
from hubkeep.engine.system.trash import TrashedItem, discard, has_trash, move_to_trash, restore
from hypothesis import given
from hypothesis import strategies as st

ODD_NAMES = [
    "plain.bin",
    "with space & 100%.txt",
    "模型—ü.gguf",
    "line\nend\ttab",
    "-rf",
    os.fsdecode(b"not-utf8-\xff.bin"),
    "x" * 255,
    "ü" * 127,
    ".hidden",
    "a." + "b" * 200,
]


@pytest.fixture(autouse=True)
def own_trash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A trash of this test's own on the volume of `tmp_path`; the test's files lie beside it."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data" / "Trash"


@pytest.fixture
def top_trash(other_volume: Path) -> Iterator[Path]:
    """Where the other volume has its trash, swept afterwards of what the test left there."""
    trash = Path("/dev/shm") / f".Trash-{os.getuid()}"
    before = set(trash.glob("*/*"))
    yield trash
    for left in set(trash.glob("*/*")) - before:
        left.unlink()


def trashed(path: Path) -> TrashedItem:
    """`path`, moved to the trash."""
    (item,) = move_to_trash([path])
    assert not os.path.lexists(path)
    return item


def described(item: TrashedItem) -> tuple[str, str]:
    """The path and the date that the .trashinfo of an item tells, read as the specification says."""
    text = Path(item.info).read_text("ascii")
    found = re.fullmatch(r"\[Trash Info\]\nPath=(\S+)\nDeletionDate=(\S+)\n", text)
    assert found is not None, text
    return unquote(found[1], errors="surrogateescape"), found[2]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_file_goes_and_comes_back(name: str, tmp_path: Path, own_trash: Path) -> None:
    path = tmp_path / name
    path.write_bytes(b"content")
    before = path.stat()
    item = trashed(path)
    assert item.original == str(path)
    assert Path(item.trashed).parent == own_trash / "files"
    assert Path(item.info) == own_trash / "info" / (Path(item.trashed).name + ".trashinfo")
    told, date = described(item)
    assert told == str(path)
    assert abs((datetime.now() - datetime.fromisoformat(date)).total_seconds()) < 60  # noqa: DTZ005
    restore(item)
    assert path.read_bytes() == b"content"
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert list(own_trash.glob("*/*")) == []


def test_the_trash_is_for_this_user_alone(tmp_path: Path, own_trash: Path) -> None:
    (tmp_path / "a").touch()
    item = trashed(tmp_path / "a")
    for folder in (own_trash, own_trash / "files", own_trash / "info"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(os.stat(item.info).st_mode) == 0o600


def test_same_names_do_not_meet(tmp_path: Path) -> None:
    items = []
    for number in range(3):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "model.bin").write_text(str(number))
        items += move_to_trash([folder / "model.bin"])
    assert [Path(item.trashed).name for item in items] == ["model.bin", "model.2.bin", "model.3.bin"]
    for item in items:
        restore(item)
    assert [(tmp_path / str(number) / "model.bin").read_text() for number in range(3)] == ["0", "1", "2"]


def test_what_others_left_in_the_trash_is_never_overwritten(tmp_path: Path, own_trash: Path) -> None:
    """A file without its .trashinfo, and a .trashinfo without its file."""
    for name in ("files/a", "info/a.2.trashinfo"):
        (own_trash / name).parent.mkdir(parents=True, exist_ok=True)
        (own_trash / name).write_text("of others")
    (tmp_path / "a").touch()
    item = trashed(tmp_path / "a")
    assert Path(item.trashed).name == "a.3"
    assert (
        (own_trash / "files/a").read_text() == (own_trash / "info/a.2.trashinfo").read_text() == "of others"
    )


def test_a_folder_goes_as_a_whole(tmp_path: Path) -> None:
    folder = tmp_path / "models--a--b"
    (folder / "blobs").mkdir(parents=True)
    (folder / "blobs" / "x").write_bytes(b"x")
    (folder / "link").symlink_to("blobs/x")
    item = trashed(folder)
    restore(item)
    assert (folder / "link").read_bytes() == b"x"


def test_a_link_goes_itself(tmp_path: Path, other_volume: Path) -> None:
    """Whatever it leads to: a file, a folder, another volume, nothing."""
    (other_volume / "folder").mkdir()
    (tmp_path / "file").touch()
    for target in (tmp_path / "file", other_volume / "folder", Path("nowhere")):
        link = tmp_path / "link"
        link.symlink_to(target)
        item = trashed(link)
        assert os.readlink(item.trashed) == str(target)
        restore(item)
        assert os.readlink(link) == str(target)
        discard(trashed(link))
    assert (other_volume / "folder").is_dir()
    assert (tmp_path / "file").is_file()


def test_each_volume_has_its_own_trash(other_volume: Path, top_trash: Path, own_trash: Path) -> None:
    path = other_volume / "with space"
    path.write_bytes(b"there")
    item = trashed(path)
    assert Path(item.trashed).parent == top_trash / "files"
    assert described(item)[0] == str(path.relative_to("/dev/shm"))
    assert os.stat(item.trashed).st_dev == os.stat(other_volume).st_dev
    assert not own_trash.exists()
    restore(item)
    assert path.read_bytes() == b"there"
    assert not os.path.lexists(item.info)


def test_a_path_through_a_link_is_trashed_where_it_really_lies(
    tmp_path: Path, other_volume: Path, top_trash: Path
) -> None:
    (tmp_path / "way").symlink_to(other_volume)
    (other_volume / "file").touch()
    item = trashed(tmp_path / "way" / "file")
    assert Path(item.trashed).is_relative_to(top_trash)
    assert item.original == str(tmp_path / "way" / "file")
    restore(item)
    assert (other_volume / "file").exists()


def test_a_trash_folder_that_is_a_link_is_not_trusted(
    tmp_path: Path, other_volume: Path, top_trash: Path
) -> None:
    """Somebody may have put it there to get at the files; the next place is taken."""
    (other_volume / "data").mkdir()
    (other_volume / "trap").mkdir()
    (other_volume / "data" / "Trash").symlink_to(other_volume / "trap")
    (other_volume / "file").touch()
    placed, info = put(str(other_volume / "file"), str(other_volume / "data"))
    assert Path(placed).is_relative_to(top_trash)
    assert list((other_volume / "trap").iterdir()) == []
    discard(TrashedItem(original="", trashed=placed, info=info))


def test_places_for_a_trash_from_the_best_to_the_last(tmp_path: Path, other_volume: Path) -> None:
    """The user's own, those the specification names, then folders on the way, the outermost first."""
    folder = other_volume / "a" / "b"
    folder.mkdir(parents=True)
    found = list(cans(str(folder), str(tmp_path), 7))
    top = [place for place in found if place.base == "/dev/shm"]
    on_the_way = [other_volume, other_volume / "a", folder]
    assert top[-1].folder == "/dev/shm/.Trash-7"
    assert [place.folder for place in found if place not in top] == [f"{at}/.Trash-7" for at in on_the_way]
    assert found == top + found[len(top) :]
    assert next(cans(str(folder), str(other_volume / "data"), 7)).folder == f"{other_volume}/data/Trash"


def test_restoring_brings_lost_folders_back(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "file"
    path.parent.mkdir(parents=True)
    path.write_text("x")
    item = trashed(path)
    path.parent.rmdir()
    path.parent.parent.rmdir()
    restore(item)
    assert path.read_text() == "x"


@pytest.mark.parametrize("kind", ["file", "folder", "dangling"])
def test_restoring_never_replaces(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("old")
    item = trashed(path)
    if kind == "file":
        path.write_text("new")
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to("nowhere")
    with pytest.raises(Failure) as caught:
        restore(item)
    assert caught.value.problem.code == "system-restore-occupied"
    assert caught.value.refused
    assert Path(item.trashed).read_text() == "old"
    assert path.is_symlink() or path.is_dir() or path.read_text() == "new"


def test_what_is_discarded_is_gone(tmp_path: Path, own_trash: Path) -> None:
    (tmp_path / "folder" / "inner").mkdir(parents=True)
    (tmp_path / "folder" / "inner" / "file").touch()
    (tmp_path / "file").touch()
    items = move_to_trash([tmp_path / "folder", tmp_path / "file"])
    for item in items:
        discard(item)
        discard(item)
        with pytest.raises(Failure, match="not in the trash any more"):
            restore(item)
    assert list(own_trash.glob("*/*")) == []


def test_all_or_none_goes(tmp_path: Path, own_trash: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_text(name)
    with pytest.raises(Failure) as caught:
        move_to_trash([tmp_path / "a", tmp_path / "b", tmp_path / "missing"])
    assert caught.value.problem.code == "path-missing"
    assert [(tmp_path / name).read_text() for name in ("a", "b")] == ["a", "b"]
    assert list(own_trash.glob("*/*")) == []


def test_items_of_the_systems_own_trash_are_left_to_it() -> None:
    item = TrashedItem(original="/models/a", trashed="", info="")
    for action in (restore, discard):
        with pytest.raises(Failure, match="the system's own trash"):
            action(item)


def test_the_users_trash_is_found_as_the_specification_says() -> None:
    assert data_home({"XDG_DATA_HOME": "/data"}) == "/data"
    usual = os.path.expanduser("~/.local/share")
    assert data_home({}) == data_home({"XDG_DATA_HOME": ""}) == data_home({"XDG_DATA_HOME": "x"}) == usual


@given(wanted=st.text(min_size=1, max_size=300), longest=st.integers(80, 255), turn=st.integers(0, 120))
def test_names_fit_and_differ(wanted: str, longest: int, turn: int) -> None:
    wanted = wanted.encode("utf-8", "ignore").decode() or "x"
    source = names(wanted, longest)
    first = [next(source) for _ in range(turn + 1)]
    assert all(0 < len(os.fsencode(name)) <= longest for name in first)
    assert len(set(first)) == len(first)
    assert first[0] == wanted or len(os.fsencode(wanted)) > longest


def test_a_volume_that_takes_nothing_has_no_trash(tmp_path: Path) -> None:
    assert has_trash(tmp_path)
    code = (
        "import os; from pathlib import Path; from hubkeep.engine.system.trash import has_trash;"
        " os.getuid() or os.setuid(65534); print(has_trash(Path('/proc')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
