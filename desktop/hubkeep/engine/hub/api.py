"""What an endpoint says of repos: commits, files, refs, and what a search finds."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, TypeVar
from urllib.parse import quote, urlencode, urljoin, urlsplit

import msgspec
from msgspec import Struct

from ..cache.names import RepoId, RepoType, is_commit, parse_repo
from ..net.client import Client, Reply
from ..net.failure import NetFailure
from ..net.http import Header, Headers
from ..problems import Failure, Problem
from .failures import Asked, is_page, nonsense, refusal, unreached
from .tree import Line, Listing, RemoteFile
from .urls import api_url, page_url, resolve_url

__all__ = ["Found", "HubClient", "Ref", "RemoteFile", "RepoInfo", "next_page", "page_url", "resolve_url"]

_LARGEST_ANSWER: Final = 64 << 20
_MOST_PAGES: Final = 4000
_PERHAPS_A_SLASH: Final = frozenset({"hub-no-hub", "hub-repo-not-found", "source-no-http"})
"""No such route, or a redirect that can't be followed: from `https` to `http`, behind a careless proxy."""
_LINK: Final = re.compile(r"<([^>]*)>([^<]*)")
_NEXT: Final = re.compile(r";\s*rel\s*=\s*\"?next\"?\s*(;|,|$)", re.IGNORECASE)

_Shape = TypeVar("_Shape")


class RepoInfo(Struct, frozen=True, kw_only=True):
    """A repo at one commit."""

    repo: RepoId
    """As it was asked for."""
    name: str
    """As the endpoint calls it: another one where the repo was renamed."""
    commit: str
    revision: str
    """As it was asked for."""
    endpoint: str
    """Who said all this."""
    gated: bool = False
    private: bool = False
    disabled: bool = False
    last_modified: str = ""
    """ISO 8601, UTC."""
    library: str = ""
    task: str = ""
    tags: tuple[str, ...] = ()
    downloads: int = 0
    likes: int = 0


class Ref(Struct, frozen=True, kw_only=True):
    """A name for a commit."""

    name: str
    """As a revision is written: `main`, `v1.0`, `refs/convert/parquet`."""
    ref: str
    """In full: `refs/heads/main`."""
    commit: str


class Found(Struct, frozen=True, kw_only=True):
    """A repo that a search found."""

    repo: RepoId
    downloads: int = 0
    likes: int = 0
    last_modified: str = ""
    task: str = ""
    gated: bool = False
    private: bool = False


# --- the API's own words; what mirrors leave out may be missing ---------------------------------


class _Repo(Struct):
    id: str
    sha: str | None = None
    gated: bool | str | None = None
    private: bool | None = None
    disabled: bool | None = None
    last_modified: str | None = msgspec.field(name="lastModified", default=None)
    library: str | None = msgspec.field(name="library_name", default=None)
    task: str | None = msgspec.field(name="pipeline_tag", default=None)
    tags: list[str] | None = None
    downloads: int | None = None
    likes: int | None = None


class _Ref(Struct):
    name: str
    ref: str
    commit: str = msgspec.field(name="targetCommit")


class _Refs(Struct):
    branches: list[_Ref] = []
    tags: list[_Ref] = []
    converts: list[_Ref] = []


