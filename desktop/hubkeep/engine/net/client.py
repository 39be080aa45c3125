"""Small exchanges, such as an API's: redirects, logins, waiting and trying again."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Final

from msgspec import Struct

from .address import Origin, follow, split_url
from .dialer import Pool
from .failure import NetFailure
from .http import Header, Headers
from .patience import Patience
from .retry import BUSY, FAILING, backoff, retry_after

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_HOPELESS: Final = frozenset({"name", "tls", "proxy", "protocol"})
"""Kinds of failures that are the same in a second."""
_PRIVATE: Final = frozenset({"authorization", "cookie", "proxy-authorization"})
"""Headers that are for one host alone."""
_TIMEOUT: Final = 30.0
_LARGEST: Final = 64 << 20
_LONGEST_PAUSE: Final = 30.0

HeaderFor = Callable[[str], Header | None]


class Reply(Struct, frozen=True):
    """What a host answered."""

    status: int
    headers: Headers
    body: bytes
    url: str
    """Who answered, after all redirects."""
    hops: tuple[str, ...] = ()
    """The URLs that led here, the one asked for first."""


class _Request(Struct, frozen=True):
    method: str
    url: str
    headers: tuple[Header, ...]
    body: bytes = b""


class Client:
    """Asks, with `headers` in every request. For any number of threads."""

    def __init__(
        self,
        pool: Pool,
        headers: Sequence[Header] = (),
        *,
        timeout: float = _TIMEOUT,
        attempts: int = 3,
        pause_after: Callable[[int], float] = backoff,
    ) -> None:
        """`timeout`: seconds that one read may take. `attempts`: of each request, where it does not say.
        `pause_after` the first, second… failure: seconds."""
        self._pool = pool
        self._headers = (*headers, ("Accept-Encoding", "identity"))
        self._timeout = timeout
        self._attempts = attempts
        self._pause_after = pause_after

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Sequence[Header] = (),
        body: bytes = b"",
        limit: int = _LARGEST,
        header_for: HeaderFor | None = None,
        attempts: int | None = None,
        deadline: float = 120.0,
        redirects: int = 5,
        check: Callable[[], None] | None = None,
    ) -> Reply:
        """The answer, whatever its status; a redirect too where `redirects` is 0.

        For requests that may be asked more than once: after a failed connection and after the statuses of
        `retry` it is asked again, `attempts` times in all and for `deadline` seconds at most. Where a host
        asks to wait for longer than is sensible, its answer is given to the caller at once.

        `header_for` is asked for each URL on the way for the login that may be sent there; of `headers`,
        logins and cookies go to the first host only. `limit` is of the body, in bytes. `check` is called a
        few times a second and may raise.

        Raises `NetFailure`, `Failure`, what `check` raises, and ValueError for a URL that is none.
        """
        patience = Patience(deadline, check)
        attempts = self._attempts if attempts is None else attempts
        request = _Request(method, url, (*self._headers, *headers), body)
        for attempt in range(1, attempts + 1):
            pause = self._pause_after(attempt)
            try:
                reply = self._followed(request, header_for, limit, redirects, patience)
            except NetFailure as failure:
                if attempt == attempts or failure.kind in _HOPELESS or pause >= patience.left():
                    raise
            else:
                if reply.status in BUSY:
                    asked = retry_after(reply.headers)
                    pause = pause if asked is None else asked
                elif reply.status not in FAILING:
                    return reply
                if attempt == attempts or pause > _LONGEST_PAUSE or pause >= patience.left():
                    return reply
            _rest(pause, patience)
        raise ValueError("no attempt")

    def _followed(
        self,
        request: _Request,
        header_for: HeaderFor | None,
        limit: int,
        redirects: int,
        patience: Patience,
    ) -> Reply:
        hops: list[str] = []
        while True:
            origin, target = split_url(request.url)
            login = header_for(request.url) if header_for is not None else None
            reply = self._exchange(request, origin, target, login, limit, patience)
            location = reply.headers.get("Location")
            if reply.status not in _REDIRECTS or location is None or redirects == 0:
                return Reply(reply.status, reply.headers, reply.body, request.url, tuple(hops))
            hops.append(request.url)
            request = _next(request, origin, reply.status, location)
            if request.url in hops or len(hops) > redirects:
                raise NetFailure("protocol", origin.netloc, "it redirects in a circle")

    def _exchange(
        self,
        request: _Request,
        origin: Origin,
        target: str,
        login: Header | None,
        limit: int,
        patience: Patience,
    ) -> Reply:
        """One request and its answer."""
        headers = request.headers if login is None else (*request.headers, login)
        while True:
            connection = self._pool.take(origin, patience)
            was_fresh = connection.fresh
            try:
                connection.set_timeout(self._timeout, patience)
                connection.send(request.method, target, headers, request.body)
                response = connection.receive(request.method)
                body = response.read(limit)
            except NetFailure as failure:
                connection.close()
                if was_fresh or failure.kind != "closed":
                    raise
                # The host closed it just when it was taken up again; that says nothing of the host.
                continue
            except BaseException:
                connection.close()
                raise
            self._pool.give(connection)
            return Reply(response.status, response.headers, body, request.url)


def _next(request: _Request, origin: Origin, status: int, location: str) -> _Request:
    """The request that a redirect leads to. Raises `NetFailure` where it is not one to follow."""
    try:
        leads_to, target = split_url(follow(request.url, location))
    except ValueError as error:
        raise NetFailure("protocol", origin.netloc, "it redirects to what is no address") from error
    if origin.scheme == "https" and leads_to.scheme != "https":
        raise NetFailure("protocol", origin.netloc, "it redirects to where nothing is encrypted")
    url, headers = leads_to.url + target, request.headers
    if leads_to != origin:
        headers = tuple(each for each in headers if each[0].lower() not in _PRIVATE)
    # As browsers do: what is posted is posted once, unless the status says otherwise.
    again = request.method == "HEAD" or status in {307, 308} or (status != 303 and request.method != "POST")
    if again:
        return _Request(request.method, url, headers, request.body)
    return _Request("GET", url, tuple(each for each in headers if not each[0].lower().startswith("content-")))


def _rest(seconds: float, patience: Patience) -> None:
    until = time.monotonic() + seconds
    try:
        while (left := until - time.monotonic()) > 0:
            time.sleep(min(left, patience.slice()))
    except TimeoutError:
        # The next try finds that the time is over, and says so.
        return
