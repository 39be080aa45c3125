"""Archiving and restoring: what moves, what it leaves, and what it refuses."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hubkeep.engine.archive import archive
from hubkeep.engine.archive.adopt import adopt
from hubkeep.engine.archive.choosing import KEPT_SMALL, SMALLEST, choose
from hubkeep.engine.archive.folder import ArchiveFolder
from hubkeep.engine.archive.manifest import read_manifest
from hubkeep.engine.archive.one_pass import Seen
from hubkeep.engine.archive.orders import Adopt
from hubkeep.engine.archive.plan import plan_archive, plan_restore
from hubkeep.engine.archive.record import ArchiveRecord
from hubkeep.engine.cache.scan import scan_repo
from hubkeep.engine.cache.scanned import BlobScan, RepoScan, Stamp
from hubkeep.engine.problems import Failure

from tests.e2e.small_disk import SmallDisk
from tests.engine.archive.grounds import Works, sums_hold
from tests.engine.archive.put_away import Bench
from tests.engine.cache.laid import LONG_AGO, digest_of, lay, payload, settle
from tests.engine.library.trees import tree

ONE, TWO, DATA = "models--acme--one", "models--acme--two", "datasets--acme--data"
BIG = b"big " * (SMALLEST // 4)
BIGGER = b"bigger! " * (SMALLEST // 4)
SHARED = b"shared " * (SMALLEST // 4)
CONFIG = b'{"a": 1}'


@pytest.fixture
def far() -> Iterator[Path]:
    """An archive's folder on another volume, not there yet."""
    folder = Path(tempfile.mkdtemp(prefix="hubkeep-tests-", dir="/dev/shm"))
    yield folder / "archive"
    shutil.rmtree(folder)


@pytest.fixture
def cache(tmp_path: Path, far: Path) -> Path:
    root = tmp_path / "hub"
    assert os.stat(tmp_path).st_dev != os.stat(far.parent).st_dev
    lay(root, ONE, {"config.json": CONFIG, "sub/big.bin": BIG, "bigger.bin": BIGGER})
    lay(root, ONE, {"config.json": b"{}", "sub/big.bin": BIG}, revision="two", ref="")
    lay(root, TWO, {"config.json": CONFIG, "model.bin": SHARED}, shared=True)
    lay(root, DATA, {"x/model.bin": SHARED, "y.bin": BIG}, shared=True)
    settle(root)
    os.chmod(root / ONE / "blobs" / digest_of(BIG), 0o440)
    date(root)
    return root


def date(cache: Path) -> None:
    """Gives one file times of its own."""
    os.utime(cache / ONE / "blobs" / digest_of(BIG), ns=(LONG_AGO * 10**9 + 5, LONG_AGO * 10**9 + 7))


@pytest.fixture
def works(cache: Path, tmp_path: Path) -> Iterator[Works]:
    opened = Works(cache, tmp_path / "home")
    yield opened
    opened.close()


def state(cache: Path) -> dict[str, tuple[object, ...]]:
    """All of the cache but locks, which huggingface_hub leaves as well."""
    return {path: item for path, item in tree(cache).items() if ".lock" not in path}


def files_of(cache: Path, key: str) -> dict[str, bytes]:
    """What programs read of a repo."""
    base = cache / key / "snapshots"
    found = sorted(path for path in base.rglob("*") if path.is_file() or path.is_symlink())
    return {str(path.relative_to(base)): path.read_bytes() for path in found}


def blobs_of(archive: Path) -> set[str]:
    return {path.name for path in (archive / "blobs").iterdir()}


# --- what happens -------------------------------------------------------------------------------


