"""What is said of blobs whose link leads out of the cache: on a disk that is not connected, frozen, in a
bucket, or lost; and how large they are although nobody can read them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hubkeep.cli.words import told_state
from hubkeep.engine.cache.away import archive_base, disk_of
from hubkeep.engine.cache.confirm import deep_change
from hubkeep.engine.cache.listing import Listed, encode_listing
from hubkeep.engine.cache.names import RepoId, RepoType
from hubkeep.engine.cache.scan import scan_repo
from hubkeep.engine.cache.scanned import Place, RepoScan
from hubkeep.engine.cache.writing import RepoWriter
from hubkeep.engine.library.query import parse
from hubkeep.engine.library.summary import summarise
from hubkeep.engine.library.values import RepoRow
from hubkeep.engine.problems import Failure

from tests.engine.cache.laid import digest_of, lay, settle
from tests.engine.library.opened import inventory, looked

REPO = "models--org--name"
WEIGHTS = b"weights" * 100
DIGEST = digest_of(WEIGHTS)
READ = 1_900_000_000


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A cache with one repo whose weights lie in an archive."""
    cache = tmp_path / "hub"
    cache.mkdir()
    lay(cache, REPO, {"config.json": b"{}", "model.safetensors": WEIGHTS})
    archive = tmp_path / "disk" / "archive"
    for part in ("blobs", "frozen", "repos"):
        (archive / part).mkdir(parents=True)
    mark(archive)
    blob = cache / REPO / "blobs" / DIGEST
    blob.rename(archive / "blobs" / DIGEST)
    blob.symlink_to(archive / "blobs" / DIGEST)
    os.utime(archive / "blobs" / DIGEST, (READ, READ))
    settle(cache)
    return cache


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "disk" / "archive"


def mark(archive: Path, **more: object) -> None:
    (archive / "hubkeep-archive.json").write_text(json.dumps({"format": 1, "id": "a" * 32} | more))


def manifest(archive: Path) -> None:
    kept = {"digest": DIGEST, "sha256": DIGEST, "size": len(WEIGHTS), "accessed_ns": READ * 10**9}
    text = json.dumps({"repo": "org/name", "blobs": [kept | {"modified_ns": 10**9}]})
    (archive / "repos" / f"{REPO}.json").write_text(text)


def freeze(archive: Path) -> None:
    (archive / "blobs" / DIGEST).rename(archive / "frozen" / f"{DIGEST}.zst")


def seen(root: Path) -> tuple[RepoScan, RepoRow]:
    scan = scan_repo(str(root), REPO)
    return scan, summarise(scan).row


def place(scan: RepoScan) -> Place:
    return next(blob.place for blob in scan.blobs if blob.name == DIGEST)


def test_a_frozen_blob_is_known_by_the_archives_manifest(root: Path, archive: Path) -> None:
    freeze(archive)
    scan, row = seen(root)
    assert (place(scan), row.state, row.archived) == (Place.FROZEN, "frozen", 0)
    manifest(archive)
    scan, row = seen(root)
    assert (row.state, row.bytes, row.archived, row.last_access) == ("frozen", 2, len(WEIGHTS), READ)
    assert "thaw the repo before a program can load it" in row.problems[0].sentence()
    assert parse("state:frozen").matches(row, 0)
    assert row.archives == (str(archive),)
    assert told_state(row) == "archived"  # the command line's contract knows no other word


def test_what_is_in_a_bucket_says_in_which(root: Path, archive: Path) -> None:
    (archive / "blobs" / DIGEST).unlink()
    mark(archive, bucket={"name": "models", "prefix": "team/"})
    manifest(archive)
    scan, row = seen(root)
    assert (place(scan), row.state, row.archived) == (Place.BUCKET, "bucket", len(WEIGHTS))
    assert "bucket s3://models/team," in row.problems[0].sentence()
    assert parse("state:bucket").matches(row, 0)


def test_an_archive_that_is_here_and_lost_a_blob_is_no_disk_to_connect(root: Path, archive: Path) -> None:
    (archive / "blobs" / DIGEST).unlink()
    scan, row = seen(root)
    assert (place(scan), row.state) == (Place.MISSING, "broken")
    writer = RepoWriter(root, RepoId(RepoType.MODEL, "org/name"))
    assert writer.standing(DIGEST, len(WEIGHTS)) == "absent"


