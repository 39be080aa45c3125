"""Which files of a repo a mirror does not have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ..cache.names import RepoId
from ..hub.tree import RemoteFile
from ..hub.urls import resolve_url
from ..net.address import split_url
from ..net.failure import NetFailure
from ..net.http import Headers
from ..net.retry import retry_after
from .way import ANSWER_SECONDS, Resting, Way

MOST_ASKED: Final = 32
"""Files that are asked for by name; what a listing says has to do for the others."""
_AHEAD: Final = 8
_MISSING: Final = frozenset({404, 410})


def absent(
    way: Way,
    repo: RepoId,
    commit: str,
    files: Sequence[RemoteFile],
    listed: Sequence[RemoteFile] | None,
    most: int,
) -> tuple[str, ...]:
    """Of `files`, in their order; `listed` are those that the mirror says it has, None where it does not say.
    The biggest, up to `most`, are asked for by HEAD as well. Raises `Resting` and what `heed` raises."""
    has = None if listed is None else {file.path for file in listed}
    gone = {file.path for file in files if has is not None and file.path not in has}
    asked = sorted((file for file in files if file.path not in gone), key=lambda file: -file.size)
    for start in range(0, min(len(asked), most), _AHEAD):
        paths = [file.path for file in asked[start : min(start + _AHEAD, most)]]
        statuses = _statuses(way, [resolve_url(way.endpoint, repo, commit, path) for path in paths])
        gone.update(path for path, status in zip(paths, statuses, strict=False) if status in _MISSING)
    return tuple(file.path for file in files if file.path in gone)


def _statuses(way: Way, urls: Sequence[str]) -> list[int]:
    """What each URL is answered with, sent one behind the other; as many as there were answers to."""
    found: list[int] = []
    within = way.patience(ANSWER_SECONDS)
    headers: Headers | None = None
    way.requests += len(urls)
    try:
        connection = way.pool.take(way.origin, within)
    except NetFailure:
        way.failures += 1
        return found
    try:
        connection.set_timeout(ANSWER_SECONDS, within)
        for url in urls:
            login = way.header_for(url)
            connection.send("HEAD", split_url(url)[1], (*way.headers, *(() if login is None else (login,))))
        for _ in urls:
            response = connection.receive("HEAD")
            found.append(response.status)
            headers = response.headers if response.status == 429 else headers
    except NetFailure:
        # A host that takes one request at a time says nothing of the files.
        way.drop(connection)
    except BaseException:
        way.drop(connection)
        raise
    else:
        way.pool.give(connection)
    if headers is not None:
        raise Resting(retry_after(headers) or 0.0)
    return found
