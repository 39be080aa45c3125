"""The address of a mirror, as people type it and as it stands in what they were told to paste. Pure."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from typing import Final

from ..net.address import endpoint_of, split_url
from ..problems import Failure

INSISTING: Final = "plain+http://"
"""Written in front of a host: the user wants it although all on the way can read along."""

_KINDS: Final = frozenset({"datasets", "spaces", "kernels"})
_API: Final = frozenset({"models", "datasets", "spaces", "kernels", "whoami-v2"})
_ROUTES: Final = frozenset({"resolve", "tree", "blob", "raw", "commits", "discussions"})
"""What stands behind the name of a repo in the address of a page."""

_ASSIGNED: Final = re.compile(
    r"""HF_ENDPOINT["']?\]?(?:\s*[=:,]\s*|\s+)["']?([^\s"'`;,)<>{}，。；）、]+)""", re.IGNORECASE
)
"""As POSIX shells, fish, PowerShell, cmd, Docker, compose, systemd and Python have it."""
_URL: Final = re.compile(
    r"""(?:plain\+)?https?://(?:\[[\w:.%]+\])?[^\s"'`<>(){}\[\]，。；（）、]*""", re.IGNORECASE
)
_ALONE: Final = re.compile(r"(?:[-*•]\s+|\d+[.)]\s+)?(\S+)")
"""A line with one word, in a list or not."""
_TAIL: Final = ".,;:!?"
_BARE: Final = re.compile(r"[\w.-]*\w(?:\.\w[\w-]*|:\d+)(?:/\S*)?|localhost(?::\d+)?(?:/\S*)?")
"""A host that one can tell from a word."""


class _All(Container[str]):
    def __contains__(self, _: object) -> bool:
        return True


def checked(text: str, bases: Iterable[tuple[str, str]], *, insist: bool = False) -> tuple[str, bool]:
    """The endpoint that was typed, as `endpoint_of` writes it, and whether it is one that only insisting
    makes possible. `bases`: endpoints that are known, each with an address that leads to it. Raises
    `Failure`, also for the address of a page."""
    typed = text.strip()
    if typed[: len(INSISTING)].lower() == INSISTING:
        insist, typed = True, f"http://{typed[len(INSISTING) :]}"
    endpoint = endpoint_of(typed, _All() if insist else ())
    meant = _without_page(endpoint, bases)
    if meant != endpoint:
        raise Failure("mirror-address-page", what=endpoint, endpoint=meant)
    origin, _ = split_url(endpoint)
    return endpoint, origin.scheme == "http" and not origin.is_local


def endpoints_in(text: str) -> tuple[str, ...]:
    """The addresses that a text names, line by line, each once: what HF_ENDPOINT is set to, URLs, or a line
    of one host. Not checked, but for being no ordinary word."""
    found: list[str] = []
    for line in text.lstrip("\ufeff").splitlines():
        bare = line.strip()
        alone = _ALONE.fullmatch(bare)
        assigned = [each for each in _ASSIGNED.findall(bare) if _URL.match(each) or _BARE.fullmatch(each)]
        if assigned:
            found += assigned
        elif bare.startswith("#"):
            continue
        elif urls := _URL.findall(bare):
            found += urls
        elif alone is not None and _BARE.fullmatch(alone[1].rstrip(_TAIL)):
            found.append(alone[1])
    return tuple(dict.fromkeys(each.rstrip(_TAIL) for each in found))


def _without_page(endpoint: str, bases: Iterable[tuple[str, str]]) -> str:
    """The endpoint whose page, file or API is at this address; the address itself where it is none."""
    for known, base in bases:
        if endpoint == base:
            return endpoint
        if endpoint.startswith(f"{base}/") or base.startswith(f"{endpoint}/"):
            return known
    origin, target = split_url(endpoint)
    parts = [part for part in target.split("/") if part]
    for place, part in enumerate(parts):
        rest = parts[place + 1 :]
        if (part == "api" and rest[:1] and rest[0] in _API) or (part in _KINDS and len(rest) >= 2):
            return "/".join([origin.url, *parts[:place]])
        if part in _ROUTES and place >= 1 and rest:
            return "/".join([origin.url, *parts[: max(0, place - 2)]])
    return endpoint
