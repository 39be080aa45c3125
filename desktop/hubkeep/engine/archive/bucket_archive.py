"""Moves the big blobs of repos into a bucket: as to a folder, but that the bytes go by way of `bucket_put`,
and the links lead into the bucket's stand-in, where nothing is."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from ..jobs.runner import Job, Outcome
from ..jobs.values import Progress
from ..problems import Failure
from .archive import Archiving, Begun, Brought, Steps, decided
from .bucket import BucketStore
from .bucket_keys import BucketKeys
from .bucket_put import put
from .bucket_stand_in import located, push, reached, renewed
from .bucket_trouble import Trouble
from .folder import BLOBS, ArchiveFolder
from .ground import Ground
from .one_pass import Seen
from .orders import Archive
from .plan import Item
from .values import ArchiveResult

_ABANDONED: Final = 7 * 86_400.0
"""Seconds after which nobody goes on with an upload."""


def upload(ground: Ground, job: Job, order: Archive, keys: BucketKeys | None = None) -> Outcome:
    """The work of an `Archive` order that leads to a bucket."""
    steps = decided(ground, job, order)
    if not steps.items:
        return Outcome(ArchiveResult(archive=steps.to))
    with reached(ground.home, located(ground.home, order.to), keys) as store:
        archive = renewed(ground.home, store, job.check, begin=True)
        with contextlib.suppress(Trouble):  # keys may be without the right to tidy up
            store.abort_abandoned(f"{BLOBS}/", time.time() - _ABANDONED, job.check)
        return Outcome(_Uploading(ground, job, steps, archive, store).run(), undoable=True)


class _Uploading(Archiving):
    """One job's work."""

    def __init__(
        self, ground: Ground, job: Job, steps: Steps, archive: ArchiveFolder, store: BucketStore
    ) -> None:
        super().__init__(ground, job, steps, archive)
        self._store = store
        self._key = ""

    def _is_there(self, digest: str) -> bool:
        return self._store.head(_name(digest), self._check) is not None

    def _seen_there(self, item: Item, size: int) -> Seen | None:
        return None  # `put` looks, with the bytes at hand

    def _copied(self, item: Item, source: Path) -> Seen | None:
        self._key = item.key
        try:
            proven = put(
                self._store,
                source,
                _name(item.digest),
                item.digest,
                _Noted(self._job, item.digest),
                lambda count: self._went_on(item, count),
                self._check,
            )
        except Failure as failure:
            if failure.problem.code == "bucket-source-wrong":
                return None
            raise
        return Seen(proven.sha256, item.digest)

    def _enter(self, brought: Sequence[Brought]) -> None:
        super()._enter(brought)
        keys = {one.item.key for one in brought} | {key for one in brought for key in self._users(one.item)}
        push(self._archive, self._store, sorted(keys), self._check)

    def _keep_last_read(self, target: Path, now: os.stat_result) -> None:
        """The link and the manifest say it; there is no file that could."""

    def _take_back(self) -> None:
        # What a server has that can't be reached stays there, and whoever goes on finds it by the notes.
        if not self._store.lost:
            super()._take_back()

    def _drop(self, item: Item, begun: Begun) -> None:
        """After a cancellation, which must not end this too."""
        noted = _Noted(self._job, item.digest)
        if noted.upload():
            self._store.abort(_name(item.digest), noted.upload(), self._job.check_open)
            noted.note("")
        before = self._record.holders([item.digest])[item.digest]
        can_go = self._forgotten(item, begun)
        gone = sorted({*before} - {*self._record.holders([item.digest])[item.digest]})
        if gone:
            push(self._archive, self._store, gone, self._job.check_open)
        if can_go:
            self._store.delete(_name(item.digest), self._job.check_open)

    def _check(self) -> None:
        """Shows what is waited for."""
        self._job.check()
        progress = Progress(done=self._done, total=self._total, note=self._key)
        self._job.report(progress, self._store.waiting)


class _Noted:
    """The upload of a blob, in the notes of its job."""

    def __init__(self, job: Job, digest: str) -> None:
        self._job = job
        self._name = f"upload/{digest}"

    def upload(self) -> str:
        noted = self._job.noted(self._name)
        return "" if noted is None else msgspec.json.decode(noted, type=str)

    def note(self, upload: str) -> None:
        self._job.note(self._name, upload)


def _name(digest: str) -> str:
    return f"{BLOBS}/{digest}"
