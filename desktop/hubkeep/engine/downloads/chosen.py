"""What a download is about: the commit, its files, and which of them were asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from ..cache.names import RepoId
from ..hub.api import HubClient, RemoteFile
from ..hub.experience import Experience
from ..problems import Failure
from .choice import chosen
from .orders import Download
from .resolve import look_at, tree_of


class Chosen(Struct, frozen=True):
    """The files of a download, and who listed them."""

    repo: RepoId
    commit: str
    tree: tuple[RemoteFile, ...]
    files: tuple[RemoteFile, ...]
    trusted: str
    """The endpoint."""
    gated: bool = False


def choose(
    order: Download,
    repo: RepoId,
    clients: Sequence[HubClient],
    commit: str,
    check: Callable[[], None],
    experience: Experience,
) -> Chosen:
    """What `order` is about: at `commit`, where that is known already. Raises `Failure`."""
    info, told = look_at(clients, repo, commit or order.revision or "main", check, experience)
    tree, listed = tree_of(clients, told, repo, info.commit, check)
    files = chosen(tree, include=order.include, exclude=order.exclude, picked=order.files)
    if tree and not files:
        raise Failure("download-nothing-chosen", repo=str(repo))
    return Chosen(repo, info.commit, tree, tuple(files), listed.endpoint, bool(info.gated))