def test_big_blobs_move_and_come_back_as_they_were(works: Works, cache: Path, far: Path) -> None:
    before, files = state(cache), files_of(cache, ONE)
    date(cache)  # all was read
    plan = plan_archive(works.ground, [ONE], str(far))
    assert (plan.problems, plan.in_use, plan.same_volume) == ((), (), False)
    assert plan.bytes == plan.frees == len(BIG) + len(BIGGER)
    assert plan.moves[0].stays == len(CONFIG) + 2
    assert not far.exists()
    result = works.result(works.archived(ONE, to=far))
    assert (result.moved, result.frees, result.files) == (plan.bytes, plan.frees, 2)
    assert (result.repos, result.archive) == ((ONE,), str(far))
    assert works.changed.count(ONE) == 1
    blob = cache / ONE / "blobs" / digest_of(BIG)
    assert os.readlink(blob) == str(far / "blobs" / digest_of(BIG))
    status = blob.stat()
    assert (status.st_mode & 0o777, status.st_atime_ns, status.st_mtime_ns) == (
        0o440,
        LONG_AGO * 10**9 + 5,
        LONG_AGO * 10**9 + 7,
    )
    assert blobs_of(far) == {digest_of(BIG), digest_of(BIGGER)}
    assert sums_hold(far)
    manifest = read_manifest(ArchiveFolder(far), ONE)
    assert manifest is not None
    assert manifest.small == {digest_of(CONFIG): CONFIG, digest_of(b"{}"): b"{}"}
    assert [len(snapshot.files) for snapshot in manifest.snapshots] in ([2, 3], [3, 2])
    assert manifest.refs == {"main": (cache / ONE / "refs" / "main").read_text()}
    assert files_of(cache, ONE) == files

    plan = plan_restore(works.ground, [ONE])
    assert (plan.bytes, plan.problems, plan.moves[0].reasons) == (result.moved, (), ())
    back = works.result(works.restored(ONE))
    assert (back.moved, back.files, back.repos) == (result.moved, 2, (ONE,))
    assert state(cache) == before
    status = blob.lstat()
    assert (status.st_mode & 0o777, status.st_mtime_ns) == (0o440, LONG_AGO * 10**9 + 7)
    assert blobs_of(far) == set()
    assert sums_hold(far)
    assert read_manifest(ArchiveFolder(far), ONE) is None


def test_a_shared_blob_is_relinked_for_all_and_goes_back_to_the_store(
    works: Works, cache: Path, far: Path
) -> None:
    stored = {payload(cache, data).name + more for data in (BIG, CONFIG) for more in ("", ".refs")}
    before = state(cache)
    files = files_of(cache, TWO), files_of(cache, DATA)
    result = works.result(works.archived(TWO, to=far))
    assert (result.moved, result.frees) == (len(SHARED), len(SHARED))
    for key in (TWO, DATA):
        assert os.readlink(cache / key / "blobs" / digest_of(SHARED)) == str(
            far / "blobs" / digest_of(SHARED)
        )
    left = {path.name for path in cache.glob("blobs/*/*") if path.suffix in {"", ".refs"}}
    assert left == stored
    assert set(works.changed) == {TWO, DATA}
    assert (files_of(cache, TWO), files_of(cache, DATA)) == files
    archive = ArchiveFolder(far)
    for key in (TWO, DATA):
        manifest = read_manifest(archive, key)
        assert manifest is not None
        assert [blob.digest for blob in manifest.blobs] == [digest_of(SHARED)]
    works.result(works.restored(DATA))
    assert blobs_of(far) == set()
    now = state(cache)
    refs = {path for path in now if path.endswith(".refs")}
    assert {path: item for path, item in now.items() if path not in refs} == {
        path: item for path, item in before.items() if path not in refs
    }
    listed = next(cache.glob("blobs/*/*.refs")).read_text()
    assert set(listed.splitlines()) <= {f"{key}/blobs/{digest_of(SHARED)}" for key in (TWO, DATA)}


def test_what_another_repo_keeps_in_the_archive_stays_there(works: Works, cache: Path, far: Path) -> None:
    other = "models--acme--three"
    lay(cache, other, {"copy.bin": BIG})
    works.result(works.archived(ONE, other, to=far))
    assert blobs_of(far) == {digest_of(BIG), digest_of(BIGGER)}
    works.result(works.restored(ONE))
    assert blobs_of(far) == {digest_of(BIG)}
    assert sums_hold(far)
    assert files_of(cache, other)
    works.result(works.restored(other))
    assert blobs_of(far) == set()


