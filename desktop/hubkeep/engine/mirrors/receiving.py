"""The bytes of files as a mirror, and whoever it leads to, sends them."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable
from typing import Final

from msgspec.structs import replace

from ..cache.names import RepoId
from ..hub.tree import RemoteFile
from ..hub.urls import api_url, resolve_url
from ..net.address import split_url
from ..net.failure import NetFailure
from ..net.http import Headers
from ..transfer.answers import identity
from ..transfer.digest import digest_of
from .pacing import Pace, Tally
from .seen import Bad, Flow, Headed, Piece, Small, Xet
from .sniffing import kind_of
from .way import ANSWER_SECONDS, Opened, Said, Trail, Way, refused_of, trouble_of

PIECE: Final = 128 << 10
"""Bytes that are compared with what others sent."""
OPENING: Final = 64 << 10
"""Bytes of a file's beginning, by which a shortened copy is told from another file."""
_PIECE_SECONDS: Final = 3.0
_STALL: Final = 2.0
"""Seconds without a byte."""
_REQUEST: Final = 8 << 20
"""Bytes asked for at once: no host gets to send much more than is wanted."""
_BUFFER: Final = 256 << 10
_MOST_CUTS: Final = 3
_TOLD: Final = 0.2
_RANGE: Final = re.compile(r"bytes (?:([0-9]{1,18})-([0-9]{1,18})|\*)/([0-9]{1,18}|\*)")
_XET_LINK: Final = re.compile(r"<([^>]*)>[^<]*rel\s*=\s*\"?xet-auth\"?", re.IGNORECASE)
_LENGTH: Final = re.compile(r"[0-9]{1,18}")
_SECRET: Final = 8
"""Signs that a login has at least, to be looked for in an address."""


def look_at(way: Way, repo: RepoId, path: str, revision: str = "main") -> Headed:
    """Raises `Resting` and what `heed` raises, as everything here does."""
    url = resolve_url(way.endpoint, repo, revision, path)
    trail = way.walk(url, method="HEAD", within=way.patience(ANSWER_SECONDS), over_to_others=False)
    shown = _shows_secret(way, url, trail)
    if trail.last is None:
        return Headed(path=path, bad=trail.trouble, secret_shown=shown)
    status, headers = trail.last.response.status, trail.last.response.headers
    way.take(trail.last, 0)
    said = Said(trail.last.url, status, headers, b"", trail.last.seconds)
    if status >= 400 or (refused_of(said).page and not path.endswith((".html", ".htm"))):
        return Headed(path=path, bad=refused_of(said), secret_shown=shown)
    first = trail.hops[0].headers if trail.hops else headers
    told = identity(headers)
    length = headers.get("Content-Length") or ""
    leads_on = status >= 300
    size = int(length) if told.size is None and not leads_on and _LENGTH.fullmatch(length) else told.size
    routes = [found[1] for line in headers.get_all("Link") if (found := _XET_LINK.search(line))]
    xet_hash = headers.get("X-Xet-Hash") or ""
    return Headed(
        path=path,
        commit_first=(first.get("X-Repo-Commit") or "").strip(),
        commit=told.commit,
        etag=told.etag,
        size=size,
        xet_hash=xet_hash,
        xet_route=next(iter(routes), "") if xet_hash else "",
        secret_shown=shown,
    )


def ask_for_xet(way: Way, repo: RepoId, commit: str) -> Xet:
    """Whether the mirror gives a token for Xet, and the store that it names can be reached."""
    said = way.ask(api_url(way.endpoint, repo, "xet-read-token", commit))
    if not isinstance(said, Said):
        return Xet(bad=said)
    store = said.headers.get("X-Xet-Cas-Url") or ""
    if said.status != 200 or not store:
        return Xet(bad=refused_of(said))
    try:
        origin, _ = split_url(store)
    except ValueError:
        return Xet()  # a store on this machine
    try:
        way.pool.give(way.connect(origin, within=way.patience(ANSWER_SECONDS)))
    except NetFailure as failure:
        return Xet(bad=trouble_of(failure))
    return Xet()


def fetch_small(way: Way, repo: RepoId, commit: str, file: RemoteFile) -> Small:
    """A whole file, compared with its digest."""
    said = way.ask(resolve_url(way.endpoint, repo, commit, file.path), limit=file.size + 1)
    if not isinstance(said, Said):
        return Small(path=file.path, bad=said)
    if said.status != 200:
        return Small(path=file.path, bad=refused_of(said))
    kind = kind_of(said.headers, said.body, path=file.path, size=file.size)
    if kind == "page":
        return Small(path=file.path, bad=refused_of(said))
    right = len(said.body) == file.size and digest_of(said.body, file.digest) == file.digest
    return Small(
        path=file.path,
        right=right,
        pointer=kind == "pointer",
        error=kind == "error" and not right,
    )


