"""What the library can be asked to do that takes long: the parameters of its jobs."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from ..cache.names import repo_of_folder
from .values import PruneKind, Target


class Verify(Struct, frozen=True, kw_only=True, tag="verify"):
    """Hash every blob of the repos `keys` (all where empty) and compare with its name."""

    cache: str
    keys: tuple[str, ...] = ()


class Remove(Struct, frozen=True, kw_only=True, tag="remove"):
    """Remove `targets`, to the trash unless `permanent`."""

    cache: str
    targets: tuple[Target, ...]
    permanent: bool = False


class Prune(Struct, frozen=True, kw_only=True, tag="prune"):
    """Remove what no program would miss, of the given kinds (all where empty)."""

    cache: str
    kinds: tuple[PruneKind, ...] = ()
    permanent: bool = False


class Join(Struct, frozen=True, kw_only=True, tag="join"):
    """Find blobs stored twice, in the cache and in `folders` (`local_dir` copies); with `apply`,
    make them one by reflink or hard link."""

    cache: str
    folders: tuple[str, ...] = ()
    apply: bool = False


class Relocate(Struct, frozen=True, kw_only=True, tag="relocate"):
    """Move the whole cache to `target`; with `environment`, tell the user's shells."""

    cache: str
    target: str
    environment: bool = False


class Undo(Struct, frozen=True, kw_only=True, tag="undo"):
    """Bring back what the job `job` put in the trash."""

    cache: str
    job: int


class EmptyTrash(Struct, frozen=True, kw_only=True, tag="empty-trash"):
    """Delete for good what Hubkeep moved to the trash from this cache."""

    cache: str


LibraryOrder = Verify | Remove | Prune | Join | Relocate | Undo | EmptyTrash


def subject_of(order: LibraryOrder) -> tuple[str, int]:
    """What an order is about, for a list of jobs: a repo or a folder, and how many things."""
    if isinstance(order, Verify):
        return _one(order.keys), len(order.keys)
    if isinstance(order, Remove):
        return _one([target.key for target in order.targets]), len(order.targets)
    if isinstance(order, Relocate):
        return order.target, 1
    return "", 0


def folders_of(order: LibraryOrder) -> tuple[str, ...]:
    """The folders that somebody chose for an order, as paths of the machine."""
    if isinstance(order, Relocate):
        return (order.cache, order.target)
    return (order.cache, *order.folders) if isinstance(order, Join) else (order.cache,)


def _one(keys: Sequence[str]) -> str:
    if len(set(keys)) != 1:
        return ""
    repo = repo_of_folder(keys[0])
    return keys[0] if repo is None else str(repo)
