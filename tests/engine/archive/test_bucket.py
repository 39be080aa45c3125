"""Files into a bucket and back, with Ceph's gateway as the server."""

from __future__ import annotations

import hashlib
import os
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hubkeep.engine.archive.bucket import BucketStore
from hubkeep.engine.archive.bucket_address import bucket_of
from hubkeep.engine.archive.bucket_client import Outlet, connect
from hubkeep.engine.archive.bucket_get import get, sha256_of
from hubkeep.engine.archive.bucket_put import put
from hubkeep.engine.problems import Failure

from tests.engine.archive.buckets import PART, Memory, going, new_bucket, store_of, unheard
from tests.peers.radosgw import Gateway, Keys, Radosgw
from tests.waiting import wait_until


@pytest.fixture(scope="module")
def server() -> Iterator[Radosgw]:
    with Radosgw() as running:
        yield running


@pytest.fixture(scope="module")
def shared(server: Radosgw) -> Iterator[BucketStore]:
    made = store_of(server, new_bucket(server))
    yield made
    made.client.close()


@pytest.fixture
def store(shared: BucketStore) -> BucketStore:
    """With nothing below its prefix."""
    bucket = msgspec.structs.replace(shared.bucket, prefix=uuid.uuid4().hex)
    return BucketStore(shared.client, bucket, part=PART)


@pytest.fixture
def own(server: Radosgw) -> Iterator[BucketStore]:
    """A bucket, and a way there, that no other test has."""
    made = store_of(server, new_bucket(server))
    yield made
    made.client.close()


@pytest.fixture
def gateway(server: Radosgw) -> Iterator[Gateway]:
    """A way to the same buckets that a test may close and open."""
    with server.gateway() as running:
        yield running


@pytest.fixture
def busy(server: Radosgw) -> Iterator[Gateway]:
    """One that takes a single request at a time, and turns others away."""
    with server.gateway("--rgw_scheduler_type=throttler", "--rgw_max_concurrent_requests=1") as running:
        yield running


class Stopped(Exception):
    """Somebody cancelled."""


def file_of(folder: Path, size: int) -> tuple[Path, str]:
    """A file of bytes that compress badly, and its SHA-256."""
    path = folder / f"file-{size}"
    path.write_bytes(os.urandom(size))
    return path, hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("size", [0, 1, PART - 1, PART, PART + 1, 2 * PART, 4 * PART + 12345])
def test_a_file_of_any_size_comes_back(store: BucketStore, tmp_path: Path, size: int) -> None:
    path, digest = file_of(tmp_path, size)
    os.utime(path, ns=(10**18, 10**18))
    told: list[int] = []
    proven = put(store, path, "blobs/one", digest, Memory(), told.append, going)
    assert (proven.sha256, proven.size, proven.sent, sum(told)) == (digest, size, size, size)
    assert path.stat().st_atime_ns == 10**18
    told.clear()
    get(store, "blobs/one", tmp_path / "back", size, digest, told.append, going)
    assert (tmp_path / "back").read_bytes() == path.read_bytes()
    assert sum(told) == size


def test_a_blob_that_git_named_has_both_its_digests_told(store: BucketStore, tmp_path: Path) -> None:
    path, sha256 = file_of(tmp_path, PART + 7)
    data = path.read_bytes()
    name = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
    assert put(store, path, f"blobs/{name}", name, Memory(), unheard, going).sha256 == sha256


def test_what_is_not_what_its_name_says_is_not_put_there(store: BucketStore, tmp_path: Path) -> None:
    for size in (100, 2 * PART):
        path, _ = file_of(tmp_path, size)
        with pytest.raises(Failure) as failure:
            put(store, path, "blobs/one", "0" * 64, Memory(), unheard, going)
        assert failure.value.problem.code == "bucket-source-wrong"
        assert list(store.list("", going)) == []
    assert uploads(store) == []


def test_what_is_there_already_is_not_sent_again(store: BucketStore, tmp_path: Path) -> None:
    path, digest = file_of(tmp_path, 2 * PART + 1)
    put(store, path, "blobs/one", digest, Memory(), unheard, going)
    assert put(store, path, "blobs/one", digest, Memory(), unheard, going).sent == 0


