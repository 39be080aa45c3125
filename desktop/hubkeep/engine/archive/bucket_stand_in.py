"""A bucket's archive as this machine sees it: a folder in Hubkeep's home with the mark and the manifests.

The bucket has the truth. What it says of a repo is fetched before anything is added, and sent back before
anything relies on it, so that two machines may share it.
"""

from __future__ import annotations

import hashlib
import os
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from ..cache.names import repo_of_folder
from ..problems import Failure, from_os_error
from ..state.settings import read_settings
from ..system.atomic import write_atomically
from .bucket import BucketStore
from .bucket_address import bucket_of, shown
from .bucket_client import Outlet, connect
from .bucket_keys import BucketKeys
from .folder import BLOBS, FORMAT, FROZEN, MARK, REPOS, SUMS, ArchiveFolder, Bucket, Mark, where
from .manifest import LARGEST, understood
from .record import ArchiveRecord

STAND_INS: Final = "buckets"
"""The folder in Hubkeep's home."""
_SETTINGS: Final = "settings.json"
_LARGEST_MARK: Final = 1 << 20
_SUFFIX: Final = ".json"


def stand_ins(home: Path) -> tuple[ArchiveFolder, ...]:
    """Those that this home has. Raises `Failure`."""
    try:
        folders = sorted((home / STAND_INS).iterdir())
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise from_os_error(error, str(home / STAND_INS)) from error
    return tuple(found for folder in folders if where(found := ArchiveFolder(folder)) is not None)


def located(home: Path, address: str) -> Bucket:
    """The bucket that an address means; of one that names no server, the server where this home has met it.
    Raises `Failure`."""
    bucket = bucket_of(address)
    if bucket.endpoint:
        return bucket
    met = [where(archive) for archive in stand_ins(home)]
    same = [one for one in met if one and (one.name, one.prefix) == (bucket.name, bucket.prefix)]
    if len({one.endpoint for one in same}) > 1:
        first, second, *_ = sorted(one.endpoint or "Amazon" for one in same)
        raise Failure("bucket-which-endpoint", refused=True, bucket=shown(bucket), first=first, second=second)
    if not same:
        return bucket
    return same[0] if not bucket.region else msgspec.structs.replace(same[0], region=bucket.region)


@contextmanager
def reached(home: Path, bucket: Bucket, keys: BucketKeys | None = None) -> Iterator[BucketStore]:
    """The bucket with its keys, and the proxy and certificates of the settings. Raises `Failure`."""
    outlet = Outlet.of(read_settings(home / _SETTINGS))
    client = connect(bucket, (keys or BucketKeys()).keys(bucket), outlet)
    try:
        yield BucketStore(client, bucket)
    finally:
        client.close()


def meet(
    home: Path, bucket: Bucket, check: Callable[[], None], keys: BucketKeys | None = None
) -> ArchiveFolder:
    """The stand-in of the archive in a bucket, with what the bucket says of itself now. Raises `Failure`,
    also where there is no archive."""
    with reached(home, bucket, keys) as store:
        return renewed(home, store, check)


def renewed(
    home: Path, store: BucketStore, check: Callable[[], None], *, begin: bool = False
) -> ArchiveFolder:
    """As `meet`. `begin`: an archive is made where there is none."""
    store.reach(check)
    mark = _mark(home, store, check, begin=begin)
    archive = ArchiveFolder(home / STAND_INS / mark.id)
    try:
        for part in (BLOBS, FROZEN, REPOS):
            (archive.path / part).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise from_os_error(error, str(archive.path)) from error
    here = msgspec.structs.replace(mark, bucket=store.bucket)
    if archive.mark() != here:
        write_atomically(archive.path / MARK, msgspec.json.format(msgspec.json.encode(here)))
    pull(archive, store, check)
    return archive


def pull(archive: ArchiveFolder, store: BucketStore, check: Callable[[], None]) -> None:
    """Has the stand-in say what the bucket says. What only the stand-in knows stays: links of this machine
    may lead there. Raises `Failure`: a manifest that can't be understood is not taken over."""
    with ArchiveRecord(archive).writing(check):
        for there in store.list(f"{REPOS}/", check):
            key = there.name.removeprefix(f"{REPOS}/").removesuffix(_SUFFIX)
            if there.name != f"{REPOS}/{key}{_SUFFIX}" or repo_of_folder(key) is None or os.sep in key:
                continue  # somebody else's
            path = archive.manifest(key)
            if _etag(path) == there.etag:
                continue
            data = store.read(there.name, LARGEST, check) or b""
            if understood(data, key) is None:
                raise Failure("bucket-manifest", bucket=store.bucket.name, name=there.name, refused=True)
            write_atomically(path, data)
        sums = store.read(SUMS, LARGEST, check)
        if sums is not None:
            write_atomically(archive.sums, sums)


def push(archive: ArchiveFolder, store: BucketStore, keys: Sequence[str], check: Callable[[], None]) -> None:
    """Has the bucket say of `keys` what the stand-in says. Raises `Failure`."""
    for key in keys:
        path = archive.manifest(key)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            store.delete(f"{REPOS}/{path.name}", check)
        except OSError as error:
            raise from_os_error(error, str(path)) from error
        else:
            store.write(f"{REPOS}/{path.name}", data, check)
    try:
        sums = archive.sums.read_bytes()
    except FileNotFoundError:
        sums = b""
    except OSError as error:
        raise from_os_error(error, str(archive.sums)) from error
    store.write(SUMS, sums, check)


def _mark(home: Path, store: BucketStore, check: Callable[[], None], *, begin: bool) -> Mark:
    data = store.read(MARK, _LARGEST_MARK, check)
    if data is None and begin:
        # One whose mark was lost, if this home has met it, else a new one. Two machines may do this at once.
        made = _met(home, store.bucket) or Mark(id=uuid.uuid4().hex, created=time.time())
        made = msgspec.structs.replace(made, name=shown(store.bucket), bucket=None)
        store.write(MARK, msgspec.json.format(msgspec.json.encode(made)), check, only_new=True)
        data = store.read(MARK, _LARGEST_MARK, check)
    if data is None:
        raise Failure("bucket-no-archive", bucket=shown(store.bucket))
    try:
        mark = msgspec.json.decode(data, type=Mark)
    except msgspec.DecodeError:
        mark = None
    if mark is None or mark.format > FORMAT or not mark.id.isalnum():
        raise Failure("bucket-manifest", bucket=store.bucket.name, name=MARK, refused=True)
    return mark


def _met(home: Path, bucket: Bucket) -> Mark | None:
    marks = [archive.mark() for archive in stand_ins(home)]
    return next((mark for mark in marks if mark is not None and mark.bucket == bucket), None)


def _etag(path: Path) -> str:
    """What a server calls a small object with the bytes of that file."""
    try:
        return f'"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}"'
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise from_os_error(error, str(path)) from error