class HubClient:
    """One endpoint. May be used by several threads."""

    def __init__(
        self,
        client: Client,
        endpoint: str,
        header_for: Callable[[str], Header | None],
        check: Callable[[], None] | None = None,
    ) -> None:
        """`header_for` a URL is the login that may be sent there; `check` is called a few times a second
        while an answer is waited for, and may raise."""
        self.endpoint = endpoint
        self._client = client
        self._header_for = header_for
        self._check = check

    def heeding(self, check: Callable[[], None]) -> HubClient:
        """The same, with another `check`."""
        return HubClient(self._client, self.endpoint, self._header_for, check)

    def info(self, repo: RepoId, revision: str = "main") -> RepoInfo:
        """The repo, and the commit that `revision` names now. Raises `Failure`."""
        asked = self._asked(repo, revision)
        reply = self._get(api_url(self.endpoint, repo, "revision", revision), asked)
        said = self._decoded(reply, _Repo, asked)
        if said.sha is None or not is_commit(said.sha):
            raise nonsense(asked, "no commit")
        if is_commit(revision) and said.sha != revision:
            raise Failure(
                "hub-other-commit", host=asked.host, repo=str(repo), commit=revision, other=said.sha
            )
        if said.disabled:
            raise Failure("hub-disabled", repo=str(repo), host=asked.host)
        return RepoInfo(
            repo=repo,
            name=said.id if parse_repo(said.id) else repo.name,
            commit=said.sha,
            revision=revision,
            endpoint=self.endpoint,
            gated=bool(said.gated),
            private=bool(said.private),
            last_modified=said.last_modified or "",
            library=said.library or "",
            task=said.task or "",
            tags=tuple(said.tags or ()),
            downloads=said.downloads or 0,
            likes=said.likes or 0,
        )

    def tree(self, repo: RepoId, commit: str) -> tuple[RemoteFile, ...]:
        """All files at `commit`, in the order of the endpoint. Raises `Failure`, also where one of them has
        a name that leads out of the repo's folder."""
        asked = self._asked(repo, commit)
        base = api_url(self.endpoint, repo, "tree", commit)
        listing = Listing(asked)
        if not self._take_pages(listing, base, "recursive=true"):
            listing = self._by_folders(base, asked)
        return listing.all_files()

    def refs(self, repo: RepoId) -> tuple[Ref, ...]:
        """Branches, then tags, then converted forms. Raises `Failure`."""
        asked = self._asked(repo)
        said = self._decoded(self._get(api_url(self.endpoint, repo, "refs"), asked), _Refs, asked)
        return tuple(
            Ref(name=each.name, ref=each.ref, commit=each.commit)
            for each in (*said.branches, *said.tags, *said.converts)
            if is_commit(each.commit)
        )

    def search(self, text: str, type: RepoType = RepoType.MODEL, limit: int = 20) -> tuple[Found, ...]:
        """Repos of a type by words in their name, the most fetched first. Raises `Failure`."""
        asked = self._asked()
        query = [("search", text), ("limit", str(limit))]
        query += [("sort", "likes" if type is RepoType.SPACE else "downloads"), ("direction", "-1")]
        query += [("expand[]", field) for field in _SEARCHED[type]]
        reply = self._get(f"{self.endpoint}/api/{type}s?{urlencode(query)}", asked)
        found = []
        for each in self._decoded(reply, list[_Repo], asked)[:limit]:
            repo = parse_repo(each.id if type is RepoType.MODEL else f"{type}/{each.id}")
            if repo is None or (repo.type, repo.name) != (type, each.id):
                continue  # nothing that could be asked for
            found.append(
                Found(
                    repo=repo,
                    downloads=each.downloads or 0,
                    likes=each.likes or 0,
                    last_modified=each.last_modified or "",
                    task=each.task or "",
                    gated=bool(each.gated),
                    private=bool(each.private),
                )
            )
        return tuple(found)

    def why_refused(self, repo: RepoId, commit: str, path: str) -> Problem | None:
        """What the endpoint says when it is asked for a file's bytes; None where it would give them, or does
        not answer. Nothing is fetched."""
        asked = msgspec.structs.replace(self._asked(repo, commit), path=path)
        url = resolve_url(self.endpoint, repo, commit, path)
        try:
            reply = self._client.request(
                "HEAD", url, header_for=self._header_for, redirects=0, attempts=1, check=self._check
            )
        except NetFailure:
            return None
        if reply.status < 400:
            return None
        asked = msgspec.structs.replace(asked, with_token=self._header_for(url) is not None)
        return refusal(reply.status, reply.headers, reply.body, asked)

    # --- within ---------------------------------------------------------------------------------

    def _take_pages(self, listing: Listing, base: str, query: str) -> bool:
        """Adds what a tree's route lists, page by page; no page is kept. False where the endpoint does not
        turn the page, but gives the same one again and again."""
        url: str | None = f"{base}?{query}"
        for number in range(_MOST_PAGES):
            if url is None:
                return True
            try:
                reply = self._get(url, listing.asked)
            except Failure as failure:
                # Some mirrors know the tree only with a slash behind it.
                if number or failure.problem.code not in _PERHAPS_A_SLASH:
                    raise
                reply = self._get(f"{base}/?{query}", listing.asked)
            page = self._decoded(reply, list[Line], listing.asked)
            url = self._next(reply, listing.asked)
            del reply
            news = [listing.add(line) for line in page]
            if number and not any(news):
                return url is None and not page
        raise nonsense(listing.asked, "a listing without end")

    def _by_folders(self, base: str, asked: Asked) -> Listing:
        """The whole tree, of an endpoint that gives the first page of any folder and no second one."""
        whole, waiting = Listing(asked), [""]
        for _ in range(_MOST_PAGES):
            if not waiting:
                return whole
            folder = waiting.pop()
            here = Listing(asked)
            if not self._take_pages(here, f"{base}/{quote(folder, safe='')}".rstrip("/"), "recursive=false"):
                raise Failure("hub-lists-partly", host=asked.host, repo=str(asked.repo))
            whole.files.update(here.files)
            inside = {path for path in here.folders if path.rpartition("/")[0] == folder}
            waiting += sorted(inside - whole.folders, reverse=True)
            whole.folders |= inside
        raise nonsense(asked, "a listing without end")

    def _next(self, reply: Reply, asked: Asked) -> str | None:
        """The next page at this endpoint: mirrors pass on a `Link` that leads to whom they mirror."""
        link = next_page(reply.headers)
        if link is None:
            return None
        parts = urlsplit(urljoin(reply.url, link))
        own = urlsplit(self.endpoint).path + "/api/"
        # The path of an endpoint may itself have an `api` in it.
        start = len(own) - len("/api/") if parts.path.startswith(own) else parts.path.find("/api/")
        if start < 0 or not parts.query:
            raise nonsense(asked, "a next page that is none")
        return f"{self.endpoint}{parts.path[start:]}?{parts.query}"

    def _asked(self, repo: RepoId | None = None, revision: str = "") -> Asked:
        return Asked(endpoint=self.endpoint, repo=repo, revision=revision)

    def _get(self, url: str, asked: Asked) -> Reply:
        """A good answer. Raises `Failure`."""
        try:
            reply = self._client.request(
                "GET",
                url,
                headers=(("Accept", "application/json"),),
                limit=_LARGEST_ANSWER,
                header_for=self._header_for,
                check=self._check,
            )
        except NetFailure as failure:
            raise Failure.of(unreached(failure)) from failure
        if reply.status != 200:
            asked = msgspec.structs.replace(asked, with_token=self._header_for(reply.url) is not None)
            raise Failure.of(refusal(reply.status, reply.headers, reply.body, asked))
        if is_page(reply.headers, reply.body):
            raise Failure("hub-web-page", host=asked.host)
        return reply

    def _decoded(self, reply: Reply, shape: type[_Shape], asked: Asked) -> _Shape:
        try:
            return msgspec.json.decode(reply.body, type=shape)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise nonsense(asked, "no JSON of the Hub's") from error


_SEARCHED: Final = {
    RepoType.MODEL: ("downloads", "likes", "lastModified", "pipeline_tag", "gated", "private"),
    RepoType.DATASET: ("downloads", "likes", "lastModified", "gated", "private"),
    RepoType.SPACE: ("likes", "lastModified", "private"),
    RepoType.KERNEL: (),
}
"""What a search is asked to say of each repo; a field that a type does not have would be refused."""


def next_page(headers: Headers) -> str | None:
    """Where an answer says that the next page of a listing lies; None: it was the last one."""
    lines = headers.get_all("Link")
    return next((url for line in lines for url, rest in _LINK.findall(line) if _NEXT.search(rest)), None)