def test_what_is_away_is_not_fetched_again(root: Path, archive: Path) -> None:
    writer = RepoWriter(root, RepoId(RepoType.MODEL, "org/name"))
    writer.prepare()
    freeze(archive)
    assert writer.standing(DIGEST, len(WEIGHTS)) == "frozen"
    writer.part(DIGEST).write_bytes(WEIGHTS)
    with pytest.raises(Failure, match="frozen in an archive") as refused:
        writer.publish(DIGEST)
    assert refused.value.refused
    mark(archive, bucket={"name": "models"})
    assert writer.standing(DIGEST, len(WEIGHTS)) == "bucket"
    with pytest.raises(Failure, match="in a bucket"):
        writer.publish(DIGEST)
    archive.rename(archive.with_name("unplugged"))
    assert writer.standing(DIGEST, len(WEIGHTS)) == "archived"


def test_without_its_disk_a_size_is_known_by_the_listing(root: Path, archive: Path) -> None:
    commit = scan_repo(str(root), REPO).snapshots[0].commit
    listed = Listed(size=130, blob_id="0" * 40, lfs_sha256=DIGEST, lfs_size=len(WEIGHTS))
    trees = root / REPO / "trees"
    trees.mkdir()
    (trees / f"{commit}.json").write_bytes(encode_listing({"model.safetensors": listed}))
    archive.parent.rename(archive.parent.with_name("unplugged"))
    scan, row = seen(root)
    assert (place(scan), row.state, row.archived) == (Place.OFFLINE, "archive-offline", len(WEIGHTS))
    assert f"On disk {archive}, not connected" in row.problems[0].sentence()


def test_without_a_listing_what_was_known_before_is(root: Path, archive: Path, tmp_path: Path) -> None:
    unplugged = archive.parent.with_name("unplugged")
    with inventory(root, tmp_path / "home") as known:
        before = looked(known)[REPO]
        assert (before.state, before.archived, before.last_access) == ("archived", len(WEIGHTS), READ)
        archive.parent.rename(unplugged)
        known.confirm()  # no folder of the cache is different: a look at the archive tells
        away = known.row(REPO)
        assert away is not None
        assert (away.state, away.archived, away.last_access) == ("archive-offline", len(WEIGHTS), READ)
        known.save()
    with inventory(root, tmp_path / "home") as again:
        assert looked(again)[REPO] == away
        unplugged.rename(archive.parent)
        again.confirm()
        assert again.row(REPO) == before


def test_a_pass_over_every_file_sees_what_is_thawed(root: Path, archive: Path) -> None:
    scan, _ = seen(root)
    assert not deep_change(str(root), scan)
    freeze(archive)
    assert deep_change(str(root), scan)
    scan, _ = seen(root)
    assert not deep_change(str(root), scan)
    (archive / "frozen" / f"{DIGEST}.zst").unlink()
    assert deep_change(str(root), scan)
    archive.rename(archive.with_name("unplugged"))
    assert deep_change(str(root), scan)
    scan, _ = seen(root)
    assert not deep_change(str(root), scan)


@pytest.mark.parametrize(
    ("path", "disk"),
    [
        (f"/run/media/me/Big disk/archive/blobs/{DIGEST}", "/run/media/me/Big disk"),
        (f"/media/me/Big/blobs/{DIGEST}", "/media/me/Big"),
        (f"/mnt/big/models/blobs/{DIGEST}", "/mnt/big"),
        (f"/Volumes/Big/x/blobs/{DIGEST}", "/Volumes/Big"),
        (f"/data/archive/blobs/{DIGEST}", "/data/archive"),
        (f"/data/by hand/{DIGEST}", "/data/by hand"),
    ],
)
def test_a_disk_is_called_by_where_it_is_mounted(path: str, disk: str) -> None:
    assert disk_of(path) == disk


def test_an_archives_folder_is_told_by_the_link() -> None:
    assert archive_base(f"/disk/a/blobs/{DIGEST}") == "/disk/a"
    for other in (
        f"disk/a/blobs/{DIGEST}",
        f"/disk/a/{DIGEST}",
        "/disk/a/blobs/name",
        f"/disk/frozen/{DIGEST}",
    ):
        assert archive_base(other) is None
