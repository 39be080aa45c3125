"""Connections to hosts, straight or through a proxy; and a pool that keeps those that are idle."""

from __future__ import annotations

import base64
import contextlib
import socket
import threading
import time
from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, Protocol

from msgspec import Struct

from ..problems import Failure
from .address import Origin
from .failure import FailureKind, NetFailure, failure_of
from .http import Connection, Header, Stream
from .patience import Patience
from .proxies import Proxies, Proxy
from .reach import Steps, look_up, reach
from .socks import ask_socks
from .trust import Trust

if TYPE_CHECKING:
    import ssl

_TIMEOUT: Final = 15.0
_MOST_IDLE: Final = 32
"""Connections to one origin."""
_IDLE_SECONDS: Final = 30.0
"""Hosts close idle connections after about a minute; some middle boxes forget them without a word."""


class Dialer:
    """Makes connections."""

    def __init__(self, trust: Trust, proxies: Proxies) -> None:
        self._trust = trust
        self._proxies = proxies

    def connect(
        self,
        origin: Origin,
        timeout: float = _TIMEOUT,
        within: Patience | None = None,
        steps: Steps | None = None,
    ) -> Connection:
        """A connection that is ready for requests, each of whose reads and writes may take `timeout`
        seconds, as may connecting; `within` ends the attempt earlier; `steps` is told what took how long.
        Raises `NetFailure`; `Failure` where a proxy or a file of certificates makes no sense; and what the
        check of `within` raises."""
        patience = Patience(timeout) if within is None else within.at_most(timeout)
        steps = Steps() if steps is None else steps
        proxy = self._proxies.choose(origin)
        try:
            if proxy is None:
                connection = self._straight(origin, patience, steps)
            else:
                connection = self._through(proxy, origin, patience, steps)
        except OSError as error:
            raise failure_of(error, origin.netloc) from error
        connection.set_timeout(timeout)
        return connection

    def _straight(self, origin: Origin, patience: Patience, steps: Steps) -> Connection:
        context = self._context(origin.scheme)
        try:
            stream = reach(origin.host, origin.port, patience, steps)
        except NetFailure as failure:
            raise NetFailure(failure.kind, origin.netloc, failure.reason) from failure
        if context is not None:
            from .tls import secure

            began = time.monotonic()
            stream = secure(stream, context, origin.host, patience)
            steps.tls = time.monotonic() - began
        return Connection(stream, origin.netloc, origin=origin)

    def _through(self, proxy: Proxy, origin: Origin, patience: Patience, steps: Steps) -> Connection:
        began = time.monotonic()
        own_context, context = self._context(proxy.scheme), self._context(origin.scheme)
        with _blamed(proxy, origin):
            wire = reach(proxy.host, proxy.port, patience)
            if own_context is not None:
                from .tls import secure

                wire = secure(wire, own_context, proxy.host, patience)
        try:
            if proxy.scheme in {"socks5", "socks5h"}:
                host = self._looked_up(origin, patience) if proxy.scheme == "socks5" else origin.host
                ask_socks(wire, proxy, host, origin.port, origin.netloc, patience)
            elif context is None:
                steps.connect = time.monotonic() - began
                return Connection(
                    wire,
                    origin.netloc,
                    origin=origin,
                    absolute=f"http://{origin.netloc}",
                    headers=_login(proxy),
                )
            else:
                _ask_for_tunnel(wire, proxy, origin, patience)
            steps.connect = time.monotonic() - began
            if context is None:
                return Connection(wire, origin.netloc, origin=origin)
            began = time.monotonic()
            if own_context is None:
                from .tls import secure

                wire = secure(wire, context, origin.host, patience)
                steps.tls = time.monotonic() - began
                return Connection(wire, origin.netloc, origin=origin)
            from .tls import TlsWithin

            within = TlsWithin(wire, context, origin.host)
            within.handshake(patience)
            steps.tls = time.monotonic() - began
            return Connection(within, origin.netloc, origin=origin, wire=wire)
        except BaseException:
            wire.close()
            raise

    def _context(self, scheme: str) -> ssl.SSLContext | None:
        return self._trust.context() if scheme == "https" else None

    def _looked_up(self, origin: Origin, patience: Patience) -> str:
        """An address of `origin` for a proxy that takes no names; IPv4 rather, which all of them know."""
        try:
            spots = look_up(origin.host, origin.port, patience)
        except socket.gaierror as error:
            raise NetFailure("name", origin.netloc, error.strerror or "no such host") from error
        return min(spots, key=lambda spot: spot.family != socket.AF_INET).at[0]


