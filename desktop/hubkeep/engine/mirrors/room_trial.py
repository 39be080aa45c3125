"""Using a room's mirror as its clients will: does it serve, and does it keep what it has served?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ..cache.names import RepoId
from ..hub.api import HubClient
from ..hub.tree import RemoteFile
from ..hub.urls import resolve_url
from ..net.address import split_url
from ..net.client import Client, HeaderFor, Reply
from ..net.failure import NetFailure
from ..net.http import Header
from ..problems import Failure, Problem, problem

_PIECE: Final = 64 << 10
"""Bytes of a big file that are asked for."""
_ODD: Final = 4097
_SMALL: Final = 1 << 20
_KEPT: Final = "X-Cache-Status"
_PATIENCE: Final = 60.0
_NOT_GIVEN: Final = frozenset(
    {
        "hub-repo-not-found",
        "hub-not-found-to-login",
        "hub-not-found-or-private",
        "hub-revision-not-found",
        "hub-gated-login",
        "hub-gated-terms",
        "hub-gated-not-passed",
        "hub-disabled",
    }
)
"""What is the matter with a repo, not with the mirror."""


def try_out(client: Client, endpoint: str, repo: RepoId, header_for: HeaderFor) -> tuple[Problem, ...]:
    """What is found when the mirror at `endpoint` is asked for a small file of `repo`, and for a piece of its
    biggest one, twice. The last one says that all is well, if it is.

    A mirror that is asked with a token keeps no answer to it, so that `header_for` should give its own login
    and no other.
    """
    host = split_url(endpoint)[0].netloc
    hub = HubClient(client, endpoint, header_for)
    try:
        commit = hub.info(repo).commit
        files = hub.tree(repo, commit)
    except Failure as failure:
        if failure.problem.code in _NOT_GIVEN:
            return (problem("mirror-room-not-given", endpoint=endpoint, repo=str(repo)),)
        return (
            problem(
                "mirror-room-unreached",
                endpoint=endpoint,
                reason=failure.problem.sentence().removesuffix("."),
            ),
        )
    found: list[Problem] = []
    chosen = _chosen(files)
    if not chosen:
        return (problem("mirror-room-no-repo", repo=str(repo)),)
    for file in chosen:
        url = resolve_url(endpoint, repo, commit, file.path)
        headers, expected = _piece_of(file)
        try:
            replies = [
                client.request("GET", url, headers=headers, header_for=header_for, deadline=_PATIENCE)
                for _ in range(2)
            ]
        except (NetFailure, ValueError) as error:
            found.append(problem("mirror-room-wrong", endpoint=endpoint, path=file.path, reason=str(error)))
            continue
        if replies[0].headers.get("X-Error-Code") == "GatedRepo":
            return (problem("mirror-room-not-given", endpoint=endpoint, repo=str(repo)),)
        wrong = _wrong(replies[0], host, commit, expected) or _wrong(replies[1], host, commit, expected)
        if not wrong and replies[0].body != replies[1].body:
            wrong = "other bytes the second time"
        if wrong:
            found.append(problem("mirror-room-wrong", endpoint=endpoint, path=file.path, reason=wrong))
            continue
        said = replies[1].headers.get(_KEPT) or "no word of a cache"
        if said != "HIT":
            found.append(
                problem("mirror-room-forgets", endpoint=endpoint, repo=str(repo), path=file.path, said=said)
            )
    return tuple(found) or (problem("mirror-room-works", endpoint=endpoint, repo=str(repo)),)


def _chosen(files: Sequence[RemoteFile]) -> list[RemoteFile]:
    """A small file and the biggest one; one alone where there is no other."""
    some = sorted((file for file in files if file.size), key=lambda file: (file.size, file.path))
    if not some:
        return []
    return [some[-1]] if len(some) == 1 or some[0].size > _SMALL else [some[0], some[-1]]


def _piece_of(file: RemoteFile) -> tuple[tuple[Header, ...], int]:
    """What to ask for, and how many bytes that is."""
    if file.size < _ODD + _PIECE:
        return (), file.size
    return (("Range", f"bytes={_ODD}-{_ODD + _PIECE - 1}"),), _PIECE


def _wrong(reply: Reply, host: str, commit: str, expected: int) -> str:
    """What is wrong with an answer; empty: nothing."""
    if reply.status not in {200, 206}:
        return f"status {reply.status}"
    led = split_url(reply.url)[0].netloc
    if led != host:
        return f"it sends its clients to {led}"
    if reply.headers.get("X-Repo-Commit") != commit:
        return "no word of the commit"
    if reply.headers.get("X-Xet-Hash"):
        return "it offers Xet"
    if len(reply.body) != expected:
        return f"{len(reply.body)} bytes and not {expected}"
    return ""
