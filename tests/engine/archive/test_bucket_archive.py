"""Archives in a bucket: what moves there and comes back, over kills and whatever happens to the server."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from hubkeep.engine.archive import bucket_restore
from hubkeep.engine.archive.bucket import BucketStore
from hubkeep.engine.archive.bucket_address import address_of, shown
from hubkeep.engine.archive.bucket_stand_in import located, meet, renewed, stand_ins
from hubkeep.engine.archive.folder import MARK, SUMS, ArchiveFolder, Bucket, Mark
from hubkeep.engine.archive.manifest import read_manifest
from hubkeep.engine.archive.orders import Archive
from hubkeep.engine.archive.plan import plan_archive, plan_restore
from hubkeep.engine.archive.record import ArchiveRecord
from hubkeep.engine.jobs.values import FINISHED, JobView
from hubkeep.engine.problems import Failure

from tests.engine.archive.buckets import going, new_bucket, store_of, unheard
from tests.engine.archive.grounds import Works
from tests.engine.cache.laid import digest_of, lay, settle
from tests.engine.library.trees import tree
from tests.peers.radosgw import Radosgw
from tests.peers.shaped import Link, Shape
from tests.waiting import wait_until

ONE, TWO, DATA, LARGE = (
    "models--acme--one",
    "models--acme--two",
    "datasets--acme--data",
    "models--acme--large",
)
MIB = 1 << 20
BIG = b"big!" * (MIB // 4)
BIGGER = os.urandom(17 * MIB)
SHARED = b"shared!!" * (MIB // 8)


@pytest.fixture(scope="module")
def server() -> Iterator[Radosgw]:
    with Radosgw() as running:
        yield running


@pytest.fixture
def bucket(server: Radosgw, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """An empty one, whose keys are in the environment."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", server.keys.id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", server.keys.secret)
    return new_bucket(server)


@pytest.fixture
def store(server: Radosgw, bucket: Bucket) -> Iterator[BucketStore]:
    """The same, as the server sees it."""
    made = store_of(server, bucket)
    yield made
    made.client.close()


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    root = tmp_path / "hub"
    lay(root, ONE, {"config.json": b"{}", "sub/big.bin": BIG, "bigger.bin": BIGGER})
    lay(root, TWO, {"config.json": b"{}", "model.bin": SHARED}, shared=True)
    lay(root, DATA, {"x/model.bin": SHARED, "y.bin": BIG}, shared=True)
    settle(root)
    return root


@pytest.fixture
def works(cache: Path, tmp_path: Path) -> Iterator[Works]:
    with opened(cache, tmp_path / "home") as running:
        yield running


@contextmanager
def opened(cache: Path, home: Path) -> Iterator[Works]:
    running = Works(cache, home)
    try:
        yield running
    finally:
        running.close()


def state(cache: Path) -> dict[str, tuple[object, ...]]:
    """All of the cache but locks and lists of users, which huggingface_hub leaves as well."""
    return {path: item for path, item in tree(cache).items() if ".lock" not in path and ".refs" not in path}


def names(store: BucketStore) -> set[str]:
    return {each.name for each in store.list("", going)}


def link(cache: Path, key: str, content: bytes) -> str:
    return os.readlink(cache / key / "blobs" / digest_of(content))


def code(view: JobView) -> str:
    assert view.problem is not None, view
    return view.problem.code


def stand_in_of(works: Works) -> ArchiveFolder:
    (found,) = stand_ins(works.ground.home)
    return found


def test_big_blobs_move_and_come_back_as_they_were(
    works: Works, cache: Path, bucket: Bucket, store: BucketStore
) -> None:
    before = state(cache)
    to = address_of(bucket)
    plan = plan_archive(works.ground, [ONE], to)
    assert (plan.to, plan.problems, plan.bytes, plan.frees) == (to, (), 18 * MIB, 18 * MIB)
    assert names(store) == set()
    result = works.result(works.archived(ONE, to=to))
    assert (result.moved, result.frees, result.archive) == (18 * MIB, 18 * MIB, to)
    stand_in = stand_in_of(works)
    for content in (BIG, BIGGER):
        assert link(cache, ONE, content) == str(stand_in.blob(digest_of(content)))
        assert not (cache / ONE / "blobs" / digest_of(content)).exists()
    blobs = {f"blobs/{digest_of(content)}" for content in (BIG, BIGGER)}
    assert names(store) == {MARK, SUMS, f"repos/{ONE}.json", *blobs}
    assert (
        store.read(SUMS, MIB, going)
        == "".join(
            f"{digest_of(each)}  blobs/{digest_of(each)}\n" for each in sorted((BIG, BIGGER), key=digest_of)
        ).encode()
    )
    mark = stand_in.mark()
    assert mark is not None
    assert mark.bucket == bucket
    assert msgspec.json.decode(store.read(MARK, MIB, going) or b"", type=Mark).id == mark.id

    assert plan_restore(works.ground, [ONE]).bytes == 18 * MIB
    assert works.result(works.restored(ONE)).moved == 18 * MIB
    assert state(cache) == before
    assert blobs <= names(store)
    assert ArchiveRecord(stand_in).kept(ONE, digest_of(BIG)) is not None