def _ask_for_tunnel(wire: Stream, proxy: Proxy, origin: Origin, patience: Patience) -> None:
    """Raises `NetFailure`."""
    host = f"[{origin.host}]" if ":" in origin.host else origin.host
    target = f"{host.replace('%', '%25')}:{origin.port}"
    connection = Connection(wire, target)
    connection.set_timeout(patience.left(), patience)
    try:
        connection.send("CONNECT", target, _login(proxy))
        response = connection.receive("CONNECT")
        if response.status < 300:
            connection.let_go()
    except NetFailure as failure:
        kind: FailureKind = "timeout" if failure.kind == "timeout" else "proxy"
        raise NetFailure(kind, origin.netloc, f"{proxy.netloc}: {failure.reason}") from failure
    if response.status == 407:
        raise NetFailure("proxy", origin.netloc, f"{proxy.netloc} asks for a login")
    if response.status >= 500:
        raise NetFailure("unreachable", origin.netloc, f"the proxy says: status {response.status}")
    if response.status >= 300:
        raise NetFailure("proxy", origin.netloc, f"{proxy.netloc} refuses with status {response.status}")


def _login(proxy: Proxy) -> tuple[Header, ...]:
    if not proxy.username and not proxy.password:
        return ()
    login = base64.b64encode(f"{proxy.username}:{proxy.password}".encode()).decode("ascii")
    return (("Proxy-Authorization", f"Basic {login}"),)


@contextlib.contextmanager
def _blamed(proxy: Proxy, origin: Origin) -> Iterator[None]:
    """What fails within is the proxy's fault, and said of the way to `origin`."""
    try:
        yield
    except NetFailure as failure:
        raise NetFailure("proxy", origin.netloc, f"{proxy.netloc}: {failure.reason}") from failure
    except OSError as error:
        reason = failure_of(error, proxy.netloc).reason
        raise NetFailure("proxy", origin.netloc, f"{proxy.netloc}: {reason}") from error


class _Idle(Struct):
    connection: Connection
    since: float
    """Monotonic second."""


class Dials(Protocol):
    """A `Dialer`, or who stands before one."""

    def connect(self, origin: Origin, timeout: float = ..., within: Patience | None = None) -> Connection: ...


class Pool:
    """Gives connections out and takes them back. For any number of threads."""

    def __init__(
        self, dialer: Dials, timeout: float = _TIMEOUT, *, idle_seconds: float = _IDLE_SECONDS
    ) -> None:
        """`timeout`: seconds that a new connection may take."""
        self._dialer = dialer
        self._timeout = timeout
        self._idle_seconds = idle_seconds
        self._lock = threading.Lock()
        self._idle: dict[Origin, deque[_Idle]] = {}
        """The one used last at the end."""
        self._closed = False

    def take(self, origin: Origin, within: Patience | None = None) -> Connection:
        """An idle connection that still stands, or a new one: `Connection.fresh` tells them apart. Raises
        as `Dialer.connect` does."""
        while (connection := self._kept(origin)) is not None:
            if connection.still_open():
                connection.set_timeout(self._timeout)
                return connection
            connection.close()
        return self._dialer.connect(origin, self._timeout, within)

    def warm(self, origin: Origin, count: int, within: Patience) -> None:
        """Dials `count` connections side by side and keeps them for whoever needs one soon; blocks until
        then. A failure is nothing to tell: whoever needs the connection will see it."""
        made: list[Connection] = []

        def dial() -> None:
            with contextlib.suppress(NetFailure, Failure):
                made.append(self._dialer.connect(origin, self._timeout, within))

        threads = [threading.Thread(target=dial, name="dial") for _ in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for connection in made:
            self.give(connection)

    def give(self, connection: Connection) -> None:
        """Keeps a connection for the next who needs one, or closes it: where an answer was not read to its
        end, or the host wants no other request."""
        origin = connection.origin
        surplus: list[Connection] = []
        with self._lock:
            if origin is None or self._closed or not connection.idle:
                surplus.append(connection)
            else:
                idle = self._idle.setdefault(origin, deque())
                idle.append(_Idle(connection, time.monotonic()))
                if len(idle) > _MOST_IDLE:
                    surplus.append(idle.popleft().connection)
            surplus += self._outlived()
        for each in surplus:
            each.close()

    def close(self) -> None:
        """Closes what is idle, and from now on what is given back; those at work go on."""
        with self._lock:
            self._closed = True
            idle = [each.connection for kept in self._idle.values() for each in kept]
            self._idle.clear()
        for connection in idle:
            connection.close()

    def _kept(self, origin: Origin) -> Connection | None:
        with self._lock:
            surplus = self._outlived()
            idle = self._idle.get(origin)
            found = idle.pop().connection if idle else None
        for each in surplus:
            each.close()
        return found

    def _outlived(self) -> list[Connection]:
        """Takes out those that were idle for too long. Under the lock."""
        until = time.monotonic() - self._idle_seconds
        found: list[Connection] = []
        for origin, idle in list(self._idle.items()):
            while idle and idle[0].since < until:
                found.append(idle.popleft().connection)
            if not idle:
                del self._idle[origin]
        return found
