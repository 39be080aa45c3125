"""What the real huggingface_hub says of a cache, and what we say of it, in the same words."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from hubkeep.engine.cache.scan import list_entries, scan_repo
from hubkeep.engine.cache.scanned import RepoScan
from hubkeep.engine.library.summary import summarise

from tests.hub.client import hf
from tests.hub.server import Hub

_REPORT = """
import json
from huggingface_hub import scan_cache_dir
info = scan_cache_dir()
root = str(info.repos and next(iter(info.repos)).repo_path.parent)
repos = {}
for repo in info.repos:
    repos[repo.repo_path.name] = {
        "id": repo.repo_id, "type": repo.repo_type, "bytes": repo.size_on_disk,
        "last_access": repo.last_accessed, "last_modified": repo.last_modified,
        "blobs": repo.nb_files,
        "revisions": {
            revision.commit_hash: {
                "refs": sorted(revision.refs), "bytes": revision.size_on_disk,
                "files": {
                    file.file_path.relative_to(revision.snapshot_path).as_posix(): [
                        file.size_on_disk, file.blob_path.relative_to(repo.repo_path).as_posix(),
                    ]
                    for file in revision.files
                },
            }
            for revision in repo.revisions
        },
    }
print(json.dumps({"repos": repos, "warnings": [str(w) for w in info.warnings]}))
"""


def theirs(hub: Hub, hf_home: Path) -> dict[str, Any]:
    """`scan_cache_dir` in a process of its own: repos by folder, and what it warns of."""
    report = json.loads(hf(hub, hf_home, _REPORT).stdout)
    assert isinstance(report, dict)
    return report


def ours(root: Path) -> dict[str, Any]:
    """The repos by folder, as our scan sees them."""
    repos, _ = list_entries(str(root))
    return {folder: _ours(scan_repo(str(root), folder)) for folder in repos}


def _ours(scan: RepoScan) -> dict[str, Any]:
    row = summarise(scan).row
    blobs = {blob.name: blob for blob in scan.blobs}
    refs: dict[str, list[str]] = {}
    for name, commit in scan.refs:
        refs.setdefault(commit, []).append(name)
    revisions: dict[str, Any] = {}
    paths: set[str] = set()
    for snapshot in scan.snapshots:
        files: dict[str, list[Any]] = {}
        for file in snapshot.files:
            stored = file.own or blobs[file.blob]
            place = f"snapshots/{snapshot.commit}/{file.path}" if file.own else f"blobs/{file.blob}"
            files[file.path] = [stored.size, place]
        paths.update(place for _, place in files.values())
        revisions[snapshot.commit] = {
            "refs": sorted(refs.get(snapshot.commit, ())),
            "bytes": sum({place: size for size, place in files.values()}.values()),
            "files": files,
        }
    return {
        "id": row.name,
        "type": row.type,
        "bytes": row.bytes,
        "last_access": row.last_access,
        "last_modified": row.last_modified,
        "blobs": len(paths),
        "revisions": revisions,
    }


def physical(root: Path) -> int:
    """Bytes of all payload files below a cache: blobs, partials and files in snapshots, each inode
    once, counted without any of the code under test."""
    seen: dict[tuple[int, int], int] = {}
    for base, _, names in os.walk(root):
        below = os.path.relpath(base, root).split(os.sep)
        if not {"blobs", "snapshots"} & set(below):
            continue
        for name in names:
            path = os.path.join(base, name)
            status = os.lstat(path)
            companion = below[0] == "blobs" and len(name) != 64
            if os.path.isfile(path) and not os.path.islink(path) and not companion:
                seen[status.st_dev, status.st_ino] = status.st_size
    return sum(seen.values())
