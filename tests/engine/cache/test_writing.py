"""What we write is to the byte what huggingface_hub would have written, and it goes on with it."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hubkeep.engine.cache.names import RepoId, RepoType
from hubkeep.engine.cache.placing import check_path, check_revision
from hubkeep.engine.cache.scan import scan_repo
from hubkeep.engine.cache.writing import RepoWriter
from hubkeep.engine.library.summary import summarise
from hubkeep.engine.problems import Failure
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.cache.laid import digest_of, lay, payload
from tests.engine.cache.peer import ours, physical, theirs
from tests.engine.cache.put import content, put
from tests.hub.client import environment, hf
from tests.hub.content import Kind, Repo
from tests.hub.models import Models
from tests.hub.server import Hub
from tests.waiting import wait_until

PLAIN = {"HF_HUB_DISABLE_XET": "1"}
NO_LINKS = {"HF_HUB_DISABLE_XET": "1", "HF_HUB_DISABLE_SYMLINKS": "1"}
OFFLINE = {"HF_HUB_OFFLINE": "1"}
REPO = RepoId(RepoType.MODEL, "org/name")
OLD = b"old" * 50_000
NEW = b"new!" * 50_000

_SNAPSHOTS = """
import hashlib, json, os
from huggingface_hub import snapshot_download
found = dict()
for kind, name, revision in {repos!r}:
    folder = snapshot_download(name, repo_type=kind, revision=revision, local_files_only={local!r})
    for base, _, names in os.walk(folder):
        for each in names:
            path = os.path.join(base, each)
            with open(path, "rb") as file:
                found[f"{{name}}@{{revision}}/{{os.path.relpath(path, folder)}}"] = hashlib.sha256(
                    file.read()).hexdigest()
