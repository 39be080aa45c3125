"""What a pasted or dropped text means: a repo, and perhaps a revision, a file, a choice of files.

Pure. People paste pages of hubs and mirrors, `hf://…`, command lines and pieces of code, with quotes and
whatever stood around them. What huggingface_hub's `parse_hf_uri` understands is understood the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from glob import escape
from typing import Final, Literal
from urllib.parse import parse_qs, quote, unquote, urlsplit

import msgspec
from msgspec import Struct

from ..cache.names import RepoId, RepoType
from ..cache.placing import check_path, check_revision
from ..net.address import endpoint_of
from ..problems import Failure
from .pasted import Mention, mentions

OFFICIAL: Final = "https://huggingface.co"
LONGEST: Final = 20_000
"""Characters of a text that are looked at."""

Kind = Literal["repo", "tree", "file"]


class Address(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a text named."""

    repo: RepoId
    revision: str = ""
    """Empty where none was named."""
    path: str = ""
    """A file, or a folder."""
    kind: Kind = "repo"
    """The repo as a whole, a folder at a revision, or a file. `hf://` does not say whether its path is a
    folder: `file`."""
    endpoint: str = ""
    """The hub or mirror that was named; empty where none was."""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    """Globs of a command line."""


class _Unfit(Exception):
    """The text can't be read this way; perhaps another."""


_OFFICIAL_HOSTS: Final = frozenset({"huggingface.co", "www.huggingface.co", "hf.co", "www.hf.co"})
_TYPES: Final = {f"{kind}s": kind for kind in RepoType} | {kind.value: kind for kind in RepoType}
_PLURALS: Final = {f"{kind}s": kind for kind in RepoType}
_NAME: Final = re.compile(r"(?:[\w.-]{1,96}/)?[\w.-]{1,96}", re.ASCII)
_OF_FILES: Final = frozenset({"blob", "resolve", "raw", "blame", "edit", "delete"})
_OF_FOLDERS: Final = frozenset({"tree", "commits", "upload", "revision", "commit"})
_ROUTES: Final = frozenset(
    {
        *_OF_FILES,
        *_OF_FOLDERS,
        *("discussions", "settings", "viewer", "info", "refs", "git-upload-pack", "xet-read-token"),
        *("logs", "embed", "scan", "community"),
    }
)
"""What can follow a repo's name in the path of a page."""
_PAGES: Final = frozenset(
    {
        *("models", "datasets", "spaces", "kernels", "buckets", "docs", "blog", "papers", "posts", "join"),
        *("login", "logout", "settings", "new", "new-dataset", "new-space", "pricing", "organizations"),
        *("api", "collections", "chat", "learn", "tasks", "search", "enterprise", "terms-of-service"),
        *("privacy", "notifications", "inference", "inference-endpoints", "oauth", "users", "languages"),
        *("support", "changelog", "storage", "brand", "playground", *_OF_FILES, *_OF_FOLDERS),
    }
)
"""Pages at the top of a hub that are nobody's."""
_SPECIAL_REF: Final = re.compile(r"refs/(?:convert/[\w.-]+|pr/\d+)", re.ASCII)
_SCHEME: Final = re.compile(r"(?:git\+)?(https?|hf|ssh)://", re.IGNORECASE)
_HOST: Final = re.compile(r"[\w-]+(\.[\w-]+)+(:\d{1,5})?|localhost:\d{1,5}", re.ASCII)
_GIT: Final = re.compile(r"git@([\w.-]+):(.+)", re.ASCII)
_QUANTISED: Final = re.compile(r"(?:https?://)?([\w.-]+)/([\w.-]+/[\w.-]+):([\w.-]+)", re.ASCII)
_URL_INSIDE: Final = re.compile(
    r"(?:https?|hf)://[^\s<>\"'“”‘’「」『』《》【】（），。；！？、|\\^`{}]+", re.IGNORECASE
)
_QUOTES: Final = "\"'`“”‘’„«»「」『』《》〈〉【】<>()（）[]"
_TAIL: Final = _QUOTES + ".,;:!?…}。，；：！？、"
_INVISIBLE: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]")
_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_LOGIN: Final = re.compile(r"(?<=://)[^/@\s]+@|[^/@\s:]+:[^/@\s]*@")
_TOKEN: Final = re.compile(r"(?<![A-Za-z0-9])(hf|api_org)_[A-Za-z0-9]{6,}")


def parse_address(text: str, endpoints: Sequence[str] = ()) -> Address:
    """What `text` names. `endpoints` are the hubs and mirrors that are known: theirs are recognised without
    a scheme, and below a path of their own.

    Raises `Failure`; neither a password nor a token of the text is in it.
    """
    text = _INVISIBLE.sub("", text[:LONGEST]).replace("\u00a0", " ").strip()
    known = tuple(endpoint.rstrip("/") for endpoint in endpoints)
    refused: Failure | None = None
    for candidate in _candidates(text):
        try:
            if isinstance(candidate, Mention):
                return _mentioned(candidate, known)
            return _one(candidate, known)
        except _Unfit:
            continue
        except Failure as failure:
            refused = refused or failure
    raise refused or Failure("address-not-understood", text=_shown(text))


