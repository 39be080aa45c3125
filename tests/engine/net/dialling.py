"""Dialers for tests."""

from __future__ import annotations

from hubkeep.engine.net.dialer import Dialer
from hubkeep.engine.net.http import Connection
from hubkeep.engine.net.proxies import Proxies
from hubkeep.engine.net.trust import Trust

from .certificates import Authority


def dialer(authority: Authority | None = None, proxies: Proxies | None = None) -> Dialer:
    trust = Trust(str(authority.file) if authority is not None else "", {})
    return Dialer(trust, proxies or Proxies("none", {}))


def ask(connection: Connection, target: str = "/") -> bytes:
    """The body of the answer, after which the connection is closed."""
    try:
        connection.set_timeout(10)
        connection.send("GET", target)
        return connection.receive().read(1 << 24)
    finally:
        connection.close()
