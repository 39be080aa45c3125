"""Addresses at an endpoint, as huggingface_hub builds them. Pure."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from ..cache.names import RepoId, RepoType

OFFICIAL: Final = "https://huggingface.co"


def resolve_url(endpoint: str, repo: RepoId, commit: str, path: str) -> str:
    """Where the bytes of a file are asked for."""
    return f"{page_url(endpoint, repo)}/resolve/{quote(commit, safe='')}/{quote(path)}"


def page_url(endpoint: str, repo: RepoId) -> str:
    """The page of a repo, for a browser."""
    prefix = "" if repo.type is RepoType.MODEL else f"{repo.type}s/"
    return f"{endpoint}/{prefix}{repo.name}"


def api_url(endpoint: str, repo: RepoId, *parts: str) -> str:
    """What the API says of a repo; slashes in `parts` are quoted."""
    return "/".join([f"{endpoint}/api/{repo.type}s/{repo.name}", *(quote(part, safe="") for part in parts)])
