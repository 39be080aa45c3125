"""How buckets are written, whose keys they get, and what is loaded for them: all without a server."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hubkeep.engine.archive.bucket_address import (
    address_of,
    bucket_of,
    is_bucket,
    key_of,
    region_of,
    shown,
    style_of,
)
from hubkeep.engine.archive.bucket_keys import BucketKeys, Keys
from hubkeep.engine.archive.bucket_parts import cut, etag_of, part_size
from hubkeep.engine.archive.folder import Bucket
from hubkeep.engine.problems import Failure
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.hub.keyrings import Broken, Memory, using

MIB = 1 << 20
MINIO = "https://minio.example.org:9000"


@pytest.mark.parametrize(
    ("text", "bucket"),
    [
        ("s3://models", Bucket(name="models")),
        ("S3://models/", Bucket(name="models")),
        ("s3://models/a/b/", Bucket(name="models", prefix="a/b")),
        ("s3://models/%E6%A8%A1", Bucket(name="models", prefix="模")),
        (f"s3://models/a?endpoint={MINIO}", Bucket(name="models", prefix="a", endpoint=MINIO)),
        (
            f"s3://models?endpoint={MINIO}/&region=eu-1",
            Bucket(name="models", endpoint=MINIO, region="eu-1"),
        ),
    ],
)
def test_an_address_says_where_a_bucket_is(text: str, bucket: Bucket) -> None:
    assert is_bucket(text)
    assert bucket_of(text) == bucket
    assert bucket_of(address_of(bucket)) == bucket


@pytest.mark.parametrize(
    "text",
    [
        "s3://",
        "s3:///prefix",
        "s3://a",
        "s3://a..b",
        "s3://models/a//b",
        "s3://models/../b",
        "s3://models/%2e%2e/b",
        "s3://models/a%00b",
        "s3://models#part",
        "s3://key:hunter2@models",
        "s3://models/" + "x" * 600,
        "s3://models?endpoint",
        f"s3://models?endpoint={MINIO}&endpoint={MINIO}",
        "s3://models?secret=hunter2",
        "/s3://models",
    ],
)
def test_what_is_no_address_is_refused_without_a_login_in_the_sentence(text: str) -> None:
    with pytest.raises(Failure) as failure:
        bucket_of(text)
    assert failure.value.problem.code == "bucket-address"
    assert failure.value.refused
    assert "hunter2@" not in str(failure.value)


@pytest.mark.parametrize(
    ("endpoint", "code"),
    [
        ("ftp://x", "bucket-endpoint"),
        ("https://me:hunter2@minio.example.org", "bucket-endpoint"),
        ("http://minio.example.org", "bucket-endpoint-plain"),
        ("https://x?a=b", "bucket-endpoint"),
    ],
)
def test_a_server_that_is_none_is_refused(endpoint: str, code: str) -> None:
    with pytest.raises(Failure) as failure:
        bucket_of("s3://models", endpoint)
    assert failure.value.problem.code == code
    assert "hunter2" not in str(failure.value)


def test_a_server_of_ones_own_may_be_reached_in_clear_at_home() -> None:
    assert bucket_of("s3://models", "http://192.168.1.5:9000").endpoint == "http://192.168.1.5:9000"
    assert bucket_of("s3://models", "minio.example.org").endpoint == "https://minio.example.org"
    with pytest.raises(Failure) as failure:
        bucket_of("s3://models", MINIO, "no region")
    assert failure.value.problem.code == "bucket-region"


_SEGMENTS = st.text(
    st.characters(blacklist_categories=("C", "Z"), blacklist_characters="/"), min_size=1, max_size=9
)


@given(st.lists(_SEGMENTS.filter(lambda part: part not in {".", ".."}), max_size=5))
def test_any_prefix_is_read_back(parts: list[str]) -> None:
    bucket = Bucket(name="models", prefix="/".join(parts), endpoint=MINIO)
    assert bucket_of(address_of(bucket)) == bucket
    assert bucket_of(shown(bucket), MINIO) == bucket
    assert key_of(bucket, "blobs/x").endswith("blobs/x")
    assert not key_of(bucket, "blobs/x").startswith("/")


@pytest.mark.parametrize(
    ("bucket", "style", "region"),
    [
        (Bucket(name="models"), "virtual", None),
        (Bucket(name="my.models"), "path", None),
        (Bucket(name="models", endpoint=MINIO), "path", "us-east-1"),
        (Bucket(name="models", endpoint="https://oss-cn-hangzhou.aliyuncs.com"), "virtual", "us-east-1"),
        (Bucket(name="models", endpoint="https://s3.cn-north-1.amazonaws.com.cn"), "virtual", "us-east-1"),
        (Bucket(name="models", endpoint=MINIO, region="eu-1"), "path", "eu-1"),
    ],
)
def test_where_the_name_of_a_bucket_stands(bucket: Bucket, style: str, region: str | None) -> None:
    assert (style_of(bucket), region_of(bucket)) == (style, region)


@given(st.integers(0, 6 << 40), st.integers(5 * MIB, 64 * MIB))
def test_no_object_has_more_parts_than_the_protocol_allows(size: int, wanted: int) -> None:
    part = part_size(size, wanted)
    assert part >= wanted
    assert -(-size // part) <= 10_000


@given(st.integers(0, 300), st.integers(1, 50), st.integers(0, 300))
def test_parts_cover_all_of_a_file(size: int, part: int, begin: int) -> None:
    covered = [at for offset, length in cut(size, part, begin) for at in range(offset, offset + length)]
    assert covered == list(range(begin, size))


def test_an_object_is_called_by_the_sums_of_its_parts() -> None:
    assert etag_of([bytes(16)], whole=True) == f'"{"0" * 32}"'
    assert etag_of([bytes(16)], whole=False).endswith('-1"')


# --- keys ---------------------------------------------------------------------------------------


def test_keys_are_kept_for_a_bucket_of_one_server() -> None:
    bucket = bucket_of("s3://models/a", MINIO)
    with using(Memory()):
        keys = BucketKeys()
        assert keys.keys(bucket) is None
        assert keys.whence(bucket) == "aws"
        keys.keep(bucket, " AKID ", "hunter2\n")
        assert keys.keys(bucket_of("s3://models/b", MINIO)) == Keys(id="AKID", secret="hunter2")
        assert keys.keys(bucket_of("s3://models", "https://other.example.org")) is None
        assert keys.keys(bucket_of("s3://models")) is None
        assert keys.keys(bucket_of("s3://others", MINIO)) is None
        assert keys.whence(bucket) == "keyring"
        assert "hunter2" not in repr(keys.keys(bucket))
        keys.forget(bucket)
        assert keys.keys(bucket) is None


@pytest.mark.parametrize(("key", "secret"), [("", "x"), ("x", " "), ("a b", "x"), ("x", "a\nb"), ("x", "é")])
def test_what_can_be_no_keys_is_not_kept(key: str, secret: str) -> None:
    with using(Memory()), pytest.raises(Failure) as failure:
        BucketKeys().keep(bucket_of("s3://models"), key, secret)
    assert failure.value.problem.code == "bucket-keys-malformed"


def test_without_a_keyring_the_users_own_configuration_is_asked() -> None:
    with using(Broken()):
        assert BucketKeys().keys(bucket_of("s3://models")) is None
        with pytest.raises(Failure) as failure:
            BucketKeys().keep(bucket_of("s3://models"), "AKID", "hunter2")
    assert failure.value.problem.code == "bucket-no-keyring"
    assert "hunter2" not in str(failure.value)


def test_nothing_of_it_is_loaded_before_a_bucket_is_asked() -> None:
    code = (
        "import sys, hubkeep.cli.commands, hubkeep.engine.archive.archive, hubkeep.engine.archive.restore\n"
        "import hubkeep.engine.archive.bucket_archive, hubkeep.engine.archive.bucket_restore\n"
        "print([name for name in ('botocore', 'urllib3', 'keyring') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert run.stdout.strip() == "[]"
