"""Repos of a local hub put into a cache by our own writer, as a download would."""

from __future__ import annotations

from pathlib import Path

from hubkeep.engine.cache.listing import Listed
from hubkeep.engine.cache.names import RepoId, RepoType
from hubkeep.engine.cache.writing import RepoWriter

from tests.hub.content import Commit, Entry, Repo


def repo_id(repo: Repo) -> RepoId:
    return RepoId(RepoType(repo.kind.value), repo.id)


def listing(commit: Commit) -> dict[str, Listed]:
    """What the tree of a commit says, as huggingface_hub keeps it."""
    return {
        path: Listed(
            size=entry.size,
            blob_id=entry.oid,
            lfs_sha256=entry.sha256 or None,
            lfs_size=entry.size if entry.lfs else None,
            xet_hash=entry.xet_hash or None,
        )
        for path, entry in commit.files.items()
    }


def content(entry: Entry) -> bytes:
    with entry.source.open() as file:
        return file.read()


def put(
    root: Path, repo: Repo, *, at: Commit | None = None, revision: str = "main", symlinks: bool | None = None
) -> RepoWriter:
    """Writes a commit of a repo into the cache at `root`; the writer."""
    commit = at or repo.head
    writer = RepoWriter(root, repo_id(repo), symlinks=symlinks)
    writer.prepare()
    writer.write_listing(commit.id, listing(commit))
    for path, entry in commit.files.items():
        if not writer.has(entry.etag, entry.size):
            lock = writer.lock(entry.etag)
            assert lock is not None
            with lock:
                writer.part(entry.etag).write_bytes(content(entry))
                writer.journal(entry.etag).write_bytes(b"journal")
                writer.publish(entry.etag, durable=False)
        writer.link(commit.id, path, entry.etag)
    writer.settle()
    writer.write_ref(revision, commit.id)
    return writer
