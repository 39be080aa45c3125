"""A file becomes an object: in parts, several at once, each with its checksum; and proof that it did.

The file is read once. Of each part the server gets the MD5 to check it by, and of the object its ETag says
what it has: that of the parts we sent, whose bytes had the digest that the blob is named by. A server whose
ETags say nothing has to send everything back.

What was begun is found again after a kill: the id of the upload is noted, and the server asked what it has.
"""

from __future__ import annotations

import base64
import hashlib
import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, Protocol

from msgspec import Struct

from ..problems import Failure, from_os_error
from ..system.copying import reading_unnoticed
from ..transfer.digest import new_digest
from .bucket import BucketStore, Object
from .bucket_get import sha256_of
from .bucket_parts import cut, etag_of, part_size
from .bucket_trouble import GONE, MISSING, Trouble
from .flight import Flight

_TRIES: Final = 3
"""Of an upload that the server forgets."""


class Begun(Protocol):
    """Remembers over a kill which upload was begun."""

    def upload(self) -> str:
        """Its id; empty: none."""
        ...

    def note(self, upload: str) -> None: ...


class Proven(Struct, frozen=True):
    """What the object is."""

    sha256: str
    size: int
    sent: int
    """Bytes that had to be sent."""


def put(
    store: BucketStore,
    path: Path,
    name: str,
    digest: str,
    begun: Begun,
    told: Callable[[int], None],
    check: Callable[[], None],
) -> Proven:
    """Makes the object `name` hold the file's bytes, which must have the digest that the blob is named by.
    `told` gets the number of bytes done since its last call. On return the server has said, by checksum or
    by its bytes, that it has them all. Raises `Failure`: nothing is there then that was not before, but for
    what the next call goes on with."""
    try:
        with reading_unnoticed(path) as reading:
            before = os.fstat(reading)
            for _ in range(_TRIES):
                reader = _Reader(reading, path, digest, before.st_size, store.part)
                proven = _put(store, reader, name, begun, told, check)
                after = os.fstat(reading)
                if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
                    raise Failure("system-changed-while-copied", path=str(path))
                if proven is not None:
                    return proven
    except OSError as error:
        raise from_os_error(error, str(path)) from error
    raise Failure("bucket-forgets", bucket=store.bucket.name, name=name)


def _put(
    store: BucketStore,
    reader: _Reader,
    name: str,
    begun: Begun,
    told: Callable[[int], None],
    check: Callable[[], None],
) -> Proven | None:
    """None where the server has forgotten the upload meanwhile."""
    have = store.sent(name, begun.upload(), check) if begun.upload() else None
    there = store.head(name, check) if have is None else None
    if there is not None and there.size == reader.size:
        # A kill came when it was whole, or another machine has put it there.
        for _ in reader.parts():
            check()
        reader.prove()
        if there.etag == reader.etag:
            told(reader.size)
            begun.note("")
            return Proven(reader.sha256, reader.size, 0)
        reader.rewind()
    if reader.single:
        sent: int | None = reader.size
        if _whole(store, reader, name, told, check) != reader.etag:
            _verify(store, reader, name, check)
    else:
        sent = _parts(store, reader, name, begun, have, told, check)
        if sent is not None:
            _verify(store, reader, name, check)
    begun.note("")
    return None if sent is None else Proven(reader.sha256, reader.size, sent)


def _whole(
    store: BucketStore, reader: _Reader, name: str, told: Callable[[int], None], check: Callable[[], None]
) -> str:
    """Sends all of it in one request; the ETag that the server then has."""
    (part,) = reader.parts()
    reader.prove()

    def send(heed: Callable[[], None]) -> str:
        said = store.asked(lambda: store.client.put_object(**store.named(name), **part.body(heed)), heed)
        return str(said["ETag"])

    with Flight[str](1, check) as flight:
        flight.ask(send)
        etag = flight.next()
    told(part.size)
    return etag


