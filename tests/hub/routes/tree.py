"""The files of a revision: listed, sized, or asked for by path."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from tests.hub.content import Commit
from tests.hub.messages import Answer, error_answer, json_answer
from tests.hub.routes.access import Refusal, commit_of, visible
from tests.hub.routes.context import Context
from tests.hub.routes.describe import describe_change, describe_file, describe_folder
from tests.hub.routes.info import paged


def tree(context: Context) -> Answer:
    """What lies in a folder, or below it; page by page."""
    commit = _commit(context)
    folder = context.target.path
    if folder not in commit.folders:
        message = f"{folder} does not exist on {context.target.revision!r}"
        return error_answer(404, message, "EntryNotFound", ("X-Repo-Commit", commit.id))
    expand = context.request.flag("expand")
    lines = [
        _line(context, commit, path, expand)
        for path in _listed(commit, folder, recursive=context.request.flag("recursive"))
    ]
    size = context.settings.expanded_page_size if expand else context.settings.page_size
    asked = int(context.request.parameters().get("limit", size))
    page, headers = paged(context, lines, min(size, asked))
    return json_answer(page, ("X-Repo-Commit", commit.id), *headers)


def treesize(context: Context) -> Answer:
    """The bytes in a folder and below it."""
    commit = _commit(context)
    folder = context.target.path
    if folder not in commit.folders:
        return error_answer(404, f"{folder} does not exist", "EntryNotFound", ("X-Repo-Commit", commit.id))
    size = sum(
        entry.size for path, entry in commit.files.items() if not folder or path.startswith(f"{folder}/")
    )
    return json_answer({"path": f"/{folder}", "size": size})


def paths_info(context: Context) -> Answer:
    """Lines for the paths that a POST names; paths that are not there are left out."""
    if context.request.method != "POST":
        return error_answer(404, "Sorry, we can't find the page you are looking for.")
    commit = _commit(context)
    paths, expand = _asked(context)
    lines = [
        _line(context, commit, path, expand) for path in paths if path and commit.object_id(path) is not None
    ]
    return json_answer(lines)


def _commit(context: Context) -> Commit:
    return commit_of(context, visible(context), context.target.revision)


def _listed(commit: Commit, folder: str, *, recursive: bool) -> list[str]:
    """Folders first at each level, by name, then files; with `recursive` what is in the folders follows."""
    below = f"{folder}/" if folder else ""
    inside = [path for path in (*commit.folders, *commit.files) if path and path.startswith(below)]
    if not recursive:
        inside = [path for path in inside if "/" not in path[len(below) :]]
    return sorted(inside, key=lambda path: (path.count("/"), path in commit.files, path))


def _line(context: Context, commit: Commit, path: str, expand: bool) -> dict[str, Any]:
    entry = commit.files.get(path)
    if entry is None:
        line = describe_folder(commit, path)
    else:
        line = describe_file(entry, context.settings.advertise_xet)
    return {**line, **describe_change(commit, path)} if expand else line


def _asked(context: Context) -> tuple[list[str], bool]:
    """The paths and whether details are asked for, from a form or from JSON."""
    body = context.request.body
    if "json" in context.request.headers.get("content-type", ""):
        try:
            said = json.loads(body)
            paths = [str(path) for path in said["paths"]]
        except (ValueError, KeyError, TypeError):
            raise Refusal(error_answer(400, '"paths" is required')) from None
        return paths, bool(said.get("expand"))
    form = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    paths = [value for name, value in form if name in ("paths", "paths[]")]
    if not paths:
        raise Refusal(error_answer(400, '"paths" is required'))
    return paths, any(name == "expand" and value.lower() in ("true", "1") for name, value in form)
