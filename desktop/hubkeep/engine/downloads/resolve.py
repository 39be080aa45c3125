"""What a repo holds at which commit: asked of the endpoint that knows best."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable, Collection, Sequence
from typing import Final

from msgspec import Struct

from ..cache.names import RepoId, is_commit
from ..hub.api import HubClient, RemoteFile, RepoInfo
from ..hub.experience import Deed, Experience, NoExperience
from ..net.address import is_official
from ..problems import Failure, Problem

_PATIENCE: Final = 30.0
_FOR_THE_OFFICIAL: Final = 5.0
"""How long the official endpoint is waited for once another one has answered."""
_FOR_A_DOUBTED: Final = 1.5
"""How long where it did not answer the last time."""
_FOR_A_NEWER: Final = 1.5
"""How long others are waited for that may know a newer commit."""
_LOOK: Final = 0.1


class Answered(Struct, frozen=True):
    """What one endpoint said of a repo, or why it did not."""

    rank: int
    """Place in the order of preference."""
    endpoint: str
    info: RepoInfo | None = None
    problem: Problem | None = None


def most_trusted(answers: Sequence[Answered], *, pinned: bool) -> Answered | None:
    """Whose word counts: the official endpoint's, else the newest commit's, else the preferred one's.
    With a `pinned` commit all say the same. Pure."""
    told = [one for one in answers if one.info is not None]
    official = [one for one in told if is_official(one.endpoint)]
    if official:
        return official[0]
    if pinned:
        return min(told, key=lambda one: one.rank, default=None)
    newest = max((one.info.last_modified for one in told if one.info), default="")
    return min(
        (one for one in told if one.info and one.info.last_modified == newest),
        key=lambda one: one.rank,
        default=None,
    )


def look_at(
    clients: Sequence[HubClient],
    repo: RepoId,
    revision: str,
    check: Callable[[], None],
    experience: Experience | None = None,
) -> tuple[RepoInfo, HubClient]:
    """The repo at `revision`, and who told. All endpoints are asked at once; `check` is called while they
    are waited for and may raise; those that rest by `experience` are not waited for, and it is told of
    those that do not answer. Raises `Failure`: the most telling one where nobody knows the repo."""
    if len(clients) == 1:
        return clients[0].heeding(check).info(repo, revision), clients[0]
    experience = experience or NoExperience()
    resting, doubted = experience.resting(), experience.doubted()
    came: queue.SimpleQueue[Answered] = queue.SimpleQueue()
    over = threading.Event()

    def ask(rank: int, client: HubClient) -> None:
        try:
            info = client.heeding(lambda: _end_if(over)).info(repo, revision)
            came.put(Answered(rank, client.endpoint, info))
        except Failure as failure:
            came.put(Answered(rank, client.endpoint, problem=failure.problem))
        except _Over:
            return

    threads = [
        threading.Thread(target=ask, args=(rank, client), name="look-at")
        for rank, client in enumerate(clients)
    ]
    for thread in threads:
        thread.start()
    try:
        answers = _gathered(came, clients, revision, resting, doubted, check)
    finally:
        over.set()
        for thread in threads:
            thread.join()
    for deed in _deeds(answers, clients, resting, doubted):
        experience.note(deed)
    best = most_trusted(answers, pinned=is_commit(revision))
    if best is not None and best.info is not None:
        return best.info, clients[best.rank]
    answers.sort(key=lambda one: (_weight(one.problem), not is_official(one.endpoint), one.rank))
    if answers and answers[0].problem is not None:
        raise Failure.of(answers[0].problem)
    raise Failure("transfer-silent", seconds=int(_PATIENCE))


class _Over(Exception):
    """Another endpoint has answered: nobody waits for this one any more."""


def _end_if(over: threading.Event) -> None:
    if over.is_set():
        raise _Over


def _deeds(
    answers: Sequence[Answered],
    clients: Sequence[HubClient],
    resting: frozenset[str],
    doubted: frozenset[str],
) -> list[Deed]:
    """What is learnt: who could not be reached, who was waited for in vain, who answers again. Pure."""
    deeds = [
        Deed(endpoint=one.endpoint, failures=1)
        for one in answers
        if one.problem is not None and _weight(one.problem) == _UNREACHED
    ]
    deeds += [
        Deed(endpoint=one.endpoint, answered=True)
        for one in answers
        if one.info is not None and one.endpoint in doubted
    ]
    known = {one.endpoint for one in answers} | resting
    deeds += [
        Deed(endpoint=client.endpoint, silent=True)
        for client in clients
        if is_official(client.endpoint) and client.endpoint not in known
    ]
    return deeds


def _gathered(
    came: queue.SimpleQueue[Answered],
    clients: Sequence[HubClient],
    revision: str,
    resting: frozenset[str],
    doubted: frozenset[str],
    check: Callable[[], None],
) -> list[Answered]:
    """Answers, until the one that counts is among them."""
    answers: list[Answered] = []
    awake = {client.endpoint for client in clients} - resting
    patience = _wait_for(awake, doubted, revision)
    begun, first = time.monotonic(), 0.0
    while len(answers) < len(clients):
        check()
        with contextlib.suppress(queue.Empty):
            answers.append(came.get(timeout=_LOOK))
        now = time.monotonic()
        best = most_trusted(answers, pinned=is_commit(revision))
        if best is not None and not first:
            first = now
        if best is not None and (is_official(best.endpoint) or now - first > patience):
            break
        if best is not None and awake <= {one.endpoint for one in answers}:
            break
        if now - begun > _PATIENCE:
            break
    return answers


def _wait_for(awake: Collection[str], doubted: Collection[str], revision: str) -> float:
    official = [endpoint for endpoint in awake if is_official(endpoint)]
    if official:
        return _FOR_A_DOUBTED if all(each in doubted for each in official) else _FOR_THE_OFFICIAL
    return 0.0 if is_commit(revision) else _FOR_A_NEWER


_UNREACHED: Final = 2


def _weight(told: Problem | None) -> int:
    """What says most comes first: that a login is missing says more than that somebody has no such repo,
    and that says more than that somebody can't be reached."""
    code = told.code if told else ""
    if code.startswith("hub-"):
        return 1 if "not-found" in code else 0
    return _UNREACHED


def tree_of(
    clients: Sequence[HubClient], first: HubClient, repo: RepoId, commit: str, check: Callable[[], None]
) -> tuple[tuple[RemoteFile, ...], HubClient]:
    """The files of `commit` and who listed them: `first`, or whoever can. Raises `Failure`."""
    failures = []
    for client in [first, *(one for one in clients if one is not first)]:
        check()
        try:
            return client.heeding(check).tree(repo, commit), client
        except Failure as failure:
            failures.append(failure)
    raise failures[0]
