"""How a connection fails: the kinds that are answered differently."""

from __future__ import annotations

from typing import Final, Literal

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


def failure_of(error: OSError, host: str) -> NetFailure:
    """What the system or TLS said of a connection to `host` that stood already."""
    # Only TLS needs the module, and it takes a while to load.
    import ssl

    if isinstance(error, TimeoutError):
        return NetFailure("timeout", host, "no answer in time")
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return NetFailure("closed", host, "the connection ended")
    if isinstance(error, ssl.SSLCertVerificationError):
        return NetFailure("tls", host, (error.verify_message or "its certificate is not valid").rstrip("."))
    if isinstance(error, ssl.SSLError):
        return NetFailure("tls", host, _TLS_REASONS.get(error.reason or "", _in_words(error.reason)))
    return NetFailure("closed", host, error.strerror or type(error).__name__)


def _in_words(reason: str | None) -> str:
    return reason.lower().replace("_", " ") if reason else "the secure connection broke"


_TLS_REASONS: Final = {
    "WRONG_VERSION_NUMBER": "it does not speak TLS there",
    "HTTP_REQUEST": "it does not speak TLS there",
    "RECORD_LAYER_FAILURE": "it does not speak TLS there",
    "PACKET_LENGTH_TOO_LONG": "it does not speak TLS there",
    "UNSUPPORTED_PROTOCOL": "it knows only old, unsafe versions of TLS",
    "TLSV1_ALERT_PROTOCOL_VERSION": "it knows only old, unsafe versions of TLS",
}
