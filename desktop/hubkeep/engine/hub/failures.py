"""What a hub's refusal means, and what to do about it. Pure.

huggingface.co says which refusal it is in `X-Error-Code`; mirrors pass that on, or send pages of their
own. Some answers are ambiguous on purpose: who is not logged in is not told whether a repo exists.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec
from msgspec import Struct

from ..cache.names import RepoId
from ..net.address import is_official, split_url
from ..net.failure import NetFailure
from ..net.http import Headers
from ..net.retry import retry_after
from ..problems import Failure, Problem, problem
from .urls import OFFICIAL, page_url

_NET_CODES: Final = {
    "name": "source-no-name",
    "refused": "source-refused",
    "unreachable": "source-unreachable",
    "timeout": "source-timeout",
    "tls": "source-tls",
    "proxy": "source-proxy",
    "closed": "source-closed",
    "protocol": "source-no-http",
}
_LONGEST_REASON: Final = 200
_REGION: Final = re.compile(r"\b(region|country|countries|sanction\w*|embargo\w*|export control\w*)\b", re.I)
_LIMIT: Final = re.compile(r"\b(quota|limit reached|limit exceeded|payment required|credits)\b", re.I)
_LINK: Final = re.compile(r"https?://[^\s\"'<>]+")


class Asked(Struct, frozen=True, kw_only=True):
    """What was asked of an endpoint, and as whom."""

    endpoint: str
    repo: RepoId | None = None
    """None: a search was asked for."""
    revision: str = ""
    path: str = ""
    with_token: bool = False

    @property
    def host(self) -> str:
        return split_url(self.endpoint)[0].netloc


def unreached(failure: NetFailure) -> Problem:
    """The problem of a host that could not be talked to."""
    return problem(_NET_CODES[failure.kind], host=failure.host, reason=failure.reason or failure.kind)


def nonsense(asked: Asked, reason: str) -> Failure:
    """For an answer that no hub would give; `reason` names what is wrong with it."""
    return Failure("hub-nonsense", host=asked.host, reason=reason)


def refusal(status: int, headers: Headers, body: bytes, asked: Asked) -> Problem:
    """The problem for an answer of the API that is no 200."""
    code = headers.get("X-Error-Code") or ""
    reason = reason_of(headers, body)
    host = asked.host
    if status == 429:
        return problem("hub-busy", host=host, seconds=int(retry_after(headers) or 0))
    if status >= 500:
        return problem("hub-failing", host=host, status=status)
    if status == 451 or (status == 403 and _REGION.search(reason)):
        return problem("hub-region", host=host, status=status)
    if not code and is_page(headers, body):
        return problem("hub-web-page" if status != 404 else "hub-no-hub", host=host)
    if status == 402 or (status == 403 and _LIMIT.search(reason)):
        return problem("hub-quota", host=host, reason=reason or f"status {status}")
    if asked.repo is not None and (found := _about_repo(status, code, reason, asked, asked.repo)) is not None:
        return found
    if asked.repo is None and status == 401 and asked.with_token and not code:
        return problem("hub-token-refused", host=host)
    if asked.repo is None and status in {401, 404, 405}:
        return problem("hub-no-search", host=host)
    return problem("hub-forbidden", host=host, status=status, reason=reason or "no reason given")


def _about_repo(status: int, code: str, reason: str, asked: Asked, repo: RepoId) -> Problem | None:
    host, name = asked.host, str(repo)
    if code == "GatedRepo":
        url = licence_page(asked.endpoint, repo, reason)
        if not asked.with_token:
            return problem("hub-gated-login", repo=name, host=host, url=url)
        # Who is known is refused with 403: the login was not looked at.
        gated = "hub-gated-not-passed" if status == 401 else "hub-gated-terms"
        return problem(gated, repo=name, host=host, url=url)
    if code == "RevisionNotFound":
        return problem("hub-revision-not-found", repo=name, revision=asked.revision, host=host)
    if code == "EntryNotFound":
        path = asked.path or "/"
        return problem("hub-entry-not-found", repo=name, path=path, revision=asked.revision, host=host)
    if reason.rstrip(".") == "Access to this resource is disabled":
        return problem("hub-disabled", repo=name, host=host)
    if status == 401:
        # With an unknown token huggingface.co refuses even public repos, and says no code.
        if asked.with_token and code != "RepoNotFound":
            return problem("hub-token-refused", host=host)
        told = "hub-not-found-to-login" if asked.with_token else "hub-not-found-or-private"
        return problem(told, repo=name, host=host)
    if code == "RepoNotFound":
        told = "hub-not-found-to-login" if asked.with_token else "hub-repo-not-found"
        return problem(told, repo=name, host=host)
    if status == 404:
        return problem("hub-repo-not-found", repo=name, host=host)
    return None


def licence_page(endpoint: str, repo: RepoId, reason: str = "") -> str:
    """Where the terms of a gated repo are accepted. A mirror has no accounts, so that is huggingface.co,
    for a hub on this machine the hub itself. What a mirror says is only believed where it says so too."""
    origin, _ = split_url(endpoint)
    names_official = any(is_official(link) for link in _LINK.findall(reason))
    own = not names_official and (is_official(endpoint) or origin.is_loopback)
    return page_url(endpoint if own else OFFICIAL, repo)


def reason_of(headers: Headers, body: bytes) -> str:
    """What a host says of its refusal, in one line without markup; empty where it says nothing."""
    text = headers.get("X-Error-Message") or ""
    if not text and not is_page(headers, body):
        try:
            text = msgspec.json.decode(body, type=_Error).error
        except msgspec.DecodeError:
            text = ""
    plain = "".join(c if c.isprintable() and c not in "<>&" else " " for c in text)
    return " ".join(plain.split())[:_LONGEST_REASON]


def is_page(headers: Headers, body: bytes) -> bool:
    """Whether what came is a page for people."""
    kind = (headers.get("Content-Type") or "").partition(";")[0].strip().lower()
    if kind in {"text/html", "application/xhtml+xml"}:
        return True
    return body[:256].lstrip().lower().startswith((b"<!doctype html", b"<html"))


class _Error(Struct):
    error: str
