"""Who uses files of a cache right now."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Iterable
from pathlib import Path

import psutil

from ..system.in_use import users_of
from .names import repo_of_folder
from .refusal import InUse
from .spelling import on_disk, spelled


def occupants(root: str, paths: Iterable[str], inodes: Collection[tuple[int, int]] = ()) -> tuple[InUse, ...]:
    """Processes that have anything at or below `paths` (relative to the cache `root`) open or mapped,
    or a file of `inodes` under any name. Hubkeep's own scan workers do not count."""
    base = os.path.realpath(root)
    folders = [Path(base, on_disk(path)) for path in paths]
    if not folders and not inodes:
        return ()
    own = _scan_workers()
    found: dict[tuple[int, str], InUse] = {}
    for use in users_of(folders, own_pid=os.getpid(), inodes=inodes).uses:
        if use.pid in own:
            continue
        repo = _repo_of(base, use.path)
        found.setdefault(
            (use.pid, repo),
            InUse(pid=use.pid, command=spelled(use.command), repo=repo, path=spelled(use.path)),
        )
    return tuple(found.values())


def _scan_workers() -> set[int]:
    """Our own scan workers, who stand in the cache. Other children count: a trial reads its model."""
    found: set[int] = set()
    for child in psutil.Process().children():
        with contextlib.suppress(psutil.Error):
            if "scan-worker" in child.cmdline():
                found.add(child.pid)
    return found


def _repo_of(base: str, path: str) -> str:
    parts = os.path.relpath(path, base).split(os.sep)
    folder = parts[1] if parts[0] == ".locks" and len(parts) > 1 else parts[0]
    repo = repo_of_folder(spelled(folder))
    return spelled(path) if repo is None else str(repo)
