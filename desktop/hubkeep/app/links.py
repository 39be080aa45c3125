"""What a link names that the program was started with: `hf://org/name`, or a page of a hub."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote, urlsplit

_SHELVES: Final = frozenset({"datasets", "spaces", "kernels", "models"})
_NAME: Final = re.compile(r"[\w.-]{1,96}", re.ASCII)


def repo_named_by(link: str) -> str:
    """`org/name`, or the name alone where a repo has no organisation; empty where the link names none."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return ""
    # In hf://org/name what a URL calls the host is the first part of the name.
    path = f"{parts.netloc}/{parts.path}" if parts.scheme == "hf" else parts.path
    names = [unquote(name) for name in path.split("/") if name]
    if names and names[0] in _SHELVES:
        names = names[1:]
    wanted = [part.partition("@")[0] for part in names[:2]]
    return "/".join(wanted) if all(_NAME.fullmatch(part) for part in wanted) else ""
