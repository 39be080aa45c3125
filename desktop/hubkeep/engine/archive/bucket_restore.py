"""Brings a blob back from a bucket, and deletes what nobody wants there any more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from ..problems import Failure, Problem
from .bucket import BucketStore
from .bucket_get import get
from .bucket_keys import BucketKeys
from .bucket_stand_in import pull, push, reached
from .folder import BLOBS, ArchiveFolder, Bucket, where
from .manifest import KeptBlob
from .record import ArchiveRecord


class Fetching:
    """The buckets that a job fetches from, each reached once. Close it."""

    def __init__(self, home: Path, keys: BucketKeys | None = None) -> None:
        """`keys` None: those of the system's keyring."""
        self._home = home
        self._keys = keys
        self._open = ExitStack()
        self._stores: dict[Path, BucketStore] = {}

    def fetch_into(
        self,
        archive: ArchiveFolder,
        kept: KeptBlob,
        target: Path,
        told: Callable[[int], None],
        check: Callable[[], None],
        waits: Callable[[Problem | None], None] = lambda why: None,
    ) -> str:
        """Makes `target` hold a blob that the stand-in `archive` tells of; goes on with what is there of it.
        Gives its SHA-256, which is the one that was kept. The content is durable on return, the name is not.
        `waits` is told why nothing moves, and None when it does again.

        The object stays: another machine's links may lead there, and archiving again then sends nothing.
        Raises `Failure`: `target` is gone where the object has other bytes, and else as far as it came.
        """
        store = self._stores.get(archive.path)
        if store is None:
            store = self._open.enter_context(reached(self._home, _bucket(archive), self._keys))
            self._stores[archive.path] = store
        shown: Problem | None = None

        def look() -> None:
            nonlocal shown
            check()
            if store.waiting != shown:
                shown = store.waiting
                waits(shown)

        get(store, f"{BLOBS}/{kept.digest}", target, kept.size, kept.sha256, told, look)
        return kept.sha256

    def close(self) -> None:
        self._stores.clear()
        self._open.close()


def delete(
    home: Path,
    archive: ArchiveFolder,
    key: str,
    digests: Sequence[str],
    check: Callable[[], None],
    keys: BucketKeys | None = None,
) -> None:
    """Takes blobs out of what the bucket has of a repo, and deletes those that no other repo there needs.
    Raises `Failure`. Whoever does it again goes on."""
    with reached(home, _bucket(archive), keys) as store:
        pull(archive, store, check)
        record = ArchiveRecord(archive)
        with record.writing(check):
            record.forget(key, digests)
            push(archive, store, [key], check)
            for digest in digests:
                if not record.holders([digest])[digest]:
                    store.delete(f"{BLOBS}/{digest}", check)


def _bucket(archive: ArchiveFolder) -> Bucket:
    bucket = where(archive)
    if bucket is None:
        raise Failure("archive-mark", refused=True, path=str(archive.path))
    return bucket
