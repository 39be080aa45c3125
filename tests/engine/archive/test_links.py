"""One blob of a cache: a link in its place, and its bytes back again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hubkeep.engine.archive import links
from hubkeep.engine.archive.ground import Ground
from hubkeep.engine.archive.manifest import KeptBlob
from hubkeep.engine.problems import Failure

from tests.engine.archive.grounds import ground_of
from tests.engine.cache.laid import digest_of, lay

KEY = "models--acme--one"
BYTES = b"b" * 100
DIGEST = digest_of(BYTES)
KEPT = KeptBlob(
    digest=DIGEST, sha256=DIGEST, size=100, mode=0o440, accessed_ns=7_000_000_001, modified_ns=5_000_000_002
)


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    lay(tmp_path / "hub", KEY, {"model.bin": BYTES})
    return ground_of(tmp_path / "hub", tmp_path / "home")


@pytest.fixture
def blobs(tmp_path: Path) -> Path:
    return tmp_path / "hub" / KEY / "blobs"


def test_a_link_takes_the_place_of_the_blob(ground: Ground, blobs: Path, tmp_path: Path) -> None:
    target = tmp_path / "archive" / "blobs" / DIGEST
    assert links.link_text(ground, KEY, DIGEST) is None
    links.put_link(ground, KEY, DIGEST, target, KEPT)
    status = (blobs / DIGEST).lstat()
    assert (status.st_atime_ns, status.st_mtime_ns) == (KEPT.accessed_ns, KEPT.modified_ns)
    links.put_link(ground, KEY, DIGEST, target, KEPT)
    assert links.link_text(ground, KEY, DIGEST) == str(target)
    assert [path.name for path in blobs.iterdir()] == [DIGEST]


def test_what_a_kill_left_of_a_link_is_overwritten(ground: Ground, blobs: Path, tmp_path: Path) -> None:
    (blobs / f"tmp_hubkeep-link-{DIGEST}").symlink_to("nowhere")
    links.put_link(ground, KEY, DIGEST, tmp_path / "there", KEPT)
    assert [path.name for path in blobs.iterdir()] == [DIGEST]


def test_bytes_come_back_in_the_place_of_the_link(ground: Ground, blobs: Path, tmp_path: Path) -> None:
    links.put_link(ground, KEY, DIGEST, tmp_path / "there", KEPT)
    links.restoring(ground, KEY, DIGEST).write_bytes(BYTES)
    for _ in range(2):
        links.put_blob(ground, KEY, DIGEST, KEPT)
        assert [path.name for path in blobs.iterdir()] == [DIGEST]
        status = (blobs / DIGEST).lstat()
        assert (status.st_mode & 0o7777, status.st_atime_ns, status.st_mtime_ns) == (
            KEPT.mode,
            KEPT.accessed_ns,
            KEPT.modified_ns,
        )
    assert (blobs / DIGEST).read_bytes() == BYTES


def test_bytes_that_are_not_there_leave_the_link(ground: Ground, blobs: Path, tmp_path: Path) -> None:
    links.put_link(ground, KEY, DIGEST, tmp_path / "there", KEPT)
    with pytest.raises(Failure) as raised:
        links.put_blob(ground, KEY, DIGEST, KEPT)
    assert raised.value.problem.code == "path-missing"
    assert os.readlink(blobs / DIGEST) == str(tmp_path / "there")


def test_a_name_that_leads_elsewhere_is_refused(ground: Ground, tmp_path: Path) -> None:
    with pytest.raises(Failure):
        links.put_link(ground, KEY, "../../precious", tmp_path, KEPT)


HOLD = """
import sys
from huggingface_hub.utils import WeakFileLock
with WeakFileLock(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_whoever_downloads_the_blob_is_waited_for(
    ground: Ground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "hub" / ".locks" / KEY / f"{DIGEST}.lock"
    lock.parent.mkdir(parents=True)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        monkeypatch.setattr(links, "_PATIENCE", 0.1)
        with pytest.raises(Failure) as raised, links.locked(ground, KEY, DIGEST):
            pass
        assert raised.value.problem.code == "archive-being-written"
        holder.communicate()
    with links.locked(ground, KEY, DIGEST):
        pass
