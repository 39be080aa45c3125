"""An object becomes a file: in ranges, several at once, written in their order, so that the file is whole up
to where it ends, and whoever goes on after a kill begins there."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from ..problems import Failure, from_os_error
from .bucket import BucketStore, Object
from .bucket_parts import cut
from .flight import Flight

_RANGE: Final = 8 << 20
"""Bytes asked for at once: what a kill costs, at most, by each request that is under way."""
_CHUNK: Final = 256 << 10
_FLAGS: Final = (
    os.O_RDWR
    | os.O_CREAT
    | int(getattr(os, "O_NOFOLLOW", 0))
    | int(getattr(os, "O_CLOEXEC", 0))
    | int(getattr(os, "O_BINARY", 0))
)


def get(
    store: BucketStore,
    name: str,
    into: Path,
    size: int,
    sha256: str,
    told: Callable[[int], None],
    check: Callable[[], None],
) -> None:
    """Makes the file `into` hold the object, which must have `size` and `sha256`; goes on with what is there
    of it. `told` gets the number of bytes done since its last call. The content is durable on return, the
    name is not. Raises `Failure`: the file is gone where the object has other bytes (`bucket-damaged`), and
    else as far as it came."""
    there = store.head(name, check)
    if there is None:
        raise Failure("bucket-object-missing", bucket=store.bucket.name, name=name)
    if there.size != size:
        raise _damaged(store, name)
    try:
        writing = os.open(into, _FLAGS, 0o600)
        try:
            resumed = _fill(store, there, writing, sha256, told, check)
            if resumed is None:
                return
            if resumed:
                # What was there before may be of a power cut, and hold nothing where it should.
                os.ftruncate(writing, 0)
                told(-size)
                if _fill(store, there, writing, sha256, told, check) is None:
                    return
        finally:
            os.close(writing)
        os.unlink(into)
    except OSError as error:
        raise from_os_error(error, str(into)) from error
    raise _damaged(store, name)


def sha256_of(store: BucketStore, there: Object, check: Callable[[], None]) -> str:
    """Of what the server sends; nothing is kept of it."""
    hasher = hashlib.sha256()
    for data in _ranges(store, there, 0, check):
        hasher.update(data)
    return hasher.hexdigest()


def _fill(
    store: BucketStore,
    there: Object,
    writing: int,
    sha256: str,
    told: Callable[[int], None],
    check: Callable[[], None],
) -> bool | None:
    """None where the file is right, and on the disk; else whether any of it was there before."""
    hasher = hashlib.sha256()
    begin = os.fstat(writing).st_size
    if begin > there.size:
        begin = 0
        os.ftruncate(writing, 0)
    for offset, length in cut(begin, _RANGE):
        check()
        hasher.update(os.pread(writing, length, offset))
    told(begin)
    at = begin
    for data in _ranges(store, there, begin, check):
        hasher.update(data)
        view = memoryview(data)
        while view:
            count = os.pwrite(writing, view, at)
            view, at = view[count:], at + count
        told(len(data))
    os.fsync(writing)
    return None if hasher.hexdigest() == sha256 else begin > 0


def _ranges(store: BucketStore, there: Object, begin: int, check: Callable[[], None]) -> Iterator[bytes]:
    """What comes from `begin` on, in its order."""
    with Flight[bytes](store.at_once, check) as flight:
        for offset, length in cut(there.size, _RANGE, begin):
            flight.ask(_asker(store, there, offset, length))
            if flight.full:
                yield flight.next()
        while not flight.empty:
            yield flight.next()


def _asker(
    store: BucketStore, there: Object, offset: int, length: int
) -> Callable[[Callable[[], None]], bytes]:
    def ask(heed: Callable[[], None]) -> bytes:
        return store.asked(lambda: _one(store, there, offset, length, heed), heed)

    return ask


def _one(store: BucketStore, there: Object, offset: int, length: int, heed: Callable[[], None]) -> bytes:
    said: dict[str, Any] = store.client.get_object(
        **store.named(there.name), Range=f"bytes={offset}-{offset + length - 1}", IfMatch=there.etag
    )
    parts: list[bytes] = []
    with said["Body"] as body:
        while data := body.read(_CHUNK):
            heed()
            parts.append(data)
    whole = b"".join(parts)
    if len(whole) != length:
        raise Failure("bucket-nonsense", bucket=store.bucket.name, name=there.name)
    return whole


def _damaged(store: BucketStore, name: str) -> Failure:
    return Failure("bucket-damaged", bucket=store.bucket.name, name=name, refused=True)