def test_what_is_there_and_is_something_else_is_replaced(store: BucketStore, tmp_path: Path) -> None:
    path, digest = file_of(tmp_path, 2 * PART + 1)
    store.write("blobs/one", b"x" * (2 * PART + 1), going)
    assert put(store, path, "blobs/one", digest, Memory(), unheard, going).sent == 2 * PART + 1
    there = store.head("blobs/one", going)
    assert there is not None
    assert sha256_of(store, there, going) == digest


def test_a_put_that_was_cancelled_goes_on_with_the_parts_that_are_there(
    store: BucketStore, tmp_path: Path
) -> None:
    path, digest = file_of(tmp_path, 8 * PART)
    memory, done = Memory(), 0

    def told(count: int) -> None:
        nonlocal done
        done += count
        if done >= 3 * PART:
            raise Stopped

    with pytest.raises(Stopped):
        put(store, path, "blobs/one", digest, memory, told, going)
    assert store.head("blobs/one", going) is None
    have = len(store.sent("blobs/one", memory.id, going) or {})
    assert have >= 3
    proven = put(store, path, "blobs/one", digest, memory, unheard, going)
    assert proven.sent == (8 - have) * PART
    assert memory.id == ""
    assert uploads(store) == []


def test_an_upload_that_the_server_forgot_begins_anew(store: BucketStore, tmp_path: Path) -> None:
    path, digest = file_of(tmp_path, 3 * PART)
    memory = Memory()
    memory.note(store.begin("blobs/one", going))
    store.abort("blobs/one", memory.id, going)
    assert put(store, path, "blobs/one", digest, memory, unheard, going).sent == 3 * PART


def test_parts_of_another_file_are_not_taken_for_ours(store: BucketStore, tmp_path: Path) -> None:
    path, digest = file_of(tmp_path, 2 * PART)
    memory = Memory()
    memory.note(store.begin("blobs/one", going))
    store.client.upload_part(**store.named("blobs/one"), UploadId=memory.id, PartNumber=1, Body=b"x" * PART)
    assert put(store, path, "blobs/one", digest, memory, unheard, going).sent == 2 * PART
    assert sha256_of(store, head(store, "blobs/one"), going) == digest


def test_uploads_that_nobody_goes_on_with_are_given_up(store: BucketStore) -> None:
    upload = store.begin("blobs/one", going)
    assert store.abort_abandoned("blobs/", 0, going) == 0
    assert store.abort_abandoned("frozen/", 1e11, going) == 0
    assert store.sent("blobs/one", upload, going) == {}
    assert store.abort_abandoned("blobs/", 1e11, going) == 1
    assert store.sent("blobs/one", upload, going) is None


def test_a_get_goes_on_where_the_file_ends(own: BucketStore, tmp_path: Path) -> None:
    path, digest = file_of(tmp_path, 3 * PART)
    put(own, path, "blobs/one", digest, Memory(), unheard, going)
    back = tmp_path / "back"
    back.write_bytes(path.read_bytes()[: 2 * PART])
    seen: list[str] = []
    own.client.meta.events.register(
        "before-send.s3.GetObject", lambda request, **_: seen.append(request.headers["Range"])
    )  # type: ignore[attr-defined]
    get(own, "blobs/one", back, 3 * PART, digest, unheard, going)
    assert back.read_bytes() == path.read_bytes()
    assert [bytes(each) if isinstance(each, bytes) else str(each).encode() for each in seen] == [
        b"bytes=%d-%d" % (2 * PART, 3 * PART - 1)
    ]


@pytest.mark.parametrize("there", [b"other bytes", b"x" * (4 * PART)], ids=["wrong", "too long"])
def test_what_was_there_of_something_else_is_fetched_anew(
    store: BucketStore, tmp_path: Path, there: bytes
) -> None:
    path, digest = file_of(tmp_path, 3 * PART)
    put(store, path, "blobs/one", digest, Memory(), unheard, going)
    (tmp_path / "back").write_bytes(there)
    told: list[int] = []
    get(store, "blobs/one", tmp_path / "back", 3 * PART, digest, told.append, going)
    assert (tmp_path / "back").read_bytes() == path.read_bytes()
    assert sum(told) == 3 * PART


@pytest.mark.parametrize("size", [3 * PART, 3 * PART - 1], ids=["as long", "shorter"])
def test_an_object_with_other_bytes_is_refused(store: BucketStore, tmp_path: Path, size: int) -> None:
    path, digest = file_of(tmp_path, 3 * PART)
    put(store, path, "blobs/one", digest, Memory(), unheard, going)
    store.write("blobs/one", b"x" * size, going)
    with pytest.raises(Failure) as failure:
        get(store, "blobs/one", tmp_path / "back", 3 * PART, digest, unheard, going)
    assert failure.value.problem.code == "bucket-damaged"
    assert failure.value.refused
    assert not (tmp_path / "back").exists()