def fetch_piece(way: Way, repo: RepoId, commit: str, file: RemoteFile, offset: int) -> Piece:
    """`PIECE` bytes from `offset` on, or what came instead."""
    url = resolve_url(way.endpoint, repo, commit, file.path)
    end = min(file.size, offset + PIECE)
    within = way.patience(_PIECE_SECONDS + ANSWER_SECONDS)
    began = time.monotonic()
    trail = way.walk(url, headers=_range(offset, end), within=within)
    first_byte = time.monotonic() - began
    piece = Piece(
        path=file.path,
        hosts=trail.hosts,
        at_mirror=_at_mirror(way, trail),
        secret_shown=_shows_secret(way, url, trail),
    )
    if trail.last is None:
        return replace(piece, bad=trail.trouble)
    response = trail.last.response
    headers = response.headers
    if response.status == 416:
        way.drop(trail.last.connection)
        return _without_range(way, url, file, piece, size=_range_of(headers)[2])
    if response.status not in {200, 206}:
        return replace(piece, bad=_refused(way, trail.last))
    if (headers.get("Content-Encoding") or "identity").lower() != "identity":
        way.drop(trail.last.connection)
        return replace(piece, packed=True, first_byte=first_byte, ranges=response.status == 206)
    start, stop, size = _range_of(headers)
    if response.status == 200:
        start, stop, size = 0, response.length, response.length
    wanted = OPENING if response.status == 200 else end - offset
    body, seconds, fate = _received(way, trail.last, wanted)
    kind = kind_of(headers, body, path=file.path, size=file.size)
    if kind == "page":
        said = Said(trail.last.url, response.status, headers, body, trail.last.seconds)
        return replace(piece, bad=refused_of(said))
    whole = len(body) == min(wanted, file.size)
    if response.status == 206 and size is not None and size != file.size:
        # Another file, or the beginning of this one?
        begins = fetch_opening(way, repo, commit, file)
        return replace(piece, first_byte=first_byte, size=size, ranges=True, begins=begins)
    return replace(
        piece,
        first_byte=first_byte,
        size=size,
        ranges=response.status == 206,
        wrong_range=response.status == 206 and (start, stop) != (offset, end),
        length=response.length is not None,
        digest=hashlib.sha256(body).hexdigest() if whole and response.status == 206 else "",
        begins=hashlib.sha256(body).hexdigest() if whole and response.status == 200 else "",
        pointer=kind == "pointer",
        error=kind == "error",
        stalled=fate == "timeout" and whole is False,
        cut=fate == "closed" and whole is False,
        rate=len(body) / seconds if body and seconds > 0 else None,
    )


def fetch_opening(way: Way, repo: RepoId, commit: str, file: RemoteFile) -> str:
    """SHA-256 of what a file begins with; empty where it does not come."""
    url = resolve_url(way.endpoint, repo, commit, file.path)
    trail = way.walk(url, headers=_range(0, min(OPENING, file.size)), within=way.patience(ANSWER_SECONDS))
    if trail.last is None or trail.last.response.status not in {200, 206}:
        if trail.last is not None:
            way.drop(trail.last.connection)
        return ""
    body, _, _ = _received(way, trail.last, min(OPENING, file.size))
    return hashlib.sha256(body).hexdigest()


