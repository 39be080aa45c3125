"""What a Git clone says of the files beside it, asked of Git. The clone may be anybody's: nothing that its
configuration names is run, and no network is asked for what it lacks."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from msgspec import Struct

from ..cache.names import is_commit, parse_repo, safe_relative

_QUIET: Final = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never")
_FILES: Final = frozenset({"100644", "100755"})


class Clone(Struct, frozen=True):
    """The commit that a clone stands at."""

    repo: str
    """As `parse_repo` reads it; empty where its origin is no repo."""
    commit: str
    branch: str
    """Empty where it stands at none."""
    blobs: dict[str, str]
    """Git's SHA-1 by path: of the file, or of the LFS pointer in its place."""


def read_clone(folder: Path) -> Clone | None:
    """None where `folder` is no clone, or there is no Git that reads it."""
    if not os.path.lexists(folder / ".git"):
        return None
    commit = _git(folder, "rev-parse", "--verify", "HEAD^{commit}").strip()
    if not is_commit(commit):
        return None
    blobs: dict[str, str] = {}
    for line in _git(folder, "ls-tree", "-r", "-z", "--full-tree", commit).split("\0"):
        about, _, path = line.partition("\t")
        fields = about.split()
        if len(fields) == 3 and fields[0] in _FILES and is_commit(fields[2]) and safe_relative(path):
            blobs[path] = fields[2]
    branch = _git(folder, "symbolic-ref", "--quiet", "--short", "HEAD").strip()
    origin = _git(folder, "config", "--get", "remote.origin.url").strip()
    return Clone(repo_of_url(origin), commit, branch, blobs)


def repo_of_url(url: str) -> str:
    """The repo that an address of Git names; empty where it is none of a hub. Pure."""
    if "://" in url:
        path = urlsplit(url).path
    else:
        host, colon, path = url.partition(":")  # as for ssh: git@hf.co:org/name
        if not colon or "/" in host:
            return ""
    repo = parse_repo(path.strip("/").removesuffix(".git"))
    return str(repo) if repo is not None else ""


def _git(folder: Path, *arguments: str) -> str:
    """What Git prints; empty where there is none, or it refuses."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        ran = subprocess.run(
            ["git", "-C", str(folder), *_QUIET, *arguments],
            env={**clean, "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    except OSError:
        return ""
    return ran.stdout.decode("utf-8", "surrogateescape") if ran.returncode == 0 else ""
