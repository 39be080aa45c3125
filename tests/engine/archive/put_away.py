"""Repos moved into an archive by the plainest means, and jobs of this room run in a row."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec
from hubkeep.engine.archive.folder import ArchiveFolder
from hubkeep.engine.archive.ground import Ground
from hubkeep.engine.archive.links import put_link
from hubkeep.engine.archive.manifest import KeptBlob, KeptSnapshot, Manifest
from hubkeep.engine.archive.orders import ArchiveOrder
from hubkeep.engine.archive.record import ArchiveRecord
from hubkeep.engine.archive.values import ArchiveResult
from hubkeep.engine.cache.names import repo_of_folder
from hubkeep.engine.cache.payloads import payload_files
from hubkeep.engine.cache.scan import scan_repo
from hubkeep.engine.cache.scanned import Place
from hubkeep.engine.jobs.job import Job
from hubkeep.engine.jobs.runner import Outcome
from hubkeep.engine.jobs.store import JobStore
from msgspec import Struct

from tests.engine.archive.grounds import ground_of
from tests.engine.cache.laid import digest_of

BIG = 1000
"""Bytes from which a blob moves."""

_Order = TypeVar("_Order", bound=Struct)


def put_away(root: Path, key: str, archive: Path, *, link: bool = True) -> list[str]:
    """Moves the big blobs of a repo to the archive at `archive`, as archiving does; their digests. Without
    `link` they stay in the cache as well."""
    folder = ArchiveFolder(archive)
    folder.begin("shelf")
    ground = ground_of(root, archive.parent)
    scan = scan_repo(str(root), key)
    kept: list[KeptBlob] = []
    small: dict[str, bytes] = {}
    for blob in scan.blobs:
        path = Path(os.path.realpath(root / key / "blobs" / blob.name))
        data = path.read_bytes()
        if len(data) < BIG:
            small[blob.name] = data
            continue
        status = path.stat()
        folder.blob(blob.name).write_bytes(data)
        kept.append(
            KeptBlob(
                digest=blob.name,
                sha256=digest_of(data),
                size=len(data),
                accessed_ns=status.st_atime_ns,
                modified_ns=status.st_mtime_ns,
            )
        )
    repo = repo_of_folder(key)
    assert repo is not None
    snapshots = tuple(
        KeptSnapshot(commit=one.commit, files={file.path: file.blob for file in one.files})
        for one in scan.snapshots
    )
    about = Manifest(repo=str(repo), snapshots=snapshots, refs=dict(scan.refs), small=small)
    ArchiveRecord(folder).enter(key, about, kept)
    for one in kept if link else ():
        put_link(ground, key, one.digest, folder.blob(one.digest), one)
    for blob in scan.blobs:
        if blob.place is Place.STORE and link and any(one.digest == blob.name for one in kept):
            for payload in payload_files(str(root), blob.target):
                payload.unlink()
    return [one.digest for one in kept]


class Bench:
    """Runs works of the archive on one cache, each as a job of a store of its own."""

    def __init__(self, root: Path, home: Path) -> None:
        self.changed: list[str] = []
        self.ground = ground_of(root, home, self.changed)
        home.mkdir(parents=True, exist_ok=True)
        self._store = JobStore(home / "history.sqlite")

    def job(self, order: ArchiveOrder) -> int:
        """A new job."""
        data = msgspec.json.encode(order)
        return self._store.add("archive", self.ground.root, "", 1, data)

    def run(
        self, do: Callable[[Ground, Job, _Order], Outcome], order: _Order, job: int | None = None
    ) -> ArchiveResult:
        """Does the work; with `job`, that one goes on as after a kill. Its result."""
        stored = self._store.get(self.job(order) if job is None else job)  # type: ignore[arg-type]
        assert stored is not None
        result = do(self.ground, Job(stored, self._store), order).result
        assert isinstance(result, ArchiveResult)
        return result

    def close(self) -> None:
        self._store.close()