def test_an_object_that_is_gone_is_told_apart_from_a_bucket_that_is(own: BucketStore, tmp_path: Path) -> None:
    with pytest.raises(Failure) as failure:
        get(own, "blobs/one", tmp_path / "back", 1, "0" * 64, unheard, going)
    assert failure.value.problem.code == "bucket-object-missing"
    client: Any = own.client
    client.delete_bucket(Bucket=own.bucket.name)
    with pytest.raises(Failure) as failure:
        get(own, "blobs/one", tmp_path / "back", 1, "0" * 64, unheard, going)
    assert failure.value.problem.code == "bucket-missing"


def test_a_cancelled_get_keeps_what_has_come(store: BucketStore, tmp_path: Path) -> None:
    path, digest = file_of(tmp_path, 8 * PART)
    put(store, path, "blobs/one", digest, Memory(), unheard, going)
    done = 0

    def told(count: int) -> None:
        nonlocal done
        done += count
        if done:
            raise Stopped

    with pytest.raises(Stopped):
        get(store, "blobs/one", tmp_path / "back", 8 * PART, digest, told, going)
    assert (tmp_path / "back").stat().st_size > 0
    assert path.read_bytes().startswith((tmp_path / "back").read_bytes())


def test_a_list_of_many_is_whole(own: BucketStore) -> None:
    for number in range(5):
        own.write(f"repos/{number}.json", b"{}", going)
    client: Any = own.client
    client.meta.events.register(
        "provide-client-params.s3.ListObjectsV2", lambda params, **_: params | {"MaxKeys": 2}
    )
    assert [each.name for each in own.list("repos/", going)] == [f"repos/{n}.json" for n in range(5)]
    assert own.read("repos/3.json", 100, going) == b"{}"
    own.delete("repos/3.json", going)
    assert own.read("repos/3.json", 100, going) is None


# --- what is wrong, told apart ------------------------------------------------------------------


def told_of(store: BucketStore) -> str:
    try:
        store.reach(going)
    except Failure as failure:
        return failure.problem.code
    finally:
        store.client.close()
    return ""


def test_keys_that_are_wrong_are_told_apart(server: Radosgw) -> None:
    bucket = new_bucket(server)
    stranger = server.user("stranger")
    assert told_of(store_of(server, bucket)) == ""
    assert told_of(store_of(server, bucket, Keys("NOBODY", server.keys.secret))) == "bucket-key"
    assert told_of(store_of(server, bucket, Keys(server.keys.id, "wrong"))) == "bucket-secret"
    assert told_of(store_of(server, bucket, stranger)) == "bucket-denied"


def test_no_keys_at_all_is_a_sentence(server: Radosgw, monkeypatch: pytest.MonkeyPatch) -> None:
    bucket = new_bucket(server)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    assert told_of(BucketStore(connect(bucket, None, Outlet()), bucket)) == "bucket-no-keys"
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", server.keys.id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", server.keys.secret)
    assert told_of(BucketStore(connect(bucket, None, Outlet()), bucket)) == ""
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    with pytest.raises(Failure) as failure:
        connect(bucket, None, Outlet())
    assert failure.value.problem.code == "bucket-no-keys"


def test_no_bucket_and_no_server_are_told_apart(server: Radosgw) -> None:
    there = bucket_of("s3://nothing-here", server.endpoint)
    assert told_of(store_of(server, there)) == "bucket-missing"
    for endpoint in ("http://127.0.0.1:9", "https://no-such-host.invalid"):
        away = bucket_of("s3://nothing-here", endpoint)
        assert told_of(store_of(server, away, patience=0)) == "bucket-unreachable"
    plain = bucket_of("s3://nothing-here", server.endpoint.replace("http", "https"))
    assert told_of(store_of(server, plain, patience=0)) == "bucket-tls"


def test_a_clock_that_is_wrong_is_told(server: Radosgw, monkeypatch: pytest.MonkeyPatch) -> None:
    import datetime

    from botocore import auth

    bucket = new_bucket(server)
    late = datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=2)
    monkeypatch.setattr(auth, "get_current_datetime", lambda *_, **__: late.replace(tzinfo=None))
    assert told_of(store_of(server, bucket)) == "bucket-clock"


