"""Where the files of a download go: into the hub cache, or into a plain folder."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, Literal, Protocol

from ..cache.local_folder import FolderWriter
from ..cache.locking import BlobLock
from ..cache.writing import RepoWriter
from ..problems import Failure
from ..transfer.errand import Goal

_HAD_ELSEWHERE: Final = {
    "archived": "download-archived",
    "frozen": "download-frozen",
    "bucket": "download-in-bucket",
}
"""Of what is away: why it is not fetched."""


class Destination(Protocol):
    """A `transfer.errand.Landing` that also knows what is there already."""

    @property
    def folder(self) -> Path:
        """What programs are told: the snapshot, or the plain folder."""

    def here(self, goal: Goal) -> bool:
        """Whether the file is there, whole; what it needs beside its bytes is made then."""

    def begin(self, goal: Goal) -> Literal["go", "here", "locked"]: ...
    def part(self, goal: Goal) -> Path: ...
    def journal(self, goal: Goal) -> Path: ...
    def publish(self, goal: Goal, sums: bytes) -> None: ...
    def end(self, goal: Goal) -> None: ...

    def settle(self) -> None:
        """All that was published is on the disk on return."""


class _Held:
    """The locks of the files under way."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._locks: dict[str, BlobLock] = {}

    def take(
        self, key: str, lock: BlobLock | None, here: Callable[[], bool]
    ) -> Literal["go", "here", "locked"]:
        """Keeps `lock` under `key`, unless the file came by another hand meanwhile: `here` is asked while
        the lock is held."""
        if lock is None:
            return "locked"
        try:
            if here():
                lock.release()
                return "here"
        except BaseException:
            lock.release()
            raise
        with self._guard:
            self._locks[key] = lock
        return "go"

    def give_back(self, key: str) -> None:
        with self._guard:
            lock = self._locks.pop(key, None)
        if lock is not None:
            lock.release()


class CacheLanding:
    """Blobs with their snapshot links, in the native layout. A blob is one goal, by whatever paths."""

    def __init__(
        self,
        writer: RepoWriter,
        commit: str,
        paths: Mapping[str, Sequence[str]],
        keep_sums: Callable[[str, bytes], None],
    ) -> None:
        """`paths` by digest: all that lead to the blob. `keep_sums` is given those of each large file."""
        self._writer = writer
        self._commit = commit
        self._paths = paths
        self._keep_sums = keep_sums
        self._held = _Held()

    @property
    def folder(self) -> Path:
        return self._writer.snapshot(self._commit)

    def here(self, goal: Goal) -> bool:
        standing = self._writer.standing(goal.digest, goal.size)
        if standing in _HAD_ELSEWHERE:
            # The user has the bytes: whether to fetch them once more is not ours to decide.
            raise Failure(_HAD_ELSEWHERE[standing], path=goal.path, refused=True)
        if standing == "here":
            self._link(goal)
        return standing == "here"

    def begin(self, goal: Goal) -> Literal["go", "here", "locked"]:
        return self._held.take(goal.digest, self._writer.lock(goal.digest), lambda: self.here(goal))

    def part(self, goal: Goal) -> Path:
        return self._writer.part(goal.digest)

    def journal(self, goal: Goal) -> Path:
        return self._writer.journal(goal.digest)

    def publish(self, goal: Goal, sums: bytes) -> None:
        # Many small files share one look at their folder, at the end.
        self._writer.publish(goal.digest, durable=bool(sums))
        self._link(goal)
        if sums:
            self._keep_sums(goal.digest, sums)

    def end(self, goal: Goal) -> None:
        self._held.give_back(goal.digest)

    def settle(self) -> None:
        self._writer.settle()
        for leftover in self._writer.leftovers():
            if leftover.digest in self._paths and self._writer.blob(leftover.digest).exists():
                self._forget_part(leftover.digest)

    def _forget_part(self, digest: str) -> None:
        """An earlier run began the file, and another program has brought it since."""
        lock = self._writer.lock(digest)
        if lock is not None:
            try:
                self._writer.discard(digest)
            finally:
                lock.release()

    def _link(self, goal: Goal) -> None:
        for path in self._paths[goal.digest]:
            self._writer.link(self._commit, path, goal.digest)


class FolderLanding:
    """Files by their own names, with huggingface_hub's metadata beside them."""

    def __init__(self, writer: FolderWriter, commit: str) -> None:
        self._writer = writer
        self._commit = commit
        self._held = _Held()

    @property
    def folder(self) -> Path:
        return self._writer.folder

    def settle(self) -> None:
        """Each file was on the disk when it was published."""

    def here(self, goal: Goal) -> bool:
        return self._writer.has(self._commit, goal.path, goal.digest, goal.size)

    def begin(self, goal: Goal) -> Literal["go", "here", "locked"]:
        return self._held.take(goal.path, self._writer.lock(goal.path), lambda: self.here(goal))

    def part(self, goal: Goal) -> Path:
        return self._writer.part(goal.path, goal.digest)

    def journal(self, goal: Goal) -> Path:
        return self._writer.journal(goal.path, goal.digest)

    def publish(self, goal: Goal, sums: bytes) -> None:
        self._writer.publish(self._commit, goal.path, goal.digest)

    def end(self, goal: Goal) -> None:
        self._held.give_back(goal.path)
