"""The way to one mirror: its connections, what they may bring, and one request at a time."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence
from typing import Final

from msgspec import Struct

from ..hub.failures import is_page, reason_of
from ..net.address import Origin, follow, split_url
from ..net.dialer import Dialer, Pool
from ..net.failure import NetFailure
from ..net.http import Connection, Header, Headers, Response
from ..net.patience import Patience
from ..net.reach import Steps
from ..net.retry import BUSY, retry_after
from .seen import Refused, Trouble, TroubleKind

REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
ANSWER_SECONDS: Final = 5.0
"""For one answer, and for one connection."""
_MOST_HOPS: Final = 8
_SMALL: Final = 64 << 10
_MOST_WAITED: Final = 2.0
"""Seconds that a mirror may ask for and still be waited for."""
_BREATH: Final = 0.15
"""Before what failed is tried once more."""
_OTHER_NAME: Final = frozenset({62, 63, 64, -2146762481, -67602})
"""What OpenSSL, Windows and macOS say of a certificate that names another host."""
_AGAIN: Final = frozenset({500, 502, 504})


class Resting(Exception):
    """The mirror asked to be left alone for `seconds`; 0: it did not say for how long."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Said(Struct, frozen=True):
    """One answer of one host. `seconds` until its first byte."""

    url: str
    status: int
    headers: Headers
    body: bytes
    seconds: float

    @property
    def host(self) -> str:
        return split_url(self.url)[0].netloc


class Opened(Struct, frozen=True):
    """An answer whose body is not read yet."""

    url: str
    connection: Connection
    response: Response
    seconds: float


class Trail(Struct):
    """The hosts that were asked one after the other, and what the last of them gave."""

    hops: list[Said] = []
    """Those that led on."""
    last: Opened | None = None
    trouble: Trouble | None = None
    """Instead of `last`."""
    asked: str = ""
    """The URL that was asked last."""

    @property
    def hosts(self) -> tuple[str, ...]:
        urls = [*(hop.url for hop in self.hops), self.asked]
        return tuple(dict.fromkeys(split_url(url)[0].netloc for url in urls if url))


