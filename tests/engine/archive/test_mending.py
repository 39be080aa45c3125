"""An archive that was away: links to where it was, blobs fetched again, repos deleted; and
an archive on a machine that never saw it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hubkeep.engine.archive import mend as mending
from hubkeep.engine.archive.adopt import adopt
from hubkeep.engine.archive.findings import findings
from hubkeep.engine.archive.folder import ArchiveFolder
from hubkeep.engine.archive.known import KnownArchives
from hubkeep.engine.archive.looking import look
from hubkeep.engine.archive.manifest import read_manifest, write_manifest
from hubkeep.engine.archive.mend import mend
from hubkeep.engine.archive.orders import Adopt, ClearOrphans, Mend
from hubkeep.engine.archive.orphans import clear_orphans
from hubkeep.engine.archive.record import ArchiveRecord
from hubkeep.engine.archive.values import Finding
from hubkeep.engine.archive.view import archive_view
from hubkeep.engine.cache.scan import scan_repo
from hubkeep.engine.cache.scanned import Place
from hubkeep.engine.problems import Failure

from tests.e2e.small_disk import SmallDisk
from tests.engine.archive.put_away import Bench, put_away
from tests.engine.cache.laid import commit_of, digest_of, lay

ONE, TWO = "models--acme--one", "models--acme--two"
SHARED, OWN = b"shared" * 1000, b"own" * 1000
FILES = {"config.json": b"{}", "model.safetensors": SHARED, "onnx/model.onnx": OWN}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A cache with two repos whose big blobs lie in an archive; one blob is in both."""
    cache = tmp_path / "hub"
    cache.mkdir()
    lay(cache, ONE, FILES)
    lay(cache, TWO, {"config.json": b"{ }", "model.safetensors": SHARED})
    for key in (ONE, TWO):
        put_away(cache, key, tmp_path / "disk" / "shelf")
    return cache


@pytest.fixture
def shelf(tmp_path: Path, root: Path) -> Path:
    return tmp_path / "disk" / "shelf"


@pytest.fixture
def bench(root: Path, tmp_path: Path) -> Iterator[Bench]:
    opened = Bench(root, tmp_path / "home")
    yield opened
    opened.close()


def found(bench: Bench, *places: Path) -> tuple[Finding, ...]:
    return findings(look(bench.ground, places=lambda: map(str, places)))


def content(root: Path, key: str, path: str, revision: str = "one") -> bytes:
    return (root / key / "snapshots" / commit_of(revision) / path).read_bytes()


def checked(shelf: Path) -> None:
    subprocess.run(["sha256sum", "-c", "--quiet", "--strict", "SHA256SUMS"], cwd=shelf, check=True)


# --- moved --------------------------------------------------------------------------------------


def test_nothing_is_found_where_all_is_well(bench: Bench) -> None:
    assert found(bench) == ()


def test_a_disk_that_is_mounted_elsewhere_is_relinked_in_one_step(
    bench: Bench, root: Path, shelf: Path, tmp_path: Path
) -> None:
    look(bench.ground, places=tuple)  # it has been met
    shelf.parent.rename(tmp_path / "other")
    assert found(bench) == ()
    (moved,) = found(bench, tmp_path / "other")
    now = tmp_path / "other" / "shelf"
    assert (moved.kind, moved.archive, moved.keys) == ("moved", str(now), (ONE, TWO))
    assert moved.bytes == len(SHARED) + len(OWN)
    assert moved.sentence is not None
    assert str(shelf) in moved.sentence.sentence()
    result = bench.run(mend, Mend(cache=str(root), archive=moved.archive))
    assert (result.repos, result.files, bench.changed) == ((ONE, TWO), 3, [ONE, TWO])
    assert content(root, ONE, "onnx/model.onnx") == OWN
    assert content(root, TWO, "model.safetensors") == SHARED
    assert found(bench, tmp_path / "other") == ()


def test_a_mount_point_that_changed_needs_no_search(bench: Bench, root: Path, tmp_path: Path) -> None:
    """Known from where its volume was mounted: however deep in it the archive is."""
    book = KnownArchives(bench.ground.home)
    look(bench.ground, places=tuple)
    (met,) = book.all()
    old, new = tmp_path / "disk", tmp_path / "a" / "b"
    deep = old / "x" / "y" / "z"
    deep.parent.mkdir(parents=True)
    (old / "shelf").rename(deep)
    book.note([type(met)(id=met.id, path=str(deep), name=met.name, mount=str(old))])
    new.parent.mkdir()
    old.rename(new)
    (moved,) = found(bench, new)
    assert (moved.kind, moved.archive) == ("moved", str(new / "x" / "y" / "z"))