def stream(
    way: Way,
    repo: RepoId,
    commit: str,
    file: RemoteFile,
    offset: int,
    *,
    seconds: float,
    most: int,
    told: Callable[[float, float], None],
) -> tuple[Flow, Pace]:
    """Receives for so many seconds, or `most` bytes. What lies between two requests does not count.
    `told` the share that is done, and the rate now."""
    url = resolve_url(way.endpoint, repo, commit, file.path)
    tally, at, cuts, expired = Tally(), offset, 0, False
    began = time.monotonic()
    address, view = url, memoryview(bytearray(_BUFFER))
    bad: Bad | None = None
    stalled, at_mirror, said_at, said_bytes = False, True, began, 0
    most = min(most, way.left)
    while (left := seconds - (time.monotonic() - began)) > 0 and tally.bytes < most and cuts < _MOST_CUTS:
        at = 0 if at >= file.size else at
        end = min(file.size, at + min(_REQUEST, most - tally.bytes))
        within = way.patience(left + ANSWER_SECONDS)
        trail = way.walk(address, headers=_range(at, end), within=within)
        at_mirror = _at_mirror(way, trail) and address == url
        opened = trail.last
        if opened is None or opened.response.status not in {200, 206}:
            refused = trail.trouble if opened is None else _refused(way, opened)
            if address != url and opened is not None and opened.response.status in {401, 403, 404, 410}:
                # What the mirror led to is worth nothing any more: the mirror is asked once more.
                expired, address = True, url
                continue
            bad = refused
            break
        if opened.response.status == 200:
            at = 0
        try:
            opened.connection.set_timeout(_STALL, within)
            before = time.monotonic()
            while time.monotonic() - began < seconds and tally.bytes < most:
                got = opened.response.readinto(view)
                if not got:
                    break
                now = time.monotonic()
                tally.add(got, now - before)
                before, at = now, at + got
                if now - said_at >= _TOLD:
                    told(min(1.0, (now - began) / seconds), (tally.bytes - said_bytes) / (now - said_at))
                    said_at, said_bytes = now, tally.bytes
        except NetFailure as failure:
            way.drop(opened.connection)
            if failure.kind == "timeout":
                stalled = True
                break
            if failure.kind != "closed":
                bad = trouble_of(failure)
                break
            way.failures += 1
            cuts += 1
            # Where it broke off, it is first tried to go on at the same address.
            address = opened.url
            continue
        address = url
        if opened.response.finished:
            way.pool.give(opened.connection)
        else:
            way.drop(opened.connection)
    pace = tally.pace()
    flow = Flow(
        rate=pace.rate,
        burst=pace.burst,
        burst_bytes=pace.burst_bytes,
        stalled=stalled,
        cuts=cuts,
        expired=expired and bad is None,
        bad=bad,
        at_mirror=at_mirror,
    )
    return flow, pace


# --- within -----------------------------------------------------------------------------------------


def _without_range(way: Way, url: str, file: RemoteFile, piece: Piece, size: int | None) -> Piece:
    """What the mirror has in the place of a file that is too short to hold the piece."""
    said = way.ask(url, limit=OPENING)
    if not isinstance(said, Said):
        return replace(piece, bad=said)
    if said.status != 200:
        return replace(piece, bad=refused_of(said))
    kind = kind_of(said.headers, said.body, path=file.path, size=file.size)
    if kind == "page":
        return replace(piece, bad=refused_of(said))
    return replace(
        piece,
        size=size,
        begins=hashlib.sha256(said.body).hexdigest() if len(said.body) == OPENING else "",
        pointer=kind == "pointer",
        error=kind == "error",
    )


def _received(way: Way, opened: Opened, wanted: int) -> tuple[bytes, float, str]:
    """Up to `wanted` bytes, the seconds they took, and what ended them: the kind of a failure, or
    that there was not time enough (`slow`)."""
    body = bytearray()
    view = memoryview(bytearray(min(wanted, _BUFFER)))
    opened.connection.set_timeout(_STALL, way.patience(_PIECE_SECONDS))
    began = last = time.monotonic()
    fate = ""
    try:
        while len(body) < wanted and (got := opened.response.readinto(view[: wanted - len(body)])):
            body += view[:got]
            last = time.monotonic()
    except NetFailure as failure:
        way.failures += 1
        slow = failure.kind == "timeout" and time.monotonic() - last < 0.9 * _STALL
        fate = "slow" if slow else failure.kind
    seconds = time.monotonic() - began
    if opened.response.finished:
        way.pool.give(opened.connection)
    else:
        way.drop(opened.connection)
    return bytes(body), seconds, fate


def _refused(way: Way, opened: Opened) -> Bad:
    try:
        body = way.take(opened, OPENING)
    except NetFailure as failure:
        return trouble_of(failure)
    headers = opened.response.headers
    return refused_of(Said(opened.url, opened.response.status, headers, body, opened.seconds))


def _range(start: int, end: int) -> tuple[tuple[str, str], ...]:
    return (("Range", f"bytes={start}-{end - 1}"),)


def _range_of(headers: Headers) -> tuple[int | None, int | None, int | None]:
    """Start, end and size as `Content-Range` says them."""
    found = _RANGE.fullmatch((headers.get("Content-Range") or "").strip().lower())
    if found is None:
        return None, None, None
    start = None if found[1] is None else int(found[1])
    end = None if found[2] is None else int(found[2]) + 1
    return start, end, None if found[3] == "*" else int(found[3])


def _at_mirror(way: Way, trail: Trail) -> bool:
    return split_url(trail.asked)[0] == way.origin


def _shows_secret(way: Way, url: str, trail: Trail) -> bool:
    """Whether a login stands in an address that the mirror leads to on another host."""
    login = way.header_for(url)
    secret = login[1].rpartition(" ")[2] if login is not None else ""
    if len(secret) < _SECRET:
        return False
    headers = [hop.headers for hop in trail.hops]
    headers += [trail.last.response.headers] if trail.last is not None else []
    return any(secret in (each.get("Location") or "") for each in headers)
