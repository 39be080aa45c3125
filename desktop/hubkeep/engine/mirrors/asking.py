"""What a mirror's API says: of a repo and its files, and which of the API's routes it has."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, urljoin

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from ..cache.names import RepoId, RepoType, is_commit
from ..hub.api import HubClient, next_page
from ..hub.failures import is_page
from ..hub.tree import RemoteFile
from ..hub.urls import api_url, resolve_url
from ..net.address import split_url
from ..net.client import Client
from ..net.http import Header
from ..problems import Failure
from .seen import Asked, Bad, Gated, Refused, Trouble
from .way import ANSWER_SECONDS, Resting, Said, Way, refused_of

GATED: Final = RepoId(RepoType.MODEL, "meta-llama/Llama-3.1-8B")
"""A repo that everybody knows to be for those who accepted its terms."""
_GATED_FILE: Final = "config.json"
_JSON: Final[tuple[Header, ...]] = (("Accept", "application/json"),)
_LARGEST: Final = 8 << 20
_ROUTES: Final = ("refs", "treesize")
_UNREACHED: Final = frozenset({"source-timeout", "source-closed", "source-unreachable"})


class _Info(Struct):
    sha: str | None = None
    last_modified: str | None = msgspec.field(name="lastModified", default=None)


class _Hit(Struct):
    id: str


class _Commit(Struct):
    id: str


def ask_main(way: Way, repo: RepoId) -> Asked:
    """What it says that `main` is. Raises `Resting` and what `heed` raises, as everything here does."""
    told = _main(way, repo)
    if not isinstance(told.bad, Refused):
        return told
    # A hub that lacks the repo still finds others.
    search = _search(way, repo)
    return replace(told, search=search, is_hub=told.is_hub or search is None)


def ask_for_files(way: Way, repo: RepoId, told: Asked, headers: tuple[Header, ...]) -> Asked:
    """`told`, and the files at its commit; `headers` are those that the way sends itself."""
    files, unlisted = _listed(way, repo, told.commit, headers)
    return replace(told, files=files, unlisted=unlisted)


def ask_for_more(way: Way, repo: RepoId, told: Asked) -> Asked:
    """`told`, and what else of the API there is."""
    return replace(
        told,
        pages_at=_pages_at(way, repo, told.commit),
        routes_missing=tuple(route for route in _ROUTES if not _has_route(way, repo, told.commit, route)),
        search=_search(way, repo),
    )


def ask_for_commits(way: Way, repo: RepoId) -> tuple[str, ...]:
    """The newest commits of `main`, the newest first, as many as one answer has; none where it does not
    say."""
    said = _ask(way, api_url(way.endpoint, repo, "commits", "main"))
    if not isinstance(said, Said) or said.status != 200:
        return ()
    try:
        return tuple(each.id for each in msgspec.json.decode(said.body, type=list[_Commit]))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ()


def ask_for_gated(way: Way) -> Gated:
    """What it says to a look at a file that is not for everybody."""
    url = resolve_url(way.endpoint, GATED, "main", _GATED_FILE)
    with_login = way.header_for(url) is not None
    trail = way.walk(url, method="HEAD", within=way.patience(ANSWER_SECONDS), over_to_others=False)
    if trail.last is None:
        return Gated(said="unknown", with_login=with_login)
    status, headers = trail.last.response.status, trail.last.response.headers
    way.take(trail.last, 0)
    gated = headers.get("X-Error-Code") == "GatedRepo"
    if status < 400:
        # Without the mark of a hub's file it may be any page.
        given = headers.get("X-Repo-Commit") is not None
        return Gated(said="open" if given else "unknown", with_login=with_login)
    if status in {401, 403} and gated:
        return Gated(said="login" if status == 401 else "refused", with_login=with_login)
    return Gated(said="unknown", with_login=with_login)


def _main(way: Way, repo: RepoId) -> Asked:
    said = _ask(way, api_url(way.endpoint, repo, "revision", "main"))
    if not isinstance(said, Said):
        return Asked(bad=said)
    if said.status != 200 or is_page(said.headers, said.body):
        known = bool(said.headers.get("X-Error-Code"))
        return Asked(answer=said.seconds, bad=refused_of(said), is_hub=known)
    try:
        info = msgspec.json.decode(said.body, type=_Info)
    except (msgspec.DecodeError, UnicodeDecodeError):
        info = _Info()
    if info.sha is None or not is_commit(info.sha):
        return Asked(answer=said.seconds, bad=refused_of(said))
    return Asked(
        answer=said.seconds,
        commit=info.sha,
        last_modified=info.last_modified or "",
        is_hub=True,
    )


def _listed(
    way: Way, repo: RepoId, commit: str, headers: tuple[Header, ...]
) -> tuple[tuple[RemoteFile, ...] | None, str]:
    """The files, or the code of why there are none."""
    client = HubClient(
        Client(way.pool, headers, timeout=ANSWER_SECONDS, attempts=1),
        way.endpoint,
        way.header_for,
        way.heed,
    )
    way.requests += 1
    try:
        return client.tree(repo, commit), ""
    except Failure as failure:
        told = failure.problem
        if told.code == "hub-busy":
            raise Resting(float(told.params.get("seconds", 0))) from failure
        way.failures += told.code in _UNREACHED
        return None, told.code


def _pages_at(way: Way, repo: RepoId, commit: str) -> str:
    """The host of a listing's second page, where that is not the mirror itself."""
    url = f"{api_url(way.endpoint, repo, 'tree', commit)}?recursive=true&limit=1"
    said = _ask(way, url)
    link = next_page(said.headers) if isinstance(said, Said) else None
    if link is None:
        return ""
    try:
        there = split_url(urljoin(url, link))[0]
    except ValueError:
        return ""
    return there.netloc if there != way.origin else ""


def _has_route(way: Way, repo: RepoId, commit: str, route: str) -> bool:
    parts = (route,) if route == "refs" else (route, commit)
    said = _ask(way, api_url(way.endpoint, repo, *parts))
    if not isinstance(said, Said):
        return True  # it did not answer, which says nothing of the route
    return not (said.status in {404, 405, 501} or (said.status == 200 and is_page(said.headers, said.body)))


def _search(way: Way, repo: RepoId) -> Bad | None:
    """What came instead of a list of repos."""
    words = quote(repo.name.rpartition("/")[2])
    said = _ask(way, f"{way.endpoint}/api/models?search={words}&limit=1")
    if not isinstance(said, Said):
        return said
    if said.status != 200:
        return refused_of(said)
    try:
        msgspec.json.decode(said.body, type=list[_Hit])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return refused_of(said)
    return None


def _ask(way: Way, url: str) -> Said | Trouble:
    return way.ask(url, headers=_JSON, limit=_LARGEST)
