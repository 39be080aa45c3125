"""Whether a text names a repo, or is words to search for. Pure.

The engine alone understands addresses; here it is only told whether asking it makes sense, and how what is
asked is called meanwhile.
"""

from __future__ import annotations

import re
from typing import Final

_URL: Final = re.compile(r"(?:hf|https?)://[^\s<>\"'`，。；、）】」』》]+", re.IGNORECASE)
_PART: Final = r"[\w.\-]{1,96}"
_REPO: Final = re.compile(rf"{_PART}(?:/[^\s/\\?#\"'()]+)+|{_PART}@[^\s\\\"'()]+", re.ASCII)
_COMMAND: Final = re.compile(
    r"\b(?:hf\s+download|huggingface-cli\s+download|hubkeep\s+get|git\s+(?:lfs\s+)?clone|ollama\s+(?:run|pull)"
    r"|vllm\s+serve|hfd(?:\.sh)?)\s+(.*)",
    re.DOTALL,
)
_QUOTED: Final = re.compile(r"""["'`]([^"'`\s]+)["'`]""")
_TAIL: Final = ".,;:!?)]}"
"""What a sentence puts behind an address."""

LONGEST: Final = 20_000
"""Of a longer text the end is not looked at."""


def has_scheme(text: str) -> bool:
    """Whether `text` is the beginning of a URL: searching for it finds nothing."""
    return re.match(r"\s*(?:hf|https?):/", text, re.IGNORECASE) is not None


def address_in(text: str) -> str:
    """How to call the address that `text` is or holds: a URL, `hf://…`, `org/name`, that of a command or of
    a line of code. Empty where there is none: then it is words to search for."""
    text = text[:LONGEST].strip()
    if found := _URL.search(text):
        return found.group().rstrip(_TAIL)
    bare = text.strip("<>\"'` ").rstrip("/")
    if _REPO.fullmatch(bare):
        return bare
    if command := _COMMAND.search(text):
        words = (word.strip("\"'") for word in command.group(1).split() if not word.startswith("-"))
        return next((word for word in words if _REPO.fullmatch(word)), "")
    return next((quoted for quoted in _QUOTED.findall(text) if _REPO.fullmatch(quoted)), "")


def typed(repo: str, type: str) -> str:
    """The repo as the command line writes it: the type before it, unless it stands there or is a model."""
    if type == "model" or repo.startswith(f"{type}/"):
        return repo
    return f"{type}/{repo}"
