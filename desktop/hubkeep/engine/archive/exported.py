"""What an exported folder says of itself, beside huggingface_hub's own notes. Pure: bytes and text.

`.cache/huggingface/hubkeep-export.json` names the repo, which those notes do not, and the hashes of all
files; `SHA256SUMS` says the latter to anybody who has `sha256sum`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec
from msgspec import Struct

from ..cache.names import digest_kind, is_commit, parse_repo, safe_relative

RECORD: Final = "hubkeep-export.json"
SUMS: Final = "SHA256SUMS"
FORMAT: Final = 1
_LINE: Final = re.compile(r"(\\?)([0-9a-fA-F]{64}) [ *](.+)")
_ESCAPES: Final = {"\\": "\\\\", "\n": "\\n", "\r": "\\r"}
_ESCAPED: Final = re.compile(r"\\(.)")


class ExportedFile(Struct, frozen=True, omit_defaults=True):
    """One file."""

    size: int
    digest: str
    """Its blob's name: SHA-256, or Git's SHA-1."""
    sha256: str


class Exported(Struct, frozen=True, kw_only=True):
    """One commit of a repo as it lies in a folder."""

    format: int = FORMAT
    repo: str
    """As `parse_repo` reads it."""
    commit: str
    files: dict[str, ExportedFile]
    refs: dict[str, float] = {}
    """The branches and tags that were at the commit, and when that was last known."""
    missing: int = 0
    """Files of the commit that the cache did not have."""


def read_exported(data: bytes | None) -> Exported | None:
    """What a folder says of itself; None where it says nothing that can be understood. A folder may be
    anybody's, so names that lead out of it make all of it worth nothing."""
    try:
        found = msgspec.json.decode(data or b"", type=Exported)
    except msgspec.DecodeError:
        return None
    sound = (
        found.format <= FORMAT
        and parse_repo(found.repo) is not None
        and is_commit(found.commit)
        and all(map(safe_relative, found.files))
        and all(map(safe_relative, found.refs))
        and all(
            file.size >= 0 and digest_kind(file.digest) and digest_kind(file.sha256) == "sha256"
            for file in found.files.values()
        )
    )
    return found if sound else None


def sums_text(sums: Mapping[str, str]) -> str:
    """The lines that `sha256sum -c` reads, SHA-256 by path."""
    return "".join(_line(path, sums[path]) for path in sorted(sums))


def _line(path: str, digest: str) -> str:
    escaped = "".join(_ESCAPES.get(sign, sign) for sign in path)
    return f"{'' if escaped == path else chr(92)}{digest}  {escaped}\n"


def read_sums(lines: Iterable[str]) -> dict[str, str]:
    """SHA-256 by path, of what `sha256sum` wrote; other lines, and names that lead out of the folder, are
    passed over."""
    sums: dict[str, str] = {}
    for line in lines:
        match = _LINE.fullmatch(line.rstrip("\r\n"))
        if match is None:
            continue
        path = _ESCAPED.sub(_unescaped, match[3]) if match[1] else match[3]
        path = path.removeprefix("./")
        if safe_relative(path):
            sums[path] = match[2].lower()
    return sums


def _unescaped(match: re.Match[str]) -> str:
    return {"n": "\n", "r": "\r"}.get(match[1], match[1])