def test_a_file_of_the_shared_store_moves_for_all_who_use_it(
    works: Works, cache: Path, bucket: Bucket, store: BucketStore
) -> None:
    before = state(cache)
    works.result(works.archived(TWO, to=address_of(bucket)))
    assert (
        link(cache, TWO, SHARED)
        == link(cache, DATA, SHARED)
        == str(stand_in_of(works).blob(digest_of(SHARED)))
    )
    assert {f"repos/{TWO}.json", f"repos/{DATA}.json"} <= names(store)
    works.result(works.restored(TWO, DATA))
    assert state(cache) == before


def test_what_came_back_goes_there_again_without_being_sent(
    works: Works, cache: Path, bucket: Bucket, server: Radosgw
) -> None:
    with Link(int(server.endpoint.rpartition(":")[2]), Shape()) as way:
        to = address_of(msgspec.structs.replace(bucket, endpoint=way.endpoint))
        works.result(works.archived(ONE, to=to))
        works.result(works.restored(ONE))
        sent = way.counts().up
        assert works.result(works.archived(ONE, to=to)).moved == 18 * MIB
        assert way.counts().up - sent < MIB


def test_a_blob_that_is_not_what_its_name_says_stays(
    works: Works, cache: Path, bucket: Bucket, store: BucketStore
) -> None:
    blob = cache / ONE / "blobs" / digest_of(BIG)
    blob.write_bytes(BIG[:-1] + b"?")
    assert code(works.archived(ONE, to=address_of(bucket))) == "archive-corrupt"
    assert not blob.is_symlink()
    assert link(cache, ONE, BIGGER)
    assert f"blobs/{digest_of(BIG)}" not in names(store)