def _parts(
    store: BucketStore,
    reader: _Reader,
    name: str,
    begun: Begun,
    have: dict[int, Object] | None,
    told: Callable[[int], None],
    check: Callable[[], None],
) -> int | None:
    upload = begun.upload()
    if have is None:
        upload, have = store.begin(name, check), {}
        begun.note(upload)
    listed: list[dict[str, Any]] = []
    sent = 0

    def take(result: tuple[_Part, str]) -> None:
        part, etag = result
        listed.append({"PartNumber": part.number, "ETag": etag})
        told(part.size)

    try:
        with Flight[tuple[_Part, str]](store.at_once, check) as flight:
            for part in reader.parts():
                check()
                flight.ask(_sender(store, name, upload, part, have.get(part.number)))
                sent += 0 if part.is_there(have.get(part.number)) else part.size
                if flight.full:
                    take(flight.next())
            while not flight.empty:
                take(flight.next())
        try:
            reader.prove()
        except Failure:
            store.abort(name, upload, check)
            begun.note("")
            raise
        store.asked(
            lambda: store.client.complete_multipart_upload(
                **store.named(name), UploadId=upload, MultipartUpload={"Parts": listed}
            ),
            check,
        )
    except Trouble as trouble:
        if trouble.code in {GONE, *MISSING}:
            return None
        raise
    return sent


def _sender(
    store: BucketStore, name: str, upload: str, part: _Part, there: Object | None
) -> Callable[[Callable[[], None]], tuple[_Part, str]]:
    """Sends one part, unless it is there."""

    def send(heed: Callable[[], None]) -> tuple[_Part, str]:
        if there is not None and part.is_there(there):
            return part, there.etag
        said = store.asked(
            lambda: store.client.upload_part(
                **store.named(name), UploadId=upload, PartNumber=part.number, **part.body(heed)
            ),
            heed,
        )
        part.drop()
        return part, str(said["ETag"])

    return send


def _verify(store: BucketStore, reader: _Reader, name: str, check: Callable[[], None]) -> None:
    """Raises `Failure` where the server does not have what was sent."""
    there = store.head(name, check)
    if there is not None and there.size == reader.size:
        if there.etag == reader.etag:
            return
        if sha256_of(store, there, check) == reader.sha256:
            return
    raise Failure("bucket-kept-otherwise", bucket=store.bucket.name, name=name)


class _Part:
    """Bytes of the file that are sent together."""

    def __init__(self, number: int, data: bytes) -> None:
        self.number = number
        self.size = len(data)
        self.sum = hashlib.md5(data, usedforsecurity=False).digest()
        self._data: bytes | None = data

    def is_there(self, there: Object | None) -> bool:
        """Whether that is what the server has."""
        return there is not None and (there.size, there.etag.strip('"')) == (self.size, self.sum.hex())

    def body(self, heed: Callable[[], None]) -> dict[str, Any]:
        """What a request says of it."""
        assert self._data is not None
        proof = base64.b64encode(self.sum).decode()
        return {"Body": _Heeding(self._data, heed), "ContentLength": self.size, "ContentMD5": proof}

    def drop(self) -> None:
        """Gives the memory back."""
        self._data = None


class _Heeding(io.BytesIO):
    """A body that is not sent any further when nobody waits for it."""

    def __init__(self, data: bytes, heed: Callable[[], None]) -> None:
        super().__init__(data)
        self._heed = heed

    def read(self, size: int | None = -1, /) -> bytes:
        self._heed()
        return super().read(size)


class _Reader:
    """Reads the file from its beginning to its end, and knows its sums then."""

    def __init__(self, reading: int, path: Path, digest: str, size: int, wanted: int) -> None:
        self._reading = reading
        self._path = path
        self._digest = digest
        self.size = size
        self._part = part_size(size, wanted)
        self.single = size <= self._part
        self.rewind()

    def rewind(self) -> None:
        self._sha256 = hashlib.sha256()
        self._named = self._sha256 if len(self._digest) == 64 else new_digest(self._digest, self.size)
        self._sums: list[bytes] = []

    def parts(self) -> Iterator[_Part]:
        """One after the other. Raises OSError, `Failure`."""
        for offset, length in [(0, 0)] if not self.size else cut(self.size, self._part):
            data = os.pread(self._reading, length, offset)
            if len(data) != length:
                raise Failure("system-changed-while-copied", path=str(self._path))
            self._sha256.update(data)
            if self._named is not self._sha256:
                self._named.update(data)
            part = _Part(len(self._sums) + 1, data)
            self._sums.append(part.sum)
            yield part

    def prove(self) -> None:
        """Raises `Failure` where what was read is not the blob."""
        if self._named.hexdigest() != self._digest:
            raise Failure("bucket-source-wrong", path=str(self._path), refused=True)

    @property
    def sha256(self) -> str:
        return self._sha256.hexdigest()

    @property
    def etag(self) -> str:
        return etag_of(self._sums, whole=self.single)