def test_a_full_quota_is_told_and_leaves_nothing(server: Radosgw, tmp_path: Path) -> None:
    keys = server.user("small")
    server.allow_at_most("small", 3 * PART)
    bucket = new_bucket(server, keys)
    store = store_of(server, bucket, keys)
    path, digest = file_of(tmp_path, 4 * PART)
    with pytest.raises(Failure) as failure:
        put(store, path, "blobs/one", digest, Memory(), unheard, going)
    assert failure.value.problem.code == "bucket-full"
    assert store.head("blobs/one", going) is None
    store.client.close()


def test_a_server_that_goes_away_and_comes_back_is_waited_for(
    server: Radosgw, gateway: Gateway, tmp_path: Path
) -> None:
    """In the midst of both ways; what was there is not fetched twice."""
    bucket = msgspec.structs.replace(new_bucket(server), endpoint=gateway.endpoint)
    store = store_of(server, bucket)
    path, digest = file_of(tmp_path, 10 * PART)

    def interrupted(work: Any, told: list[int]) -> None:
        thread = threading.Thread(target=work)
        thread.start()
        wait_until(lambda: sum(told) >= PART, what="the first part is there")
        gateway.stop()
        try:
            wait_until(lambda: store.waiting is not None, what="the trouble is seen")
            assert store.waiting is not None
            assert store.waiting.code in {"bucket-unreachable", "bucket-failing"}
        finally:
            gateway.start()
            thread.join()
        assert store.waiting is None

    told: list[int] = []
    interrupted(lambda: put(store, path, "blobs/one", digest, Memory(), paced(told), going), told)
    assert sum(told) == 10 * PART
    back = tmp_path / "back"
    told.clear()
    interrupted(lambda: get(store, "blobs/one", back, 10 * PART, digest, paced(told), going), told)
    assert back.read_bytes() == path.read_bytes()
    store.client.close()


def test_a_server_that_does_not_come_back_ends_it_and_what_is_there_is_gone_on_with(
    server: Radosgw, gateway: Gateway, shared: BucketStore, tmp_path: Path
) -> None:
    bucket = msgspec.structs.replace(shared.bucket, endpoint=gateway.endpoint, prefix="lost")
    store = store_of(server, bucket, patience=1)
    path, digest = file_of(tmp_path, 10 * PART)
    memory, done = Memory(), 0

    def told(count: int) -> None:
        nonlocal done
        done += count
        if done == 3 * PART:
            gateway.stop()

    with pytest.raises(Failure) as failure:
        put(store, path, "blobs/one", digest, memory, told, going)
    assert failure.value.problem.code == "bucket-unreachable"
    assert store.lost
    gateway.start()
    assert put(store, path, "blobs/one", digest, memory, unheard, going).sent <= 7 * PART
    store.client.close()


def test_a_server_that_asks_for_fewer_requests_gets_them(
    server: Radosgw, busy: Gateway, shared: BucketStore, tmp_path: Path
) -> None:
    bucket = msgspec.structs.replace(shared.bucket, endpoint=busy.endpoint, prefix="busy")
    store = store_of(server, bucket)
    path, digest = file_of(tmp_path, 5 * PART)
    seen: set[str] = set()
    names = (f"blobs/{number}" for number in range(50))

    def look() -> None:
        if store.waiting is not None:
            seen.add(store.waiting.code)

    while not seen:  # how many requests meet there is the machine's affair
        name = next(names)
        put(store, path, name, digest, Memory(), unheard, look)
        (tmp_path / "back").unlink(missing_ok=True)
        get(store, name, tmp_path / "back", 5 * PART, digest, unheard, look)
    assert seen == {"bucket-busy"}
    assert (tmp_path / "back").read_bytes() == path.read_bytes()
    store.client.close()


def paced(told: list[int]) -> Any:
    """Notes progress, and lets nothing go on after the first until somebody looks."""
    seen = threading.Event()

    def tell(count: int) -> None:
        told.append(count)
        seen.wait(0.2)

    return tell


def head(store: BucketStore, name: str) -> Any:
    there = store.head(name, going)
    assert there is not None
    return there


def uploads(store: BucketStore) -> list[str]:
    said = store.client.list_multipart_uploads(Bucket=store.bucket.name, Prefix=store.bucket.prefix)
    return [each["UploadId"] for each in said.get("Uploads", ())]
