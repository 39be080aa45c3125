"""What there is to fetch: found by words, or by an address that somebody pasted."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import msgspec

from ..cache.names import RepoId, RepoType
from ..cache.writing import RepoWriter
from ..hub.api import HubClient, RemoteFile
from ..hub.outward import Outward
from ..problems import Failure
from ..system.volumes import free_bytes, nearest_existing
from .addresses import Address, parse_address
from .presets import presets
from .resolve import look_at, tree_of
from .values import Found, Offer, OfferedFile, Preset, SearchResult


def search(outward: Outward, text: str, kind: str, limit: int, cache: str) -> SearchResult:
    """Repos by words, from the first endpoint that can search. Raises `Failure`."""
    failures: list[Failure] = []
    for client in outward.clients():
        try:
            found = client.search(text, RepoType(kind), limit)
        except Failure as failure:
            failures.append(failure)
            continue
        return SearchResult(
            found=tuple(
                Found(
                    repo=str(one.repo),
                    downloads=one.downloads,
                    likes=one.likes,
                    last_modified=one.last_modified,
                    task=one.task,
                    gated=one.gated,
                    here=os.path.isdir(os.path.join(cache, one.repo.folder)),
                )
                for one in found
            ),
            endpoint=client.endpoint,
        )
    raise failures[0]


def look_up(outward: Outward, text: str, revision: str, cache: str) -> Offer:
    """What a pasted text names, and what it holds. Raises `Failure`."""
    endpoints = outward.endpoints()
    address = parse_address(text, endpoints)
    clients = outward.clients(_with_own(endpoints, address))
    wanted = revision or address.revision or "main"
    info, told = look_at(clients, address.repo, wanted, _never, outward.experience)
    tree, listed = tree_of(clients, told, address.repo, info.commit, _never)
    writer = RepoWriter(Path(cache), address.repo)
    here = {file.digest for file in tree if writer.has(file.digest, file.size)}
    return Offer(
        repo=str(address.repo),
        revision=wanted,
        commit=info.commit,
        endpoint=listed.endpoint,
        gated=info.gated,
        private=info.private,
        path=address.path,
        include=address.include,
        exclude=address.exclude,
        last_modified=info.last_modified,
        revisions=_revisions(told, address.repo),
        files=tuple(OfferedFile(path=file.path, size=file.size, here=file.digest in here) for file in tree),
        presets=_presets(tree, here, model=address.repo.type is RepoType.MODEL),
        free=free_bytes(nearest_existing(Path(cache))),
    )


def _with_own(endpoints: Sequence[str], address: Address) -> tuple[str, ...]:
    """The endpoints to ask, and the one of a pasted URL that is none of them, last."""
    own = address.endpoint
    return (*endpoints, own) if own and own not in endpoints else tuple(endpoints)


def _presets(tree: Sequence[RemoteFile], here: set[str], *, model: bool) -> tuple[Preset, ...]:
    sizes = {file.path: (0 if file.digest in here else file.size) for file in tree}
    return tuple(
        msgspec.structs.replace(preset, to_fetch=sum(sizes[path] for path in preset.files))
        for preset in presets([(file.path, file.size) for file in tree], model=model)
    )


def _revisions(client: HubClient, repo: RepoId) -> tuple[str, ...]:
    """Branches and tags; none where the endpoint does not tell."""
    try:
        return tuple(ref.name for ref in client.refs(repo))
    except Failure:
        return ()


def _never() -> None:
    """Nobody cancels a look."""
