"""Repos are named as git names them, and revisions are found by every name they have."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest

from tests.hub.content import Content, File, Kind
from tests.hub.sources import Flipped, InMemory, OnDisk

FILES = {
    "config.json": b"{}",
    "a/deep/file.txt": b"deep",
    "a/b.txt": b"b",
    "a.txt": b"a file that sorts beside the folder a",
    "a-b/c.txt": b"c",
    "empty": b"",
    "ünïcode/ß.txt": "ß".encode(),
}


@pytest.fixture
def content(tmp_path: Path) -> Content:
    return Content(tmp_path / "content")


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "core.autocrlf=false", "-c", "user.name=hub", "-c", "user.email=hub@example.org"]
    run = subprocess.run(
        [*command, *arguments], cwd=folder, capture_output=True, check=True, encoding="utf-8"
    )
    return run.stdout.strip()


def test_blobs_folders_and_pointers_have_the_ids_that_git_gives_them(
    content: Content, tmp_path: Path
) -> None:
    repo = content.add("org/name", {**FILES, "model.safetensors": b"weights"})
    checkout = tmp_path / "checkout"
    for path, entry in repo.head.files.items():
        place = checkout / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(entry.pointer if entry.lfs else FILES[path])
    git(checkout, "init", "--quiet")
    git(checkout, "add", "--all")
    listed = git(checkout, "-c", "core.quotePath=false", "ls-files", "--stage").splitlines()
    assert {line.split("\t")[1]: line.split()[1] for line in listed} == {
        path: entry.oid for path, entry in repo.head.files.items()
    }
    assert git(checkout, "write-tree") == repo.head.folders[""]
    assert set(repo.head.folders) == {"", "a", "a/deep", "a-b", "ünïcode"}


def test_commits_have_the_same_ids_on_every_run_and_differ_with_their_history(
    content: Content, tmp_path: Path
) -> None:
    first, again = content.add("org/a", FILES), Content(tmp_path / "other").add("org/a", FILES)
    assert first.head.id == again.head.id
    assert len(first.head.id) == 40
    before = first.head
    after = first.commit({"config.json": b"[]"}, title="Change it")
    assert after.id != before.id
    assert after.parent is before
    assert after.files["empty"] == before.files["empty"]
    assert after.folders["a"] == before.folders["a"]
    assert after.folders[""] != before.folders[""]
    assert after.last_change("config.json") is after
    assert after.last_change("a") is before
    assert [each.title for each in after.history()] == ["Change it", "Initial commit"]


def test_a_revision_is_found_by_branch_tag_ref_and_id(content: Content) -> None:
    repo = content.add("org/name", {"a": b"1"})
    first = repo.head
    repo.tag("v1")
    repo.ref("refs/pr/1")
    second = repo.commit({"a": b"2"})
    aside = repo.commit({"a": b"3"}, branch="dev")
    assert repo.resolve("main") is repo.resolve("refs/heads/main") is second
    assert repo.resolve("dev") is aside
    assert aside.parent is second
    for name in ("v1", "refs/tags/v1", "refs/pr/1", first.id):
        assert repo.resolve(name) is first
    for name in ("v2", "refs/pr/2", "0" * 40, first.id[:8], ""):
        assert repo.resolve(name) is None
    repo.drop_ref("refs/heads/dev")
    assert repo.resolve("dev") is None
    assert repo.resolve(aside.id) is aside


def test_lfs_goes_by_name_by_size_or_by_choice(content: Content, tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(10 * 1024 * 1024)
    repo = content.add(
        "org/name",
        {
            "model.safetensors": b"x",
            "notes.txt": b"x",
            "large.txt": large,
            "chosen.txt": File(b"chosen", lfs=True),
            "kept.bin": File(b"kept", lfs=False),
        },
        kind="dataset",
    )
    lfs = {path for path, entry in repo.head.files.items() if entry.lfs}
    assert lfs == {"model.safetensors", "large.txt", "chosen.txt"}
    chosen = repo.head.files["chosen.txt"]
    assert chosen.etag == chosen.sha256 == hashlib.sha256(b"chosen").hexdigest()
    assert chosen.pointer.endswith(b"size 6\n")
    assert repo.head.files["kept.bin"].etag == hashlib.sha1(b"blob 4\0kept").hexdigest()
    assert content.repo("org/name") is None
    assert content.repo("org/name", Kind.DATASET) is repo


def test_a_file_on_disk_is_hashed_anew_only_when_it_has_changed(content: Content, tmp_path: Path) -> None:
    path = tmp_path / "weights.bin"
    path.write_bytes(b"one")
    repo = content.add("org/name", {"weights.bin": path})
    path.write_bytes(b"other")
    changed = repo.commit({"weights.bin": path})
    assert changed.files["weights.bin"].sha256 == hashlib.sha256(b"other").hexdigest()


@pytest.mark.parametrize("on_disk", [False, True])
def test_flipped_bytes_are_those_that_were_meant(on_disk: bool, tmp_path: Path) -> None:
    data = bytes(range(100))
    path = tmp_path / "file"
    path.write_bytes(data)
    flipped = Flipped(OnDisk(path, 100) if on_disk else InMemory(data), 40, 20)
    with flipped.open() as file:
        whole = file.read()
        file.seek(50)
        part = file.read(5)
    wrong = [place for place in range(100) if whole[place] != data[place]]
    assert wrong == list(range(40, 60))
    assert part == whole[50:55]
