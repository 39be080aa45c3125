"""A commit of the cache as a plain folder: what is in it, who believes it, and what is refused."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hubkeep.engine.archive.export import plan_export
from hubkeep.engine.archive.exported import read_exported, read_sums, sums_text
from hubkeep.engine.archive.folder import ArchiveFolder, Bucket
from hubkeep.engine.archive.orders import Export
from hubkeep.engine.archive.portable import unwritable
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.archive.carried import Carrier, carrier, files_of
from tests.engine.cache.laid import commit_of, digest_of, lay
from tests.engine.cache.put import content, put
from tests.engine.library.trees import tree
from tests.hub.client import hf
from tests.hub.content import File, Repo
from tests.hub.server import Hub

PLAIN = {"HF_HUB_DISABLE_XET": "1"}
OFFLINE = {"HF_HUB_OFFLINE": "1"}
BIG = b"weights!" * (1 << 20)
KEY = "models--org--model"
_FETCH = "from huggingface_hub import snapshot_download\nsnapshot_download({repo!r}, local_dir={folder!r})"


@pytest.fixture
def carried(tmp_path: Path) -> Iterator[Carrier]:
    with carrier(tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def far() -> Iterator[Path]:
    """A folder on another volume."""
    folder = Path(tempfile.mkdtemp(prefix="hubkeep-tests-", dir="/dev/shm"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def repo(hub: Hub) -> Repo:
    return hub.add(
        "org/model",
        {
            "config.json": b'{"v": 1}',
            "README.md": "# Modèle\n".encode(),
            "sub/folder/model.safetensors": BIG,
            "sub/again.safetensors": BIG,
            "empty.txt": b"",
        },
    )


@pytest.fixture
def cache(tmp_path: Path, repo: Repo) -> Path:
    root = tmp_path / "hf" / "hub"
    put(root, repo)
    return root


def order(cache: Path, to: Path, revision: str = "", *, dereference: bool = False, key: str = KEY) -> Export:
    return Export(cache=str(cache), key=key, to=str(to), revision=revision, dereference=dereference)


def expected(repo: Repo) -> dict[str, bytes]:
    return {path: content(entry) for path, entry in repo.head.files.items()}


def checked(folder: Path) -> str:
    """What `sha256sum` says of a folder."""
    ran = subprocess.run(
        ["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


# --- what it is ---------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["here", "far", "far, dereferenced", "here, dereferenced"])
def test_the_folder_is_whole_and_everybody_believes_it(
    carried: Carrier, cache: Path, repo: Repo, hub: Hub, tmp_path: Path, far: Path, where: str
) -> None:
    before = tree(cache)
    target = (tmp_path if "here" in where else far) / "deep" / "er" / "model"
    result = carried.done(order(cache, target, dereference="deref" in where))
    size = sum(entry.size for entry in repo.head.files.values())
    assert (result.repos, result.archive, result.files) == (("org/model",), str(target), 5)
    assert (result.moved, result.commit) == (size, repo.head.id)
    assert carried.audited() == [("export", f"org/model@{repo.head.id}", size, str(target))]
    assert carried.changed == [KEY]
    assert files_of(target) == expected(repo)
    assert checked(target).count(": OK") == 5
    assert [path.name for path in target.parent.iterdir()] == ["model"]
    assert not list(target.rglob("*hubkeep-ready*"))
    linked = (target / "sub/again.safetensors").stat().st_nlink > 1
    assert linked == (where == "here")
    assert (target / "config.json").stat().st_nlink == 1
    # The cache is as it was, but that nobody may write to what has two names.
    after = tree(cache)
    assert {p: i[::2] for p, i in after.items()} == {p: i[::2] for p, i in before.items()}
    # huggingface_hub fetches nothing, and finds every hash right.
    hub.log.clear()
    hf(hub, tmp_path / "user", _FETCH.format(repo=repo.id, folder=str(target)), env=PLAIN)
    assert not any(record.file for record in hub.log.requests(method="GET"))
    hf(hub, tmp_path / "user", ["cache", "verify", repo.id, "--local-dir", str(target)])
    # And without a network.
    hf("http://127.0.0.1:1", tmp_path / "user", _FETCH.format(repo=repo.id, folder=str(target)), env=OFFLINE)


def test_which_revision(carried: Carrier, tmp_path: Path) -> None:
    root = tmp_path / "hub"
    lay(root, KEY, {"a": b"one"}, revision="one", ref="v1.0")
    first = carried.done(order(root, tmp_path / "only"))
    assert first.commit == commit_of("one")
    lay(root, KEY, {"a": b"two"}, revision="two", ref="")
    assert carried.refused(order(root, tmp_path / "which")) == "export-which"
    assert carried.done(order(root, tmp_path / "by-id", commit_of("two"))).commit == commit_of("two")
    assert carried.done(order(root, tmp_path / "by-tag", "v1.0")).commit == commit_of("one")
    lay(root, KEY, {"a": b"three"}, revision="three", ref="main")
    assert carried.done(order(root, tmp_path / "main")).commit == commit_of("three")
    for revision in ("v2.0", commit_of("never"), "../main"):
        assert carried.refused(order(root, tmp_path / "none", revision)) == "export-no-revision"
    assert carried.refused(order(root, tmp_path / "none", key="models--no--body")) == "not-cached"
    assert carried.refused(order(root, tmp_path / "none", key="../hub/" + KEY)) == "not-cached"
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("layout", ["plain", "shared"])
def test_other_layouts(carried: Carrier, tmp_path: Path, layout: str) -> None:
    root = tmp_path / "hub"
    lay(root, KEY, {"a/config.json": b"{}", "b.bin": BIG}, links=layout != "plain", shared=layout == "shared")
    carried.done(order(root, tmp_path / "out"))
    assert files_of(tmp_path / "out") == {"a/config.json": b"{}", "b.bin": BIG}
    assert checked(tmp_path / "out").count(": OK") == 2
    assert os.access(tmp_path / "out" / "a/config.json", os.W_OK)
    assert stat.S_IMODE((tmp_path / "out" / "a/config.json").stat().st_mode) & stat.S_IWUSR


def test_a_repo_with_sums_of_its_own_and_odd_names(carried: Carrier, tmp_path: Path) -> None:
    root = tmp_path / "hub"
    files = {"SHA256SUMS": b"theirs", "new\nline \\ and back": b"x", "ünï 模型.txt": b"y", "-n": b"z"}
    lay(root, KEY, files)
    carried.done(order(root, tmp_path / "out"))
    assert {p: (tmp_path / "out" / p).read_bytes() for p in files} == files
    ours = ".cache/huggingface/SHA256SUMS"
    ran = subprocess.run(["sha256sum", "-c", ours], cwd=tmp_path / "out", capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.count(b": OK") == 4


@given(st.dictionaries(st.text(st.characters(exclude_characters="\0/"), min_size=1), st.binary(max_size=9)))
def test_sums_come_back(files: dict[str, bytes]) -> None:
    sums = {path: digest_of(data) for path, data in files.items() if path.strip("\\.") == path}
    sums = {path: each for path, each in sums.items() if not path.endswith("\r") and path[1:2] != ":"}
    sums = {path: each for path, each in sums.items() if ".." not in path and "\\" not in (path[0], path[-1])}
    read = read_sums(sums_text(sums).split("\n"))
    assert {path: each for path, each in sums.items() if "\\\\" not in path} == {
        path: each for path, each in read.items() if "\\\\" not in path
    }


# --- what is there already ----------------------------------------------------------------------


def test_an_export_is_brought_up_to_date(
    carried: Carrier, cache: Path, repo: Repo, hub: Hub, tmp_path: Path
) -> None:
    target = tmp_path / "out"
    carried.done(order(cache, target))
    kept = (target / "sub/again.safetensors").stat().st_ino
    changed: dict[str, bytes | Path | File] = {"config.json": b'{"v": 2}', "sub/new.txt": b"new"}
    repo.commit(changed, delete=["sub/folder/model.safetensors"])
    put(cache, repo)
    (target / "notes.txt").write_text("mine")
    # Edited without a change of its size or time: found all the same, and nothing is touched.
    old = (target / "empty.txt").stat()
    (target / "config.json").write_bytes(b'{"v": 9}')
    was = tree(target)
    assert carried.refused(order(cache, target)) == "export-edited"
    assert tree(target) == was
    (target / "config.json").unlink()
    carried.done(order(cache, target))
    assert files_of(target) == {**expected(repo), "notes.txt": b"mine"}
    assert not (target / "sub/folder").exists()
    assert (target / "sub/again.safetensors").stat().st_ino == kept
    assert (target / "empty.txt").stat().st_mtime_ns == old.st_mtime_ns
    assert checked(target).count(": OK") == 5
    record = read_exported((target / ".cache/huggingface/hubkeep-export.json").read_bytes())
    assert record is not None
    assert record.commit == repo.head.id
    hf("http://127.0.0.1:1", tmp_path / "user", _FETCH.format(repo=repo.id, folder=str(target)), env=OFFLINE)
    # Real copies are asked for now: what an export before linked becomes one.
    carried.done(order(cache, target, dereference=True))
    assert (target / "sub/again.safetensors").stat().st_nlink == 1
    assert files_of(target) == {**expected(repo), "notes.txt": b"mine"}


def test_other_folders_are_left_alone(carried: Carrier, cache: Path, hub: Hub, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    carried.done(order(cache, tmp_path / "empty"))
    assert len(files_of(tmp_path / "empty")) == 5
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "precious").write_text("mine")
    lay(cache, "models--org--other", {"a": b"a"})
    for to, key, code in (
        (tmp_path / "mine", KEY, "export-occupied"),
        (tmp_path / "mine" / "precious", KEY, "no-directory"),
        (tmp_path / "empty", "models--org--other", "export-other"),
        (cache / "inside", KEY, "export-inside"),
        (cache.parent, KEY, "export-inside"),
        (cache, KEY, "export-inside"),
    ):
        was = tree(to) if to.is_dir() else {}
        found = carried.refused(order(cache, to, key=key))
        assert found == code or code == "no-directory", (to, found)
        assert (tree(to) if to.is_dir() else {}) == was
        assert plan_export(carried.ground(str(cache)), order(cache, to, key=key)).problems
    assert (tmp_path / "mine" / "precious").read_text() == "mine"


# --- what can't be had --------------------------------------------------------------------------


def test_archived_blobs_are_followed_and_what_is_away_is_told_of(
    carried: Carrier, cache: Path, repo: Repo, tmp_path: Path, far: Path
) -> None:
    archive = ArchiveFolder(far / "archive")
    archive.begin()
    digest = repo.head.files["sub/again.safetensors"].etag
    blob = cache / KEY / "blobs" / digest
    shutil.move(blob, archive.blob(digest))
    blob.symlink_to(archive.blob(digest))
    carried.done(order(cache, tmp_path / "followed"))
    assert files_of(tmp_path / "followed") == expected(repo)
    # Where archive and folder are on one volume, the archive's file is shared.
    carried.done(order(cache, far / "beside"))
    assert (far / "beside" / "sub/again.safetensors").samefile(archive.blob(digest))
    shutil.move(archive.blob(digest), far / "kept")
    assert carried.refused(order(cache, tmp_path / "x")) == "export-lost"
    archive.frozen(digest).write_bytes(b"compressed")
    assert carried.refused(order(cache, tmp_path / "x")) == "export-frozen"
    (archive.path / "hubkeep-archive.json").unlink()
    assert carried.refused(order(cache, tmp_path / "x")) == "export-offline"
    archive.begin(bucket=Bucket(name="bucket"))
    assert carried.refused(order(cache, tmp_path / "x")) == "export-in-bucket"
    blob.unlink()
    assert carried.refused(order(cache, tmp_path / "x")) == "export-broken"
    assert not (tmp_path / "x").exists()


def test_damaged_bytes_are_not_handed_on(carried: Carrier, cache: Path, repo: Repo, far: Path) -> None:
    blob = cache / KEY / "blobs" / repo.head.files["sub/again.safetensors"].etag
    with blob.open("r+b") as file:
        file.seek(5_000_000)
        file.write(b"X")
    assert carried.refused(order(cache, far / "out")) == "blob-damaged"
    assert list(far.iterdir()) == []


# --- cancel, kill, full disk --------------------------------------------------------------------


@pytest.mark.parametrize("before", ["nothing", "an empty folder", "an older export"])
def test_cancelled_at_any_moment_it_leaves_what_was_there(
    tmp_path: Path, cache: Path, repo: Repo, far: Path, before: str
) -> None:
    if before == "an empty folder":
        (far / "out").mkdir()
    elif before == "an older export":
        with carrier(tmp_path / "first") as first:
            first.done(order(cache, far / "out"))
        repo.commit({"config.json": b'{"v": 2}', "sub/again.safetensors": BIG + b"2"})
        put(cache, repo)
    was = tree(far)
    asked, left = threading.Event(), [0]

    def on_check() -> None:
        left[0] -= 1
        if left[0] == 0:
            asked.set()
            opened.runner.control(1, "cancel")

    for moment in range(1, 100):
        asked.clear()
        left[0] = moment
        with carrier(tmp_path / f"home{moment}", on_check) as opened:
            view = opened.run(order(cache, far / "out"))
        if view.state == "done":
            break
        assert view.state == "cancelled"
        assert tree(far) == was
    assert moment > 5
    assert files_of(far / "out") == expected(repo)


def test_a_full_disk_is_seen_before_and_leaves_nothing(
    carried: Carrier, cache: Path, tmp_path: Path, far: Path
) -> None:
    small = tmp_path / "small"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(small)], check=True)
    try:
        assert carried.refused(order(cache, small / "out")) == "export-space"
        assert list(small.iterdir()) == []
    finally:
        subprocess.run(["umount", str(small)], check=True)


# --- disks of other kinds -----------------------------------------------------------------------


def test_names_and_sizes_of_other_disks() -> None:
    fits = {"a/b.txt": 1, "A2/c": (4 << 30) - 1}
    for kind in ("vfat", "exfat", "NTFS", "fuseblk", "ext4", "FAT32", "apfs"):
        assert unwritable(fits, kind) is None
    for files, codes in (
        ({"big": 4 << 30}, {"vfat": "export-fat-large", "FAT32": "export-fat-large", "exfat": ""}),
        ({"a:b": 1}, {"vfat": "export-name", "ntfs3": "export-name", "xfs": ""}),
        ({"sub/aux.txt": 1}, {"exfat": "export-name"}),
        ({"ends.": 1}, {"vfat": "export-name"}),
        ({"x" * 256: 1}, {"exfat": "export-name", "tmpfs": ""}),
        ({"模" * 200: 1}, {"exfat": ""}),
        ({"Config.json": 1, "config.JSON": 1}, {"vfat": "export-names-alike", "ext4": ""}),
        ({"A": 1, "a/b": 1}, {"exfat": "export-names-alike", "btrfs": ""}),
    ):
        for kind, code in codes.items():
            found = unwritable(files, kind)
            assert (found.code if found else "") == code, (files, kind)
            assert found is None or found.sentence()
