"""What a host answered to a request for bytes, and whether it may be believed. Pure."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qs, urlsplit

from msgspec import Struct

from ..net.http import Headers
from ..net.retry import date_of, retry_after

_LONGEST_WAIT: Final = 600.0
_CONTENT_RANGE: Final = re.compile(r"bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\*)")
_NUMBER: Final = re.compile(r"[0-9]{1,18}")
"""More digits no size or date has, and Python refuses to read thousands of them."""
_LIFE_SHARE: Final = 0.8
"""A signed URL is used for so much of its life, then it is asked for anew."""


class Bytes(Struct, frozen=True):
    """The body holds the file's bytes from `start` on, up to `end`."""

    start: int
    end: int


class Refused(Struct, frozen=True):
    """No bytes: a code for `problems.SENTENCES`, and what follows from it."""

    code: str
    status: int = 0
    wait: float | None = None
    """Seconds that the host asked for."""


def read_answer(
    status: int, headers: Headers, *, start: int, end: int, size: int, path: str, length: int | None
) -> Bytes | Refused:
    """What came for bytes `start` to `end` of a file of `size` bytes; `length` is that of the body.

    A 206 must be exactly what was asked for. A 200 holds the whole file from its first byte, whatever
    was asked. A page of text instead of bytes is never taken.
    """
    if status in {200, 206}:
        encoding = (headers.get("Content-Encoding") or "identity").lower()
        if encoding != "identity":
            return Refused("source-encoded", status)
    if status == 206:
        match = _CONTENT_RANGE.fullmatch((headers.get("Content-Range") or "").strip().lower())
        if match is None or (int(match[1]), int(match[2]) + 1) != (start, end):
            return Refused("source-wrong-range", status)
        if match[3] != "*" and int(match[3]) != size:
            return Refused("source-wrong-size", status)
        if length is not None and length != end - start:
            return Refused("source-wrong-range", status)
        return Bytes(start, end)
    if status == 200:
        kind = (headers.get("Content-Type") or "").partition(";")[0].strip().lower()
        if kind in {"text/html", "application/xhtml+xml"} and not _is_page(path):
            return Refused("source-html", status)
        if length is not None and length != size:
            return Refused("source-wrong-size", status)
        return Bytes(0, size)
    if status == 416:
        return Refused("source-wrong-size", status)
    if status in {404, 410}:
        return Refused("source-missing", status)
    if status in {401, 403, 402, 451, 407}:
        return Refused("source-forbidden", status)
    if status == 429:
        return Refused("source-busy", status, _wait(headers))
    if status >= 500 or status == 408:
        return Refused("source-failing", status, _wait(headers))
    return Refused("source-nonsense", status)


def _is_page(path: str) -> bool:
    return path.lower().endswith((".html", ".htm", ".xhtml"))


def _wait(headers: Headers) -> float | None:
    seconds = retry_after(headers)
    return None if seconds is None else min(seconds, _LONGEST_WAIT)


def signed_life(url: str, headers: Headers) -> float | None:
    """Seconds that a signed URL may be used, None where nothing says that it ends.

    Measured against the host's clock (`Date`), never ours, which may be wrong.
    """
    query = parse_qs(urlsplit(url).query)
    for name in ("X-Amz-Expires", "X-Goog-Expires"):
        if _NUMBER.fullmatch(value := query.get(name, [""])[0]):
            return int(value) * _LIFE_SHARE
    if _NUMBER.fullmatch(value := query.get("Expires", [""])[0]):
        now = date_of(headers.get("Date") or "")
        if now is not None:
            return max(1.0, (int(value) - now.timestamp()) * _LIFE_SHARE)
    return None


class Identity(Struct, frozen=True):
    """What a host says that a file is; empty or None where it does not say."""

    commit: str = ""
    etag: str = ""
    size: int | None = None

    def disagreement(self, commit: str, digest: str, size: int) -> str | None:
        """The code of what is different from what the file must be, None where all agrees."""
        if self.commit and commit and self.commit != commit:
            return "source-other-commit"
        if self.size is not None and self.size != size:
            return "source-wrong-size"
        if self.etag and self.etag != digest:
            return "source-other-file"
        if not self.etag:
            return "source-unproven"
        return None


def identity(headers: Headers) -> Identity:
    """Of the answer of a Hub's `resolve` route, redirect or not."""
    etag = headers.get("X-Linked-Etag") or headers.get("ETag") or ""
    size = headers.get("X-Linked-Size") or ""
    return Identity(
        commit=(headers.get("X-Repo-Commit") or "").strip(),
        etag=normal_etag(etag),
        size=int(size) if _NUMBER.fullmatch(size) else None,
    )


def normal_etag(etag: str) -> str:
    """Without quotes and the mark of a weak one."""
    return etag.strip().removeprefix("W/").strip('"')
