"""Which repo is meant by what was typed or pasted into the field to check one. Pure."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

_NAME: Final = re.compile(r"[\w.-]+/[\w.-]+")


def repo_in(text: str) -> str:
    """`org/name` out of a name, `hf://…` or the address of its page; empty where there is none."""
    text = text.strip()
    if "://" in text:
        parts = urlsplit(text)
        path = f"{parts.netloc}{parts.path}" if parts.scheme == "hf" else parts.path
        text = "/".join([part for part in path.split("/") if part][:2])
    return text if _NAME.fullmatch(text) else ""
