"""What an archive says of itself, while one and two write to it."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hubkeep.engine.archive.folder import ArchiveFolder
from hubkeep.engine.archive.manifest import KeptBlob, KeptSnapshot, Manifest, read_manifest
from hubkeep.engine.archive.record import ArchiveRecord
from hubkeep.engine.problems import Failure

from tests.engine.cache.laid import commit_of, digest_of

KEY, OTHER = "models--acme--one", "models--acme--two"


@pytest.fixture
def archive(tmp_path: Path) -> ArchiveFolder:
    found = ArchiveFolder(tmp_path / "archive")
    found.begin()
    return found


def put(archive: ArchiveFolder, content: bytes) -> KeptBlob:
    digest = digest_of(content)
    archive.blob(digest).write_bytes(content)
    return KeptBlob(digest=digest, sha256=digest, size=len(content))


def about(revision: str, files: dict[str, str], repo: str = "acme/one") -> Manifest:
    commit = commit_of(revision)
    return Manifest(repo=repo, snapshots=(KeptSnapshot(commit=commit, files=files),), refs={"main": commit})


def checked(archive: ArchiveFolder) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sha256sum", "-c", "--quiet", "SHA256SUMS"],
        cwd=archive.path,
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_is_entered_is_known_and_can_be_checked_by_sha256sum(archive: ArchiveFolder) -> None:
    record = ArchiveRecord(archive)
    one, two = put(archive, b"one"), put(archive, b"two")
    record.enter(KEY, about("one", {"a": one.digest}), [one])
    record.enter(KEY, about("two", {"a": one.digest, "b": two.digest}), [two])
    assert record.keys() == (KEY,)
    assert (record.kept(KEY, one.digest), record.kept(KEY, two.digest)) == (one, two)
    manifest = read_manifest(archive, KEY)
    assert manifest is not None
    assert {snapshot.commit for snapshot in manifest.snapshots} == {commit_of("one"), commit_of("two")}
    assert manifest.refs == {"main": commit_of("two")}
    assert checked(archive).returncode == 0
    archive.blob(two.digest).write_bytes(b"TWO")
    assert two.digest in checked(archive).stdout


def test_what_is_forgotten_is_in_no_list(archive: ArchiveFolder) -> None:
    record = ArchiveRecord(archive)
    one, two = put(archive, b"one"), put(archive, b"two")
    record.enter(KEY, about("one", {"a": one.digest, "b": two.digest}), [one, two])
    record.enter(OTHER, about("one", {"a": one.digest}, "acme/two"), [one])
    record.forget(KEY, [two.digest])
    archive.blob(two.digest).unlink()
    assert record.sums() == {one.digest: one.sha256}
    record.forget(KEY, [one.digest])
    assert record.keys() == (OTHER,)
    assert record.holders([one.digest, two.digest]) == {one.digest: (OTHER,), two.digest: ()}
    assert record.sums() == {one.digest: one.sha256}
    assert checked(archive).returncode == 0
    record.forget(OTHER, [one.digest])
    record.forget(OTHER, [one.digest])
    assert record.keys() == ()
    assert archive.sums.read_text() == ""


def test_a_frozen_blob_is_in_no_sums_and_lost_sums_are_made_anew(archive: ArchiveFolder) -> None:
    record = ArchiveRecord(archive)
    one, two = put(archive, b"one"), put(archive, b"two")
    record.enter(KEY, about("one", {"a": one.digest, "b": two.digest}), [one, two])
    archive.sums.unlink()
    assert record.sums() == {one.digest: one.sha256, two.digest: two.sha256}
    archive.blob(two.digest).unlink()
    frozen = KeptBlob(digest=two.digest, sha256=two.sha256, size=two.size, frozen=2)
    record.enter(KEY, about("one", {"a": one.digest, "b": two.digest}), [frozen])
    assert archive.sums.read_text() == f"{one.sha256}  blobs/{one.digest}\n"


def test_a_manifest_that_is_damaged_is_left_alone(archive: ArchiveFolder) -> None:
    archive.manifest(KEY).write_bytes(b"{")
    record = ArchiveRecord(archive)
    one = put(archive, b"one")
    with pytest.raises(Failure) as raised:
        record.enter(KEY, about("one", {"a": one.digest}), [one])
    assert raised.value.problem.code == "archive-manifest"
    assert archive.manifest(KEY).read_bytes() == b"{"


HOLD = """
import sys
from pathlib import Path
from hubkeep.engine.archive.folder import ArchiveFolder
from hubkeep.engine.archive.record import ArchiveRecord
with ArchiveRecord(ArchiveFolder(Path(sys.argv[1]))).writing():
    print("held", flush=True)
    sys.stdin.read()
"""


def test_one_writes_at_a_time(archive: ArchiveFolder) -> None:
    asked = threading.Event()
    entered = threading.Event()

    def enter() -> None:
        with ArchiveRecord(archive).writing(asked.set):
            entered.set()

    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(archive.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        waiting = threading.Thread(target=enter)
        waiting.start()
        assert asked.wait(10)
        assert not entered.is_set()
        holder.communicate()
    waiting.join(10)
    assert entered.is_set()