print(json.dumps(found))
"""
_TAKE = """
import sys
from huggingface_hub.utils import WeakFileLock
with WeakFileLock(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""
_TRY = """
import sys
from filelock import Timeout
from huggingface_hub.utils import WeakFileLock
try:
    with WeakFileLock(sys.argv[1], timeout=0.05):
        print("taken")
except Timeout:
    print("refused")
"""


@pytest.fixture(scope="module")
def served(models: Models) -> Iterator[Hub]:
    """A hub with one repo of each type, nested files, an empty one, and the same bytes under two names."""
    with Hub() as hub:
        for example in (models.sharded, models.dataset, models.space, models.kernel):
            example.put(hub)
        moving = hub.add(
            "hub-tests/moving",
            {
                "config.json": b'{"v": 1}',
                "empty.txt": b"",
                "a/b/c/deep.json": b"{}",
                "onnx/encoder.onnx": b"encoder" * 40_000,
                "onnx/same.onnx": b"encoder" * 40_000,
                "model.safetensors": OLD,
            },
        )
        moving.ref("refs/pr/1")
        moving.commit({"config.json": b'{"v": 2}', "model.safetensors": NEW})
        yield hub


def wanted(hub: Hub) -> list[tuple[str, str, str]]:
    """Type, name and revision of all that is put and fetched here."""
    return [
        *((repo.kind.value, repo.id, "main") for repo in hub.content.repos()),
        ("model", "hub-tests/moving", "refs/pr/1"),
    ]


def put_all(hub: Hub, root: Path, *, symlinks: bool | None = None) -> None:
    for kind, name, revision in wanted(hub):
        repo = hub.content.repo(name, Kind(kind))
        assert repo is not None
        put(root, repo, at=repo.resolve(revision), revision=revision, symlinks=symlinks)


def moving_of(hub: Hub) -> Repo:
    repo = hub.content.repo("hub-tests/moving")
    assert repo is not None
    return repo


def everything(root: Path) -> dict[str, Any]:
    """All below a cache: text of links, mode and bytes of files, mode of folders. But the locks, which
    both leave, and the modes of the listings: theirs keep everybody else from reading them."""
    found: dict[str, Any] = {}
    for base, folders, names in os.walk(root):
        for name in (*folders, *names):
            path = Path(base, name)
            relative = path.relative_to(root).as_posix()
            if relative.split("/")[0] == ".locks":
                continue
            mode = stat.S_IMODE(path.lstat().st_mode)
            if path.is_symlink():
                found[relative] = os.readlink(path)
            elif path.is_dir():
                found[relative] = mode
            else:
                kept = 0 if path.parent.name == "trees" else mode
                found[relative] = (kept, hashlib.sha256(path.read_bytes()).hexdigest())
    return found


@contextlib.contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


@pytest.mark.parametrize("mask", [0o022, 0o007])
def test_the_same_cache_as_theirs(served: Hub, tmp_path: Path, mask: int) -> None:
    with umask(mask):
        hf(served, tmp_path / "theirs", _SNAPSHOTS.format(repos=wanted(served), local=False), env=PLAIN)
        put_all(served, tmp_path / "ours" / "hub")
    expected = everything(tmp_path / "theirs" / "hub")
    assert len(expected) > 60
    assert everything(tmp_path / "ours" / "hub") == expected
    locks = [path.stat().st_mode & 0o777 for path in (tmp_path / "ours").glob("hub/.locks/*/*.lock")]
    assert set(locks) == {path.stat().st_mode & 0o777 for path in tmp_path.glob("theirs/hub/.locks/*/*.lock")}


@pytest.mark.parametrize("symlinks", [None, False], ids=["links", "no links"])
def test_they_list_load_and_verify_it(served: Hub, tmp_path: Path, symlinks: bool | None) -> None:
    home = tmp_path / "hf"
    put_all(served, home / "hub", symlinks=symlinks)
    report = theirs(served, home)
    assert report["warnings"] == []
    assert len(report["repos"]) == 5
    found = ours(home / "hub")
    # Two names of one inode are twice its bytes to them.
    shared = {"models--hub-tests--moving"} if symlinks is False else set()
    assert found.keys() == report["repos"].keys()
    assert all(found[folder] == report["repos"][folder] for folder in found.keys() - shared)
    assert sum(repo["bytes"] for repo in found.values()) == physical(home / "hub")
    for folder in report["repos"]:
        row = summarise(scan_repo(str(home / "hub"), folder)).row
        assert (row.state, row.problems) == ("ok", ())
    loaded = json.loads(
        hf(served, home, _SNAPSHOTS.format(repos=wanted(served), local=True), env=OFFLINE).stdout
    )
    expected = {}
    for kind, name, revision in wanted(served):
        repo = served.content.repo(name, Kind(kind))
        assert repo is not None
        commit = repo.resolve(revision)
        assert commit is not None
        for path, entry in commit.files.items():
            expected[f"{name}@{revision}/{path}"] = hashlib.sha256(content(entry)).hexdigest()
    assert loaded == expected
    verify = ["cache", "verify", "hub-tests/moving", "--fail-on-missing-files"]
    hf(served, home, verify)
    snapshot = home / "hub" / "models--hub-tests--moving" / "snapshots" / moving_of(served).head.id
    os.truncate(snapshot / "model.safetensors", 7)
    hf(served, home, verify, status=1)


def test_nothing_is_there_twice_without_links(served: Hub, tmp_path: Path) -> None:
    moving = moving_of(served)
    first, second = moving.commits()
    put(tmp_path, moving, at=first, revision="refs/pr/1", symlinks=False)
    before = physical(tmp_path)
    # A new writer knows from the listing where the encoder is; only what changed takes new bytes.
    writer = put(tmp_path, moving, at=second, symlinks=False)
    assert physical(tmp_path) - before == len(NEW) + len(b'{"v": 2}')
    folder = tmp_path / writer.repo.folder
    assert list((folder / "blobs").iterdir()) == []
    files = [path for path in folder.glob("snapshots/**/*") if not path.is_dir()]
    assert len(files) == 12
    assert not any(path.is_symlink() for path in files)
    encoder = folder / "snapshots" / second.id / "onnx" / "encoder.onnx"
    assert encoder.samefile(folder / "snapshots" / first.id / "onnx" / "same.onnx")


def test_links_after_a_time_without(served: Hub, tmp_path: Path) -> None:
    """What was fetched without them is not fetched again."""
    moving = moving_of(served)
    first, second = moving.commits()
    put(tmp_path, moving, at=first, revision="refs/pr/1", symlinks=False)
    before = physical(tmp_path)
    writer = put(tmp_path, moving, at=second, symlinks=True)
    assert physical(tmp_path) - before == len(NEW) + len(b'{"v": 2}')
    snapshot = writer.snapshot(second.id)
    assert (snapshot / "model.safetensors").is_symlink()
    assert not (snapshot / "onnx" / "same.onnx").is_symlink()
    for path, entry in second.files.items():
        assert (snapshot / path).read_bytes() == content(entry)
        assert writer.is_linked(second.id, path, entry.etag, entry.size)


def test_a_blob_that_others_may_link_to_stays_without_links(tmp_path: Path) -> None:
    commit = lay(tmp_path, REPO.folder, {"a.bin": b"bytes"})
    writer = RepoWriter(tmp_path, REPO, symlinks=False)
    writer.prepare()
    writer.link("1" * 40, "a.bin", digest_of(b"bytes"))
    assert (writer.snapshot(commit) / "a.bin").read_bytes() == b"bytes"
    assert (writer.snapshot("1" * 40) / "a.bin").read_bytes() == b"bytes"
    assert not (writer.snapshot("1" * 40) / "a.bin").is_symlink()


@pytest.mark.parametrize("env", [{}, PLAIN, NO_LINKS], ids=["xet store", "links", "no links"])
def test_what_they_wrote_is_found(hub: Hub, tmp_path: Path, env: dict[str, str]) -> None:
    repo = hub.add("hub-tests/both", {"a.safetensors": OLD, "b/config.json": b"{}"}, xet=True)
    hf(hub, tmp_path, _SNAPSHOTS.format(repos=[("model", repo.id, "main")], local=False), env=env)
    before = everything(tmp_path / "hub")
    assert ("hub/blobs" in {str(p.relative_to(tmp_path)) for p in tmp_path.glob("hub/*")}) == (env == {})
    writer = RepoWriter(
        tmp_path / "hub", RepoId(RepoType.MODEL, repo.id), symlinks=False if env is NO_LINKS else None
    )
    writer.prepare()
    for path, entry in repo.head.files.items():
        assert writer.has(entry.etag, entry.size)
        assert not writer.has(entry.etag, entry.size + 1)
        assert writer.is_linked(repo.head.id, path, entry.etag, entry.size)
        assert not writer.is_linked("0" * 40, path, entry.etag, entry.size)
        assert not writer.is_linked(repo.head.id, f"{path}.no", entry.etag, entry.size)
        writer.link(repo.head.id, path, entry.etag)
        found = writer.found(entry.etag, entry.size)
        assert found is not None
        assert found.read_bytes() == content(entry)
        assert not found.is_symlink()
    writer.write_ref("main", repo.head.id)
    assert everything(tmp_path / "hub") == before


def test_their_download_goes_on_with_ours(served: Hub, tmp_path: Path) -> None:
    """Half a snapshot by us, the rest by them, and nothing fetched that was there."""
    moving = moving_of(served)
    writer = RepoWriter(tmp_path / "hub", RepoId(RepoType.MODEL, moving.id))
    writer.prepare()
    entry = moving.head.files["model.safetensors"]
    writer.part(entry.etag).write_bytes(content(entry))
    writer.publish(entry.etag)
    served.log.clear()
    hf(served, tmp_path, _SNAPSHOTS.format(repos=[("model", moving.id, "main")], local=False), env=PLAIN)
    fetched = [record.file for record in served.log.requests(method="GET") if record.sent and record.file]
    assert fetched
    assert "model.safetensors" not in fetched
    assert writer.is_linked(moving.head.id, "model.safetensors", entry.etag, entry.size)


# --- locks ------------------------------------------------------------------------------------------


def test_their_lock_keeps_us_out_and_ours_them(tmp_path: Path) -> None:
    writer = RepoWriter(tmp_path, REPO)
    writer.prepare()
    digest = "a" * 64
    path = str(tmp_path / ".locks" / REPO.folder / f"{digest}.lock")
    held = writer.lock(digest)
    assert held is not None
    assert writer.lock(digest) is None
    tried = [sys.executable, "-c", _TRY, path]
    assert subprocess.run(tried, capture_output=True, text=True, check=True).stdout == "refused\n"
    held.release()
    held.release()
    with subprocess.Popen(
        [sys.executable, "-c", _TAKE, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        assert writer.lock(digest) is None
        assert writer.lock("b" * 64) is not None
        other.kill()
        other.wait()
        # A kill gives it back.
        again = writer.lock(digest)
        assert again is not None
        again.release()
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o664


def test_a_download_of_theirs_waits_for_ours_and_takes_its_blob(served: Hub, tmp_path: Path) -> None:
    moving = moving_of(served)
    entry = moving.head.files["model.safetensors"]
    writer = RepoWriter(tmp_path / "hub", RepoId(RepoType.MODEL, moving.id))
    writer.prepare()
    lock = writer.lock(entry.etag)
    assert lock is not None
    code = (
        "from huggingface_hub import hf_hub_download\n"
        "hf_hub_download('hub-tests/moving', 'model.safetensors')"
    )
    served.log.clear()
    with subprocess.Popen([sys.executable, "-c", code], env=environment(served, tmp_path) | PLAIN) as client:
        refs = tmp_path / "hub" / writer.repo.folder / "refs" / "main"
        wait_until(refs.exists, 30, "their ref, which comes just before the lock")
        writer.part(entry.etag).write_bytes(content(entry))
        writer.publish(entry.etag)
        lock.release()
        assert client.wait(30) == 0
    assert not any(record.sent for record in served.log.requests(method="GET", file="model.safetensors"))
    assert writer.is_linked(moving.head.id, "model.safetensors", entry.etag, entry.size)


def test_a_volume_without_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As some network volumes answer."""

    def refused(*_: object) -> None:
        raise OSError(errno.EOPNOTSUPP, os.strerror(errno.EOPNOTSUPP))

    monkeypatch.setattr(fcntl, "flock", refused)
    writer = RepoWriter(tmp_path, REPO)
    held = writer.lock("a" * 64)
    assert held is not None
    assert writer.lock("a" * 64) is None
    held.release()
    again = writer.lock("a" * 64)
    assert again is not None
    again.release()


# --- what breaks off ----------------------------------------------------------------------------------


def test_a_part_is_ours_alone(served: Hub, tmp_path: Path) -> None:
    moving = moving_of(served)
    writer = put(tmp_path / "hub", moving)
    digest = "c" * 64
    with open(writer.part(digest), "wb") as part:
        part.truncate(10 << 20)
        part.write(b"x" * 8192)
    writer.journal(digest).write_bytes(b"journal")
    row = summarise(scan_repo(str(tmp_path / "hub"), writer.repo.folder)).row
    assert row.state == "incomplete"
    (left,) = writer.leftovers()
    assert left.digest == digest
    assert 8192 <= left.bytes < 1 << 20
    report = theirs(served, tmp_path)
    assert report["warnings"] == []
    assert report["repos"][writer.repo.folder]["blobs"] == 5
    hf(served, tmp_path, ["cache", "prune", "--yes"])
    assert writer.part(digest).exists()
    assert writer.journal(digest).exists()
    writer.discard(digest)
    writer.discard(digest)
    assert writer.leftovers() == ()
    assert summarise(scan_repo(str(tmp_path / "hub"), writer.repo.folder)).row.state == "ok"


def test_nothing_was_fetched_yet(tmp_path: Path) -> None:
    writer = RepoWriter(tmp_path / "new" / "cache", REPO)
    assert writer.leftovers() == ()
    assert writer.standing("a" * 64, 1) == "absent"
    writer.prepare()
    writer.prepare()
    assert writer.symlinks
    assert writer.leftovers() == ()
    assert (
        (writer.root / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55")
    )


def test_a_part_gets_the_usual_mode(tmp_path: Path) -> None:
    writer = RepoWriter(tmp_path, REPO)
    writer.prepare()
    for mask in (0o027, 0o022):
        with umask(mask):
            writer = RepoWriter(tmp_path, REPO)
            writer.part("a" * 64).touch(0o600)
            writer.publish("a" * 64)
        assert stat.S_IMODE(writer.blob("a" * 64).stat().st_mode) == 0o666 & ~mask
    assert [path.name for path in writer.blob("a" * 64).parent.iterdir()] == ["a" * 64]


def test_publish_lets_the_journal_go_last(tmp_path: Path) -> None:
    writer = RepoWriter(tmp_path, REPO)
    writer.prepare()
    writer.journal("a" * 64).write_bytes(b"")
    with pytest.raises(FileNotFoundError):
        writer.publish("a" * 64)
    assert writer.journal("a" * 64).exists()


# --- archives and the store -----------------------------------------------------------------------------


def test_a_blob_in_an_archive_that_is_not_connected_is_not_fetched_again(tmp_path: Path) -> None:
    root, archive = tmp_path / "hub", tmp_path / "disk"
    commit = lay(root, REPO.folder, {"a.bin": b"bytes"})
    digest = digest_of(b"bytes")
    writer = RepoWriter(root, REPO)
    blob = writer.blob(digest)
    archive.mkdir()
    blob.rename(archive / digest)
    blob.symlink_to(archive / digest)
    assert writer.has(digest, 5)
    assert writer.is_linked(commit, "a.bin", digest, 5)

    archive.rename(tmp_path / "unplugged")
    assert writer.standing(digest, 5) == "archived"
    assert not writer.is_linked(commit, "a.bin", digest, 5)
    assert writer.found(digest, 5) is None
    assert not writer.has(digest, 5)
    writer.part(digest).write_bytes(b"bytes")
    with pytest.raises(Failure, match="not connected") as refused:
        writer.publish(digest)
    assert refused.value.refused
    assert os.readlink(blob) == str(archive / digest)
    writer.publish(digest, replace_archived=True)
    assert not blob.is_symlink()
    assert writer.has(digest, 5)
    assert (tmp_path / "unplugged" / digest).read_bytes() == b"bytes"


def test_a_payload_of_the_store_is_never_written_through(tmp_path: Path) -> None:
    lay(tmp_path, REPO.folder, {"a.bin": b"bytes"}, shared=True)
    digest = digest_of(b"bytes")
    stored = payload(tmp_path, b"bytes")
    writer = RepoWriter(tmp_path, REPO)
    assert writer.has(digest, 5)
    writer.part(digest).write_bytes(b"other")
    writer.publish(digest)
    assert stored.read_bytes() == b"bytes"
    assert writer.blob(digest).read_bytes() == b"other"
    # And where the payload is gone, the link is of no use to anybody.
    writer.blob(digest).unlink()
    stored.unlink()
    writer.blob(digest).symlink_to(os.path.relpath(stored, writer.blob(digest).parent))
    assert writer.standing(digest, 5) == "absent"
    writer.part(digest).write_bytes(b"bytes")
    writer.publish(digest)
    assert writer.has(digest, 5)


# --- links and refs -----------------------------------------------------------------------------------


def test_a_wrong_link_or_file_is_replaced(tmp_path: Path) -> None:
    commit = lay(tmp_path, REPO.folder, {"d/a.bin": b"bytes", "b.bin": b"other", "c.bin": b"third"})
    snapshot = tmp_path / REPO.folder / "snapshots" / commit
    writer = RepoWriter(tmp_path, REPO)
    right = {"d/a.bin": b"bytes", "b.bin": b"other", "c.bin": b"third"}
    (snapshot / "d/a.bin").unlink()
    (snapshot / "d/a.bin").symlink_to(f"../../../blobs/{digest_of(b'other')}")
    (snapshot / "b.bin").unlink()
    (snapshot / "b.bin").write_bytes(b"a file of its own")
    (snapshot / "c.bin").unlink()
    (snapshot / "c.bin").symlink_to("/etc/hostname")
    for path, data in right.items():
        assert not writer.is_linked(commit, path, digest_of(data), 5)
        writer.link(commit, path, digest_of(data))
        assert writer.is_linked(commit, path, digest_of(data), 5)
        assert (snapshot / path).read_bytes() == data
    assert ours(tmp_path)[REPO.folder]["revisions"][commit]["files"].keys() == right.keys()
    assert sorted(p.name for p in (tmp_path / REPO.folder / "blobs").iterdir()) == sorted(
        map(digest_of, right.values())
    )


def test_refs(tmp_path: Path) -> None:
    writer = RepoWriter(tmp_path, REPO)
    writer.prepare()
    for commit in ("1" * 40, "2" * 40):
        writer.write_ref("main", commit)
        writer.write_ref("refs/pr/1", commit)
        writer.write_ref("v1.0-ünïcode", commit)
        writer.write_ref(commit, commit)
    refs = tmp_path / REPO.folder / "refs"
    found = {p.relative_to(refs).as_posix(): p.read_text() for p in refs.rglob("*") if p.is_file()}
    assert found == dict.fromkeys(("main", "refs/pr/1", "v1.0-ünïcode"), "2" * 40)
    unchanged = (refs / "main").stat().st_ino
    writer.write_ref("main", "2" * 40)
    assert (refs / "main").stat().st_ino == unchanged


# --- hostile names --------------------------------------------------------------------------------------

HOSTILE = [
    "",
    "/etc/passwd",
    "../x",
    "a/../../x",
    "a/..",
    "a//b",
    "./a",
    "a/.",
    "C:x",
    "C:\\x",
    "a/C:b",
    "\\\\host\\share",
    "\\x",
    "a\\..\\..\\x",
    "a\0b",
    "a/\ud800",
    ".git/hooks/post-checkout",
    "a/.GIT/config",
]


@pytest.mark.parametrize("path", HOSTILE)
def test_hostile_paths_are_refused(tmp_path: Path, path: str) -> None:
    commit = lay(tmp_path, REPO.folder, {"a.bin": b"bytes"})
    before = everything(tmp_path)
    writer = RepoWriter(tmp_path, REPO)
    with pytest.raises(Failure, match="refused"):
        writer.link(commit, path, digest_of(b"bytes"))
    with pytest.raises(Failure, match="refused"):
        writer.is_linked(commit, path, digest_of(b"bytes"), 5)
    assert everything(tmp_path) == before


@pytest.mark.parametrize(
    "path", ["con", "NUL.txt", "a/Com1.bin", "lpt¹", "a.", "a /b", "a?b", "a|b", "a<b", 'a"b', "a\x01b", "x*"]
)
def test_what_windows_cannot_hold_is_refused_there(path: str) -> None:
    check_path(path, windows=False)
    with pytest.raises(Failure, match="Windows"):
        check_path(path, windows=True)


@pytest.mark.parametrize(
    "path", ["a b/c", "console.py", ".gitattributes", "a.b.c", "模型/ü.bin", "com10", "..a"]
)
def test_ordinary_paths_are_not(path: str) -> None:
    check_path(path, windows=True)
    check_path(path, windows=False)


@given(st.text(alphabet=st.sampled_from("./\\:ab\0C~ \n"), max_size=12))
def test_no_path_leaves_its_folder(path: str) -> None:
    try:
        check_path(path)
    except Failure:
        return
    for apart in (path, path.replace("\\", "/")):
        assert os.path.normpath(os.path.join("/base", apart)) == f"/base/{apart}"


@pytest.mark.parametrize(
    "revision",
    ["../main", "/main", "a//b", "a b", "a\nb", "a~1", "x^", "a:b", "w*", "", "a\\b", ".", "é" * 2000],
)
def test_hostile_revisions_are_refused(tmp_path: Path, revision: str) -> None:
    with pytest.raises(Failure, match="revision"):
        check_revision(revision)
    writer = RepoWriter(tmp_path, REPO)
    with pytest.raises(Failure, match="revision"):
        writer.write_ref(revision, "1" * 40)
    with pytest.raises(Failure, match="revision"):
        writer.write_ref("main", revision)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("digest", ["", "x", "../../x", "a" * 63, "A" * 64, f"{'a' * 64}/../x"])
def test_only_digests_name_blobs(tmp_path: Path, digest: str) -> None:
    writer = RepoWriter(tmp_path, REPO)
    for use in (writer.part, writer.journal, writer.blob, writer.lock, writer.publish, writer.discard):
        with pytest.raises(Failure, match="no hash"):
            use(digest)


def test_links_that_lead_out_are_not_written_through(tmp_path: Path) -> None:
    root, outside = tmp_path / "hub", tmp_path / "outside"
    commit = lay(root, REPO.folder, {"a.bin": b"bytes"})
    outside.mkdir()
    snapshot = root / REPO.folder / "snapshots" / commit
    (snapshot / "sub").symlink_to(outside)
    (root / REPO.folder / "refs" / "pr").symlink_to(outside)
    (root / REPO.folder / "trees").symlink_to(outside)
    writer = RepoWriter(root, REPO)
    with pytest.raises(Failure, match="leads out"):
        writer.link(commit, "sub/a.bin", digest_of(b"bytes"))
    with pytest.raises(Failure, match="leads out"):
        writer.link(commit, "sub/deeper/a.bin", digest_of(b"bytes"))
    with pytest.raises(Failure, match="leads out"):
        writer.write_ref("pr/1", commit)
    (root / REPO.folder / "blobs").rename(tmp_path / "blobs")
    (root / REPO.folder / "blobs").symlink_to(tmp_path / "blobs")
    with pytest.raises(Failure, match="leads out"):
        writer.prepare()
    assert list(outside.iterdir()) == []


def test_a_cache_behind_a_link_is_a_cache(served: Hub, tmp_path: Path) -> None:
    """Relocating leaves one behind."""
    (tmp_path / "moved").mkdir()
    (tmp_path / "hub").symlink_to(tmp_path / "moved")
    put(tmp_path / "hub", moving_of(served))
    assert theirs(served, tmp_path)["warnings"] == []
