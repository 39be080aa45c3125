"""The objects of one archive in a bucket: small ones whole, one after the other, each request until it
succeeds or there is no hope. What is large goes through `bucket_put` and `bucket_get`."""

from __future__ import annotations

import base64
import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeVar

from msgspec import Struct

from ..net.retry import backoff
from ..problems import Failure, Problem
from .bucket_address import key_of
from .bucket_client import S3
from .bucket_trouble import GONE, MISSING, Trouble, kinds, trouble_of
from .folder import Bucket

PART: Final = 16 << 20
"""Bytes of a part: what is sent twice, at most, by each request that breaks off."""
AT_ONCE: Final = 4
"""Requests of one blob beside one another."""
_PATIENCE: Final = 120.0
"""Seconds of trouble that may pass, after a request that succeeded."""
_AT_FIRST: Final = 4.0
"""The same before the first one did: it may be the address that is wrong."""
_SLICE: Final = 0.1
_LARGEST_PAUSE: Final = 60.0
_THERE: Final = frozenset({"PreconditionFailed", "412", "ConditionalRequestConflict"})
_CANT_TELL: Final = "NotImplemented"
"""What servers answer that do not look whether an object is there."""
_Answer = TypeVar("_Answer")


class Object(Struct, frozen=True):
    """What a server says of an object."""

    name: str
    """Below the archive's prefix."""
    size: int
    etag: str
    """The server's own checksum of it, with quotes."""


