"""How a connection fails: the kinds that are answered differently."""

from __future__ import annotations

from typing import Literal

FailureKind = Literal["name", "refused", "unreachable", "timeout", "tls", "proxy", "closed", "protocol"]
"""`name`: the host's name is not known. `refused`: nothing listens there. `unreachable`: no way to it, or
no network at all. `timeout`: no answer in time. `tls`: the certificate or the handshake. `proxy`: the
proxy refused. `closed`: the connection ended too early. `protocol`: what came is no HTTP."""


class NetFailure(Exception):
    """Talking to `host` failed."""

    def __init__(self, kind: FailureKind, host: str, reason: str = "") -> None:
        self.kind = kind
        self.host = host
        self.reason = reason
        super().__init__(f"{host}: {kind}{': ' + reason if reason else ''}")
