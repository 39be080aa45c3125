"""The files themselves: `resolve`, the address a small file is redirected to, and `raw`."""

from __future__ import annotations

import mimetypes
from urllib.parse import quote, urlencode

from tests.hub.content import Commit, Entry, Repo
from tests.hub.faults import DeadHost, Missing, ShortLived
from tests.hub.messages import Answer, Body, Route, data_answer, redirect_answer
from tests.hub.routes.access import commit_of, readable
from tests.hub.routes.context import Context
from tests.hub.routes.serving import serve
from tests.hub.sources import InMemory

EXPOSED = (
    "X-Repo-Commit,X-Request-Id,X-Error-Code,X-Error-Message,X-Total-Count,ETag,Link,Accept-Ranges,"
    "Content-Range,X-Linked-Size,X-Linked-ETag,X-Xet-Hash"
)


def resolve(context: Context) -> Answer:
    """A file: LFS ones by redirect to a signed URL of the CDN, others from this host."""
    repo = readable(context)
    commit = commit_of(context, repo, context.target.revision)
    entry = commit.files.get(context.target.path)
    if entry is None or context.effects.take(Missing) is not None:
        return _not_found(commit)
    headers = [
        ("X-Repo-Commit", commit.id),
        ("Accept-Ranges", "bytes"),
        ("Vary", "Origin, Accept"),
        ("Access-Control-Expose-Headers", EXPOSED),
        ("X-Linked-Size", str(entry.size)),
        ("X-Linked-ETag", f'"{entry.etag}"'),
    ]
    if entry.lfs:
        if entry.xet_hash and context.settings.advertise_xet:
            headers += _xet(context, repo, commit, entry)
        return redirect_answer(302, _signed(context, repo, entry), *headers)
    if context.settings.resolve_cache and context.target.route is Route.RESOLVE:
        return redirect_answer(307, _lasting(repo, commit, entry), *headers)
    return _from_here(context, commit, entry)


def resolve_cache(context: Context) -> Answer:
    """A small file of a commit, from the address that never changes."""
    repo = readable(context)
    commit = commit_of(context, repo, context.target.revision)
    entry = commit.files.get(context.target.path)
    if entry is None or entry.lfs or context.effects.take(Missing) is not None:
        return _not_found(commit)
    return _from_here(context, commit, entry)


def raw(context: Context) -> Answer:
    """What git holds: the file, or the pointer of an LFS file."""
    repo = readable(context)
    commit = commit_of(context, repo, context.target.revision)
    entry = commit.files.get(context.target.path)
    if entry is None or context.effects.take(Missing) is not None:
        return _not_found(commit)
    if entry.lfs:
        entry = Entry(entry.path, InMemory(entry.pointer), entry.oid)
    return _from_here(context, commit, entry)


def _from_here(context: Context, commit: Commit, entry: Entry) -> Answer:
    headers = (
        ("X-Repo-Commit", commit.id),
        ("ETag", f'"{entry.oid}"'),
        ("Content-Type", content_type(entry.path)),
        ("Content-Disposition", _disposition(entry.path)),
        ("Access-Control-Expose-Headers", EXPOSED),
    )
    answer = Answer(200, headers, Body(entry.source, 0, entry.size))
    return serve(context, answer, entry.pointer if entry.lfs else None)


def content_type(path: str) -> str:
    """As the Hub says it: text for everything that is no picture and no archive."""
    guessed, encoding = mimetypes.guess_type(path)
    if encoding or (guessed and guessed.split("/")[0] in ("image", "audio", "video")):
        return guessed or "application/octet-stream"
    return "text/plain; charset=utf-8"


def _xet(context: Context, repo: Repo, commit: Commit, entry: Entry) -> list[tuple[str, str]]:
    api = f"{context.endpoint}/api/{repo.kind.plural}/{repo.id}/xet-read-token/{commit.id}"
    return [("X-Xet-Hash", entry.xet_hash), ("Link", f'<{api}>; rel="xet-auth"')]


def _signed(context: Context, repo: Repo, entry: Entry) -> str:
    short = context.effects.take(ShortLived)
    lifetime = short.seconds if short else context.settings.url_lifetime
    base = context.dead if context.effects.take(DeadHost) else context.cdn
    return base + context.signer.sign(repo, entry, lifetime)


def _lasting(repo: Repo, commit: Commit, entry: Entry) -> str:
    """Relative, as the Hub's is: a mirror's client stays with the mirror."""
    path = f"/api/resolve-cache/{repo.kind.plural}/{repo.id}/{commit.id}/{quote(entry.path)}"
    query = urlencode({"etag": f'"{entry.oid}"'})
    return f"{path}?{query}"


def _disposition(path: str) -> str:
    name = path.rpartition("/")[2]
    plain = "".join(c if " " <= c <= "~" and c not in '"\\' else "_" for c in name)
    return f"inline; filename*=UTF-8''{quote(name)}; filename=\"{plain}\";"


def _not_found(commit: Commit) -> Answer:
    headers = (
        ("X-Repo-Commit", commit.id),
        ("X-Error-Code", "EntryNotFound"),
        ("X-Error-Message", "Entry not found"),
    )
    return data_answer(404, b"Entry not found", "text/plain; charset=utf-8", *headers)