def test_a_relinking_that_was_killed_goes_on(
    bench: Bench, root: Path, shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = shelf.with_name("renamed")
    shelf.rename(now)
    order = Mend(cache=str(root), archive=str(now))
    job = bench.job(order)
    put, left = mending.put_link, [1]

    def dies(*arguments: object) -> None:
        if not left:
            raise KeyboardInterrupt
        left.pop()
        put(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(mending, "put_link", dies)
    with pytest.raises(KeyboardInterrupt):
        bench.run(mend, order, job)
    monkeypatch.undo()
    assert bench.run(mend, order, job).files == 3
    assert content(root, ONE, "model.safetensors") + content(root, ONE, "onnx/model.onnx") == SHARED + OWN


def test_a_link_that_another_archive_serves_stays(
    bench: Bench, root: Path, shelf: Path, tmp_path: Path
) -> None:
    """A second copy within reach is no reason to lead links elsewhere."""
    shutil.copytree(shelf, tmp_path / "copy")
    sight = look(bench.ground, also=[str(tmp_path / "copy")], places=tuple)
    assert findings(sight) == ()
    with pytest.raises(Failure) as refused:
        bench.run(mend, Mend(cache=str(root), archive=str(tmp_path / "nowhere")))
    assert refused.value.problem.code == "archive-not-there"
    assert refused.value.refused


# --- refetched ----------------------------------------------------------------------------------


def refetch(root: Path, key: str, data: bytes) -> Path:
    blob = root / key / "blobs" / digest_of(data)
    blob.unlink()
    blob.write_bytes(data)
    return blob


def test_a_blob_that_was_fetched_again_becomes_a_link_again(bench: Bench, root: Path, shelf: Path) -> None:
    blob = refetch(root, ONE, OWN)
    (again,) = found(bench)
    assert (again.kind, again.keys, again.bytes) == ("refetched", (ONE,), len(OWN))
    result = bench.run(mend, Mend(cache=str(root), archive=str(shelf)))
    assert (result.frees, result.files, result.repos) == (len(OWN), 1, (ONE,))
    assert os.readlink(blob) == str(shelf / "blobs" / blob.name)
    assert content(root, ONE, "onnx/model.onnx") == OWN
    assert found(bench) == ()
    checked(shelf)


def test_the_only_good_copy_never_goes(bench: Bench, root: Path, shelf: Path) -> None:
    blob = refetch(root, ONE, OWN)
    kept = shelf / "blobs" / blob.name
    kept.write_bytes(OWN[:-1] + b"x")  # as long, and wrong
    with pytest.raises(Failure) as failed:
        bench.run(mend, Mend(cache=str(root), archive=str(shelf)))
    assert failed.value.problem.code == "archive-copy-damaged"
    assert blob.read_bytes() == OWN
    assert not blob.is_symlink()


def test_a_blob_that_is_written_meanwhile_stays(
    bench: Bench, root: Path, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob = refetch(root, ONE, OWN)
    look_through = mending.look_through

    def slow(*arguments: object) -> object:
        refetch(root, ONE, OWN)
        os.utime(blob, (1, 1))
        return look_through(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(mending, "look_through", slow)
    assert bench.run(mend, Mend(cache=str(root), archive=str(shelf))).files == 0
    assert not blob.is_symlink()


# --- orphans ------------------------------------------------------------------------------------


def test_what_no_link_leads_to_can_be_cleared(bench: Bench, root: Path, shelf: Path) -> None:
    shutil.rmtree(root / ONE)
    (orphan,) = found(bench)
    assert (orphan.kind, orphan.keys, orphan.bytes) == ("orphan", (ONE,), len(SHARED) + len(OWN))
    assert orphan.sentence is not None
    assert orphan.sentence.sentence().startswith("No link of this cache leads to ")
    result = bench.run(clear_orphans, ClearOrphans(cache=str(root), archive=str(shelf), keys=(ONE,)))
    # What the other repo needs too stays, although it was this one's as well.
    assert (result.frees, result.files) == (len(OWN), 2)
    assert content(root, TWO, "model.safetensors") == SHARED
    assert ArchiveRecord(ArchiveFolder(shelf)).keys() == (TWO,)
    assert sorted(os.listdir(shelf / "blobs")) == [digest_of(SHARED)]
    assert found(bench) == ()
    checked(shelf)


def test_what_the_cache_knows_is_not_cleared(bench: Bench, root: Path, shelf: Path) -> None:
    order = ClearOrphans(cache=str(root), archive=str(shelf), keys=(ONE,))
    with pytest.raises(Failure) as refused:
        bench.run(clear_orphans, order)
    assert (refused.value.problem.code, refused.value.refused) == ("archive-no-orphan", True)
    shutil.rmtree(root / ONE)
    job = bench.job(order)
    with pytest.raises(KeyboardInterrupt):
        bench.run(_killed_before_the_first_step, order, job)
    bench.run(adopt, Adopt(cache=str(root), archive=str(shelf), keys=(ONE,)))
    assert bench.run(clear_orphans, order, job).files == 0
    assert content(root, ONE, "onnx/model.onnx") == OWN


def _killed_before_the_first_step(ground, job, order):  # type: ignore[no-untyped-def]
    def dies() -> None:
        raise KeyboardInterrupt

    job.check = dies
    return clear_orphans(ground, job, order)


def test_a_clearing_that_was_killed_goes_on(
    bench: Bench, root: Path, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(root / ONE)
    order = ClearOrphans(cache=str(root), archive=str(shelf), keys=(ONE,))
    job = bench.job(order)
    unlink = os.unlink

    def dies(path: object, **more: object) -> None:
        if str(path).endswith(digest_of(OWN)):
            raise KeyboardInterrupt
        unlink(path, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(os, "unlink", dies)
    with pytest.raises(KeyboardInterrupt):
        bench.run(clear_orphans, order, job)
    monkeypatch.undo()
    bench.run(clear_orphans, order, job)
    assert sorted(os.listdir(shelf / "blobs")) == [digest_of(SHARED)]
    checked(shelf)


# --- adoption -----------------------------------------------------------------------------------


@pytest.fixture
def fresh(tmp_path: Path, shelf: Path) -> Iterator[Bench]:
    """Another machine: an empty cache and home, and the disk somewhere else."""
    shelf.parent.rename(tmp_path / "plugged in")
    opened = Bench(tmp_path / "cache", tmp_path / "another home")
    Path(opened.ground.root).mkdir()
    yield opened
    opened.close()


def test_an_archive_makes_whole_repos_where_nobody_knew_it(fresh: Bench, tmp_path: Path) -> None:
    (orphan,) = found(fresh, tmp_path / "plugged in")
    assert orphan.keys == (ONE, TWO)
    cache = Path(fresh.ground.root)
    for _ in range(2):
        result = fresh.run(adopt, Adopt(cache=str(cache), archive=orphan.archive))
        assert result.repos == (ONE, TWO)
        for path, data in FILES.items():
            assert content(cache, ONE, path) == data
        assert (cache / ONE / "refs" / "main").read_text() == commit_of("one")
        assert sum(blob.place is Place.ARCHIVE for blob in scan_repo(str(cache), ONE).blobs) == 2
    assert found(fresh, tmp_path / "plugged in") == ()
    assert sorted(path.name for path in (cache / ONE / "blobs").iterdir()) == sorted(
        digest_of(data) for data in FILES.values()
    )


def test_what_the_cache_has_stays(fresh: Bench, tmp_path: Path) -> None:
    cache = Path(fresh.ground.root)
    lay(cache, ONE, {"config.json": b"newer", "model.safetensors": SHARED}, revision="two")
    fresh.run(adopt, Adopt(cache=str(cache), archive=str(tmp_path / "plugged in" / "shelf"), keys=(ONE,)))
    assert (cache / ONE / "refs" / "main").read_text() == commit_of("two")
    assert content(cache, ONE, "config.json", "two") == b"newer"
    assert content(cache, ONE, "config.json", "one") == b"{}"
    assert not (cache / ONE / "blobs" / digest_of(SHARED)).is_symlink()
    assert (cache / ONE / "blobs" / digest_of(OWN)).is_symlink()
    assert not (cache / TWO).exists()


def test_a_small_blob_that_is_not_what_its_name_says_is_refused(fresh: Bench, tmp_path: Path) -> None:
    shelf = ArchiveFolder(tmp_path / "plugged in" / "shelf")
    manifest = read_manifest(shelf, ONE)
    assert manifest is not None
    forged = dict.fromkeys(manifest.small, b"forged")
    write_manifest(shelf, ONE, msgspec.structs.replace(manifest, small=forged))
    with pytest.raises(Failure) as refused:
        fresh.run(adopt, Adopt(cache=fresh.ground.root, archive=str(shelf.path)))
    assert refused.value.problem.code == "archive-manifest"
    assert not (Path(fresh.ground.root) / ONE / "refs").exists()


def test_a_file_that_nobody_has_is_left_to_the_next_download(fresh: Bench, tmp_path: Path) -> None:
    shelf = tmp_path / "plugged in" / "shelf"
    (shelf / "blobs" / digest_of(OWN)).unlink()
    fresh.run(adopt, Adopt(cache=fresh.ground.root, archive=str(shelf), keys=(ONE,)))
    snapshot = Path(fresh.ground.root) / ONE / "snapshots" / commit_of("one")
    assert sorted(os.listdir(snapshot)) == ["config.json", "model.safetensors"]
    with pytest.raises(Failure, match="has nothing of models--x--y"):
        fresh.run(adopt, Adopt(cache=fresh.ground.root, archive=str(shelf), keys=("models--x--y",)))


# --- the view -----------------------------------------------------------------------------------


def test_the_view_tells_where_everything_is(bench: Bench, root: Path, shelf: Path, tmp_path: Path) -> None:
    view = archive_view(bench.ground, (), ("models--b", "models--a"), places=tuple)
    (archive,) = view.archives
    assert (archive.path, archive.name, archive.connected) == (str(shelf), "shelf", True)
    assert (archive.bytes, archive.repos, archive.frozen) == (len(SHARED) + len(OWN), 2, 0)
    assert archive.volume is not None
    assert view.volume is not None
    assert view.pinned == ("models--a", "models--b")
    assert [(kept.key, kept.repo, kept.tier) for kept in view.kept] == [
        (ONE, "acme/one", "archived"),
        (TWO, "acme/two", "archived"),
    ]
    # One is frozen, one half here again.
    digest = digest_of(OWN)
    (shelf / "blobs" / digest).rename(shelf / "frozen" / f"{digest}.zst")
    refetch(root, TWO, SHARED)
    lay(root, TWO, {"more.bin": b"more" * 1000}, revision="two")
    view = archive_view(bench.ground, (), (), places=tuple)
    assert [kept.tier for kept in view.kept] == ["frozen", "partly"]
    assert view.archives[0].frozen == len(OWN)
    refetch(root, ONE, OWN)  # by a client that found its link leading nowhere
    view = archive_view(bench.ground, (), (), places=tuple)
    assert [kept.tier for kept in view.kept] == ["partly", "partly"]
    assert [(each.kind, each.keys) for each in view.findings] == [("refetched", (TWO,))]
    shutil.rmtree(root / TWO)
    view = archive_view(bench.ground, (), (), places=tuple)
    assert [kept.tier for kept in view.kept] == ["partly", "orphan"]


def test_a_disk_that_is_away_is_shown_as_such(bench: Bench, shelf: Path, tmp_path: Path) -> None:
    archive_view(bench.ground, (), (), places=tuple)
    shelf.parent.rename(tmp_path / "unplugged")
    view = archive_view(bench.ground, (), (), places=tuple)
    (archive,) = view.archives
    assert (archive.path, archive.name, archive.connected, archive.repos) == (str(shelf), "shelf", False, 2)
    sizes = {ONE: len(SHARED) + len(OWN), TWO: len(SHARED)}
    assert [(kept.key, kept.tier, kept.bytes, kept.archive) for kept in view.kept] == [
        (key, "offline", sizes[key], archive.id) for key in (ONE, TWO)
    ]
    (bench.ground.home / "archives.json").unlink()
    (archive,) = archive_view(bench.ground, (), (), places=tuple).archives
    assert (archive.path, archive.connected, archive.repos) == (str(shelf), False, 2)


def test_an_archive_that_cant_be_read_is_shown_with_what_is_wrong(bench: Bench, shelf: Path) -> None:
    (shelf / "repos" / f"{ONE}.json").write_text("{")
    view = archive_view(bench.ground, (), (), places=tuple)
    assert [problem.code for problem in view.archives[0].problems] == ["archive-manifest"]
    assert [kept.key for kept in view.kept] == [TWO]


def test_a_volume_that_is_unmounted(tmp_path: Path) -> None:
    """Another volume indeed: a tmpfs, that goes while links lead into it."""
    root = tmp_path / "hub"
    root.mkdir()
    lay(root, ONE, FILES)
    bench = Bench(root, tmp_path / "home")
    with SmallDisk(tmp_path / "mounted", 10 << 20) as disk:
        (digest, *_) = put_away(root, ONE, disk.seen / "shelf")
        assert disk.seen.stat().st_dev != root.stat().st_dev
        assert scan_repo(str(root), ONE).blobs
        assert archive_view(bench.ground, (), (), places=tuple).kept[0].tier == "archived"
    view = archive_view(bench.ground, (), (), places=tuple)
    assert [(kept.tier, kept.bytes) for kept in view.kept] == [("offline", len(SHARED) + len(OWN))]
    assert [each.connected for each in view.archives] == [False]
    places = {blob.name: blob.place for blob in scan_repo(str(root), ONE).blobs}
    assert places[digest] is Place.OFFLINE
    bench.close()
