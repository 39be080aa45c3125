"""Names from the network on their way to the disk: which are refused, and where the others may lead."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Final

from ..problems import Failure
from .names import is_commit, safe_relative

_DRIVE: Final = re.compile(r"[A-Za-z]:")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_NOT_ON_WINDOWS: Final = re.compile(r'[<>:"|?*\x00-\x1f]|[. ]$')
_DEVICE: Final = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(\..*)?", re.IGNORECASE
)
_LONGEST_ON_WINDOWS: Final = 240
"""Characters after which a path gets the prefix that lifts Windows' limit: 260, less what a temporary
name adds."""


def check_path(path: str, *, windows: bool = sys.platform == "win32") -> None:
    """Raises `Failure` where a file that a repo calls `path` would leave its folder, can't be written on
    this system (`windows`: that one), or is nothing that a repo can hold.

    What huggingface_hub would refuse to load is refused on every system. No part may be called `.git`: Git
    itself keeps such names out of repos, and in a plain folder one could plant a program.
    """
    parts = path.split("/")
    if (
        not safe_relative(path)
        or _SURROGATE.search(path)
        or any(_DRIVE.match(part) or part.lower() == ".git" for part in parts)
    ):
        raise Failure("hostile-path", path=path)
    if windows and any(
        _NOT_ON_WINDOWS.search(part) or _DEVICE.fullmatch(part) for part in path.replace("\\", "/").split("/")
    ):
        raise Failure("path-not-on-windows", path=path)


def check_revision(revision: str, *, windows: bool = sys.platform == "win32") -> None:
    """Raises `Failure` where `revision` can't be the name of a branch, a tag or another ref."""
    try:
        check_path(revision, windows=windows)
    except Failure as failure:
        raise Failure("hostile-revision", revision=revision) from failure
    if any(not c.isprintable() or c in " ~^:?*[\\" for c in revision) or len(revision) > 1024:
        raise Failure("hostile-revision", revision=revision)


def check_commit(commit: str) -> None:
    """Raises `Failure` where `commit` is no full commit id."""
    if not is_commit(commit):
        raise Failure("hostile-revision", revision=commit)


def folder_within(base: Path, *parts: str) -> Path:
    """The folder `base`/`parts`, made where it is not there.

    Raises `Failure` where a link on the way leads out of `base` (nothing is then written), and OSError.
    """
    folder = Path(extended(base.joinpath(*parts)))
    root = os.path.realpath(base)
    if not os.path.realpath(folder).startswith(root.rstrip(os.sep) + os.sep) and folder != base:
        raise Failure("leads-out", path=str(folder), refused=True)
    os.makedirs(folder, exist_ok=True)
    return folder


def extended(path: Path | str) -> str:
    """`path`, on Windows with the prefix that lets it be longer than 260 characters where it needs that."""
    text = str(path)
    if os.name != "nt" or len(text) <= _LONGEST_ON_WINDOWS or text.startswith("\\\\?\\"):
        return text
    whole = os.path.abspath(text)
    return "\\\\?\\UNC\\" + whole[2:] if whole.startswith("\\\\") else "\\\\?\\" + whole
