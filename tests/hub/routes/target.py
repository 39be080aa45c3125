"""An address taken apart: which repo, which revision, which path."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote

from tests.hub.content import Kind
from tests.hub.messages import Request, Route

_API = {
    "revision": Route.INFO,
    "tree": Route.TREE,
    "treesize": Route.TREESIZE,
    "paths-info": Route.PATHS_INFO,
    "refs": Route.REFS,
    "commits": Route.COMMITS,
    "auth-check": Route.AUTH_CHECK,
    "xet-read-token": Route.XET_TOKEN,
    "safetensors-metadata": Route.SAFETENSORS,
}
_FILES = {"resolve": Route.RESOLVE, "raw": Route.RAW}
_KINDS = {kind.plural: kind for kind in Kind}
_NAMESPACES = {"pr", "convert", "heads", "tags"}
"""A revision such as refs/pr/1 may be sent with its slashes unquoted."""


@dataclass(frozen=True)
class Target:
    """What an address names. Empty strings for what it leaves out."""

    route: Route
    kind: Kind = Kind.MODEL
    repo_id: str = ""
    revision: str = ""
    path: str = ""


def locate(request: Request) -> Target:
    """The target of a request; `Route.PAGE` where the address is none of the API's."""
    parts = request.path.lstrip("/").split("/") if not request.path.startswith("//") else []
    if parts[:1] == ["xet-bridge-us"]:
        query = dict(parse_qsl(request.query))
        return Target(Route.BYTES, repo_id=query.get("x-repo", ""), path=query.get("x-path", ""))
    if parts == ["api", "whoami-v2"]:
        return Target(Route.WHOAMI)
    if parts[:2] == ["api", "resolve-cache"] and len(parts) > 2 and parts[2] in _KINDS:
        return _cached(_KINDS[parts[2]], parts[3:])
    if parts[:1] == ["api"] and len(parts) > 1 and parts[1] in _KINDS:
        return _of_api(_KINDS[parts[1]], parts[2:])
    kind = _KINDS.get(parts[0], Kind.MODEL) if parts else Kind.MODEL
    rest = parts[1:] if parts and parts[0] in _KINDS else parts
    for index in (1, 2):
        if len(rest) > index + 2 and rest[index] in _FILES:
            revision, path = _revision(rest[index + 1 :])
            return Target(_FILES[rest[index]], kind, _id(rest[:index]), revision, path)
    return Target(Route.PAGE, kind, _id(rest[:2]))


def _of_api(kind: Kind, parts: list[str]) -> Target:
    if not parts or parts == [""]:
        return Target(Route.SEARCH, kind)
    for index in (1, 2):
        if len(parts) > index and parts[index] in _API:
            route = _API[parts[index]]
            repo_id = _id(parts[:index])
            rest = parts[index + 1 :]
            if route in (Route.REFS, Route.AUTH_CHECK):
                return Target(route, kind, repo_id, path="/".join(rest))
            if route is Route.SAFETENSORS:
                return Target(route, kind, repo_id, "main", _path(rest))
            revision, path = _revision(rest)
            return Target(route, kind, repo_id, revision, path)
    return Target(Route.INFO if len(parts) <= 2 else Route.PAGE, kind, _id(parts[:2]))


def _cached(kind: Kind, parts: list[str]) -> Target:
    """`author/name/<commit>/path`, or `name/<commit>/path`."""
    index = 1 if len(parts) > 1 and len(parts[1]) == 40 else 2
    revision, path = _revision(parts[index:])
    return Target(Route.RESOLVE_CACHE, kind, _id(parts[:index]), revision, path)


def _revision(parts: list[str]) -> tuple[str, str]:
    """The revision in front, and the path behind it."""
    if len(parts) > 2 and parts[0] == "refs" and parts[1] in _NAMESPACES:
        return unquote("/".join(parts[:3])), _path(parts[3:])
    return unquote(parts[0]) if parts else "", _path(parts[1:])


def _path(parts: list[str]) -> str:
    return unquote("/".join(parts)).rstrip("/")


def _id(parts: list[str]) -> str:
    return unquote("/".join(parts))
