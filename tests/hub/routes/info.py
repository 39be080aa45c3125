"""`/api/models/{id}` and what else is said of a repo as a whole, and the search for repos."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlencode

from tests.hub.content import Commit
from tests.hub.faults import LinkElsewhere, NoXetToken
from tests.hub.messages import Answer, error_answer, json_answer
from tests.hub.routes.access import Refusal, commit_of, readable, user_of, visible
from tests.hub.routes.context import Context
from tests.hub.routes.describe import card_of, describe_commit, describe_repo, safetensors_header


def info(context: Context) -> Answer:
    """The repo at a revision, `main` where none is given."""
    repo = visible(context)
    commit = commit_of(context, repo, context.target.revision or "main")
    said = describe_repo(repo, commit, blobs=context.request.flag("blobs"))
    wanted = _expanded(context)
    if wanted:
        said = {key: value for key, value in said.items() if key in wanted | {"_id", "id", "modelId"}}
    return json_answer(said)


def refs(context: Context) -> Answer:
    """Branches, tags, converts and, on request, pull requests."""
    repo = visible(context)
    shelves: dict[str, list[dict[str, str]]] = {"branches": [], "converts": [], "tags": []}
    names = {"heads": "branches", "convert": "converts", "tags": "tags"}
    if context.request.flag("include_prs") or context.request.flag("include_prs[]"):
        names["pr"] = shelves_pr = "pullRequests"
        shelves[shelves_pr] = []
    for ref, commit in repo.refs().items():
        _, space, name = ref.split("/", 2)
        if space in names:
            shown = f"refs/pr/{name}" if space == "pr" else name
            shelves[names[space]].append({"name": shown, "ref": ref, "targetCommit": commit.id})
    return json_answer(shelves)


def commits(context: Context) -> Answer:
    """The history of a revision, newest first."""
    repo = visible(context)
    history = commit_of(context, repo, context.target.revision).history()
    formatted = context.request.parameters().get("expand[]") == "formatted"
    page, headers = paged(context, [describe_commit(each, formatted) for each in history])
    return json_answer(page, *headers, ("X-Total-Count", str(len(history))))


def auth_check(context: Context) -> Answer:
    """Nothing but whether the files may be read; writing nobody may."""
    readable(context)
    if context.target.path == "write":
        return error_answer(403, "Your token does not have write access to this repository.")
    return json_answer({})


def xet_token(context: Context) -> Answer:
    """Where the Xet store is, and the right to read from it."""
    if context.effects.take(NoXetToken):
        return error_answer(404, "Sorry, we can't find the page you are looking for.")
    repo = readable(context)
    commit_of(context, repo, context.target.revision)
    address = context.content.xet.lease()
    expires = int(time.time() + context.settings.token_lifetime)
    token = f"xet-{expires}"
    headers = (
        ("X-Xet-Cas-Url", address),
        ("X-Xet-Access-Token", token),
        ("X-Xet-Token-Expiration", str(expires)),
    )
    return json_answer({"casUrl": address, "accessToken": token, "exp": expires}, *headers)


def safetensors(context: Context) -> Answer:
    """The headers of all parts of a sharded model, which an index file names."""
    repo = readable(context)
    commit = commit_of(context, repo, "main")
    index = commit.files.get(context.target.path)
    if index is None:
        return error_answer(404, "Entry not found", "EntryNotFound")
    import json

    with index.source.open() as file:
        said = json.loads(file.read())
    shards = sorted(set(said["weight_map"].values()))
    headers = {shard: safetensors_header(commit.files[shard]) for shard in shards}
    return json_answer({"index": {"metadata": said.get("metadata", {})}, "headers": headers})


def search(context: Context) -> Answer:
    """Repos of a type by words in their id, author and tags."""
    user = user_of(context)
    asked = context.request.parameters()
    words = asked.get("search", "").lower().split()
    hits: list[dict[str, Any]] = []
    for repo in context.content.repos(context.target.kind):
        if (repo.about.private and user not in repo.about.readers) or "refs/heads/main" not in repo.refs():
            continue
        if not all(word in repo.id.lower() for word in words):
            continue
        if asked.get("author") not in (None, repo.author):
            continue
        if "filter" in asked and not _tagged(repo.head, asked["filter"]):
            continue
        full = context.request.flag("full")
        said = describe_repo(repo, repo.head, blobs=False, full=full)
        hits.append(said)
    if "sort" in asked:
        hits.sort(key=lambda hit: hit.get(asked["sort"], 0), reverse=asked.get("direction", "-1") == "-1")
    page, headers = paged(context, hits, int(asked.get("limit", context.settings.page_size)))
    return json_answer(page, *headers)


def whoami(context: Context) -> Answer:
    """Whose token it is."""
    user = user_of(context)
    if user is None:
        raise Refusal(error_answer(401, "Invalid username or password."))
    token = {"displayName": "token", "role": "read", "createdAt": "2024-01-01T09:00:00.000Z"}
    return json_answer(
        {
            "type": "user",
            "id": user,
            "name": user,
            "fullname": user,
            "isPro": False,
            "avatarUrl": "",
            "orgs": [],
            "auth": {"type": "access_token", "accessToken": token},
        }
    )


def paged(
    context: Context, lines: list[dict[str, Any]], size: int | None = None
) -> tuple[list[dict[str, Any]], tuple[tuple[str, str], ...]]:
    """The page that was asked for, and the `Link` to the next."""
    size = size or context.settings.page_size
    asked = context.request.parameters()
    start = int(asked.get("cursor", 0))
    page = lines[start : start + size]
    if start + size >= len(lines):
        return page, ()
    base = context.endpoint
    if elsewhere := context.effects.take(LinkElsewhere):
        base = elsewhere.base
    following = urlencode({**asked, "cursor": start + size})
    return page, (("Link", f'<{base}{context.request.path}?{following}>; rel="next"'),)


def _expanded(context: Context) -> set[str]:
    from urllib.parse import parse_qsl

    return {value for name, value in parse_qsl(context.request.query) if name in ("expand", "expand[]")}


def _tagged(commit: Commit, tag: str) -> bool:
    card = card_of(commit)
    return tag in (card.get("tags") or []) or tag in (card.get("pipeline_tag"), card.get("library_name"))
