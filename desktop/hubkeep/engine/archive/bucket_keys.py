"""The keys of buckets: in the system's keyring, or in the user's own AWS configuration. Never in a file, a
setting, an argument or a sentence of ours."""

from __future__ import annotations

from typing import Final, Literal, Protocol

import msgspec
from msgspec import Struct

from ..hub.keyring_access import NoKeyring, SystemKeyring
from ..problems import Failure
from .bucket_address import host_of
from .folder import Bucket

_LONGEST: Final = 1024


class Keys(Struct, frozen=True, kw_only=True):
    """What requests are signed with."""

    id: str
    secret: str

    def __repr__(self) -> str:
        return "Keys()"


class Keyring(Protocol):
    """`SystemKeyring`. All of it raises `NoKeyring`."""

    def get(self, name: str) -> str | None: ...

    def put(self, name: str, secret: str) -> None: ...

    def drop(self, name: str) -> None: ...


class BucketKeys:
    """The keys that this user keeps for buckets."""

    def __init__(self, keyring: Keyring | None = None) -> None:
        """None: the system's."""
        self._keyring = keyring or SystemKeyring()

    def keys(self, bucket: Bucket) -> Keys | None:
        """Those kept for the bucket; None where none are, or where no keyring answers: then the user's own
        AWS configuration is asked."""
        try:
            kept = self._keyring.get(_name(bucket))
        except NoKeyring:
            return None
        if kept is None:
            return None
        try:
            return msgspec.json.decode(kept, type=Keys)
        except msgspec.DecodeError:
            return None

    def keep(self, bucket: Bucket, key: str, secret: str) -> None:
        """Keeps both for the bucket, whatever the prefix. Raises `Failure` where there is no keyring, or
        where they can't be keys."""
        key, secret = key.strip(), secret.strip()
        if not all(part.isascii() and part.isprintable() and " " not in part for part in (key, secret)):
            raise Failure("bucket-keys-malformed", refused=True)
        if not 0 < len(key) <= _LONGEST or not 0 < len(secret) <= _LONGEST:
            raise Failure("bucket-keys-malformed", refused=True)
        try:
            self._keyring.put(_name(bucket), msgspec.json.encode(Keys(id=key, secret=secret)).decode())
        except NoKeyring:
            raise Failure("bucket-no-keyring") from None

    def forget(self, bucket: Bucket) -> None:
        """Takes them out of the keyring. Raises `Failure`."""
        try:
            self._keyring.drop(_name(bucket))
        except NoKeyring:
            raise Failure("bucket-no-keyring") from None

    def whence(self, bucket: Bucket) -> Literal["keyring", "aws"]:
        """Where the keys come from."""
        return "aws" if self.keys(bucket) is None else "keyring"


def _name(bucket: Bucket) -> str:
    """Of the secret: keys go to the server that they were kept for, and to no other."""
    return f"s3 {bucket.endpoint or host_of(bucket)} {bucket.name}"
