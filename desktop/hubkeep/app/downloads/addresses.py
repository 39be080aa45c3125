"""What of a text is an address to look up, and what are words to search for. Pure.

The engine alone understands addresses; here it is only told whether asking it makes sense.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

_URL: Final = re.compile(r"(?:hf|https?)://[^\s<>\"'`]+", re.IGNORECASE)
_PART: Final = r"[\w.\-]{1,96}"
_REPO: Final = re.compile(rf"{_PART}(?:/[^\s/\\?#\"'()]+)+|{_PART}@[^\s\\\"'()]+", re.ASCII)
_COMMANDS: Final = re.compile(
    r"\s*(?:hf|huggingface-cli|hubkeep)\s+(?:download|get|repo-files)\s+(.*)", re.DOTALL
)
_QUOTED: Final = re.compile(r"""["'`]([^"'`\s]+)["'`]""")
_TYPES: Final = {"model", "dataset", "space", "kernel"}
_FLAGS: Final = {"--quiet", "--force-download", "--resume-download", "--dry-run"}
"""Options that take no value."""
_TAIL: Final = ".,;:!?)]}。，；：！？）】」』"
"""What a sentence puts behind an address."""

LONGEST: Final = 2000
"""A longer text is no address, and nothing to send to an engine."""


def has_scheme(text: str) -> bool:
    """Whether `text` is the beginning of a URL: searching for it finds nothing."""
    return re.match(r"\s*(?:hf|https?):/", text, re.IGNORECASE) is not None


def address_in(text: str) -> str:
    """The address that `text` is or holds: a URL, `hf://…`, `org/name`, a command or a line of code that
    names one. Empty where there is none: then it is words to search for."""
    text = text[:LONGEST].strip()
    if found := _URL.search(text):
        return found.group().rstrip(_TAIL)
    if command := _COMMANDS.fullmatch(text):
        return _of_command(command.group(1).split())
    bare = text.strip("<>\"'` ").rstrip("/")
    if _REPO.fullmatch(bare):
        return bare
    for quoted in _QUOTED.findall(text):
        if _REPO.fullmatch(quoted):
            return str(quoted)
    return ""


def typed(repo: str, type: str) -> str:
    """The repo as the command line writes it: the type before it, unless it stands there or is a model."""
    if type == "model" or repo.startswith(f"{type}/"):
        return repo
    return f"{type}/{repo}"


def _of_command(words: list[str]) -> str:
    """What `hf download …` is given: the first word that is no option, with its type."""
    type = "model"
    for option, value in pairwise(words):
        if option == "--repo-type" and value in _TYPES:
            type = value
    takes_value = False
    for word in words:
        if not word.startswith("-") and not takes_value:
            return typed(word.strip("\"'"), type)
        takes_value = word.startswith("--") and "=" not in word and word not in _FLAGS
    return ""
