"""What orders of the archive are about, what takes them back, and the folders in them. Pure."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Final

import msgspec

from ..cache.names import repo_of_folder
from .orders import Adopt, Archive, ArchiveOrder, ClearOrphans, Export, Freeze, Import, Mend, Restore, Thaw
from .values import ArchiveResult

BUCKET: Final = "s3://"
"""What begins the name of a bucket where a folder could be named."""


def subject_of(order: ArchiveOrder) -> tuple[str, int]:
    """What an order is about, for a list of jobs: a repo or a folder, and how many things."""
    if isinstance(order, Archive | Restore | Freeze | Thaw | ClearOrphans):
        return _one(order.keys), len(order.keys)
    if isinstance(order, Export):
        return _one((order.key,)), 1
    if isinstance(order, Import):
        return order.repo or order.folder, 1
    return order.archive, len(order.keys) if isinstance(order, Adopt) else 1


def folders_of(order: ArchiveOrder) -> tuple[str, ...]:
    """The folders that somebody chose for an order."""
    return (order.cache, *(getattr(order, name) for name in _chosen(order)))


def absolute(order: ArchiveOrder) -> ArchiveOrder:
    """The order with its folders as whole paths."""
    return msgspec.structs.replace(order, **{name: place(getattr(order, name)) for name in _chosen(order)})


def place(typed: str) -> str:
    """A folder as a whole path; a bucket as it is."""
    return typed if not typed or typed.startswith(BUCKET) else os.path.abspath(os.path.expanduser(typed))


def taking_back(kind: str, order: bytes, result: bytes) -> ArchiveOrder | None:
    """The order that takes back what a job of `kind` did; None where it is none of the archive's, or there
    is nothing to take back."""
    decode = msgspec.json.decode
    if kind == "archive":
        done = decode(order, type=Archive)
        return Restore(cache=done.cache, keys=done.keys)
    if kind == "restore":
        brought = decode(order, type=Restore)
        to = decode(result, type=ArchiveResult).archive
        return Archive(cache=brought.cache, keys=brought.keys, to=to) if to else None
    if kind == "freeze":
        frozen = decode(order, type=Freeze)
        return Thaw(cache=frozen.cache, keys=frozen.keys)
    if kind == "thaw":
        thawed = decode(order, type=Thaw)
        return Freeze(cache=thawed.cache, keys=thawed.keys, to=decode(result, type=ArchiveResult).archive)
    return None


def _chosen(order: ArchiveOrder) -> tuple[str, ...]:
    """The fields that name a folder."""
    if isinstance(order, Archive | Freeze | Export):
        return ("to",)
    if isinstance(order, Mend | Adopt | ClearOrphans):
        return ("archive",)
    return ("folder",) if isinstance(order, Import) else ()


def _one(keys: Sequence[str]) -> str:
    if len(set(keys)) != 1:
        return ""
    repo = repo_of_folder(keys[0])
    return keys[0] if repo is None else str(repo)