class BucketStore:
    """May be used by several threads. `check` is called several times a second while something is waited
    for; what it raises ends the wait. All methods raise `Failure`; `Trouble` where the server or the way to
    it is the reason."""

    def __init__(
        self,
        client: S3,
        bucket: Bucket,
        *,
        part: int = PART,
        at_once: int = AT_ONCE,
        patience: float = _PATIENCE,
    ) -> None:
        self.client = client
        self.bucket = bucket
        self.part = part
        self.at_once = at_once
        self.waiting: Problem | None = None
        """Why nothing moves just now."""
        self.lost = False
        """Whether a request was given up because the trouble did not pass."""
        self._patience = patience
        self._lock = threading.Lock()
        self._well: float | None = None
        """When a request last succeeded."""

    def named(self, name: str) -> dict[str, Any]:
        """How requests name the object."""
        return {"Bucket": self.bucket.name, "Key": key_of(self.bucket, name)}

    def reach(self, check: Callable[[], None]) -> None:
        """Raises `Trouble` where the bucket can't be used. Asks for a list, since an answer to HEAD does not
        say what is wrong."""
        prefix = key_of(self.bucket, "")
        self.asked(
            lambda: self.client.list_objects_v2(Bucket=self.bucket.name, Prefix=prefix, MaxKeys=1), check
        )

    def head(self, name: str, check: Callable[[], None]) -> Object | None:
        """None where it is not there."""
        try:
            said = self.asked(lambda: self.client.head_object(**self.named(name)), check)
        except Trouble as trouble:
            if trouble.code in MISSING:
                self.reach(check)  # it may be the bucket that is not there
                return None
            raise
        return Object(name, int(said["ContentLength"]), str(said["ETag"]))

    def read(self, name: str, largest: int, check: Callable[[], None]) -> bytes | None:
        """A small object; None where it is not there."""

        def get() -> bytes:
            said = self.client.get_object(**self.named(name))
            try:
                if int(said["ContentLength"]) > largest:
                    raise Failure("bucket-manifest", bucket=self.bucket.name, name=name, refused=True)
                data: bytes = said["Body"].read()
            finally:
                said["Body"].close()
            return data

        try:
            return self.asked(get, check)
        except Trouble as trouble:
            if trouble.code in MISSING:
                return None
            raise

    def write(self, name: str, data: bytes, check: Callable[[], None], *, only_new: bool = False) -> None:
        """Puts a small object, in the place of any that is there; `only_new`: where none is there, as far
        as the server can tell."""
        proof = base64.b64encode(hashlib.md5(data, usedforsecurity=False).digest()).decode()
        said = {**self.named(name), "Body": data, "ContentMD5": proof}
        if only_new:
            try:
                self.asked(lambda: self.client.put_object(**said, IfNoneMatch="*"), check)
                return
            except Trouble as trouble:
                if trouble.code in _THERE:
                    return
                if trouble.code != _CANT_TELL:
                    raise
        self.asked(lambda: self.client.put_object(**said), check)

    def delete(self, name: str, check: Callable[[], None]) -> None:
        """Nothing where it is not there."""
        self.asked(lambda: self.client.delete_object(**self.named(name)), check)

    def list(self, prefix: str, check: Callable[[], None]) -> Iterator[Object]:
        """The objects whose names begin with `prefix`."""
        base = key_of(self.bucket, "")
        said: dict[str, Any] = {"Bucket": self.bucket.name, "Prefix": base + prefix}
        while True:
            page = self._page(self.client.list_objects_v2, said, check)
            for found in page.get("Contents", ()):
                name = str(found["Key"]).removeprefix(base)
                yield Object(name, int(found["Size"]), str(found.get("ETag", "")))
            if not page.get("IsTruncated"):
                return
            said["ContinuationToken"] = page["NextContinuationToken"]

    # --- uploads that were begun ----------------------------------------------------------------

    def begin(self, name: str, check: Callable[[], None]) -> str:
        """Begins an upload in parts; gives its id."""
        said = self.asked(lambda: self.client.create_multipart_upload(**self.named(name)), check)
        return str(said["UploadId"])

    def sent(self, name: str, upload: str, check: Callable[[], None]) -> dict[int, Object] | None:
        """The parts that the server has, by number; None where it does not know the upload any more."""
        found: dict[int, Object] = {}
        said = {**self.named(name), "UploadId": upload}
        while True:
            try:
                page = self._page(self.client.list_parts, said, check)
            except Trouble as trouble:
                if trouble.code in {GONE, *MISSING}:
                    return None
                raise
            for part in page.get("Parts", ()):
                found[int(part["PartNumber"])] = Object(name, int(part["Size"]), str(part["ETag"]))
            if not page.get("IsTruncated"):
                return found
            said["PartNumberMarker"] = page["NextPartNumberMarker"]

    def abort(self, name: str, upload: str, check: Callable[[], None]) -> None:
        """Gives an upload up: its parts go. Nothing where the server does not know it."""
        try:
            self.asked(lambda: self.client.abort_multipart_upload(**self.named(name), UploadId=upload), check)
        except Trouble as trouble:
            if trouble.code not in {GONE, *MISSING}:
                raise

    def abort_abandoned(self, prefix: str, before: float, check: Callable[[], None]) -> int:
        """Gives up the uploads below `prefix` that nobody has gone on with since `before` (seconds since
        1970): their parts are paid for, and shown nowhere. How many there were."""
        base = key_of(self.bucket, "")
        count = 0
        said: dict[str, Any] = {"Bucket": self.bucket.name, "Prefix": base + prefix}
        while True:
            page = self._page(self.client.list_multipart_uploads, said, check)
            for begun in page.get("Uploads", ()):
                name = str(begun["Key"]).removeprefix(base)
                if begun["Initiated"].timestamp() < before and not self._went_on(begun, name, before, check):
                    self.abort(name, begun["UploadId"], check)
                    count += 1
            if not page.get("IsTruncated"):
                return count
            said |= {"KeyMarker": page["NextKeyMarker"], "UploadIdMarker": page["NextUploadIdMarker"]}

    def _went_on(self, begun: dict[str, Any], name: str, before: float, check: Callable[[], None]) -> bool:
        sent = {**self.named(name), "UploadId": begun["UploadId"]}
        page = self._page(self.client.list_parts, sent, check)
        return any(part["LastModified"].timestamp() >= before for part in page.get("Parts", ()))

    def _page(
        self, request: Callable[..., dict[str, Any]], said: dict[str, Any], check: Callable[[], None]
    ) -> dict[str, Any]:
        return self.asked(lambda: request(**said), check)

    # --- asking ---------------------------------------------------------------------------------

    def asked(self, request: Callable[[], _Answer], check: Callable[[], None]) -> _Answer:
        """What `request` gives, tried again while the trouble may pass. Raises `Trouble`, what else
        `request` raises, and what `check` does."""
        begun, attempt = time.monotonic(), 0
        while True:
            check()
            try:
                answer = request()
            except kinds() as error:
                check()
                trouble = trouble_of(error, self.bucket)
                attempt += 1
                if not trouble.passing or self._hopeless(begun):
                    self.lost = trouble.passing
                    raise trouble from error
                self.waiting = trouble.problem
                self._wait(max(backoff(attempt), min(trouble.pause or 0, _LARGEST_PAUSE)), check)
            else:
                with self._lock:
                    self._well = time.monotonic()
                self.waiting = None
                return answer

    def _hopeless(self, begun: float) -> bool:
        """Whether there was nothing but trouble for so long that there is no hope."""
        with self._lock:
            well = self._well
        if well is None:
            return time.monotonic() - begun > min(_AT_FIRST, self._patience)
        return time.monotonic() - max(well, begun) > self._patience

    @staticmethod
    def _wait(seconds: float, check: Callable[[], None]) -> None:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            check()
            time.sleep(min(left, _SLICE))
