"""A plain folder as `hf download --local-dir` leaves it, read and written both ways."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hubkeep.engine.cache.local_folder import FolderWriter
from hubkeep.engine.cache.names import RepoId, RepoType
from hubkeep.engine.cache.writing import RepoWriter
from hubkeep.engine.problems import Failure
from hubkeep.engine.system.copying import clone_or_copy

from tests.engine.cache.laid import digest_of, lay, payload
from tests.engine.cache.put import content, listing, put
from tests.engine.cache.test_writing import HOSTILE
from tests.hub.client import hf
from tests.hub.content import Repo
from tests.hub.server import Hub

PLAIN = {"HF_HUB_DISABLE_XET": "1"}
COMMIT = "1" * 40
LARGE = b"large" * (1 << 20)
_FETCH = "from huggingface_hub import snapshot_download\nsnapshot_download({repo!r}, local_dir={folder!r})"
_NOTES = """
import json
from dataclasses import asdict
from pathlib import Path
from huggingface_hub._local_folder import read_download_metadata
print(json.dumps([asdict(read_download_metadata(Path({folder!r}), path) or 0) for path in {paths!r}]))
"""


@pytest.fixture(scope="module")
def served() -> Iterator[Hub]:
    with Hub() as hub:
        repo = hub.add(
            "hub-tests/folder",
            {
                "config.json": b'{"v": 1}',
                "sub/folder/weights.safetensors": b"weights" * 50_000,
                "sub/folder/again.safetensors": b"weights" * 50_000,
                "empty.txt": b"",
            },
        )
        repo.commit({"config.json": b'{"v": 2}'})
        yield hub


def repo_of(hub: Hub) -> Repo:
    repo = hub.content.repo("hub-tests/folder")
    assert repo is not None
    return repo


def write(folder: Path, repo: Repo) -> FolderWriter:
    """All files of the newest commit, as a download would; the writer."""
    writer = FolderWriter(folder)
    writer.prepare()
    writer.write_listing(repo.head.id, listing(repo.head))
    for path, entry in repo.head.files.items():
        lock = writer.lock(path)
        assert lock is not None
        with lock:
            assert not writer.has(repo.head.id, path, entry.etag, entry.size)
            writer.part(path, entry.etag).write_bytes(content(entry))
            writer.journal(path, entry.etag).write_bytes(b"journal")
            writer.publish(repo.head.id, path, entry.etag)
    return writer


def laid_out(folder: Path) -> dict[str, Any]:
    """Every file below `folder`, but for what a note says of the time and for the locks."""
    found: dict[str, Any] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".lock":
            data = path.read_bytes()
            if path.suffix == ".metadata":
                data = b"\n".join(data.splitlines()[:2])
            found[path.relative_to(folder).as_posix()] = data
    return found


def test_the_same_folder_as_theirs(served: Hub, tmp_path: Path) -> None:
    repo = repo_of(served)
    hf(served, tmp_path, _FETCH.format(repo=repo.id, folder="theirs"), env=PLAIN)
    write(tmp_path / "ours", repo)
    expected = laid_out(tmp_path / "theirs")
    assert len(expected) == 4 + 4 + 3
    assert laid_out(tmp_path / "ours") == expected


def test_they_believe_our_notes_and_fetch_nothing(served: Hub, tmp_path: Path) -> None:
    repo = repo_of(served)
    folder = tmp_path / "ours"
    write(folder, repo)
    paths = list(repo.head.files)
    notes = json.loads(hf(served, tmp_path, _NOTES.format(folder=str(folder), paths=paths)).stdout)
    assert [(n["commit_hash"], n["etag"]) for n in notes] == [
        (repo.head.id, repo.head.files[path].etag) for path in paths
    ]
    served.log.clear()
    hf(served, tmp_path, _FETCH.format(repo=repo.id, folder=str(folder)), env=PLAIN)
    assert not any(record.file for record in served.log.requests(method="GET"))
    hf(served, tmp_path, ["cache", "verify", repo.id, "--local-dir", str(folder), "--fail-on-missing-files"])


def test_we_believe_theirs(served: Hub, tmp_path: Path) -> None:
    repo = repo_of(served)
    hf(served, tmp_path, _FETCH.format(repo=repo.id, folder="theirs"), env=PLAIN)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "theirs").rglob("*.metadata")}
    # No byte needs to be read for it.
    writer = FolderWriter(tmp_path / "theirs", check=_never)
    writer.prepare()
    for path, entry in repo.head.files.items():
        assert writer.has(repo.head.id, path, entry.etag, entry.size)
        assert not writer.has(repo.head.id, path, "0" * 40, entry.size)
        assert not writer.has(repo.head.id, path, entry.etag, entry.size + 1)
    assert {path: path.stat().st_mtime_ns for path in before} == before
    # The same bytes in another commit: only the notes change, as theirs would.
    for path, entry in repo.head.files.items():
        assert writer.has(COMMIT, path, entry.etag, entry.size)
        note = writer.note(path)
        assert note is not None
        assert (note.commit, note.etag) == (COMMIT, entry.etag)


def _never() -> None:
    raise AssertionError("a file was read")


def test_a_file_that_was_changed_is_looked_at(served: Hub, tmp_path: Path) -> None:
    repo = repo_of(served)
    writer = write(tmp_path, repo)
    for path in ("config.json", "sub/folder/weights.safetensors"):
        entry = repo.head.files[path]
        file = tmp_path / path
        ahead = time.time() + 3
        os.utime(file, (ahead, ahead))
        assert writer.note(path) is None
        assert writer.has(repo.head.id, path, entry.etag, entry.size)
        # And noted anew, so that it is looked at once only.
        assert writer.note(path) is not None
        changed = bytearray(file.read_bytes())
        changed[0] ^= 1
        file.write_bytes(changed)
        os.utime(file, (ahead + 3, ahead + 3))
        assert not writer.has(repo.head.id, path, entry.etag, entry.size)
        os.unlink(file)
        assert not writer.has(repo.head.id, path, entry.etag, entry.size)


@pytest.mark.parametrize("note", [b"", b"x\ny\nz\n", b"\xff\n", b"1\n2\n", f"{COMMIT}\nx\nnow\n".encode()])
def test_a_note_that_makes_no_sense_is_none(tmp_path: Path, note: bytes) -> None:
    writer = FolderWriter(tmp_path)
    writer.prepare()
    (tmp_path / "a.bin").write_bytes(b"bytes")
    notes = tmp_path / ".cache" / "huggingface" / "download"
    notes.mkdir()
    (notes / "a.bin.metadata").write_bytes(note)
    assert writer.note("a.bin") is None
    assert not writer.has(COMMIT, "a.bin", digest_of(b"other"), 5)
    assert writer.has(COMMIT, "a.bin", digest_of(b"bytes"), 5)


def test_hashing_can_be_called_off(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"bytes")
    with pytest.raises(AssertionError, match="was read"):
        FolderWriter(tmp_path, check=_never).has(COMMIT, "a.bin", digest_of(b"bytes"), 5)


def test_two_files_with_the_same_bytes_grow_apart(tmp_path: Path) -> None:
    writer = FolderWriter(tmp_path)
    digest = "a" * 64
    parts = {writer.part(path, digest) for path in ("a", "b", "c/a", "c/b", "a.b", "x" * 250)}
    assert len(parts) == 6
    assert not any(part.name.endswith(".incomplete") for part in parts)
    for part in parts:
        part.write_bytes(b"")
    assert len({writer.journal(path, digest) for path in ("a", "b", "c/a")} | parts) == 9


def test_their_lock_keeps_us_out(tmp_path: Path) -> None:
    writer = FolderWriter(tmp_path)
    code = (
        "import sys\nfrom pathlib import Path\n"
        "from huggingface_hub._local_folder import get_local_download_paths\n"
        "from huggingface_hub.utils import WeakFileLock\n"
        "with WeakFileLock(get_local_download_paths(Path(sys.argv[1]), 'sub/a.bin').lock_path):\n"
        "    print('held', flush=True)\n    sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        assert writer.lock("sub/a.bin") is None
        other.communicate()
    lock = writer.lock("sub/a.bin")
    assert lock is not None
    lock.release()


# --- what the cache has -------------------------------------------------------------------------------


def cached(root: Path, files: dict[str, bytes], *, shared: bool = False) -> RepoWriter:
    repo = RepoId(RepoType.MODEL, "org/name")
    lay(root, repo.folder, files, shared=shared)
    return RepoWriter(root, repo)


def test_large_files_are_shared_with_the_cache_and_safe_from_edits(tmp_path: Path) -> None:
    cache = cached(tmp_path / "hub", {"w.bin": LARGE})
    writer = FolderWriter(tmp_path / "folder", cache)
    writer.prepare()
    digest = digest_of(LARGE)
    assert writer.has(COMMIT, "sub/w.bin", digest, len(LARGE))
    file = tmp_path / "folder" / "sub" / "w.bin"
    assert file.read_bytes() == LARGE
    clones = clone_or_copy(
        file, tmp_path / "clone", on_bytes=lambda count: None, cancelled=lambda: False, hasher=None
    )
    assert file.samefile(cache.blob(digest)) != clones
    assert clones or stat.S_IMODE(file.stat().st_mode) & 0o222 == 0
    assert writer.has(COMMIT, "sub/w.bin", digest, len(LARGE))
    # A newer version replaces the folder's name for it, not what the cache has.
    newer = digest_of(b"newer")
    writer.part("sub/w.bin", newer).write_bytes(b"newer")
    writer.publish(COMMIT, "sub/w.bin", newer)
    assert file.read_bytes() == b"newer"
    assert cache.blob(digest).read_bytes() == LARGE


def test_small_files_are_copied_for_people_edit_them(tmp_path: Path) -> None:
    for shared in (False, True):
        cache = cached(tmp_path / f"hub{shared}", {"config.json": b"{}"}, shared=shared)
        folder = tmp_path / f"folder{shared}"
        writer = FolderWriter(folder, cache)
        assert writer.has(COMMIT, "config.json", digest_of(b"{}"), 2)
        (folder / "config.json").write_bytes(b"edited")
        assert cache.blob(digest_of(b"{}")).read_bytes() == b"{}"
    assert stat.S_IMODE(payload(tmp_path / "hubTrue", b"{}").stat().st_mode) == 0o444


def test_bytes_on_another_volume_are_copied(tmp_path: Path) -> None:
    with open("/proc/self/mountinfo") as mounts:
        assert any(line.split()[4] == "/dev/shm" for line in mounts)
    shm = Path("/dev/shm") / f"hubkeep-test-{os.getpid()}"
    cache = cached(tmp_path / "hub", {"w.bin": LARGE})
    try:
        writer = FolderWriter(shm, cache)
        assert writer.has(COMMIT, "w.bin", digest_of(LARGE), len(LARGE))
        assert (shm / "w.bin").read_bytes() == LARGE
        assert os.access(shm / "w.bin", os.W_OK)
        assert stat.S_IMODE(cache.blob(digest_of(LARGE)).stat().st_mode) & 0o200
    finally:
        subprocess.run(["rm", "-rf", str(shm)], check=True)


def test_a_copy_can_be_called_off(tmp_path: Path) -> None:
    cache = cached(tmp_path / "hub", {"config.json": b"{}"})
    with pytest.raises(AssertionError, match="was read"):
        FolderWriter(tmp_path / "folder", cache, check=_never).has(COMMIT, "config.json", digest_of(b"{}"), 2)
    assert not (tmp_path / "folder" / "config.json").exists()
    assert list(tmp_path.glob("folder/.cache/huggingface/download/tmp_*")) == []


def test_nothing_is_brought_while_another_writes_the_file(tmp_path: Path) -> None:
    cache = cached(tmp_path / "hub", {"config.json": b"{}"})
    one, other = (FolderWriter(tmp_path / "folder", cache) for _ in range(2))
    lock = one.lock("config.json")
    assert lock is not None
    assert not other.has(COMMIT, "config.json", digest_of(b"{}"), 2)
    assert one.has(COMMIT, "config.json", digest_of(b"{}"), 2)
    lock.release()
    assert other.has(COMMIT, "config.json", digest_of(b"{}"), 2)


def test_a_cache_without_links_is_looked_into(served: Hub, tmp_path: Path) -> None:
    repo = repo_of(served)
    put(tmp_path / "hub", repo, symlinks=False)
    writer = FolderWriter(tmp_path / "folder", RepoWriter(tmp_path / "hub", RepoId(RepoType.MODEL, repo.id)))
    for path, entry in repo.head.files.items():
        assert writer.has(repo.head.id, path, entry.etag, entry.size)
        assert (tmp_path / "folder" / path).read_bytes() == content(entry)


# --- hostile names --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", [*HOSTILE, ".cache/huggingface/download/x.metadata", ".Cache/HuggingFace", ".cache"]
)
def test_hostile_paths_are_refused(tmp_path: Path, path: str) -> None:
    cache = cached(tmp_path / "hub", {"config.json": b"{}"})
    writer = FolderWriter(tmp_path / "folder", cache)
    writer.prepare()
    before = laid_out(tmp_path)
    digest = digest_of(b"{}")
    uses = (
        lambda: writer.has(COMMIT, path, digest, 2),
        lambda: writer.lock(path),
        lambda: writer.part(path, digest),
        lambda: writer.journal(path, digest),
        lambda: writer.publish(COMMIT, path, digest),
    )
    for use in uses:
        with pytest.raises(Failure, match="refused"):
            use()
    assert laid_out(tmp_path) == before


def test_links_that_lead_out_are_not_written_through(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "folder"
    outside.mkdir()
    writer = FolderWriter(folder, cached(tmp_path / "hub", {"config.json": b"{}"}))
    writer.prepare()
    (folder / "sub").symlink_to(outside)
    with pytest.raises(Failure, match="leads out"):
        writer.has(COMMIT, "sub/config.json", digest_of(b"{}"), 2)
    (folder / ".cache" / "huggingface" / "download").rename(tmp_path / "away")
    (folder / ".cache" / "huggingface" / "download").symlink_to(outside)
    with pytest.raises(Failure, match="leads out"):
        writer.part("config.json", digest_of(b"{}"))
    assert list(outside.iterdir()) == []
