"""Buckets of a real S3 server, as the tests use them."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

from hubkeep.engine.archive.bucket import BucketStore
from hubkeep.engine.archive.bucket_address import bucket_of
from hubkeep.engine.archive.bucket_client import Outlet, connect
from hubkeep.engine.archive.bucket_keys import Keys
from hubkeep.engine.archive.folder import Bucket

from tests.peers.radosgw import Keys as Signing
from tests.peers.radosgw import Radosgw

PART = 5 << 20
"""The smallest that the protocol allows."""
_NUMBERS = itertools.count()


def going() -> None:
    """A check that never ends anything."""


def unheard(count: int) -> None:
    """For progress that nobody looks at."""


class Memory:
    """The note of an upload that was begun."""

    def __init__(self) -> None:
        self.id = ""
        self.ids: list[str] = []

    def upload(self) -> str:
        return self.id

    def note(self, upload: str) -> None:
        self.id = upload
        self.ids.append(upload)


def new_bucket(server: Radosgw, keys: Signing | None = None, prefix: str = "kept") -> Bucket:
    """A bucket with nothing in it."""
    bucket = bucket_of(f"s3://bucket-{next(_NUMBERS)}/{prefix}", server.endpoint)
    client: Any = connect(bucket, signing(keys or server.keys), Outlet())
    try:
        client.create_bucket(Bucket=bucket.name)
    finally:
        client.close()
    return bucket


def signing(keys: Signing) -> Keys:
    return Keys(id=keys.id, secret=keys.secret)


def store_of(
    server: Radosgw, bucket: Bucket, keys: Signing | None = None, *, patience: float = 60.0
) -> BucketStore:
    client = connect(bucket, signing(keys or server.keys), Outlet())
    return BucketStore(client, bucket, part=PART, patience=patience)


def filled(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path