def hf_url(address: Address) -> str:
    """The `hf://` form of an address, without its endpoint and globs."""
    repo = address.repo
    prefix = "" if repo.type is RepoType.MODEL else f"{repo.type}s/"
    # A name without an organisation would take the first folder for its second half.
    revision = address.revision or ("main" if address.path and "/" not in repo.name else "")
    if not _SPECIAL_REF.fullmatch(revision):
        revision = quote(revision, safe="")
    path = quote(address.path)
    return f"hf://{prefix}{repo.name}" + (f"@{revision}" if revision else "") + (f"/{path}" if path else "")


def _candidates(text: str) -> Iterator[str | Mention]:
    """What in `text` could be an address, the likeliest first."""
    bare = text.strip(_QUOTES).strip()
    narrow = text.translate(_FULL_WIDTH).strip()
    if not any(c.isspace() for c in bare):
        # Full-width signs can belong to a file's name, so they are kept where that makes sense.
        yield from dict.fromkeys((text, bare, text.rstrip(_TAIL), bare.rstrip(_TAIL), narrow.strip(_TAIL)))
    yield from mentions(text)
    if narrow != text:
        yield from mentions(narrow)
    if "\n" not in bare and _SCHEME.match(bare) and re.search(r"\.\w{1,12}$", bare):
        yield bare  # a file whose name has spaces, as some browsers copy it
    for match in _URL_INSIDE.finditer(text):
        yield match[0].rstrip(_TAIL)
        yield match[0]


def _mentioned(mention: Mention, known: Sequence[str]) -> Address:
    address = _one(mention.name.strip(), known)
    repo = address.repo
    kind = _TYPES.get(mention.type)
    if kind is not None and repo.type is RepoType.MODEL:
        repo = RepoId(kind, repo.name)
    files = [file for file in mention.files if not _is_glob(file)]
    globs = [file for file in mention.files if _is_glob(file)]
    if len(files) == 1 and not globs and not mention.include:
        placed = _placed(repo, mention.revision or address.revision, files[0], "file")
        files = []
    else:
        placed = _placed(repo, mention.revision or address.revision, address.path, address.kind)
    endpoint = address.endpoint
    if not endpoint and mention.endpoint:
        endpoint = endpoint_of(mention.endpoint, known)
    return msgspec.structs.replace(
        placed,
        endpoint=endpoint,
        include=(*address.include, *mention.include, *globs, *map(escape, files)),
        exclude=mention.exclude,
    )


def _is_glob(name: str) -> bool:
    return name.endswith("/") or bool(set("*?") & set(name))


# --- one address --------------------------------------------------------------------------------------


def _one(text: str, known: Sequence[str]) -> Address:
    """A URL, `hf://`, `git@`, or a name as the command line has it."""
    if not text.isprintable():
        raise _Unfit
    if match := _GIT.fullmatch(text):
        return _of_url(f"https://{match[1]}/{match[2]}", known)
    if match := _QUANTISED.fullmatch(text):
        endpoint, _ = _whose(match[1].lower(), "", known)
        repo = _repo(RepoType.MODEL, match[2])
        return Address(repo=repo, endpoint=endpoint, include=(f"*{escape(match[3])}*",))
    if match := _SCHEME.match(text):
        rest = text[match.end() :]
        match match[1].lower():
            case "hf":
                return _of_uri(rest)
            case "ssh":
                return _of_url(f"https://{rest.rpartition('@')[2]}", known)
            case scheme:
                return _of_url(f"{scheme}://{rest}", known)
    host, slash, path = text.partition("/")
    if slash and _HOST.fullmatch(host):
        endpoint, _ = _whose(host.lower(), f"/{path}", known)
        # `a.b/c` is a repo of somebody called a.b; with more behind it, it can't be.
        if endpoint or path.strip("/").count("/") > 0:
            return _of_url(f"{urlsplit(endpoint).scheme or 'https'}://{text}", known)
    return _of_name(text)


def _of_name(text: str) -> Address:
    """`[type/]org/name[@revision]`, or that with the end of a page's address: `org/name/tree/main`."""
    name, at, revision = text.rstrip("/").partition("@")
    parts = name.split("/")
    kind = RepoType.MODEL
    if parts[0] in _TYPES and len(parts) > 1:
        kind, parts = _TYPES[parts[0]], parts[1:]
    if at and not revision:
        raise _Unfit
    if len(parts) > 2:
        if at or parts[2] not in _OF_FILES | _OF_FOLDERS:
            raise _Unfit
        return _of_route(_repo(kind, "/".join(parts[:2])), parts[2:], "")
    return _placed(_repo(kind, "/".join(parts)), unquote(revision), "", "repo")


