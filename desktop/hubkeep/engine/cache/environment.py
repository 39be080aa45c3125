"""Which folder is the hub cache, by the environment variables that huggingface_hub reads."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_VARIABLE: Final = re.compile(r"\$(?:(\w+)|\{([^}]*)\})", re.ASCII)
_TRUE: Final = frozenset({"1", "ON", "YES", "TRUE"})
"""As huggingface_hub reads its switches."""


def hf_home(environ: Mapping[str, str], user_home: Path) -> Path:
    """`HF_HOME`, by the environment or its default."""
    if value := environ.get("HF_HOME"):
        return _expanded(value, environ, user_home)
    base = environ.get("XDG_CACHE_HOME") or str(user_home / ".cache")
    return _expanded(base, environ, user_home) / "huggingface"


def hub_cache(environ: Mapping[str, str], user_home: Path) -> Path:
    """The hub cache: `HF_HUB_CACHE` > `HUGGINGFACE_HUB_CACHE` > `HF_HOME/hub` > the default."""
    for name in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"):
        if value := environ.get(name):
            return _expanded(value, environ, user_home)
    return hf_home(environ, user_home) / "hub"


def xet_cache(environ: Mapping[str, str], user_home: Path) -> Path:
    """Where hf_xet keeps its chunks."""
    if value := environ.get("HF_XET_CACHE"):
        return Path(os.path.abspath(value))  # huggingface_hub expands the others, but not this one
    return hf_home(environ, user_home) / "xet"


def xet_cache_of(cache: Path, environ: Mapping[str, str], user_home: Path) -> Path | None:
    """The Xet folder that belongs to `cache`: the environment's for the environment's cache, its
    sibling `xet` for a folder called `hub`, else none."""
    if cache == hub_cache(environ, user_home):
        return xet_cache(environ, user_home)
    return cache.parent / "xet" if cache.name == "hub" else None


def symlinks_wanted(environ: Mapping[str, str]) -> bool:
    """Whether snapshots may be made of links, where the volume can."""
    return environ.get("HF_HUB_DISABLE_SYMLINKS", "").upper() not in _TRUE


def _expanded(value: str, environ: Mapping[str, str], user_home: Path) -> Path:
    """As huggingface_hub does: `~`, then variables."""
    if value == "~" or value.startswith("~/"):
        value = str(user_home) + value[1:]
    elif value.startswith("~"):
        value = os.path.expanduser(value)
    value = _VARIABLE.sub(lambda match: environ.get(match[1] or match[2], match[0]), value)
    return Path(os.path.abspath(value))
