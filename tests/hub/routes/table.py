"""From a request to its answer."""

from __future__ import annotations

from collections.abc import Callable
from email.utils import formatdate

from tests.hub.faults import Html, Missing, NoCommit, Refuse, WrongEtag
from tests.hub.messages import Answer, Route, error_answer, html_answer
from tests.hub.routes import cdn, files, info, tree
from tests.hub.routes.access import Refusal, visible
from tests.hub.routes.context import Context

ROUTES: dict[Route, Callable[[Context], Answer]] = {
    Route.INFO: info.info,
    Route.REFS: info.refs,
    Route.COMMITS: info.commits,
    Route.AUTH_CHECK: info.auth_check,
    Route.XET_TOKEN: info.xet_token,
    Route.SAFETENSORS: info.safetensors,
    Route.SEARCH: info.search,
    Route.WHOAMI: info.whoami,
    Route.TREE: tree.tree,
    Route.TREESIZE: tree.treesize,
    Route.PATHS_INFO: tree.paths_info,
    Route.RESOLVE: files.resolve,
    Route.RESOLVE_CACHE: files.resolve_cache,
    Route.RAW: files.raw,
    Route.BYTES: cdn.signed_bytes,
}

METHODS = {Route.PATHS_INFO: ("POST",)}
_READING = ("GET", "HEAD")


def answer(context: Context) -> Answer:
    """What the hub answers to a request, faults included."""
    effects = context.effects
    if refuse := effects.take(Refuse):
        return _refusal(refuse)
    if html := effects.take(Html):
        return html_answer(html.status, "Please sign in")
    route = context.target.route
    if context.request.method not in METHODS.get(route, _READING):
        return error_answer(405, f"{context.request.method} is not allowed here.")
    try:
        found = ROUTES.get(route, _page)(context)
    except Refusal as refusal:
        found = refusal.answer
    if found.header("X-Repo-Commit") and effects.take(NoCommit):
        found = found.without_header("X-Repo-Commit")
    if (found.header("ETag") or found.header("X-Linked-ETag")) and (wrong := effects.take(WrongEtag)):
        for name in ("ETag", "X-Linked-ETag"):
            if found.header(name):
                found = found.with_header(name, f'"{wrong.etag}"')
    return found


def _page(context: Context) -> Answer:
    """The pages for people: the front page and one for each repo."""
    if context.effects.take(Missing) or context.request.path.startswith("/api/"):
        return error_answer(404, "Sorry, we can't find the page you are looking for.")
    if context.request.path == "/":
        return html_answer(200, "Local hub")
    if not context.target.repo_id:
        return html_answer(404, "404")
    return html_answer(200, visible(context).id)


def _refusal(refuse: Refuse) -> Answer:
    headers: list[tuple[str, str]] = []
    if refuse.retry_after is not None:
        after = refuse.retry_after
        headers.append(("Retry-After", str(after)))
        if refuse.status == 429 and isinstance(after, int):
            headers.append(("RateLimit", f'"api";r=0;t={after}'))
            headers.append(("RateLimit-Policy", '"fixed window";"api";q=500;w=300'))
    message = refuse.message or {
        401: "Invalid username or password.",
        403: "Forbidden",
        404: "Not found",
        429: "We had to rate limit your IP.",
        503: "Service unavailable",
    }.get(refuse.status, "Internal error")
    return error_answer(refuse.status, message, refuse.code, *headers)


def dated(found: Answer) -> Answer:
    """With the headers that every answer has."""
    return Answer(
        found.status,
        (("Date", formatdate(usegmt=True)), ("Server", "local-hub"), *found.headers),
        found.body,
        found.chunked,
    )