class Way:
    """Used by one thread at a time, except `abort`."""

    def __init__(
        self,
        endpoint: str,
        dialer: Dialer,
        headers: Sequence[Header],
        header_for: Callable[[str], Header | None],
        most: int,
        heed: Callable[[], None],
    ) -> None:
        """`most`: bytes that all requests together may bring. `heed` is called a few times a second while
        anything is waited for, and may raise."""
        self.endpoint = endpoint
        self.origin = split_url(endpoint)[0]
        self.header_for = header_for
        self.steps = Steps()
        """Of the first connection to the mirror itself."""
        self.requests = 0
        self.failures = 0
        self.fetched = 0
        self.most = most
        self.pool = Pool(self)
        self._dialer = dialer
        self.headers = (*headers, ("Accept-Encoding", "identity"))
        self._heed = heed
        self._open: set[Connection] = set()

    @property
    def left(self) -> int:
        """Bytes that may still come."""
        return max(0, self.most - self.fetched)

    def patience(self, seconds: float) -> Patience:
        return Patience(seconds, self._heed)

    def heed(self) -> None:
        """Raises what it was made with."""
        self._heed()

    def connect(
        self, origin: Origin, timeout: float = ANSWER_SECONDS, within: Patience | None = None
    ) -> Connection:
        """As `Dialer.connect` does, counting what comes; once more where that failed at once."""
        own = origin == self.origin and self.steps.connect is None
        for attempt in (1, 2):
            steps = Steps()
            began = time.monotonic()
            try:
                connection = self._dialer.connect(origin, min(timeout, ANSWER_SECONDS), within, steps)
                break
            except NetFailure as failure:
                if own:
                    self.steps = steps
                quick = time.monotonic() - began < 1.0
                if attempt == 2 or not quick or failure.kind not in {"refused", "closed", "unreachable"}:
                    raise
                self.failures += 1
                self.rest(_BREATH)
        if own:
            self.steps = steps

        def received(amount: int) -> None:
            self.fetched += amount
            if self.fetched > self.most:
                raise connection.nonsense("it sends more than was asked for")

        connection.on_received = received
        self._open.add(connection)
        return connection

    def ask(self, url: str, *, headers: Sequence[Header] = (), limit: int = _SMALL) -> Said | Trouble:
        """What `url` gives in the end, with at most `limit` bytes of its body; once more where that failed
        or the host asked for a moment. Raises `Resting` and what `heed` raises."""
        for attempt in (1, 2):
            pause = _BREATH
            try:
                said = self._asked_once(url, headers, limit)
            except Resting as resting:
                if attempt == 2 or not 0 < resting.seconds <= _MOST_WAITED:
                    raise
                pause = resting.seconds
            else:
                failed = said.kind == "closed" if isinstance(said, Trouble) else said.status in _AGAIN
                if attempt == 2 or not failed:
                    return said
                self.failures += isinstance(said, Said)
            self.rest(pause)
        raise AssertionError("a second try always ends")

    def walk(
        self,
        url: str,
        *,
        method: str = "GET",
        headers: Sequence[Header] = (),
        within: Patience,
        over_to_others: bool = True,
    ) -> Trail:
        """Where `url` leads in the end. Without `over_to_others` a redirect to another host is the end, as
        it is for huggingface_hub. Raises `Resting` and what `heed` raises."""
        trail = Trail(hops=[], asked=url)
        try:
            while True:
                opened = self.open(method, trail.asked, headers=headers, within=within)
                wait = _wait(opened.response.status, opened.response.headers)
                if wait is not None:
                    self.failures += 1
                    self.drop(opened.connection)
                    raise Resting(wait)
                location = opened.response.headers.get("Location")
                if opened.response.status not in REDIRECTS or location is None:
                    trail.last = opened
                    return trail
                onward = _onward(trail.asked, location)
                stays = split_url(onward)[0] == split_url(trail.asked)[0]
                if not stays and not over_to_others:
                    trail.last = opened
                    return trail
                body = self.take(opened, _SMALL)
                hop = Said(trail.asked, opened.response.status, opened.response.headers, body, opened.seconds)
                trail.hops.append(hop)
                if onward in (each.url for each in trail.hops) or len(trail.hops) > _MOST_HOPS:
                    raise _Astray("it redirects in a circle")
                trail.asked = onward
        except _Astray as astray:
            host = split_url(trail.asked)[0].netloc
            trail.trouble = Trouble(kind="redirect", host=host, reason=str(astray))
        except NetFailure as failure:
            self.failures += 1
            trail.trouble = trouble_of(failure)
        return trail

    def open(self, method: str, url: str, *, headers: Sequence[Header] = (), within: Patience) -> Opened:
        """One host's answer, its body unread: it is the caller's to `take` or to `drop`. Raises as `ask`."""
        origin, target = split_url(url)
        login = self.header_for(url)
        sent = (*self.headers, *headers, *(() if login is None else (login,)))
        self.requests += 1
        while True:
            connection = self.pool.take(origin, within)
            was_fresh = connection.fresh
            try:
                connection.set_timeout(ANSWER_SECONDS, within)
                began = time.monotonic()
                connection.send(method, target, sent)
                response = connection.receive(method)
            except NetFailure as failure:
                self.drop(connection)
                if was_fresh or failure.kind != "closed":
                    raise
                # It was seen to stand a moment ago, so this is no idle connection's end.
                self.failures += 1
                continue
            except BaseException:
                self.drop(connection)
                raise
            return Opened(url, connection, response, time.monotonic() - began)

    def take(self, opened: Opened, limit: int) -> bytes:
        """At most `limit` bytes of the body. Raises `NetFailure`."""
        body, view = bytearray(), memoryview(bytearray(min(limit, _SMALL)))
        try:
            while len(body) < limit and (got := opened.response.readinto(view[: limit - len(body)])):
                body += view[:got]
        except BaseException:
            self.drop(opened.connection)
            raise
        if opened.response.finished:
            self.pool.give(opened.connection)
        else:
            self.drop(opened.connection)
        return bytes(body)

    def drop(self, connection: Connection) -> None:
        self._open.discard(connection)
        connection.close()

    def _asked_once(self, url: str, headers: Sequence[Header], limit: int) -> Said | Trouble:
        trail = self.walk(url, headers=headers, within=self.patience(ANSWER_SECONDS))
        if trail.last is None:
            assert trail.trouble is not None
            return trail.trouble
        response = trail.last.response
        try:
            body = self.take(trail.last, limit)
        except NetFailure as failure:
            self.failures += 1
            return trouble_of(failure)
        return Said(trail.last.url, response.status, response.headers, body, trail.last.seconds)

    def rest(self, seconds: float) -> None:
        """Raises what `heed` raises."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._heed()
            time.sleep(min(left, 0.1))

    def abort(self) -> None:
        """Ends whatever the other thread waits for."""
        for connection in list(self._open):
            connection.abort()

    def close(self) -> None:
        self.pool.close()
        for connection in list(self._open):
            self.drop(connection)


class _Astray(Exception):
    """A redirect that is not to be followed."""


def trouble_of(failure: NetFailure) -> Trouble:
    """What a failed connection or exchange is to a probe."""
    kind: TroubleKind = "other-name" if _names_another(failure) else failure.kind
    return Trouble(kind=kind, host=failure.host, reason=failure.reason)


def refused_of(said: Said) -> Refused:
    """What an answer that is of no use is to a probe."""
    return Refused(
        status=said.status,
        host=said.host,
        code=said.headers.get("X-Error-Code") or "",
        reason=reason_of(said.headers, said.body),
        page=is_page(said.headers, said.body),
        wait=retry_after(said.headers),
    )


def _wait(status: int, headers: Headers) -> float | None:
    """Seconds to leave a busy host alone, 0 where it does not say; None: it is not busy. A 503 without a time
    to wait is trouble of the host's own."""
    asked = retry_after(headers)
    if status == 429:
        return asked or 0.0
    return asked if status in BUSY else None


def _onward(url: str, location: str) -> str:
    """Raises `_Astray`."""
    try:
        onward = follow(url, location)
        here, there = split_url(url)[0], split_url(onward)[0]
    except ValueError as error:
        raise _Astray("it redirects to what is no address") from error
    if here.scheme == "https" and there.scheme != "https":
        raise _Astray("it redirects to where nothing is encrypted")
    return onward


def _names_another(failure: NetFailure) -> bool:
    with contextlib.suppress(ImportError):
        import ssl

        cause = failure.__cause__
        return isinstance(cause, ssl.SSLCertVerificationError) and cause.verify_code in _OTHER_NAME
    return False