def test_archived_twice_it_moves_what_came_since(works: Works, cache: Path, far: Path) -> None:
    works.result(works.archived(ONE, to=far))
    lay(cache, ONE, {"more.bin": SHARED}, revision="three")
    plan = plan_archive(works.ground, [ONE], str(far))
    assert plan.bytes == len(SHARED)
    assert {reason.code for reason in plan.moves[0].reasons} == {"archive-already"}
    works.result(works.archived(ONE, to=far))
    assert blobs_of(far) == {digest_of(data) for data in (BIG, BIGGER, SHARED)}
    assert sums_hold(far)
    manifest = read_manifest(ArchiveFolder(far), ONE)
    assert manifest is not None
    assert len(manifest.snapshots) == 3


def test_a_copy_that_rotted_in_the_archive_is_replaced(works: Works, cache: Path, far: Path) -> None:
    other = "models--acme--three"
    lay(cache, other, {"copy.bin": BIG})
    works.result(works.archived(ONE, to=far))
    (far / "blobs" / digest_of(BIG)).chmod(0o644)
    (far / "blobs" / digest_of(BIG)).write_bytes(b"rot " * (SMALLEST // 4))
    works.result(works.archived(other, to=far))
    assert sums_hold(far)
    assert (cache / ONE / "blobs" / digest_of(BIG)).read_bytes() == BIG


def test_what_is_wrong_already_stays_and_is_named(works: Works, cache: Path, far: Path) -> None:
    bad = cache / ONE / "blobs" / digest_of(BIGGER)
    bad.write_bytes(b"x" * len(BIGGER))
    view = works.archived(ONE, to=far)
    assert view.state == "failed"
    assert view.problem is not None
    assert view.problem.code == "archive-corrupt"
    assert view.problem.params["path"] == f"{ONE}/blobs/{digest_of(BIGGER)}"
    assert view.problem.params["moved"] == len(BIG)
    assert view.undoable
    assert not bad.is_symlink()
    assert blobs_of(far) == {digest_of(BIG)}
    assert sums_hold(far)


def test_what_rotted_in_the_archive_does_not_come_back(works: Works, cache: Path, far: Path) -> None:
    works.result(works.archived(ONE, to=far))
    bad = far / "blobs" / digest_of(BIGGER)
    bad.write_bytes(b"x" * len(BIGGER))
    view = works.restored(ONE)
    assert view.problem is not None
    assert (view.state, view.problem.code) == ("failed", "restore-damaged")
    assert blobs_of(far) == {digest_of(BIGGER)}
    assert (cache / ONE / "blobs" / digest_of(BIG)).read_bytes() == BIG
    assert (cache / ONE / "blobs" / digest_of(BIGGER)).is_symlink()
    assert not [path for path in (cache / ONE / "blobs").iterdir() if path.name.startswith("tmp_")]


def test_the_last_read_in_the_archive_is_the_last_access_afterwards(
    works: Works, cache: Path, far: Path
) -> None:
    works.result(works.archived(ONE, to=far))
    read = (LONG_AGO + 1000) * 10**9
    os.utime(far / "blobs" / digest_of(BIG), ns=(read, LONG_AGO * 10**9 + 7))
    works.result(works.restored(ONE))
    assert (cache / ONE / "blobs" / digest_of(BIG)).stat().st_atime_ns == read


# --- what does not move -------------------------------------------------------------------------


def test_a_repo_of_many_small_files_moves_until_little_stays() -> None:
    blobs = tuple(
        BlobScan(digest_of(number.to_bytes(2, "big")), SMALLEST // 2, 0, 0)
        for number in range(2 * KEPT_SMALL // (SMALLEST // 2))
    )
    choice = choose(RepoScan("models--a--b", Stamp((), ()), blobs=blobs))
    assert sum(blob.size for blob in choice.small) == choice.stays == KEPT_SMALL
    assert len(choice.moves) == len(blobs) // 2


def test_each_reason_is_given(works: Works, cache: Path, far: Path) -> None:
    odd = "models--acme--odd"
    lay(cache, odd, {"a.bin": BIG, "b.bin": BIGGER})
    os.link(cache / odd / "blobs" / digest_of(BIG), cache / "linked")
    os.rename(cache / odd / "blobs" / digest_of(BIGGER), cache / odd / "blobs" / "no-digest")
    plain = "models--acme--plain"
    lay(cache, plain, {"c.bin": BIG}, links=False)
    tiny = "models--acme--tiny"
    lay(cache, tiny, {"config.json": CONFIG})
    plan = plan_archive(works.ground, [odd, plain, tiny], str(far))
    assert plan.bytes == 0
    assert [{reason.code for reason in move.reasons} for move in plan.moves] == [
        {"archive-hard-linked", "archive-odd-name"},
        {"archive-no-links"},
        {"archive-nothing-big"},
    ]
    assert all(reason.sentence() for move in plan.moves for reason in move.reasons)
    before = state(cache)
    assert works.result(works.archived(odd, plain, tiny, to=far)).moved == 0
    assert state(cache) == before
    assert not far.exists()


def test_on_the_same_volume_it_says_that_nothing_is_freed(works: Works, cache: Path, tmp_path: Path) -> None:
    plan = plan_archive(works.ground, [ONE], str(tmp_path / "archive"))
    assert (plan.same_volume, plan.frees, plan.bytes) == (True, 0, len(BIG) + len(BIGGER))
    assert "archive-same-volume" in {reason.code for reason in plan.moves[0].reasons}
    result = works.result(works.archived(ONE, to=tmp_path / "archive"))
    assert (result.frees, result.moved) == (0, plan.bytes)


def test_where_an_archive_can_not_be(works: Works, cache: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "full" / "blobs").mkdir(parents=True)
    (tmp_path / "marked").mkdir()
    (tmp_path / "marked" / "hubkeep-archive.json").write_text("{")
    lay(tmp_path / "cache", ONE, {})
    for place, code in {
        cache: "archive-inside",
        cache / "archive": "archive-inside",
        tmp_path / "file": "archive-no-folder",
        tmp_path / "full": "archive-occupied",
        tmp_path / "marked": "archive-mark",
        tmp_path / "cache": "archive-is-cache",
    }.items():
        (problem,) = plan_archive(works.ground, [ONE], str(place)).problems
        assert problem.code == code
        assert problem.sentence()
        view = works.archived(ONE, to=place)
        assert view.problem == problem


@pytest.mark.parametrize("key", ["models--acme--none", "..", "models--a/../b", "strange"])
def test_what_is_no_repo_here(works: Works, far: Path, cache: Path, key: str) -> None:
    (cache / "strange").mkdir()
    for plan in (
        lambda: plan_archive(works.ground, [key], str(far)),
        lambda: plan_restore(works.ground, [key]),
    ):
        with pytest.raises(Failure) as raised:
            plan()
        assert raised.value.problem.code in {"not-cached", "foreign-left-alone"}
        assert raised.value.refused


HOLD = """
import sys
with open(sys.argv[1], "rb") as file:
    print("held", flush=True)
    sys.stdin.read()
"""


def test_what_is_in_use_stays_where_it_is(works: Works, cache: Path, far: Path) -> None:
    for moved in (False, True):
        before = state(cache)
        file = next(cache.glob(f"{ONE}/snapshots/*/bigger.bin"))
        with subprocess.Popen(
            [sys.executable, "-c", HOLD, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as holder:
            assert holder.stdout is not None
            assert holder.stdout.readline() == b"held\n"
            plan = plan_restore(works.ground, [ONE]) if moved else plan_archive(works.ground, [ONE], str(far))
            assert [(use.pid, use.repo) for use in plan.in_use] == [(holder.pid, "acme/one")]
            view = works.restored(ONE) if moved else works.archived(ONE, to=far)
            assert view.problem is not None
            assert (view.state, view.problem.code) == ("failed", "in-use")
            holder.communicate()
        assert state(cache) == before
        if not moved:
            works.result(works.archived(ONE, to=far))


def test_an_archive_that_is_away_is_told(works: Works, cache: Path, far: Path) -> None:
    works.result(works.archived(ONE, to=far))
    far.rename(far.with_name("away"))
    plan = plan_restore(works.ground, [ONE])
    assert plan.bytes == 0
    assert {reason.code for reason in plan.moves[0].reasons} == {"archive-not-connected"}
    view = works.restored(ONE)
    assert view.problem is not None
    assert view.problem.code == "archive-not-connected"
    far.with_name("away").rename(far)
    works.result(works.restored(ONE))
    assert scan_repo(str(cache), ONE).problems == ()


# --- called off, and refused by the system ------------------------------------------------------


def test_cancelled_in_the_midst_what_moved_stays_moved(
    works: Works, cache: Path, far: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, files = state(cache), files_of(cache, TWO)
    copy = archive.copy_blob
    copied: list[Path] = []

    def copy_then_cancel(source: Path, *rest: Any) -> Seen:
        copied.append(source)
        if len(copied) == 2:
            works.runner.control(1, "cancel")
        return copy(source, *rest)

    monkeypatch.setattr(archive, "copy_blob", copy_then_cancel)
    view = works.archived(TWO, ONE, to=far)
    assert (view.state, view.undoable) == ("cancelled", True)
    assert blobs_of(far) == {digest_of(SHARED)}
    assert sums_hold(far)
    assert files_of(cache, TWO) == files
    assert {path: item for path, item in state(cache).items() if path.startswith(ONE)} == {
        path: item for path, item in before.items() if path.startswith(ONE)
    }
    monkeypatch.undo()
    works.result(works.restored(TWO))
    assert state(cache).keys() == before.keys()


def test_a_disk_that_fills_up_leaves_everything_as_it_was(cache: Path, tmp_path: Path) -> None:
    before = state(cache)
    small = SmallDisk(tmp_path / "small", 5 << 19)
    try:
        folders = [str(cache), str(tmp_path / "home"), str(small.at)]
        command = [*small.prefix, sys.executable, "-c", FILL, *folders]
        env = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])}
        run = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    finally:
        small.close()
    assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines()[0] == "disk-full"
    assert run.stdout.splitlines()[1:] == []
    assert state(cache) == before


FILL = """
import sys
from pathlib import Path
from hubkeep.engine.archive import plan
from tests.engine.archive.grounds import Works
cache, home, small = map(Path, sys.argv[1:])
plan.SPARE = -1 << 30  # as where somebody else writes there meanwhile
works = Works(cache, home)
view = works.archived("models--acme--one", to=small / "archive")
works.close()
print(view.problem.code)
for path in small.rglob("*"):
    print(path)
"""


# --- several caches -----------------------------------------------------------------------------


@pytest.fixture
def other(tmp_path: Path, works: Works, far: Path) -> Iterator[Works]:
    """Another cache of this machine, that adopted what the first one archived."""
    works.result(works.archived(ONE, to=far))
    root = tmp_path / "other-hub"
    root.mkdir()
    bench = Bench(root, tmp_path / "other-home")
    bench.run(adopt, Adopt(cache=str(root), archive=str(far)))
    bench.close()
    opened = Works(root, tmp_path / "other-home")
    yield opened
    opened.close()


def test_what_another_cache_leads_to_stays_in_the_archive(works: Works, other: Works, far: Path) -> None:
    files = files_of(works.cache, ONE)
    works.result(works.restored(ONE))
    assert blobs_of(far) == {digest_of(BIG), digest_of(BIGGER)}
    assert sums_hold(far)
    assert files_of(works.cache, ONE) == files_of(other.cache, ONE) == files
    other.result(other.restored(ONE))
    assert not blobs_of(far), "nobody leads there any more"
    assert files_of(other.cache, ONE) == files


def test_a_cache_that_was_deleted_keeps_nothing_in_the_archive(works: Works, other: Works, far: Path) -> None:
    shutil.rmtree(other.cache)
    works.result(works.restored(ONE))
    assert not blobs_of(far)


def test_a_cache_of_another_machine_is_believed(works: Works, far: Path) -> None:
    works.result(works.archived(ONE, to=far))
    record = ArchiveRecord(ArchiveFolder(far))
    with record.writing():
        record.join(ONE, "far.example.org:/data/hub")
    works.result(works.restored(ONE))
    assert blobs_of(far) == {digest_of(BIG), digest_of(BIGGER)}