def _of_uri(body: str) -> Address:
    """What stands behind `hf://`."""
    parts = body.strip("/").split("/")
    kind = RepoType.MODEL
    if parts[0] in _TYPES:
        kind, parts = _TYPES[parts[0]], parts[1:]
    if not parts:
        raise _Unfit
    named = 1 if "@" in parts[0] else 2
    name, at, revision = "/".join(parts[:named]).partition("@")
    rest = parts[named:]
    if at:
        revision, rest = _revision_and_path([revision, *rest])
        if not revision:
            raise _Unfit
    path = "/".join(map(unquote, rest))
    return _placed(_repo(kind, name), unquote(revision), path, "file" if path else "repo")


def _of_url(url: str, known: Sequence[str]) -> Address:
    try:
        split = urlsplit(url)
        host, port = (split.hostname or "").lower(), split.port
    except ValueError as error:
        raise _Unfit from error
    if not host:
        raise _Unfit
    # Without a login that the URL may have held.
    netloc = (f"[{host}]" if ":" in host else host) + (f":{port}" if port else "")
    endpoint, path = _whose(netloc, split.path, known)
    if not endpoint:
        if host.endswith((".hf.space", ".huggingface.co", ".hf.co")):
            raise Failure("address-other-page", text=_shown(url))
        endpoint = endpoint_of(f"{split.scheme}://{netloc}")
    parts = [part for part in path.split("/") if part]
    if parts[:1] == ["api"]:
        parts = parts[1:]
        if parts[:1] == ["resolve-cache"]:
            parts = [*parts[1:4], "resolve", *parts[4:]]
    kind = RepoType.MODEL
    if len(parts) > 1 and parts[0] in _PLURALS:
        kind, parts = _PLURALS[parts[0]], parts[1:]
    if not parts or parts[0] in _PAGES:
        raise Failure("address-other-page", text=_shown(url))
    named = 1 if len(parts) == 1 or (len(parts) > 2 and parts[1] in _ROUTES) else 2
    repo = _repo(kind, "/".join(map(unquote, parts[:named])).removesuffix(".git"))
    return msgspec.structs.replace(_of_route(repo, parts[named:], split.query), endpoint=endpoint)


def _of_route(repo: RepoId, route: Sequence[str], query: str) -> Address:
    """What a page of a repo shows, by what stands behind the repo's name."""
    shown = parse_qs(query).get("show_file_info", [""])[-1]  # a file's details, opened over a list
    if len(route) < 2 or route[0] not in _OF_FILES | _OF_FOLDERS:
        return _placed(repo, "", shown, "file" if shown else "repo")
    revision, below = _revision_and_path([unquote(part) for part in route[1:]])
    path = shown or "/".join(below)
    is_file = bool(shown or (path and route[0] in _OF_FILES))
    return _placed(repo, revision, path, "file" if is_file else "tree")


def _revision_and_path(parts: Sequence[str]) -> tuple[str, list[str]]:
    """A revision is one part of an address, unless it is one of the Hub's own refs."""
    if _SPECIAL_REF.fullmatch("/".join(parts[:3])):
        return "/".join(parts[:3]), list(parts[3:])
    return parts[0], list(parts[1:])


def _whose(netloc: str, path: str, known: Sequence[str]) -> tuple[str, str]:
    """The endpoint that a URL lies at, empty where it is not known, and the path behind it."""
    best, rest = "", path
    for endpoint in known:
        split = urlsplit(endpoint)
        base = split.path
        # Of two at one host the one with the longer path is meant.
        if split.netloc.lower() == netloc and f"{path}/".startswith(f"{base}/") and len(endpoint) > len(best):
            best, rest = endpoint, path[len(base) :]
    if not best and netloc in _OFFICIAL_HOSTS:
        return OFFICIAL, path
    return best, rest


def _repo(kind: RepoType, name: str) -> RepoId:
    """By huggingface_hub's rules for names."""
    parts = name.split("/")
    if (
        not _NAME.fullmatch(name)
        or "--" in name
        or ".." in name
        or name.endswith(".git")
        or any(part[0] in ".-" or part[-1] in ".-" for part in parts)
        or (len(parts) == 1 and name in _PAGES)
    ):
        raise _Unfit
    return RepoId(kind, name)


def _placed(repo: RepoId, revision: str, path: str, kind: Kind) -> Address:
    path = path.strip("/")
    if revision:
        check_revision(revision)
    if path:
        check_path(path)
    return Address(repo=repo, revision=revision, path=path, kind=kind)


def _shown(text: str) -> str:
    """The beginning of `text`, without what may be secret."""
    short = _TOKEN.sub(r"\1_…", _LOGIN.sub("", text))
    return short if len(short) <= 120 else short[:119] + "…"