def test_wrong_keys_and_no_bucket_leave_everything_as_it_was(
    works: Works, cache: Path, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(cache)
    nowhere = address_of(msgspec.structs.replace(bucket, name="nobody-made-it"))
    assert code(works.archived(ONE, to=nowhere)) == "bucket-missing"
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    assert code(works.archived(ONE, to=address_of(bucket))) == "bucket-secret"
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nobody")
    assert code(works.archived(ONE, to=address_of(bucket))) == "bucket-key"
    assert state(cache) == before


def test_a_quota_that_is_used_up_leaves_what_is_not_there_in_the_cache(
    works: Works, cache: Path, server: Radosgw, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = server.user("full")
    server.allow_at_most("full", 8 * MIB)
    bucket = new_bucket(server, keys)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", keys.id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", keys.secret)
    before = state(cache)
    assert code(works.archived(ONE, to=address_of(bucket))) == "bucket-full"
    assert state(cache) == before
    store = store_of(server, bucket, keys)
    assert not any(name.startswith("blobs/") for name in names(store))
    assert "Uploads" not in store.client.list_multipart_uploads(Bucket=bucket.name)
    store.client.close()


@pytest.mark.parametrize("damaged", [BIGGER[:-1] + b"?", BIGGER[:-1]], ids=["other bytes", "cut short"])
def test_an_object_that_was_damaged_is_refused_and_the_link_stays(
    works: Works, cache: Path, bucket: Bucket, store: BucketStore, damaged: bytes
) -> None:
    works.result(works.archived(ONE, to=address_of(bucket)))
    before = state(cache)
    store.write(f"blobs/{digest_of(BIGGER)}", damaged, going)
    assert code(works.restored(ONE)) == "bucket-damaged"
    assert link(cache, ONE, BIGGER)
    assert {path: item for path, item in state(cache).items() if digest_of(BIG) not in path} == {
        path: item for path, item in before.items() if digest_of(BIG) not in path
    }
    store.write(f"blobs/{digest_of(BIGGER)}", BIGGER, going)
    works.result(works.restored(ONE))
    assert (cache / ONE / "blobs" / digest_of(BIGGER)).read_bytes() == BIGGER


def test_a_bucket_and_an_object_that_vanished_are_told_apart(
    works: Works, cache: Path, bucket: Bucket, store: BucketStore
) -> None:
    works.result(works.archived(ONE, to=address_of(bucket)))
    store.delete(f"blobs/{digest_of(BIGGER)}", going)
    assert code(works.restored(ONE)) == "bucket-object-missing"
    for name in names(store):
        store.delete(name, going)
    client = store.client
    client.delete_bucket(Bucket=bucket.name)  # type: ignore[attr-defined]
    assert code(works.restored(ONE)) == "bucket-missing"
    assert link(cache, ONE, BIGGER)


# --- two machines -------------------------------------------------------------------------------


def test_another_machine_learns_from_the_bucket_what_is_there(
    works: Works, bucket: Bucket, tmp_path: Path
) -> None:
    works.result(works.archived(ONE, to=address_of(bucket)))
    other = tmp_path / "other-home"
    stand_in = meet(other, bucket, going)
    assert stand_in.path.parent.parent == other
    assert read_manifest(stand_in, ONE) == read_manifest(stand_in_of(works), ONE)
    assert stand_in.sums.read_bytes() == stand_in_of(works).sums.read_bytes()
    kept = ArchiveRecord(stand_in).kept(ONE, digest_of(BIGGER))
    assert kept is not None
    fetching = bucket_restore.Fetching(other)
    fetching.fetch_into(stand_in, kept, tmp_path / "back", unheard, going)
    fetching.close()
    assert (tmp_path / "back").read_bytes() == BIGGER


def test_two_machines_add_to_one_bucket(
    works: Works, bucket: Bucket, store: BucketStore, tmp_path: Path
) -> None:
    works.result(works.archived(ONE, to=address_of(bucket)))
    second = tmp_path / "second"
    lay(second, ONE, {"big.bin": BIG, "own.bin": SHARED}, revision="two", ref="other")
    settle(second)
    with opened(second, tmp_path / "second-home") as others:
        assert others.result(others.archived(ONE, to=address_of(bucket))).moved == 2 * MIB
        assert stand_in_of(others).path.name == stand_in_of(works).path.name
        manifest = read_manifest(stand_in_of(others), ONE)
        assert manifest is not None
        assert {blob.digest for blob in manifest.blobs} == {digest_of(each) for each in (BIG, BIGGER, SHARED)}
        assert set(manifest.refs) == {"main", "other"}
        # What one of them has no more use for stays for the other.
        others.result(others.restored(ONE))
        bucket_restore.delete(others.ground.home, stand_in_of(others), ONE, [digest_of(SHARED)], going)
    assert f"blobs/{digest_of(SHARED)}" not in names(store)
    works.result(works.restored(ONE))


def test_an_address_without_a_server_means_where_it_was_met(
    works: Works, bucket: Bucket, tmp_path: Path
) -> None:
    works.result(works.archived(ONE, to=address_of(bucket)))
    home = works.ground.home
    assert located(home, shown(bucket)) == bucket
    assert located(home, "s3://another").endpoint == ""
    elsewhere = msgspec.structs.replace(bucket, endpoint="https://minio.example.org")
    ArchiveFolder(home / "buckets" / "elsewhere").begin(bucket=elsewhere)
    with pytest.raises(Failure) as failure:
        located(home, shown(bucket))
    assert failure.value.problem.code == "bucket-which-endpoint"


@pytest.mark.parametrize(
    "text", [b"{}", b"nonsense", b'{"id": "../../x", "format": 1}', b'{"id": "a", "format": 99}']
)
def test_a_mark_that_makes_no_sense_is_refused(
    bucket: Bucket, store: BucketStore, tmp_path: Path, text: bytes
) -> None:
    store.write(MARK, text, going)
    with pytest.raises(Failure) as failure:
        renewed(tmp_path, store, going, begin=True)
    assert failure.value.problem.code == "bucket-manifest"
    assert stand_ins(tmp_path) == ()


def test_a_bucket_without_an_archive_is_told(bucket: Bucket, store: BucketStore, tmp_path: Path) -> None:
    with pytest.raises(Failure) as failure:
        meet(tmp_path, bucket, going)
    assert failure.value.problem.code == "bucket-no-archive"
    assert names(store) == set()


# --- kills --------------------------------------------------------------------------------------

SIZE = 128 * MIB


@pytest.fixture
def large(tmp_path: Path) -> tuple[Path, bytes]:
    """A cache with one large blob, and its bytes."""
    root, content = tmp_path / "large", os.urandom(SIZE)
    lay(root, LARGE, {"model.safetensors": content})
    settle(root)
    return root, content


@contextmanager
def running(cache: Path, home: Path, key: str, *to: str) -> Iterator[subprocess.Popen[bytes]]:
    """A job in a process of its own, killed with -9 at the end."""
    command = [sys.executable, "-m", "tests.engine.archive.bucket_job", str(cache), str(home), key, *to]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def resumed(works: Works) -> JobView:
    (job,) = (each for each in works.runner.jobs() if each.state not in FINISHED)
    works.runner.resume()
    return works.runner.wait(job.id)


def test_an_upload_that_was_killed_goes_on(
    server: Radosgw, bucket: Bucket, store: BucketStore, large: tuple[Path, bytes], tmp_path: Path
) -> None:
    cache, content = large
    before = state(cache)
    name = f"blobs/{digest_of(content)}"

    def parts() -> int:
        said = store.client.list_multipart_uploads(Bucket=bucket.name)
        begun = [each["UploadId"] for each in said.get("Uploads", ())]
        return sum(len(store.sent(name, each, going) or ()) for each in begun)

    with Link(int(server.endpoint.rpartition(":")[2]), Shape()) as way:
        to = address_of(msgspec.structs.replace(bucket, endpoint=way.endpoint))
        with running(cache, tmp_path / "home", LARGE, to):
            wait_until(lambda: parts() >= 3, timeout=30, what="some parts are there")
        assert not (cache / LARGE / "blobs" / digest_of(content)).is_symlink()
        assert name not in names(store)
        there, sent = parts() * 16 * MIB, way.counts().up
        assert there < SIZE, "it was killed too late"
        with opened(cache, tmp_path / "home") as works:
            assert works.result(resumed(works)).moved == SIZE
            assert way.counts().up - sent < SIZE - there + 2 * MIB
            assert link(cache, LARGE, content) == str(stand_in_of(works).blob(digest_of(content)))
            assert "Uploads" not in store.client.list_multipart_uploads(Bucket=bucket.name)
            works.result(works.restored(LARGE))
    assert state(cache) == before


def test_a_download_that_was_killed_goes_on(
    server: Radosgw, bucket: Bucket, large: tuple[Path, bytes], tmp_path: Path
) -> None:
    cache, content = large
    before = state(cache)
    with Link(int(server.endpoint.rpartition(":")[2]), Shape()) as way:
        to = address_of(msgspec.structs.replace(bucket, endpoint=way.endpoint))
        with opened(cache, tmp_path / "home") as works:
            works.result(works.archived(LARGE, to=to))
        way.set(Shape(together=64 << 20))
        blobs = cache / LARGE / "blobs"

        def arrived() -> int:
            return sum(path.stat().st_size for path in blobs.iterdir() if not path.is_symlink())

        with running(cache, tmp_path / "home", LARGE):
            wait_until(lambda: arrived() >= SIZE // 3, timeout=30, what="a part of it is there")
        assert (blobs / digest_of(content)).is_symlink()
        there, sent = arrived(), way.counts().down
        assert there < SIZE, "it was killed too late"
        way.set(Shape())
        with opened(cache, tmp_path / "home") as works:
            assert works.result(resumed(works)).moved == SIZE
        assert way.counts().down - sent < SIZE - there + 2 * MIB
    assert state(cache) == before


def test_a_cancelled_upload_leaves_nothing_behind(
    bucket: Bucket, store: BucketStore, large: tuple[Path, bytes], tmp_path: Path
) -> None:
    cache, _ = large
    before = state(cache)
    with opened(cache, tmp_path / "home-of-large") as others:
        to = address_of(bucket)
        number = others.start(Archive(cache=str(cache), keys=(LARGE,), to=to))
        wait_until(
            lambda: "Uploads" in store.client.list_multipart_uploads(Bucket=bucket.name),
            timeout=30,
            what="it has begun",
        )
        others.runner.control(number, "cancel")
        assert others.runner.wait(number).state == "cancelled"
    assert state(cache) == before
    assert "Uploads" not in store.client.list_multipart_uploads(Bucket=bucket.name)
    assert not any(name.startswith(("blobs/", "repos/")) for name in names(store))
